"""What rules give: exact fractions summed, multiplied, rounded once, shared out, and traced."""

from kopilka.engine.earning.award import WalletAward
from kopilka.engine.earning.event import award_for_event
from kopilka.engine.earning.order import award_for_order

__all__ = ["WalletAward", "award_for_event", "award_for_order"]
