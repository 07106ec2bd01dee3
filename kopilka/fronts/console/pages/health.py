"""The program's health as figures with their meaning, and its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from kopilka.fronts.wording.drawn.charts import (
    Point,
    Series,
    Tick,
    bars,
    share_bar,
    step_line,
    ticks_for,
)
from kopilka.fronts.wording.drawn.parts import Drawn, Figure, Row, Table
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.activity.statistics import OrderHealth
from kopilka.loyalty.ledger.statistics import LedgerHealth, WalletHealth


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something to look at; `count` is never zero; `href` leads to the cases, "" when none."""

    count: str
    text: str
    href: str


def share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _percent(part: int, whole: int, voice: Voice) -> str:
    value = share(part, whole)
    return "–" if value is None else voice.percent(value)


def order_figures(
    members: int, orders: OrderHealth, ledger: LedgerHealth, voice: Voice
) -> list[Figure]:
    redeemed = _worth(ledger, "redeemed_recently", voice)
    promised = _worth(ledger, "issued_recently", voice)
    cost = redeemed + orders.discounts_minor
    return [
        Figure(
            gettext("Members"),
            voice.number(members),
            gettext("People who have joined the program."),
        ),
        Figure(
            gettext("Orders by members"),
            _percent(orders.orders_by_members, orders.orders, voice),
            gettext("Of the orders placed in the last 30 days: {n} of {all}.").format(
                n=voice.number(orders.orders_by_members), all=voice.number(orders.orders)
            ),
        ),
        Figure(
            gettext("Earning rate"),
            _percent(orders.orders_earning, orders.orders, voice),
            gettext("Of these orders, how many earned something."),
        ),
        Figure(
            gettext("Redemption rate"),
            _percent(ledger.orders_redeeming, orders.orders, voice),
            gettext("Of these orders, how many were partly paid with units."),
        ),
        Figure(
            gettext("Cost of the program"),
            _percent(cost, orders.sales_minor, voice),
            gettext(
                "Discounts and units redeemed, {sum}, as a share of sales. "
                "The units earned in that time are worth {promised}."
            ).format(sum=voice.about(cost), promised=voice.about(promised)),
        ),
    ]


def _worth(ledger: LedgerHealth, figure: str, voice: Voice) -> int:
    """Of all wallets together, in minor money."""
    return sum(voice.worth(key, getattr(wallet, figure)) for key, wallet in ledger.wallets.items())


def liability_figure(wallet_id: str, health: WalletHealth, voice: Voice) -> Figure:
    units = health.available + health.pending + health.held
    said = gettext("Worth {sum} if all of it were redeemed; {pending} of it not usable yet.")
    return Figure(
        gettext("Outstanding"),
        voice.units(wallet_id, units),
        said.format(
            sum=voice.about(voice.worth(wallet_id, units)),
            pending=voice.units(wallet_id, health.pending),
        ),
    )


def ageing_table(wallet_id: str, health: WalletHealth, voice: Voice) -> Table:
    ages = (
        gettext("up to 90 days"),
        gettext("91 to 180 days"),
        gettext("181 to 365 days"),
        gettext("older than a year"),
    )
    caption = gettext("How old the balances are")
    return _table(caption, wallet_id, ages, health.ageing, voice)


def lapsing_table(wallet_id: str, health: WalletHealth, voice: Voice) -> Table:
    spans = (gettext("in 30 days"), gettext("in 31 to 60 days"), gettext("in 61 to 90 days"))
    return _table(gettext("Lapsing soon"), wallet_id, spans, health.lapsing, voice)


def _table(
    caption: str, wallet_id: str, names: Sequence[str], units: Sequence[int], voice: Voice
) -> Table:
    def cells(name: str, count: int) -> tuple[str, ...]:
        worth = voice.about(voice.worth(wallet_id, count))
        return name, voice.amount(wallet_id, count), worth

    rows = [
        Row(cells(name, count), share_bar(count, max(units)))
        for name, count in zip(names, units, strict=True)
    ]
    head = (gettext("When"), capfirst(voice.wallet_name(wallet_id)), gettext("Worth"))
    return Table(caption, head, tuple(rows))


def moves_chart(wallet_id: str, health: WalletHealth, voice: Voice) -> Drawn | None:
    """Issued beside redeemed and lapsed, by month."""
    if not health.months:
        return None
    names = (gettext("Earned"), gettext("Redeemed"), gettext("Lapsed"))
    values = [(m.issued, m.redeemed, m.lapsed) for m in health.months]
    labels = [voice.month(m.month) for m in health.months]
    groups = [
        Series(
            name,
            tuple(
                Point(label, float(row[i]), voice.units(wallet_id, row[i]))
                for label, row in zip(labels, values, strict=True)
            ),
        )
        for i, name in enumerate(names)
    ]
    tops = ticks_for([float(max(row)) for row in values])
    ticks = [Tick(top, voice.short_amount(wallet_id, int(top))) for top in tops]
    caption = gettext("Earned, redeemed and lapsed, by month")
    rows = tuple(
        (label, *(voice.amount(wallet_id, value) for value in row))
        for label, row in zip(labels, values, strict=True)
    )
    return Drawn(
        bars(groups, ticks, caption), caption, (gettext("Month"), *names), rows, legend=names
    )


def liability_chart(wallet_id: str, health: WalletHealth, voice: Voice) -> Drawn | None:
    if not health.months:
        return None
    points = tuple(
        Point(
            voice.month(m.month),
            float(voice.worth(wallet_id, m.outstanding_at_end)),
            voice.about(voice.worth(wallet_id, m.outstanding_at_end)),
        )
        for m in health.months
    )
    ticks = [
        Tick(top, voice.short_money(int(top)))
        for top in ticks_for([point.value for point in points])
    ]
    caption = gettext("What the outstanding units are worth, at the end of each month")
    rows = tuple((point.label, point.said) for point in points)
    name = gettext("Liability")
    return Drawn(
        step_line(Series(name, points), ticks, caption), caption, (gettext("Month"), name), rows
    )


def oddities(orders: OrderHealth, ledger: LedgerHealth, voice: Voice) -> list[Oddity]:
    in_debt = sum(health.members_in_debt for health in ledger.wallets.values())
    idle = orders.orders_by_members - orders.orders_earning - orders.orders_left_out
    listed = reverse("orders")
    found = (
        (
            in_debt,
            ngettext(
                "member owes units after a return; the next ones pay it off",
                "members owe units after a return; their next ones pay it off",
                in_debt,
            ),
            "",
        ),
        (
            orders.without_member,
            ngettext(
                "order in 30 days came without a member and earned nothing",
                "orders in 30 days came without a member and earned nothing",
                orders.without_member,
            ),
            f"{listed}?only=without_member",
        ),
        (
            idle,
            ngettext(
                "order of a member in 30 days earned nothing: it says why",
                "orders of members in 30 days earned nothing: each says why",
                idle,
            ),
            f"{listed}?only=earned_nothing",
        ),
    )
    return [Oddity(voice.number(count), text, href) for count, text, href in found if count]
