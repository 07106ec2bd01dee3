"""Engine in memory, write path, HTTP, importer, simulation: the same facts end in the same book.

The suite runs on SQLite and on PostgreSQL; each must equal the engine, so they equal one another.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from differential.dumps import of_database, of_memory
from differential.telling import REQUESTS, tell
from django.db import connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.api import Api
from support.books import assert_clean
from support.databases import copy_of
from support.memory_shop import NAMES, PUBLISH, START, Life, Shop, Step
from support.programs import program_texts

from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members import actions as members
from kopilka.loyalty.merchants import actions as merchants
from kopilka.loyalty.merchants.queries import SCOPES
from kopilka.loyalty.programs import actions as programs
from kopilka.plumbing import clock

MODEST = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LENGTH = 30


class Opened:
    """The program in a database, with the same members."""

    def __init__(self, text: str) -> None:
        merchant = merchants.open_merchant(
            slug="m", name="M", currency="RUB", timezone="Europe/Moscow", language="ru", now=START
        )
        self.merchant_id = merchant.pk
        self.publish(text, START)
        made = {name: self._enrol(name) for name in NAMES}
        self.keys = {name: member.pk for name, member in made.items()}
        self.public = {name: member.public_id for name, member in made.items()}

    def publish(self, text: str, at: datetime) -> None:
        programs.publish(
            merchant_id=self.merchant_id, text=text, starts_at=at, actor="test", now=at
        )

    def _enrol(self, name: str) -> Any:
        return members.enrol(
            merchant_id=self.merchant_id,
            profile=members.Profile(),
            external_id=name,
            region="RU",
            now=START,
        )


def live(text: str, data: st.DataObject) -> Shop:
    shop = Shop(text)
    life = Life(shop, data, always_stated=True)
    for _ in range(LENGTH):
        life.happen()
    return shop


def assert_equal(shop: Shop, again: Callable[[Opened, Step], None]) -> None:
    opened = Opened(shop.text)
    for step in shop.steps:
        again(opened, step)
    expected = of_memory(shop)
    found = of_database(opened.merchant_id, opened.keys, shop.now)
    for name in NAMES:
        for part in expected[name]:
            assert found[name][part] == expected[name][part], (name, part)
    assert_clean(opened.merchant_id)


def write(opened: Opened, step: Step) -> None:
    if step.operation == PUBLISH:
        opened.publish(step.payload, step.at)
        return
    post(
        opened.merchant_id,
        [Intent(step.operation, opened.keys[step.member], step.payload)],
        step.at,
    )


@MODEST
@given(program_texts(), st.data())
def test_the_write_path_does_what_the_engine_does(
    bare: str, django_db_blocker: Any, text: str, data: st.DataObject
) -> None:
    shop = live(text, data)
    with django_db_blocker.unblock(), copy_of(bare):
        assert_equal(shop, write)


@MODEST
@given(program_texts(), st.data())
def test_a_batch_does_what_one_after_another_does(
    bare: str, django_db_blocker: Any, text: str, data: st.DataObject
) -> None:
    """All steps in batches of one instant, as the writer thread hands them over."""
    shop = live(text, data)
    with django_db_blocker.unblock(), copy_of(bare):
        opened = Opened(text)
        for at in dict.fromkeys(step.at for step in shop.steps):
            happened = [step for step in shop.steps if step.at == at]
            batch = [step for step in happened if step.operation != PUBLISH]
            for step in happened:
                if step.operation == PUBLISH:
                    write(opened, step)
            intents = [Intent(s.operation, opened.keys[s.member], s.payload) for s in batch]
            post(opened.merchant_id, intents, at)
        assert of_database(opened.merchant_id, opened.keys, shop.now) == of_memory(shop)
        assert_clean(opened.merchant_id)


@MODEST
@given(program_texts(), st.data())
def test_the_api_does_what_the_engine_does(
    bare: str, django_db_blocker: Any, text: str, data: st.DataObject
) -> None:
    shop = live(text, data)
    standing = clock.FixedClock(START)
    before = clock.use(standing)
    keys: list[str] = []

    def ask(opened: Opened, step: Step) -> None:
        standing.at = step.at
        if not keys:
            keys.append(_key(opened.merchant_id))
        if step.operation in REQUESTS:
            tell(Api(keys[0]), step, opened.public[step.member])
        else:
            write(opened, step)
        connections.close_all()

    try:
        with django_db_blocker.unblock(), copy_of(bare):
            assert_equal(shop, ask)
    finally:
        clock.use(before)


def _key(merchant_id: int) -> str:
    return merchants.issue_key(merchant_id=merchant_id, name="t", scopes=list(SCOPES), now=START)
