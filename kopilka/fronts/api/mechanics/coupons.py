"""Coupons: codes of a series made, given, looked at and blocked; and tried by strangers."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field

from kopilka.engine.program.sections.coupons import Coupon
from kopilka.fronts.api.asked.fields import TEXT, Count, Id, Word
from kopilka.fronts.api.bodies import Body, Code, Reason
from kopilka.fronts.api.doing import key_of, once, page_size
from kopilka.fronts.api.problems import Problem
from kopilka.fronts.api.routing import Call, route
from kopilka.loyalty.coupons import actions, queries
from kopilka.loyalty.coupons.queries import CodeInfo
from kopilka.plumbing import tries
from kopilka.values.codes import normalised, shown
from kopilka.values.refusals import Refusal, Refused

TRIES_PERIOD = timedelta(minutes=10)
WRONG_FROM_ONE_ADDRESS, WRONG_WITH_ONE_KEY = 10, 300


class NewCodes(Body):
    """For anybody, under the name `batch`; or for `member`: one code, his alone."""

    count: Annotated[Count, Field(ge=1, le=1000)] = 1
    batch: Word = ""
    member: Id | None = None
    reason: Annotated[str, Field(max_length=500, pattern=TEXT)] = ""


class Blocking(Body):
    reason: Reason


class Try(Body):
    code: Code


def _shown(code: CodeInfo, coupons: dict[str, Coupon], call: Call) -> dict[str, Any]:
    return {
        "code": shown(code.code),
        "coupon": code.coupon,
        "member": code.member or None,
        "batch": code.batch,
        "state": code.state(coupons.get(code.coupon), call.now),
        "used": code.used,
        "issued_at": code.issued_at.isoformat(),
        "until": code.until.isoformat() if code.until else None,
        "blocked_because": code.blocked_because,
    }


@route("GET", "/members/{member}/coupons", scope="members:read")
def list_coupons_of_member(call: Call) -> Any:
    """The codes that are the member's alone, the newest first, and whether they still count."""
    member = key_of(call, call.path["member"])
    coupons = queries.find_coupons(call.merchant_id, call.now)
    found = queries.list_codes_of(call.merchant_id, member)
    return {"codes": [_shown(code, coupons, call) for code in found]}


@route(
    "POST",
    "/coupons/{coupon}/codes",
    scope="coupons:write",
    body=NewCodes,
    writes=True,
    status=201,
)
def make_codes(call: Call) -> Any:
    """Up to a thousand codes of a series for anybody, or one for a member alone."""

    def run() -> dict[str, Any]:
        coupon, body = call.path["coupon"], call.body
        if body.member is not None:
            given = actions.give_code(
                merchant_id=call.merchant_id,
                coupon=coupon,
                member_id=key_of(call, body.member),
                actor=call.actor,
                reason=body.reason,
                now=call.now,
            )
            return {"codes": [shown(given)]}
        made = actions.make_some(
            merchant_id=call.merchant_id,
            coupon=coupon,
            count=body.count,
            batch=body.batch,
            actor=call.actor,
            now=call.now,
        )
        return {"codes": [shown(code) for code in made]}

    return once(call, run)


@route(
    "GET",
    "/coupons/{coupon}/codes",
    scope="coupons:read",
    query={
        "limit": "how many, 30 by default",
        "after": "the `next` of the page before",
        "batch": "only of this batch",
    },
)
def list_codes(call: Call) -> Any:
    """The codes of a series, in the order they were made."""
    after = call.query.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Refused(Refusal("bad_cursor", {"what": "after"}))
    most, coupon = page_size(call), call.path["coupon"]
    found = queries.list_codes(
        call.merchant_id, coupon, batch=call.query.get("batch", ""), after=int(after), most=most
    )
    coupons = queries.find_coupons(call.merchant_id, call.now)
    following = str(found[-1].id) if len(found) == most else None
    return {"codes": [_shown(code, coupons, call) for code in found], "next": following}


@route("GET", "/codes/{code}", scope="coupons:read")
def get_code(call: Call) -> Any:
    """One code of a series, however it is written: whose it is, and whether it still counts."""
    found = queries.get_code(call.merchant_id, call.path["code"])
    return _shown(found, queries.find_coupons(call.merchant_id, call.now), call)


@route("POST", "/codes/{code}/block", scope="coupons:write", body=Blocking, writes=True)
def stop_code(call: Call) -> Any:
    """It counts on no further order; orders that have used it keep what they got."""

    def run() -> dict[str, Any]:
        actions.stop_code(
            merchant_id=call.merchant_id,
            text=call.path["code"],
            reason=call.body.reason,
            actor=call.actor,
            now=call.now,
        )
        return {"code": shown(normalised(call.path["code"])), "state": "blocked"}

    return once(call, run)


@route("POST", "/code-checks", scope="codes:check", body=Try)
def try_code(call: Call) -> Any:
    """For pages that strangers see: whether a code may count at all, and never why it may not."""
    counted = {f"code:{call.actor}:{call.caller}": WRONG_FROM_ONE_ADDRESS}
    counted[f"code:{call.actor}"] = WRONG_WITH_ONE_KEY
    within = [_spend(call, who, most) for who, most in counted.items()]
    if not all(within):
        raise Problem(429, "too_many_tries", _("Too many wrong codes. Try again later."))
    if not queries.may_count(call.merchant_id, call.body.code, call.now):
        raise Refused(Refusal("code_not_accepted", {}))
    for who in counted:
        tries.give_back(call.merchant_id, who, call.now, period=TRIES_PERIOD)
    return {"accepted": True}


def _spend(call: Call, who: str, most: int) -> bool:
    return tries.spend(call.merchant_id, who, call.now, most=most, period=TRIES_PERIOD)
