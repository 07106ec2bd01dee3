"""What `kopilka doctor` looks at."""

from __future__ import annotations

from django.db import connection

from kopilka.plumbing import outbox
from kopilka.plumbing.models import JobRow
from kopilka.plumbing.sql import immutability

_SQLITE = (("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "1"))
_POSTGRES = (("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on"))


def diagnose() -> list[dict[str, str]]:
    """Findings as {what, found, state: ok | bad}."""
    findings = [
        _finding(f"database {name}", found, found == wanted)
        for name, found, wanted in _durability()
    ]
    missing = immutability.missing()
    findings.append(_finding("immutable tables", ", ".join(missing) or "all stand", not missing))
    parked = outbox.counts().get("parked", 0)
    findings.append(_finding("parked messages", str(parked), parked == 0))
    failing = list(JobRow.objects.exclude(last_problem="").values_list("name", flat=True))
    findings.append(_finding("failing jobs", ", ".join(failing) or "none", not failing))
    return findings


def _finding(what: str, found: str, good: bool) -> dict[str, str]:
    return {"what": what, "found": found, "state": "ok" if good else "bad"}


def _durability() -> list[tuple[str, str, str]]:
    settings = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    ask = "SHOW {}" if connection.vendor == "postgresql" else "PRAGMA {}"
    with connection.cursor() as cursor:
        found = []
        for name, wanted in settings:
            cursor.execute(ask.format(name))
            found.append((name, str(cursor.fetchone()[0]).lower(), wanted))
    return found
