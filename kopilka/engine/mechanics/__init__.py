"""Single mechanics beside earning, tiers and discounts: one file each, values in, values out."""
