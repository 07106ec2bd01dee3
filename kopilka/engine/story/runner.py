"""Runs a story and says what differs, in the story's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from kopilka.engine.ledger.model import Account
from kopilka.engine.ledger.replay import check
from kopilka.engine.program.model import Program, Wallet
from kopilka.engine.settle import view
from kopilka.engine.standing import Member, OrderRecord
from kopilka.engine.story.grammar import Step, Story, StoryFault, read_story
from kopilka.engine.story.world import World
from kopilka.engine.tiers import tier_at
from kopilka.values.money import from_minor


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
    """Raises StoryFault for a line that is not understood."""
    story = read_story(text)
    world = World.begin(load_program(story.program), load_program)
    differences: list[Difference] = []
    met: list[str] = []
    for step in story.steps:
        if step.verb == "then":
            differences += _expect(world, step)
            continue
        codes = [refusal.code for refusal in world.act(step)]
        met += codes
        differences += _compare_refusals(step, codes)
    differences += _check_books(world, story)
    return StoryResult(story, tuple(differences), tuple(met))


def _compare_refusals(step: Step, codes: list[str]) -> Iterator[Difference]:
    if step.expected and step.expected not in codes:
        met = ", ".join(codes) if codes else "it was accepted"
        yield Difference(step.line, f"refused because {step.expected}", met)
    elif codes and not step.expected:
        yield Difference(step.line, f"{step.text!r} to be accepted", f"refused: {', '.join(codes)}")


def _check_books(world: World, story: Story) -> Iterator[Difference]:
    """Every story also proves that its book can be replayed; per member, by cause."""
    last = story.steps[-1].line if story.steps else 1
    if len(world.members) == 1:
        member = next(iter(world.members.values()))
        for difference in check(member.accounts.values(), world.journal.entries):
            yield Difference(last, f"{difference.what} {difference.replayed}", str(difference))


# ------------------------------------------------------------------ expectations


def _expect(world: World, step: Step) -> Iterator[Difference]:
    """`anna available 22, expired 43; A3 paid 450.00, earned purchase 22`."""
    at = step.at.replace(tzinfo=world.versions.all[0].program.zone).astimezone(UTC)
    for clause in step.text.split(";"):
        words = clause.split()
        if not words:
            continue
        whose = words[0]
        yield from _expect_of(world, step, at, whose, clause.strip()[len(whose) :].strip())


def _expect_of(
    world: World, step: Step, at: datetime, whose: str, text: str
) -> Iterator[Difference]:
    if whose in world.orders:
        record = world.members[world.owner[whose]].orders.get(world.orders[whose].key)
        if record is None:
            raise StoryFault(step.line, f"order {whose} has not been decided yet")
        yield from _expect_order(world, step, record, text)
    elif whose in world.members:
        member = view(world.members[whose], world.versions, at)
        yield from _expect_member(world, step, at, member, text)
    else:
        raise StoryFault(step.line, f"there is no member and no order {whose!r}")


_BALANCES: dict[str, Callable[[Account], int]] = {
    "available": lambda account: account.available,
    "pending": lambda account: account.pending,
    "held": lambda account: account.held,
    "debt": lambda account: account.debt,
    "earned": lambda account: account.earned,
    "expired": lambda account: sum(lot.lapsed for lot in account.lots.values()),
    "lapsed": lambda account: sum(lot.lapsed for lot in account.lots.values()),
}


def _expect_member(
    world: World, step: Step, at: datetime, member: Member, text: str
) -> Iterator[Difference]:
    program = world.program_at(at)
    wallet = next(iter(program.wallets.values()))
    for part in text.split(","):
        words = part.split()
        if words and words[0] in program.wallets:
            wallet = program.wallets[words[0]]
            words = words[1:]
        if len(words) != 2:
            raise StoryFault(step.line, f"{part.strip()!r}: say what and how much: available 60")
        what, wanted = words
        if what == "tier":
            actual = tier_at(member, world.versions, at) or "none"
        elif what in _BALANCES:
            actual = _units(_BALANCES[what](member.account(wallet.id)), wallet)
        else:
            known = ", ".join(["tier", *_BALANCES])
            raise StoryFault(step.line, f"a member has no {what!r}; known: {known}")
        if not _equal(wanted, actual):
            yield Difference(step.line, f"{member.id} {what} {wanted}", f"it is {actual}")


def _expect_order(world: World, step: Step, record: OrderRecord, text: str) -> Iterator[Difference]:
    """`paid 450.00`, `earned purchase 22, app 18`, `earned 63`, `discount club 45.00`."""
    what = ""
    for part in text.split(","):
        words = part.split()
        if words and words[0] in ("paid", "earned", "discount", "redeemed"):
            what = words.pop(0)
        name, wanted = (words[0], words[1]) if len(words) == 2 else ("", words[0])
        actual = _of_order(world, record, what, name)
        if not _equal(wanted, actual):
            said = f"{record.order.id} {what} {name} {wanted}".replace("  ", " ")
            yield Difference(step.line, said, f"it is {actual}")


def _of_order(world: World, record: OrderRecord, what: str, name: str) -> str:
    currency = world.versions.number(record.frozen.version).currency
    discounts = [(d, m) for by in record.discounts.values() for d, m in by.items()]
    off = sum(minor for discount, minor in discounts if name in ("", discount))
    units = sum(sum(by.values()) for by in record.paid_by_units.values())
    if what == "paid":
        total = record.order.total - off - units + record.order.delivery
        return str(from_minor(total, currency))
    if what == "discount":
        return str(from_minor(off, currency))
    if what == "redeemed":
        return str(sum(record.captured.values()))
    return _earned(world, record, name)


def _earned(world: World, record: OrderRecord, name: str) -> str:
    wallets = world.versions.number(record.frozen.version).wallets
    for wallet_id, rules in record.awarded.items():
        if not name and len(record.awarded) == 1:
            return _units(sum(rules.values()), wallets[wallet_id])
        if name == wallet_id:
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
