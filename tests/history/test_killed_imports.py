"""An import that is killed at any moment and run again ends as one that nobody disturbed."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from support.databases import copy_of
from support.imports import book, start, write
from support.owl_shop import OwlShop

from kopilka.loyalty.ledger.check import check_books
from kopilka.loyalty.merchants.queries import find_merchant

ROWS = 2000
SHOP = "lark"
FILES = ("orders", "balances")


def _files(folder: Path) -> dict[str, Path]:
    """Two years ago: so no row lies in the future or lapses while the test runs."""
    chance = random.Random(5)
    members = [f"K{number}" for number in range(ROWS // 8)]
    orders = [
        f"N{row},{chance.choice(members)},2024-{1 + row * 12 // ROWS:02d}-{1 + row % 28:02d}"
        f" {chance.randrange(24):02d}:30,{chance.randrange(100, 9000)}.50"
        for row in range(ROWS)
    ]
    lots = [f"{members[row % len(members)]},{row + 1},2024-01-01,2099-01-01" for row in range(ROWS)]
    return {
        "members": write(folder / "members.csv", "member_id", *members),
        "orders": write(folder / "orders.csv", "order_id,member_id,placed_at,total", *orders),
        "balances": write(
            folder / "balances.csv", "member_id,units,available_at,expires_at", *lots
        ),
    }


def _finish(process: subprocess.Popen[bytes]) -> None:
    _, complaints = process.communicate(timeout=120)
    assert process.returncode == 0, complaints.decode()


def _bring_and_kill(files: dict[str, Path], kind: str, chance: random.Random, span: float) -> None:
    """Killed up to twice somewhere in its `span` seconds, then left to finish."""
    _finish(start("members", files["members"], SHOP))
    for _ in range(2):
        process = start(kind, files[kind], SHOP)
        time.sleep(chance.uniform(0.3, 1.0) * span)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    _finish(start(kind, files[kind], SHOP))


@pytest.fixture(scope="module")
def undisturbed(
    cast: tuple[str, OwlShop], tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> dict[str, Any]:
    """The books that undisturbed imports end in, their files, and how long each took."""
    files = _files(tmp_path_factory.mktemp("imports"))
    ends: dict[str, Any] = {"files": files}
    with django_db_blocker.unblock():
        for kind in FILES:
            with copy_of(cast[0]):
                _finish(start("members", files["members"], SHOP))
                began = time.monotonic()
                _finish(start(kind, files[kind], SHOP))
                ends[kind] = (time.monotonic() - began, book(SHOP))
    return ends


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3))])
def test_a_killed_import_ends_in_the_same_book(
    kind: str,
    seed: int,
    undisturbed: dict[str, Any],
    cast: tuple[str, OwlShop],
    django_db_blocker: Any,
) -> None:
    span, expected = undisturbed[kind]
    assert len(expected["lots"]) >= ROWS * 0.9
    with django_db_blocker.unblock(), copy_of(cast[0]):
        _bring_and_kill(undisturbed["files"], kind, random.Random(seed), span)
        merchant = find_merchant(SHOP)
        assert merchant is not None
        assert check_books(merchant.pk) == []
        assert book(SHOP) == expected
