"""Codes on orders: judged, priced as discounts and rules, their uses counted at their own level."""
