"""Saving drafts and publishing versions."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from kopilka.loyalty.merchants.queries import get_merchant
from kopilka.loyalty.programs.models import Draft, ProgramVersion
from kopilka.loyalty.programs.queries import read_program
from kopilka.plumbing import audit
from kopilka.values.refusals import Refusal, Refused


def save_draft(*, merchant_id: int, text: str, now: datetime) -> None:
    """Kept as written, also while it is faulty; raises ProgramFaults after keeping it."""
    Draft.objects.update_or_create(
        merchant_id=merchant_id, defaults={"text": text, "saved_at": now}
    )
    read_program(text)


def publish(
    *, merchant_id: int, text: str, starts_at: datetime, actor: str, now: datetime
) -> ProgramVersion:
    """The next version, immutable from now on, in force from `starts_at` (never in the past)."""
    program = read_program(text)
    merchant = get_merchant(merchant_id)
    if program.currency != merchant.currency:
        facts = {"expected": merchant.currency, "stated": program.currency}
        raise Refused(Refusal("currency_differs", facts))
    with transaction.atomic():
        latest = ProgramVersion.objects.filter(merchant_id=merchant_id).order_by("-number").first()
        if latest is not None and starts_at < max(now, latest.starts_at):
            raise Refused(Refusal("starts_in_the_past", {"starts_at": starts_at.isoformat()}))
        number = latest.number + 1 if latest else 1
        version = _store(merchant_id, number, text, starts_at, now)
        told: dict[str, object] = {"number": number, "starts_at": starts_at.isoformat()}
        act = audit.Act(actor, "program.published", f"version:{number}", facts=told)
        audit.record(merchant_id, act, now)
    return version


def _store(
    merchant_id: int, number: int, text: str, starts_at: datetime, now: datetime
) -> ProgramVersion:
    try:
        with transaction.atomic():
            return ProgramVersion.objects.create(
                merchant_id=merchant_id,
                number=number,
                starts_at=starts_at,
                published_at=now,
                text=text,
            )
    except IntegrityError:
        raise Refused(Refusal("published_meanwhile", {"number": number})) from None
