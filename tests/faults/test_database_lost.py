"""The database dies under traffic and comes back: nothing answered is lost or happens twice."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.core.management import call_command
from django.db import connection
from support.books import assert_clean
from support.owl_shop import OwlShop, open_owl_shop
from support.postgres import Server, new_server
from support.requests import adjustment
from support.served import serving

from kopilka.loyalty.activity.queries import find_facts

CLIENTS, SECONDS = 6, 6.0
pytestmark = pytest.mark.postgres


@pytest.fixture
def durable(django_db_blocker: Any, django_db_setup: None) -> Iterator[Server]:
    """A server with PostgreSQL's own durability, and the connection on it."""
    server = new_server()
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(PORT=str(server.port), NAME="postgres", HOST="127.0.0.1")
    with django_db_blocker.unblock():
        yield server
        connection.close()
    connection.settings_dict.update(before)
    server.remove()


class Client(threading.Thread):
    """Adjusts a balance again and again; each wish is repeated under its key until answered."""

    def __init__(self, address: str, shop: OwlShop, stopping: threading.Event) -> None:
        super().__init__(daemon=True)
        self.address, self.shop, self.stopping = address, shop, stopping
        self.answered: list[str] = []
        self.statuses: Counter[int] = Counter()

    def run(self) -> None:
        with httpx.Client(timeout=15) as http:
            while not self.stopping.is_set():
                self._wish(http, uuid.uuid4().hex)

    def _wish(self, http: httpx.Client, name: str) -> None:
        url = f"{self.address}/api/v1/members/{self.shop.anna}/adjustments"
        headers = {"Authorization": f"Bearer {self.shop.key}", "Idempotency-Key": name}
        for _ in range(200):
            try:
                answer = http.post(url, json=adjustment(1, name), headers=headers)
            except httpx.TransportError:
                self.statuses[0] += 1
            else:
                self.statuses[answer.status_code] += 1
                if answer.status_code == 201:
                    self.answered.append(name)
                    return
            time.sleep(0.1)


def test_the_postmaster_is_killed_under_traffic(durable: Server) -> None:
    call_command("migrate", verbosity=0)
    shop = open_owl_shop()
    connection.close()
    stopping = threading.Event()
    with serving() as address:
        clients = [Client(address, shop, stopping) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(SECONDS / 3)
        durable.kill()
        durable.start_again()
        time.sleep(SECONDS / 3)
        durable.restart()
        time.sleep(SECONDS / 3)
        stopping.set()
        for client in clients:
            client.join(60)
    statuses = sum((client.statuses for client in clients), Counter())
    answered = [name for client in clients for name in client.answered]
    assert len(answered) > CLIENTS
    assert statuses[500] == 0, statuses
    kept = find_facts(shop.merchant_id, [("adjustment", name) for name in answered])
    assert len(kept) == len(answered) == statuses[201]
    assert_clean(shop.merchant_id)
