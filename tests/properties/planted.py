"""Bugs that other systems have had, planted in ours: each must be seen by the properties.

A bug is where it goes (module, name) and what it makes of the right function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from kopilka.engine.earning.given import NOTHING
from kopilka.engine.ledger.model import Allocation

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Bug:
    """`module` is where the name is looked up, which need not be where it is defined.

    `terms` of the program under which it can show at all. `rare`: few lives show it, so that the
    hunt takes a while.
    """

    name: str
    module: str
    attribute: str
    make: Callable[[Function], Function]
    terms: Mapping[str, object] = field(default_factory=dict)

    @property
    def rare(self) -> bool:
        return self.name in RARE


def _newest_first(right: Function) -> Function:
    return lambda account: list(reversed(right(account)))


def _pending_can_be_had(right: Function) -> Function:
    def wrong(account: Any) -> Any:
        return sorted(
            (lot for lot in account.lots.values() if lot.remaining),
            key=lambda lot: (lot.matured_at is not None, lot.consumption_key),
        )

    return wrong


def _nothing(_: Function) -> Function:
    return lambda *arguments, **named: None


def _release_forgets_the_lots(right: Function) -> Function:
    def wrong(account: Any, hold: Any, **named: Any) -> None:
        kept = {lot.number: lot.remaining for lot in account.lots.values()}
        right(account, hold, **named)
        for number, remaining in kept.items():
            account.lots[number].remaining = remaining

    return wrong


def _release_keeps_it_held(right: Function) -> Function:
    def wrong(account: Any, hold: Any, **named: Any) -> None:
        right(account, hold, **named)
        account.held += hold.units

    return wrong


def _capture_takes_one_less(right: Function) -> Function:
    def wrong(account: Any, hold: Any, **named: Any) -> Any:
        taken = right(account, hold, **named)
        return (*taken[:-1], Allocation(taken[-1].lot, taken[-1].amount + 1)) if taken else taken

    return wrong


def _takes_one_more(right: Function) -> Function:
    return lambda account, **named: right(account, **{**named, "units": named["units"] + 1})


def _earns_again(right: Function) -> Function:
    def wrong(member: Any, record: Any, moment: Any, uses: Any) -> None:
        record.awarded = {}
        right(member, record, moment, uses)

    return wrong


def _older_is_newer(_: Function) -> Function:
    return lambda order, decided: False


def _ungraced(right: Function) -> Function:
    def wrong(account: Any, lot: Any, at: Any, wallet: Any, program: Any) -> Any:
        until = right(account, lot, at, wallet, program)
        return until + timedelta(days=180) if until else until

    return wrong


def _lapsing_waits(right: Function) -> Function:
    """The lot stays until a job comes on another day."""

    def wrong(lot: Any) -> Any:
        at = right(lot)
        return at + timedelta(days=1) if at is not None and lot.matured_at is not None else at

    return wrong


def _loses_the_remainder(right: Function) -> Function:
    def wrong(whole: int, weights: Any) -> list[int]:
        parts = right(whole, weights)
        return [max(part - 1, 0) for part in parts] if len(parts) > 2 else parts

    return wrong


def _debt_forgotten(right: Function) -> Function:
    def wrong(account: Any, **named: Any) -> None:
        right(account, **named)
        account.debt = 0

    return wrong


def _gives_all_back(right: Function) -> Function:
    """A part returned gives the whole redemption back, each time."""
    return lambda part, returned, bought: part if returned else 0


def _twice_the_grant(right: Function) -> Function:
    def wrong(account: Any, **named: Any) -> Any:
        lot = right(account, **named)
        account.available += named["units"]
        return lot

    return wrong


def _hold_takes_nothing(right: Function) -> Function:
    def wrong(account: Any, **named: Any) -> Any:
        hold = right(account, **named)
        if hasattr(hold, "allocations"):
            hold.allocations = ()
        return hold

    return wrong


def _same_cause(_: Function) -> Function:
    return lambda self, cause: replace(cause, number=1)


def _always(answer: object) -> Callable[[Function], Function]:
    return lambda right: lambda *arguments, **named: answer


def _all_of_a_lane(right: Function) -> Function:
    return lambda candidates, *rest: sum(right([each], *rest) for each in candidates)


def _first_of_a_lane(right: Function) -> Function:
    return lambda candidates, *rest: right(candidates[:1], *rest)


def _smallest_of_a_group(_: Function) -> Function:
    def wrong(given: Any) -> None:
        group = [each for each in given if each.rule.best_of and each.exact]
        for each in group:
            if each is not min(group, key=lambda one: one.exact):
                each.exact, each.weights = NOTHING, {}
                each.trace = replace(each.trace, outcome="best_of_lost")

    return wrong


def _multipliers_pile_up(right: Function) -> Function:
    def wrong(own: Any, given: Any, look: Any) -> Any:
        rules = [rule for rule in own if rule.multiply is not None]
        return [part for rule in rules for part in right((rule,), given, look)]

    return wrong


def _as_it_is(_: Function) -> Function:
    return lambda caps, *rest: caps


def _uncut(_: Function) -> Function:
    return lambda units, *rest: (units, "")


def _unlimited(_: Function) -> Function:
    return lambda given, keys, left: given


def _whole_order(right: Function) -> Function:
    return lambda group, share, *rest: right(group, Fraction(1), *rest)


def _never_refused_for(code: str) -> Callable[[Function], Function]:
    def make(right: Function) -> Function:
        return lambda *arguments: tuple(
            refusal for refusal in right(*arguments) if refusal.code != code
        )

    return make


def _no_floor(_: Function) -> Function:
    return lambda self, line: max(self.net(line.number), 0)


def _todays_program(_: Function) -> Function:
    return lambda self, number: self.all[-1].program


def _everything_counts(_: Function) -> Function:
    return lambda remaining, program, frozen: (remaining, ())


def _no_ceiling(_: Function) -> Function:
    return lambda pricing, program, frozen: pricing.total


_SHORT = {"expires": "4d", "grace": "3d", "pending": "0", "min_balance": 0}
_SOON = {"pending": "1d", "expires": "never", "debt": "allow", "limits": "{}"}
_AT_ONCE = {"pending": "0"}
_LAPSING = {**_AT_ONCE, "expires": "4d", "grace": "0", "limits": "{}"}
_LEVELS = {"tiers": True, "window": "20d", "valid": "10d"}
_LANES = {"discounts": True, "together": ""}
_LOW = {**_AT_ONCE, "discounts": True, "together": "{max_total: 30%}", "share": "100%"}
_FEW = {"rules": ("few", "capped")}
_REVIEW = {"rules": ("review",)}
_DAY = {"limits": "{earned_per_day: 60}"}
_FULL = {"limits": "{balance: 150}"}
_BEST = {"rules": ("best",)}
_TWICE = {"rules": ("multiply",)}
_HALF = {**_AT_ONCE, "share": "50%", "min_balance": 0}
_STEPS = {**_AT_ONCE, "step": 5}
_LEAST = {**_AT_ONCE, "min_balance": 500, "step": 1}
ENGINE = "kopilka.engine"
LEDGER, ORDERS, TIERS = f"{ENGINE}.ledger", f"{ENGINE}.orders", f"{ENGINE}.tiers"
EARNING, PRICING = f"{ENGINE}.earning", f"{ENGINE}.pricing"
CHECKOUT = f"{ENGINE}.checkout.holding"
BUGS = (
    Bug("the newest units go first", f"{LEDGER}.holds", "usable", _newest_first),
    Bug("deductions take the newest", f"{LEDGER}.lots", "usable", _newest_first),
    Bug("pending units can be held", f"{LEDGER}.holds", "usable", _pending_can_be_had),
    Bug("debts are never paid", "kopilka.engine.settle", "pay_debt", _nothing, _SOON),
    Bug("an award pays no debt", f"{LEDGER}.lots", "pay_debt", _nothing, _AT_ONCE),
    Bug("a release forgets the lots", f"{LEDGER}.holds", "release", _release_forgets_the_lots),
    Bug("a release keeps it held", f"{LEDGER}.holds", "release", _release_keeps_it_held),
    Bug("a capture counts one less", f"{LEDGER}.holds", "capture", _capture_takes_one_less),
    Bug("a clawback takes one more", f"{LEDGER}.takeback", "take_back", _takes_one_more),
    Bug("a clawback forgets the debt", f"{LEDGER}.takeback", "take_back", _debt_forgotten),
    Bug("a repeated state earns again", f"{ORDERS}.decide", "move_award", _earns_again),
    Bug("an older state counts", f"{ORDERS}.decide", "_older", _older_is_newer),
    Bug("what comes back lives anew", f"{LEDGER}.redeem", "_reopened_until", _ungraced, _SHORT),
    Bug("lapsing waits for a job", "kopilka.engine.settle", "_changes_at", _lapsing_waits),
    Bug(
        "shares lose a remainder",
        "kopilka.engine.pricing.redemption",
        "share_out",
        _loses_the_remainder,
    ),
    Bug("a part returned gives all", f"{ORDERS}.paid_by_units", "part_returned", _gives_all_back),
    Bug("a grant counts twice", f"{LEDGER}.lots", "grant", _twice_the_grant),
    Bug("a hold takes from no lot", f"{LEDGER}.holds", "place", _hold_takes_nothing),
    Bug("a cause is used twice", f"{LEDGER}.model.Journal", "number", _same_cause),
    Bug("orders take the newest", f"{LEDGER}.redeem", "usable", _newest_first, _LAPSING),
    Bug("today's program decides", f"{ENGINE}.standing.Versions", "number", _todays_program),
    Bug("gift cards earn", f"{EARNING}.order", "counted_of", _everything_counts),
    Bug("a return leaves the tier", TIERS, "_justified", _always(True), _LEVELS),
    Bug("thresholds look at all time", TIERS, "window_start", _nothing, _LEVELS),
    Bug("tiers are never reviewed", TIERS, "review", _nothing, _LEVELS),
    Bug("a tier by hand is no floor", TIERS, "_floor_stands", _always(False), _LEVELS),
    Bug("all of a lane count", f"{PRICING}.discounts", "_take_best", _all_of_a_lane, _LANES),
    Bug("the first of a lane wins", f"{PRICING}.discounts", "_take_best", _first_of_a_lane, _LANES),
    Bug("discounts know no ceiling", f"{PRICING}.discounts", "_ceiling", _no_ceiling, _LOW),
    Bug("units know no ceiling", f"{PRICING}.redemption", "_under_ceiling", _as_it_is, _LOW),
    Bug("least prices are undercut", f"{PRICING}.discounts.Pricing", "room", _no_floor),
    Bug("rules have no limits", f"{EARNING}.order", "cut_by_rule_limits", _unlimited, _FEW),
    Bug("limits are not counted", f"{ORDERS}.awarded", "move_usage", _nothing, _FEW),
    Bug("events have no limits", f"{EARNING}.event", "cut_by_rule_limits", _unlimited, _REVIEW),
    Bug("a day has no limit", f"{EARNING}.award", "_cut_by_wallet", _uncut, _DAY),
    Bug("a balance has no limit", f"{EARNING}.award", "_cut_by_wallet", _uncut, _FULL),
    Bug("all of a group count", f"{EARNING}.award", "best_of", _nothing, _BEST),
    Bug(
        "the smallest of a group counts", f"{EARNING}.award", "best_of", _smallest_of_a_group, _BEST
    ),
    Bug("multipliers pile up", f"{EARNING}.award", "multiplied", _multipliers_pile_up, _TWICE),
    Bug("units pay for all of it", f"{PRICING}.redemption", "_group_caps", _whole_order, _HALF),
    Bug("any step will do", CHECKOUT, "check_redeem", _never_refused_for("not_a_step"), _STEPS),
    Bug(
        "the least balance is forgotten",
        CHECKOUT,
        "check_redeem",
        _never_refused_for("below_min_balance"),
        _LEAST,
    ),
)
RARE = {
    "a capture counts one less",
    "a clawback forgets the debt",
    "all of a lane count",
    "an award pays no debt",
    "debts are never paid",
    "deductions take the newest",
    "discounts know no ceiling",
    "units know no ceiling",
    "units pay for all of it",
}
"""Hunted for longer than ten seconds each: in `make test-all`."""
