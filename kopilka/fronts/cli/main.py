"""The `kopilka` command: all its parts, each of which declares itself on the entrance."""

from __future__ import annotations

from kopilka.fronts.cli import (
    books,
    conform,
    coupons,
    demo,
    importing,
    opening,
    programs,
    serving,
    simulate,
    story,
)
from kopilka.fronts.cli.entrance import app

PARTS = (demo, opening, serving, importing, simulate, story, programs, books, conform, coupons)

if __name__ == "__main__":
    app()
