"""Codes that people type: read the same however they are written, with a check character.

Generated codes are Crockford's base 32: ten random characters, fifty bits, and one that checks
them (ISO 7064, hybrid system with modulus 32), so that a slip of the finger is no other code.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 50
_SEEMS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def normalised(text: str) -> str:
    """Without dashes, spaces and case; O is 0, I and L are 1."""
    return "".join(text.split()).upper().translate(_SEEMS)


def check_character(characters: str) -> str:
    rest = len(ALPHABET)
    for each in characters:
        rest = ((rest + ALPHABET.index(each)) % len(ALPHABET) or len(ALPHABET)) * 2
        rest %= len(ALPHABET) + 1
    return ALPHABET[(1 - rest) % len(ALPHABET)]


def make_code(drawn: int) -> str:
    """`drawn`: fifty random bits; only what draws secrets will do."""
    characters = "".join(ALPHABET[drawn >> place & 31] for place in range(0, BITS, 5))
    return characters + check_character(characters)


def grouped(code: str) -> str:
    """As it is printed: `7QK4-M2XA-9BT`."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
