"""How far an import has come: kept beside what it wrote, so that a cut-off one goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from kopilka.loyalty.history.models import ImportRun
from kopilka.plumbing.isolation import MerchantRows
from kopilka.values.refusals import Refusal, Refused

LONGEST_ID = 40


def digest_of_parts(parts: Iterable[str]) -> str:
    """What tells one content from another."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode())
        whole.update(b"\0")
    return whole.hexdigest()


def identify(path: Path) -> str:
    """The id of a file that nobody named: of its bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def checked(file_id: str) -> str:
    """A file's id as people may give it: forty characters without spaces at most."""
    if len(file_id) > LONGEST_ID or any(letter.isspace() or letter == "\0" for letter in file_id):
        raise Refused(Refusal("bad_file_id", {"most": LONGEST_ID}))
    return file_id


def begin(
    merchant_id: int, kind: str, digest: str, name: str, whole: int, sequence: str, now: datetime
) -> ImportRun:
    """The run of this content, begun now or long ago: the first `done` of its sequence are in.

    One that was cut off in another sequence begins anew; what is in already moves nothing.
    """
    run, _ = ImportRun.objects.get_or_create(
        merchant_id=merchant_id,
        kind=kind,
        digest=digest,
        defaults={"name": name[:200], "whole": whole, "sequence": sequence, "started_at": now},
    )
    if run.sequence != sequence and run.finished_at is None:
        _as_it_stands(run).update(sequence=sequence, done=0)
        run.sequence, run.done = sequence, 0
    return run


def advance(run: ImportRun, rows: int) -> None:
    """The next `rows` are in; refused where another run of the same content has moved it."""
    if not _as_it_stands(run).update(done=run.done + rows):
        raise Refused(Refusal("import_overtaken", {"file": run.name}))
    run.done += rows


def _as_it_stands(run: ImportRun) -> MerchantRows[ImportRun]:
    """The row, if it says what this run last knew."""
    rows = ImportRun.objects.filter(merchant_id=run.merchant_id, pk=run.pk)
    return rows.filter(sequence=run.sequence, done=run.done)


def finish(run: ImportRun, now: datetime) -> None:
    ImportRun.objects.filter(merchant_id=run.merchant_id, pk=run.pk).update(finished_at=now)
