"""Codes that nobody can guess, from the system's source of secrets."""

from __future__ import annotations

import secrets

from kopilka.values.codes import SECRET_BYTES, code_of, normalised


def draw_code() -> str:
    return normalised(code_of(secrets.token_bytes(SECRET_BYTES)))
