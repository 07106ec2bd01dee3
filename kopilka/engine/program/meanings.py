"""What each word of the program file means: (word, what may stand there, default, meaning).

The reference page and the JSON Schema are made from it; links lead within that page.
"""

from __future__ import annotations

Rows = tuple[tuple[str, str, str, str], ...]
NEEDED = "needed"

PROGRAM: Rows = (
    ("kopilka", "`1`", NEEDED, "Version of these words."),
    ("name", "text", NEEDED, "The program's name, as members read it."),
    ("currency", "three capital letters", NEEDED, "Of every sum in the file and of the orders."),
    ("timezone", "such as `Europe/Moscow`", NEEDED, "Of weekdays, hours, days and month ends."),
    (
        "never",
        "[lines](#lines)",
        "",
        "Lines that neither earn, nor are paid with units, nor discounted, nor count for brackets "
        "and thresholds.",
    ),
    (
        "perks",
        "map: id → text",
        "the ids",
        "Names, as members read them, of what tiers and plans bring.",
    ),
    ("wallets", "map: id → [wallet](#a-wallet)", NEEDED, "What members collect."),
    ("earn", "list of [rules](#a-rule)", "none", "What earns."),
    ("tiers", "[tiers](#tiers)", "none", "Statuses, and how they are reached and kept."),
    ("discounts", "list of [discounts](#a-discount)", "none", "What makes an order cheaper."),
    ("together", "[together](#together)", "", "How far discounts and units go together."),
)
WALLET: Rows = (
    ("kind", "`points`, `money`, `stamps`", "`points`", "What the units are."),
    ("name", "text, or plural forms", "its id", "`{en: [point, points]}`, by language."),
    ("decimals", "whole number", "0; of money its currency's", "Decimal places of a unit."),
    ("worth", "number above 0", "1", "What one unit pays for, in `currency`."),
    (
        "rounding",
        "`down`, `half_up`, `half_even`",
        "`down`",
        "Of an award, once per wallet and order.",
    ),
    ("pending", "duration, or [pending](#pending)", "0", "How long an award waits."),
    (
        "expires",
        "duration, `never`, or [expires](#expires)",
        "`never`",
        "When units lapse, counted from the moment they become available.",
    ),
    ("redeem", "[redeem](#redeem)", "freely", "When and how units pay."),
    (
        "debt",
        "`allow`, `forgive`, `{up_to: N}`",
        "`allow`",
        "When a return takes back more than there is.",
    ),
    (
        "restore_grace",
        "duration",
        "0",
        "How much longer units live that come back after their date, once per lot; 0: they come "
        "back lapsed.",
    ),
    (
        "limits",
        "`{earned_per_day: N, balance: N}`",
        "none",
        "Cut an award down to what is left; `balance` counts pending units too.",
    ),
)
PENDING: Rows = (
    ("after", "`order.delivered`", "the payment", "What the time counts from."),
    ("for", "duration", "0", "How long from there."),
    ("at_most", "duration", "for ever", "From the payment; where the delivery is never reported."),
)
EXPIRES: Rows = (
    ("after", "duration", "never", "From becoming available to the end of that local day."),
    (
        "round",
        "`end_of_month`, `end_of_quarter`, `end_of_half_year`, `end_of_year`",
        "to the day",
        "Where the last day is moved on to.",
    ),
    ("inactive", "duration", "", "Instead of `after`: from the member's last paid order."),
)
REDEEM: Rows = (
    ("min_balance", "units", "0", "Usable only while at least so many are available."),
    (
        "max_share",
        "per cent, or list of `{lines, share}`",
        "100%",
        "Of the part of the order that may be paid with it.",
    ),
    ("step", "units", "1", "Only multiples of it."),
    ("except", "[lines](#lines)", "none", "Lines that it never pays for."),
)
RULE: Rows = (
    ("id", "word", NEEDED, "Unique in the file; the trace and the books name it."),
    ("name", "text", "its id", "As members read it."),
    ("on", "`order.paid`, or an event's name", "`order.paid`", "What it answers to."),
    ("wallet", "id", "the only one", "Where the award goes."),
    ("when", "[conditions](#conditions)", "always", "Of the moment the order was placed."),
    ("lines", "[lines](#lines)", "all", "Only these lines."),
    ("except", "[lines](#lines)", "none", "Not these lines."),
    ("give", "see [give](#give)", "this or `multiply`", "What it gives."),
    ("by", "see [give](#give)", "`order.eligible`", "What brackets or names look at."),
    (
        "multiply",
        "number above 1",
        "this or `give`",
        "Multiplies the per-cent and `per` awards of the order in this wallet; the best wins.",
    ),
    ("of", "list of rules", "all of them", "Which awards are multiplied."),
    (
        "base",
        "`paid`, `before_discounts`, `with_redeemed`",
        "`paid`",
        "What per cents are of: really paid; before discounts; with the part paid in units.",
    ),
    ("best_of", "word", "", "Of the awards in one group only the largest counts."),
    ("limit", "[limits](#a-limit)", "none", "Cut the award down to what is left."),
    ("pending", "as in the wallet", "the wallet's", "Of this rule's own units."),
    ("expires", "as in the wallet", "the wallet's", "Of this rule's own units."),
    (
        "on_return",
        "`recount`, `share`",
        "`recount`",
        "After a return: what remains reaches its own bracket, or keeps the whole order's.",
    ),
)
LIMIT: Rows = (
    ("times", "whole number", "this or `units`", "At most so many awards."),
    ("units", "units", "this or `times`", "At most so many units."),
    (
        "per",
        "`member`, `shop`, `program`, `event.FIELD`, or a list",
        "`member`",
        "For each of these, or of their combinations, apart.",
    ),
    ("in", "`day`, `week`, `month`, `year`", "ever", "In each, on the program's calendar."),
)
TIERS: Rows = (
    ("by", "`spend`, `orders`, `{earned: WALLET}`", "`spend`", "What thresholds measure."),
    ("window", "duration, `lifetime`, `calendar_year`", "`lifetime`", "Over which time."),
    (
        "valid",
        "duration, or `{until: end_of_year}`, `{until: end_of_next_year}`",
        "for ever",
        "A tier reached is kept at least this long.",
    ),
    ("grace", "duration", "0", "And so much longer before it is reviewed."),
    ("drop", "`one_step`, `to_deserved`", "`one_step`", "How far a review lets it fall."),
    ("levels", "list of [tiers](#a-tier)", NEEDED, "From the lowest; the first from 0."),
)
TIER: Rows = (
    ("id", "word", NEEDED, "What conditions name."),
    ("name", "text", "its id", "As members read it."),
    ("from", "sum, orders or units", NEEDED, "The threshold."),
    ("or_single_order", "sum", "none", "One order of so much grants it at once."),
    ("perks", "list of words", "none", "What it brings besides discounts."),
)
DISCOUNT: Rows = (
    ("id", "word", NEEDED, "Unique in the file."),
    ("name", "text", "its id", "As members read it."),
    ("when", "[conditions](#conditions)", "always", "Of the moment of the order."),
    ("give", "see [give](#give)", NEEDED, "A per cent, or a fixed sum of money such as `500.00`."),
    ("by", "see [give](#give)", "`order.eligible`", "What brackets or names look at."),
    (
        "lane",
        "word",
        "`default`",
        "Lanes apply one after another in the order they first appear; in a lane the best wins.",
    ),
    ("lines", "[lines](#lines)", "all", "Only these lines."),
    ("except", "[lines](#lines)", "none", "Not these lines."),
)
TOGETHER: Rows = (
    ("max_total", "per cent", "no bound", "Discounts and units together, of the order."),
    ("points_with", "list of lanes", "all", "Units pay only lines discounted in these lanes."),
)
FACTS: dict[str, str] = {
    "order.total": "sum of all lines as the shop priced them, without delivery",
    "order.channel": "where it was made: `app`, `site` …",
    "order.payment": "how it is paid",
    "order.number": "1 = the member's first",
    "order.shop": "which shop",
    "member.tier": "the tier before the order",
    "member.segment": "any of the member's segments",
    "member.plan": "the member's paid plan",
    "member.birthday": "with `{within: 7d}`, on either side",
    "member.since": "the day of joining",
    "member.spend": "paid in money before this order; or `{over: 12mo, at_least: 5000}`",
    "member.orders": "orders before this one; `over:` as above",
    "weekday": "`mon` … `sun`",
    "hour": "0 to 23",
    "date": "`2026-12-31`",
}
LINES: dict[str, str] = {
    "sku": "the article",
    "category": "any of the line's categories",
    "brand": "the brand",
    "tag": "any of the line's tags",
    "vendor": "who sells it",
    "discounted": "`true`: below its list price",
    "gift-card": "`true`: a gift card bought",
    "member.favourites": "`true`: of the member's favourite categories",
}
