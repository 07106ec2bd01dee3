"""The world of a story: members and orders in memory, moved by the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from kopilka.engine.checkout import HoldWish, set_aside
from kopilka.engine.events import decide_event
from kopilka.engine.facts import Event, Order
from kopilka.engine.ledger import holds, lots
from kopilka.engine.ledger.model import Cause, Journal
from kopilka.engine.mechanics.coupons.giving import JOINED, give_codes
from kopilka.engine.mechanics.coupons.reserving import release
from kopilka.engine.mechanics.coupons.shelf import SeriesCode, live_holds
from kopilka.engine.orders import decide_order
from kopilka.engine.program.model import Program, Version, Wallet
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, Versions
from kopilka.engine.story.codes import read_code
from kopilka.engine.story.grammar import Step, StoryFault
from kopilka.engine.story.orders import money, read_lines
from kopilka.engine.tiers import set_floor
from kopilka.values.refusals import Refusal

_HOLD = timedelta(minutes=30)
Load = Callable[[str], Program]
Refusals = tuple[Refusal, ...]
NONE: Refusals = ()
DoStep = Callable[["World", Step, datetime, datetime], Refusals]
TellFact = Callable[[Member, Versions, datetime], str]


@dataclass(slots=True)
class World:
    """`owner`: whose order each one is. `journal` keeps every entry of the story.

    `shared`: counters of the whole program, the same for every member.
    """

    load: Load
    versions: Versions
    members: dict[str, Member] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)
    shared: dict[str, int] = field(default_factory=dict)  # counters of the whole program
    codes: list[tuple[str, SeriesCode]] = field(default_factory=list)  # that anybody may use
    drawn: int = 0  # codes of series so far

    @classmethod
    def begin(cls, program: Program, load: Load) -> World:
        start = datetime(1970, 1, 1, tzinfo=UTC)
        return cls(load, Versions((Version(1, start, program),)))

    def program_at(self, at: datetime) -> Program:
        return self.versions.at(at).program

    def member(self, name: str) -> Member:
        if name not in self.members:
            self.members[name] = Member(name, usage=dict(self.shared))
        return self.members[name]

    def draw(self) -> str:
        """Codes of a story are numbered; those who use them name them by whose they are."""
        self.drawn += 1
        return f"{self.drawn:011}"

    # -------------------------------------------------------------- steps

    def act(self, step: Step, beside: Mapping[str, DoStep]) -> Refusals:
        """Do what the step says; the refusals it met. `beside`: steps of single mechanics."""
        zone = self.versions.all[0].program.zone
        at = step.at.replace(tzinfo=zone).astimezone(UTC)
        known = step.known.replace(tzinfo=zone).astimezone(UTC) if step.known else at
        try:
            if step.verb in beside:
                refusals = beside[step.verb](self, step, at, known)
            else:
                refusals = getattr(self, f"_{step.verb}")(step, at, known)
        except (IndexError, KeyError) as missing:
            raise StoryFault(step.line, f"{step.text!r} is not whole: {missing}") from None
        self._share()
        return refusals

    def _share(self) -> None:
        """What one member's step counted of them, the others see."""
        counted = [item for member in self.members.values() for item in member.usage.items()]
        before = dict(self.shared)
        for key, used in counted:
            if key.startswith("program/") and used != before.get(key, 0):
                self.shared[key] = used
        for member in self.members.values():
            member.usage.update(self.shared)

    def _order(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`order A1 anna 1200.00 …`: placed and paid at once."""
        order = self._written(step, at, step.words)
        return self._decide(replace(order, paid_at=at), known)

    def _place(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`place A1 anna 1200.00 …`: placed, to be paid later."""
        return self._decide(self._written(step, at, step.words), known)

    def _pay(self, step: Step, at: datetime, known: datetime) -> Refusals:
        return self._decide(replace(self.orders[step.words[0]], paid_at=at), known)

    def _deliver(self, step: Step, at: datetime, known: datetime) -> Refusals:
        return self._decide(replace(self.orders[step.words[0]], delivered_at=at), known)

    def _cancel(self, step: Step, at: datetime, known: datetime) -> Refusals:
        return self._decide(replace(self.orders[step.words[0]], cancelled_at=at), known)

    def _return(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`return A1 600.00 [line 2]`: so much more of it came back."""
        order = self.orders[step.words[0]]
        minor = money(step, step.words[1], self.program_at(at).currency)
        number = int(step.words[3]) if len(step.words) > 3 else 0
        lines = []
        for line in order.lines:
            part = min(minor, line.amount - line.returned) if number in (0, line.number) else 0
            minor -= part
            lines.append(replace(line, returned=line.returned + part))
        if minor:
            return (Refusal("returned_more_than_bought", {"where": order.id, "over_minor": minor}),)
        return self._decide(replace(order, lines=tuple(lines), returned_at=at), known)

    def _redeem(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`redeem anna 50 [WALLET] on A3 500.00 …`: held and paid in one step."""
        refusals = self._hold(step, at, known)
        if refusals:
            return refusals
        place = step.words.index("on") + 1
        return self._decide(replace(self.orders[step.words[place]], paid_at=at), known)

    def _hold(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`hold anna 50 [WALLET] on A3 500.00 …`: set aside for half an hour; 0 for codes alone."""
        place = step.words.index("on")
        name, wallet = step.words[0], self._wallet(step, at, step.words[2:place])
        units = self._units(step, step.words[1], wallet)
        order_words = (step.words[place + 1], name, *step.words[place + 2 :])
        cart = self._written(step, at, order_words)
        paid_with = wallet.id if units or not cart.codes else ""
        wish = HoldWish(f"line-{step.line}", cart, paid_with, units, at + _HOLD)
        placed = set_aside(self.member(name), wish, self.versions, known, self.journal)
        return placed if isinstance(placed, tuple) else NONE

    def _capture(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`capture A3`: the order's hold, before its snapshot comes."""
        return self._end(step.words[0], at, capture=True)

    def _release(self, step: Step, at: datetime, known: datetime) -> Refusals:
        return self._end(step.words[0], at, capture=False)

    def _end(self, order_id: str, at: datetime, *, capture: bool) -> Refusals:
        order = self.orders[order_id]
        member = self.member(self.owner[order_id])
        settle(member, self.versions, at, self.journal)
        found = [
            (account, hold)
            for account in member.accounts.values()
            for hold in account.holds
            if hold.order == order.key
        ]
        reserved = tuple(live_holds(member, order.key, at))
        for codes in reserved if not capture else ():
            release(member, codes)
        if not found:
            return NONE if reserved else (Refusal("unknown_hold", {"order": order_id}),)
        account, hold = found[-1]
        if hold.state != "held":
            return (Refusal("hold_not_open", {"state": hold.state}),)
        act = holds.capture if capture else holds.release
        act(account, hold, at=at, cause=Cause("hold", hold.id), journal=self.journal)
        return NONE

    def _event(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`event review.approved anna product=tea length=300`."""
        fields: dict[str, str | bool | Decimal] = {}
        for word in step.words[2:]:
            name, _, value = word.partition("=")
            number = value.replace(".", "", 1).isdigit()
            fields[name] = Decimal(value) if number else value
        event = Event(f"line-{step.line}", step.words[0], at, fields)
        member = self.member(step.words[1])
        decide_event(member, event, self.versions, known, self.journal, self.draw)
        return NONE

    def _adjust(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`adjust anna +50 [WALLET] because REASON`, or -50."""
        wallet = self._wallet(step, at, step.words[2 : step.words.index("because")])
        account = self.member(step.words[0]).account(wallet.id)
        settle(self.member(step.words[0]), self.versions, at, self.journal)
        cause = Cause("adjustment", f"line-{step.line}")
        units = self._units(step, step.words[1].lstrip("+-"), wallet)
        if step.words[1].startswith("-"):
            refusal = lots.deduct(account, units=units, at=at, cause=cause, journal=self.journal)
            return (refusal,) if refusal else NONE
        version = self.versions.at(at)
        lots.grant(
            account,
            units=units,
            at=at,
            cause=cause,
            program=version.program,
            journal=self.journal,
            version=version.number,
        )
        return NONE

    def _tier(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`tier anna gold [until 2026-12-31]`: given by hand, a floor."""
        until = None
        if "until" in step.words:
            day = date.fromisoformat(step.words[step.words.index("until") + 1])
            zone = self.program_at(at).zone
            until = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        terms = self.program_at(at).tiers
        if terms is None or step.words[1] not in [tier.id for tier in terms.levels]:
            return (Refusal("unknown_tier", {"tier": step.words[1]}),)
        set_floor(self.member(step.words[0]), step.words[1], until, at, self.journal)
        return NONE

    def _join(self, step: Step, at: datetime, known: datetime) -> Refusals:
        member = self.member(step.words[0])
        member.person = replace(member.person, since=at)
        give_codes(member, self.program_at(at), JOINED, at, self.draw, self.journal)
        return NONE

    def _birthday(self, step: Step, at: datetime, known: datetime) -> Refusals:
        member = self.member(step.words[0])
        born = date.fromisoformat(step.words[1])
        member.person = replace(member.person, birthday=born)
        return NONE

    def _segment(self, step: Step, at: datetime, known: datetime) -> Refusals:
        member = self.member(step.words[0])
        segments = (*member.person.segments, *step.words[1:])
        member.person = replace(member.person, segments=segments)
        return NONE

    def _favourites(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`favourites anna tea cakes`: the categories chosen, in place of those before."""
        member = self.member(step.words[0])
        member.person = replace(member.person, favourites=step.words[1:])
        return NONE

    def _plan(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`plan anna gold`; no plan: none from now on."""
        if self.program_at(at).entries("plans"):
            return (Refusal("plan_is_sold", {}),)
        member = self.member(step.words[0])
        member.person = replace(member.person, plan="".join(step.words[1:2]))
        return NONE

    def _program(self, step: Step, at: datetime, known: datetime) -> Refusals:
        """`program NEW.yaml`: the next version starts here."""
        program = self.load(step.words[0])
        number = self.versions.all[-1].number + 1
        self.versions = Versions.of((*self.versions.all, Version(number, at, program)))
        return NONE

    # -------------------------------------------------------------- parts

    def _written(self, step: Step, at: datetime, words: tuple[str, ...]) -> Order:
        order_id, name = words[0], words[1]
        written = read_lines(step, words[2:], self.program_at(at).currency)
        self.owner[order_id] = name
        member = self.member(name)
        delivery = written.more.get("delivery", "0")
        order = Order(
            written.more.get("shop", "main"),
            order_id,
            at,
            written.lines,
            channel=written.more.get("via", ""),
            payment=written.more.get("by", ""),
            delivery=money(step, delivery, self.program_at(at).currency),
            codes=tuple(
                read_code(self.members, self.codes, step, member, code) for code in written.codes
            ),
            claims=written.claims,
        )
        self.orders[order_id] = order
        return order

    def _decide(self, order: Order, known: datetime) -> Refusals:
        self.orders[order.id] = order
        member = self.member(self.owner[order.id])
        decide_order(member, order, self.versions, known, self.journal)
        return NONE

    def _wallet(self, step: Step, at: datetime, named: tuple[str, ...]) -> Wallet:
        wallets = self.program_at(at).wallets
        if named and named[0] not in wallets:
            raise StoryFault(step.line, f"there is no wallet {named[0]!r}")
        return wallets[named[0]] if named else next(iter(wallets.values()))

    def _units(self, step: Step, text: str, wallet: Wallet) -> int:
        try:
            return int(Decimal(text) * wallet.scale)
        except (ArithmeticError, ValueError):
            raise StoryFault(step.line, f"{text!r} is no number of units") from None
