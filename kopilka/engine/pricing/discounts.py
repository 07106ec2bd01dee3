"""What the program takes off an order: lanes one after another, in a lane the best."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from kopilka.engine.facts import Frozen, Line, Order
from kopilka.engine.program.conditions import LineSelector
from kopilka.engine.program.model import Award, Discount, MoneyOff, Percent, Program
from kopilka.engine.rules.brackets import choose, written
from kopilka.engine.rules.conditions import check
from kopilka.engine.rules.lines import never_counts, selects
from kopilka.engine.rules.trace import DiscountTrace
from kopilka.engine.rules.world import World
from kopilka.values.shares import share_out


@dataclass(slots=True)
class Pricing:
    """Discounts by line number and discount id, minor money; what is left of each line."""

    order: Order
    discounts: dict[int, dict[str, int]] = field(default_factory=dict)
    traces: tuple[DiscountTrace, ...] = ()
    _net: dict[int, int] = field(default_factory=dict)

    def net(self, line: int) -> int:
        return self._net[line]

    @property
    def total(self) -> int:
        """All lines after discounts, without delivery."""
        return sum(self._net.values())

    def take(self, line: int, discount: str, minor: int) -> None:
        if minor:
            by = self.discounts.setdefault(line, {})
            by[discount] = by.get(discount, 0) + minor
            self._net[line] -= minor

    def room(self, line: Line) -> int:
        """What discounts may still take: never below the line's least price, never below zero."""
        return max(self._net[line.number] - line.min_amount, 0)


@dataclass(frozen=True, slots=True)
class Brought:
    """What an order brings along, such as a claimed reward: it applies beside any other.

    `pieces`: so many of the lines, the dearest first; None: all.
    """

    id: str
    lane: str
    give: Award
    lines: LineSelector | None = None
    pieces: int | None = None


def price(
    order: Order, program: Program, frozen: Frozen, brought: tuple[Brought, ...] = ()
) -> Pricing:
    """The shop's stated discounts are facts; an order that states none takes the program's.

    What is `brought` comes last, one after another.
    """
    pricing = Pricing(order)
    pricing._net = {line.number: line.amount for line in order.lines}
    if order.stated is not None:
        _take_stated(pricing)
    elif program.discounts or brought:
        pricing.traces = _take_programs(pricing, program, frozen, brought)
    return pricing


def _take_stated(pricing: Pricing) -> None:
    assert pricing.order.stated is not None
    for stated in pricing.order.stated:
        left = pricing._net.get(stated.line)
        if left is not None:
            pricing.take(stated.line, stated.discount, min(stated.minor, left))


def _take_programs(
    pricing: Pricing, program: Program, frozen: Frozen, brought: tuple[Brought, ...]
) -> tuple[DiscountTrace, ...]:
    order = pricing.order
    world = World(program, frozen, order.placed_at, order, total=order.total)
    ceiling = _ceiling(pricing, program, frozen)
    traces: list[DiscountTrace] = []
    for lane in dict.fromkeys(discount.lane for discount in program.discounts):
        candidates = [
            _candidate(discount, pricing, world)
            for discount in program.discounts
            if discount.lane == lane
        ]
        ceiling -= _take_best(candidates, pricing, ceiling)
        traces += [candidate.trace for candidate in candidates]
    taken: Pieces = {}
    for one in brought:
        candidate = _brought(one, pricing, world, taken)
        ceiling -= _take_best([candidate], pricing, ceiling)
        traces.append(candidate.trace)
    return tuple(traces)


def _ceiling(pricing: Pricing, program: Program, frozen: Frozen) -> int:
    """The most that all discounts may take together."""
    most = program.together.max_total
    if most is None:
        return pricing.total
    return int(most * sum(line.amount for line in _discountable(pricing, program, frozen)))


def _discountable(pricing: Pricing, program: Program, frozen: Frozen) -> list[Line]:
    """A gift card is money: it is not discounted; neither are lines that never count."""
    return [
        line
        for line in pricing.order.lines
        if not line.gift_card and not never_counts(program, line, frozen.person)
    ]


