"""A transfer of django-hordak, a plain double-entry book, beside an order paid: CPU of each."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.database import postgres
from bench.made import made_shop
from bench.measure import Plan, Row, at_most, median

_TRANSFERS = Path(__file__).parent.parent / "processes" / "hordak_transfers.py"


def beside(plan: Plan) -> Iterator[Row]:
    """Hordak goes into an environment of its own, for the time of the measurement."""
    with tempfile.TemporaryDirectory(prefix="bench-hordak-") as folder, postgres() as server:
        python = _install(Path(folder))
        if python is None:
            yield Row("order paid: CPU, of a django-hordak transfer's", "skipped: not installable")
            return
        url = server.url("hordak")
        theirs = [_transfer(python, url) for _ in range(plan.rounds)]
        with made_shop(server.url("shop"), plan.scale) as shop:
            shop.ask("orders.lua", 16, 2)
            before = shop.site.cpu()
            ours = [shop.ask("orders.lua", 16, plan.seconds) for _ in range(plan.rounds)]
            cpu = (shop.site.cpu() - before) / sum(each.answers for each in ours)
    yield at_most(
        "order paid: CPU, of a django-hordak transfer's",
        cpu * 1e6 / median(theirs),
        0.3,
        note=f"({median(theirs):,.0f} µs a transfer, without HTTP)",
    )


def _install(folder: Path) -> str | None:
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    python = str(folder / "env" / "bin" / "python")
    command = [python, "-m", "pip", "install", "-q", "django-hordak", "psycopg[binary]", "Django<6"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return python if done.returncode == 0 else None


def _transfer(python: str, url: str) -> float:
    """CPU of Python in microseconds a transfer."""
    done = subprocess.run(
        [python, str(_TRANSFERS), url], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return float(json.loads(done.stdout)["cpu_us"])
