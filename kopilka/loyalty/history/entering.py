"""Bringing members and their opening balances into the program: in batches, resumable, quiet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kopilka.loyalty.history import runs
from kopilka.loyalty.history.balances import Opening, Openings
from kopilka.loyalty.history.files.faults import RowFault
from kopilka.loyalty.history.orders import Progress, no_progress
from kopilka.loyalty.history.people import People, Person
from kopilka.loyalty.ledger.adjusting import OpeningLot
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members.actions import Joining, change_member, enrol_people, issue_card
from kopilka.loyalty.members.info import MemberInfo
from kopilka.loyalty.members.queries import ids_by_external, list_by_keys, owners_of_cards
from kopilka.values.refusals import Refusal

BATCH = 500
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Entered:
    """Rows by their fate; `skipped` had been brought in by an earlier run, `refused` were not."""

    written: int = 0
    changed: int = 0
    skipped: int = 0
    refused: list[RowFault] = field(default_factory=list)


# ------------------------------------------------------------------ members


def check_people(merchant_id: int, people: People, column: str) -> None:
    """Moves rows whose card is another member's from the people to the faults."""
    owners = owners_of_cards(merchant_id, [p.card for p in people.people if p.card])
    keys = ids_by_external(merchant_id, "main", [p.external_id for p in people.people if p.card])
    kept = []
    for person in people.people:
        owner = owners.get(person.card) if person.card else None
        if owner is not None and keys.get(person.external_id) != owner:
            problem = Refusal("card_taken", {"number": person.card})
            people.faults.append(RowFault(person.row, column, problem))
        else:
            kept.append(person)
    people.people = kept
    people.faults.sort(key=lambda fault: fault.row)


def import_members(
    *,
    merchant_id: int,
    people: People,
    name: str,
    region: str,
    clock: Clock,
    progress: Progress = no_progress,
) -> Entered:
    """New members join; of those who are there, what the file says replaces what was known."""
    digest = runs.digest_of_parts(
        f"{p.external_id} {p.profile} {p.joined_at} {p.card}" for p in people.people
    )
    run = runs.begin(merchant_id, "members", digest, name, len(people), "by_row", clock())
    done = Entered(skipped=run.done)
    progress(run.done, len(people))
    for start in range(done.skipped, len(people), BATCH):
        batch = people.people[start : start + BATCH]
        _enter(merchant_id, batch, region, clock(), done)
        runs.advance(run, len(batch))
        progress(start + len(batch), len(people))
    runs.finish(run, clock())
    return done


def _enter(
    merchant_id: int, batch: Sequence[Person], region: str, now: datetime, done: Entered
) -> None:
    keys = ids_by_external(merchant_id, "main", [person.external_id for person in batch])
    there = list_by_keys(merchant_id, list(keys.values()))
    joining = [
        Joining(p.external_id, p.profile, p.joined_at or now, p.card)
        for p in batch
        if p.external_id not in keys
    ]
    enrol_people(merchant_id=merchant_id, joining=joining, region=region)
    done.written += len(joining)
    cards = owners_of_cards(merchant_id, [person.card for person in batch if person.card])
    for person in batch:
        if person.external_id in keys:
            known = there[keys[person.external_id]]
            done.changed += _bring_up_to_date(merchant_id, known, person, cards, region, now)


def _bring_up_to_date(
    merchant_id: int,
    known: MemberInfo,
    person: Person,
    cards: dict[str, int],
    region: str,
    now: datetime,
) -> bool:
    """Cells that are empty change nothing."""
    stated = {
        name: getattr(person.profile, name)
        for name in ("name", "email", "phone", "birthday", "segments")
    }
    changes = {
        name: value for name, value in stated.items() if value and value != getattr(known, name)
    }
    if changes:
        change_member(merchant_id=merchant_id, member_id=known.pk, changes=changes, region=region)
    if person.card and person.card not in cards:
        issue_card(merchant_id=merchant_id, member_id=known.pk, number=person.card, now=now)
        return True
    return bool(changes)


# ------------------------------------------------------------------ opening balances


def check_openings(merchant_id: int, openings: Openings, column: str) -> dict[str, int]:
    """Moves rows of unknown members to the faults; the keys of the others, by external id."""
    externals = list(dict.fromkeys(opening.external_id for opening in openings.openings))
    keys = ids_by_external(merchant_id, "main", externals)
    kept = []
    for opening in openings.openings:
        if opening.external_id in keys:
            kept.append(opening)
        else:
            problem = Refusal("no_such_member", {"member": opening.external_id})
            openings.faults.append(RowFault(opening.row, column, problem))
    openings.openings = kept
    openings.faults.sort(key=lambda fault: fault.row)
    return keys


def import_balances(
    *,
    merchant_id: int,
    openings: Openings,
    keys: dict[str, int],
    name: str,
    file_id: str,
    actor: str,
    clock: Clock,
    replace: bool = False,
    progress: Progress = no_progress,
) -> Entered:
    """Lots are added to what members have available, or with `replace` take its place.

    A lot of one `file_id` is brought in once for ever: a corrected copy under the same id brings in
    only what is not there yet.
    """
    told = openings.openings
    digest = runs.digest_of_parts([file_id])
    run = runs.begin(merchant_id, "balances", digest, name, len(told), "by_row", clock())
    done = Entered()
    first = {opening.where(): opening for opening in reversed(told)} if replace else {}
    for start in range(0, len(told), BATCH):
        batch = told[start : start + BATCH]
        intents = [
            Intent(
                "open_balance",
                keys[opening.external_id],
                _lot(opening, file_id, run.started_at, first.get(opening.where()) is opening),
                actor=actor,
                quiet=True,
            )
            for opening in batch
        ]
        answers = post(merchant_id, intents, clock())
        for opening, answer in zip(batch, answers, strict=True):
            done.written += not answer.refusals and not answer.replayed
            done.skipped += answer.replayed
            done.refused += [RowFault(opening.row, "", refusal) for refusal in answer.refusals]
        progress(start + len(batch), len(told))
    runs.finish(run, clock())
    return done


def _lot(opening: Opening, file_id: str, started_at: datetime, replaces: bool) -> OpeningLot:
    return OpeningLot(
        f"{file_id}/{runs.digest_of_parts([opening.identity()])[:32]}",
        opening.wallet,
        opening.units,
        opening.available_at or started_at,
        opening.expires_at,
        replaces,
    )
