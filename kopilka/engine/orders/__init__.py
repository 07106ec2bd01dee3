"""What an order does to a member: a function of its latest state and its frozen context."""

from kopilka.engine.orders.decide import OrderOutcome, decide_order

__all__ = ["OrderOutcome", "decide_order"]
