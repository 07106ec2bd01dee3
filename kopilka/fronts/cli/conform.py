"""`kopilka conform`: does a running server keep the promises of the API?

It speaks HTTP alone, so any server that offers the API can be asked. The members that it makes are
called `conform-…` and stay.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import permutations
from typing import Annotated, Any

import httpx
import typer

from kopilka.fronts.cli import saying
from kopilka.fronts.cli.entrance import Json, app, prepare
from kopilka.plumbing import clock

THREADS = 16
Body = dict[str, Any]


@app.command()
def conform(
    url: Annotated[str, typer.Argument(help="Of the API: http://127.0.0.1:8000/api/v1")],
    key: Annotated[str, typer.Option(help="A key that may do everything.", envvar="KEY")],
    as_json: Json = False,
) -> None:
    """Ask a running server for the promises of the API; exits 1 when one is not kept."""
    prepare("demo")
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30) as site:
        told = {name: problem_of(check, Server(site)) for name, check in CHECKS.items()}
    if as_json:
        saying.say_json([{"promise": name, "problem": what} for name, what in told.items()])
    for name, what in {} if as_json else told.items():
        saying.OUT.print(f"{'✗' if what else '✓'} {name}{f': {what}' if what else ''}", style="")
    if any(told.values()):
        raise typer.Exit(saying.FAILED)


@dataclass(slots=True)
class Server:
    """Requests, and members of their own."""

    site: httpx.Client
    run: str = field(default_factory=lambda: secrets.token_hex(4))

    def write(self, method: str, path: str, body: Body, key: str = "") -> httpx.Response:
        headers = {"Idempotency-Key": key or secrets.token_hex(12)}
        return self.site.request(method, path, json=body, headers=headers)

    def enrol(self) -> str:
        member = f"conform-{self.run}-{secrets.token_hex(3)}"
        self.write("POST", "/members", {"external_id": member}).raise_for_status()
        return member

    def balances(self, member: str) -> dict[str, Body]:
        answer = self.site.get(f"/members/{member}/balances").raise_for_status()
        found: dict[str, Body] = answer.json()["balances"]
        return found

    def adjust(self, member: str, units: int, *, id: str = "", key: str = "") -> httpx.Response:
        body = {
            "id": id or secrets.token_hex(8),
            "wallet": next(iter(self.balances(member))),
            "units": units,
            "reason": "conformance",
        }
        return self.write("POST", f"/members/{member}/adjustments", body, key)

    def currency(self) -> str:
        from kopilka.loyalty.programs.queries import read_program

        versions = self.site.get("/programs").raise_for_status().json()["versions"]
        return read_program(versions[0]["text"]).currency


def problem_of(check: Callable[[Server], str], server: Server) -> str:
    """What the check found, or ""; a server that answers nonsense is a finding too."""
    try:
        return check(server)
    except (httpx.HTTPError, KeyError, ValueError) as error:
        return str(error)


def _unlike(what: str, found: object, wanted: object) -> str:
    return "" if found == wanted else f"{what} is {found}, not {wanted}"


# ------------------------------------------------------------------ promises


def _keys_open(server: Server) -> str:
    answer = server.site.get("/members", headers={"Authorization": ""})
    return _unlike("the status without a key", answer.status_code, 401)


def _repeats(server: Server) -> str:
    """The same request and key: the same answer, one effect; another body: refused."""
    member, key, fact = server.enrol(), secrets.token_hex(12), secrets.token_hex(8)
    first = server.adjust(member, 50, id=fact, key=key)
    again = server.adjust(member, 50, id=fact, key=key)
    other = server.adjust(member, 60, id=fact, key=key)
    return (
        _unlike("the repeated answer", again.json(), first.json())
        or _unlike("the status of another body", other.status_code, 422)
        or _unlike("the balance", _available(server, member), 50)
    )


def _ids(server: Server) -> str:
    """The same business id under another key moves nothing."""
    member, fact = server.enrol(), secrets.token_hex(8)
    for _ in range(3):
        server.adjust(member, 50, id=fact)
    return _unlike("the balance", _available(server, member), 50)


def _overspend(server: Server) -> str:
    """Ten times ten of a hundred, asked for by many at once."""
    member = server.enrol()
    server.adjust(member, 100).raise_for_status()
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda _: server.adjust(member, -10), range(THREADS)))
    done = sum(answer.is_success for answer in answers)
    return _unlike("how many were let through", done, 10) or _unlike(
        "the balance", _available(server, member), 0
    )


def _dry_run(server: Server) -> str:
    member = server.enrol()
    body = {"id": "dry", "wallet": next(iter(server.balances(member))), "units": 5, "reason": "x"}
    path = f"/members/{member}/adjustments?dry_run=true"
    server.write("POST", path, body).raise_for_status()
    return _unlike("the balance", _available(server, member), 0)


def _order_of_news(server: Server) -> str:
    """An order's three states, in every order in which they may arrive, each twice."""
    ends = {_end(server, arrival) for arrival in permutations(range(3))}
    return "" if len(ends) == 1 else f"the ends differ: {sorted(ends)}"


def _end(server: Server, arrival: tuple[int, ...]) -> tuple[int, ...]:
    member, currency = server.enrol(), server.currency()
    order = f"/orders/main/{member}-1"
    placed = clock.now().replace(microsecond=0) - timedelta(hours=2)
    for place in (*arrival, *arrival):
        server.write("PUT", order, _state(member, currency, placed, place)).raise_for_status()
    balance = next(iter(server.balances(member).values()))
    return tuple(int(balance[what]) for what in ("available", "pending", "held", "debt"))


def _state(member: str, currency: str, placed: datetime, place: int) -> Body:
    """Placed; paid; paid with a third of it returned."""
    line: Body = {"amount": "900", "quantity": 3}
    if place == 2:
        line["returned"] = {"quantity": 1}
    state = {
        "member": member,
        "currency": currency,
        "revision": str(place + 1),
        "placed_at": placed.isoformat(),
        "lines": [line],
    }
    if place:
        state["paid_at"] = (placed + timedelta(minutes=5)).isoformat()
    return (
        {**state, "returned_at": (placed + timedelta(hours=1)).isoformat()} if place > 1 else state
    )


def _available(server: Server, member: str) -> int:
    return int(next(iter(server.balances(member).values()))["available"])


CHECKS: dict[str, Callable[[Server], str]] = {
    "nothing is told without a key": _keys_open,
    "a repeated request has one effect and one answer": _repeats,
    "a business id counts once, under any key": _ids,
    f"{THREADS} at once never take more than there is": _overspend,
    "a dry run leaves nothing behind": _dry_run,
    "the states of an order may come in any order, and twice": _order_of_news,
}
