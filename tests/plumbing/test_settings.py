"""A setting that cannot be used stops the start, by its name and with what to write instead."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kopilka.plumbing.environment import SETTINGS, BadSetting, read_database

BAD: dict[str, tuple[str, ...]] = {
    "KOPILKA_MODE": ("prod", "", "Demo"),
    "SECRET_KEY": (
        "",
        "short",
        "a" * 60,
        "changeme-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    ),
    "DATABASE_URL": (
        "mysql://localhost/kopilka",
        "postgres://localhost:abc/kopilka",
        "postgres://localhost:99999/kopilka",
        "postgres://localhost",
        "postgres://localhost/kopilka?sslmod=require",
        "postgres://localhost/kopilka?sslmode=always",
        "sqlite:///var/x.sqlite3?sslmode=require",
        "kopilka",
    ),
    "KOPILKA_HOSTS": ("", " , ", "https://shop.example", "a b"),
    "KOPILKA_HTTPS": ("true", "", "1"),
    "KOPILKA_LOG": ("LOUD", "", "info"),
}
GOOD = {
    "KOPILKA_MODE": "production",
    "SECRET_KEY": "q8Zr5tYw2Xe9Cv4Bn7Mk1Lj6Hg3Fd0Sa-q8Zr5tYw2Xe9Cv4Bn7Mk",
    "DATABASE_URL": "sqlite:///var/unused.sqlite3",
}
READ = (
    "from kopilka.plumbing.environment import BadSetting\n"
    "try:\n    import kopilka.settings\nexcept BadSetting as bad:\n    print(bad)\n"
)
CASES = [(name, value) for name, values in BAD.items() for value in values]


def started_with(**changes: str) -> str:
    """What is said; nothing when all is well."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    ended = subprocess.run(
        [sys.executable, "-c", READ],
        env={**kept, **GOOD, **changes},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not ended.stderr, ended.stderr
    return ended.stdout


def test_every_setting_has_its_bad_values() -> None:
    assert set(BAD) == set(SETTINGS)
    assert started_with() == ""


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_bad_value_is_told_by_its_name(name: str, value: str) -> None:
    assert name in started_with(**{name: value})


@pytest.mark.parametrize("name", SETTINGS)
def test_a_file_that_cannot_be_read_is_told(name: str, tmp_path: Path) -> None:
    assert f"{name}_FILE" in started_with(**{f"{name}_FILE": str(tmp_path / "nothing")})


@pytest.mark.parametrize(
    ("typed", "meant"), [("KOPILKA_HOST", "KOPILKA_HOSTS"), ("KOPILKA_LOGS", "KOPILKA_LOG")]
)
def test_a_mistyped_name_is_told_with_the_nearest(typed: str, meant: str) -> None:
    assert f"did you mean {meant}?" in started_with(**{typed: "x"})


def test_the_options_of_an_address_reach_the_driver(tmp_path: Path) -> None:
    url = "postgresql://me:p%40ss@db.example:6543/kopilka?sslmode=verify-full&connect_timeout=3"
    read = read_database(tmp_path, {"DATABASE_URL": url})
    assert read["OPTIONS"] == {"sslmode": "verify-full", "connect_timeout": "3"}
    assert (read["PASSWORD"], read["PORT"]) == ("p@ss", "6543")
    socket = read_database(tmp_path, {"DATABASE_URL": "postgres:///kopilka?host=/run/pg"})
    assert (socket["HOST"], socket["OPTIONS"]) == ("/run/pg", {})
    with pytest.raises(BadSetting, match="did you mean sslmode"):
        read_database(tmp_path, {"DATABASE_URL": "postgres:///kopilka?sslmod=require"})


def test_a_database_without_tables_is_told_with_what_to_do(tmp_path: Path) -> None:
    words = ["issue-key", "--merchant", "owl", "--name", "x", "--scope", "members:read"]
    ended = subprocess.run(
        [sys.executable, "-m", "kopilka.fronts.cli.main", *words],
        env={
            **os.environ,
            "KOPILKA_MODE": "test",
            "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3",
            "DJANGO_SETTINGS_MODULE": "kopilka.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "kopilka open" in ended.stderr
    assert "Traceback" not in ended.stderr
