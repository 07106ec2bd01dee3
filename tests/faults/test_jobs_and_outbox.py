"""Two schedulers, a job run twice, a worker that dies: the effect is that of one, in time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from support.books import assert_clean, member_key, stands
from support.owl_shop import NOW, OwlShop
from support.racing import at_once, raised

from kopilka.loyalty.ledger.jobs import settle_everything
from kopilka.plumbing import jobs, outbox
from kopilka.plumbing.models import JobRow, OutboxRow
from kopilka.plumbing.outbox import Message

LATER = NOW + timedelta(days=400)


@pytest.fixture
def counted(owls: OwlShop) -> Iterator[list[datetime]]:
    """A job that says when it ran, alone in the schedule."""
    ran: list[datetime] = []
    before = dict(jobs.JOBS)
    jobs.JOBS.clear()
    jobs.job("count", every=timedelta(minutes=5))(ran.append)
    yield ran
    jobs.JOBS.clear()
    jobs.JOBS.update(before)


def test_two_schedulers_run_a_job_once(counted: list[datetime]) -> None:
    jobs.run_due(NOW - timedelta(hours=1))
    counted.clear()
    assert raised(at_once(*[partial(jobs.run_due, NOW)] * 4)) == []
    assert counted == [NOW]
    jobs.run_due(NOW + timedelta(minutes=4))
    assert counted == [NOW]
    jobs.run_due(NOW + timedelta(minutes=5))
    assert len(counted) == 2


def test_a_job_of_a_dead_worker_comes_free(counted: list[datetime]) -> None:
    jobs.run_due(NOW - timedelta(hours=1))
    JobRow.objects.update(leased_until=NOW + jobs.LEASE, lease="dead", due_at=NOW)
    counted.clear()
    assert jobs.run_due(NOW) == []
    assert jobs.run_due(NOW + jobs.LEASE) == ["count"]


def test_a_failing_job_is_noted_and_tried_again(owls: OwlShop, counted: list[datetime]) -> None:
    def fail(now: datetime) -> None:
        raise ValueError("the moon is full")

    jobs.job("count", every=timedelta(minutes=5))(fail)
    jobs.run_due(NOW)
    row = JobRow.objects.get(name="count")
    assert "the moon is full" in row.last_problem
    assert row.due_at == NOW + timedelta(minutes=5)


def test_settling_twice_at_once_books_what_is_true_once(owls: OwlShop) -> None:
    anna = member_key(owls.merchant_id, owls.anna)
    assert raised(at_once(*[partial(settle_everything.run, LATER)] * 3)) == []
    row = stands(anna)
    assert (row.available, row.pending) == (0, 0)
    assert_clean(owls.merchant_id)
    settle_everything.run(LATER)
    assert stands(anna) == row


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What reached the hearers of `test.said`."""
    subjects: list[str] = []
    outbox.hears("test.said")(lambda merchant, message: subjects.append(message.subject))
    yield subjects
    del outbox._HEARERS["test.said"]


def say(shop: OwlShop, *subjects: str) -> None:
    OutboxRow.objects.everywhere().filter(status="waiting").update(status="done")
    outbox.put(shop.merchant_id, [Message("test.said", each, {}) for each in subjects], NOW)


def test_two_workers_deliver_each_message_once(owls: OwlShop, heard: list[str]) -> None:
    say(owls, *map(str, range(200)))
    assert raised(at_once(*[partial(outbox.deliver_due, NOW, 60)] * 4)) == []
    while outbox.deliver_due(NOW):
        pass
    assert Counter(heard) == Counter(map(str, range(200)))


def test_a_dead_workers_messages_are_delivered_by_another(owls: OwlShop, heard: list[str]) -> None:
    say(owls, "a", "b")
    outbox._claim(NOW, 10)
    assert outbox.deliver_due(NOW) == 0
    outbox.deliver_due(NOW + outbox.LEASE)
    assert sorted(heard) == ["a", "b"]


def test_a_message_that_fails_waits_longer_and_longer_then_is_parked(owls: OwlShop) -> None:
    def fail(merchant: int, message: Message) -> None:
        raise ValueError("no answer")

    outbox.hears("test.said")(fail)
    say(owls, "a")
    now = NOW
    for wait in outbox.WAITS:
        assert outbox.deliver_due(now) == 1
        assert outbox.deliver_due(now + wait - timedelta(seconds=1)) == 0
        now += wait
    outbox.deliver_due(now)
    row = OutboxRow.objects.everywhere().get(topic="test.said")
    assert row.status == "parked"
    assert "no answer" in row.problem
    del outbox._HEARERS["test.said"]


def test_what_is_rolled_back_is_never_told(owls: OwlShop, heard: list[str]) -> None:
    with transaction.atomic():
        say(owls, "a")
        transaction.set_rollback(True)
    outbox.deliver_due(NOW)
    assert heard == []


@pytest.mark.postgres
def test_a_message_committed_late_is_not_passed_over(owls: OwlShop, heard: list[str]) -> None:
    """Its id is lower than one already delivered: a cursor of ids would have lost it."""
    OutboxRow.objects.everywhere().filter(status="waiting").update(status="done")
    written, committed = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            outbox.put(owls.merchant_id, [Message("test.said", "slow", {})], NOW)
            written.set()
            committed.wait(10)

    def quick() -> None:
        written.wait(10)
        outbox.put(owls.merchant_id, [Message("test.said", "quick", {})], NOW)
        outbox.deliver_due(NOW)
        committed.set()

    assert raised(at_once(slow, quick)) == []
    assert heard == ["quick"]
    outbox.deliver_due(NOW)
    assert heard == ["quick", "slow"]
    connection.close()
