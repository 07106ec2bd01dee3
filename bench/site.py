"""The site as people run it, and wrk to ask it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measure import cpu_seconds
from tests.support.postgres import free_port

LUA = Path(__file__).parent / "lua"
KOPILKA = [sys.executable, "-c", "from kopilka.fronts.cli.main import app; app()"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What wrk saw: answers a second, latencies in milliseconds, answers that were not 2xx."""

    rate: float
    median_ms: float
    p99_ms: float
    answers: int
    bad: int


@dataclass(frozen=True, slots=True)
class Site:
    port: int
    process: int

    def ask(self, script: str, clients: int, seconds: int, *arguments: str) -> Asked:
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency", "--timeout", "10s"]
        command += ["-s", str(LUA / script), f"http://127.0.0.1:{self.port}", "--", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return _read(done.stdout)

    def ask_at(self, rate: float, script: str, seconds: int, *arguments: str) -> Asked:
        """`rate` requests a second, come what may: each waits from when it was due (open loop)."""
        program = [
            "-m",
            "bench.processes.open_loop",
            str(self.port),
            f"{rate:.3f}",
            str(seconds),
            script,
        ]
        done = subprocess.run(
            [sys.executable, *program, *arguments], capture_output=True, text=True, check=True
        )
        return Asked(**json.loads(done.stdout))

    def cpu(self) -> float:
        return cpu_seconds(self.process)


def _read(text: str) -> Asked:
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return Asked(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", text)),
        median_ms=_milliseconds(_found(r"50%\s+(\S+)", text)),
        p99_ms=_milliseconds(_found(r"99%\s+(\S+)", text)),
        answers=int(_found(r"(\d+) requests in", text)),
        bad=int(bad[1]) if bad else 0,
    )


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, text
    return found[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


@contextmanager
def serving(url: str, **environ: str) -> Iterator[Site]:
    """`kopilka serve` on the database at `url`."""
    port = free_port()
    settings = {"DATABASE_URL": url, "KOPILKA_MODE": "demo", **environ}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*KOPILKA, "serve", "--port", str(port), "--no-worker"],
            env={**os.environ, **settings},
            stdout=log,
            stderr=log,
        )
        try:
            _wait(port, process)
            yield Site(port, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/openapi.json", timeout=5)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError("the site does not come up")
