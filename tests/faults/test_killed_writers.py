"""kill -9 of a process that writes: what it was answered is there, and whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from support.api import Api
from support.books import assert_clean, member_key, stands
from support.owl_shop import OwlShop
from support.requests import adjustment, order
from support.served import environment

from kopilka.loyalty.activity.queries import find_facts
from kopilka.plumbing.sql import immutability

WRITER = Path(__file__).parent.parent / "support" / "busy_writer.py"
KILLS = 5


def test_what_was_answered_survives_the_writers_death(owls: OwlShop) -> None:
    anna = member_key(owls.merchant_id, owls.anna)
    connection.close()
    answered: list[str] = []
    for run in range(KILLS):
        answered += write_until_killed(owls.merchant_id, anna, f"run{run}")
    kept = find_facts(owls.merchant_id, [("adjustment", each) for each in answered])
    assert len(answered) > KILLS
    assert len(kept) == len(answered)
    assert_clean(owls.merchant_id)
    assert stands(anna).available >= len(answered)
    assert_intact()


def write_until_killed(merchant_id: int, member_id: int, run: str) -> list[str]:
    process = subprocess.Popen(
        [sys.executable, str(WRITER), str(merchant_id), str(member_id), run],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(random.uniform(0.02, 0.2))
    process.kill()
    rest = process.stdout.read()
    process.wait()
    assert first, "it was killed before it wrote anything"
    return [line for line in (first + rest).split("\n")[:-1] if line]


def assert_intact() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]


TABLES = (
    "ledger_entry",
    "ledger_posting",
    "ledger_allocation",
    "plumbing_audit",
    "activity_snapshot",
    "activity_fact",
    "programs_version",
)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET merchant_id = 1", "DELETE FROM {}"])
def test_the_book_cannot_be_rewritten(owls: OwlShop, table: str, statement: str) -> None:
    api = Api(owls.key)
    api.ask("PUT", "/orders/site/N1", order(owls.anna))
    api.ask("POST", f"/members/{owls.anna}/adjustments", adjustment())
    with (
        pytest.raises(DatabaseError, match="immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_every_immutable_table_is_tried() -> None:
    assert set(TABLES) == immutability.IMMUTABLE
