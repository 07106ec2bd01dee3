"""A shop in memory on the registry's own operations, and a life for it that Hypothesis draws.

Amounts are drawn as shares of what is legal and targets from what is there, so that deep states
(a second return after a captured hold, a debt, a lot given back after its date) are reached often.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from support.programs import program_texts, read

from kopilka.engine.checkout import HoldWish, quote
from kopilka.engine.facts import Event, Line, Order, Redemption, StatedDiscount
from kopilka.engine.ledger.model import Entry, Journal
from kopilka.engine.program.model import Version
from kopilka.engine.settle import view
from kopilka.engine.standing import Member, Versions
from kopilka.loyalty.earning.operations import EventReport
from kopilka.loyalty.ledger.adjusting import Adjustment, OpeningLot
from kopilka.loyalty.ledger.operations import OPERATIONS, Answer, Scene
from kopilka.loyalty.redemption.operations import HoldEnd
from kopilka.loyalty.tiers.operations import Floor

START = datetime(2026, 1, 20, 9, tzinfo=UTC)
NAMES = ("anna", "boris")
PUBLISH = "publish"
_MOST_VERSIONS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: enough to make it happen again elsewhere.

    `operation` is one of the registry's, or PUBLISH with a program's text and no member.
    """

    operation: str
    member: str
    payload: Any
    at: datetime
    answer: Answer = field(default_factory=Answer)


@dataclass(slots=True)
class Shop:
    """`entries` by member, in the order written; `steps` what has happened; `now` moves on."""

    text: str
    now: datetime = START
    members: dict[str, Member] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    told: dict[str, list[Order]] = field(default_factory=dict)  # order key -> its states
    carts: dict[str, Order] = field(default_factory=dict)  # order key -> what a hold was placed for
    owner: dict[str, str] = field(default_factory=dict)
    once: dict[tuple[str, str], Answer] = field(default_factory=dict)
    posted: dict[str, dict[tuple[str, str], int]] = field(default_factory=dict)
    versions: Versions = field(init=False)

    def __post_init__(self) -> None:
        self.versions = Versions((Version(1, START, read(self.text)),))
        for name in NAMES:
            self.members[name], self.entries[name] = Member(name), []

    def do(self, operation: str, member: str, payload: Any) -> Answer:
        """Decided as the write path would; `once` as it keeps permanent ids."""
        known = OPERATIONS[operation].once(payload)
        if known is not None and (known.kind, known.id) in self.once:
            return self.once[known.kind, known.id]
        journal = Journal(posted=self.posted.setdefault(member, {}))
        scene = Scene(self.versions, self.now, journal, "test")
        answer = OPERATIONS[operation].decide(self.members[member], payload, scene)
        self.entries[member] += journal.entries
        self.steps.append(Step(operation, member, payload, self.now, answer))
        if known is not None and not answer.refusals:
            self.once[known.kind, known.id] = answer
        return answer

    def publish(self, text: str) -> None:
        """The next version, in force from an instant at which nothing else has happened yet."""
        self.now += timedelta(minutes=1)
        self.steps.append(Step(PUBLISH, "", text, self.now))
        number = len(self.versions.all) + 1
        self.versions = Versions.of((*self.versions.all, Version(number, self.now, read(text))))


# ------------------------------------------------------------------ a life


