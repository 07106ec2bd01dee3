"""What is wrong with a row: where it stands, and why it cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

from kopilka.values.refusals import Refusal

HEADER = 1
MOST_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class RowFault:
    """`row` as a spreadsheet counts: the header of a CSV is row 1. `column` "": the whole row."""

    row: int
    column: str
    problem: Refusal


class BadCell(ValueError):
    """A cell that cannot be used; `problem` is put into words by the fronts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.problem = Refusal(code, facts)


def shorten(cell: object) -> str:
    """A cell as a message shows it."""
    text = str(cell)
    return text if len(text) <= 40 else text[:39] + "…"