Pieces = dict[int, Fraction]
"""Line -> how many pieces of it have been discounted by what the order brought."""


@dataclass(slots=True)
class _Candidate:
    trace: DiscountTrace
    by_line: dict[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_line.values())


def _candidate(discount: Discount, pricing: Pricing, world: World) -> _Candidate:
    def not_applied(outcome: str) -> _Candidate:
        return _Candidate(DiscountTrace(discount.id, discount.lane, outcome))

    failed = check(discount.when, world)
    if failed:
        trace = DiscountTrace(discount.id, discount.lane, "condition_failed", failed=failed)
        return _Candidate(trace)
    lines = [
        line
        for line in _discountable(pricing, world.program, world.frozen)
        if selects(discount.lines, line, world.frozen.person)
    ]
    bases = [pricing.net(line.number) for line in lines]
    if not sum(bases):
        return not_applied("no_lines")
    award = choose(discount.give, world, sum(line.amount for line in lines))
    if award is None:
        return not_applied("below_brackets")
    return _share(discount, award, lines, bases, pricing)


def _brought(brought: Brought, pricing: Pricing, world: World, taken: Pieces) -> _Candidate:
    lines = [
        line
        for line in _discountable(pricing, world.program, world.frozen)
        if selects(brought.lines, line, world.frozen.person)
    ]
    bases = [pricing.net(line.number) for line in lines]
    if brought.pieces is not None:
        bases = _of_pieces(brought.pieces, lines, bases, taken)
    if not sum(bases):
        return _Candidate(DiscountTrace(brought.id, brought.lane, "no_lines"))
    return _share(brought, brought.give, lines, bases, pricing)


def _of_pieces(pieces: int, lines: list[Line], nets: list[int], taken: Pieces) -> list[int]:
    """What that many of the dearest pieces cost, by line; pieces `taken` before are left out."""
    bases, left = [0] * len(lines), Fraction(pieces)
    each = [Fraction(net) / (line.quantity or 1) for line, net in zip(lines, nets, strict=True)]
    for place in sorted(range(len(lines)), key=lambda place: -each[place]):
        line = lines[place]
        there = (line.quantity or Fraction(1)) - taken.get(line.number, 0)
        count = min(left, there)
        taken[line.number] = taken.get(line.number, Fraction(0)) + count
        bases[place] = int(each[place] * count)
        left -= count
    return bases


def _share(
    discount: Discount | Brought,
    award: Award,
    lines: list[Line],
    bases: list[int],
    pricing: Pricing,
) -> _Candidate:
    base = sum(bases)
    whole = min(_whole(award, base), base)
    parts = share_out(whole, bases)
    by_line = {
        line.number: min(part, pricing.room(line)) for line, part in zip(lines, parts, strict=True)
    }
    given = sum(by_line.values())
    outcome = "applied" if given == whole else "floor"
    trace = DiscountTrace(discount.id, discount.lane, outcome, base, written(award), given)
    return _Candidate(trace, by_line)


def _whole(award: Award, base: int) -> int:
    """Minor money, rounded down once for the whole discount."""
    if isinstance(award, Percent):
        return int(Fraction(base) * award.rate)
    assert isinstance(award, MoneyOff), award
    return award.minor


def _take_best(candidates: list[_Candidate], pricing: Pricing, ceiling: int) -> int:
    """The largest of the lane, the earlier of equals; returns what it took."""
    best = max(candidates, key=lambda candidate: candidate.total)
    _cut(best, ceiling)
    for line, minor in best.by_line.items():
        pricing.take(line, best.trace.discount, minor)
    for candidate in candidates:
        if candidate is not best and candidate.total:
            old = candidate.trace
            candidate.trace = DiscountTrace(
                old.discount, old.lane, "lane_lost", old.base, old.rate, old.minor
            )
    return best.total


def _cut(best: _Candidate, ceiling: int) -> None:
    if best.total <= ceiling:
        return
    parts = share_out(ceiling, list(best.by_line.values()))
    best.by_line = dict(zip(best.by_line, parts, strict=True))
    old = best.trace
    best.trace = DiscountTrace(old.discount, old.lane, "ceiling", old.base, old.rate, ceiling)