@dataclass(slots=True)
class Life:
    """Draws what happens next and lets it happen; `texts` are programs that may follow."""

    shop: Shop
    data: st.DataObject
    count: int = 0
    always_stated: bool = False
    texts: st.SearchStrategy[str] = field(default_factory=program_texts)

    def happen(self) -> str:
        name = self.data.draw(st.sampled_from(_HAPPENINGS), label="what")
        act = getattr(self, f"_{name}")
        act()
        return name

    def _name(self, what: str) -> str:
        self.count += 1
        return f"{what}{self.count}"

    def _who(self) -> str:
        return str(self.data.draw(st.sampled_from(NAMES), label="who"))

    def _share(self) -> Fraction:
        return Fraction(self.data.draw(st.sampled_from((1, 3, 5, 10)), label="tenths"), 10)

    def _wait(self) -> None:
        hours = self.data.draw(
            st.sampled_from((1, 13, 24, 5 * 24, 11 * 24, 40 * 24)), label="hours"
        )
        self.shop.now += timedelta(hours=hours)

    def _job(self) -> None:
        self.shop.do("settle_due", self._who(), None)

    def _publish(self) -> None:
        if len(self.shop.versions.all) < _MOST_VERSIONS:
            self.shop.publish(self.data.draw(self.texts, label="program"))

    def _lines(self) -> tuple[Line, ...]:
        drawn = self.data.draw(
            st.lists(
                st.tuples(
                    st.sampled_from((990, 4_900, 10_000, 33_333, 100_000, 260_000)),
                    st.sampled_from(("tea", "cups", "tobacco", "")),
                    st.integers(1, 3),
                    st.sampled_from(_KINDS),
                ),
                min_size=1,
                max_size=3,
            ),
            label="lines",
        )
        return tuple(
            Line(place, amount, Fraction(count), categories=(category,) if category else (), **more)
            for place, (amount, category, count, more) in enumerate(drawn, 1)
        )

    def _order(self) -> None:
        """Placed now, paid now or never yet; perhaps with units, without a hold."""
        who, now = self._who(), self.shop.now
        paid = self.data.draw(st.sampled_from((now, now, None)), label="paid")
        lines = self._lines()
        order = Order(
            "site",
            self._name("O"),
            now,
            lines,
            paid_at=paid,
            channel=self.data.draw(st.sampled_from(("app", "site")), label="channel"),
            stated=self._stated(lines),
            redeemed=self._redeemed(who),
            revision="1",
        )
        self._tell(who, order)

    def _redeemed(self, who: str) -> tuple[Redemption, ...]:
        there = self.shop.members[who].account("points").available
        units = int(there * self._share()) if self.data.draw(st.booleans(), label="redeems") else 0
        return (Redemption("points", units),) if units else ()

    def _late_order(self) -> None:
        """It happened days ago and is heard of only now."""
        who, before = self._who(), self.shop.now - timedelta(days=3)
        order = Order(
            "site",
            self._name("L"),
            before,
            self._lines(),
            paid_at=before,
            stated=(),
            redeemed=self._redeemed(who),
            revision="1",
        )
        self._tell(who, order)

    def _tell(self, who: str, order: Order) -> None:
        self.shop.owner[order.key] = who
        self.shop.told.setdefault(order.key, []).append(order)
        assert not self.shop.do("record_order", who, order).refusals

    def _latest(self) -> Order | None:
        if not self.shop.told:
            return None
        key = self.data.draw(st.sampled_from(sorted(self.shop.told)), label="order")
        return max(self.shop.told[key], key=lambda state: int(state.revision))

    def _again(self, **changes: Any) -> None:
        order = self._latest()
        if order is not None:
            self._again_of(order, **changes)

    def _again_of(self, order: Order, **changes: Any) -> None:
        revision = str(int(order.revision) + 1)
        self._tell(self.shop.owner[order.key], replace(order, revision=revision, **changes))

    def _pay(self) -> None:
        order = self._latest()
        if order is not None and order.paid_at is None and order.live:
            self._again_of(order, paid_at=self.shop.now)

    def _deliver(self) -> None:
        self._again(delivered_at=self.shop.now)

    def _cancel(self) -> None:
        self._again(cancelled_at=self.shop.now)

    def _give_back(self) -> None:
        order = self._latest()
        if order is None:
            return
        lines = tuple(
            replace(
                line, returned=line.returned + int((line.amount - line.returned) * self._share())
            )
            if self.data.draw(st.booleans(), label="this line")
            else line
            for line in order.lines
        )
        self._again_of(order, lines=lines, returned_at=self.shop.now)

    def _return_all(self) -> None:
        order = self._latest()
        if order is not None:
            lines = tuple(replace(line, returned=line.amount) for line in order.lines)
            self._again_of(order, lines=lines, returned_at=self.shop.now)

    def _spend_all(self) -> None:
        """Nothing is left available, so that a return must find its way elsewhere."""
        who = self._who()
        seen = view(self.shop.members[who], self.shop.versions, self.shop.now)
        there = seen.account("points").available
        if there:
            self.shop.do(
                "adjust_balance", who, Adjustment(self._name("S"), "points", -there, "all of it")
            )

    def _repeat(self) -> None:
        """Any state that was told before comes once more."""
        if self.shop.told:
            key = self.data.draw(st.sampled_from(sorted(self.shop.told)), label="order")
            state = self.data.draw(st.sampled_from(self.shop.told[key]), label="state")
            self.shop.do("record_order", self.shop.owner[key], state)

    def _hold(self) -> None:
        """As much as a quote allows or a part of it; or a little more, which is refused."""
        who, now = self._who(), self.shop.now
        channel = self.data.draw(st.sampled_from(("app", "site")), label="channel")
        cart = Order("site", self._name("H"), now, self._lines(), channel=channel)
        quoted = quote(self.shop.members[who], cart, self.shop.versions, now, {})
        units = max(int(quoted.redeemable["points"].units * self._share()), 1)
        units += self.data.draw(st.sampled_from((0, 0, 0, 1, 5)), label="more")
        hours = self.data.draw(st.sampled_from((1, 20)), label="hours")
        self.shop.carts[cart.key] = cart
        wish = HoldWish(cart.id, cart, "points", units, now + timedelta(hours=hours))
        self.shop.do("place_hold", who, wish)

    def _end(self, operation: str) -> None:
        held = sorted(
            (hold.id, name)
            for name, member in self.shop.members.items()
            for account in member.accounts.values()
            for hold in account.holds
            if hold.state == "held"
        )
        if held:
            hold_id, name = self.data.draw(st.sampled_from(held), label="hold")
            self.shop.do(operation, name, HoldEnd(hold_id))

    def _capture(self) -> None:
        self._end("capture_hold")

    def _release(self) -> None:
        self._end("release_hold")

    def _order_of_hold(self) -> None:
        """The order that a hold was placed for comes, whatever became of the hold."""
        holds = sorted(
            (hold.order, hold.id, name)
            for name, member in self.shop.members.items()
            for account in member.accounts.values()
            for hold in account.holds
            if hold.order not in self.shop.told
        )
        if not holds:
            return
        key, hold_id, who = self.data.draw(st.sampled_from(holds), label="hold")
        hold = next(h for h in self.shop.members[who].account("points").holds if h.id == hold_id)
        cart = self.shop.carts[key]
        order = replace(
            cart,
            placed_at=self.shop.now,
            paid_at=self.shop.now,
            redeemed=(Redemption("points", hold.units, hold.id),),
            stated=self._stated(cart.lines),
            revision="1",
        )
        self._tell(who, order)

    def _stated(self, lines: tuple[Line, ...]) -> tuple[StatedDiscount, ...] | None:
        """None: it takes the quote's discounts; shops that speak to us always state theirs."""
        if not self.always_stated and self.data.draw(st.booleans(), label="quoted"):
            return None
        tenths = [self.data.draw(st.sampled_from((0, 0, 1, 5)), label="off") for _ in lines]
        return tuple(
            StatedDiscount(line.number, "sale", line.amount * tenth // 10)
            for line, tenth in zip(lines, tenths, strict=True)
            if tenth
        )

    def _review(self) -> None:
        event = Event(self._name("E"), "review.approved", self.shop.now, {"length": 10})
        self.shop.do("record_event", self._who(), EventReport(event))

    def _adjust(self) -> None:
        who = self._who()
        there = self.shop.members[who].account("points").available
        units = (
            25
            if self.data.draw(st.booleans(), label="grant")
            else -max(int(there * self._share()), 1)
        )
        self.shop.do("adjust_balance", who, Adjustment(self._name("A"), "points", units, "because"))

    def _open(self) -> None:
        """A lot brought from elsewhere: earned before or only later, with its date or without."""
        earned_at = self.shop.now + timedelta(
            days=self.data.draw(st.sampled_from((-30, -1, 2)), label="earned")
        )
        days = self.data.draw(st.sampled_from((None, 3, 30)), label="lapses in")
        lapses = None if days is None else self.shop.now + timedelta(days=days)
        replaces = self.data.draw(st.booleans(), label="replaces")
        lot = OpeningLot(self._name("B"), "points", 35, earned_at, lapses, replaces)
        self.shop.do("open_balance", self._who(), lot)

    def _floor(self) -> None:
        """A tier by hand, until a date, for ever, or no more."""
        tier = self.data.draw(st.sampled_from(("silver", "gold", "")), label="floor")
        days = self.data.draw(st.sampled_from((None, 2, 15)), label="stands for")
        until = None if days is None else self.shop.now + timedelta(days=days)
        self.shop.do("set_tier_floor", self._who(), Floor(tier, until, "because"))


_KINDS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"tags": ("new",)},
    {"list_amount": 300_000, "tags": ("new",)},
    {"min_amount": 900},
    {"min_amount": 9_000, "list_amount": 33_334},
    {"gift_card": True},
)
_OFTEN = {
    "order": 3,
    "late_order": 1,
    "pay": 1,
    "deliver": 1,
    "cancel": 1,
    "give_back": 2,
    "return_all": 1,
    "spend_all": 1,
    "repeat": 1,
    "hold": 2,
    "capture": 1,
    "release": 1,
    "order_of_hold": 1,
    "review": 1,
    "adjust": 1,
    "open": 1,
    "floor": 1,
    "publish": 1,
    "wait": 2,
    "job": 1,
}
_HAPPENINGS = [name for name, times in _OFTEN.items() for _ in range(times)]
