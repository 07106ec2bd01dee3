"""The contracts of import-linter cover the whole house, and nobody has been let off."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from tidy.house import PACKAGE, ROOT

from kopilka.settings import ROOMS

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]
CONTRACTS: dict[str, dict[str, Any]] = {one["id"]: one for one in LINTER["contracts"]}


def test_there_are_eight() -> None:
    named = {"bands", "pure", "rooms", "inside", "book", "records", "doors", "acyclic"}
    assert CONTRACTS.keys() == named


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_a_broken_import_is_mended_and_never_ignored(contract: dict[str, Any]) -> None:
    assert "ignore_imports" not in contract


def test_the_rooms_stand_in_one_order_everywhere() -> None:
    """Django's apps, the layers of import-linter and the folders on the disk."""
    folders = {path.parent.name for path in (PACKAGE / "loyalty").glob("*/__init__.py")}
    assert CONTRACTS["rooms"]["layers"] == list(reversed(ROOMS))
    assert folders == set(ROOMS)


def test_every_room_is_ordered_inside() -> None:
    assert CONTRACTS["inside"]["containers"] == [f"kopilka.loyalty.{room}" for room in ROOMS]
