"""Passwords by argon2id, tuned for a small server and bounded in how many run at once."""

from __future__ import annotations

import os
import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

_AT_ONCE = threading.BoundedSemaphore(2 * (os.cpu_count() or 1))


class TunedArgon2PasswordHasher(Argon2PasswordHasher):
    """46 MiB, three passes, one lane; a flood of guesses waits instead of eating memory."""

    time_cost = 3
    memory_cost = 46 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _AT_ONCE:
            return super().verify(password, encoded)
