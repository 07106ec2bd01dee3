"""check-books: the caches against what the entries say, in set queries over one merchant."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from kopilka.plumbing.sql import immutability


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as the book says: where, what stands there, what should."""

    check: str
    where: str
    stands: str
    should: str


_BALANCE = """
SELECT a.id, a.{column}, COALESCE(p.total, 0) FROM ledger_account a LEFT JOIN (
  SELECT e.account_id AS account_id, SUM(
    CASE WHEN p.destination = '{name}' THEN p.amount ELSE 0 END
    - CASE WHEN p.source = '{name}' THEN p.amount ELSE 0 END) * {sign} AS total
  FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
  WHERE e.merchant_id = %s AND (p.source = '{name}' OR p.destination = '{name}')
  GROUP BY e.account_id
) p ON p.account_id = a.id
WHERE a.merchant_id = %s AND a.{column} <> COALESCE(p.total, 0)
"""
_EARNED = """
SELECT a.id, a.earned, COALESCE(p.total, 0) FROM ledger_account a LEFT JOIN (
  SELECT e.account_id AS account_id,
    SUM(CASE WHEN e.kind = 'earned' THEN p.amount ELSE -p.amount END) AS total
  FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
  WHERE e.merchant_id = %s AND e.kind IN ('earned', 'taken_back') GROUP BY e.account_id
) p ON p.account_id = a.id
WHERE a.merchant_id = %s AND a.earned <> COALESCE(p.total, 0)
"""
_LOTS = """
SELECT l.id, l.remaining, COALESCE(m.total, 0) FROM ledger_lot l LEFT JOIN (
  SELECT lot_id, SUM(amount) AS total FROM ledger_allocation WHERE merchant_id = %s GROUP BY lot_id
) m ON m.lot_id = l.id
WHERE l.merchant_id = %s AND l.remaining <> COALESCE(m.total, 0)
"""
_IN_LOTS = """
SELECT a.id, a.{column}, COALESCE(l.total, 0) FROM ledger_account a LEFT JOIN (
  SELECT account_id, SUM(remaining) AS total FROM ledger_lot
  WHERE merchant_id = %s AND matured_at IS {matured} NULL GROUP BY account_id
) l ON l.account_id = a.id
WHERE a.merchant_id = %s AND a.{column} <> COALESCE(l.total, 0)
"""
_HOLDS = """
SELECT a.id, a.held, COALESCE(h.total, 0) FROM ledger_account a LEFT JOIN (
  SELECT account_id, SUM(units) AS total FROM ledger_hold
  WHERE merchant_id = %s AND state = 'held' GROUP BY account_id
) h ON h.account_id = a.id
WHERE a.merchant_id = %s AND a.held <> COALESCE(h.total, 0)
"""
_WITHOUT_POSTINGS = """
SELECT e.id, 0, 1 FROM ledger_entry e WHERE e.merchant_id = %s AND NOT EXISTS (
  SELECT 1 FROM ledger_posting p WHERE p.entry_id = e.id) AND e.merchant_id = %s
"""
_GAPS = """
SELECT a.id, a.entries, COALESCE(e.total, 0) FROM ledger_account a LEFT JOIN (
  SELECT account_id, COUNT(*) AS total FROM ledger_entry WHERE merchant_id = %s GROUP BY account_id
) e ON e.account_id = a.id
WHERE a.merchant_id = %s AND a.entries <> COALESCE(e.total, 0)
"""
_ACCOUNTS = (("available", 1), ("pending", 1), ("held", 1), ("debt", -1))

CHECKS: dict[str, str] = {
    **{
        f"balance {name} = its postings": _BALANCE.format(column=name, name=name, sign=sign)
        for name, sign in _ACCOUNTS
    },
    "earned = issued less taken back": _EARNED,
    "lot = its allocations": _LOTS,
    "available = its lots": _IN_LOTS.format(column="available", matured="NOT"),
    "pending = its lots": _IN_LOTS.format(column="pending", matured=""),
    "held = its holds": _HOLDS,
    "entries have postings": _WITHOUT_POSTINGS,
    "entries are gapless": _GAPS,
}


def check_books(merchant_id: int, most: int = 100) -> list[Finding]:
    """Every difference, `most` of each kind; an empty list is a clean book."""
    findings = [
        Finding("immutable tables keep their triggers", name, "missing", "standing")
        for name in immutability.missing()
    ]
    with connection.cursor() as cursor:
        for name, query in CHECKS.items():
            cursor.execute(f"{query} LIMIT {int(most)}", [merchant_id, merchant_id])
            findings += [
                Finding(name, str(where), str(stands), str(should))
                for where, stands, should in cursor.fetchall()
            ]
    return findings


def count_book(merchant_id: int) -> dict[str, int]:
    """How much there is to be proud of: entries, lots and accounts checked."""
    counts = {}
    with connection.cursor() as cursor:
        for table in ("ledger_entry", "ledger_lot", "ledger_account"):
            cursor.execute(
                f"SELECT COUNT(*) FROM {table} WHERE merchant_id = %s",  # noqa: S608 - own names
                [merchant_id],
            )
            counts[table.removeprefix("ledger_")] = int(cursor.fetchone()[0])
    return counts
