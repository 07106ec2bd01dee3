"""Reading `wallets:`."""

from __future__ import annotations

from fractions import Fraction

from kopilka.engine.program.model import (
    Expiry,
    Pending,
    RedeemTerms,
    ShareOfOrder,
    Text,
    Wallet,
    WalletLimits,
)
from kopilka.engine.program.reading.conditions import read_chosen
from kopilka.engine.program.reading.words import Words
from kopilka.values.documents import ListNode, MapNode, Node, Scalar
from kopilka.values.money import minor_exponent
from kopilka.values.periods import RoundTo
from kopilka.values.rounding import Rounding

WALLET_WORDS = [
    "kind",
    "name",
    "decimals",
    "worth",
    "rounding",
    "pending",
    "expires",
    "redeem",
    "debt",
    "restore_grace",
    "limits",
]
REDEEM_WORDS = ("min_balance", "max_share", "step", "except")
PENDING_WORDS = ("after", "for", "at_most")
EXPIRES_WORDS = ("after", "round", "inactive")
SHARE_WORDS = ("lines", "share")
LIMITS_WORDS = ("earned_per_day", "balance")
DEBT_WORDS = ("up_to",)
DEBTS = ("allow", "forgive")
EVENTS_AWAITED = ("order.delivered",)
MOST_PLACES = 6
MOST_WORTH = 10**9
KINDS = ("points", "money", "stamps")


def read_wallet(words: Words, wallet_id: str, node: Node) -> Wallet:
    fields = words.fields(node, "wallet", WALLET_WORDS)
    kind = words.maybe(fields, "kind", lambda n: words.choice(n, "kind", KINDS), "points")
    by_kind = minor_exponent(words.currency) if kind == "money" else 0
    decimals = words.maybe(fields, "decimals", lambda n: _decimals(words, n), by_kind)
    scale = 10**decimals
    rounding = words.maybe(
        fields, "rounding", lambda n: words.choice(n, "rounding", list(Rounding)), "down"
    )
    return Wallet(
        id=wallet_id,
        kind=kind or "points",  # type: ignore[arg-type]
        name=words.maybe(fields, "name", lambda n: read_text(words, n), ""),
        decimals=decimals,
        worth=words.maybe(fields, "worth", lambda n: _worth(words, n), Fraction(1)),
        rounding=Rounding(rounding or "down"),
        pending=words.maybe(fields, "pending", lambda n: read_pending(words, n), Pending()),
        expires=words.maybe(fields, "expires", lambda n: read_expiry(words, n), Expiry()),
        redeem=words.maybe(fields, "redeem", lambda n: _redeem(words, n, scale), RedeemTerms()),
        debt_limit=words.maybe(fields, "debt", lambda n: _debt(words, n, scale), None),
        restore_grace=words.maybe(
            fields, "restore_grace", lambda n: words.duration(n, "restore_grace"), None
        ),
        limits=words.maybe(fields, "limits", lambda n: _limits(words, n, scale), WalletLimits()),
    )


