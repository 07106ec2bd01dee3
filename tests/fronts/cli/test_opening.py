"""A merchant is opened from the command line, and its shop gets a key."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.api import Api
from support.owl_shop import PROGRAM, OwlShop
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app
from kopilka.fronts.cli.saying import FAILED, UNUSABLE
from kopilka.loyalty.merchants.queries import find_merchant

PASSWORD = "a long word for Anna"


def kopilka(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return str(result.output)


def open_tea(*, program: str = str(PROGRAM), password: str = PASSWORD, code: int = 0) -> str:
    owner = ("--owner", "anna@tea.test", "--password", password)
    return kopilka("open", "tea", "--program", program, *owner, code=code)


def test_a_merchant_opens_with_its_program_and_a_key_speaks_for_it(empty: str) -> None:
    assert "tea is open" in open_tea()
    merchant = find_merchant("tea")
    assert merchant is not None
    assert (merchant.currency, merchant.timezone) == ("RUB", "Europe/Moscow")
    key = kopilka("issue-key", "--merchant", "tea", "--name", "site", "--scope", "programs:read")
    versions = Api(key.strip()).ask("GET", "/programs")["versions"]
    assert [version["number"] for version in versions] == [1]


def test_a_second_merchant_of_the_name_changes_nothing(empty: str) -> None:
    open_tea()
    assert "already" in open_tea(code=UNUSABLE)


def test_a_short_password_opens_nothing(empty: str) -> None:
    assert "12 characters" in open_tea(password="short", code=UNUSABLE)
    assert find_merchant("tea") is None


def test_a_faulty_program_opens_nothing(empty: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(PROGRAM.read_text("utf-8").replace("timezone: Europe/Moscow", "timezone: Moon"))
    assert "Moon" in open_tea(program=str(bad), code=FAILED)
    assert find_merchant("tea") is None


def test_a_key_for_nobody_and_a_scope_of_nothing_are_refused_in_words(owls: OwlShop) -> None:
    assert "no merchant" in kopilka(
        "issue-key", "--merchant", "x", "--name", "n", "--scope", "simulation", code=UNUSABLE
    )
    told = kopilka(
        "issue-key", "--merchant", "owl", "--name", "n", "--scope", "everything", code=UNUSABLE
    )
    assert "There is no scope everything" in told


def publish(*words: str, code: int = 0) -> str:
    return kopilka("program", "publish", str(PROGRAM), "--merchant", "owl", *words, code=code)


def test_the_next_version_is_published_from_the_command_line(owls: OwlShop) -> None:
    assert "Version 2 holds from 2026-12-01 00:00 UTC" in publish(
        "--starts-at", "2026-12-01T03:00:00+03:00"
    )
    versions = Api(owls.key).ask("GET", "/programs")["versions"]
    assert [version["number"] for version in versions] == [2, 1]


def test_a_version_of_the_past_or_of_no_time_zone_is_not_published(owls: OwlShop) -> None:
    told = publish("--starts-at", "2026-01-01T00:00:00Z", code=UNUSABLE)
    assert "cannot start in the past" in told
    assert "not '2026-12-01'" in publish("--starts-at", "2026-12-01", code=UNUSABLE)
    assert "not 'soon'" in publish("--starts-at", "soon", code=UNUSABLE)
    assert len(Api(owls.key).ask("GET", "/programs")["versions"]) == 1


def test_a_setting_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from kopilka.fronts.cli.main import app; app()", "doctor"],
        env={"KOPILKA_MODE": "production", "SECRET_KEY": "changeme", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == UNUSABLE
    assert done.stderr.startswith("SECRET_KEY is missing, short or guessable. Make one with")
    assert "Traceback" not in done.stderr


def test_the_demo_with_its_known_password_is_never_loaded_into_a_real_site(tmp_path: Path) -> None:
    real = tmp_path / "real.sqlite3"
    surroundings = {
        "KOPILKA_MODE": "production",
        "SECRET_KEY": "q7Zx2vB9" * 8 + "mN4-rT6_wY1",
        "DATABASE_URL": f"sqlite:///{real}",
        "HOME": str(tmp_path),
    }
    command = "from kopilka.fronts.cli.main import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", command, "demo", "--no-serve", "--orders", "1"],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == UNUSABLE
    assert "everybody knows the demo's password" in done.stderr
    assert not real.exists()
