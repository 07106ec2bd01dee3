"""The names under which limits are counted: each for whom it bounds, in its own period."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kopilka.engine.facts import Event
from kopilka.engine.program.model import EarnRule, RuleLimit


def rule_limit_key(
    rule: EarnRule,
    limit: RuleLimit,
    what: str,
    at: datetime,
    zone: ZoneInfo,
    shop: str,
    event: Event | None,
) -> str:
    """`rule:review/units/member/month=2026-03`: unique within the member or, with no `per`, wider.

    `what` is counted: times or units. Counters without `member` in `per` are counted for the whole
    program, under `program/`.
    """
    whose = "" if "member" in limit.per else "program/"
    bounds = [_bound(fact, shop, event) for fact in limit.per]
    period = [in_period(limit.period, at, zone)] if limit.period else []
    return whose + "/".join([f"rule:{rule.id}", what, *bounds, *period])


def _bound(fact: str, shop: str, event: Event | None) -> str:
    if fact == "shop":
        return f"shop={shop}"
    if fact.startswith("event.") and event is not None:
        return f"{fact}={event.fields.get(fact[6:], '')}"
    return fact


def in_period(period: str, at: datetime, zone: ZoneInfo) -> str:
    """`month=2026-03`: the last part of a limit's name, where it begins anew."""
    return f"{period}={_period(period, at, zone)}"


def _period(period: str, at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    if period == "week":
        year, week, _ = local.isocalendar()
        return f"{year}-W{week:02d}"
    return local.date().isoformat()[: _WRITTEN[period]]


_WRITTEN = {"day": 10, "month": 7, "year": 4}


def earned_per_day_key(wallet: str, at: datetime, zone: ZoneInfo) -> str:
    return f"wallet:{wallet}/earned/day={at.astimezone(zone).date().isoformat()}"


def balance_key(wallet: str) -> str:
    return f"wallet:{wallet}:balance"
