"""Programs as the engine's values, and as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from kopilka.engine.program.model import Program, Version, Wallet
from kopilka.engine.program.whole import read_tree
from kopilka.engine.standing import Versions
from kopilka.loyalty.programs.models import Draft, ProgramVersion
from kopilka.plumbing.recent import Recent
from kopilka.plumbing.sql.lookups import instant, look_up
from kopilka.plumbing.yaml.reading import parse
from kopilka.values.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class VersionInfo:
    number: int
    starts_at: datetime
    text: str


def read_program(text: str) -> Program:
    """From YAML or JSON text; raises ProgramFaults with everything wrong."""
    return read_tree(parse(text))


@lru_cache(maxsize=256)
def _read_published(text: str) -> Program:
    """Published texts never change, so each is read once in a process."""
    return read_program(text)


_VERSIONS = """
SELECT number, starts_at, text FROM programs_version WHERE merchant_id = %s ORDER BY number"""


def get_versions(merchant_id: int) -> Versions:
    """Every published version; refused where there is none."""
    found = tuple(look_up(_VERSIONS, merchant_id))
    if not found:
        raise Refused(Refusal("no_program", {}))
    return _versions(found)


_RECENT = Recent(get_versions, seconds=1)


def recent_versions(merchant_id: int) -> Versions:
    """As of a second ago at most: for reading what a shop says, not for deciding it."""
    found = _RECENT.get(merchant_id, merchant_id)
    assert found is not None
    return found


def find_program(merchant_id: int, at: datetime) -> Program | None:
    """The version in force at `at`; None where nothing is published."""
    found = tuple(look_up(_VERSIONS, merchant_id))
    return _versions(found).at(at).program if found else None


def find_wallets(merchant_id: int, at: datetime) -> Mapping[str, Wallet]:
    """Of the version in force at `at`; none where nothing is published."""
    program = find_program(merchant_id, at)
    return program.wallets if program else {}


@lru_cache(maxsize=256)
def _versions(found: tuple[tuple[int, datetime | str, str], ...]) -> Versions:
    return Versions.of(
        Version(number, instant(starts_at).astimezone(UTC), _read_published(text))
        for number, starts_at, text in found
    )


def list_versions(merchant_id: int) -> tuple[VersionInfo, ...]:
    """Newest first."""
    rows = ProgramVersion.objects.filter(merchant_id=merchant_id).order_by("-number")
    return tuple(VersionInfo(row.number, row.starts_at, row.text) for row in rows)


def get_draft(merchant_id: int) -> str:
    """The draft's text; the latest version's where nothing is being worked on; "" at first."""
    draft = Draft.objects.filter(merchant_id=merchant_id).first()
    if draft is not None:
        return draft.text
    versions = list_versions(merchant_id)
    return versions[0].text if versions else ""
