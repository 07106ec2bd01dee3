"""A claim: units given for a reward. It is issued, and ends once: used, cancelled or lapsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from kopilka.engine.ledger import redeem
from kopilka.engine.ledger.lots import total
from kopilka.engine.ledger.model import Allocation, Cause, Journal
from kopilka.engine.mechanics.rewards.catalogue import against, counters_of
from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.rewards import Reward, find_reward, wallet_of
from kopilka.engine.standing import Member, Versions
from kopilka.values.periods import add, end_of_local_day
from kopilka.values.refusals import Refusal

SHELF = "rewards"
ClaimState = Literal["issued", "used", "cancelled", "lapsed"]


@dataclass(frozen=True, slots=True)
class Claim:
    """`id` is permanent; `taken` what its units came out of, negative; `order` uses it.

    It lives by the version that issued it. `until` None: it never lapses; `ended_at` is when it
    was used, cancelled or lapsed.
    """

    id: str
    reward: str
    wallet: str
    taken: tuple[Allocation, ...]
    at: datetime
    until: datetime | None
    version: int
    code: str = ""
    state: ClaimState = "issued"
    order: str = ""
    ended_at: datetime | None = None

    @property
    def units(self) -> int:
        return -total(self.taken)

    def seen_at(self, now: datetime) -> Claim:
        """As it stands at `now`, whether or not its lapsing has been booked."""
        if self.state != "issued" or self.until is None or self.until > now:
            return self
        return replace(self, state="lapsed", ended_at=self.until)


@dataclass(frozen=True, slots=True)
class ClaimWish:
    """`id` is the claim's permanent id; `code` what the till can find it by."""

    id: str
    reward: str
    code: str = ""


def claims_of(member: Member) -> Mapping[str, Claim]:
    return member.shelves.get(SHELF, {})


# ------------------------------------------------------------------ issuing and ending


def claim_reward(
    member: Member, wish: ClaimWish, versions: Versions, now: datetime, journal: Journal
) -> Claim | tuple[Refusal, ...]:
    """Every reason against it, or the claim; the member is settled by `now`."""
    version = versions.at(now)
    program = version.program
    reward = find_reward(program, wish.reward)
    if reward is None:
        return (Refusal("unknown_reward", {"reward": wish.reward}),)
    refusals = against(member, reward, versions, now)
    if refusals:
        return refusals
    wallet = wallet_of(reward, program)
    taken = redeem.redeem(
        member.account(wallet),
        units=reward.price,
        at=now,
        cause=Cause("claim", wish.id),
        journal=journal,
        version=version.number,
    )
    until = _until(reward, program, now)
    claim = Claim(wish.id, reward.id, wallet, taken, now, until, version.number, wish.code)
    _count(member, claim, versions, 1)
    return _put(member, claim, "reward.claimed", now, journal)


def _until(reward: Reward, program: Program, now: datetime) -> datetime | None:
    if reward.valid_for is None:
        return None
    return end_of_local_day(add(now, reward.valid_for, program.zone), program.zone)


def use_claim(
    member: Member, claim_id: str, order: str, at: datetime, journal: Journal
) -> Claim | Refusal:
    """Once; `order` "": it is used by no order."""
    claim = open_claim(member, claim_id)
    if isinstance(claim, Refusal):
        return claim
    used = replace(claim, state="used", order=order, ended_at=at)
    return _put(member, used, "reward.used", at, journal)


def reissue(member: Member, claim: Claim, at: datetime, journal: Journal) -> None:
    """The order that used it came to nothing: it can be used again, if it has not lapsed since."""
    issued = replace(claim, state="issued", order="", ended_at=None)
    _put(member, issued, "reward.reissued", at, journal)


def cancel_claim(
    member: Member, claim_id: str, versions: Versions, now: datetime, journal: Journal
) -> Claim | Refusal:
    """Its units go back to the lots that gave them; there is one more of the reward again."""
    claim = open_claim(member, claim_id)
    if isinstance(claim, Refusal):
        return claim
    _give_back(member, claim, versions, now, journal)
    _count(member, claim, versions, -1)
    cancelled = replace(claim, state="cancelled", ended_at=now)
    return _put(member, cancelled, "reward.cancelled", now, journal)


def open_claim(member: Member, claim_id: str) -> Claim | Refusal:
    claim = claims_of(member).get(claim_id)
    if claim is None or claim.state != "issued":
        return Refusal("claim_not_open", {"claim": claim_id})
    return claim


# ------------------------------------------------------------------ time


def next_lapse_at(member: Member) -> datetime | None:
    """When the first of the open claims lapses."""
    open_until = (
        claim.until
        for claim in claims_of(member).values()
        if claim.state == "issued" and claim.until is not None
    )
    return min(open_until, default=None)


def lapse(member: Member, at: datetime, versions: Versions, journal: Journal) -> None:
    """Claims whose time is over at `at`; the account has been settled up to there."""
    for claim in list(claims_of(member).values()):
        if claim.state == "issued" and claim.until is not None and claim.until <= at:
            if gives_back_on_lapse(claim, versions):
                _give_back(member, claim, versions, claim.until, journal)
            lapsed = claim.seen_at(at)
            _put(member, lapsed, "reward.lapsed", claim.until, journal)


def gives_back_on_lapse(claim: Claim, versions: Versions) -> bool:
    return terms_of(claim.reward, claim.version, versions).on_lapse == "given_back"


# ------------------------------------------------------------------ parts


def terms_of(reward_id: str, version: int, versions: Versions) -> Reward:
    """By the version that issued the claim, which had it."""
    reward = find_reward(versions.number(version), reward_id)
    assert reward is not None, reward_id
    return reward


def _give_back(
    member: Member, claim: Claim, versions: Versions, at: datetime, journal: Journal
) -> None:
    program = versions.number(claim.version)
    cause = Cause("claim", claim.id)
    journal.posted.setdefault((cause.kind, cause.key), 1)  # its issuing
    redeem.give_back(
        member.account(claim.wallet),
        taken=list(claim.taken),
        owed=0,
        units=claim.units,
        at=at,
        cause=cause,
        wallet=program.wallets[claim.wallet],
        program=program,
        journal=journal,
    )


def _count(member: Member, claim: Claim, versions: Versions, by: int) -> None:
    """In the period in which it was claimed."""
    program = versions.number(claim.version)
    reward = terms_of(claim.reward, claim.version, versions)
    for key, _ in counters_of(reward, claim.at, program.zone):
        member.usage[key] = member.usage.get(key, 0) + by


def _put(member: Member, claim: Claim, event: str, at: datetime, journal: Journal) -> Claim:
    member.shelf(SHELF)[claim.id] = claim
    facts: dict[str, object] = {
        "claim": claim.id,
        "reward": claim.reward,
        "order": claim.order,
        "at": at.isoformat(),
    }
    journal.events.append((event, facts))
    return claim
