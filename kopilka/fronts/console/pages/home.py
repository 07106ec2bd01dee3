"""Home: how the program does."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from kopilka.fronts.console.pages import health
from kopilka.fronts.console.scope import Visit, in_shop, show
from kopilka.loyalty.activity import statistics as orders
from kopilka.loyalty.ledger import statistics as ledger
from kopilka.loyalty.members import queries as members

KEPT_SECONDS = 300
"""Health is summed over the whole book: looked at once in five minutes by each process."""


@in_shop
def show_home(request: HttpRequest, visit: Visit) -> HttpResponse:
    key = f"health:{visit.merchant_id}"
    found = cache.get(key) or _look(visit)
    cache.add(key, found, KEPT_SECONDS)
    count, order_health, ledger_health, looked_at = found
    voice = visit.voice
    wallets = [
        {
            "name": voice.wallet_name(wallet_id),
            "figure": health.liability_figure(wallet_id, figures, voice),
            "ageing": health.ageing_table(wallet_id, figures, voice),
            "lapsing": health.lapsing_table(wallet_id, figures, voice),
            "moves": health.moves_chart(wallet_id, figures, voice),
            "liability": health.liability_chart(wallet_id, figures, voice),
        }
        for wallet_id, figures in ledger_health.wallets.items()
    ]
    return show(
        request,
        visit,
        "home",
        "home",
        figures=health.order_figures(count, order_health, ledger_health, voice),
        wallets=wallets,
        oddities=health.oddities(order_health, ledger_health, voice),
        quiet=not order_health.orders,
        looked_at=looked_at,
        program_name=voice.text(visit.program.name),
    )


def _look(visit: Visit) -> tuple[int, orders.OrderHealth, ledger.LedgerHealth, object]:
    return (
        members.count_members(visit.merchant_id),
        orders.get_order_health(
            visit.merchant_id, visit.now, discounted=bool(visit.program.discounts)
        ),
        ledger.get_health(visit.merchant_id, visit.now, visit.program.zone),
        visit.now,
    )
