"""Tries counted before they are looked at, so that many at once are no more than the limit lets.

The same on both databases: one statement adds and answers.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from kopilka.plumbing.models import TryCount
from kopilka.plumbing.sql import rows

_ADD = f"""
INSERT INTO "{rows.table_of(TryCount)}" (merchant_id, who, started_at, tries)
VALUES (%s, %s, %s, %s)
ON CONFLICT (merchant_id, who, started_at)
DO UPDATE SET tries = "{rows.table_of(TryCount)}".tries + excluded.tries
RETURNING tries"""  # noqa: S608 - own names


def spend(merchant_id: int, who: str, now: datetime, *, most: int, period: timedelta) -> bool:
    """Whether one more try of `who` is within the `most` of this period."""
    return _add(merchant_id, who, _start(now, period), 1) <= most


def give_back(merchant_id: int, who: str, now: datetime, *, period: timedelta) -> None:
    """The try was right, and only wrong ones count."""
    _add(merchant_id, who, _start(now, period), -1)


def _add(merchant_id: int, who: str, started_at: datetime, by: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [merchant_id, who, started_at, by])
        return int(cursor.fetchone()[0])


def _start(now: datetime, period: timedelta) -> datetime:
    return now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % period


def forget(now: datetime) -> None:
    TryCount.objects.everywhere().filter(started_at__lt=now - timedelta(days=1)).delete()
