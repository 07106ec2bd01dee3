"""A bad row of an imported file in one line: where, and why it cannot be used."""

from __future__ import annotations

from django.utils.translation import gettext

from kopilka.fronts.wording.refusals import say_refusal
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.history.files.faults import RowFault


def say_row_fault(fault: RowFault, voice: Voice) -> str:
    """`row 7, Сумма: “12x” is no number`."""
    said = (
        gettext("row {row}, {column}: {problem}")
        if fault.column
        else gettext("row {row}: {problem}")
    )
    problem = say_refusal(fault.problem, voice)
    return said.format(row=fault.row, column=fault.column, problem=problem)
