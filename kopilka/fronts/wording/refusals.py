"""A sentence for every refusal code. Amounts of money and units are said in the reader's way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy

from kopilka.fronts.wording.voice import Voice
from kopilka.values.refusals import Refusal

SENTENCES: Mapping[str, object] = {
    # redeeming
    "not_positive": gettext_lazy("The number of units to redeem must be more than zero."),
    "in_debt": gettext_lazy("{debt} are owed after a return; nothing can be redeemed until then."),
    "below_min_balance": gettext_lazy(
        "At least {min_balance} must be available before any can be redeemed; "
        "there are {available}."
    ),
    "not_enough_units": gettext_lazy("{asked} were asked for, and {available} are available."),
    "not_a_step": gettext_lazy("Only multiples of {step} can be redeemed."),
    "nothing_eligible": gettext_lazy("Nothing in this order can be paid for this way."),
    "over_share": gettext_lazy("At most {largest} can be redeemed on this order."),
    "unknown_wallet": gettext_lazy("The program has no wallet {wallet}."),
    "already_redeemed": gettext_lazy("Units have already been redeemed on this order."),
    "price_changed": gettext_lazy("The price has changed since the quote; take the new quote."),
    # holds
    "hold_not_open": gettext_lazy("This hold has already ended: {state}."),
    "unknown_hold": gettext_lazy("There is no hold {hold}."),
    # members
    "unknown_member": gettext_lazy("There is no such member."),
    "external_id_taken": gettext_lazy("Another member already has the id {external_id}."),
    "card_taken": gettext_lazy("Another member already has the card {number}."),
    "bad_email": gettext_lazy("{email} is not an e-mail address."),
    "bad_phone": gettext_lazy("{phone} is not a phone number with its country code."),
    # staff and keys
    "unknown_role": gettext_lazy("There is no role {role}. The roles are: {known}."),
    "unknown_scope": gettext_lazy("There is no scope {scopes}. The scopes are: {known}."),
    "unknown_card": gettext_lazy("The member has no card {number}."),
    "empty_field": gettext_lazy("These fields must not be empty: {fields}."),
    # orders and the book
    "unknown_order": gettext_lazy("There is no order {order}."),
    "order_of_another_member": gettext_lazy("The order {order} belongs to another member."),
    "returned_more_than_bought": gettext_lazy("More was returned than was bought, by {over}."),
    "in_the_future": gettext_lazy("“{what}” lies in the future: {at}."),
    "unknown_entry": gettext_lazy("There is no entry {entry}."),
    "unknown_tier": gettext_lazy("The program has no tier {tier}."),
    "reason_missing": gettext_lazy("Say why: an adjustment needs its reason."),
    # programs
    "no_program": gettext_lazy("No program has been published yet."),
    "currency_differs": gettext_lazy(
        "The program counts in {program}, and the organisation in {merchant}."
    ),
    "published_meanwhile": gettext_lazy(
        "Version {number} was published meanwhile; look at it and publish again."
    ),
    "starts_in_the_past": gettext_lazy(
        "A version cannot start in the past, nor before the one before it: {starts_at}."
    ),
    # files
    "file_missing": gettext_lazy("There is no file {file}."),
    "file_empty": gettext_lazy("The file is empty."),
    "file_unreadable": gettext_lazy("The file {file} cannot be read: {problem}."),
    "bad_encoding": gettext_lazy("The file's text is in none of: {known}."),
    "columns_missing": gettext_lazy(
        "The file has no column for: {missing}. It has: {columns}. Name them with --map."
    ),
    "no_good_rows": gettext_lazy("Not one row of the file can be used."),
    "sample_missing": gettext_lazy("The sample needs the package {package}; install it."),
    # the API
    "bad_cursor": gettext_lazy("The cursor is not one that an earlier page gave: {what}."),
    "bad_limit": gettext_lazy("The limit is a number from 1 to {most}, not {limit}."),
    "key_reused": gettext_lazy("This idempotency key was used before with another body."),
    "key_in_progress": gettext_lazy("A request with this idempotency key is still being done."),
}

_UNITS = ("debt", "min_balance", "available", "asked", "step", "largest")


def say_refusal(refusal: Refusal, voice: Voice, wallet: str = "") -> str:
    """In the active language; a code without its sentence is shown as it is."""
    sentence = SENTENCES.get(refusal.code)
    if sentence is None:
        return refusal.code
    facts = {name: _say(name, value, voice, wallet) for name, value in refusal.facts.items()}
    return str(sentence).format_map(_Facts(facts))


class _Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def _say(name: str, value: object, voice: Voice, wallet: str) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    if name in _UNITS and isinstance(value, int):
        known = wallet or next(iter(voice.wallets), "")
        say: Callable[[str, int], str] = voice.units
        return say(known, value)
    return str(value)
