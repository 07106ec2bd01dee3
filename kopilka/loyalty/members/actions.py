"""Enrolling members and changing what is known of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from kopilka.loyalty.members.identifying import (
    new_card_number,
    new_public_id,
    normal_email,
    normal_phone,
    search_key,
)
from kopilka.loyalty.members.info import MemberInfo
from kopilka.loyalty.members.models import Card, ExternalId, Member
from kopilka.values.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Profile:
    """What may be told of a member; "" where nothing is."""

    name: str = ""
    email: str = ""
    phone: str = ""
    birthday: date | None = None
    segments: tuple[str, ...] = ()
    favourites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Joining:
    """One of many who join at once; `card` "" makes a number up."""

    external_id: str
    profile: Profile
    at: datetime
    card: str = ""


def enrol(
    *,
    merchant_id: int,
    profile: Profile,
    external_id: str,
    region: str,
    now: datetime,
    source: str = "main",
) -> MemberInfo:
    """A member with a virtual card; refused when the external id is another member's already."""
    card = new_card_number()
    member = _member(merchant_id, profile, region, now, external_id, card)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
            Card.objects.create(merchant_id=merchant_id, member=member, number=card, issued_at=now)
            if external_id:
                ExternalId.objects.create(
                    merchant_id=merchant_id, member=member, source=source, value=external_id
                )
    except IntegrityError:
        raise Refused(Refusal("external_id_taken", {"external_id": external_id})) from None
    return member.to_info()


def _member(
    merchant_id: int,
    profile: Profile,
    region: str,
    now: datetime,
    external_id: str,
    card: str = "",
) -> Member:
    email, phone = normal_email(profile.email), normal_phone(profile.phone, region)
    return Member(
        merchant_id=merchant_id,
        public_id=new_public_id(),
        name=profile.name.strip(),
        email=email,
        phone=phone,
        birthday=profile.birthday,
        joined_at=now,
        segments=json.dumps(profile.segments),
        favourites=json.dumps(profile.favourites),
        search_key=search_key(profile.name, email, phone, [external_id, card]),
    )


def enrol_many(
    *, merchant_id: int, externals: dict[str, datetime], source: str = "main"
) -> dict[str, int]:
    """Bare members by external id and joining time, for imports; existing ones stay as they are."""
    rows = [
        _member(merchant_id, Profile(), "", joined, value) for value, joined in externals.items()
    ]
    with transaction.atomic():
        return _create(merchant_id, source, list(externals), rows)


def enrol_people(
    *, merchant_id: int, joining: Sequence[Joining], region: str, source: str = "main"
) -> dict[str, int]:
    """Many new members with what is known of them and a card each; by external id, their keys.

    None of them may be there yet, nor their cards.
    """
    rows = [
        _member(merchant_id, one.profile, region, one.at, one.external_id, one.card)
        for one in joining
    ]
    with transaction.atomic():
        keys = _create(merchant_id, source, [one.external_id for one in joining], rows)
        Card.objects.bulk_create(
            [
                Card(
                    merchant_id=merchant_id,
                    member_id=keys[one.external_id],
                    number=one.card or new_card_number(),
                    issued_at=one.at,
                )
                for one in joining
            ],
            batch_size=500,
        )
    return keys


def _create(
    merchant_id: int, source: str, externals: list[str], rows: list[Member]
) -> dict[str, int]:
    made = Member.objects.bulk_create(rows, batch_size=500)
    ExternalId.objects.bulk_create(
        [
            ExternalId(merchant_id=merchant_id, member=member, source=source, value=value)
            for member, value in zip(made, externals, strict=True)
        ],
        batch_size=500,
    )
    return {value: member.pk for member, value in zip(made, externals, strict=True)}


def change_member(
    *, merchant_id: int, member_id: int, changes: dict[str, object], region: str
) -> MemberInfo:
    """Only the named fields change; search follows."""
    with transaction.atomic():
        members = Member.objects.select_for_update()
        member = members.get(merchant_id=merchant_id, pk=member_id)
        for name, value in changes.items():
            setattr(member, name, _stored(name, value, region))
        _make_findable(member)
        member.save(force_update=True)
    return member.to_info()


def _make_findable(member: Member) -> None:
    """By everything that is known of the member now."""
    own = {"merchant_id": member.merchant_id, "member": member}
    others = [row.value for row in ExternalId.objects.filter(**own)]
    others += [card.number for card in Card.objects.filter(**own)]
    member.search_key = search_key(member.name, member.email, member.phone, others)


def _stored(name: str, value: object, region: str) -> object:
    if name == "email":
        return normal_email(str(value))
    if name == "phone":
        return normal_phone(str(value), region)
    if name in ("segments", "favourites"):
        assert isinstance(value, list | tuple)
        return json.dumps(list(value))
    assert name in ("name", "birthday", "plan"), name
    return value


def issue_card(*, merchant_id: int, member_id: int, number: str, now: datetime) -> Card:
    """A further card; `number` "" makes one up."""
    try:
        with transaction.atomic():
            members = Member.objects.select_for_update()
            member = members.get(merchant_id=merchant_id, pk=member_id)
            card = Card.objects.create(
                merchant_id=merchant_id,
                member=member,
                number=number or new_card_number(),
                issued_at=now,
            )
            _make_findable(member)
            member.save(force_update=True)
            return card
    except IntegrityError:
        raise Refused(Refusal("card_taken", {"number": number})) from None


def block_card(*, merchant_id: int, member_id: int, number: str, now: datetime) -> bool:
    cards = Card.objects.filter(merchant_id=merchant_id, member_id=member_id, number=number)
    return cards.filter(blocked_at=None).update(blocked_at=now) == 1
