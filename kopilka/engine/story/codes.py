"""Codes as a story names them: as typed, `anna/welcome` for her newest, `taxi/2` for the second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kopilka.engine.mechanics.coupons.shelf import SeriesCode, code_of, keep_code, own_codes
from kopilka.engine.standing import Member
from kopilka.engine.story.grammar import Step, StoryFault
from kopilka.values.codes import normalised

Members = Mapping[str, Member]
Codes = Sequence[tuple[str, SeriesCode]]


def read_code(members: Members, codes: Codes, step: Step, member: Member, named: str) -> str:
    """As it is looked up, and known to the member who is to use it. `codes`: those for anybody."""
    first, slash, second = named.partition("/")
    if not slash:
        return normalised(named)
    if first in members:
        return _of_member(members, step, member, first, second)
    text, code = _numbered(codes, step, first, second)
    if code_of(member, text) is None:
        keep_code(member, text, code)
    return text


def _of_member(members: Members, step: Step, member: Member, owner: str, coupon: str) -> str:
    own = [one for one in own_codes(members[owner]) if one[1].coupon == coupon]
    if not own:
        raise StoryFault(step.line, f"{owner} has no code of {coupon!r}")
    text, code = own[-1]
    if member.id != owner:
        keep_code(member, text, replace(code, whose="other"))
    return text


def _numbered(codes: Codes, step: Step, coupon: str, number: str) -> tuple[str, SeriesCode]:
    of_coupon = [one for one in codes if one[1].coupon == coupon]
    if not number.isdigit() or not 1 <= int(number) <= len(of_coupon):
        raise StoryFault(step.line, f"there is no code {number} of {coupon!r}")
    return of_coupon[int(number) - 1]
