"""Home: how the program does."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from kopilka.fronts.console.pages import health
from kopilka.fronts.console.scope import Visit, in_shop, show, visit_of
from kopilka.loyalty.activity import statistics as orders
from kopilka.loyalty.ledger import statistics as ledger
from kopilka.loyalty.members import queries as members
from kopilka.loyalty.simulation import shop as simulation
from kopilka.plumbing.parallel.beside import Beside

KEPT_SECONDS = 300
"""Health is summed over the whole book: looked at once in five minutes by each process."""
SMALL_ORDERS, WAIT_SECONDS = 20_000, 0.5
"""Orders whose book is summed within a request; what a request waits for a larger one."""


@in_shop
def show_home(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = _get_found(visit)
    if found is None:
        return show(request, visit, "home_waiting", "home")
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


Found = tuple[int, orders.OrderHealth, ledger.LedgerHealth, object]
_kept: Beside[Found] = Beside(most=100, fresh_seconds=KEPT_SECONDS)


def _get_found(visit: Visit) -> Found | None:
    """Of a large shop the last figures, while the next are summed beside the requests."""
    if orders.has_more_orders(visit.merchant_id, SMALL_ORDERS):
        return _kept.get(visit.merchant_id, lambda report: _look(visit), WAIT_SECONDS)
    key = f"health:{visit.merchant_id}"
    found: Found = cache.get(key) or _look(visit)
    cache.add(key, found, KEPT_SECONDS)
    return found


def warm_up(merchant_id: int) -> None:
    """Begins what the first look at a large shop's home would wait for."""
    visit = visit_of(merchant_id)
    if visit is not None:
        _kept.get(merchant_id, lambda report: _look(visit))
        simulation.warm_up(merchant_id, visit.program)


def _look(visit: Visit) -> Found:
    return (
        members.count_members(visit.merchant_id),
        orders.get_order_health(
            visit.merchant_id, visit.now, discounted=bool(visit.program.discounts)
        ),
        ledger.get_health(visit.merchant_id, visit.now, visit.program.zone),
        visit.now,
    )
