"""The owl shop as it stands on one November noon, and Dan's browser without a window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from support.owl_shop import NOW, PASSWORD, OwlShop, open_owl_shop

from kopilka.plumbing import clock


@pytest.fixture
def noon() -> Iterator[None]:
    before = clock.use(clock.FixedClock(NOW))
    cache.clear()
    yield
    clock.use(before)


@pytest.fixture
def owl_shop(db: None, noon: None) -> OwlShop:
    return open_owl_shop()


@pytest.fixture
def dan(owl_shop: OwlShop, client: Client) -> Client:
    assert client.login(username="dan@owl.test", password=PASSWORD)
    return client
