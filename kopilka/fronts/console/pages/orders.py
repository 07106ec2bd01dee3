"""The list of orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from kopilka.fronts.console.nothing import reason
from kopilka.fronts.console.pages.members import call
from kopilka.fronts.console.scope import Visit, asked, in_shop, show
from kopilka.loyalty.activity import queries as orders
from kopilka.loyalty.activity.statistics import DAYS
from kopilka.loyalty.members import queries as members
from kopilka.loyalty.members.info import MemberInfo

PAGE = 50
STATES = {
    "placed": gettext_lazy("placed"),
    "paid": gettext_lazy("paid"),
    "cancelled": gettext_lazy("cancelled"),
    "returned": gettext_lazy("returned"),
    "partly returned": gettext_lazy("partly returned"),
}


FILTERS: Mapping[orders.Only, object] = {
    "": gettext_lazy("All orders"),
    "earned_nothing": gettext_lazy("Earned nothing"),
    "without_member": gettext_lazy("Without a member"),
}
"""The two that need looking into are of the last `DAYS`, as on the home page."""


@in_shop
def list_orders(request: HttpRequest, visit: Visit) -> HttpResponse:
    text = asked(request, "q")
    before = asked(request, "before")
    only = _only(request)
    page = _page(visit, text, before, only)
    buyers = [info.member_id for info in page.rows if info.member_id]
    people = members.list_by_keys(visit.merchant_id, buyers)
    ids = members.ids_in_shops(visit.merchant_id, buyers)
    rows = [
        {
            "order": info,
            "member": people.get(info.member_id or 0),
            "name": _name(info.member_id, people, ids),
            "reason": reason(info.record, info.member_id, visit) if info.record else "",
            "state": STATES.get(info.state, info.state),
            "earned": [
                visit.voice.units(wallet, units) for wallet, units in info.earned.items() if units
            ],
        }
        for info in page.rows
    ]
    return show(
        request,
        visit,
        "orders",
        "orders",
        rows=rows,
        text=text,
        only=only,
        filters=[(name, str(said), name == only) for name, said in FILTERS.items()],
        next=page.next,
        first=not before,
    )


def _only(request: HttpRequest) -> orders.Only:
    asked = request.GET.get("only", "")
    return cast(orders.Only, asked) if asked in FILTERS else ""


def _page(visit: Visit, text: str, before: str, only: orders.Only) -> orders.OrderPage:
    since = visit.now - timedelta(days=DAYS) if only else None
    try:
        return orders.list_orders(
            visit.merchant_id, before=before, limit=PAGE, order_id=text, only=only, since=since
        )
    except ValueError as error:
        raise Http404 from error


def _name(member_id: int | None, people: dict[int, MemberInfo], ids: dict[int, str]) -> str:
    member = people.get(member_id or 0)
    return call(member, ids.get(member.pk, "")) if member else ""
