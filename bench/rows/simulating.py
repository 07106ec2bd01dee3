"""Simulations of made histories: time and memory at a hundred thousand, a million, ten million."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.histories import make
from bench.measure import Plan, Row, at_least, at_most, memory, plain
from bench.shop import template
from bench.site import KOPILKA

SIZES = (100_000, 1_000_000, 10_000_000)


def simulations(plan: Plan) -> Iterator[Row]:
    sizes = SIZES if plan.rounds > 1 else SIZES[:1]
    with tempfile.TemporaryDirectory(prefix="bench-", dir="var") as folder:
        program = Path(folder) / "program.yaml"
        program.write_text(template("owl-club"), encoding="utf-8")
        for size in sizes:
            file = Path(folder) / f"{size}.parquet"
            _write(file, size)
            yield from _simulated(program, file, size, last=size == sizes[-1])


def _write(file: Path, orders: int) -> None:
    writer: pq.ParquetWriter | None = None
    for history in make(orders):
        names = pa.array(history.members)
        table = pa.table(
            {
                "order_id": history.order_ids,
                "member_id": names.take(pa.array(history.member)),
                "placed_at": pa.array(history.placed, pa.timestamp("us", "UTC")),
                "total": pa.array(history.total / 100),
            }
        )
        writer = writer or pq.ParquetWriter(file, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def _simulated(program: Path, file: Path, size: int, *, last: bool) -> Iterator[Row]:
    answer = file.with_suffix(".json")
    command = [*KOPILKA, "simulate", str(program), str(file), "--json", str(answer)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        most = max(most, memory(process.pid))
        time.sleep(0.2)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    rate = json.loads(answer.read_text())["orders_per_second"]
    yield at_least(
        f"simulation of {size:,} orders", rate, 500_000, unit="/s", note=f"({size / rate:,.1f} s)"
    )
    if last:
        yield at_most(f"simulation of {size:,} orders: memory", most / 2**30, 2, unit=" GiB")
    else:
        yield plain(f"simulation of {size:,} orders: memory", most / 2**30, " GiB")
