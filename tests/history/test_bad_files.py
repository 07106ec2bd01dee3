"""Files as shops send them: every usual dress is read, and every damage is named with its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import translation

from kopilka.fronts.wording.file_faults import say_row_fault
from kopilka.fronts.wording.refusals import say_refusal
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.history.orders import History
from kopilka.loyalty.history.reading import read_history
from kopilka.values.refusals import Refused

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEADER = "order_id,member_id,placed_at,total\n"
GOOD = "A1,17,2026-01-05 12:00,1200.00\n"


def read(path: Path, content: str | bytes, **told: str) -> History:
    raw = content.encode() if isinstance(content, str) else content
    path.write_bytes(raw)
    history, _ = read_history(path, currency="RUB", timezone="Europe/Moscow", told=told, now=NOW)
    return history


def said(history: History, language: str = "en") -> list[str]:
    with translation.override(language):
        return [say_row_fault(f, Voice(language, "RUB", "UTC")) for f in history.faults]


def refused(path: Path, content: str | bytes, language: str = "en") -> str:
    with pytest.raises(Refused) as refusal, translation.override(language):
        read(path, content)
    with translation.override(language):
        return say_refusal(refusal.value.refusals[0], Voice(language, "RUB", "UTC"))


# ------------------------------------------------------------------ usual dresses

TABLE = "Номер заказа;Клиент;Дата;Сумма\nA1;17;05.01.2026 12:00;23 000,50\n"


@pytest.mark.parametrize(
    "raw",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp1251"),
        TABLE.encode("utf-16"),
        TABLE.replace(";", "\t").encode(),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("23 000", "23\u00a0000").encode(),
        TABLE.replace(";23 000,50", ';"23 000,50"').encode(),
        TABLE.rstrip("\n").encode(),
        ("\n" + TABLE + "\n\n;;;\n").encode(),
        TABLE.replace("Сумма\n", "Сумма;\n").replace(",50\n", ",50;\n").encode(),
    ],
    ids=[
        "plain",
        "bom",
        "cp1251",
        "utf16",
        "tabs",
        "crlf",
        "nbsp",
        "quoted",
        "no-newline",
        "blank-rows",
        "trailing-cell",
    ],
)
def test_a_table_is_read_in_any_usual_dress(tmp_path: Path, raw: bytes) -> None:
    history = read(tmp_path / "orders.csv", raw)
    assert not history.faults
    assert (history.order_ids, history.members, history.total.tolist()) == (
        ["A1"],
        ["17"],
        [2_300_050],
    )
    assert history.order(0).placed_at == datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_json_lines_keep_their_numbers_as_written(tmp_path: Path) -> None:
    lines = '{"order_id": "A1", "member_id": 17, "placed_at": "2026-01-05", "total": 0.30}\n'
    history = read(tmp_path / "orders.jsonl", lines)
    assert history.members == ["17"]
    assert history.total.tolist() == [30]


def test_parquet_is_read_with_its_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "order_id": np.array([7, 8]),
            "member_id": [17.0, 18.0],
            "placed_at": pa.array([1_767_000_000_000_000_123, 0], pa.timestamp("ns")),
            "total": [0.1 + 0.2, 5.0],
        }
    )
    pq.write_table(table, tmp_path / "orders.parquet")
    history, _ = read_history(
        tmp_path / "orders.parquet", currency="RUB", timezone="UTC", told={}, now=NOW
    )
    assert (history.order_ids, history.members, history.total.tolist()) == (["7"], ["17"], [30])
    assert said(history) == ["row 2, placed_at: “1970-01-01 00:00:00” is not a likely date"]


# ------------------------------------------------------------------ bad rows among good ones

BAD_ROWS = [
    ("wrong_width", "A2,17,2026-01-06", "row 3: the row has 3 cells, and there are 4 columns"),
    ("wrong_width", "A2,17,2026-01-06,1,2", "row 3: the row has 5 cells, and there are 4 columns"),
    ("order_twice", "A1,17,2026-01-06,5", "row 3, order_id: the order A1 stands in row 2 already"),
    ("empty", "A2,,2026-01-06,5", "row 3, member_id: the cell is empty"),
    (
        "date_in_the_future",
        "A2,17,2056-01-06,5",
        "row 3, placed_at: “2056-01-06” lies in the future",
    ),
    ("not_a_time", "A2,17,06/31/2026,5", "row 3, placed_at: “06/31/2026” is no date and time"),
    ("negative", "A2,17,2026-01-06,-5", "row 3, total: “-5” is negative"),
    ("not_a_number", "A2,17,2026-01-06,NaN", "row 3, total: “NaN” is no number"),
    ("not_a_number", "A2,17,2026-01-06,1e400", "row 3, total: “1e400” is no number"),
    ("not_a_number", "A2,17,2026-01-06,true", "row 3, total: “true” is no number"),
    (
        "more_places",
        "A2,17,2026-01-06,5.001",
        "row 3, total: “5.001” has more than 2 decimal places",
    ),
    ("other_currency", "A2,17,2026-01-06,5 USD", "row 3, total: the currency is USD, not RUB"),
    (
        "too_long",
        "x" * 129 + ",17,2026-01-06,5",
        "row 3, order_id: the text is longer than 128 characters",
    ),
]


@pytest.mark.parametrize(("code", "row", "message"), BAD_ROWS)
def test_a_bad_row_is_named_and_the_good_ones_stay(
    tmp_path: Path, code: str, row: str, message: str
) -> None:
    history = read(tmp_path / "orders.csv", f"{HEADER}{GOOD}{row}\nA9,18,2026-01-07,7\n")
    assert history.order_ids == ["A1", "A9"]
    assert [fault.problem.code for fault in history.faults] == [code]
    (line,) = said(history)
    assert line.startswith(message)


@pytest.mark.parametrize(("code", "row", "message"), BAD_ROWS)
def test_a_bad_row_is_named_in_russian(tmp_path: Path, code: str, row: str, message: str) -> None:
    (line,) = said(read(tmp_path / "orders.csv", f"{HEADER}{GOOD}{row}\n"), "ru")
    assert line.startswith("строка 3")
    problem = line.partition(": ")[2]
    assert not problem.startswith((message.partition(": ")[2], code))


def test_a_file_that_ends_in_the_middle_of_a_row_is_a_bad_row(tmp_path: Path) -> None:
    history = read(tmp_path / "orders.csv", f"{HEADER}{GOOD}A2,17,2026-0")
    assert said(history) == ["row 3: the row has 3 cells, and there are 4 columns"]


def test_a_cell_with_a_line_break_does_not_shift_the_rows_after_it(tmp_path: Path) -> None:
    text = (
        'order_id,member_id,placed_at,total,note\nA1,17,2026-01-05,5,"a\nb"\nA2,17,2026-01-05,x,\n'
    )
    assert said(read(tmp_path / "orders.csv", text)) == ["row 3, total: “x” is no number"]


def test_bad_json_lines_are_rows_too(tmp_path: Path) -> None:
    good = '{"order_id": "A1", "member_id": 17, "placed_at": "2026-01-05", "total": 5}'
    deep = "[" * 100_000
    text = (
        f'{good}\n[1]\n{good.replace("A1", "A2").replace("5}", "NaN}")}\n{deep}\n{{"order_id": "A'
    )
    history = read(tmp_path / "orders.jsonl", text)
    assert history.faults[0].problem.code == "not_json"
    assert said(history) == [
        "row 2: the line is no JSON object: [1]",
        "row 3, total: “NaN” is no number",
        f"row 4: the line is no JSON object: {'[' * 39}…",
        'row 5: the line is no JSON object: {"order_id": "A',
    ]


def test_a_cell_that_is_a_list_is_a_bad_cell(tmp_path: Path) -> None:
    table = pa.table(
        {"member_id": [["17"], ["18"]], "placed_at": ["2026-01-05"] * 2, "total": ["5", "6"]}
    )
    pq.write_table(table, tmp_path / "orders.parquet")
    history, _ = read_history(tmp_path / "orders.parquet", currency="RUB", timezone="UTC")
    assert len(history) == 0
    assert history.faults[0].problem.code == "not_one_value"
    assert said(history)[0] == "row 1, member_id: the cell holds a list or a map"


# ------------------------------------------------------------------ orders of several lines

LINES = "order_id,member_id,placed_at,sku,amount,quantity,total\n"


def test_an_order_with_a_bad_line_is_left_out_whole(tmp_path: Path) -> None:
    rows = "A1,17,2026-01-05,tea,5,1,\nA1,17,2026-01-05,cup,x,1,\nA2,17,2026-01-06,tea,5,2,\n"
    history = read(tmp_path / "orders.csv", LINES + rows)
    assert history.order_ids == ["A2"]
    assert said(history) == ["row 3, amount: “x” is no number"]


def test_lines_that_do_not_come_to_the_total_are_named(tmp_path: Path) -> None:
    rows = "A1,17,2026-01-05,tea,5,1,15\nA1,17,2026-01-05,cup,8,1,15\nA2,17,2026-01-06,tea,5,1,5\n"
    history = read(tmp_path / "orders.csv", LINES + rows)
    assert history.order_ids == ["A2"]
    (line,) = said(history)
    assert history.faults[0].problem.code == "order_lines_do_not_sum"
    assert line.startswith("row 2, total: the lines of the order A1 come to ₽13.00, not to ₽15.00")
    assert len(read(tmp_path / "orders.csv", LINES + rows, total="")) == 2


def test_a_column_of_lists_is_no_column_of_texts(tmp_path: Path) -> None:
    table = pa.table(
        {
            "order_id": ["A1"],
            "member_id": ["17"],
            "placed_at": ["2026-01-05"],
            "amount": ["5"],
            "sku": [["tea"]],
        }
    )
    pq.write_table(table, tmp_path / "orders.parquet")
    with pytest.raises(Refused, match="column_not_text"):
        read_history(tmp_path / "orders.parquet", currency="RUB", timezone="UTC")


def test_an_order_belongs_to_one_member(tmp_path: Path) -> None:
    rows = "A1,17,2026-01-05,tea,5,1,\nA1,18,2026-01-05,cup,8,1,\n"
    history = read(tmp_path / "orders.csv", LINES + rows)
    assert history.faults[0].problem.code == "order_of_two_members"
    assert said(history) == ["row 3, member_id: the order A1 is of the member 17 in an earlier row"]
    assert len(history) == 0


def test_a_quantity_must_be_a_number(tmp_path: Path) -> None:
    rows = (
        'A1,17,2026-01-05,tea,5,many,\nA2,17,2026-01-05,cup,8,-1,\nA3,17,2026-01-05,cup,8,"0,5",\n'
    )
    history = read(tmp_path / "orders.csv", LINES + rows)
    assert said(history) == [
        "row 2, quantity: “many” is no number",
        "row 3, quantity: “-1” is negative",
    ]
    assert history.order(0).lines[0].quantity.limit_denominator() == 0.5


def test_a_column_of_currencies_must_name_the_shop_s(tmp_path: Path) -> None:
    header = "order_id,member_id,placed_at,total,currency\n"
    text = f"{header}A1,17,2026-01-05,5,RUB\nA2,17,2026-01-05,5,USD\n"
    history = read(tmp_path / "orders.csv", text)
    assert said(history) == ["row 3, currency: the currency is USD, not RUB"]


def test_an_order_may_become_known_later_and_never_earlier(tmp_path: Path) -> None:
    text = """order_id,member_id,placed_at,known_at,total
