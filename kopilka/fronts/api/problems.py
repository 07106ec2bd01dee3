"""Problems as RFC 9457 says: every fault at once, in the caller's language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import ValidationError

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
    """422, or 409 for what another try may settle, or 404."""
    refusals = tuple(refusals)
    codes = {refusal.code for refusal in refusals}
    status = 409 if codes & CONFLICTS else 404 if codes & NOT_FOUND else 422
    faults: list[dict[str, Any]] = [
        {
            "code": refusal.code,
            "detail": say_refusal(refusal, voice),
            "facts": dict(refusal.facts),
        }
        for refusal in refusals
    ]
    return Problem(status, refusals[0].code, faults[0]["detail"], faults)


def of_validation(invalid: ValidationError) -> Problem:
    """Each fault with a JSON pointer to its place."""
    faults = [
        {
            "code": fault["type"],
            "pointer": "/" + "/".join(str(part) for part in fault["loc"]),
            "detail": fault["msg"],
        }
        for fault in invalid.errors(include_url=False, include_context=False, include_input=False)
    ]
    malformed = any(fault["code"] == "json_invalid" for fault in faults)
    title = _("The body is not JSON.") if malformed else _("The body has faults.")
    return Problem(400 if malformed else 422, "bad_body", title, faults)
