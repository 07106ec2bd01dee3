"""A member as other rooms and fronts see one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class MemberInfo:
    """`pk` is the key that other tables carry, `public_id` the id that outsiders see."""

    pk: int
    public_id: str
    name: str
    email: str
    phone: str  # E.164
    birthday: date | None
    joined_at: datetime
    plan: str
    segments: tuple[str, ...]
    favourites: tuple[str, ...]
