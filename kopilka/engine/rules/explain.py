"""Traces to plain JSON values and back: what is stored with entries and sent by the API."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from kopilka.engine.rules.trace import AwardTrace, Failed, LineLeftOut, RuleTrace


def to_plain(trace: AwardTrace) -> dict[str, Any]:
    """Fractions become "99/2"; what is empty is left out."""
    plain: dict[str, Any] = {"wallet": trace.wallet, "rules": [_plain_rule(r) for r in trace.rules]}
    if trace.left_out:
        plain["left_out"] = [
            {"line": left.line, "amount": left.amount, "reason": left.reason}
            for left in trace.left_out
        ]
    plain["exact"] = str(trace.exact)
    plain["rounding"] = trace.rounding
    return plain | _filled(
        version=trace.version,
        units=trace.units,
        cut_by=trace.cut_by,
        paid_with_units=trace.paid_with_units,
    )


def _plain_rule(trace: RuleTrace) -> dict[str, Any]:
    plain: dict[str, Any] = {"rule": trace.rule, "outcome": trace.outcome}
    if trace.exact:
        plain["exact"] = str(trace.exact)
    if trace.lines:
        plain["lines"] = [[line, units] for line, units in trace.lines]
    if trace.failed:
        failed = trace.failed
        plain["failed"] = {"fact": failed.fact, "wanted": failed.wanted, "actual": failed.actual}
    return plain | _filled(base=trace.base, rate=trace.rate, units=trace.units, limit=trace.limit)


def _filled(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}


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
