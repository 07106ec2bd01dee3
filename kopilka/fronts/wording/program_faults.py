"""What is wrong with a program file, in words: a sentence for every code of a fault.

Braces name facts of the fault; `{what}` is the word or the part of the program that it is about,
`{word}` what stands there.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kopilka.values.documents import Fault

LONGEST = 60

SENTENCES: Mapping[str, object] = {
    # the text
    "too_large": _("The text has more than {most} characters."),
    "empty": _("The text is empty."),
    "not_yaml": _("This is not YAML: {problem}."),
    "zero_byte_in_text": _("A zero byte stands in the text."),
    "too_deep": _("The text is nested more than {most} levels deep."),
    "anchor": _("Anchors and references (& and *) are not read; write the words out."),
    "tag": _("Types of YAML (!…) are not read; write plain words."),
    "two_documents": _("A second document begins; a program is one."),
    "bad_key": _("A word of a map is plain text."),
    "program_missing": _("There is no program {word} beside the story or among the templates."),
    # shapes
    "not_a_map": _("{what}: a map of words is needed, not “{word}”."),
    "not_a_list": _("{what}: a list is needed, not “{word}”."),
    "not_one_word": _("{what}: one word is needed, not {word}."),
    "no_wallets": _("{what}: a map is needed, of a wallet's id and its terms."),
    "bad_name": _("{what}: one text is needed, or a map of languages."),
    "missing": _("{what}: needed, and not there: {words}."),
    "nothing_in_it": _("{what}: nothing stands in it; fill it or leave the word out."),
    "twice": _("{what}: “{word}” stands there twice."),
    "unknown_word": _("{what}: there is no word “{word}”."),
    "unknown_choice": _("{what}: “{word}” is none of {known}."),
    "bad_id": _(
        "{what}: “{word}” may have Latin letters, digits, “-”, “_” and “.” only, 64 at most."
    ),
    # numbers
    "not_a_number": _("{what}: “{word}” is no number."),
    "number_too_large": _("{what}: {word} is too large."),
    "negative": _("{what}: {word} is negative."),
    "not_positive": _("{what}: {word} is not above zero."),
    "not_whole": _("{what}: a whole number from {least} is needed, not {word}."),
    "too_many_places": _("{what}: {word} has more than {places} decimal places."),
    "not_a_percent": _("{what}: a per cent is needed, such as 5%, not “{word}”."),
    "over_100_percent": _("{what}: {word} is more than {most} %."),
    "bad_multiplier": _("{what}: a number above 1 and up to {most} is needed, not {word}."),
    "bad_per": _("{what}: “{word}” is not such as 1 per 10: whole units for a sum above zero."),
    # time
    "not_a_duration": _("{what}: a duration such as 24h, 14d, 6mo or 1y is needed, not “{word}”."),
    "duration_too_long": _("{what}: {word} is longer than {years} years."),
    "not_a_date": _("{what}: a day such as 2026-12-31 is needed, not “{word}”."),
    "unknown_timezone": _("{what}: there is no time zone “{word}”."),
    "two_expiries": _("{what}: “after” or “inactive”, not both."),
    # money and wallets
    "unknown_currency": _("{what}: three capital letters such as RUB are needed, not “{word}”."),
    "wallet_missing": _("{what}: there are several wallets, say which: {known}."),
    # gives and limits
    "give_or_multiply": _("{what}: one of “give” and “multiply” is needed, and not both."),
    "by_without_brackets": _("{what}: goes with brackets or with a map of names."),
    "by_missing": _("{what}: a map of gives needs it: {known}."),
    "brackets_out_of_order": _("{what}: brackets rise, and {word} is not above the one before."),
    "limit_of_what": _("{what}: one of “times” and “units” is needed, and not both."),
    # rewards
    "give_of_discounts": _("{what}: a reward of the kind discount needs it, and no other has it."),
    "ends_before_it_starts": _("{what}: {word} is not after the day it starts."),
    "period_of_nothing": _("{what}: goes with “per_member” only."),
    # conditions
    "unknown_fact": _("There is no fact “{word}” to look at."),
    "nothing_compared": _("{what}: say at_least, below, not or within."),
    "bad_test": _("{what}: cannot be compared in this way, only by {known}."),
    "never_holds": _("{what}: {word} is not above “at_least”, so that this never holds."),
    "goes_with": _("{what}: goes with {known} only."),
    # references
    "cyclic": _("{what}: the rule {word} is a multiplier itself."),
    "unknown_rule": _("{what}: in this wallet no rule {word} gives anything."),
    "other_wallet": _("{what}: the rule {word} does not give into the wallet {wallet}."),
    "unknown_tier": _("{what}: there is no tier {word}."),
    "unknown_entry": _("{what}: the program has no {part} “{word}”."),
    "unknown_lane": _("{what}: no discount is in the lane {word}."),
    "first_tier_above_zero": _("{what}: the first tier starts from 0."),
    "code_or_series": _("{what}: a coupon has either one code or `series: true`."),
    "bad_code": _("{what}: a code has from 3 to 64 characters, besides spaces and dashes."),
    "give_or_units": _("{what}: a coupon gives either something off or units."),
    "only_of_series": _("{what}: only codes of a series are given to single members."),
    "ends_before_start": _("{what}: it ends before it starts."),
    "one_percent": _("{what}: several codes on one order add up as sums or units, not per cents."),
    "tiers_out_of_order": _("{what}: tiers rise, and {tier} does not start above {lower}."),
}
PARTS: Mapping[str, object] = {
    "program": _("program"),
    "wallet": _("wallet"),
    "rule": _("rule"),
    "limit": _("limit"),
    "bracket": _("bracket"),
    "share": _("share"),
    "tier": _("tier"),
    "discount": _("discount"),
    "plan": _("plan"),
    "coupon": _("coupon"),
    "reward": _("reward"),
    "condition": _("condition"),
}
"""Parts of a program that are no words of its language; every other `{what}` is such a word."""


def say_fault(fault: Fault) -> str:
    """In the active language, without its place; the nearest known word where there is one."""
    sentence = SENTENCES.get(fault.code)
    if sentence is None:
        return str(fault)
    facts = {"word": fault.word, **fault.facts}
    for name in ("what", "part"):
        facts[name] = PARTS.get(str(facts.get(name, "")), facts.get(name, ""))
    said = str(sentence).format_map({name: _shown(value) for name, value in facts.items()})
    hint = _hint(fault)
    return f"{said} {hint}" if hint else said


def _hint(fault: Fault) -> str:
    near = fault.facts.get("nearest")
    if near:
        return gettext("Did you mean “{word}”?").format(word=near)
    if fault.code == "unknown_word":
        return gettext("Known are: {known}.").format(known=_shown(fault.facts["known"]))
    return ""


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def say_fault_at(fault: Fault) -> str:
    """`line 3, column 5: worth: “abc” is no number.`"""
    said = gettext("line {line}, column {column}: {fault}")
    return said.format(line=fault.line, column=fault.column, fault=say_fault(fault))
