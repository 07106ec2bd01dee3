"""What is left of a limit, looked up once per order and frozen from then on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kopilka.engine.standing import Member

Left = Callable[[str, int], int]
"""(limit key, the limit) -> what is left of it for this order or event."""


def limits_left(member: Member, own: Mapping[str, int], looked_at: dict[str, int]) -> Left:
    """`own`: what the order itself has used, which is left to it; `looked_at` is filled."""

    def left(key: str, limit: int) -> int:
        if key not in looked_at:
            used = _balance(member, key) if key.endswith(":balance") else member.usage.get(key, 0)
            looked_at[key] = max(limit - used + own.get(key, 0), 0)
        return looked_at[key]

    return left


def _balance(member: Member, key: str) -> int:
    """`wallet:points:balance` counts what is available, pending and held."""
    account = member.account(key.split(":")[1])
    return account.available + account.pending + account.held
