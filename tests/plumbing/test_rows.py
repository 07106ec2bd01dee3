"""Rows in bulk and looks by list come back as they went in, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from kopilka.plumbing.sql import rows
from kopilka.plumbing.sql.lookups import asked, instant, look_up

AWKWARD = (
    "plain",
    "",
    "NULL",
    'a "quoted" word',
    "back\\slash",
    "{braces,and,commas}",
    "новая\nстрока\tтаб",
    "it's",
    "🦉 %s ? :name",
    "\\N",
)
COLUMNS = ("merchant_id", "key", "digest", "answer", "created_at")
TABLE = "plumbing_idempotency"
AT = datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("empty")


def _put(count: int) -> list[str]:
    keys = [f"{number} {AWKWARD[number % len(AWKWARD)]}" for number in range(count)]
    rows.insert(TABLE, COLUMNS, [(1, key, "d", key[::-1], AT) for key in keys])
    return keys


@pytest.mark.parametrize("count", [1, len(AWKWARD), 700])
def test_texts_come_back_whole_however_many_they_are(count: int) -> None:
    keys = _put(count)
    found = look_up(
        f"SELECT key, answer FROM {TABLE} WHERE merchant_id = %s AND key IN TEXTS(%s)", 1, keys
    )
    assert dict(found) == {key: key[::-1] for key in keys}


def test_instants_of_any_zone_come_back_in_utc() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=-5)))
    rows.insert(TABLE, COLUMNS, [(1, "k", "d", "", elsewhere)])
    ((at,),) = look_up(f"SELECT created_at FROM {TABLE} WHERE created_at >= %s", AT)
    assert (instant(at), instant(at).tzinfo) == (AT, UTC)


def test_nothing_there_is_nothing() -> None:
    columns = ("merchant_id", "topic", "subject", "body", "created_at", "status", "tries", "due_at")
    row = (1, "t", "s", "{}", AT, "waiting", 0, AT)
    rows.insert("plumbing_outbox", (*columns, "leased_until", "problem"), [(*row, None, "")] * 2)
    found = look_up("SELECT leased_until FROM plumbing_outbox WHERE merchant_id IN INTS(%s)", [1])
    assert found == [(None,), (None,)]
    assert look_up("SELECT id FROM plumbing_outbox WHERE merchant_id IN INTS(%s)", []) == []


def test_what_is_there_already_is_changed_or_left() -> None:
    _put(3)
    fresh = [(1, f"{n} {AWKWARD[n]}", "new", "new", AT) for n in range(2)]
    rows.insert_missing(TABLE, COLUMNS, fresh)
    assert look_up(f"SELECT COUNT(*) FROM {TABLE} WHERE answer = %s", "new") == [(0,)]
    rows.upsert(TABLE, COLUMNS, ["merchant_id", "key"], fresh)
    assert look_up(f"SELECT COUNT(*) FROM {TABLE} WHERE answer = %s", "new") == [(2,)]


def test_ids_given_by_the_database_come_back_with_their_rows() -> None:
    made = rows.insert_returning(
        TABLE, COLUMNS, ["id", "key"], [(1, key, "d", "", AT) for key in "abc"]
    )
    assert sorted(made, key=lambda row: row[0]) == sorted(made, key=lambda row: row[1])
    assert {key for _, key in made} == set("abc")


@pytest.mark.parametrize("count", [2, 700])
def test_many_statements_and_many_looks_may_go_together(count: int) -> None:
    with rows.together():
        _put(count)
        rows.insert(TABLE, COLUMNS, [(2, "other", "d", "", AT)])
    with asked() as ask:
        ours = ask.look_up(f"SELECT COUNT(*) FROM {TABLE} WHERE merchant_id = %s", 1)
        theirs = ask.look_up(f"SELECT key FROM {TABLE} WHERE merchant_id IN INTS(%s)", [2])
    assert (ours(), theirs()) == ([(count,)], [("other",)])
