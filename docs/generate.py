"""Writes the reference pages that are made from the code: `python -m docs.generate`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent / "reference"
NOTICE = "<!-- Made from the code by `make docs`; change the code, not this page. -->\n\n"


def pages() -> dict[str, str]:
    """File name in docs/reference -> its text."""
    _prepare()
    from docs.making import api, commands, faults, program, refusals, settings, templates

    made: dict[str, Callable[[], str]] = {
        "api.md": api.page,
        "commands.md": commands.page,
        "program.md": program.page,
        "program-faults.md": faults.page,
        "refusals.md": refusals.page,
        "settings.md": settings.page,
        "templates.md": templates.page,
    }
    return {name: NOTICE + make().rstrip() + "\n" for name, make in made.items()}


def _prepare() -> None:
    os.environ.setdefault("KOPILKA_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kopilka.settings")
    import django

    django.setup()


def main() -> None:
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
