"""Program files beside a story, or among the templates that come with Kopilka."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kopilka.engine.program.model import Program
from kopilka.loyalty.programs.queries import read_program
from kopilka.values.documents import Fault, ProgramFaults

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "programs"


def find_text(folder: Path, name: str) -> str:
    """A program's text by its file name; raises ProgramFaults when there is none."""
    for place in (folder, TEMPLATES):
        path = place / Path(name).name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise ProgramFaults([Fault("program_missing", 1, 1, name)])


def loader(folder: Path) -> Callable[[str], Program]:
    """Loads a program by its file name; raises ProgramFaults."""
    return lambda name: read_program(find_text(folder, name))
