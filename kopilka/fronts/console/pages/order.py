"""An order, and why it earned what it earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from kopilka.engine.facts import Line
from kopilka.engine.ledger.model import Lot
from kopilka.engine.pricing.discounts import price
from kopilka.engine.rules.explain import award_from_plain
from kopilka.engine.standing import OrderRecord
from kopilka.fronts.console.entries import tell_entries
from kopilka.fronts.console.nothing import why_nothing
from kopilka.fronts.console.pages.members import call
from kopilka.fronts.console.pages.orders import STATES
from kopilka.fronts.console.scope import Visit, in_shop, show
from kopilka.fronts.wording.lives import say_lives
from kopilka.fronts.wording.why import Step, award_sentences, discount_steps, rule_steps
from kopilka.loyalty.activity import queries as orders
from kopilka.loyalty.ledger import queries as ledger
from kopilka.loyalty.members import queries as members
from kopilka.loyalty.members.info import MemberInfo

OPTIONAL = ("discount", "in_units", "returned")
"""Columns of lines that only some orders fill."""


@dataclass(frozen=True, slots=True)
class LineShown:
    name: str
    quantity: str
    amount: str
    discount: str
    in_units: str
    returned: str


@dataclass(frozen=True, slots=True)
class AwardShown:
    """`total` is what the order has earned in this wallet by now."""

    wallet: str
    total: str
    steps: list[Step]
    sentences: list[str]
    lives: list[str]


@in_shop
def show_order(request: HttpRequest, visit: Visit, shop: str, order_id: str) -> HttpResponse:
    found = None if "\0" in shop + order_id else orders.get_order(visit.merchant_id, shop, order_id)
    if found is None:
        raise Http404
    info, record = found.info, found.record
    member = members.get_member_by_key(visit.merchant_id, info.member_id)
    entries = (
        ledger.list_order_entries(visit.merchant_id, info.member_id, info.key)
        if info.member_id
        else ()
    )
    lines = [_line(line, record, visit) for line in record.order.lines]
    return show(
        request,
        visit,
        "order",
        "orders",
        found=found,
        info=info,
        state=STATES.get(_state(record), _state(record)),
        state_code=_state(record).replace("partly ", ""),
        member=member,
        name=_name(visit, member),
        lines=lines,
        shown={name: any(getattr(line, name) for line in lines) for name in OPTIONAL},
        sums=_sums(record, visit),
        awards=_awards(record, entries, visit),
        discounts=_discounts(record, visit),
        why_nothing=why_nothing(record, info.member_id, visit),
        context=_context(record, visit),
        entries=tell_entries(entries, visit.versions, visit.voice),
    )


def _name(visit: Visit, member: MemberInfo | None) -> str:
    if member is None:
        return ""
    return call(member, members.ids_in_shops(visit.merchant_id, [member.pk]).get(member.pk, ""))


def _state(record: OrderRecord) -> str:
    order = record.order
    if order.cancelled_at:
        return "cancelled"
    returned = sum(line.returned for line in order.lines)
    if returned:
        return "returned" if returned >= order.total else "partly returned"
    return "paid" if order.paid_at else "placed"


def _line(line: Line, record: OrderRecord, visit: Visit) -> LineShown:
    voice = visit.voice
    off = sum(record.discounts.get(line.number, {}).values())
    paid = sum(by_line.get(line.number, 0) for by_line in record.paid_by_units.values())
    name = " · ".join((line.sku, *line.categories, line.brand)).strip(" ·")
    return LineShown(
        name or gettext("line {n}").format(n=line.number),
        voice.exact(line.quantity),
        voice.money(line.amount),
        voice.money(-off) if off else "",
        voice.money(-paid) if paid else "",
        voice.money(line.returned) if line.returned else "",
    )


def _sums(record: OrderRecord, visit: Visit) -> list[tuple[str, str]]:
    voice, order = visit.voice, record.order
    off = sum(sum(by_id.values()) for by_id in record.discounts.values())
    sums = [(gettext("Total of the lines"), voice.money(order.total))]
    if off:
        sums.append((gettext("Discounts"), voice.money(-off)))
    paid_by_units = 0
    for wallet, by_line in record.paid_by_units.items():
        minor = sum(by_line.values())
        paid_by_units += minor
        units = record.captured.get(wallet, 0)
        said = gettext("Paid with {units}").format(units=voice.units(wallet, units))
        if minor:
            sums.append((said, voice.money(-minor)))
    if order.delivery:
        sums.append((gettext("Delivery"), voice.money(order.delivery)))
    payable = order.total - off - paid_by_units + order.delivery
    return [*sums, (gettext("To pay in money"), voice.money(payable))]


def _awards(
    record: OrderRecord, entries: Sequence[ledger.EntryInfo], visit: Visit
) -> list[AwardShown]:
    voice = visit.voice
    awards = []
    for wallet, plain in record.why.items():
        trace = award_from_plain(plain)
        program = visit.versions.number(trace.version or record.frozen.version)
        total = sum(record.awarded.get(wallet, {}).values())
        awards.append(
            AwardShown(
                voice.wallet_name(wallet),
                voice.units(wallet, total),
                rule_steps(trace, program, voice),
                award_sentences(trace, voice),
                say_lives(_earned(entries, wallet), wallet, visit.versions, voice),
            )
        )
    return awards


def _earned(entries: Sequence[ledger.EntryInfo], wallet: str) -> list[Lot]:
    mine = [row for row in entries if row.kind == "earned" and row.wallet == wallet]
    return [lot for row in mine for lot in row.lots]


def _discounts(record: OrderRecord, visit: Visit) -> list[Step]:
    """Where the shop stated none, the program's own are worked out again with their reasons."""
    if record.order.stated is not None:
        return []
    program = visit.versions.number(record.frozen.version)
    if not program.discounts:
        return []
    traces = price(record.order, program, record.frozen).traces
    return discount_steps(traces, program, visit.voice)


def _context(record: OrderRecord, visit: Visit) -> list[tuple[str, str]]:
    """What the order was decided on, frozen when it was placed."""
    frozen, voice = record.frozen, visit.voice
    terms = visit.versions.number(frozen.version).tiers
    context: list[tuple[str, Any]] = [(gettext("Version of the program"), frozen.version)]
    if terms is not None:
        level = terms.levels[terms.rank(frozen.tier)]
        context.append((gettext("Tier"), voice.text(level.name, level.id)))
    context.append((gettext("Spent before"), voice.money(frozen.spend)))
    context.append((gettext("Order of this member, by number"), frozen.number))
    return context
