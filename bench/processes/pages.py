"""`python -m bench.processes.pages URL MEMBERS`: asks list pages of a large shop."""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

from bench.shop import OWNER, make, set_up

PAGES = ("/members/", "/members/?q=m77", "/orders/")
TIMES = 20


def main(url: str, members: int) -> None:
    set_up(url)
    made = make(100)
    merchant = int(str(made["merchant"]))
    _add_members(merchant, members)
    client = _signed_in()
    print(json.dumps({path: _ask(client, path) for path in PAGES}))


def _add_members(merchant: int, members: int) -> None:
    """In one statement; each has an id in the shop, as imported ones have."""
    from django.db import connection

    numbers = (
        f"SELECT generate_series(1, {members}) AS n"
        if connection.vendor == "postgresql"
        else "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c "
        f"WHERE n < {members}) SELECT n FROM c"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_member (merchant_id, public_id, name, email, phone, joined_at, "
            "plan, segments, favourites, search_key) "
            f"SELECT {merchant}, 'made' || n, '', '', '', '2024-01-01 00:00:00+00:00', '', '[]', "
            f"'[]', 'made' || n FROM ({numbers}) AS numbers"
        )
        cursor.execute(
            "INSERT INTO members_external_id (merchant_id, member_id, source, value) "
            f"SELECT {merchant}, id, 'main', 'x' || id FROM members_member WHERE name = '' "
            "AND public_id LIKE 'made%'"
        )
        cursor.execute("ANALYZE")


def _signed_in() -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(email=OWNER))
    return client


def _ask(client: Any, path: str) -> dict[str, float]:
    from django.db import connection

    asked: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - started) * 1000)
    return {"queries": len(asked), "p95_ms": statistics.quantiles(times, n=20)[-1]}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
