"""Codes that people read, say and type: Crockford's base 32 with a check character, in fours.

`0123456789ABCDEFGHJKMNPQRSTVWXYZ`; what is typed may be in either case, with or without hyphens,
and may mix up O with 0 and I or L with 1. The check is a polynomial over the field of 32 elements,
so that one wrong character and two neighbours that changed places are both found.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES = 7
"""Of randomness in a code: 55 of their 56 bits are used."""
_LENGTH = 11
_MISTAKEN = str.maketrans("OIL", "011", "- ")
_GROUP = 4


def code_of(secret: bytes) -> str:
    """`7K3M-9Q0T-XB2C` for `SECRET_BYTES` of randomness."""
    assert len(secret) == SECRET_BYTES
    number = int.from_bytes(secret, "big")
    digits = [number >> 5 * place & 31 for place in range(_LENGTH)]
    return shown("".join(ALPHABET[digit] for digit in (*digits, _check(digits))))


def shown(code: str) -> str:
    """In groups, as it is printed."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def normalised(typed: str) -> str:
    """As any code is looked up, also one that a shop made up: `TEA-2O26` is TEA2026."""
    return "".join(typed.split()).upper().translate(_MISTAKEN)


def read_code(typed: str) -> str | None:
    """The code as it is printed; None where it was mistyped."""
    plain = typed.upper().translate(_MISTAKEN)
    if len(plain) != _LENGTH + 1 or not set(plain) <= set(ALPHABET):
        return None
    digits = [ALPHABET.index(character) for character in plain]
    return shown(plain) if _check(digits[:-1]) == digits[-1] else None


def _check(digits: list[int]) -> int:
    value = 0
    for digit in digits:
        value = _doubled(value) ^ digit
    return _doubled(value)


def _doubled(value: int) -> int:
    """Times x, modulo x⁵ + x² + 1."""
    return value << 1 ^ (0b100101 if value & 16 else 0)
