"""What tiers promise, recomputed from a member's counted orders."""

from __future__ import annotations

from datetime import datetime, timedelta

from support.memory_shop import Shop

from kopilka.engine.program.model import Program, TierTerms
from kopilka.engine.settle import view
from kopilka.engine.standing import Member, Reached
from kopilka.engine.tiers import tier_at
from kopilka.values.periods import add, subtract

RAISING = ("order", "late_order", "pay")


def tiers_of(shop: Shop) -> dict[str, str | None]:
    """By member, as they stand now."""
    return {
        name: tier_at(view(member, shop.versions, shop.now), shop.versions, shop.now)
        for name, member in shop.members.items()
    }


def assert_tier(shop: Shop, name: str, happened: str, before: str | None) -> None:
    """Where every version has tiers: without, what had been reached waits untouched."""
    if any(version.program.tiers is None for version in shop.versions.all):
        return
    member = view(shop.members[name], shop.versions, shop.now)
    program = shop.versions.at(shop.now).program
    assert program.tiers is not None
    _the_higher_of_both(shop, member, program.tiers)
    if happened in RAISING:
        now = tier_at(member, shop.versions, shop.now)
        assert program.tiers.rank(now) >= program.tiers.rank(before), (
            "what is bought demotes nobody"
        )
    if not member.tier.reached:
        return
    top = member.tier.reached[-1]
    _reviewed_in_time(shop, top)
    _still_deserved(shop, member, top)
    if happened in ("order", "pay") and top.at == shop.now and top.needed:
        assert program.tiers.rank(top.tier) == _deserved(member, program, shop.now)


def _the_higher_of_both(shop: Shop, member: Member, terms: TierTerms) -> None:
    """What was earned and what a person gave."""
    rank, given = terms.rank(member.tier.earned_tier), member.tier
    if given.floor and (given.floor_until is None or shop.now < given.floor_until):
        rank = max(rank, terms.rank(given.floor))
    assert tier_at(member, shop.versions, shop.now) == terms.levels[rank].id


def _reviewed_in_time(shop: Shop, top: Reached) -> None:
    if top.kept_until is None:
        return
    program = shop.versions.at(top.kept_until).program
    assert program.tiers is not None
    grace = program.tiers.grace
    end = add(top.kept_until, grace, program.zone) if grace else top.kept_until
    assert end > shop.now


def _still_deserved(shop: Shop, member: Member, top: Reached) -> None:
    """By the version in force when it was reached: new thresholds demote nobody."""
    if top.order:
        assert member.spending[top.order].spend >= top.needed
    else:
        assert _spent(member, shop.versions.at(top.at).program, top.at) >= top.needed


def _deserved(member: Member, program: Program, at: datetime) -> int:
    terms = program.tiers
    assert terms is not None
    spent, counted = _spent(member, program, at), _counted(member, program, at)
    return max(
        rank
        for rank, tier in enumerate(terms.levels)
        if tier.start <= spent
        or (tier.or_single_order and any(each >= tier.or_single_order for each in counted))
    )


def _spent(member: Member, program: Program, at: datetime) -> int:
    return sum(_counted(member, program, at))


def _counted(member: Member, program: Program, at: datetime) -> list[int]:
    start = _start(program, at)
    return [one.spend for one in member.spending.values() if start <= one.at <= at]


def _start(program: Program, at: datetime) -> datetime:
    assert program.tiers is not None
    window = program.tiers.window
    if window.kind == "lifetime":
        return at - timedelta(days=36_500)
    if window.length is not None:
        return subtract(at, window.length, program.zone)
    local = at.astimezone(program.zone)
    return local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
