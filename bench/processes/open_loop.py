"""`python -m bench.processes.open_loop PORT RATE SECONDS KIND RUN MEMBERS KEYS`: asks steadily.

wrk waits for an answer before it asks again, so a slow site is asked less. Here requests are due at
fixed instants, and what one waits for its turn counts as its latency.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

CONNECTIONS = 32
LINES = [
    {"amount": f"{n}.50", "sku": f"s{n}", "category": "shoes" if n % 3 == 0 else "books"}
    for n in range(1, 31)
]


def _quote(name: str, member: str) -> tuple[str, object]:
    """A cart of thirty lines."""
    cart = {"member": member, "order": name, "currency": "EUR", "lines": LINES}
    return "/api/v1/quotes", cart


KINDS: dict[str, Callable[[str, str], tuple[str, object]]] = {"quotes": _quote}


def main(port: int, rate: float, seconds: int, kind: str, run: str, members: int) -> None:
    keys = Path(sys.argv[7]).read_text().split()
    count, turns, start = int(rate * seconds), iter(range(10**9)), time.perf_counter() + 0.2
    taking = threading.Lock()
    waited: list[float] = []
    bad: list[int] = []

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while True:
            with taking:
                turn = next(turns)
            if turn >= count:
                return
            due = start + turn / rate
            time.sleep(max(due - time.perf_counter(), 0))
            name = f"{run}-{turn}"
            path, body = KINDS[kind](name, f"m{random.randint(1, members)}")
            headers = {"Authorization": f"Bearer {keys[turn % len(keys)]}", "Idempotency-Key": name}
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            answer.read()
            waited.append(time.perf_counter() - due)
            if answer.status >= 300:
                bad.append(answer.status)

    workers = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - start
    print(json.dumps(_asked(sorted(waited), len(bad), took)))


def _asked(waited: list[float], bad: int, took: float) -> dict[str, float]:
    return {
        "rate": len(waited) / took,
        "median_ms": waited[len(waited) // 2] * 1000,
        "p99_ms": waited[len(waited) * 99 // 100] * 1000,
        "answers": len(waited),
        "bad": bad,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:6], int(sys.argv[6]))
