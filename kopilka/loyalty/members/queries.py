"""Finding members. Every function takes the merchant and sees nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from kopilka.engine.facts import Person
from kopilka.loyalty.members.identifying import fold
from kopilka.loyalty.members.info import MemberInfo
from kopilka.loyalty.members.models import Card, ExternalId, Member
from kopilka.loyalty.merchants.queries import list_shops
from kopilka.plumbing.sql.lookups import instant, look_up


@dataclass(frozen=True, slots=True)
class Found:
    """A page of members and where the next one starts (None: no more)."""

    members: list[MemberInfo]
    next_after: int | None


def person_of(
    birthday: date | str | None,
    joined_at: datetime | str,
    segments: str,
    plan: str,
    favourites: str,
) -> Person:
    """What rules may know, from the columns as either database gives them."""
    return Person(
        date.fromisoformat(birthday) if isinstance(birthday, str) else birthday,
        instant(joined_at),
        tuple(json.loads(segments)) if segments != "[]" else (),
        plan,
        tuple(json.loads(favourites)) if favourites != "[]" else (),
    )


def get_member(merchant_id: int, public_id: str) -> MemberInfo | None:
    return _first(Member.objects.filter(merchant_id=merchant_id, public_id=public_id))


def _first(members: QuerySet[Member]) -> MemberInfo | None:
    row = members.first()
    return row.to_info() if row else None


def find_member(merchant_id: int, identifier: str) -> MemberInfo | None:
    """By public id, `ext:SOURCE:VALUE`, an id of the main shop, a card, e-mail or phone."""
    kind, _, rest = identifier.partition(":")
    if kind == "ext" and rest:
        source, _, value = rest.partition(":")
        return _by_external(merchant_id, source, value)
    if kind in ("email", "phone", "card") and rest:
        return _LOOKUPS[kind](merchant_id, rest)
    return get_member(merchant_id, identifier) or _by_external(merchant_id, "main", identifier)


def find_member_key(merchant_id: int, identifier: str) -> int | None:
    """As `find_member`, the member's key alone."""
    return find_member_keys(merchant_id, [identifier]).get(identifier)


def find_member_keys(merchant_id: int, identifiers: Iterable[str]) -> dict[str, int]:
    """Of all that are found; the usual ids in one look."""
    wanted = sorted(set(identifiers))
    plain = [each for each in wanted if ":" not in each]
    rows = look_up(_KEYS, merchant_id, plain, merchant_id, plain) if plain else []
    found: dict[str, int] = {each: key for _, each, key in rows}
    for each in wanted:
        member = find_member(merchant_id, each) if ":" in each else None
        if member is not None:
            found[each] = member.pk
    return found


_KEYS = """
SELECT 1 AS place, value AS id, member_id AS member FROM members_external_id
WHERE merchant_id = %s AND source = 'main' AND value IN TEXTS(%s)
UNION ALL
SELECT 2, public_id, id FROM members_member WHERE +merchant_id = %s AND public_id IN TEXTS(%s)
ORDER BY 1"""


def _by_external(merchant_id: int, source: str, value: str) -> MemberInfo | None:
    found = ExternalId.objects.filter(merchant_id=merchant_id, source=source, value=value)
    row = found.select_related("member").first()
    return row.member.to_info() if row else None


def _by_card(merchant_id: int, number: str) -> MemberInfo | None:
    found = Card.objects.filter(merchant_id=merchant_id, number=number, blocked_at=None)
    row = found.select_related("member").first()
    return row.member.to_info() if row else None


def _by_email(merchant_id: int, email: str) -> MemberInfo | None:
    members = Member.objects.filter(merchant_id=merchant_id, email=email.strip().lower())
    return _first(members.order_by("id"))


def _by_phone(merchant_id: int, phone: str) -> MemberInfo | None:
    members = Member.objects.filter(merchant_id=merchant_id, phone=phone)
    return _first(members.order_by("id"))


_LOOKUPS = {"email": _by_email, "phone": _by_phone, "card": _by_card}


def ids_by_external(merchant_id: int, source: str, values: list[str]) -> dict[str, int]:
    """External value -> member's key, for many at once."""
    found: dict[str, int] = {}
    for start in range(0, len(values), 500):
        part = values[start : start + 500]
        rows = ExternalId.objects.filter(merchant_id=merchant_id, source=source, value__in=part)
        found.update(rows.values_list("value", "member_id"))
    return found


