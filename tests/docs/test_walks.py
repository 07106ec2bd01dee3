"""The commands that the guides show do what the guides say: each page runs in one shell."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.pages import ROOT, Block, all_pages, blocks

MARK = "=== block"
ADDRESS = "127.0.0.1:8000"
ANYTHING = "…"
WALKS = [page for page in all_pages() if any(each.language == "sh" for each in blocks(page))]


TOOLS = [tool for tool in ("bash", "curl") if shutil.which(tool) is None]


@pytest.mark.skipif(
    bool(TOOLS) and os.environ.get("CI") != "true", reason=f"{', '.join(TOOLS)} not here"
)
@pytest.mark.parametrize("page", WALKS, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_page_s_commands_run_as_shown(page: Path, tmp_path: Path) -> None:
    steps = blocks(page)
    for each in steps:
        if each.name:
            (tmp_path / each.name).write_text(each.text, encoding="utf-8")
    port = free_port()
    script = written(steps).replace(ADDRESS, f"127.0.0.1:{port}")
    surroundings = environment(tmp_path)
    with served(script, port, surroundings, tmp_path):
        done = run(script, surroundings, tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    printed = done.stdout.split(MARK)[1:]
    for number, expected in expectations(steps):
        assert_printed(printed[number].partition("\n")[2], expected)


def written(steps: list[Block]) -> str:
    shown = [each.text for each in steps if each.language == "sh"]
    return "set -euo pipefail\n" + "".join(f"echo; echo '{MARK}'\n{text}\n" for text in shown)


def environment(folder: Path) -> dict[str, str]:
    commands = str(Path(sys.executable).parent)
    return {
        **os.environ,
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "KOPILKA_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "kopilka.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'shop.sqlite3'}",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "200",
    }


def run(
    script: str, surroundings: dict[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(script: str, port: int, surroundings: dict[str, str], folder: Path) -> Iterator[None]:
    """The site, while a page's commands that speak to it run."""
    if "curl" not in script:
        yield
        return
    command = ["kopilka", "serve", "--port", str(port)]
    log = (folder / "serve.log").open("w")
    server = subprocess.Popen(command, cwd=folder, env=surroundings, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api/v1/openapi.json", server, folder)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def wait_for(address: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, (folder / "serve.log").read_text()
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError((folder / "serve.log").read_text())


def expectations(steps: list[Block]) -> Iterator[tuple[int, Block]]:
    """(which `sh` block, what it prints), where a page shows it."""
    number = -1
    for before, each in zip([None, *steps], steps, strict=False):
        number += each.language == "sh"
        shown = each.language in ("json", "text") and not each.name
        if before is not None and before.language == "sh" and shown:
            yield number, each


def assert_printed(printed: str, expected: Block) -> None:
    if expected.language == "json":
        assert_like(json.loads(printed.strip().splitlines()[-1]), json.loads(expected.text))
        return
    lines, wanted = printed.strip().splitlines(), expected.text.strip().splitlines()
    assert len(lines) == len(wanted), printed
    for line, want in zip(lines, wanted, strict=True):
        assert line_like(line, want), f"{expected.label}: {line!r} is not {want!r}"


def line_like(line: str, want: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in want.split(ANYTHING))
    return re.fullmatch(pattern, line) is not None


def assert_like(actual: Any, wanted: Any, where: str = "") -> None:
    """All that is shown is there; an object may have more."""
    if isinstance(wanted, dict):
        for name, value in wanted.items():
            assert isinstance(actual, dict), f"{where} is {actual!r}"
            assert name in actual, f"{where}/{name} is not there: {actual}"
            assert_like(actual[name], value, f"{where}/{name}")
    elif isinstance(wanted, list):
        assert isinstance(actual, list), f"{where} is {actual!r}"
        assert len(actual) == len(wanted), f"{where} is {actual!r}"
        for number, (one, other) in enumerate(zip(actual, wanted, strict=True)):
            assert_like(one, other, f"{where}/{number}")
    elif isinstance(wanted, str) and ANYTHING in wanted:
        assert line_like(str(actual), wanted), f"{where} is {actual!r}, not {wanted!r}"
    else:
        assert actual == wanted, f"{where} is {actual!r}, not {wanted!r}"
