"""Members, their cards, balances, entries, adjustments and tiers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC
from typing import Any

from kopilka.engine.tiers import progress
from kopilka.fronts.api import bodies
from kopilka.fronts.api.asked.address import read_instant
from kopilka.fronts.api.doing import key_of, member_of, once, page_size, program_at, write
from kopilka.fronts.api.routing import Call, route
from kopilka.loyalty.activity.queries import members_of_order
from kopilka.loyalty.coupons.actions import give_on_joining
from kopilka.loyalty.ledger import queries as ledger
from kopilka.loyalty.ledger.adjusting import Adjustment
from kopilka.loyalty.ledger.past import get_balances_as_of
from kopilka.loyalty.members import actions, queries
from kopilka.loyalty.members.identifying import region_of
from kopilka.loyalty.members.info import MemberInfo
from kopilka.loyalty.merchants.queries import get_merchant
from kopilka.loyalty.programs.queries import get_versions
from kopilka.loyalty.tiers.operations import Floor
from kopilka.values.refusals import Refusal, Refused

PAGE = {"limit": "how many, 30 by default", "after": "the `next` of the page before"}


def shown(member: MemberInfo) -> dict[str, Any]:
    return {
        "id": member.public_id,
        "name": member.name,
        "email": member.email,
        "phone": member.phone,
        "birthday": member.birthday.isoformat() if member.birthday else None,
        "joined_at": member.joined_at.isoformat(),
        "segments": list(member.segments),
        "favourites": list(member.favourites),
        "plan": member.plan,
    }


@route(
    "GET",
    "/members",
    scope="members:read",
    query={**PAGE, "search": "words of name, e-mail, phone, card or id, or the number of an order"},
)
def list_members(call: Call) -> Any:
    """Members, the newest first; a search puts before them those whose id or card it is."""
    after = _number(call.query.get("after"), "after")
    search = call.query.get("search", "")
    found = queries.search_members(
        call.merchant_id,
        search,
        after,
        page_size(call),
        lambda shops, number: members_of_order(call.merchant_id, shops, number),
    )
    following = str(found.next_after) if found.next_after else None
    return {"members": [shown(member) for member in found.members], "next": following}


def _number(text: str | None, what: str) -> int | None:
    if text is None:
        return None
    if not _is_id(text):
        raise Refused(Refusal("bad_cursor", {"what": what}))
    return int(text)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@route("POST", "/members", scope="members:write", body=bodies.NewMember, writes=True, status=201)
def enrol(call: Call) -> Any:
    """Enrol a member; the id in the shop's own system may be given."""

    def run() -> dict[str, Any]:
        body = call.body
        merchant = get_merchant(call.merchant_id)
        profile = actions.Profile(
            name=body.name,
            email=body.email,
            phone=body.phone,
            birthday=body.birthday,
            segments=tuple(body.segments),
            favourites=tuple(body.favourites),
        )
        member = actions.enrol(
            merchant_id=call.merchant_id,
            profile=profile,
            external_id=body.external_id,
            region=region_of(merchant.timezone),
            now=call.now,
        )
        give_on_joining(
            merchant_id=call.merchant_id,
            member_id=member.pk,
            public_id=member.public_id,
            now=call.now,
        )
        return shown(member)

    return once(call, run)


@route("GET", "/members/{member}", scope="members:read")
def get_member(call: Call) -> Any:
    """One member, by id, `ext:SOURCE:VALUE`, `card:`, `email:` or `phone:`."""
    member = member_of(call, call.path["member"])
    cards = queries.list_cards(call.merchant_id, member.pk)
    externals = queries.list_external_ids(call.merchant_id, member.pk)
    return {
        **shown(member),
        "cards": [
            {"number": card.number, "blocked": card.blocked_at is not None} for card in cards
        ],
        "external_ids": [{"source": row.source, "value": row.value} for row in externals],
    }


@route("PATCH", "/members/{member}", scope="members:write", body=bodies.MemberChange, writes=True)
def change_member(call: Call) -> Any:
    """Change what is known of a member; fields left out stay."""

    def run() -> dict[str, Any]:
        member = member_of(call, call.path["member"])
        changes = {name: getattr(call.body, name) for name in call.body.model_fields_set}
        bad = [name for name, value in changes.items() if value is None and name != "birthday"]
        if bad:
            raise Refused(Refusal("empty_field", {"fields": bad}))
        if "plan" in changes and program_at(call, call.now).entries("plans"):
            raise Refused(Refusal("plan_is_sold", {}))
        region = region_of(get_merchant(call.merchant_id).timezone)
        changed = actions.change_member(
            merchant_id=call.merchant_id, member_id=member.pk, changes=changes, region=region
        )
        return shown(changed)

    return once(call, run)


@route(
    "POST",
    "/members/{member}/cards",
    scope="members:write",
    body=bodies.NewCard,
    writes=True,
    status=201,
)
def issue_card(call: Call) -> Any:
    """Give the member a further card."""

    def run() -> dict[str, Any]:
        member = member_of(call, call.path["member"])
        card = actions.issue_card(
            merchant_id=call.merchant_id,
            member_id=member.pk,
            number=call.body.number,
            now=call.now,
        )
        return {"number": card.number, "blocked": False}

    return once(call, run)


