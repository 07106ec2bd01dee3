"""What the numbers in the tables and columns stand for."""

from __future__ import annotations

# Rounding.
DOWN, HALF_UP, HALF_EVEN = range(3)
# Units of lengths of time.
HOURS, DAYS, MONTHS = range(3)
# What a window or a span looks back on; neither: on everything.
ROLLING, CALENDAR = 1, 2
# The base of an award.
PAID, BEFORE_DISCOUNTS, WITH_REDEEMED = range(3)
# Limits: what they count, and in which local period.
TIMES, OF_UNITS = range(2)
EVER, DAY, WEEK, MONTH, YEAR = range(5)
# Pending: until a time, or for ever; neither: available at once.
WAITS, PARKED = 1, 2
# A tier's validity: a length, or until the end of a year; neither: for ever.
LENGTH, UNTIL_YEAR = 1, 2
# What tiers measure.
SPEND, ORDERS, EARNED = range(3)
# Gives and awards.
NONE, SINGLE, BRACKETS, BY_TIER = range(4)
PERCENT, UNITS, PER_SUM, MONEY_OFF = range(4)
ELIGIBLE = -2
"""As the fact that brackets look at: the sum of the lines that the rule may look at."""
# Operations of a condition.
ATOM, AND, OR, NOT, TRUE, FALSE = range(6)
# Places in the vector of an order's facts; spans and dates of joining follow the named ones.
TOTAL, AFTER, NUMBER, TIER, WEEKDAY, HOUR, DATE, CHANNEL, SINCE = range(9)
NAMED = 9
# Bits of a line that every program has: it never counts; nothing of it was bought.
NEVER, GONE, FIRST_SELECTOR = 1, 2, 4
# Moves of units and figures of months, as `shapes.Sums` counts them.
ISSUED, REDEEMED, LAPSED = range(3)
MONTH_ORDERS, MONTH_SALES, MONTH_DISCOUNTS = range(3)
