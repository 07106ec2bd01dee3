"""One thread of a process writes whatever is waiting, so durability is paid once for many."""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.db import close_old_connections, connection

from kopilka.loyalty.ledger.operations import Answer, Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members.queries import find_member_keys
from kopilka.plumbing import clock
from kopilka.values.refusals import Refusal

MOST = 256
LINGER = 0.001  # seconds that a batch waits for more, where there has been more
IDLE = 1.0  # seconds after which a connection may have gone


@dataclass(slots=True)
class _Waiting:
    """`gate` opens when `answer` or `problem` is there: a lock is a quarter of a Future."""

    merchant_id: int
    intent: Intent
    member: str
    answer: Answer | None = None
    problem: Exception | None = None
    gate: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.gate.acquire()

    def end(self, answer: Answer | None, problem: Exception | None = None) -> None:
        if self.answer is None and self.problem is None:
            self.answer, self.problem = answer, problem
            self.gate.release()

    def result(self) -> Answer:
        self.gate.acquire()
        if self.problem is not None:
            raise self.problem
        assert self.answer is not None
        return self.answer


class Writer:
    """Submits from any thread; `submit` returns when the answer is durable."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wrote_at, self._database = 0.0, ""

    def submit(self, merchant_id: int, intent: Intent, member: str = "") -> Answer:
        """Raises what the write path raised for this intent. `member`: by one of his ids."""
        waiting = _Waiting(merchant_id, intent, member)
        self._queue.put(waiting)
        self._ensure_running()
        return waiting.result()

    def _ensure_running(self) -> None:
        with self._start:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        before = 1
        while True:
            batch = [self._queue.get()]
            if before > 1:
                self._wait_for(before * 2)
            while len(batch) < MOST and not self._queue.empty():
                batch.append(self._queue.get())
            self._write(batch)
            before = len(batch)

    def _wait_for(self, more: int) -> None:
        """Those whose answers have just gone out are about to ask again: one batch is cheaper."""
        until = time.monotonic() + LINGER
        while self._queue.qsize() + 1 < more and time.monotonic() < until:
            time.sleep(LINGER / 8)

    def _write(self, batch: list[_Waiting]) -> None:
        by_merchant: dict[int, list[_Waiting]] = defaultdict(list)
        for waiting in batch:
            by_merchant[waiting.merchant_id].append(waiting)
        for merchant_id, group in by_merchant.items():
            self._write_group(merchant_id, group)

    def _refresh(self) -> None:
        """A connection that stood idle may have gone; and tests move from database to database."""
        if connection.settings_dict["NAME"] != self._database:
            connection.close()
        elif connection.errors_occurred or time.monotonic() - self._wrote_at > IDLE:
            close_old_connections()
        self._wrote_at, self._database = time.monotonic(), connection.settings_dict["NAME"]

    def _write_group(self, merchant_id: int, group: list[_Waiting]) -> None:
        try:
            self._refresh()
            known = _find_members(merchant_id, group)
            intents = [waiting.intent for waiting in known]
            answers = post(merchant_id, intents, clock.now()) if intents else []
        except Exception as problem:
            for waiting in group:
                waiting.end(None, problem)
            return
        for waiting, answer in zip(known, answers, strict=True):
            waiting.end(answer)


def _find_members(merchant_id: int, group: list[_Waiting]) -> list[_Waiting]:
    """Those whose member there is, with his key; the others are answered at once."""
    named = {waiting.member for waiting in group if waiting.member}
    keys = find_member_keys(merchant_id, named) if named else {}
    known = []
    for waiting in group:
        if waiting.member in keys:
            waiting.intent = replace(waiting.intent, member_id=keys[waiting.member])
        if waiting.member and waiting.member not in keys:
            refusal = Refusal("unknown_member", {"member": waiting.member[:128]})
            waiting.end(Answer(refusals=(refusal,)))
        else:
            known.append(waiting)
    return known


WRITER = Writer()
