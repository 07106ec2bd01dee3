"""Scheduled jobs on the database alone: a row a job, a lease for whoever runs it."""

from __future__ import annotations

import logging
import secrets
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.db.models import Q

from kopilka.plumbing import clock, outbox
from kopilka.plumbing.models import JobRow

_LOG = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
IDLE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """`run` must bear being run twice and late: it books what is already true."""

    name: str
    every: timedelta
    run: Callable[[datetime], None]


JOBS: dict[str, Job] = {}


def job(name: str, every: timedelta) -> Callable[[Callable[[datetime], None]], Job]:
    def remember(run: Callable[[datetime], None]) -> Job:
        JOBS[name] = Job(name, every, run)
        return JOBS[name]

    return remember


def run_due(now: datetime) -> list[str]:
    """Every job that is due and free, each by one scheduler only; the names of those run."""
    for name in JOBS:
        JobRow.objects.get_or_create(name=name, defaults={"due_at": now})
    return [name for name in sorted(JOBS) if _claim_and_run(JOBS[name], now)]


def _claim_and_run(job: Job, now: datetime) -> bool:
    lease = secrets.token_hex(8)
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    due = JobRow.objects.filter(free, name=job.name, due_at__lte=now)
    if due.update(leased_until=now + LEASE, lease=lease) != 1:
        return False
    problem = ""
    try:
        job.run(now)
    except Exception:
        problem = traceback.format_exc(limit=5)
        _LOG.exception("job %s failed", job.name)
    JobRow.objects.filter(name=job.name, lease=lease).update(
        leased_until=None, due_at=now + job.every, last_run_at=now, last_problem=problem
    )
    return True


def run_until(stopping: threading.Event) -> None:
    """The worker's loop: deliver, run jobs, rest when there is nothing to do."""
    while not stopping.is_set():
        close_old_connections()
        try:
            busy = outbox.deliver_due(clock.now()) + len(run_due(clock.now()))
        except Exception:
            _LOG.exception("the worker goes on after a fault")
            busy = 0
        if not busy:
            stopping.wait(IDLE_SECONDS)
