"""A real `kopilka serve` on a port of its own, as a shop would run it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from django.db import connection
from support.postgres import free_port


def database_url() -> str:
    """Of the database that this process is connected to now."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def environment() -> dict[str, str]:
    """For a process of its own on the same database."""
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {
        **kept,
        "KOPILKA_MODE": "test",
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "kopilka.settings",
    }


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server on the current database."""
    port = free_port()
    command = [sys.executable, "-c", "from kopilka.fronts.cli.main import app; app()"]
    process = subprocess.Popen(
        [*command, "serve", "--port", str(port)],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "the server has stopped"
        try:
            httpx.get(f"{address}/sign-in/", timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")
