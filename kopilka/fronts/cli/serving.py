"""`kopilka serve` and `kopilka worker`."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from typing import Annotated

import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.entrance import app, prepare


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    worker: Annotated[bool, typer.Option(help="Run the jobs in this process too.")] = True,
) -> None:
    """Web, worker and scheduler in one process: enough for a small shop."""
    prepare()
    must_be_free(host, port)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    saying.ERR.print(f"serving at http://{host}:{port}/; Ctrl-C stops")
    run_site(host, port, jobs=worker)


def must_be_free(host: str, port: int) -> None:
    """Stops the command where no site can listen, before it does or says anything else."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((host, port))
        except PermissionError:
            saying.stop(
                f"port {port} is for administrators: take one from 1024, such as --port 8000"
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                saying.stop(f"nothing can listen at {host}, port {port}: {error.strerror or error}")
            another = f"--port {port + 1}" if port < 65535 else "--port 8000"
            saying.stop(
                f"port {port} is taken by another program, perhaps by a site you started before: "
                f"stop that one, or take another port, such as {another}"
            )
        except OverflowError:
            saying.stop(f"--port is a number from 1 to 65535, not {port}")


def run_site(host: str, port: int, *, jobs: bool = True) -> None:
    """Granian with threads in one web process, so that one writer takes what many send."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    site = "kopilka.site_with_jobs" if jobs else "kopilka.wsgi"
    Granian(
        f"{site}:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=32,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


@app.command()
def worker() -> None:
    """Run jobs and deliver events until stopped."""
    prepare()
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    saying.ERR.print("working; Ctrl-C stops")
    work(stopping)


def work(stopping: threading.Event) -> None:
    """Deliver events and run jobs until `stopping` is set."""
    import kopilka.loyalty.ledger.jobs
    import kopilka.loyalty.plans.jobs
    from kopilka.plumbing import jobs

    assert kopilka.loyalty.ledger.jobs
    assert kopilka.loyalty.plans.jobs
    jobs.run_until(stopping)
