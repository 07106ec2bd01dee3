"""Programs of the library, and a small history written by hand."""

from __future__ import annotations

from pathlib import Path

import kopilka
from kopilka.engine.program.model import Program
from kopilka.loyalty.programs.queries import read_program

PROGRAMS = Path(kopilka.__file__).parent / "templates" / "programs"


def owl_club() -> Program:
    return read_program((PROGRAMS / "owl-club.yaml").read_text(encoding="utf-8"))