def read_text(words: Words, node: Node) -> Text:
    """One string, or strings by language; a list holds a name's plural forms."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, ListNode):
        words.fault(node, "bad_name", "name")
        return ""
    texts: dict[str, str | tuple[str, ...]] = {}
    for key, value in node.items:
        if key.text in texts:
            words.fault(key, "twice", "name", word=key.text)
        texts[key.text] = _forms(words, value)
    return texts


def _forms(words: Words, node: Node) -> str | tuple[str, ...]:
    if isinstance(node, ListNode):
        return tuple(words.text(item, "name") or "" for item in node.items)
    return words.text(node, "name") or ""


def _decimals(words: Words, node: Node) -> int:
    number = words.whole(node, "decimals") or 0
    if number > MOST_PLACES:
        words.fault(node, "number_too_large", "decimals")
    return min(number, MOST_PLACES)


def _worth(words: Words, node: Node) -> Fraction:
    """Within bounds that keep every sum of units a number that databases hold."""
    number = words.decimal(node, "worth")
    if number is None:
        return Fraction(1)
    if number == 0:
        words.fault(node, "not_positive", "worth")
    elif number > MOST_WORTH:
        words.fault(node, "number_too_large", "worth")
    elif number.scaleb(MOST_PLACES) != number.scaleb(MOST_PLACES).to_integral_value():
        words.fault(node, "too_many_places", "worth", places=MOST_PLACES)
    return Fraction(number) or Fraction(1)


def read_pending(words: Words, node: Node) -> Pending:
    if not isinstance(node, MapNode):
        return Pending(words.duration(node, "pending"))
    fields = words.fields(node, "pending", PENDING_WORDS)
    if "at_most" in fields and "after" not in fields:
        words.fault(fields["at_most"], "goes_with", "at_most", known=["after"])
    after = words.maybe(fields, "after", lambda n: words.choice(n, "after", EVENTS_AWAITED), None)
    return Pending(
        words.maybe(fields, "for", lambda n: words.duration(n, "for"), None),
        after,
        words.maybe(fields, "at_most", lambda n: words.duration(n, "at_most"), None),
    )


def read_expiry(words: Words, node: Node) -> Expiry:
    if isinstance(node, Scalar):
        if node.text == "never":
            return Expiry()
        return Expiry(words.length(node, "expires"))
    fields = words.fields(node, "expires", EXPIRES_WORDS)
    if "after" not in fields and "inactive" not in fields:
        words.fault(node, "missing", "expires", words=["after"])
    if "after" in fields and "inactive" in fields:
        words.fault(node, "two_expiries", "expires")
    rounded = words.maybe(fields, "round", lambda n: words.choice(n, "round", list(RoundTo)), None)
    return Expiry(
        words.maybe(fields, "after", lambda n: words.length(n, "after"), None),
        RoundTo(rounded) if rounded else None,
        words.maybe(fields, "inactive", lambda n: words.length(n, "inactive"), None),
    )


def _redeem(words: Words, node: Node, scale: int) -> RedeemTerms:
    fields = words.fields(node, "redeem", REDEEM_WORDS)
    whole = RedeemTerms().max_share
    return RedeemTerms(
        read_units(words, fields.get("min_balance"), "min_balance", scale) or 0,
        words.maybe(fields, "max_share", lambda n: _shares(words, n), whole),
        read_units(words, fields.get("step"), "step", scale) or 1,
        words.maybe(fields, "except", lambda n: read_chosen(words, n, "except"), None),
    )


def _shares(words: Words, node: Node) -> tuple[ShareOfOrder, ...]:
    if isinstance(node, Scalar):
        return (ShareOfOrder(words.percent(node, "max_share") or Fraction(0)),)
    shares = []
    for item in words.some(node, "max_share"):
        fields = words.fields(item, "share", SHARE_WORDS)
        if "share" not in fields:
            words.fault(item, "missing", "max_share", words=["share"])
            continue
        share = words.percent(fields["share"], "share") or Fraction(0)
        lines = words.maybe(fields, "lines", lambda n: read_chosen(words, n, "lines"), None)
        shares.append(ShareOfOrder(share, lines))
    return tuple(shares)


def _debt(words: Words, node: Node, scale: int) -> int | None:
    if isinstance(node, MapNode):
        fields = words.fields(node, "debt", DEBT_WORDS)
        return read_units(words, fields.get("up_to"), "up_to", scale) or 0
    return 0 if words.choice(node, "debt", DEBTS) == "forgive" else None


def _limits(words: Words, node: Node, scale: int) -> WalletLimits:
    fields = words.fields(node, "limits", LIMITS_WORDS)
    return WalletLimits(
        read_units(words, fields.get("earned_per_day"), "earned_per_day", scale),
        read_units(words, fields.get("balance"), "balance", scale),
    )


def read_units(words: Words, node: Node | None, what: str, scale: int) -> int | None:
    """A number of units as smallest units."""
    if node is None:
        return None
    return words.units(node, what, scale)
