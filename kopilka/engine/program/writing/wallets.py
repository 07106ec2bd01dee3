"""Writing one wallet of `wallets:`."""

from __future__ import annotations

from kopilka.engine.program.model import (
    Expiry,
    Pending,
    RedeemTerms,
    ShareOfOrder,
    Wallet,
    WalletLimits,
)
from kopilka.engine.program.writing.conditions import write_tests
from kopilka.engine.program.writing.plain import (
    Plain,
    decimal,
    duration,
    percent,
    text,
    units,
    unless,
    without,
)
from kopilka.values.money import minor_exponent


def write_wallet(wallet: Wallet, currency: str) -> dict[str, Plain]:
    by_kind = minor_exponent(currency) if wallet.kind == "money" else 0
    scale = wallet.scale
    return without(
        {
            "kind": unless(wallet.kind, "points"),
            "name": unless(text(wallet.name), ""),
            "decimals": unless(wallet.decimals, by_kind),
            "worth": unless(decimal(wallet.worth), 1),
            "rounding": unless(str(wallet.rounding), "down"),
            "pending": unless(write_pending(wallet.pending), "0"),
            "expires": unless(write_expiry(wallet.expires), "never"),
            "redeem": unless(_redeem(wallet.redeem, scale), {}),
            "debt": _debt(wallet.debt_limit, scale),
            "restore_grace": unless(duration(wallet.restore_grace), "0"),
            "limits": unless(_limits(wallet.limits, scale), {}),
        }
    )


def write_pending(pending: Pending) -> Plain:
    if pending.after is None and pending.at_most is None:
        return duration(pending.wait)
    return without(
        {
            "after": pending.after,
            "for": unless(duration(pending.wait), "0"),
            "at_most": unless(duration(pending.at_most), "0"),
        }
    )


def write_expiry(expires: Expiry) -> Plain:
    if expires.round is None and expires.inactive is None:
        return "never" if expires.after is None else duration(expires.after)
    return without(
        {
            "after": unless(duration(expires.after), "0"),
            "round": None if expires.round is None else str(expires.round),
            "inactive": unless(duration(expires.inactive), "0"),
        }
    )


def _redeem(terms: RedeemTerms, scale: int) -> dict[str, Plain]:
    plain = RedeemTerms()
    return without(
        {
            "min_balance": unless(units(terms.min_balance, scale), 0),
            "max_share": None if terms.max_share == plain.max_share else _shares(terms.max_share),
            "step": None if terms.step == plain.step else units(terms.step, scale),
            "except": write_tests(terms.exclude.include) if terms.exclude else None,
        }
    )


def _shares(shares: tuple[ShareOfOrder, ...]) -> Plain:
    if len(shares) == 1 and shares[0].lines is None:
        return percent(shares[0].share)
    return [
        without(
            {
                "lines": write_tests(share.lines.include) if share.lines else None,
                "share": percent(share.share),
            }
        )
        for share in shares
    ]


def _debt(limit: int | None, scale: int) -> Plain | None:
    if limit is None:
        return None
    return {"up_to": units(limit, scale)} if limit else "forgive"


def _limits(limits: WalletLimits, scale: int) -> dict[str, Plain]:
    return without(
        {
            word: None if most is None else units(most, scale)
            for word, most in (
                ("earned_per_day", limits.earned_per_day),
                ("balance", limits.balance),
            )
        }
    )
