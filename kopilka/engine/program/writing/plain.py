"""Plain values of a document, and how numbers, texts and lengths of time become them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kopilka.engine.program.model import Text
from kopilka.values.money import from_minor
from kopilka.values.periods import Duration

Plain = str | bool | int | Decimal | list["Plain"] | dict[str, "Plain"]
"""A str is text; a Decimal is written out in full, so that no float ever appears."""


def decimal(exact: Fraction) -> Decimal:
    """A fraction that came from a decimal as that decimal; any other cannot be written."""
    places, rest = 0, exact
    while rest.denominator != 1:
        places, rest = places + 1, rest * 10
        assert places <= 40, f"{exact} is no decimal"
    return trimmed(Decimal(rest.numerator).scaleb(-places))


def trimmed(number: Decimal) -> Decimal:
    """Without empty places and without an exponent."""
    return Decimal(f"{number.normalize():f}")


def percent(rate: Fraction) -> str:
    return f"{decimal(rate * 100)}%"


def money(minor: int, currency: str) -> Decimal:
    return trimmed(from_minor(minor, currency))


def units(smallest: int, scale: int) -> Decimal:
    return decimal(Fraction(smallest, scale))


def duration(length: Duration | None) -> str:
    return "0" if length is None else str(length)


def day(date_: date) -> str:
    return date_.isoformat()


def text(said: Text) -> Plain:
    if isinstance(said, str):
        return said
    return {
        language: list(forms) if isinstance(forms, tuple) else forms
        for language, forms in said.items()
    }


def without(fields: Mapping[str, Plain | None]) -> dict[str, Plain]:
    """The fields that say something: None stands for a default."""
    return {word: value for word, value in fields.items() if value is not None}


def unless(value: Plain, default: object) -> Plain | None:
    """None where the value is its default anyway."""
    return None if value == default else value
