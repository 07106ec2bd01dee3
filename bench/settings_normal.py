"""Kopilka's settings with SQLite's NORMAL, to compare with: power loss may lose what was told."""

from __future__ import annotations

from typing import Any

from kopilka.settings import *  # noqa: F403
from kopilka.settings import DATABASES

_options: Any = DATABASES["default"]["OPTIONS"]
_options["init_command"] = _options["init_command"].replace("FULL", "NORMAL")
