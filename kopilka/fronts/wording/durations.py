"""Lengths of time in words."""

from __future__ import annotations

from django.utils.translation import ngettext

from kopilka.values.periods import Duration


def say_duration(length: Duration) -> str:
    n = length.count
    said = {
        "h": ngettext("%(n)d hour", "%(n)d hours", n),
        "d": ngettext("%(n)d day", "%(n)d days", n),
        "w": ngettext("%(n)d week", "%(n)d weeks", n),
        "mo": ngettext("%(n)d month", "%(n)d months", n),
        "y": ngettext("%(n)d year", "%(n)d years", n),
    }[length.unit]
    return said % {"n": n}