A1,17,2026-01-05 12:00,2026-01-09,1
A2,17,2026-01-06 12:00,,2
A3,17,2026-01-07 12:00,2026-01-06,3
"""
    history = read(tmp_path / "orders.csv", text)
    assert history.order_ids == ["A2", "A1"]
    assert history.faults[0].problem.code == "known_before_placed"
    assert said(history) == ["row 4, known_at: the order was known before it was placed"]
    assert history.known_at(0) == history.order(0).placed_at
    assert history.known_at(1) == datetime(2026, 1, 9, 9, tzinfo=UTC)


# ------------------------------------------------------------------ files that are no table

UNUSABLE: list[tuple[str, str, str | bytes, str]] = [
    ("file_empty", "o.csv", "", "The file is empty."),
    ("file_empty", "o.csv", b"\xef\xbb\xbf\r\n", "The file is empty."),
    ("file_without_rows", "o.csv", HEADER, "The file has a header and no rows: order_id"),
    ("zero_byte", "o.csv", HEADER + "A1,1\0007,2026-01-05,5\n", "A zero byte stands in line 2"),
    ("zero_byte", "o.csv", HEADER.encode("utf-16-le"), "A zero byte stands in line 1"),
    ("bad_encoding", "o.csv", b"id;\x98\n1;2\n", "The file's text is in none of: UTF-8"),
    ("broken_utf8", "o.csv", TABLE.encode()[:-1] + b"\xd0\n", "The text is broken at line 2"),
    (
        "quotes_unbalanced",
        "o.csv",
        HEADER + GOOD + 'A2,17,"2026-01-05,5\n',
        "A quotation mark is never closed; the first suspect is line 3.",
    ),
    ("columns_unreadable", "o.csv", "x" * 200_000 + ",b\n1,2\n", "The first row does not name"),
    (
        "too_many_columns",
        "o.csv",
        "a," * 999_999 + "b\n1\n",
        "The file has 1000000 columns; at most 1000 are read.",
    ),
    (
        "too_many_columns",
        "o.jsonl",
        b"{" + b",".join(b'"%d": 1' % n for n in range(1001)) + b"}",
        "The file has 1001 columns",
    ),
    ("columns_twice", "o.csv", "total,total,b\n1,2,3\n", "Two columns have one name: total."),
    (
        "columns_missing",
        "o.csv",
        "сумма;b\n1;2\n",
        "The file has no column for: member_id, placed_",
    ),
    ("file_unreadable", "o.parquet", b"PAR1 and then nothing", "The file o.parquet cannot be read"),
    ("file_unreadable", "o.parquet", b"", "The file o.parquet cannot be read"),
]


@pytest.mark.parametrize(
    ("code", "name", "content", "message"), UNUSABLE, ids=[row[0] for row in UNUSABLE]
)
def test_a_file_that_cannot_be_read_says_what_is_wrong(
    tmp_path: Path, code: str, name: str, content: str | bytes, message: str
) -> None:
    with pytest.raises(Refused, match=code):
        read(tmp_path / name, content)
    assert refused(tmp_path / name, content).startswith(message)
    assert any("а" <= letter <= "я" for letter in refused(tmp_path / name, content, "ru"))


def test_half_a_parquet_file_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"member_id": list(range(1000))}), tmp_path / "whole.parquet")
    half = (tmp_path / "whole.parquet").read_bytes()[:-100]
    assert refused(tmp_path / "o.parquet", half).startswith("The file o.parquet cannot be read")


def test_a_column_that_is_told_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read(tmp_path / "o.csv", HEADER + GOOD, total="Summe", colour="total")
    assert refusal.value.refusals[0].code == "columns_unknown"
    assert refusal.value.refusals[0].facts["unknown"] == ["Summe", "colour"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="file_missing"):
        read_history(tmp_path / "none.csv", currency="RUB", timezone="UTC")