def search_members(
    merchant_id: int,
    text: str = "",
    after: int | None = None,
    size: int = 50,
    by_order: Callable[[list[str], str], Iterable[int]] = lambda shops, number: (),
) -> Found:
    """Every word must be there, in any case; the newest first, from below `after`.

    Before them stand those whose id in a shop, card, e-mail or phone it is exactly, or else
    those whose order has it as its number: `by_order` knows their keys.
    """
    text = _without_sign(text)
    shops = [shop.code for shop in list_shops(merchant_id)] if text else []
    named = _named_exactly(merchant_id, text, shops) if text else set()
    if not named and _NUMBER.search(text):
        named = set(by_order(shops, text))
    first = sorted(named, reverse=True)[:size]
    members: QuerySet[Member] = Member.objects.filter(merchant_id=merchant_id)
    for word in _words(text):
        members = members.filter(search_key__contains=word)
    if first:
        members = members.exclude(id__in=first)
    if after is None:
        exact = list_by_keys(merchant_id, first) if first else {}
        return _page(members, list(exact.values()), size)
    return _page(members.filter(id__lt=after), [], size)


def _page(members: QuerySet[Member], first: list[MemberInfo], size: int) -> Found:
    room = size - len(first)
    rest = [row.to_info() for row in members.order_by("-id")[: room + 1]]
    following = rest[room].pk + 1 if len(rest) > room else None
    return Found(first + rest[:room], following)


def _without_sign(text: str) -> str:
    """`№ 631`, `No. 631` and `#631` are how pages name 631."""
    return _SIGN.sub("", text.strip()).strip()


_NUMBER = re.compile(r"\d")
_SIGN = re.compile(r"^(?:№|#|no\.)\s*(?=\S)", re.IGNORECASE)


def _named_exactly(merchant_id: int, typed: str, shops: list[str]) -> set[int]:
    """One look at four indexes."""
    phone, cards = _digits(typed), [typed, typed.replace("-", "")]
    sources = ["main", *shops]
    rows = look_up(
        _EXACTLY,
        *(merchant_id, sources, [typed], merchant_id, cards),
        *(merchant_id, [typed.lower()], merchant_id, [f"+{phone}", f"+7{phone}"]),
    )
    return {key for (key,) in rows}


_EXACTLY = """
SELECT member_id AS member FROM members_external_id
WHERE merchant_id = %s AND source IN TEXTS(%s) AND value IN TEXTS(%s)
UNION SELECT member_id FROM members_card
WHERE merchant_id = %s AND number IN TEXTS(%s) AND blocked_at IS NULL
UNION SELECT id FROM members_member WHERE merchant_id = %s AND email IN TEXTS(%s)
UNION SELECT id FROM members_member WHERE merchant_id = %s AND phone IN TEXTS(%s)"""


def _words(text: str) -> list[str]:
    """A phone is one word however it is spaced."""
    phone = _digits(text)
    return [phone] if phone else [_digits(word) or word for word in fold(text).split()]


def _digits(word: str) -> str:
    """A typed phone keeps only its digits; eight at the front is a Russian habit for +7."""
    stripped = word.translate(str.maketrans("", "", "+-() "))
    if not stripped.isdigit() or len(stripped) < 5:
        return ""
    return stripped[1:] if len(stripped) == 11 and stripped[0] == "8" else stripped


def count_members(merchant_id: int) -> int:
    return Member.objects.filter(merchant_id=merchant_id).count()


def list_cards(merchant_id: int, member_id: int) -> list[Card]:
    return list(Card.objects.filter(merchant_id=merchant_id, member_id=member_id).order_by("id"))


def list_external_ids(merchant_id: int, member_id: int) -> list[ExternalId]:
    rows = ExternalId.objects.filter(merchant_id=merchant_id, member_id=member_id)
    return list(rows.order_by("id"))


def ids_in_shops(merchant_id: int, keys: list[int]) -> dict[int, str]:
    """Each member's first id in a shop, for lists."""
    rows = ExternalId.objects.filter(merchant_id=merchant_id, member_id__in=keys).order_by("-id")
    return dict(rows.values_list("member_id", "value"))


def get_member_by_key(merchant_id: int, member_id: int | None) -> MemberInfo | None:
    return _first(Member.objects.filter(merchant_id=merchant_id, pk=member_id or 0))


def list_by_keys(merchant_id: int, keys: list[int]) -> dict[int, MemberInfo]:
    """By key; unknown keys are left out."""
    rows = Member.objects.filter(merchant_id=merchant_id, pk__in=keys)
    return {row.pk: row.to_info() for row in rows}


def owners_of_cards(merchant_id: int, numbers: list[str]) -> dict[str, int]:
    """Card number -> the key of the member who holds it, blocked cards too."""
    found: dict[str, int] = {}
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        rows = Card.objects.filter(merchant_id=merchant_id, number__in=part)
        found.update(rows.values_list("number", "member_id"))
    return found
