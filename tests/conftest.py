"""What every test may ask for: the cast's shop in its own database, a clock that stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from support.databases import copy_of, drop, keep_as_template
from support.owl_shop import NOW, OwlShop, open_owl_shop

from kopilka.plumbing import clock


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of PostgreSQL itself belong to its run: there is no server in the other."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    elsewhere = [item for item in items if item.get_closest_marker("postgres")]
    if elsewhere:
        items[:] = [item for item in items if item not in elsewhere]
        config.hook.pytest_deselected(items=elsewhere)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test starts in English, whatever language was spoken in the one before."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The migrated template, whether or not a test marked for the database was collected."""
    with django_db_blocker.unblock():
        before = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(before, verbosity=0)


@pytest.fixture
def noon() -> Iterator[clock.FixedClock]:
    """It is noon of the cast's November day until the test moves the clock."""
    standing = clock.FixedClock(NOW)
    before = clock.use(standing)
    cache.clear()
    yield standing
    clock.use(before)


@pytest.fixture(scope="session")
def bare(django_db_setup: None) -> str:
    """The name of the migrated, empty template database."""
    return str(connection.settings_dict["NAME"])


@pytest.fixture(scope="session")
def cast(bare: str, django_db_blocker: Any) -> Iterator[tuple[str, OwlShop]]:
    """A template with the owl shop in it, and the shop."""
    with django_db_blocker.unblock(), copy_of(bare):
        shop = open_owl_shop()
        template = keep_as_template("cast")
    yield template, shop
    with django_db_blocker.unblock():
        drop(template)


@pytest.fixture
def empty(bare: str, django_db_blocker: Any) -> Iterator[str]:
    """A migrated database that all threads and processes can write to."""
    with django_db_blocker.unblock(), copy_of(bare) as name:
        yield name


@pytest.fixture
def owls(
    cast: tuple[str, OwlShop], noon: clock.FixedClock, django_db_blocker: Any
) -> Iterator[OwlShop]:
    """The owl shop in a database of its own, committed, at noon."""
    template, shop = cast
    with django_db_blocker.unblock(), copy_of(template):
        yield shop
