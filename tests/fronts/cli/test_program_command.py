"""`kopilka program`: faults with their place, the schema, the difference, the file written anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.owl_shop import PROGRAM
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app


def run(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["program", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return str(result.output)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    file = tmp_path / "club.yaml"
    text = PROGRAM.read_text("utf-8").replace("worth: 1.00", "worth: -1")
    file.write_text(text.replace("lane: club", "laine: club", 1), encoding="utf-8")
    return file


def test_each_fault_stands_with_its_file_line_and_column(faulty: Path) -> None:
    first, second = run("check", faulty, code=1).strip().splitlines()
    assert first == "club.yaml:12:12: worth: -1 is negative."
    assert second.endswith("discount: there is no word “laine”. Did you mean “lane”?")


def test_faults_are_said_in_the_language_of_the_terminal(
    faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    assert "worth: -1 — отрицательное число." in run("check", faulty, code=1)


def test_machines_get_faults_with_their_codes(faulty: Path) -> None:
    first, _ = json.loads(run("check", faulty, "--json", code=1))
    assert (first["line"], first["column"], first["code"]) == (12, 12, "negative")


def test_a_good_program_says_so(tmp_path: Path) -> None:
    assert "owl-club.yaml is a good program" in run("check", PROGRAM)
    marked = tmp_path / "marked.yaml"
    marked.write_bytes(b"\xef\xbb\xbf" + PROGRAM.read_bytes())
    assert json.loads(run("check", marked, "--json")) == []


def test_a_file_that_is_no_text_or_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\xff")
    assert "picture.yaml" in run("check", tmp_path / "picture.yaml", code=2)
    assert "none.yaml" in run("check", tmp_path / "none.yaml", code=2)


def test_the_schema_is_json() -> None:
    assert json.loads(run("schema"))["title"] == "Kopilka program"


def test_a_difference_is_told_and_is_the_answer_no(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    text = PROGRAM.read_text("utf-8").replace("pending: 14d", "pending: 7d")
    other.write_text(text, encoding="utf-8")
    assert "(pending): was 14d, is now 7d." in run("diff", PROGRAM, other, code=1)
    assert len(json.loads(run("diff", PROGRAM, other, "--json", code=1))) == 1
    assert "Nothing differs." in run("diff", PROGRAM, PROGRAM)


def test_a_faulty_side_of_a_difference_is_named(faulty: Path) -> None:
    assert "club.yaml:12:12" in run("diff", PROGRAM, faulty, code=1)


def test_a_program_written_anew_differs_in_nothing(tmp_path: Path) -> None:
    anew = tmp_path / "anew.yaml"
    anew.write_text(run("write", PROGRAM), encoding="utf-8")
    assert "Nothing differs." in run("diff", PROGRAM, anew)
    assert run("write", anew) == anew.read_text("utf-8")
