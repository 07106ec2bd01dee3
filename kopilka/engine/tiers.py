"""Tiers: reached by what was spent in a window, kept for a time, reviewed, undone by returns.

A member's standings form a stack of `Reached`; the top is the tier now. Thresholds compare with a
measure over the window that ends at the moment in question, never with a balance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kopilka.engine.ledger.model import Journal
from kopilka.engine.program.model import Program, Tier, TierTerms, Validity
from kopilka.engine.spendings import Spending
from kopilka.engine.standing import Member, Reached, Versions
from kopilka.values.periods import add, start_of_day, start_of_year, subtract

_REMEMBERED = 24
"""Standings kept in the stack; older ones no longer matter to any return window."""


def tier_at(member: Member, versions: Versions, at: datetime) -> str | None:
    """The tier that held at `at`: the earned one or the floor given by hand, the higher."""
    terms = versions.at(at).program.tiers
    if terms is None:
        return None
    earned = next((r.tier for r in reversed(member.tier.reached) if r.at <= at), None)
    rank = terms.rank(earned)
    if _floor_stands(member, at):
        rank = max(rank, terms.rank(member.tier.floor))
    return terms.levels[rank].id


def _floor_stands(member: Member, at: datetime) -> bool:
    until = member.tier.floor_until
    return bool(member.tier.floor) and (until is None or at < until)


def set_floor(
    member: Member, tier: str, until: datetime | None, at: datetime, journal: Journal
) -> None:
    """A tier given by hand: a floor until its date; "" takes it away."""
    member.tier.floor, member.tier.floor_until = tier, until
    facts: dict[str, object] = {"tier": tier, "until": until.isoformat() if until else ""}
    journal.events.append(("tier.floor_set", {**facts, "at": at.isoformat()}))


# ------------------------------------------------------------------ spending changes


def on_spending_changed(
    member: Member, versions: Versions, order: str, at: datetime, journal: Journal
) -> None:
    """An order counts more, or less: undo what it alone had earned, then raise what it earns."""
    program = versions.at(at).program
    if program.tiers is None:
        return
    before = tier_at(member, versions, at)
    while member.tier.reached and not _justified(member, member.tier.reached[-1], versions):
        member.tier.reached.pop()
    _raise(member, program, program.tiers, at)
    _tell(journal, before, tier_at(member, versions, at), at, order)


def _justified(member: Member, reached: Reached, versions: Versions) -> bool:
    """Whether the spend that met the threshold then is still there now, over its window then."""
    if reached.order:
        counted = member.spending.get(reached.order)
        return counted is not None and counted.spend >= reached.needed
    return reached.needed <= measure(member, versions.at(reached.at).program, reached.at)


def _raise(member: Member, program: Program, terms: TierTerms, at: datetime) -> None:
    rank = terms.rank(member.tier.earned_tier)
    deserved = _deserved(member, program, terms, at)
    if deserved.rank > rank:
        _push(member, _reached(deserved, terms, at, program.zone))


@dataclass(frozen=True, slots=True)
class _Deserved:
    """`order`: the single order that grants it, "" where the measure does."""

    rank: int
    needed: int
    order: str = ""


def _deserved(member: Member, program: Program, terms: TierTerms, at: datetime) -> _Deserved:
    counted = measure(member, program, at)
    by_measure = max(i for i, tier in enumerate(terms.levels) if i == 0 or tier.start <= counted)
    best = _Deserved(by_measure, terms.levels[by_measure].start)
    for rank, tier in enumerate(terms.levels):
        if rank > best.rank and tier.or_single_order is not None:
            order = _single_order(member, program, tier, at)
            if order:
                best = _Deserved(rank, tier.or_single_order, order)
    return best


def _single_order(member: Member, program: Program, tier: Tier, at: datetime) -> str:
    assert tier.or_single_order is not None
    for counted in _in_window(member, program, at):
        if counted.spend >= tier.or_single_order:
            return counted.order
    return ""


def _reached(deserved: _Deserved, terms: TierTerms, at: datetime, zone: ZoneInfo) -> Reached:
    tier = terms.levels[deserved.rank].id
    return Reached(tier, at, _kept_until(terms.valid, at, zone), deserved.needed, deserved.order)


def _kept_until(valid: Validity, at: datetime, zone: ZoneInfo) -> datetime | None:
    if valid.length is not None:
        return add(at, valid.length, zone)
    if valid.until is None:
        return None
    year = at.astimezone(zone).year + (2 if valid.until == "end_of_next_year" else 1)
    return start_of_day(datetime(year, 1, 1, tzinfo=UTC).date(), zone)


def _push(member: Member, reached: Reached) -> None:
    member.tier.reached.append(reached)
    del member.tier.reached[:-_REMEMBERED]


def _tell(
    journal: Journal, before: str | None, after: str | None, at: datetime, order: str
) -> None:
    if before != after:
        facts = {"from": before or "", "to": after or "", "at": at.isoformat(), "order": order}
        journal.events.append(("tier.changed", dict(facts)))


# ------------------------------------------------------------------ the measure


def measure(member: Member, program: Program, at: datetime) -> int:
    """What counts towards thresholds over the window that ends at `at`, inclusive."""
    terms = program.tiers
    assert terms is not None
    if terms.by.kind in ("spend", "orders"):
        spend, orders = member.spending.within(window_start(program, at), at)
        return spend if terms.by.kind == "spend" else orders
    inside = _in_window(member, program, at)
    return sum(dict(counted.earned).get(terms.by.wallet or "", 0) for counted in inside)


def _in_window(member: Member, program: Program, at: datetime) -> list[Spending]:
    start = window_start(program, at)
    return [
        counted
        for counted in member.spending.values()
        if counted.at <= at and (start is None or counted.at >= start)
    ]


def window_start(program: Program, at: datetime) -> datetime | None:
    """Where the window of thresholds that ends at `at` begins; None: with the first order."""
    assert program.tiers is not None
    window = program.tiers.window
    if window.kind == "rolling":
        assert window.length is not None
        return subtract(at, window.length, program.zone)
    return start_of_year(at, program.zone) if window.kind == "calendar_year" else None


# ------------------------------------------------------------------ reviews


def next_review_at(member: Member, versions: Versions) -> datetime | None:
    """The end of validity and grace of the tier held now."""
    if not member.tier.reached:
        return None
    kept_until = member.tier.reached[-1].kept_until
    if kept_until is None:
        return None
    program = versions.at(kept_until).program
    if program.tiers is None or program.tiers.grace is None:
        return kept_until
    return add(kept_until, program.tiers.grace, program.zone)


def review(member: Member, versions: Versions, until: datetime, journal: Journal) -> None:
    """Each tier whose validity and grace have ended by `until`: kept if deserved, else it drops."""
    if not member.tier.reached or (member.tier.reached[-1].kept_until or until) > until:
        return  # the usual case, and grace only makes it later
    while (at := next_review_at(member, versions)) is not None and at <= until:
        program = versions.at(at).program
        if program.tiers is None:
            return
        before = member.tier.earned_tier
        _push(member, _reviewed(member, program, program.tiers, at))
        _tell(journal, before, member.tier.earned_tier, at, "")


def _reviewed(member: Member, program: Program, terms: TierTerms, at: datetime) -> Reached:
    rank = terms.rank(member.tier.earned_tier)
    deserved = _deserved(member, program, terms, at)
    if deserved.rank >= rank:
        return _reached(deserved, terms, at, program.zone)
    dropped = deserved.rank if terms.drop == "to_deserved" else rank - 1
    if dropped == 0:
        return Reached(terms.levels[0].id, at, None)
    return _reached(_Deserved(dropped, 0), terms, at, program.zone)


# ------------------------------------------------------------------ progress


@dataclass(frozen=True, slots=True)
class TierProgress:
    """`counted` in the window now; `missing` to the `next` tier (None at the top).

    `projected`: the tier after the next review if nothing is bought until then; `missing_to_keep`
    what must still be counted by then, over the window that ends there.
    """

    tier: str
    counted: int
    next: str | None
    missing: int | None
    kept_until: datetime | None
    review_at: datetime | None
    missing_to_keep: int
    projected: str
    perks: tuple[str, ...]


def progress(member: Member, versions: Versions, now: datetime) -> TierProgress | None:
    """None when the program has no tiers."""
    program = versions.at(now).program
    terms = program.tiers
    tier = tier_at(member, versions, now)
    if terms is None or tier is None:
        return None
    counted = measure(member, program, now)
    rank = terms.rank(tier)
    following = terms.levels[rank + 1] if rank + 1 < len(terms.levels) else None
    top = member.tier.reached[-1] if member.tier.reached else None
    review_at = next_review_at(member, versions)
    return TierProgress(
        tier=tier,
        counted=counted,
        next=following.id if following else None,
        missing=max(following.start - counted, 0) if following else None,
        kept_until=top.kept_until if top else None,
        review_at=review_at,
        missing_to_keep=_missing_to_keep(member, program, terms.levels[rank], review_at),
        projected=_projected(member, versions, review_at) or tier,
        perks=terms.levels[rank].perks,
    )


def _missing_to_keep(
    member: Member, program: Program, tier: Tier, review_at: datetime | None
) -> int:
    if review_at is None:
        return 0
    return max(tier.start - measure(member, program, review_at), 0)


def _projected(member: Member, versions: Versions, review_at: datetime | None) -> str | None:
    """None where no review comes: what is held stays."""
    terms = versions.at(review_at).program.tiers if review_at else None
    if review_at is None or terms is None:
        return None
    after = _reviewed(member, versions.at(review_at).program, terms, review_at).tier
    floor = member.tier.floor if _floor_stands(member, review_at) else None
    return terms.levels[max(terms.rank(after), terms.rank(floor))].id


# ------------------------------------------------------------------ other thresholds


@dataclass(frozen=True, slots=True)
class Movement:
    """Where other terms would bring a member: upward with the next order, down at a review."""

    tier: str
    to: str
    up: bool


def moved_by(terms: TierTerms, tier: str, counted: int, largest: int) -> Movement | None:
    """None: stays. `counted` over the terms' window now; `largest`: the dearest order in it."""
    rank = terms.rank(tier)
    deserved = max(
        place
        for place, level in enumerate(terms.levels)
        if place == 0
        or level.start <= counted
        or (level.or_single_order is not None and level.or_single_order <= largest)
    )
    if deserved == rank:
        return None
    if deserved < rank and terms.drop == "one_step":
        deserved = rank - 1
    return Movement(tier, terms.levels[deserved].id, deserved > rank)
