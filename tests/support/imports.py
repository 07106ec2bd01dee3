"""Files to import, the command in this process or one of its own, and the book that comes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app

COMMAND = [sys.executable, "-c", "from kopilka.fronts.cli.main import app; app()"]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(kind: str, file: Path, *options: str, code: int = 0) -> dict[str, Any]:
    """`kopilka import KIND FILE --merchant owl --json OPTIONS` in this process."""
    words = ["import", kind, str(file), "--merchant", "owl", "--json", *options]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == code, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def said(kind: str, file: Path, *options: str, code: int = 0) -> str:
    """The same, as a person reads it: what goes to both streams."""
    words = ["import", kind, str(file), "--merchant", "owl", *options]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return str(result.output)


def start(kind: str, file: Path, merchant: str) -> subprocess.Popen[bytes]:
    """A process of its own on the database that this test is on."""
    words = [*COMMAND, "import", kind, str(file), "--merchant", merchant, "--json"]
    environment = {**os.environ, "DATABASE_URL": _database(), "KOPILKA_MODE": "test"}
    environment["DJANGO_SETTINGS_MODULE"] = "kopilka.settings"
    return subprocess.Popen(
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def _database() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def book(slug: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that a book says, by the members' own ids; an opening's instant is its run's own."""
    return {name: _rows(query, slug) for name, query in _BOOK.items()}


def _rows(query: str, slug: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [slug])
        return sorted(cursor.fetchall(), key=repr)


_OF = """
JOIN members_external_id x ON x.member_id = {member}
JOIN merchants_merchant m ON m.id = x.merchant_id WHERE m.slug = %s"""
_BOOK = {
    "entries": "SELECT x.value, e.wallet, e.kind, e.cause_kind, e.cause_number,"
    " CASE WHEN e.kind = 'opened' THEN NULL ELSE e.at END,"
    " CASE WHEN e.kind = 'opened' THEN NULL ELSE e.known_at END,"
    " p.source, p.destination, p.amount FROM ledger_entry e"
    " JOIN ledger_posting p ON p.entry_id = e.id" + _OF.format(member="e.member_id"),
    "lots": "SELECT x.value, l.number, l.amount, l.remaining, l.earned_at, l.matured_at,"
    " l.expires_at, l.order_key FROM ledger_lot l"
    " JOIN ledger_account a ON a.id = l.account_id" + _OF.format(member="a.member_id"),
    "accounts": "SELECT x.value, a.wallet, a.available, a.pending, a.held, a.debt, a.earned,"
    " a.entries FROM ledger_account a" + _OF.format(member="a.member_id"),
    "orders": "SELECT x.value, o.key, o.state, o.placed_at, o.total, o.spend, o.earned"
    " FROM activity_order o" + _OF.format(member="o.member_id"),
    "tiers": "SELECT x.value, s.tier FROM ledger_member_state s" + _OF.format(member="s.member_id"),
}


def count_messages() -> int:
    """Everything that waits to be told to anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM plumbing_outbox")
        return int(cursor.fetchone()[0])
