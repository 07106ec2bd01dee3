"""A member's plans, for the moment asked about."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from kopilka.engine.mechanics.plans.terms import Term, plan_at, terms_of
from kopilka.engine.program.sections.plans import plan_of
from kopilka.engine.tiers import tier_at
from kopilka.loyalty.ledger.queries import get_state
from kopilka.loyalty.plans.models import PlanSaving
from kopilka.loyalty.programs.queries import get_versions


@dataclass(slots=True)
class Savings:
    """What a plan saved so far: `minor` money, and units by wallet."""

    minor: int = 0
    units: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Membership:
    """`plan` in force now, "" for none; terms, the first paid first; savings by plan."""

    plan: str
    terms: tuple[Term, ...]
    saved: dict[str, Savings]


def get_membership(merchant_id: int, member_id: int, now: datetime) -> Membership:
    member = get_state(merchant_id, member_id, now)
    assert member is not None
    program = get_versions(merchant_id).at(now).program
    saved = _savings(merchant_id, member_id)
    return Membership(plan_at(member, program, now), tuple(terms_of(member)), saved)


def _savings(merchant_id: int, member_id: int) -> dict[str, Savings]:
    rows = PlanSaving.objects.filter(merchant_id=merchant_id, member_id=member_id)
    saved: dict[str, Savings] = {}
    for row in rows:
        one = saved.setdefault(row.plan, Savings())
        one.minor += row.minor
        for wallet, units in json.loads(row.units).items():
            one.units[wallet] = one.units.get(wallet, 0) + units
    return saved


def list_perks(merchant_id: int, member_id: int, now: datetime) -> list[tuple[str, str]]:
    """(perk, what it comes from: `tier:gold`, `plan:club`), each perk once."""
    member, versions = get_state(merchant_id, member_id, now), get_versions(merchant_id)
    assert member is not None
    program = versions.at(now).program
    tier, plan = tier_at(member, versions, now), plan_of(program, plan_at(member, program, now))
    levels = program.tiers.levels if program.tiers else ()
    found = [
        (perk, f"tier:{level.id}") for level in levels if level.id == tier for perk in level.perks
    ]
    found += [(perk, f"plan:{plan.id}") for perk in plan.perks] if plan else []
    return list({perk: (perk, source) for perk, source in reversed(found)}.values())[::-1]
