"""What of the catalogue a member may claim at a moment, and every reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.rewards import Reward, rewards_of, wallet_of
from kopilka.engine.rules.limits import in_period
from kopilka.engine.standing import Member, Versions
from kopilka.engine.tiers import tier_at
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Offered:
    """A reward as one member sees it. `gap`: units still missing; `left`: None without a stock."""

    reward: Reward
    wallet: str
    gap: int
    left: int | None
    refusals: tuple[Refusal, ...]


def catalogue(member: Member, versions: Versions, now: datetime) -> tuple[Offered, ...]:
    """What can be claimed now, as in the file; then what units are missing for, the nearest first;
    then what is refused for other reasons too.
    """
    program = versions.at(now).program
    offered = [_offered(member, each, program, versions, now) for each in rewards_of(program)]
    return tuple(sorted(offered, key=lambda each: (_hindrance(each), each.gap)))


def _offered(
    member: Member, reward: Reward, program: Program, versions: Versions, now: datetime
) -> Offered:
    wallet = wallet_of(reward, program)
    gap = max(reward.price - member.account(wallet).available, 0)
    left = None if reward.stock is None else _left(member, _stock_key(reward), reward.stock)
    return Offered(reward, wallet, gap, left, against(member, reward, versions, now))


def _hindrance(offered: Offered) -> int:
    """0 none, 1 units alone, 2 anything else."""
    others = any(refusal.code != "not_enough_units" for refusal in offered.refusals)
    return 2 if others else 1 if offered.refusals else 0


def against(
    member: Member, reward: Reward, versions: Versions, now: datetime
) -> tuple[Refusal, ...]:
    program = versions.at(now).program
    return (
        *_by_date(reward, program, now),
        *_by_tier(member, reward, versions, now),
        *_by_counters(member, reward, program, now),
        *_by_units(member, reward, program),
    )


def _by_date(reward: Reward, program: Program, now: datetime) -> Iterator[Refusal]:
    starts, ends = reward.starts_at(program.zone), reward.ends_at(program.zone)
    if starts is not None and now < starts:
        yield Refusal("reward_not_yet", {"reward": reward.id, "day": str(reward.from_)})
    if ends is not None and now >= ends:
        yield Refusal("reward_over", {"reward": reward.id, "day": str(reward.until)})


def _by_tier(
    member: Member, reward: Reward, versions: Versions, now: datetime
) -> Iterator[Refusal]:
    if reward.tiers and tier_at(member, versions, now) not in reward.tiers:
        yield Refusal("not_your_tier", {"reward": reward.id, "tiers": list(reward.tiers)})


def _by_counters(
    member: Member, reward: Reward, program: Program, now: datetime
) -> Iterator[Refusal]:
    for key, limit in counters_of(reward, now, program.zone):
        if _left(member, key, limit):
            continue
        if key == _stock_key(reward):
            yield Refusal("sold_out", {"reward": reward.id})
        else:
            yield Refusal("reward_limit_reached", {"reward": reward.id, "limit": limit})


def _by_units(member: Member, reward: Reward, program: Program) -> Iterator[Refusal]:
    wallet = wallet_of(reward, program)
    available = member.account(wallet).available
    if available < reward.price:
        facts = {"wallet": wallet, "available": available, "asked": reward.price}
        yield Refusal("not_enough_units", facts)


# ------------------------------------------------------------------ counters


def counters_of(reward: Reward, at: datetime, zone: ZoneInfo) -> Iterator[tuple[str, int]]:
    """(the name a limit is counted under, the limit): of all members, and of one in its period."""
    if reward.stock is not None:
        yield _stock_key(reward), reward.stock
    if reward.per_member is not None:
        period = [] if reward.in_ is None else [in_period(reward.in_, at, zone)]
        yield "/".join([f"reward:{reward.id}", "claims", "member", *period]), reward.per_member


def _stock_key(reward: Reward) -> str:
    return f"program/reward:{reward.id}/claims"


def _left(member: Member, key: str, limit: int) -> int:
    return max(limit - member.usage.get(key, 0), 0)