@route("POST", "/members/{member}/cards/{number}/block", scope="members:write", writes=True)
def block_card(call: Call) -> Any:
    """Block a card: it finds nobody from now on."""

    def run() -> dict[str, Any]:
        member, number = member_of(call, call.path["member"]), call.path["number"]
        cards = queries.list_cards(call.merchant_id, member.pk)
        if number not in [card.number for card in cards]:
            raise Refused(Refusal("unknown_card", {"number": number}))
        actions.block_card(
            merchant_id=call.merchant_id, member_id=member.pk, number=number, now=call.now
        )
        return {"number": number, "blocked": True}

    return once(call, run)


@route(
    "GET",
    "/members/{member}/balances",
    scope="members:read",
    query={"as_of": "an instant: balances as they were then, without lots and tier"},
)
def get_balances(call: Call) -> Any:
    """Balances by wallet and the tier, true at this very moment; or as of a past one."""
    member_id = key_of(call, call.path["member"])
    if "as_of" in call.query:
        return _balances_as_of(call, member_id, call.query["as_of"])
    versions = get_versions(call.merchant_id)
    state = ledger.get_state(call.merchant_id, member_id, call.now)
    assert state is not None
    balances = {}
    for wallet in versions.at(call.now).program.wallets:
        account = state.account(wallet)
        balances[wallet] = {
            "available": account.available,
            "pending": account.pending,
            "held": account.held,
            "debt": account.debt,
            "lots": [
                {
                    "remaining": lot.remaining,
                    "expires_at": lot.expires_at.isoformat() if lot.expires_at else None,
                }
                for lot in sorted(account.lots.values(), key=lambda lot: lot.consumption_key)
                if lot.remaining and lot.matured_at
            ],
        }
    reached = progress(state, versions, call.now)
    return {"balances": balances, "tier": _tier(reached)}


def _balances_as_of(call: Call, member_id: int, text: str) -> dict[str, Any]:
    at = read_instant(text.replace(" ", "+"), "as_of")
    if at > call.now:
        raise Refused(Refusal("in_the_future", {"what": "as_of", "at": at.isoformat()}))
    found = get_balances_as_of(call.merchant_id, member_id, at.astimezone(UTC), call.now)
    return {
        "as_of": at.isoformat(),
        "balances": {wallet: asdict(balance) for wallet, balance in found.items()},
    }


def _tier(reached: Any) -> dict[str, Any] | None:
    if reached is None:
        return None
    plain = asdict(reached)
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in plain.items()
    }


@route(
    "GET",
    "/members/{member}/entries",
    scope="members:read",
    query={**PAGE, "wallet": "of this wallet only"},
)
def list_entries(call: Call) -> Any:
    """What happened to the member's units, newest first, each with its why."""
    member = member_of(call, call.path["member"])
    try:
        page = ledger.list_entries(
            call.merchant_id,
            member.pk,
            before=call.query.get("after", ""),
            limit=page_size(call),
            wallet=call.query.get("wallet", ""),
        )
    except ValueError:
        raise Refused(Refusal("bad_cursor", {"what": "after"})) from None
    return {"entries": [shown_entry(entry) for entry in page.rows], "next": page.next or None}


def shown_entry(entry: ledger.EntryInfo) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "kind": entry.kind,
        "wallet": entry.wallet,
        "at": entry.at.isoformat(),
        "known_at": entry.known_at.isoformat(),
        "cause": {"kind": entry.cause_kind, "key": entry.cause_key, "number": entry.cause_number},
        "version": entry.version,
        "postings": [
            {"from": posting.source, "to": posting.destination, "amount": posting.amount}
            for posting in entry.postings
        ],
        "why": entry.why,
    }


@route("GET", "/members/{member}/entries/{entry}", scope="members:read")
def get_entry(call: Call) -> Any:
    """One entry with its why."""
    member = member_of(call, call.path["member"])
    text = call.path["entry"]
    entry = ledger.get_entry(call.merchant_id, member.pk, int(text)) if _is_id(text) else None
    if entry is None:
        raise Refused(Refusal("unknown_entry", {"entry": call.path["entry"]}))
    return shown_entry(entry)


@route(
    "POST",
    "/members/{member}/adjustments",
    scope="ledger:write",
    body=bodies.Adjustment,
    writes=True,
    status=201,
)
def adjust(call: Call) -> Any:
    """Grant or deduct units by hand, with a reason."""
    member = member_of(call, call.path["member"])
    body = call.body
    payload = Adjustment(body.id, body.wallet, body.units, body.reason)
    return write(call, "adjust_balance", member.pk, payload)


@route(
    "PUT",
    "/members/{member}/tier-floor",
    scope="ledger:write",
    body=bodies.TierFloor,
    writes=True,
)
def set_tier_floor(call: Call) -> Any:
    """Give a tier by hand: a floor until its date."""
    member = member_of(call, call.path["member"])
    payload = Floor(call.body.tier, call.body.until, call.body.reason)
    return write(call, "set_tier_floor", member.pk, payload)
