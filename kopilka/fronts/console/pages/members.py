"""The list of members, and how each is called."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from kopilka.fronts.console.scope import Visit, asked, in_shop, show
from kopilka.loyalty.activity import queries as orders
from kopilka.loyalty.ledger import queries as ledger
from kopilka.loyalty.members import queries as members
from kopilka.loyalty.members.info import MemberInfo

PAGE = 50


@in_shop
def list_members(request: HttpRequest, visit: Visit) -> HttpResponse:
    text = asked(request, "q")
    after = request.GET.get("after", "")
    found = members.search_members(
        visit.merchant_id,
        text,
        int(after) if after.isdecimal() else None,
        PAGE,
        lambda shops, number: orders.members_of_order(visit.merchant_id, shops, number),
    )
    keys = [row.pk for row in found.members]
    ids = members.ids_in_shops(visit.merchant_id, keys)
    balances = ledger.get_balances(visit.merchant_id, keys, visit.now)
    tiers = ledger.get_tiers(visit.merchant_id, keys)
    wallets = list(visit.program.wallets)
    rows = [
        {
            "member": row,
            "name": call(row, ids.get(row.pk, "")),
            "contact": " · ".join(filter(None, (visit.voice.phone(row.phone), row.email))),
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
        "members" if whole else "parts/members",
        "members",
        rows=rows,
        text=text,
        first=not after,
        next_after=found.next_after,
        tiered=visit.program.tiers is not None,
        contacts=any(row["contact"] for row in rows),
    )


def call(member: MemberInfo, id_in_shop: str) -> str:
    """What a person on a page is called: many shops send no names."""
    if not (member.name or member.email or member.phone) and id_in_shop:
        return gettext("No. {id}").format(id=id_in_shop)
    return member.name or member.email or member.phone or member.public_id


def tier_name(tier: str | None, visit: Visit) -> str:
    terms = visit.program.tiers
    if terms is None:
        return ""
    level = terms.levels[terms.rank(tier)]
    return visit.voice.text(level.name, level.id)
