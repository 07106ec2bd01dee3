"""How people and cards are written, so that they are found however they are typed."""

from __future__ import annotations

import secrets

import phonenumbers

from kopilka.values.refusals import Refusal, Refused

_ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789"


def new_public_id() -> str:
    """80 random bits."""
    return "m_" + "".join(secrets.choice(_ALPHABET) for _ in range(16))


def new_card_number() -> str:
    """Sixteen digits: fifteen random ones and Luhn's check digit."""
    digits = "".join(secrets.choice("0123456789") for _ in range(15))
    return digits + str(luhn_digit(digits))


def luhn_digit(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def fold(text: str) -> str:
    """Without case, with е for ё, single spaces: what search compares."""
    return " ".join(text.casefold().replace("ё", "е").split())


def normal_email(text: str) -> str:
    email = text.strip().lower()
    if email and ("@" not in email[1:-1] or " " in email or "\0" in email):
        raise Refused(Refusal("bad_email", {"email": text[:100]}))
    return email


def normal_phone(text: str, region: str) -> str:
    """E.164; `region` is the country that a number without + is of."""
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise Refused(Refusal("bad_phone", {"phone": text[:40]})) from None
    if not phonenumbers.is_possible_number(number):
        raise Refused(Refusal("bad_phone", {"phone": text[:40]}))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def region_of(timezone: str) -> str:
    """The country most likely meant by a number without one."""
    if timezone.startswith("America/"):
        return "US"
    return "UA" if timezone in ("Europe/Kyiv", "Europe/Kiev") else "RU"


def search_key(name: str, email: str, phone: str, others: list[str]) -> str:
    typed = [other.replace("-", "") for other in others if "-" in other]
    return fold(" ".join([name, email, phone.lstrip("+"), *others, *typed]))[:600]
