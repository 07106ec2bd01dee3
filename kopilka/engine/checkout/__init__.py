"""Before an order is placed: what it would cost, earn and let redeem; setting units aside."""

from kopilka.engine.checkout.holding import HoldWish, place_hold
from kopilka.engine.checkout.quoting import Quote, quote
from kopilka.engine.checkout.setting_aside import SetAside, set_aside

__all__ = ["HoldWish", "Quote", "SetAside", "place_hold", "quote", "set_aside"]
