"""A sentence for every refusal code, by what it is about. Braces name facts of the refusal.

Each sentence says what is wrong and, where there is something to do, what to do. A test finds every
code in the source and wants its sentence here, a row in the docs and something that produces it.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kopilka.fronts.wording.field_sentences import FIELDS
from kopilka.fronts.wording.file_sentences import FILES, ROWS

Sentences = Mapping[str, object]

REDEEMING: Sentences = {
    "not_positive": _("The number of units must be more than zero."),
    "in_debt": _("{debt} are owed after a return; nothing can be redeemed until then."),
    "below_min_balance": _(
        "At least {min_balance} must be available before any can be redeemed; "
        "there are {available}."
    ),
    "not_enough_units": _("{asked} were asked for, and {available} are available."),
    "not_a_step": _("Only multiples of {step} can be redeemed."),
    "nothing_eligible": _("Nothing in this order can be paid for this way."),
    "over_share": _("At most {largest} can be redeemed on this order."),
    "unknown_wallet": _("The program has no wallet {wallet}."),
    "already_redeemed": _("Units have already been redeemed on this order."),
}
HOLDS: Sentences = {
    "price_changed": _("The price has changed since the quote; take the new quote."),
    "hold_not_open": _("This hold has already ended: {state}."),
    "unknown_hold": _("There is no such hold of this member."),
}
REWARDS: Sentences = {
    "unknown_reward": _("There is no reward {reward} in the catalogue."),
    "reward_not_yet": _("This reward can be had from {day} on."),
    "reward_over": _("This reward could be had before {day}."),
    "not_your_tier": _("This reward is for the tier {tiers}."),
    "sold_out": _("Nothing is left of this reward."),
    "reward_limit_reached": _("One member can have this reward {limit} times, and has."),
    "unknown_claim": _("There is no claim {claim}."),
    "claim_not_open": _("The claim {claim} is not open: it was used or cancelled, or has lapsed."),
    "nothing_for_claim": _("Nothing in this order is what the claim {claim} is for."),
}
MEMBERS: Sentences = {
    "unknown_member": _("There is no such member."),
    "external_id_taken": _("Another member already has the id {external_id}."),
    "card_taken": _("Another member already has the card {number}."),
    "unknown_card": _("The member has no card {number}."),
    "bad_email": _("{email} is not an e-mail address."),
    "bad_phone": _("{phone} is not a phone number with its country code."),
    "empty_field": _("These fields must not be empty: {fields}."),
}
STAFF: Sentences = {
    "unknown_role": _("There is no role {role}. The roles are: {known}."),
    "unknown_scope": _("There is no scope {scopes}. The scopes are: {known}."),
}
ORDERS: Sentences = {
    "unknown_order": _("There is no order {order}."),
    "order_of_another_member": _("The order {order} belongs to another member."),
    "returned_more_than_bought": _("{where}: more came back than was bought."),
    "lines_do_not_sum": _(
        "The lines add up to {lines_minor}, and the order states {total_minor}: "
        "state the sum of the lines before discounts, without delivery."
    ),
    "unknown_line": _("The order has no line {line}: lines are counted from 1."),
    "discount_over_line": _("The discounts of line {line} are larger than the line itself."),
    "too_many_places": _("{where}: {amount} has more decimal places than its currency."),
    "currency_differs": _("Amounts here are in {expected}, not in {stated}."),
    "in_the_future": _("“{what}” lies in the future: {at}."),
    "before_placed": _("“{what}” lies before the order was placed: {at}."),
    "too_far_ahead": _("“{what}” lies too far in the future: {at}."),
    "too_long_ago": _("“{what}” lies too far in the past: {at}."),
}
BOOK: Sentences = {
    "unknown_entry": _("There is no entry {entry}."),
    "unknown_tier": _("The program has no tier {tier}."),
    "reason_missing": _("Say why: what is done by hand needs its reason."),
}
PLANS: Sentences = {
    "unknown_plan": _("The program has no plan {plan}."),
    "plan_not_running": _("The member has no plan {plan} now."),
    "no_trial": _("The plan {plan} has no trial."),
    "trial_used": _("The member has had the plan {plan} before; a trial is for the first time."),
    "plan_is_sold": _(
        "This program sells its plans: start one with an order or with a grant, not by hand."
    ),
}
PROGRAMS: Sentences = {
    "no_program": _("No program has been published yet."),
    "published_meanwhile": _(
        "Version {number} was published meanwhile; look at it and publish again."
    ),
    "starts_in_the_past": _(
        "A version cannot start in the past, nor before the one before it: {starts_at}."
    ),
}
REQUESTS: Sentences = {
    "bad_cursor": _("The cursor is not one that an earlier page gave: {what}."),
    "bad_instant": _(
        "{what} is an instant with its zone, as 2026-01-05T12:00:00+03:00, not {stands}."
    ),
    "bad_limit": _("The limit is a number from 1 to {most}, not {limit}."),
    "bad_address": _(
        "“{what}” in the address holds a character that cannot be there, "
        "or is longer than {most} characters."
    ),
    "bad_flag": _("“{what}” is true or false, not {stands}."),
    "unknown_parameter": _(
        "The address has no parameter “{parameter}”; what is known here: {known}."
    ),
    "key_reused": _("This idempotency key was used before with another body."),
    "id_reused": _("The id {id} was used before for something else; give this one its own."),
}
COUPONS: Sentences = {
    "code_not_accepted": _("The code is not accepted."),
    "unknown_code": _("There is no code {code}."),
    "unknown_coupon": _("The program has no coupon {coupon} with a series of codes."),
}
GROUPS: Mapping[str, Sentences] = {
    "Redeeming": REDEEMING,
    "Holds": HOLDS,
    "Coupons": COUPONS,
    "Rewards": REWARDS,
    "Members": MEMBERS,
    "Staff and keys": STAFF,
    "Orders": ORDERS,
    "The book and tiers": BOOK,
    "Plans": PLANS,
    "Programs": PROGRAMS,
    "Files": FILES,
    "Rows of a file": ROWS,
    "Requests": REQUESTS,
    "Fields of a body": FIELDS,
}
STATES: Sentences = {
    "captured": _("captured"),
    "released": _("released"),
    "expired": _("run out"),
}
"""How a hold has ended."""
