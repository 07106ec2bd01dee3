"""The reward catalogue: what a member can have, claims, and how they end."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import translation
from pydantic import Field

from kopilka.engine.mechanics.rewards.catalogue import Offered, catalogue
from kopilka.engine.program.model import Program
from kopilka.fronts.api.asked.fields import TEXT, Flag, Id
from kopilka.fronts.api.bodies import Body
from kopilka.fronts.api.doing import key_of, page_size, write
from kopilka.fronts.api.members import PAGE
from kopilka.fronts.api.routing import Call, route
from kopilka.fronts.wording.refusals import say_refusal
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.ledger.queries import get_state
from kopilka.loyalty.programs.queries import get_versions
from kopilka.loyalty.rewards import queries
from kopilka.loyalty.rewards.actions import new_wish
from kopilka.loyalty.rewards.operations import ClaimCancel, ClaimUse, claim_body
from kopilka.loyalty.rewards.queries import FoundClaim
from kopilka.values.money import from_minor
from kopilka.values.refusals import Refusal, Refused


class NewClaim(Body):
    """`id` is the claim's own, unique for ever; `reward` the id of an entry of the catalogue."""

    id: Id
    reward: Id


class ClaimEnd(Body):
    """`order`: `shop/id` of the order it is used with, where there is one."""

    order: Annotated[str, Field(max_length=200, pattern=TEXT)] = ""


class ClaimWithdrawal(Body):
    """Staff say why; `by_member`: a wish of the member's own."""

    reason: Annotated[str, Field(max_length=500, pattern=TEXT)] = ""
    by_member: Flag = False


@route("GET", "/members/{member}/rewards", scope="members:read")
def show_catalogue(call: Call) -> Any:
    """The catalogue for a member: what can be claimed first, then what units are missing for."""
    member_id = key_of(call, call.path["member"])
    state = get_state(call.merchant_id, member_id, call.now)
    assert state is not None
    versions = get_versions(call.merchant_id)
    program = versions.at(call.now).program
    voice = Voice.of_program(translation.get_language() or "en", program)
    offered = catalogue(state, versions, call.now)
    return {"rewards": [_shown(each, program, voice) for each in offered]}


def _shown(offered: Offered, program: Program, voice: Voice) -> dict[str, Any]:
    reward = offered.reward
    starts, ends = reward.starts_at(program.zone), reward.ends_at(program.zone)
    return {
        "id": reward.id,
        "name": voice.text(reward.name, reward.id),
        "kind": reward.kind,
        "wallet": offered.wallet,
        "price": reward.price,
        "value": str(from_minor(reward.value, program.currency)),
        "from": starts.isoformat() if starts else None,
        "until": ends.isoformat() if ends else None,
        "tiers": list(reward.tiers),
        "valid_for": str(reward.valid_for) if reward.valid_for else None,
        "left": offered.left,
        "gap": offered.gap,
        "available": not offered.refusals,
        "refused": [
            {"code": no.code, "detail": say_refusal(no, voice), "facts": dict(no.facts)}
            for no in offered.refusals
        ],
    }


@route(
    "POST", "/members/{member}/claims", scope="orders:write", body=NewClaim, writes=True, status=201
)
def claim_reward(call: Call) -> Any:
    """Give units for a reward; the answer has the code that a till finds the claim by."""
    wish = new_wish(call.body.id, call.body.reward)
    return write(call, "claim_reward", call.path["member"], wish)


@route("GET", "/members/{member}/claims", scope="members:read", query=PAGE)
def list_claims(call: Call) -> Any:
    """What a member has claimed, the newest first."""
    member_id = key_of(call, call.path["member"])
    claims, following = queries.list_claims(
        call.merchant_id, member_id, call.now, before=_cursor(call), limit=page_size(call)
    )
    shown = [claim_body(claim) for claim in claims]
    return {"claims": shown, "next": str(following) if following else None}


def _cursor(call: Call) -> int | None:
    text = call.query.get("after")
    if text is not None and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused(Refusal("bad_cursor", {"what": "after"}))
    return None if text is None else int(text)


@route("GET", "/claims/{claim}", scope="members:read")
def get_claim(call: Call) -> Any:
    """One claim, by id or `code:7K3M-9Q0T-XB2C`, with its member."""
    found = _find(call)
    return {**claim_body(found.claim), "member": found.member}


@route("POST", "/claims/{claim}/use", scope="orders:write", body=ClaimEnd, writes=True)
def use_claim(call: Call) -> Any:
    """It has been handed out; once. An order that names the claim uses it by itself."""
    found = _find(call)
    return write(call, "use_claim", found.member_id, ClaimUse(found.claim.id, call.body.order))


@route("POST", "/claims/{claim}/cancel", scope="orders:write", body=ClaimWithdrawal, writes=True)
def cancel_claim(call: Call) -> Any:
    """Before it is used: its units come back, and there is one more of the reward again."""
    found = _find(call)
    cancel = ClaimCancel(found.claim.id, call.body.reason, call.body.by_member)
    return write(call, "cancel_claim", found.member_id, cancel)


def _find(call: Call) -> FoundClaim:
    found = queries.find_claim(call.merchant_id, call.path["claim"], call.now)
    if found is None:
        raise Refused(Refusal("unknown_claim", {"claim": call.path["claim"]}))
    return found
