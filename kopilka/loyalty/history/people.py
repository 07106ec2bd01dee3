"""A file of members: who they are, how they are reached, which card they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from kopilka.loyalty.history.files.cells import (
    is_empty,
    read_day,
    read_id,
    read_instant,
    read_text,
    read_words,
)
from kopilka.loyalty.history.files.columns import MEMBERS, Columns
from kopilka.loyalty.history.files.dates import DateOrder
from kopilka.loyalty.history.files.faults import BadCell, RowFault
from kopilka.loyalty.history.files.rows import Rows
from kopilka.loyalty.history.files.tables import read_sheet
from kopilka.loyalty.members.actions import Profile
from kopilka.loyalty.members.identifying import normal_email, normal_phone
from kopilka.values.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Person:
    """`joined_at` None: the file does not say."""

    row: int
    external_id: str
    profile: Profile
    joined_at: datetime | None
    card: str


@dataclass(slots=True)
class People:
    people: list[Person]
    faults: list[RowFault]

    def __len__(self) -> int:
        return len(self.people)


def read_people(
    path: Path,
    *,
    timezone: str,
    region: str,
    told: Mapping[str, str],
    now: datetime,
    dates: DateOrder | None = None,
) -> tuple[People, Columns]:
    """The good rows, the faults of the others, and the mapping of columns used."""
    sheet = read_sheet(path)
    columns = Columns.of(sheet.table.column_names, told, MEMBERS)
    rows = Rows(sheet, columns.mapping)
    externals = rows.read("member_id", read_id)
    order = rows.date_order(("joined_at", "birthday"), dates)
    instant = partial(read_instant, zone=ZoneInfo(timezone), latest=now, dates=order)
    joined = rows.read("joined_at", lambda cell: None if is_empty(cell) else instant(cell))
    profiles = _profiles(rows, region, order)
    cards = rows.read("card", lambda cell: read_text(cell, 32))
    for place, value, row in _standing_twice(rows, externals):
        rows.fault(place, "member_id", Refusal("member_twice", {"value": value, "row": row}))
    for place, value, row in _standing_twice(rows, cards):
        rows.fault(place, "card", Refusal("card_twice", {"value": value, "row": row}))
    people = [
        Person(
            rows.number(place),
            externals[place] or "",
            profiles(place),
            joined[place] if joined else None,
            (cards[place] or "") if cards else "",
        )
        for place in rows.good()
    ]
    return People(people, rows.sorted_faults()), columns


def _profiles(rows: Rows, region: str, dates: DateOrder) -> Callable[[int], Profile]:
    """The profile of a row by its place; columns that the file lacks are empty."""
    names = rows.read("name", read_text)
    emails = rows.read("email", _contact(normal_email, 254))
    phones = rows.read("phone", _contact(lambda text: normal_phone(text, region), 40))
    birthdays = rows.read("birthday", partial(read_day, dates=dates))
    segments = rows.read("segments", read_words)

    def profile(place: int) -> Profile:
        return Profile(
            name=(names[place] or "") if names else "",
            email=(emails[place] or "") if emails else "",
            phone=(phones[place] or "") if phones else "",
            birthday=birthdays[place] if birthdays else None,
            segments=(segments[place] or ()) if segments else (),
        )

    return profile


def _contact(normal: Callable[[str], str], longest: int) -> Callable[[object], str]:
    """A cell in the form that members are found by."""

    def read(cell: object) -> str:
        try:
            return normal(read_text(cell, longest))
        except Refused as refused:
            problem = refused.refusals[0]
            raise BadCell(problem.code, **problem.facts) from None

    return read


def _standing_twice(rows: Rows, values: list[str | None]) -> list[tuple[int, str, int]]:
    """Places whose value stands in an earlier good row, the value, and the number of that row."""
    seen: dict[str, int] = {}
    found = []
    for place in rows.good() if values else []:
        value = values[place]
        if value and seen.setdefault(value, place) != place:
            found.append((place, value, rows.number(seen[value])))
    return found
