"""A site that cannot listen says so at once, and to whom to turn."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app
from kopilka.fronts.cli.saying import UNUSABLE


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_busy_port_is_named_before_anything_is_done(
    command: str, busy: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at-all.sqlite3")
    result = CliRunner().invoke(app, [command, "--port", str(busy)], catch_exceptions=False)
    assert result.exit_code == UNUSABLE
    assert f"port {busy} is taken" in result.output
    assert "--port" in result.output
    assert "sign in" not in result.output
    assert "http://" not in result.output


@pytest.mark.parametrize(("words", "said"), [(["--port", "70000"], "from 1 to 65535")])
def test_a_port_that_is_none_is_named(words: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["serve", *words], catch_exceptions=False)
    assert result.exit_code == UNUSABLE
    assert said in result.output.replace("\n", " ")


def test_an_address_that_is_not_here_is_named() -> None:
    result = CliRunner().invoke(app, ["serve", "--host", "203.0.113.1"], catch_exceptions=False)
    assert result.exit_code == UNUSABLE
    assert "nothing can listen at 203.0.113.1" in result.output.replace("\n", " ")
