"""Whatever bytes a file holds, the answer is orders, faults with their rows, or one refusal."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kopilka.fronts.wording.file_faults import say_row_fault
from kopilka.fronts.wording.refusals import SENTENCES, say_refusal
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.history.reading import read_history
from kopilka.values.refusals import Refused

ANY = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
VOICE = Voice("en", "RUB", "UTC")
GOOD = "order_id,member_id,placed_at,amount,total,quantity,sku,currency\n" + "".join(
    f"A{n},{n % 3},2026-01-0{n} 12:00,{n}00.50,{n}00.50,{n},tea,RUB\n" for n in range(1, 8)
)
CELLS = st.text(max_size=10) | st.sampled_from(
    ["", "-1", "NaN", "1e999", "1 000,5", "12.12.2026", "true", "RUB", '"', '""', ",", ";", "\n"]
)


def answer(raw: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder, translation.override("en"):
        file = Path(folder) / f"orders.{ending}"
        file.write_bytes(raw)
        try:
            history, _ = read_history(file, currency="RUB", timezone="Europe/Moscow")
        except Refused as refused:
            said = [say_refusal(refusal, VOICE) for refusal in refused.refusals]
            codes = {refusal.code for refusal in refused.refusals}
        else:
            said = [say_row_fault(fault, VOICE) for fault in history.faults]
            codes = {fault.problem.code for fault in history.faults}
            assert all(history.order(place).lines for place in range(len(history)))
        assert codes <= set(SENTENCES)
        assert all(said)


@ANY
@given(st.binary(max_size=200), st.sampled_from(["csv", "jsonl", "parquet"]))
@example(b"\xff\xfe\x00", "csv")
@example(b"\xff\xfea\x00\x00", "csv")
@example(b'"\n"', "csv")
@example(b"a,b\n\r\n", "csv")
@example(b'{"member_id": {"a": [1]}, "placed_at": [], "total": {}}', "jsonl")
@example(b'{"member_id": "\\ud800", "placed_at": "\\u0000", "total": 1}', "jsonl")
def test_any_bytes_are_answered(raw: bytes, ending: str) -> None:
    answer(raw, ending)


@ANY
@given(st.integers(0, len(GOOD)), st.integers(0, 60), CELLS)
def test_a_good_file_with_a_piece_torn_out_is_answered(at: int, length: int, put: str) -> None:
    answer((GOOD[:at] + put + GOOD[at + length :]).encode("utf-8", "surrogatepass"), "csv")


@ANY
@given(st.integers(0, len(GOOD.encode("utf-16"))))
def test_a_file_that_is_cut_off_anywhere_is_answered(length: int) -> None:
    answer(GOOD.encode("utf-16")[:length], "csv")
    answer(GOOD.encode()[:length], "csv")
