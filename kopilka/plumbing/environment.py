"""Settings from the environment: typed, declared once, failing loudly.

Each reader raises `BadSetting`, which says what is wrong and what to write instead.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit


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
            "DATABASE_URL",
            "sqlite:///var/kopilka.sqlite3",
            "`sqlite:///PATH` or `postgres://…`, the latter with options: `?sslmode=verify-full`.",
        ),
        Setting(
            "KOPILKA_HOSTS", "127.0.0.1,localhost", "Host names the site answers to, by comma."
        ),
        Setting(
            "KOPILKA_HTTPS",
            "yes",
            "`yes` when people reach the site by https: secure cookies, HSTS.",
        ),
        Setting(
            "KOPILKA_LOG",
            "INFO",
            "Least level that is logged: `DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`.",
        ),
    )
}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
POSTGRES_OPTIONS = (
    "host",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "channel_binding",
    "connect_timeout",
    "application_name",
    "target_session_attrs",
)
"""Of DATABASE_URL, as the driver names them."""
_HOST = re.compile(r"\*|\.?[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:]+\]")
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
        except UnicodeDecodeError:
            raise BadSetting(f"{name}_FILE: {path} is not UTF-8 text") from None
    return environ.get(name, setting.default)


def read_choice(
    name: str, choices: tuple[str, ...], environ: Mapping[str, str] = os.environ
) -> str:
    value = read(name, environ)
    if value not in choices:
        raise BadSetting(f"{name} is {value!r}: write one of {', '.join(choices)}")
    return value


def refuse_unknown(environ: Mapping[str, str] = os.environ) -> None:
    """A mistyped variable would be silently ignored, and its default used."""
    for name in environ:
        if name.startswith("KOPILKA_") and name.removesuffix("_FILE") not in SETTINGS:
            raise BadSetting(f"there is no setting {name}: {_nearest(name, SETTINGS)}")


def _nearest(word: str, known: Iterable[str]) -> str:
    found = get_close_matches(word, known, 1)
    return f"did you mean {found[0]}?" if found else f"there are {', '.join(known)}"


def read_level(name: str, environ: Mapping[str, str] = os.environ) -> str:
    return read_choice(name, LEVELS, environ)


def read_yes(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    return read_choice(name, ("yes", "no"), environ) == "yes"


def read_list(name: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    return [part.strip() for part in read(name, environ).split(",") if part.strip()]


def read_hosts(name: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    hosts = read_list(name, environ)
    bad = [host for host in hosts if not _HOST.fullmatch(host)]
    if bad or not hosts:
        raise BadSetting(f"{name} is {', '.join(bad) or 'empty'}: write names such as shop.example")
    return hosts


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
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme == "sqlite":
        _check_options(options, ())
        return sqlite_database(root / parts.path.removeprefix("/"))
    if parts.scheme in ("postgres", "postgresql"):
        return _postgres_database(parts, options)
    raise BadSetting(
        f"DATABASE_URL starts with {parts.scheme!r}: write sqlite:///… or postgres://…"
    )


def _postgres_database(parts: SplitResult, options: dict[str, str]) -> dict[str, object]:
    """What the address says beyond the names goes to the driver as it is."""
    _check_options(options, POSTGRES_OPTIONS)
    if options.get("sslmode", "prefer") not in SSL_MODES:
        raise BadSetting(f"DATABASE_URL: sslmode is one of {', '.join(SSL_MODES)}")
    try:
        port = parts.port
    except ValueError:
        raise BadSetting("DATABASE_URL: the port is a number from 1 to 65535") from None
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise BadSetting("DATABASE_URL names no database: write postgres://USER@HOST/NAME")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or options.pop("host", ""),
        "PORT": str(port or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {name: value for name, value in options.items() if name != "host"},
    }


def _check_options(options: Mapping[str, str], known: Collection[str]) -> None:
    for name in options:
        if name not in known:
            hint = _nearest(name, known) if known else "SQLite takes none"
            raise BadSetting(f"DATABASE_URL has no option {name!r}: {hint}")


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
