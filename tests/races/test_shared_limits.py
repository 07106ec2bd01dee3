"""A limit really fires: at the limit, and not one more, however many come at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from support.books import assert_clean
from support.memory_shop import START
from support.racing import at_once, raised

from kopilka.engine.facts import Event
from kopilka.loyalty.earning.operations import EventReport
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members import actions as members
from kopilka.loyalty.merchants import actions as merchants
from kopilka.loyalty.programs import actions as programs

PROGRAM = """kopilka: 1
name: First come
currency: RUB
timezone: Europe/Moscow
wallets:
  points: {{kind: points, worth: 1.00}}
earn:
  - {{id: first-come, on: survey.done, give: 10, limit: {limit}}}
"""
NOW = START + timedelta(days=1)
MEMBERS = 8
# A limit, and what 8 members with 3 surveys each can get of it at most.
LIMITS = {
    "{times: 5, per: program}": 50,
    "{units: 35, per: program}": 35,
    "{times: 2, per: [member]}": 2 * 10 * MEMBERS,
    "{times: 1, per: [event.product]}": 30,
    "{units: 15, per: [member], in: day}": 15 * MEMBERS,
}

Report = Callable[[int, str, str], Any]


def open_shop(limit: str) -> tuple[int, list[int]]:
    merchant = merchants.open_merchant(
        slug="m", name="M", currency="RUB", timezone="Europe/Moscow", language="ru", now=START
    )
    programs.publish(
        merchant_id=merchant.pk,
        text=PROGRAM.format(limit=limit),
        starts_at=START,
        actor="test",
        now=START,
    )
    made = [
        members.enrol(
            merchant_id=merchant.pk,
            profile=members.Profile(),
            external_id=str(number),
            region="RU",
            now=START,
        )
        for number in range(MEMBERS)
    ]
    return merchant.pk, [member.pk for member in made]


def report(merchant: int, member: int, name: str, product: str) -> int:
    event = Event(name, "survey.done", NOW, {"product": product})
    answer = post(merchant, [Intent("record_event", member, EventReport(event))], NOW)[0]
    assert not answer.refusals
    return int(answer.body["awarded"].get("points", {}).get("units", 0))


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_holds_under_load_and_is_used_up(empty: str, limit: str) -> None:
    merchant, keys = open_shop(limit)
    for turn in range(3):
        acts = [partial(report, merchant, key, f"e{key}-{turn}", f"p{turn}") for key in keys]
        assert raised(at_once(*acts)) == []
    given = sum(
        report(merchant, key, f"e{key}-{turn}", f"p{turn}") for key in keys for turn in range(3)
    )
    assert given == LIMITS[limit]
    assert report(merchant, keys[0], "one more", "p0") == 0
    assert_clean(merchant)


def test_within_one_batch_too(empty: str) -> None:
    merchant, keys = open_shop("{times: 5, per: program}")
    intents = [
        Intent("record_event", key, EventReport(Event(f"e{key}", "survey.done", NOW, {})))
        for key in keys
    ]
    answers = post(merchant, intents, NOW)
    units = [answer.body["awarded"].get("points", {}).get("units", 0) for answer in answers]
    assert units == [10] * 5 + [0] * 3
    assert_clean(merchant)
