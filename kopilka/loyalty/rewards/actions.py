"""What a claim needs before it is decided."""

from __future__ import annotations

import secrets

from kopilka.engine.mechanics.rewards.claims import ClaimWish
from kopilka.values.codes import SECRET_BYTES, code_of


def new_wish(claim_id: str, reward: str) -> ClaimWish:
    """With a code that nobody can guess."""
    return ClaimWish(claim_id, reward, code_of(secrets.token_bytes(SECRET_BYTES)))
