"""The table of routes, and the one way every request goes."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel

from kopilka.fronts.api import problems
from kopilka.fronts.api.asked.address import check_address, read_flag
from kopilka.fronts.api.asked.body import BadBody, read_body
from kopilka.fronts.api.problems import Problem
from kopilka.fronts.wording.program_faults import say_fault
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.merchants.queries import KeyHolder, find_key, get_merchant
from kopilka.loyalty.programs.queries import find_wallets
from kopilka.plumbing import clock, idempotency
from kopilka.values.documents import ProgramFaults
from kopilka.values.refusals import Refusal, Refused

LARGEST_BODY = 1024 * 1024
PER_MINUTE = 12_000
_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Call:
    """One request as handlers see it. `key` and `digest` make a write happen once.

    `caller` is the address it came from.
    """

    holder: KeyHolder
    now: datetime
    path: dict[str, str]
    query: dict[str, str]
    body: Any
    raw: str
    key: str
    digest: str
    dry_run: bool
    caller: str

    @property
    def merchant_id(self) -> int:
        return self.holder.merchant_id

    @property
    def actor(self) -> str:
        return f"key:{self.holder.key_id}"


Handler = Callable[[Call], Any]
Judge = Callable[[Call], Iterable[Refusal]]
"""What else is wrong with a body some of whose fields are bad: those are None."""


@dataclass(frozen=True, slots=True)
class Route:
    """`writes`: takes an Idempotency-Key and dry_run; `status` of a success."""

    method: str
    path: str
    scope: str
    handler: Handler
    summary: str
    body: type[BaseModel] | None = None
    writes: bool = False
    status: int = 200
    query: dict[str, str] = field(default_factory=dict)
    judge: Judge = lambda call: ()

    @property
    def parameters(self) -> list[str]:
        return [*self.query, *(["dry_run"] if self.writes else [])]


ROUTES: list[Route] = []


def route(
    method: str,
    path: str,
    *,
    scope: str,
    body: type[BaseModel] | None = None,
    writes: bool = False,
    status: int = 200,
    query: dict[str, str] | None = None,
    judge: Judge = lambda call: (),
) -> Callable[[Handler], Handler]:
    """Adds a handler to the table; its docstring's first line is the summary."""

    def add(handler: Handler) -> Handler:
        summary = (handler.__doc__ or "").strip().split("\n")[0]
        assert summary, f"{path} needs a sentence"
        ROUTES.append(
            Route(method, path, scope, handler, summary, body, writes, status, query or {}, judge)
        )
        return handler

    return add


def url_patterns() -> list[URLPattern]:
    by_path: dict[str, dict[str, Route]] = {}
    for each in ROUTES:
        by_path.setdefault(each.path, {})[each.method] = each
    return [_pattern(path, methods) for path, methods in by_path.items()]


def _pattern(path: str, methods: dict[str, Route]) -> URLPattern:
    regex = "^" + _PART.sub(r"(?P<\1>[^/]{1,200})", path.lstrip("/")) + "$"

    @csrf_exempt
    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        return serve(request, methods, parts)

    return re_path(regex, view)


@csrf_exempt
def show_nothing(request: HttpRequest) -> HttpResponse:
    """For addresses that no route has."""
    return problems.respond(Problem(404, "no_such_address", _("There is nothing here.")))


# ------------------------------------------------------------------ one request


def serve(request: HttpRequest, methods: dict[str, Route], parts: dict[str, str]) -> HttpResponse:
    """Authorised, validated, done once, answered; every fault becomes a problem document."""
    now = clock.now()
    language = _language(request)
    holder = None
    with translation.override(language):
        try:
            holder = _authenticate(request, now)
            response = _handle(request, methods, parts, holder, now)
        except Problem as problem:
            response = problems.respond(problem)
        except Refused as refused:
            response = problems.respond(problems.of_refusals(refused.refusals, _voice(holder)))
        except ProgramFaults as faults:
            response = problems.respond(_program_problem(faults))
        except OperationalError:
            response = problems.respond(_unavailable())
            response["Retry-After"] = "1"
    response["Content-Language"] = language
    if holder is not None:
        _count(response, holder, now)
    return response


def _language(request: HttpRequest) -> str:
    wanted = translation.get_language_from_request(request)
    return wanted if wanted in ("ru", "en") else "en"


def _authenticate(request: HttpRequest, now: datetime) -> KeyHolder:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    good = scheme.lower() == "bearer" and secret.isprintable()
    holder = find_key(secret.strip(), now) if good else None
    if holder is None:
        raise Problem(401, "not_authorised", _("Send a good key: Authorization: Bearer kpk_…"))
    return holder


