"""The program file as JSON Schema 2020-12, for editors: made from the words that the reader knows.

It knows every word, its place and its form. What stands between words (references, rising
brackets, unique ids) is left to the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kopilka.engine.program import meanings
from kopilka.engine.program.reading import conditions, discounts, gives, rules, tiers, wallets
from kopilka.engine.program.sections.declaring import schema_of
from kopilka.engine.program.sections.known import SECTIONS, told_of_program
from kopilka.engine.program.whole.reading import NEEDED_WORDS, PROGRAM_WORDS, VERSIONS
from kopilka.values.periods import RoundTo
from kopilka.values.rounding import Rounding

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def to_schema() -> Schema:
    """Plain values, ready to be written as JSON."""
    return {
        "$schema": DIALECT,
        "title": "Kopilka program",
        **_map(PROGRAM_WORDS, _program(), NEEDED_WORDS, told_of_program()),
        "$defs": {
            **_words(),
            "lines": _lines(),
            "condition": _condition(),
            "award": _award(),
            "give": _give(),
            "wallet": _wallet(),
            "pending": _pending(),
            "expires": _expires(),
            "rule": _rule(),
            "limit": _limit(),
            "tiers": _tiers(),
            "discount": _discount(),
            **{section.part: schema_of(section.entry) for section in SECTIONS},
        },
    }


# ------------------------------------------------------------------ pieces


def _map(
    words: Iterable[str],
    fields: Mapping[str, Schema],
    needed: Iterable[str] = (),
    told: meanings.Rows = (),
) -> Schema:
    """A map of exactly the words that the reader knows there, each with what it means."""
    known = list(words)
    assert set(known) == set(fields), set(known) ^ set(fields)
    means = {word: _description(default, meaning) for word, _, default, meaning in told}
    schema: Schema = {
        "type": "object",
        "properties": {word: fields[word] | means.get(word, {}) for word in known},
        "additionalProperties": False,
    }
    return {**schema, "required": list(needed)} if needed else schema


def _description(default: str, meaning: str) -> Schema:
    """What an editor shows beside the word."""
    stated = "" if default in ("", meanings.NEEDED) else f" Left out: {default}."
    return {"description": meaning + stated}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _any(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _one_or_many(item: Schema) -> Schema:
    return _any(item, _list(item))


def _choice(known: Iterable[str]) -> Schema:
    return {"enum": [str(each) for each in known]}


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _words() -> dict[str, Schema]:
    """Single words. Numbers may be written as numbers or, to stay exact in JSON, as text."""
    scalar = {"type": ["string", "number", "boolean"]}
    digits = _text(r"[0-9_]+(\.[0-9_]+)?")
    whole = {"type": "integer", "minimum": 0}
    forms = _any(scalar, _list(scalar))
    return {
        "scalar": scalar,
        "name": _any(scalar, {"type": "object", "additionalProperties": forms}),
        "id": _any(_text(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}"), whole),
        "number": _any({"type": "number", "minimum": 0}, digits),
        "whole": _any(whole, _text("[0-9_]+")),
        "percent": _text(r"[0-9]{1,9}(\.[0-9]{1,9})?\s*%"),
        "duration": _any(_text(r"0|[0-9]{1,5}\s*(h|d|w|mo|y)"), {"const": 0}),
        "flag": _any({"type": "boolean"}, _choice(("true", "false", "yes", "no"))),
    }


def _program() -> dict[str, Schema]:
    perks = {"propertyNames": _ref("id"), "additionalProperties": _ref("name")}
    wallet_ids = {"propertyNames": _ref("id"), "additionalProperties": _ref("wallet")}
    together = {"max_total": _ref("percent"), "points_with": _list(_ref("scalar"))}
    return {
        "kopilka": _any({"const": 1}, _choice(VERSIONS)),
        "name": _ref("name"),
        "currency": _text("[A-Z]{3}"),
        "timezone": {"type": "string"},
        "never": _ref("lines"),
        "perks": {"type": "object", **perks},
        "wallets": {"type": "object", "minProperties": 1, **wallet_ids},
        "earn": _list(_ref("rule")),
        "tiers": _ref("tiers"),
        "discounts": _list(_ref("discount")),
        "together": _map(discounts.TOGETHER_WORDS, together, told=meanings.TOGETHER),
        **{section.word: _list(_ref(section.part)) for section in SECTIONS},
    }


# ------------------------------------------------------------------ conditions and lines


def _lines() -> Schema:
    return _map(
        conditions.LINE_FIELDS,
        {
            field: {**_line_values(field), "description": meanings.LINES[field]}
            for field in conditions.LINE_FIELDS
        },
    )


def _line_values(field: str) -> Schema:
    return _ref("flag") if field in conditions.FLAGS else _one_or_many(_ref("scalar"))


def _condition() -> Schema:
    facts = {
        fact: {**_test(kind), "description": meanings.FACTS[fact]}
        for fact, kind in conditions.FACTS.items()
    }
    nested = {"any": _list(_ref("condition")), "not": _ref("condition")}
    return {
        "type": "object",
        "properties": {**facts, **nested},
        "patternProperties": {r"^event\.": _test("any")},
        "additionalProperties": False,
    }


_KINDS: Mapping[str, Schema] = {
    "money": _ref("number"),
    "number": _ref("number"),
    "weekday": _choice(conditions.WEEKDAYS),
    "date": _text(r"\d{4}-?\d{2}-?\d{2}"),
}


def _test(kind: str) -> Schema:
    values = _one_or_many(_KINDS.get(kind, _ref("scalar")))
    bound = _KINDS["date"] if kind == "date" else _ref("number")
    tester = {
        "at_least": bound,
        "below": bound,
        "not": values,
        "within": _ref("duration"),
        "over": _any({"const": "calendar_year"}, _ref("duration")),
        "after": _ref("flag"),
    }
    return _any(values, {**_map(conditions.COMPARISONS, tester), "minProperties": 1})


# ------------------------------------------------------------------ gives


def _award() -> Schema:
    per = _text(r"\s*[0-9][0-9.]*\s+per\s+[0-9][0-9.]*\s*")
    return _any(_ref("percent"), per, _ref("number"))


def _give() -> Schema:
    bracket = {"from": _ref("number"), "give": _ref("award")}
    named = {"type": "object", "additionalProperties": _ref("award")}
    brackets = _list(_map(gives.BRACKET_WORDS, bracket, gives.BRACKET_WORDS))
    return _any(_ref("award"), brackets, named)


def _by() -> Schema:
    over = _any({"const": "calendar_year"}, _ref("duration"))
    window = _map(gives.WINDOW_WORDS, {"over": over})
    windows = dict.fromkeys(conditions.WINDOWED, window)
    one = {**_map(conditions.WINDOWED, windows), "minProperties": 1, "maxProperties": 1}
    return _any(_choice((*gives.BRACKETS_BY, *gives.NAMES_BY)), one)


# ------------------------------------------------------------------ wallets


def _wallet() -> Schema:
    limits = dict.fromkeys(wallets.LIMITS_WORDS, _ref("number"))
    debt = _map(wallets.DEBT_WORDS, {"up_to": _ref("number")})
    return _map(
        wallets.WALLET_WORDS,
        {
            "kind": _choice(wallets.KINDS),
            "name": _ref("name"),
            "decimals": _ref("whole"),
            "worth": _ref("number"),
            "rounding": _choice(Rounding),
            "pending": _ref("pending"),
            "expires": _ref("expires"),
            "redeem": _redeem(),
            "debt": _any(_choice(wallets.DEBTS), debt),
            "restore_grace": _ref("duration"),
            "limits": _map(wallets.LIMITS_WORDS, limits),
        },
        told=meanings.WALLET,
    )


def _pending() -> Schema:
    fields = {
        "after": _choice(wallets.EVENTS_AWAITED),
        "for": _ref("duration"),
        "at_most": _ref("duration"),
    }
    return _any(_ref("duration"), _map(wallets.PENDING_WORDS, fields, told=meanings.PENDING))


def _expires() -> Schema:
    fields = {
        "after": _ref("duration"),
        "round": _choice(RoundTo),
        "inactive": _ref("duration"),
    }
    return _any(
        _ref("duration"),
        {"const": "never"},
        _map(wallets.EXPIRES_WORDS, fields, told=meanings.EXPIRES),
    )


def _redeem() -> Schema:
    share = _map(wallets.SHARE_WORDS, {"lines": _ref("lines"), "share": _ref("percent")}, ["share"])
    return _map(
        wallets.REDEEM_WORDS,
        {
            "min_balance": _ref("number"),
            "max_share": _any(_ref("percent"), _list(share)),
            "step": _ref("number"),
            "except": _ref("lines"),
        },
        told=meanings.REDEEM,
    )


# ------------------------------------------------------------------ rules, tiers, discounts


def _rule() -> Schema:
    fields = {
        "id": _ref("id"),
        "name": _ref("name"),
        "on": _ref("id"),
        "wallet": _ref("id"),
        "when": _ref("condition"),
        "lines": _ref("lines"),
        "except": _ref("lines"),
        "give": _ref("give"),
        "by": _by(),
        "multiply": _ref("number"),
        "of": _list(_ref("id")),
        "base": _choice(rules.BASES),
        "best_of": _ref("id"),
        "limit": _one_or_many(_ref("limit")),
        "pending": _ref("pending"),
        "expires": _ref("expires"),
        "on_return": _choice(rules.ON_RETURN),
    }
    either: list[Schema] = [{"required": ["give"]}, {"required": ["multiply"]}]
    return {**_map(rules.EARN_WORDS, fields, ["id"], meanings.RULE), "oneOf": either}


def _limit() -> Schema:
    level = _any(_choice(rules.LEVELS), _text(r"event\..*"))
    fields = {
        "times": _ref("whole"),
        "units": _ref("number"),
        "per": _one_or_many(level),
        "in": _choice(rules.PERIODS),
    }
    either: list[Schema] = [{"required": ["times"]}, {"required": ["units"]}]
    return {**_map(rules.LIMIT_WORDS, fields, told=meanings.LIMIT), "oneOf": either}


def _tiers() -> Schema:
    measure = _map(tiers.MEASURE_WORDS, {"earned": _ref("id")}, tiers.MEASURE_WORDS)
    valid = _map(tiers.VALID_WORDS, {"until": _choice(tiers.VALID_ENDS)})
    level = {
        "id": _ref("id"),
        "name": _ref("name"),
        "from": _ref("number"),
        "or_single_order": _ref("number"),
        "perks": _list(_ref("id")),
    }
    fields = {
        "by": _any(_choice(tiers.MEASURES), measure),
        "window": _any(_choice(tiers.WINDOWS), _ref("duration")),
        "valid": _any(_ref("duration"), valid),
        "grace": _ref("duration"),
        "drop": _choice(tiers.DROPS),
        "levels": _list(_map(tiers.TIER_WORDS, level, ("id", "from"), meanings.TIER)),
    }
    return _map(tiers.TIERS_WORDS, fields, ["levels"], meanings.TIERS)


def _discount() -> Schema:
    fields = {
        "id": _ref("id"),
        "name": _ref("name"),
        "when": _ref("condition"),
        "give": _ref("give"),
        "by": _by(),
        "lane": _ref("id"),
        "lines": _ref("lines"),
        "except": _ref("lines"),
    }
    return _map(discounts.DISCOUNT_WORDS, fields, ("id", "give"), meanings.DISCOUNT)
