"""What must be true of a book at every moment, beyond what check-books asks of the caches."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from kopilka.loyalty.ledger.check import check_books
from kopilka.loyalty.members.queries import find_member


@dataclass(frozen=True, slots=True)
class Row:
    available: int
    pending: int
    held: int
    debt: int


def assert_clean(merchant_id: int) -> None:
    """check-books, and every posting told to the outbox once (no effect without its event)."""
    assert check_books(merchant_id) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM plumbing_outbox WHERE merchant_id = %s AND topic LIKE %s",
            [merchant_id, "points.%"],
        )
        told = cursor.fetchone()[0]
        cursor.execute("SELECT COUNT(*) FROM ledger_entry WHERE merchant_id = %s", [merchant_id])
        assert cursor.fetchone()[0] == told


def member_key(merchant_id: int, public_id: str) -> int:
    member = find_member(merchant_id, public_id)
    assert member is not None
    return member.pk


def stands(member_id: int, wallet: str = "points") -> Row:
    """The cached row, as last written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT available, pending, held, debt FROM ledger_account"
            " WHERE member_id = %s AND wallet = %s",
            [member_id, wallet],
        )
        found = cursor.fetchone()
    return Row(*found) if found else Row(0, 0, 0, 0)
