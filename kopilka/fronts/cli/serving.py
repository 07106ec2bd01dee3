"""`kopilka serve` and `kopilka worker`."""

from __future__ import annotations

import signal
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
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    saying.ERR.print(f"serving at http://{host}:{port}/; Ctrl-C stops")
    run_site(host, port, jobs=worker)


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
