"""Before an order is placed: what it would cost, earn and let redeem; setting units aside."""

from kopilka.engine.checkout.holding import HoldWish, place_hold
from kopilka.engine.checkout.quoting import Quote, quote

__all__ = ["HoldWish", "Quote", "place_hold", "quote"]
