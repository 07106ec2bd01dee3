"""Finding members, and a member's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from kopilka.engine.ledger.model import Account
from kopilka.engine.program.model import TierTerms
from kopilka.engine.standing import Member
from kopilka.engine.tiers import measure, tier_at
from kopilka.fronts.console.charts import Point, Series, Tick, step_line, ticks_for
from kopilka.fronts.console.entries import Told, tell_entries
from kopilka.fronts.console.health import Drawn
from kopilka.fronts.console.scope import Visit, in_shop, show
from kopilka.fronts.wording.program import say_measure
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.activity import queries as orders
from kopilka.loyalty.ledger import queries as ledger
from kopilka.loyalty.ledger import statistics
from kopilka.loyalty.members import queries as members

PAGE = 50
ENTRIES = 25


@dataclass(frozen=True, slots=True)
class Balance:
    """One wallet on the card; `lapsing` says the next units to lapse and when."""

    name: str
    available: str
    worth: str
    pending: str
    held: str
    debt: str
    lapsing: str
    chart: Drawn | None


@dataclass(frozen=True, slots=True)
class TierProgress:
    name: str
    kept: str
    next: str
    done: int
    needed: int


# ------------------------------------------------------------------ the list


@in_shop
def list_members(request: HttpRequest, visit: Visit) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    after = request.GET.get("after", "")
    found = members.search_members(
        visit.merchant_id, text, int(after) if after.isdecimal() else None, PAGE
    )
    keys = [row.pk for row in found.members]
    balances = ledger.get_balances(visit.merchant_id, keys, visit.now)
    tiers = ledger.get_tiers(visit.merchant_id, keys)
    wallets = list(visit.program.wallets)
    rows = [
        {
            "member": row,
            "name": row.name or row.email or row.phone or row.public_id,
            "contact": " · ".join(part for part in (row.phone, row.email) if part),
            "tier": tier_name(tiers.get(row.pk), visit),
            "balances": [
                visit.voice.units(wallet, balances[row.pk][wallet].available)
                for wallet in wallets
                if wallet in balances.get(row.pk, {})
            ],
        }
        for row in found.members
    ]
    whole = not getattr(request, "htmx", False)
    return show(
        request,
        visit,
        "members" if whole else "_members",
        "members",
        rows=rows,
        text=text,
        first=not after,
        next_after=found.next_after,
        tiered=visit.program.tiers is not None,
    )


def tier_name(tier: str | None, visit: Visit) -> str:
    terms = visit.program.tiers
    if terms is None:
        return ""
    level = terms.levels[terms.rank(tier)]
    return visit.voice.text(level.name, level.id)


# ------------------------------------------------------------------ the card


@in_shop
def show_member(request: HttpRequest, visit: Visit, public_id: str) -> HttpResponse:
    row = members.get_member(visit.merchant_id, public_id)
    state = ledger.get_state(visit.merchant_id, row.pk, visit.now) if row else None
    if row is None or state is None:
        raise Http404
    entries = ledger.list_entries(
        visit.merchant_id, row.pk, before=request.GET.get("before", ""), limit=ENTRIES
    )
    return show(
        request,
        visit,
        "member",
        "members",
        member=row,
        name=row.name or row.email or row.phone or row.public_id,
        details=_details(row, visit),
        balances=[_balance(visit, row.pk, account) for account in state.accounts.values()],
        tier=_tier(state, visit),
        entries=_told(entries.rows, visit),
        before=request.GET.get("before", ""),
        next_before=entries.next,
        orders=orders.list_orders(visit.merchant_id, member=row.pk, limit=10).rows,
    )


def _told(rows: Sequence[Any], visit: Visit) -> list[Told]:
    return tell_entries(rows, visit.versions, visit.voice)


def _details(row: Any, visit: Visit) -> list[tuple[str, str]]:
    cards = ", ".join(card.number for card in members.list_cards(visit.merchant_id, row.pk))
    ids = ", ".join(
        f"{known.source}: {known.value}"
        for known in members.list_external_ids(visit.merchant_id, row.pk)
    )
    details = (
        (gettext("Phone"), row.phone),
        (gettext("E-mail"), row.email),
        (gettext("Cards"), cards),
        (gettext("Ids in shops"), ids),
        (gettext("Birthday"), visit.voice.day(row.birthday) if row.birthday else ""),
        (gettext("Joined"), visit.voice.day(row.joined_at) if row.joined_at else ""),
    )
    return [(name, value) for name, value in details if value]


def _balance(visit: Visit, member: int, account: Account) -> Balance:
    voice, wallet = visit.voice, account.wallet
    worth = voice.worth(wallet, account.available)
    return Balance(
        voice.wallet_name(wallet),
        voice.units(wallet, account.available),
        gettext("pay for {sum}").format(sum=voice.sum(worth)),
        voice.units(wallet, account.pending) if account.pending else "",
        voice.units(wallet, account.held) if account.held else "",
        voice.units(wallet, account.debt) if account.debt else "",
        _lapsing(account, voice),
        _balance_chart(visit, member, account),
    )


def _lapsing(account: Account, voice: Voice) -> str:
    dated = [
        lot for lot in account.lots.values() if lot.remaining and lot.matured_at and lot.expires_at
    ]
    if not dated:
        return ""
    first = min(lot.expires_at for lot in dated if lot.expires_at)
    units = sum(lot.remaining for lot in dated if lot.expires_at == first)
    said = gettext("{units} lapse on {day}")
    return said.format(
        units=voice.units(account.wallet, units), day=voice.day(first - timedelta(seconds=1))
    )


def _balance_chart(visit: Visit, member: int, account: Account) -> Drawn | None:
    """From the book; today's point is what is available now, booked or not."""
    wallet = account.wallet
    moves = statistics.list_moves(visit.merchant_id, member, wallet)
    voice = visit.voice
    by_day: dict[Any, int] = {}
    balance = 0
    for at, available, _ in moves:
        balance += available
        by_day[at.astimezone(voice.zone).date()] = balance
    if not by_day:
        return None
    by_day[visit.now.astimezone(voice.zone).date()] = account.available
    days = list(by_day.items())[-60:]
    points = tuple(
        Point(voice.short_day(at), float(units), voice.units(wallet, units)) for at, units in days
    )
    ticks = [
        Tick(top, voice.amount(wallet, int(top))) for top in ticks_for([p.value for p in points])
    ]
    caption = gettext("Available after each day with a change")
    return Drawn(
        step_line(Series(voice.wallet_name(wallet), points), ticks, caption),
        caption,
        (gettext("Day"), gettext("Available")),
        tuple((point.label, point.said) for point in reversed(points)),
    )


def _tier(member: Member, visit: Visit) -> TierProgress | None:
    terms = visit.program.tiers
    if terms is None:
        return None
    rank = terms.rank(tier_at(member, visit.versions, visit.now))
    done = measure(member, visit.program, visit.now)
    name = visit.voice.text(terms.levels[rank].name, terms.levels[rank].id)
    following = terms.levels[rank + 1] if rank + 1 < len(terms.levels) else None
    needed = following.start if following else 0
    return TierProgress(
        name, _kept(member, visit.voice), _next(terms, rank, done, visit), done, needed
    )


def _kept(member: Member, voice: Voice) -> str:
    reached = member.tier.reached[-1] if member.tier.reached else None
    if reached is None or reached.kept_until is None:
        return ""
    return gettext("kept until {day}").format(day=voice.day(reached.kept_until))


def _next(terms: TierTerms, rank: int, done: int, visit: Visit) -> str:
    if rank + 1 >= len(terms.levels):
        return gettext("The highest tier.")
    following = terms.levels[rank + 1]
    missing = say_measure(max(following.start - done, 0), terms, visit.voice)
    name = visit.voice.text(following.name, following.id)
    return gettext("{amount} more for {tier}.").format(amount=missing, tier=name)
