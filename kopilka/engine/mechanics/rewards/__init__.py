"""The reward catalogue: what a member may claim, claims, and what an order does with them."""
