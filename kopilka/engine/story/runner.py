"""Runs a story and says what differs, in the story's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kopilka.engine.program.model import Program, Wallet
from kopilka.engine.story.grammar import Step, Story, StoryFault, read_story
from kopilka.engine.story.stage import BALANCES, EngineStage, MemberSeen, OrderSeen, Stage
from kopilka.engine.story.world import World
from kopilka.values.money import from_minor

_OF_ORDERS = ("paid", "earned", "discount", "redeemed")
_ALSO_CALLED = {"lapsed": "expired"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Line of the story, what it expects, what is."""

    line: int
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"line {self.line}: expected {self.expected}, but {self.actual}"


@dataclass(frozen=True, slots=True)
class StoryResult:
    story: Story
    differences: tuple[Difference, ...]
    refusals_met: tuple[str, ...] = field(default=())

    @property
    def holds(self) -> bool:
        return not self.differences


def run_story(text: str, load_program: Callable[[str], Program]) -> StoryResult:
    """By the engine alone. Raises StoryFault for a line that is not understood."""
    story = read_story(text)
    return play(story, EngineStage(World.begin(load_program(story.program), load_program)))


def play(story: Story, stage: Stage) -> StoryResult:
    """Every step in turn; what differs does not stop the story."""
    differences: list[Difference] = []
    met: list[str] = []
    for step in story.steps:
        if step.verb == "then":
            differences += _expect(stage, step)
            continue
        codes = stage.act(step)
        met += codes
        differences += _compare_refusals(step, codes)
    last = story.steps[-1].line if story.steps else 1
    differences += [Difference(last, "a clean book", damage) for damage in stage.damage()]
    return StoryResult(story, tuple(differences), tuple(met))


def _compare_refusals(step: Step, codes: list[str]) -> Iterator[Difference]:
    if step.expected and step.expected not in codes:
        met = ", ".join(codes) if codes else "it was accepted"
        yield Difference(step.line, f"refused because {step.expected}", met)
    elif codes and not step.expected:
        yield Difference(step.line, f"{step.text!r} to be accepted", f"refused: {', '.join(codes)}")


# ------------------------------------------------------------------ expectations


def _expect(stage: Stage, step: Step) -> Iterator[Difference]:
    """`anna available 22, expired 43; A3 paid 450.00, earned purchase 22`."""
    for clause in step.text.split(";"):
        words = clause.split()
        if words:
            yield from _expect_of(stage, step, words[0], clause.strip()[len(words[0]) :].strip())


def _expect_of(stage: Stage, step: Step, whose: str, text: str) -> Iterator[Difference]:
    order = stage.order(step, whose)
    if order is not None:
        yield from _expect_order(stage, step, order, whose, text)
        return
    member = stage.member(step, whose)
    if member is None:
        raise StoryFault(step.line, f"there is no member and no order {whose!r}")
    yield from _expect_member(stage, step, member, whose, text)


def _expect_member(
    stage: Stage, step: Step, member: MemberSeen, name: str, text: str
) -> Iterator[Difference]:
    wallets = stage.wallets(step)
    wallet = next(iter(wallets.values()))
    for part in text.split(","):
        words = part.split()
        if words and words[0] in wallets:
            wallet = wallets[words[0]]
            words = words[1:]
        if len(words) != 2:
            raise StoryFault(step.line, f"{part.strip()!r}: say what and how much: available 60")
        what, wanted = words
        actual = _of_member(step, member, what, wallet)
        if not _equal(wanted, actual):
            yield Difference(step.line, f"{name} {what} {wanted}", f"it is {actual}")


def _of_member(step: Step, member: MemberSeen, what: str, wallet: Wallet) -> str:
    if what == "tier":
        return member.tier or "none"
    if what in member.facts:
        return member.facts[what]()
    what = _ALSO_CALLED.get(what, what)
    if what not in BALANCES:
        known = ", ".join(["tier", *member.facts, *BALANCES])
        raise StoryFault(step.line, f"a member has no {what!r}; known: {known}")
    return _units(member.balances[wallet.id][what], wallet)


def _expect_order(
    stage: Stage, step: Step, order: OrderSeen, order_id: str, text: str
) -> Iterator[Difference]:
    """`paid 450.00`, `earned purchase 22, app 18`, `earned 63`, `discount club 45.00`."""
    what = ""
    for part in text.split(","):
        words = part.split()
        if words and words[0] in _OF_ORDERS:
            what = words.pop(0)
        if not what or not 1 <= len(words) <= 2:
            known = ", ".join(_OF_ORDERS)
            raise StoryFault(step.line, f"{part.strip()!r}: say what of the order: {known}")
        name, wanted = (words[0], words[1]) if len(words) == 2 else ("", words[0])
        actual = _of_order(order, what, name, stage.currency, stage.wallets(step))
        if not _equal(wanted, actual):
            said = " ".join(filter(None, (order_id, what, name, wanted)))
            yield Difference(step.line, said, f"it is {actual}")


def _of_order(
    order: OrderSeen, what: str, name: str, currency: str, wallets: Mapping[str, Wallet]
) -> str:
    if what == "paid":
        return str(from_minor(order.paid, currency))
    if what == "discount":
        given = order.discounts.items()
        off = sum(minor for discount, minor in given if name in ("", discount))
        return str(from_minor(off, currency))
    if what == "redeemed":
        return str(order.redeemed)
    return _earned(order, name, wallets)


def _earned(order: OrderSeen, name: str, wallets: Mapping[str, Wallet]) -> str:
    for wallet_id, rules in order.awarded.items():
        if name == wallet_id or (not name and len(order.awarded) == 1):
            return _units(sum(rules.values()), wallets[wallet_id])
        if name in rules:
            return _units(rules[name], wallets[wallet_id])
    return "0"


def _units(units: int, wallet: Wallet) -> str:
    return str(Decimal(units).scaleb(-wallet.decimals)) if wallet.decimals else str(units)


def _equal(wanted: str, actual: str) -> bool:
    try:
        return Decimal(wanted) == Decimal(actual)
    except ArithmeticError:
        return wanted == actual
