"""`kopilka story` says what holds and what differs, to people and to machines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app
from kopilka.fronts.cli.saying import FAILED

HOLDS = """story: Good
program: simple-points.yaml
2026-01-01 order A1 anna 9.00
           then anna available 9
"""
DIFFERS = HOLDS.replace("available 9", "available 10")
STRANGE = HOLDS.replace("order A1", "ordre A1")
LOST = HOLDS.replace("simple-points", "no-such-program")


def played(path: Path, *texts: str, code: int = 0) -> list[dict[str, object]]:
    files = []
    for number, text in enumerate(texts):
        files.append(path / f"{number}.story")
        files[-1].write_text(text, encoding="utf-8")
    words = ["story", "--json", *map(str, files)]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == code, result.output
    told: list[dict[str, object]] = json.loads(result.stdout)
    return told


def test_a_story_that_holds_ends_well(tmp_path: Path) -> None:
    assert played(tmp_path, HOLDS) == [
        {"file": "0.story", "title": "Good", "differences": [], "fault": "", "holds": True}
    ]


def test_what_differs_is_told_by_line_and_the_others_are_played_too(tmp_path: Path) -> None:
    first, second = played(tmp_path, DIFFERS, HOLDS, code=FAILED)
    assert first["differences"] == [
        {"line": 4, "expected": "anna available 10", "actual": "it is 9"}
    ]
    assert second["holds"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (STRANGE, "line 3: there is no step 'ordre'; did you mean 'order'?"),
        (LOST, "no-such-program"),
    ],
)
def test_a_story_that_cannot_be_played_says_why(tmp_path: Path, text: str, said: str) -> None:
    [told] = played(tmp_path, text, code=FAILED)
    assert said in str(told["fault"])


def test_a_live_story_never_touches_the_database_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "good.story").write_text(HOLDS, encoding="utf-8")
    real = tmp_path / "real.sqlite3"
    (tmp_path / "url").write_text(f"sqlite:///{real}", encoding="utf-8")
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kopilka.settings",
        "DATABASE_URL": f"sqlite:///{real}",
        "DATABASE_URL_FILE": str(tmp_path / "url"),
    }
    command = "from kopilka.fronts.cli.main import app; app()"
    words = [sys.executable, "-c", command, "story", "--live", str(tmp_path / "good.story")]
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "✓ Good"), done.stderr
    assert not real.exists()
