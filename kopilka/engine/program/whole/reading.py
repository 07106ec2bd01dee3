"""Reading the whole program, and the references between its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from kopilka.engine.program.model import EarnRule, Program, Text, Together, Wallet
from kopilka.engine.program.reading.conditions import read_chosen
from kopilka.engine.program.reading.discounts import check_lanes, read_discounts, read_together
from kopilka.engine.program.reading.rules import EARN_WORDS, read_rule
from kopilka.engine.program.reading.tiers import check_tiers_named, read_tiers
from kopilka.engine.program.reading.wallets import read_text, read_wallet
from kopilka.engine.program.reading.words import Words
from kopilka.engine.program.sections.declaring import read_section
from kopilka.engine.program.sections.known import SECTIONS
from kopilka.engine.program.sections.rewards import LANE, REWARDS
from kopilka.values.documents import ListNode, MapNode, Node, ProgramFaults, Scalar, nearest

PROGRAM_WORDS = (
    "kopilka",
    "name",
    "currency",
    "timezone",
    "never",
    "perks",
    "wallets",
    "earn",
    "tiers",
    "discounts",
    "together",
    *(section.word for section in SECTIONS),
)
NEEDED_WORDS = ("kopilka", "name", "currency", "timezone", "wallets")
VERSIONS = ("1",)


@dataclass(slots=True)
class _Reading:
    words: Words
    fields: dict[str, Node]


def read_tree(root: Node) -> Program:
    """The program, or ProgramFaults with everything that is wrong with it."""
    words = Words()
    fields = words.fields(root, "program", PROGRAM_WORDS)
    reading = _Reading(words, fields)
    missing = [word for word in NEEDED_WORDS if word not in fields]
    if missing and isinstance(root, MapNode):
        words.fault(root, "missing", "program", words=missing)
    program = _read(reading, root)
    if words.faults or program is None:
        raise ProgramFaults(words.faults)
    return program


def _read(reading: _Reading, root: Node) -> Program | None:
    words, fields = reading.words, reading.fields
    if "kopilka" in fields:
        words.choice(fields["kopilka"], "kopilka", VERSIONS)
    currency = _currency(reading)
    timezone = _timezone(reading)
    wallets = _wallets(reading)
    earn = _earn(reading, wallets)
    tiers = words.maybe(fields, "tiers", lambda n: read_tiers(words, n, wallets), None)
    discounts = words.maybe(fields, "discounts", lambda n: read_discounts(words, n), ())
    together = words.maybe(fields, "together", lambda n: read_together(words, n), Together())
    never = words.maybe(fields, "never", lambda n: read_chosen(words, n, "never"), None)
    sections = {
        section.word: read_section(section, words, wallets, fields[section.word])
        for section in SECTIONS
        if section.word in fields
    }
    check_tiers_named(words, tiers)
    if "together" in fields:
        lanes = {discount.lane for discount in discounts}
        claimed = any(reward.give for reward in sections.get(REWARDS.word, ()))
        check_lanes(words, fields["together"], lanes | ({LANE} if claimed else set()))
    name = words.maybe(fields, "name", lambda n: read_text(words, n), "")
    perks = words.maybe(fields, "perks", lambda n: _perks(words, n), {})
    program = Program(
        name, currency, timezone, wallets, earn, tiers, discounts, together, never, sections, perks
    )
    _check_named(words, program)
    return None if words.faults else program


def _check_named(words: Words, program: Program) -> None:
    """What sections speak of is there."""
    levels = program.tiers.levels if program.tiers else ()
    known: dict[str, list[str]] = {
        "wallet": list(program.wallets),
        "rule": [rule.id for rule in program.earn],
        "tier": [tier.id for tier in levels],
        "discount": [discount.id for discount in program.discounts],
    }
    for section in SECTIONS:
        known[section.part] = [entry.id for entry in program.entries(section.word)]
    for node, what, part, name in words.named:
        if name not in known[part]:
            words.fault(node, "unknown_entry", what, part=part, nearest=nearest(name, known[part]))
    for node, what, name in words.own:
        if name in known["rule"] or name in known["discount"]:
            words.fault(node, "twice", what, word=name)


def _currency(reading: _Reading) -> str:
    node = reading.fields.get("currency")
    text = reading.words.text(node, "currency") if node is not None else None
    if text is not None and not (len(text) == 3 and text.isascii() and text.isupper()):
        assert node is not None
        reading.words.fault(node, "unknown_currency", "currency")
    reading.words.currency = text or "RUB"
    return reading.words.currency


def _timezone(reading: _Reading) -> str:
    node = reading.fields.get("timezone")
    text = reading.words.text(node, "timezone") if node is not None else None
    if text is None:
        return "UTC"
    if text not in available_timezones():
        assert node is not None
        near = nearest(text, available_timezones())
        reading.words.fault(node, "unknown_timezone", "timezone", nearest=near)
        return "UTC"
    return text


def _perks(words: Words, node: Node) -> dict[str, Text]:
    if not isinstance(node, MapNode):
        words.fault(node, "not_a_map", "perks")
        return {}
    names: dict[str, Text] = {}
    for key, value in node.items:
        perk = words.name(key, "perks")
        if perk in names:
            words.fault(key, "twice", "perks", word=perk)
        elif perk:
            names[perk] = read_text(words, value)
    return names


def _wallets(reading: _Reading) -> dict[str, Wallet]:
    node = reading.fields.get("wallets")
    if node is None:
        return {}
    if not isinstance(node, MapNode) or not node.items:
        reading.words.fault(node, "no_wallets", "wallets")
        return {}
    wallets: dict[str, Wallet] = {}
    for key, value in node.items:
        wallet_id = reading.words.name(key, "wallet")
        if wallet_id in wallets:
            reading.words.fault(key, "twice", "wallets", word=wallet_id)
        elif wallet_id:
            wallets[wallet_id] = read_wallet(reading.words, wallet_id, value)
    return wallets


# ------------------------------------------------------------------ earn


def _earn(reading: _Reading, wallets: Mapping[str, Wallet]) -> tuple[EarnRule, ...]:
    node = reading.fields.get("earn")
    if node is None:
        return ()
    words = reading.words
    rules: list[tuple[EarnRule, dict[str, Node]]] = []
    for item in words.each(node, "earn"):
        fields = words.fields(item, "rule", EARN_WORDS)
        rule = read_rule(words, item, fields, wallets)
        if rule is not None:
            if any(rule.id == other.id for other, _ in rules):
                words.fault(fields["id"], "twice", "earn", word=rule.id)
            rules.append((rule, fields))
    _check_multiplied(words, rules)
    return tuple(rule for rule, _ in rules)


def _check_multiplied(words: Words, rules: list[tuple[EarnRule, dict[str, Node]]]) -> None:
    """`of:` names rules that give, in the same wallet; a multiplier never multiplies another."""
    giving = {rule.id: rule for rule, _ in rules if rule.multiply is None}
    multiplying = {rule.id for rule, _ in rules if rule.multiply is not None}
    for rule, fields in rules:
        for named in rule.multiply_of or ():
            if named in multiplying:
                words.fault(_item(fields["of"], named), "cyclic", "of", word=named)
            elif named in giving and giving[named].wallet != rule.wallet:
                words.fault(_item(fields["of"], named), "other_wallet", "of", wallet=rule.wallet)
            elif named not in giving:
                near = nearest(named, giving)
                words.fault(_item(fields["of"], named), "unknown_rule", "of", nearest=near)


def _item(node: Node, text: str) -> Node:
    """The item of a list that says `text`."""
    items = node.items if isinstance(node, ListNode) else ()
    return next((item for item in items if isinstance(item, Scalar) and item.text == text), node)
