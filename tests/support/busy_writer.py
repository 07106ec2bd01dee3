"""A process that writes to a book without end and says what has been answered, until it is killed.

Run as a script: DATABASE_URL names the database, its argument the merchant's and member's keys.
"""

from __future__ import annotations

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

import django


def main(merchant_id: int, member_id: int, run: str) -> None:
    django.setup()
    from kopilka.loyalty.ledger.adjusting import Adjustment
    from kopilka.loyalty.ledger.operations import Intent
    from kopilka.loyalty.ledger.writer import WRITER

    def write(number: int) -> None:
        payload = Adjustment(f"{run}-{number}", "points", 1, "busy")
        answer = WRITER.submit(merchant_id, Intent("adjust_balance", member_id, payload))
        assert not answer.refusals
        sys.stdout.write(f"{run}-{number}\n")
        sys.stdout.flush()

    with ThreadPoolExecutor(4) as pool:
        for start in itertools.count(step=100):
            list(pool.map(write, range(start, start + 100)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
