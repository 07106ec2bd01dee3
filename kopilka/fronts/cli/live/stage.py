"""The steps of a story as requests, and what is seen of members and orders through the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from kopilka.engine.program.model import Program, Wallet
from kopilka.engine.story.grammar import Step, StoryFault
from kopilka.engine.story.orders import money, read_lines
from kopilka.engine.story.stage import MemberSeen, OrderSeen
from kopilka.fronts.cli.live import bodies
from kopilka.fronts.cli.live.asking import Asking, Refusing
from kopilka.fronts.cli.live.codes import read_code
from kopilka.loyalty.ledger.check import check_books
from kopilka.loyalty.ledger.jobs import settle_some
from kopilka.loyalty.programs.queries import read_program
from kopilka.plumbing.clock import FixedClock
from kopilka.values.money import to_minor

AskStep = Callable[["LiveStage", Step], object]
AskFact = Callable[["LiveStage", str], str]


class LiveStage:
    """Orders are quoted first and state the discounts of their quote, as a shop's would."""

    def __init__(
        self,
        merchant_id: int,
        program: Program,
        ask: Asking,
        clock: FixedClock,
        read_text: Callable[[str], str],
        steps: Mapping[str, AskStep],
        facts: Mapping[str, AskFact],
    ) -> None:
        self.facts = facts
        self.steps = steps
        self.merchant_id, self.ask, self.clock, self.read_text = merchant_id, ask, clock, read_text
        self.currency, self.zone = program.currency, program.zone
        self.programs = [(datetime.min.replace(tzinfo=UTC), program)]
        self.members: set[str] = set()
        self.states: dict[str, bodies.Body] = {}
        self.paths: dict[str, str] = {}
        self.answers: dict[str, bodies.Body] = {}
        self.holds: dict[str, str] = {}
        self.codes: dict[str, list[str]] = {}

    # -------------------------------------------------------------- steps

    def act(self, step: Step) -> list[str]:
        """The codes of the refusals met."""
        self._move_to(step.known or step.at)
        try:
            self.steps[step.verb](self, step)
        except Refusing as no:
            return no.codes
        except (IndexError, KeyError) as missing:
            raise StoryFault(step.line, f"{step.text!r} is not whole: {missing}") from None
        return []

    def _order(self, step: Step) -> None:
        self._place(step, paid=True)

    def _place(self, step: Step, *, paid: bool = False) -> None:
        asked = self._cart(step, step.words)
        self._state(step, step.words[0], self._quoted(step, asked, paid=paid))

    def _change(self, step: Step, what: str) -> None:
        order_id = step.words[0]
        self._state(step, order_id, {**self.states[order_id], what: self._instant(step)})

    def _return(self, step: Step) -> None:
        order_id, minor = step.words[0], money(step, step.words[1], self.currency)
        number = int(step.words[3]) if len(step.words) > 3 else 0
        body = bodies.returning(self.states[order_id], minor, number, self.currency)
        self._state(step, order_id, {**body, "returned_at": self._instant(step)})

    def _redeem(self, step: Step) -> None:
        asked = self._hold(step)
        self._state(step, str(asked["order"]), self._quoted(step, asked, paid=True))

    def _hold(self, step: Step) -> bodies.Body:
        place = step.words.index("on")
        wallet = self._wallet(step, step.words[2:place])
        order_words = (step.words[place + 1], step.words[0], *step.words[place + 2 :])
        asked = self._cart(step, order_words)
        units = int(Decimal(step.words[1]) * wallet.scale)
        wish = {**asked, "id": f"line-{step.line}"}
        if units or not asked["codes"]:
            wish |= {"wallet": wallet.id, "units": units}
        held = self.ask("POST", "/holds", wish)
        self.holds[str(asked["order"])] = held["id"]
        return asked

    def _end(self, step: Step, how: str) -> None:
        order_id = step.words[0]
        hold = self.holds.get(order_id, "none")
        self.ask("POST", f"/holds/{hold}/{how}", {"member": self.states[order_id]["member"]})

    def _event(self, step: Step) -> None:
        fields: dict[str, str | int | float] = {}
        for word in step.words[2:]:
            name, _, value = word.partition("=")
            fields[name] = _number(value)
        event = {
            "id": f"line-{step.line}",
            "name": step.words[0],
            "member": self.joined(step.words[1]),
            "at": self._instant(step),
            "fields": fields,
        }
        self.ask("POST", "/events", event)

    def _adjust(self, step: Step) -> None:
        place = step.words.index("because")
        wallet = self._wallet(step, step.words[2:place])
        change = {
            "id": f"line-{step.line}",
            "wallet": wallet.id,
            "units": int(Decimal(step.words[1]) * wallet.scale),
            "reason": " ".join(step.words[place + 1 :]),
        }
        self.ask("POST", f"/members/{self.joined(step.words[0])}/adjustments", change)

    def _tier(self, step: Step) -> None:
        floor = {"tier": step.words[1], "until": None, "reason": "the story says so"}
        if "until" in step.words:
            day = date.fromisoformat(step.words[step.words.index("until") + 1])
            floor["until"] = datetime(day.year, day.month, day.day, tzinfo=self.zone).isoformat()
        self.ask("PUT", f"/members/{self.joined(step.words[0])}/tier-floor", floor)

    def _person(self, step: Step, changes: bodies.Body) -> None:
        self.ask("PATCH", f"/members/{self.joined(step.words[0])}", changes)

    def _segment(self, step: Step) -> None:
        member = self.joined(step.words[0])
        known = self.ask("GET", f"/members/{member}")["segments"]
        self._person(step, {"segments": [*known, *step.words[1:]]})

    def _program(self, step: Step) -> None:
        text = self.read_text(step.words[0])
        self.ask("POST", "/programs", {"text": text})
        self.programs.append((self.clock.at, read_program(text)))

    # -------------------------------------------------------------- parts

    def _cart(self, step: Step, words: tuple[str, ...]) -> bodies.Body:
        written = read_lines(step, words[2:], self.currency)
        self.paths[words[0]] = f"/orders/{written.more.get('shop', 'main')}/{words[0]}"
        asked = bodies.cart(written, self.joined(words[1]), words[0], self.currency)
        self.states.setdefault(words[0], {"member": asked["member"]})
        codes = [read_code(self.ask, self.codes, step, code) for code in written.codes]
        return {**asked, "codes": codes}

    def _quoted(self, step: Step, asked: bodies.Body, *, paid: bool) -> bodies.Body:
        """What was quoted at the moment the order was placed."""
        now = self.clock.at
        self._move_to(step.at)
        quoted = self.ask("POST", "/quotes", asked)
        self.clock.at = now
        body = bodies.state(asked, self._utc(step.at), quoted["discounts"])
        return {**body, "paid_at": self._instant(step)} if paid else body

    def _state(self, step: Step, order_id: str, body: bodies.Body) -> None:
        self.answers[order_id] = self.ask("PUT", self.paths[order_id], body)
        self.states[order_id] = body

    def joined(self, name: str) -> str:
        """Members join when they are first named."""
        if name not in self.members:
            self.members.add(name)
            self.ask("POST", "/members", {"external_id": name, "name": name})
        return name

    def _wallet(self, step: Step, named: tuple[str, ...]) -> Wallet:
        wallets = self.wallets(step)
        if named and named[0] not in wallets:
            raise StoryFault(step.line, f"there is no wallet {named[0]!r}")
        return wallets[named[0]] if named else next(iter(wallets.values()))

    def _move_to(self, moment: datetime) -> None:
        self.clock.at = self._utc(moment)

    def _utc(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=self.zone).astimezone(UTC)

    def _instant(self, step: Step) -> str:
        return self._utc(step.at).isoformat()

    # -------------------------------------------------------------- what is seen

    def wallets(self, step: Step) -> Mapping[str, Wallet]:
        at = self._utc(step.at)
        return [program for start, program in self.programs if start <= at][-1].wallets

    def member(self, step: Step, name: str) -> MemberSeen | None:
        """After the jobs have run, so that the entries of what time has done are there."""
        if name not in self.members:
            return None
        self._move_to(step.at)
        while settle_some(self.merchant_id, self.clock.at):
            pass
        seen = self.ask("GET", f"/members/{name}/balances")
        tier = seen["tier"]["tier"] if seen["tier"] else ""
        moved = self._moved(name)
        return MemberSeen(
            tier,
            {
                wallet: {
                    **{what: told[what] for what in ("available", "pending", "held", "debt")},
                    "earned": -moved.get((wallet, "issued"), 0),
                    "expired": moved.get((wallet, "lapsed"), 0),
                }
                for wallet, told in seen["balances"].items()
            },
            {fact: partial(tell, self, name) for fact, tell in self.facts.items()},
        )

    def _moved(self, name: str) -> dict[tuple[str, str], int]:
        """What all entries have moved into each account of each wallet."""
        moved: dict[tuple[str, str], int] = {}
        for entry in self._entries(name):
            for posting in entry["postings"]:
                into, out = (entry["wallet"], posting["to"]), (entry["wallet"], posting["from"])
                moved[into] = moved.get(into, 0) + posting["amount"]
                moved[out] = moved.get(out, 0) - posting["amount"]
        return moved

    def _entries(self, name: str) -> Iterator[Any]:
        after = ""
        while True:
            page = self.ask("GET", f"/members/{name}/entries?limit=100{after}")
            yield from page["entries"]
            if page["next"] is None:
                return
            after = f"&after={page['next'].replace('+', '%2B')}"

    def order(self, step: Step, order_id: str) -> OrderSeen | None:
        if order_id not in self.states:
            return None
        if order_id not in self.answers:
            raise StoryFault(step.line, f"order {order_id} has not been decided yet")
        answer, body = self.answers[order_id], self.states[order_id]
        discounts: dict[str, int] = {}
        for each in answer["discounts"]:
            discounts[each["discount"]] = discounts.get(each["discount"], 0) + each["minor"]
        amounts = [line["amount"] for line in body["lines"]] + [body["delivery"]]
        total = sum(to_minor(Decimal(amount), self.currency) for amount in amounts)
        paid = total - sum(discounts.values()) - answer["paid_by_units_minor"]
        awarded = {wallet: award["rules"] for wallet, award in answer["awarded"].items()}
        return OrderSeen(paid, discounts, sum(answer["redeemed"].values()), awarded)

    def damage(self) -> Iterator[str]:
        for finding in check_books(self.merchant_id):
            yield f"{finding.check}: {finding.where} stands {finding.stands}"


def _number(value: str) -> str | int | float:
    if not value.replace(".", "", 1).isdigit():
        return value
    return float(value) if "." in value else int(value)


STEPS: Mapping[str, AskStep] = {
    "order": LiveStage._order,
    "place": LiveStage._place,
    "pay": lambda stage, step: stage._change(step, "paid_at"),
    "deliver": lambda stage, step: stage._change(step, "delivered_at"),
    "cancel": lambda stage, step: stage._change(step, "cancelled_at"),
    "return": LiveStage._return,
    "redeem": LiveStage._redeem,
    "hold": LiveStage._hold,
    "capture": lambda stage, step: stage._end(step, "capture"),
    "release": lambda stage, step: stage._end(step, "release"),
    "event": LiveStage._event,
    "adjust": LiveStage._adjust,
    "tier": LiveStage._tier,
    "join": lambda stage, step: stage.joined(step.words[0]),
    "birthday": lambda stage, step: stage._person(step, {"birthday": step.words[1]}),
    "segment": LiveStage._segment,
    "favourites": lambda stage, step: stage._person(step, {"favourites": list(step.words[1:])}),
    "plan": lambda stage, step: stage._person(step, {"plan": "".join(step.words[1:2])}),
    "program": LiveStage._program,
}