def _handle(
    request: HttpRequest,
    methods: dict[str, Route],
    parts: dict[str, str],
    holder: KeyHolder,
    now: datetime,
) -> HttpResponse:
    found = methods.get(request.method or "")
    if found is None:
        problem = Problem(405, "method_not_allowed", _("This address takes other methods."))
        response = problems.respond(problem)
        response["Allow"] = ", ".join(methods)
        return response
    if found.scope not in holder.scopes:
        raise Problem(
            403, "scope_missing", _("This key may not do that."), [{"scope": found.scope}]
        )
    _spend(holder, now)
    call = _call(request, found, parts, holder, now)
    answer = found.handler(call)
    return _respond(answer, found.status)


def _call(
    request: HttpRequest, found: Route, parts: dict[str, str], holder: KeyHolder, now: datetime
) -> Call:
    query = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    check_address(parts, query, found.parameters)
    raw = _raw(request) if found.body is not None else b""
    dry_run, key = read_flag(query, "dry_run"), _key(request, found)
    call = Call(
        holder=holder,
        now=now,
        path=parts,
        query=query,
        body=None,
        raw=raw.decode(),
        key="" if dry_run else key,
        digest=idempotency.digest_of(found.method, request.path, raw),
        dry_run=dry_run,
        caller=str(request.META.get("REMOTE_ADDR", "")),
    )
    return call if found.body is None else replace(call, body=_body(found, call, raw))


def _key(request: HttpRequest, found: Route) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if found.writes and found.method == "POST" and not key:
        title = _("Writes need an Idempotency-Key header: any text, new for each new request.")
        raise Problem(400, "key_missing", title)
    if len(key) > 200 or not key.isprintable():
        raise Problem(400, "bad_key", _("An Idempotency-Key has up to 200 printable characters."))
    return key


def _body(found: Route, call: Call, raw: bytes) -> BaseModel:
    """With everything that can be judged of it, where it has faults."""
    assert found.body is not None
    try:
        return read_body(found.body, raw, call.now)
    except BadBody as bad:
        others = found.judge(replace(call, body=bad.part)) if bad.part is not None else ()
        raise problems.of_body(bad.faults, others, _voice(call.holder)) from None


def _raw(request: HttpRequest) -> bytes:
    length = int(request.headers.get("Content-Length") or 0)
    if length > LARGEST_BODY:
        raise Problem(413, "too_large", _("The body is larger than one megabyte."))
    raw = request.body
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "bad_encoding", _("The body is not UTF-8.")) from None
    if "\0" in text or "\\u0000" in text:
        raise Problem(400, "zero_byte", _("The body has a zero byte in it."))
    return raw


def _respond(answer: Any, status: int) -> HttpResponse:
    if isinstance(answer, HttpResponse):
        return answer
    content = msgspec.json.encode(answer)
    return HttpResponse(content, status=status, content_type="application/json")


def _voice(holder: KeyHolder | None) -> Voice:
    language = translation.get_language() or "en"
    if holder is None:
        return Voice(language, "RUB", "UTC")
    merchant = get_merchant(holder.merchant_id)
    wallets = find_wallets(holder.merchant_id, clock.now())
    return Voice(language, merchant.currency, merchant.timezone, wallets)


def _program_problem(faults: ProgramFaults) -> Problem:
    told = [
        {"code": f.code, "line": f.line, "column": f.column, "word": f.word, "detail": say_fault(f)}
        for f in faults.faults
    ]
    return Problem(422, "bad_program", _("The program has faults."), told)


def _unavailable() -> Problem:
    return Problem(503, "busy", _("The database is busy or away; send the same request again."))


# ------------------------------------------------------------------ rate

_SPENT: dict[int, tuple[int, int]] = {}
_SPENDING = threading.Lock()


def _spend(holder: KeyHolder, now: datetime) -> None:
    """Requests of a key in this minute, counted in this process."""
    minute = int(now.timestamp()) // 60
    with _SPENDING:
        started, count = _SPENT.get(holder.key_id, (minute, 0))
        count = count + 1 if started == minute else 1
        _SPENT[holder.key_id] = (minute, count)
    if count > PER_MINUTE:
        raise Problem(429, "too_many_requests", _("Too many requests in this minute."))


def _count(response: HttpResponse, holder: KeyHolder, now: datetime) -> None:
    left = PER_MINUTE - _SPENT.get(holder.key_id, (0, 0))[1]
    response["RateLimit-Limit"] = str(PER_MINUTE)
    response["RateLimit-Remaining"] = str(max(left, 0))
    response["RateLimit-Reset"] = str(60 - int(now.timestamp()) % 60)
