"""All sections there are, in the order of the file."""

from __future__ import annotations

from kopilka.engine.program import meanings
from kopilka.engine.program.sections.coupons import COUPONS
from kopilka.engine.program.sections.declaring import Section
from kopilka.engine.program.sections.plans import PLANS
from kopilka.engine.program.sections.rewards import REWARDS

SECTIONS: tuple[Section, ...] = (PLANS, COUPONS, REWARDS)


def told_of_program() -> meanings.Rows:
    """The words at the top of the file, for the reference page and for editors."""
    told = (
        (section.word, f"list of [{section.word}](#a-{section.part})", "none", section.means)
        for section in SECTIONS
    )
    return (*meanings.PROGRAM, *((*row[:3], row[3][:1].upper() + row[3][1:]) for row in told))
