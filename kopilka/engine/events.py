"""A named event earns: a review approved, a profile completed, anything a shop reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kopilka.engine.earning import WalletAward, award_for_event
from kopilka.engine.facts import Event
from kopilka.engine.ledger import lots
from kopilka.engine.ledger.model import Cause, Journal
from kopilka.engine.mechanics.coupons.giving import give_codes
from kopilka.engine.orders.awarded import has_own_dates
from kopilka.engine.orders.context import freeze
from kopilka.engine.orders.limits import limits_left
from kopilka.engine.program.model import Program
from kopilka.engine.rules.explain import to_plain
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, Versions


def decide_event(
    member: Member,
    event: Event,
    versions: Versions,
    known_at: datetime,
    journal: Journal,
    draw: Callable[[], str],
) -> dict[str, WalletAward]:
    """Award by wallet, posted at the event's own instant; the caller keeps one id to one event.

    `draw`: fresh codes, for the coupons that are given for it.
    """
    settle(member, versions, known_at, journal)
    frozen = freeze(member, versions, event.at)
    program = versions.number(frozen.version)
    awards = award_for_event(event, program, frozen, limits_left(member, {}, {}))
    for wallet_id, award in awards.items():
        _post(member, wallet_id, award, event, program, frozen.version, journal)
        for key, count in award.usage.items():
            member.usage[key] = member.usage.get(key, 0) + count
    give_codes(member, program, event.name, event.at, draw, journal)
    settle(member, versions, known_at, journal)
    return awards


def _post(
    member: Member,
    wallet_id: str,
    award: WalletAward,
    event: Event,
    program: Program,
    version: int,
    journal: Journal,
) -> None:
    """A lot for each rule with dates of its own, and one for all the others."""
    own = {rule.id: rule for rule in program.earn if has_own_dates(rule)}
    parts: dict[str, int] = {}
    for rule, units in award.units_by_rule.items():
        part = rule if rule in own else ""
        parts[part] = parts.get(part, 0) + units
    for part, units in parts.items():
        if units:
            lots.earn(
                member.account(wallet_id),
                units=units,
                at=event.at,
                cause=Cause("event", event.id),
                wallet=program.wallets[wallet_id],
                program=program,
                journal=journal,
                rule=own.get(part),
                version=version,
                why=to_plain(award.trace),
            )
