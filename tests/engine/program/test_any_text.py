"""Whatever text is given, the answer is a program or its faults; and every fault can be said."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.owl_shop import PROGRAM

from kopilka.engine.program.whole import read_tree
from kopilka.fronts.wording.program_faults import SENTENCES, say_fault_at
from kopilka.plumbing.yaml.reading import parse
from kopilka.values.documents import Fault, ProgramFaults

OWL = PROGRAM.read_text(encoding="utf-8")
LINES = OWL.splitlines()
SPOILT = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
VALUES = st.text(max_size=12) | st.sampled_from(
    [
        *("0", "-1", "1.5", "1e9", "1e999", "NaN", ".inf", "true", "null", "~", '""', "''"),
        *("[]", "{}", "[[]]", "{a: b}", "{from: 0, give: 5%}", "{not: {not: {}}}", "[1, {a: [b]}]"),
        *("5%", "101%", "-5%", "14d", "0d", "99999d", "99999y", "never", "1 per 10", "1 per 0"),
        *("order.paid", "gold", "2026-02-30", "a: b", "*a", "&a x", "!!int 5", "|", "? -", "@"),
    ]
)


def faults_in(text: str) -> tuple[Fault, ...]:
    """Nothing but faults may come of reading it."""
    try:
        read_tree(parse(text))
    except ProgramFaults as found:
        return found.faults
    return ()


def answer(text: str) -> None:
    for fault in faults_in(text):
        assert fault.code in SENTENCES
        assert 1 <= fault.line <= text.count("\n") + 2
        assert say_fault_at(fault)


@SPOILT
@given(st.text(max_size=300))
@example("\ud800")
@example("a: \u2028b")
@example("%YAML 9.9\n---\n")
@example("? ? ?\n")
@example("- - - -")
@example("\u0085")
def test_any_text_is_answered(text: str) -> None:
    answer(text)


@SPOILT
@given(st.data())
def test_a_program_with_another_value_somewhere_is_answered(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(LINES) - 1))
    head, colon, _ = LINES[number].partition(":")
    spoilt = f"{head}{colon} {data.draw(VALUES)}"
    answer("\n".join([*LINES[:number], spoilt, *LINES[number + 1 :]]))


@SPOILT
@given(st.integers(0, len(OWL)), st.integers(0, 40), VALUES)
def test_a_program_with_a_piece_torn_out_is_answered(at: int, length: int, put: str) -> None:
    answer(OWL[:at] + put + OWL[at + length :])


@SPOILT
@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1))
def test_a_program_with_lines_out_of_place_is_answered(one: int, other: int) -> None:
    lines = list(LINES)
    lines.insert(other, lines.pop(one))
    answer("\n".join(lines))
