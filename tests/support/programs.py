"""Random program files, as text: every mechanic of the language's first version, in and out."""

from __future__ import annotations

from hypothesis import strategies as st

from kopilka.engine.program.model import Program
from kopilka.engine.program.whole import read_tree
from kopilka.plumbing.yaml.reading import parse

HEAD = """kopilka: 1
name: Random Club
currency: RUB
timezone: {zone}
never: {{category: [tobacco]}}
wallets:
  points:
    kind: points
    worth: {worth}
    rounding: {rounding}
    pending: {pending}
    expires: {expires}
    redeem: {{min_balance: {min_balance}, max_share: {share}, step: {step}{excluded}}}
    debt: {debt}
    restore_grace: {grace}
    limits: {limits}
earn:
  - id: purchase
    on: order.paid
    give: {purchase}
    on_return: {on_return}
"""
RULES = {
    "app": "  - {id: app, on: order.paid, when: {order.channel: app}, give: 2%}\n",
    "tea": "  - {id: tea, on: order.paid, lines: {category: [tea]}, give: 1 per 10}\n",
    "bulk": "  - {id: bulk, on: order.paid, when: {order.total: {at_least: 700}}, give: 40,"
    " on_return: share}\n",
    "later": "  - {id: later, on: order.paid, give: 1%, pending: 3d, expires: 20d}\n",
    "best": "  - {id: best-a, on: order.paid, give: 3%, best_of: extras}\n"
    "  - {id: best-b, on: order.paid, lines: {category: [tea]}, give: 6%, best_of: extras}\n",
    "multiply": "  - {id: doubled, on: order.paid, when: {weekday: [sat, sun]}, multiply: 2}\n"
    "  - {id: tripled, on: order.paid, when: {order.channel: app}, multiply: 3, of: [purchase]}\n",
    "first": "  - {id: first, on: order.paid, when: {order.number: 1}, give: 25}\n",
    "fresh": "  - {id: fresh, on: order.paid, lines: {tag: [new]}, except: {discounted: true},"
    " give: 2%}\n",
    "few": "  - {id: few, on: order.paid, give: 10, limit: [{times: 2, per: [member],"
    " in: month}]}\n",
    "capped": "  - {id: capped, on: order.paid, give: 2%, limit: [{units: 40, per: [member],"
    " in: month}]}\n",
    "review": "  - {id: review, on: review.approved, give: 15,"
    " limit: [{times: 2, per: [member], in: month}]}\n",
}
TIERS = """tiers:
  by: spend
  window: {window}
  valid: {valid}
  grace: {tier_grace}
  drop: {drop}
  levels:
    - {{id: basic, from: 0}}
    - {{id: silver, from: 1000}}
    - {{id: gold, from: 3000, or_single_order: 2500}}
"""
CLUB = "  - {id: club, when: {member.tier: [silver, gold]}, give: 5%, lane: club}\n"
DISCOUNTS = """discounts:
  - {id: cup, lines: {category: [cups]}, give: 20.00, lane: goods}
  - {id: new, lines: {tag: [new]}, give: 10%, lane: goods}
  - {id: spent, by: member.spend, give: [{from: 500, give: 3%}, {from: 2000, give: 6%}], lane: club}
"""
_CHOICES: dict[str, tuple[object, ...]] = {
    "zone": ("Europe/Moscow", "America/New_York", "Australia/Lord_Howe"),
    "worth": ("1.00", "0.10", "0.50"),
    "rounding": ("down", "half_up", "half_even"),
    "pending": ("0", "1d", "5d", "{after: order.delivered, for: 1d, at_most: 6d}"),
    "expires": ("never", "4d", "10d", "1mo", "{inactive: 8d}", "{after: 10d, round: end_of_month}"),
    "min_balance": (0, 20),
    "share": ("100%", "50%", "[{lines: {discounted: true}, share: 10%}, {share: 50%}]"),
    "step": (1, 5),
    "excluded": ("", ", except: {gift-card: true}"),
    "debt": ("allow", "forgive", "{up_to: 30}"),
    "grace": ("0", "3d"),
    "limits": ("{}", "{earned_per_day: 60}", "{balance: 150}"),
    "purchase": ("5%", "[{from: 0, give: 5%}, {from: 500, give: 10%}]", "1 per 7"),
    "on_return": ("recount", "share"),
    "tiers": (True, False),
    "window": ("20d", "lifetime", "calendar_year"),
    "valid": ("10d", "1mo"),
    "tier_grace": ("0", "3d"),
    "drop": ("one_step", "to_deserved"),
    "discounts": (True, False),
    "together": ("", "{max_total: 30%}", "{points_with: [club]}"),
}


@st.composite
def program_texts(draw: st.DrawFn, rules: tuple[str, ...] = (), **fixed: object) -> str:
    """`fixed` terms are as given, and `rules` are in; everything else is drawn."""
    chosen = {name: draw(st.sampled_from(values)) for name, values in _CHOICES.items()} | fixed
    text = HEAD.format(**chosen)
    text += "".join(
        written for name, written in RULES.items() if name in rules or draw(st.booleans())
    )
    if chosen["tiers"]:
        text += TIERS.format(**chosen)
    if not chosen["discounts"]:
        return text
    text += DISCOUNTS + (CLUB if chosen["tiers"] else "")
    return text + (f"together: {chosen['together']}\n" if chosen["together"] else "")


def read(text: str) -> Program:
    return read_tree(parse(text))
