"""What an import says: the columns as they were understood, each bad row, what was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from kopilka.fronts.cli import saying
from kopilka.fronts.wording.file_faults import say_row_fault
from kopilka.loyalty.history.files.columns import Columns
from kopilka.loyalty.history.files.faults import RowFault

SHOWN = 20


@dataclass(slots=True)
class Found:
    """A file that was read: what is good in it, what is not, and how the good part is written."""

    kind: str
    file: Path
    owner: Any
    columns: Columns
    good: dict[str, int]
    faults: list[RowFault]
    bring: Callable[[Any], dict[str, Any]]
    file_id: str = ""

    def bad_rows(self) -> int:
        """Rows with a fault; a row may have several."""
        return len({fault.row for fault in self.faults})


def report(found: Found, *, dry_run: bool, skip_bad_rows: bool, as_json: bool) -> None:
    """Writes what may be written, says everything, and ends with 1 where anything is amiss."""
    told = _told(found)
    stopped = bool(found.faults) and not skip_bad_rows
    writes = not stopped and not dry_run
    if not as_json:
        _say_found(found)
    told |= _write(found) if writes else {"written": 0}
    if as_json:
        saying.say_json(told | {"faults": _faults(found)})
    elif writes:
        _say_written(found, told)
    else:
        _say_why_not(found, stopped)
    if stopped or told.get("refused") or told.get("differences"):
        raise typer.Exit(saying.FAILED)


def _told(found: Found) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": found.kind,
        "file": found.file.name,
        "columns": found.columns.mapping,
        "unused": found.columns.unused,
    }
    if found.file_id:
        told["file_id"] = found.file_id
    return {**told, **found.good, "bad_rows": found.bad_rows()}


def _faults(found: Found) -> list[dict[str, Any]]:
    voice = saying.voice(found.owner.currency)
    return [
        {
            "row": fault.row,
            "column": fault.column,
            "code": fault.problem.code,
            "message": saying.in_language(say_row_fault, fault, voice),
        }
        for fault in found.faults
    ]


def _write(found: Found) -> dict[str, Any]:
    from kopilka.fronts.wording.refusals import say_refusal
    from kopilka.loyalty.ledger.check import check_books

    with saying.progress(f"Importing {found.kind}") as progress:
        done = found.bring(progress)
    voice = saying.voice(found.owner.currency)
    done["refused"] = [
        f"{what}: {saying.in_language(say_refusal, refusal, voice)}"
        for what, refusal in done.get("refused", [])
    ]
    findings = check_books(found.owner.pk)
    return {**done, "differences": len(findings)}


# ------------------------------------------------------------------ for people


def _say_found(found: Found) -> None:
    out = saying.OUT.print
    counts = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in found.good.items())
    out(f"{found.file.name}: {counts}", highlight=False, markup=False)
    say_columns(found.columns.mapping, found.columns.unused, saying.OUT)
    say_faults(found.faults, found.owner.currency)


def say_columns(mapping: dict[str, str], unused: list[str], out: Console) -> None:
    """Ours and the file's, and the file's that nothing is read from."""
    for ours, theirs in mapping.items():
        out.print(f"  {ours} = {theirs}", highlight=False, markup=False)
    if unused:
        names = ", ".join(unused)
        out.print(f"  not used: {names}", highlight=False, markup=False)


def say_faults(faults: list[RowFault], currency: str) -> None:
    """The first of them, one a line, on standard error."""
    for fault in faults[:SHOWN]:
        line = saying.in_language(say_row_fault, fault, saying.voice(currency))
        saying.ERR.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)
    if len(faults) > SHOWN:
        saying.ERR.print(f"  … and {len(faults) - SHOWN:,} more faults", highlight=False)


def _say_why_not(found: Found, stopped: bool) -> None:
    if not stopped:
        saying.OUT.print("Nothing was written: it was a dry run.")
        return
    bad = f"{found.bad_rows():,} bad row" + ("s" if found.bad_rows() > 1 else "")
    saying.ERR.print(
        f"[red]Nothing was written: {bad}.[/red] Correct the file, or write its good rows with "
        "--skip-bad-rows.",
        highlight=False,
        soft_wrap=True,
    )


def _say_written(found: Found, told: dict[str, Any]) -> None:
    out = saying.OUT.print
    parts = [f"{name} {told[name]:,}" for name in ("written", "joined", "changed") if name in told]
    if told["skipped"]:
        parts.append(f"brought in before {told['skipped']:,}")
    if found.faults:
        parts.append(f"bad rows left out {found.bad_rows():,}")
    out(", ".join(parts), highlight=False)
    if found.file_id and found.faults:
        hint = f"--file-id {found.file_id}"
        out(f"Import the corrected file with {hint}: then only what is missing is added.")
    for line in told["refused"][:SHOWN]:
        saying.ERR.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)
    clean = "The books are clean." if not told["differences"] else "[red]The books differ.[/red]"
    out(clean)
