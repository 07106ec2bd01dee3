"""Codes that nobody can guess, from the system's source of secrets."""

from __future__ import annotations

import secrets

from kopilka.values.codes import BITS, make_code


def draw_code() -> str:
    return make_code(secrets.randbits(BITS))
