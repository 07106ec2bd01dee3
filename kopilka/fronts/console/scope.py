"""Who looks at a page: signed-in staff, their merchant, and the voice that speaks to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from kopilka.engine.program.model import Program
from kopilka.engine.standing import Versions
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.merchants import queries as merchants
from kopilka.loyalty.programs import queries as programs
from kopilka.plumbing import clock
from kopilka.values.refusals import Refused

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's merchant, program and time."""

    merchant_id: int
    merchant_name: str
    versions: Versions
    program: Program
    voice: Voice
    now: datetime


def in_shop(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Signed-in staff only, inside their merchant; without a program, a page that says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        merchant_id = cast(Any, request.user).merchant_id
        visit = visit_of(merchant_id)
        if visit is None:
            return render(request, "console/no_program.html", {"page": ""})
        return view(request, visit, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], login_required(guarded))


def visit_of(merchant_id: int) -> Visit | None:
    merchant = merchants.get_merchant(merchant_id)
    try:
        versions = programs.get_versions(merchant_id)
    except Refused:
        return None
    now = clock.now()
    program = versions.at(now).program
    voice = Voice.of_program(get_language() or "en", program)
    return Visit(merchant_id, merchant.name, versions, program, voice, now)


def asked(request: HttpRequest, name: str) -> str:
    """What the address asks for, without what no database stores."""
    return request.GET.get(name, "").replace("\0", "").strip()[:100]


def show(
    request: HttpRequest, visit: Visit, template: str, page: str, **context: object
) -> HttpResponse:
    """Renders a page of the console with what every page needs."""
    common = {"visit": visit, "voice": visit.voice, "page": page}
    return render(request, f"console/{template}.html", {**common, **context})
