"""Problems as RFC 9457 says: every fault at once, in the caller's language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kopilka.fronts.api.asked.faults import OF_TIME, Fault
from kopilka.fronts.wording.refusals import say_refusal
from kopilka.fronts.wording.voice import Voice
from kopilka.values.refusals import Refusal

CONFLICTS = {
    "hold_not_open",
    "claim_not_open",
    "sold_out",
    "price_changed",
    "order_of_another_member",
}
NOT_FOUND = {
    "unknown_code",
    "unknown_coupon",
    "unknown_member",
    "unknown_hold",
    "unknown_order",
    "unknown_entry",
    "unknown_card",
    "unknown_claim",
}


class Problem(Exception):
    """Ends a request with a problem document."""

    def __init__(self, status: int, code: str, title: str, faults: Sequence[Any] = ()) -> None:
        self.status, self.code, self.title, self.faults = status, code, title, list(faults)
        super().__init__(title)


def respond(problem: Problem) -> HttpResponse:
    body = {
        "type": f"/api/v1/problems#{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "faults": problem.faults,
    }
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=problem.status, content_type="application/problem+json")


def of_refusals(refusals: Iterable[Refusal], voice: Voice) -> Problem:
    """422, or 409 for what another try may settle, or 404 where nothing else is wrong."""
    refusals = tuple(refusals)
    codes = {refusal.code for refusal in refusals}
    status = 409 if codes & CONFLICTS else 404 if codes <= NOT_FOUND else 422
    told = [_told(refusal, voice) for refusal in refusals]
    return Problem(status, refusals[0].code, told[0]["detail"], told)


def of_body(faults: Sequence[Fault], others: Iterable[Refusal], voice: Voice) -> Problem:
    """Faults of single fields, each with a JSON pointer to its place, and what else is refused."""
    told = [{**_told(fault.refusal, voice), "pointer": fault.pointer} for fault in faults]
    more = [_told(refusal, voice) for refusal in others]
    if all(fault.refusal.code in OF_TIME for fault in faults):
        return Problem(422, told[0]["code"], told[0]["detail"], told + more)
    return Problem(422, "bad_body", _("The body has faults."), told + more)


def _told(refusal: Refusal, voice: Voice) -> dict[str, Any]:
    facts = dict(refusal.facts)
    return {"code": refusal.code, "detail": say_refusal(refusal, voice), "facts": facts}
