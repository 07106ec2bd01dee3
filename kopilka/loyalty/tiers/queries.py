"""Who would move if a program with other thresholds were published now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from kopilka.engine.program.model import Program
from kopilka.engine.tiers import Movement, moved_by, window_start
from kopilka.loyalty.activity.codec import decode_tier
from kopilka.loyalty.activity.statistics import sum_counted
from kopilka.loyalty.ledger.statistics import list_tiers


@dataclass(frozen=True, slots=True)
class TierMoves:
    """`members`: everybody with an order that counts or with a tier."""

    members: int
    moves: dict[Movement, int]


def preview_moves(merchant_id: int, program: Program, now: datetime) -> TierMoves:
    """By what counts now, in two queries; publishing itself moves nobody.

    Down goes only who is to be reviewed one day: not whose tier is kept for ever or given by hand.
    """
    terms = program.tiers
    if terms is None:
        return TierMoves(0, {})
    held = list_tiers(merchant_id)
    counted = sum_counted(merchant_id, window_start(program, now), now, terms.by.wallet)
    moves: Counter[Movement] = Counter()
    everybody = held.keys() | counted.keys()
    for member_id in everybody:
        tier, standing = held.get(member_id, (terms.levels[0].id, ""))
        sums = counted.get(member_id)
        measure: int = getattr(sums, terms.by.kind) if sums else 0
        move = moved_by(terms, tier, measure, sums.largest if sums else 0)
        if move is not None and (move.up or _is_reviewed(standing)):
            moves[move] += 1
    return TierMoves(len(everybody), dict(moves))


def _is_reviewed(standing: str) -> bool:
    kept = decode_tier(standing)
    return not kept.floor and bool(kept.reached) and kept.reached[-1].kept_until is not None
