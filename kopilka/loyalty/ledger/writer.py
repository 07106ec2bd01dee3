"""One thread of a process writes whatever is waiting, so durability is paid once for many."""

from __future__ import annotations

import queue
import threading
from collections import defaultdict
from concurrent.futures import Future
from dataclasses import dataclass, field

from django.db import close_old_connections

from kopilka.loyalty.ledger.operations import Answer, Intent
from kopilka.loyalty.ledger.post import post
from kopilka.plumbing import clock

MOST = 256


@dataclass(slots=True)
class _Waiting:
    merchant_id: int
    intent: Intent
    done: Future[Answer] = field(default_factory=Future)


class Writer:
    """Submits from any thread; `submit` returns when the answer is durable."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, merchant_id: int, intent: Intent) -> Answer:
        """Raises what the write path raised for this intent."""
        waiting = _Waiting(merchant_id, intent)
        self._queue.put(waiting)
        self._ensure_running()
        return waiting.done.result()

    def _ensure_running(self) -> None:
        with self._start:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            batch = [self._queue.get()]
            while len(batch) < MOST and not self._queue.empty():
                batch.append(self._queue.get())
            self._write(batch)

    def _write(self, batch: list[_Waiting]) -> None:
        by_merchant: dict[int, list[_Waiting]] = defaultdict(list)
        for waiting in batch:
            by_merchant[waiting.merchant_id].append(waiting)
        close_old_connections()
        for merchant_id, group in by_merchant.items():
            self._write_group(merchant_id, group)

    @staticmethod
    def _write_group(merchant_id: int, group: list[_Waiting]) -> None:
        try:
            answers = post(merchant_id, [waiting.intent for waiting in group], clock.now())
        except Exception as problem:
            for waiting in group:
                waiting.done.set_exception(problem)
            return
        for waiting, answer in zip(group, answers, strict=True):
            waiting.done.set_result(answer)


WRITER = Writer()
