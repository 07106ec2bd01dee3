"""A member's card: what there is, what happened and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from kopilka.engine.ledger.model import Account
from kopilka.engine.program.model import TierTerms
from kopilka.engine.program.sections.plans import plan_of
from kopilka.engine.standing import Member
from kopilka.engine.tiers import measure, tier_at
from kopilka.fronts.console.entries import Told, tell_entries
from kopilka.fronts.console.pages.members import call
from kopilka.fronts.console.scope import Visit, asked, in_shop, show
from kopilka.fronts.wording.drawn.charts import Point, Series, Tick, step_line, ticks_for
from kopilka.fronts.wording.drawn.parts import Drawn
from kopilka.fronts.wording.program.tiers import say_measure
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.activity import queries as orders
from kopilka.loyalty.ledger import queries as ledger
from kopilka.loyalty.ledger import statistics
from kopilka.loyalty.members import queries as members
from kopilka.loyalty.plans.queries import get_membership

ENTRIES = 25
CHART_DAYS = 365


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


@in_shop
def show_member(request: HttpRequest, visit: Visit, public_id: str) -> HttpResponse:
    row = members.get_member(visit.merchant_id, public_id)
    state = ledger.get_state(visit.merchant_id, row.pk, visit.now) if row else None
    if row is None or state is None:
        raise Http404
    before = asked(request, "before")
    entries = _entries(visit, row.pk, before)
    return show(
        request,
        visit,
        "member",
        "members",
        member=row,
        name=call(row, members.ids_in_shops(visit.merchant_id, [row.pk]).get(row.pk, "")),
        details=_details(row, visit),
        balances=[_balance(visit, row.pk, account) for account in state.accounts.values()],
        tier=_tier(state, visit),
        entries=_told(entries.rows, visit),
        before=before,
        next_before=entries.next,
        orders=orders.list_orders(visit.merchant_id, member=row.pk, limit=10).rows,
    )


def _entries(visit: Visit, member: int, before: str) -> ledger.EntryPage:
    try:
        return ledger.list_entries(visit.merchant_id, member, before=before, limit=ENTRIES)
    except ValueError as error:
        raise Http404 from error


def _told(rows: Sequence[Any], visit: Visit) -> list[Told]:
    return tell_entries(rows, visit.versions, visit.voice)


def _details(row: Any, visit: Visit) -> list[tuple[str, str]]:
    cards = ", ".join(card.number for card in members.list_cards(visit.merchant_id, row.pk))
    ids = ", ".join(
        f"{known.source}: {known.value}"
        for known in members.list_external_ids(visit.merchant_id, row.pk)
    )
    details = (
        (gettext("Phone"), visit.voice.phone(row.phone)),
        (gettext("E-mail"), row.email),
        (gettext("Cards"), cards),
        (gettext("Ids in shops"), ids),
        (gettext("Birthday"), visit.voice.day(row.birthday) if row.birthday else ""),
        (gettext("Joined"), visit.voice.day(row.joined_at) if row.joined_at else ""),
        (gettext("Paid plan"), _plan(visit, row.pk)),
    )
    return [(name, value) for name, value in details if value]


def _plan(visit: Visit, member: int) -> str:
    """What is in force, until when, and what it saved so far; "" for none."""
    found = get_membership(visit.merchant_id, member, visit.now)
    plan = plan_of(visit.program, found.plan)
    if plan is None:
        return ""
    end = max(term.span[1] for term in found.terms if term.plan == plan.id)
    saved = found.saved.get(plan.id)
    return gettext("{plan} until {day}; saved so far: {sum}").format(
        plan=visit.voice.text(plan.name, plan.id),
        day=visit.voice.day(end),
        sum=visit.voice.sum(saved.minor if saved else 0),
    )


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
    """The last year from the book; today's point is what is available now, booked or not."""
    balances = _balance_by_day(visit, member, account)
    if not balances:
        return None
    voice, wallet = visit.voice, account.wallet
    first, today = balances[0][0], balances[-1][0]
    span = max((today - first).days, 1)
    points = tuple(
        Point(voice.day(day), float(units), voice.units(wallet, units), (day - first).days / span)
        for day, units in balances
    )
    tops = ticks_for([point.value for point in points])
    ticks = [Tick(top, voice.short_amount(wallet, int(top))) for top in tops]
    said = voice.month if span > 90 else voice.short_day
    labels = [said(first + timedelta(days=span * i // 5)) for i in range(min(span, 5))]
    caption = gettext("Available after each day with a change")
    return Drawn(
        step_line(Series(voice.wallet_name(wallet), points), ticks, caption, labels),
        caption,
        (gettext("Day"), gettext("Available")),
        tuple((point.label, point.said) for point in reversed(points)),
    )


def _balance_by_day(visit: Visit, member: int, account: Account) -> list[tuple[date, int]]:
    """Each day with a change, of the last `CHART_DAYS`, and today."""
    zone, by_day, balance = visit.voice.zone, dict[date, int](), 0
    today = visit.now.astimezone(zone).date()
    first = today - timedelta(days=CHART_DAYS)
    for at, change, _ in statistics.list_moves(visit.merchant_id, member, account.wallet):
        balance += change
        by_day[max(at.astimezone(zone).date(), first)] = balance
    if by_day:
        by_day[today] = account.available
    return list(by_day.items())


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
