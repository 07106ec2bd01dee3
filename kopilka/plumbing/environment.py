"""Settings from the environment: typed, declared once, failing loudly.

Each reader raises `BadSetting`, which says what is wrong and what to write instead.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(Exception):
    """A setting that cannot be used: named, with what to do."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    meaning: str


SETTINGS: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("KOPILKA_MODE", "production", "`production`, `demo` or `test`."),
        Setting("SECRET_KEY", "", "Signs sessions and links; at least 50 random characters."),
        Setting(
            "DATABASE_URL", "sqlite:///var/kopilka.sqlite3", "`sqlite:///PATH` or `postgres://…`."
        ),
        Setting(
            "KOPILKA_HOSTS", "127.0.0.1,localhost", "Host names the site answers to, by comma."
        ),
        Setting(
            "KOPILKA_HTTPS",
            "yes",
            "`yes` when people reach the site by https: secure cookies, HSTS.",
        ),
        Setting("KOPILKA_LOG", "INFO", "Least level that is logged."),
    )
}
WEAK = ("secret", "changeme", "password", "django-insecure", "kopilka")


def read(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """The value, from NAME or from the file that NAME_FILE names, else the declared default."""
    setting = SETTINGS[name]
    path = environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE: cannot read {path}: {error.strerror}") from error
    return environ.get(name, setting.default)


def read_choice(
    name: str, choices: tuple[str, ...], environ: Mapping[str, str] = os.environ
) -> str:
    value = read(name, environ)
    if value not in choices:
        raise BadSetting(f"{name} is {value!r}: write one of {', '.join(choices)}")
    return value


def read_yes(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    return read_choice(name, ("yes", "no"), environ) == "yes"


def read_list(name: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    return [part.strip() for part in read(name, environ).split(",") if part.strip()]


def read_secret_key(mode: str, environ: Mapping[str, str] = os.environ) -> str:
    """Refused when weak, except in the demo and in tests, which have a key of their own."""
    key = read("SECRET_KEY", environ)
    if not key and mode in ("demo", "test"):
        return f"only-for-{mode}-" + "0123456789abcdef" * 4
    if len(key) < 50 or len(set(key)) < 12 or any(weak in key.lower() for weak in WEAK):
        raise BadSetting(
            "SECRET_KEY is missing, short or guessable. Make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(50))'` and set it."
        )
    return key


def read_database(root: Path, environ: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Django's DATABASES entry, durable on both: FULL on SQLite, PostgreSQL's defaults."""
    url = read("DATABASE_URL", environ)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_database(root / parts.path.removeprefix("/"))
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_HEALTH_CHECKS": True,
            "CONN_MAX_AGE": 600,
            "OPTIONS": {},
        }
    raise BadSetting(
        f"DATABASE_URL starts with {parts.scheme!r}: write sqlite:///… or postgres://…"
    )


def sqlite_database(path: Path) -> dict[str, object]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }
