"""Traces to plain JSON values and back: what is stored with entries and sent by the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from kopilka.engine.trace import AwardTrace, Failed, LineLeftOut, RuleTrace


def to_plain(trace: object) -> dict[str, Any]:
    """Fractions become "99/2"; empty fields are left out."""
    assert is_dataclass(trace) and not isinstance(trace, type)
    plain = {field.name: _plain(getattr(trace, field.name)) for field in fields(trace)}
    return {name: value for name, value in plain.items() if value not in ("", [], 0, "0", None)}


def _plain(value: object) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return to_plain(value)
    return value


def award_from_plain(plain: Mapping[str, Any]) -> AwardTrace:
    return AwardTrace(
        wallet=plain["wallet"],
        version=plain.get("version", 0),
        rules=tuple(_rule(rule) for rule in plain.get("rules", [])),
        left_out=tuple(
            LineLeftOut(left["line"], left.get("amount", 0), left["reason"])
            for left in plain.get("left_out", [])
        ),
        exact=Fraction(plain.get("exact", 0)),
        rounding=plain.get("rounding", "down"),
        units=plain.get("units", 0),
        cut_by=plain.get("cut_by", ""),
        paid_with_units=plain.get("paid_with_units", 0),
    )


def _rule(plain: Mapping[str, Any]) -> RuleTrace:
    failed = plain.get("failed")
    return RuleTrace(
        rule=plain["rule"],
        outcome=plain["outcome"],
        base=plain.get("base", 0),
        rate=plain.get("rate", ""),
        exact=Fraction(plain.get("exact", 0)),
        units=plain.get("units", 0),
        lines=tuple((line, units) for line, units in plain.get("lines", [])),
        failed=Failed(failed["fact"], failed.get("wanted", ""), failed.get("actual", ""))
        if failed
        else None,
        limit=plain.get("limit", ""),
    )
