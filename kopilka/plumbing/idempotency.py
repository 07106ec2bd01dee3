"""The same request twice has one effect and one answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kopilka.plumbing.models import IdempotencyKey
from kopilka.plumbing.sql import rows
from kopilka.plumbing.sql.lookups import look_up

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Stored:
    digest: str
    answer: str


def digest_of(*parts: str | bytes) -> str:
    """What tells one request's content from another's."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode() if isinstance(part, str) else part)
        whole.update(b"\0")
    return whole.hexdigest()


def find(merchant_id: int, keys: Iterable[str]) -> dict[str, Stored]:
    """What has been answered under these keys."""
    wanted = [key for key in keys if key]
    if not wanted:
        return {}
    found = look_up(_FIND, merchant_id, wanted)
    return {key: Stored(digest, answer) for key, digest, answer in found}


_FIND = """
SELECT key, digest, answer FROM plumbing_idempotency
WHERE merchant_id = %s AND key IN TEXTS(%s)"""


def take(merchant_id: int, key: str, digest: str, now: datetime) -> Stored | None:
    """None: the key is this transaction's from now on, and it has yet to `answer`.

    Whoever else comes with it waits until this transaction ends, and then finds its answer; a
    transaction that is rolled back leaves the key to the next.
    """
    row, made = IdempotencyKey.objects.get_or_create(
        merchant_id=merchant_id, key=key, defaults={"digest": digest, "created_at": now}
    )
    return None if made else Stored(row.digest, row.answer)


def answer(merchant_id: int, key: str, text: str) -> None:
    """What a key taken in this transaction gets."""
    IdempotencyKey.objects.filter(merchant_id=merchant_id, key=key).update(answer=text)


def remember(merchant_id: int, answers: Iterable[tuple[str, str, str]], now: datetime) -> None:
    """(key, digest, answer) rows, in the transaction of what they answer.

    A key that another transaction has just used violates the table's constraint, and the caller
    starts again and finds its answer.
    """
    columns = ("merchant_id", "key", "digest", "answer", "created_at")
    table = rows.table_of(IdempotencyKey)
    rows.insert(table, columns, [(merchant_id, *answer, now) for answer in answers])


def forget(now: datetime) -> int:
    """Keys older than thirty days; how many."""
    return IdempotencyKey.objects.everywhere().filter(created_at__lt=now - KEPT).delete()[0]
