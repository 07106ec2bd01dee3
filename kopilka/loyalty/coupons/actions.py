"""Making codes, giving them to members who join, and blocking them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from kopilka.engine.ledger.model import Journal
from kopilka.engine.mechanics.coupons.giving import JOINED, ends_at, give_codes
from kopilka.engine.standing import Member
from kopilka.loyalty.coupons import models
from kopilka.loyalty.coupons.drawing import draw_code
from kopilka.loyalty.coupons.queries import count_codes, get_code, get_series
from kopilka.loyalty.coupons.shelf import CODE, save
from kopilka.loyalty.programs.queries import find_program, get_versions
from kopilka.plumbing import audit, outbox
from kopilka.plumbing.sql import rows
from kopilka.values.refusals import Refusal, Refused

AT_ONCE = 10_000


def make_codes(
    *,
    merchant_id: int,
    coupon: str,
    count: int,
    batch: str,
    actor: str,
    now: datetime,
    at_once: int = AT_ONCE,
) -> Iterator[int]:
    """Until the batch has `count` codes for anybody; says how many it has after each part.

    Each part is kept for itself, so that what was cut off goes on where it was.
    """
    get_series(merchant_id, coupon, now)
    act = audit.Act(actor, "coupon.codes_made", coupon, facts={"batch": batch, "count": count})
    audit.record(merchant_id, act, now)
    made = count_codes(merchant_id, coupon, batch)
    yield made
    while made < count:
        _insert(merchant_id, coupon, min(at_once, count - made), batch, now)
        made = count_codes(merchant_id, coupon, batch)
        yield made


def make_some(
    *, merchant_id: int, coupon: str, count: int, batch: str, actor: str, now: datetime
) -> list[str]:
    """So many for anybody, at once."""
    get_series(merchant_id, coupon, now)
    act = audit.Act(actor, "coupon.codes_made", coupon, facts={"batch": batch, "count": count})
    audit.record(merchant_id, act, now)
    return _insert(merchant_id, coupon, count, batch, now)


def _insert(merchant_id: int, coupon: str, count: int, batch: str, now: datetime) -> list[str]:
    """One drawn twice in a lifetime of codes is left out."""
    drawn = [draw_code() for _ in range(count)]
    made = [(merchant_id, None, code, coupon, batch, now, None, None, "") for code in drawn]
    with transaction.atomic():
        rows.insert_missing(rows.table_of(models.Code), CODE, made)
    return drawn


def give_code(
    *, merchant_id: int, coupon: str, member_id: int, actor: str, reason: str, now: datetime
) -> str:
    """A code for one member alone."""
    series, program = (
        get_series(merchant_id, coupon, now),
        get_versions(merchant_id).at(now).program,
    )
    code, until = draw_code(), ends_at(series, program, now)
    made = [(merchant_id, member_id, code, coupon, "", now, until, None, "")]
    rows.insert(rows.table_of(models.Code), CODE, made)
    act = audit.Act(actor, "coupon.code_given", code, reason, {"coupon": coupon})
    audit.record(merchant_id, act, now)
    return code


def give_on_joining(*, merchant_id: int, member_id: int, public_id: str, now: datetime) -> None:
    """What the program in force gives to those who join, in the transaction of their joining."""
    program = find_program(merchant_id, now)
    if program is None:
        return
    member, journal = Member(public_id), Journal()
    give_codes(member, program, JOINED, now, draw_code, journal)
    given = [(member_id, name, code) for name, code in member.shelf("coupons").items()]
    save(merchant_id, given)
    told = [outbox.Message(name, public_id, facts) for name, facts in journal.events]
    outbox.put(merchant_id, told, now)


def stop_code(*, merchant_id: int, text: str, reason: str, actor: str, now: datetime) -> None:
    """It counts on no order from now on; orders that have used it keep what they got."""
    one = get_code(merchant_id, text)
    if not reason.strip():
        raise Refused(Refusal("reason_missing", {}))
    found = models.Code.objects.filter(merchant_id=merchant_id, pk=one.id, blocked_at=None)
    if found.update(blocked_at=now, blocked_because=reason):
        act = audit.Act(actor, "coupon.code_blocked", one.code, reason, {"coupon": one.coupon})
        audit.record(merchant_id, act, now)
