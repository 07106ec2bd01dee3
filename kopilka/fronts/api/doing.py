"""What handlers share: the member meant, the program's currency, one write, one page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from kopilka.engine.program.model import Program
from kopilka.fronts.api.routing import Call
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.ledger.writer import WRITER
from kopilka.loyalty.members.info import MemberInfo
from kopilka.loyalty.members.queries import find_member, find_member_key
from kopilka.loyalty.programs.queries import recent_versions
from kopilka.plumbing import idempotency
from kopilka.values.refusals import Refusal, Refused


def member_of(call: Call, identifier: str) -> MemberInfo:
    member = find_member(call.merchant_id, identifier)
    if member is None:
        raise Refused(Refusal("unknown_member", {"member": identifier[:128]}))
    return member


def key_of(call: Call, identifier: str) -> int:
    """The member's key, where nothing else of the member is needed."""
    key = find_member_key(call.merchant_id, identifier)
    if key is None:
        raise Refused(Refusal("unknown_member", {"member": identifier[:128]}))
    return key


def unknown_member(call: Call, identifier: str | None) -> list[Refusal]:
    """The refusal, where one is named and there is none."""
    if identifier is None or find_member_key(call.merchant_id, identifier) is not None:
        return []
    return [Refusal("unknown_member", {"member": identifier[:128]})]


@contextmanager
def also(look: Callable[[], list[Refusal]]) -> Iterator[None]:
    """Once anything is refused, what else would be is worth a look."""
    try:
        yield
    except Refused as refused:
        raise Refused(*refused.refusals, *look()) from None


def program_at(call: Call, at: datetime) -> Program:
    return recent_versions(call.merchant_id).at(at).program


def write(call: Call, operation: str, member: str | int, payload: Any) -> dict[str, Any]:
    """Through the write path, together with whatever else is waiting; refusals are raised.

    `member`: the key, or as the shop names him: then he is looked for together with the others.
    """
    intent = Intent(
        operation,
        member if isinstance(member, int) else key_of(call, member) if call.dry_run else 0,
        payload,
        key=call.key,
        digest=call.digest,
        actor=call.actor,
        raw=call.raw,
    )
    if call.dry_run:
        answer = post(call.merchant_id, [intent], call.now, dry_run=True)[0]
    else:
        answer = WRITER.submit(call.merchant_id, intent, "" if intent.member_id else str(member))
    if answer.refusals:
        raise Refused(*answer.refusals)
    return answer.body


def once(call: Call, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """For writes beside the book: run and remember in one transaction; a dry run leaves nothing."""
    with transaction.atomic():
        if call.key:
            stored = idempotency.take(call.merchant_id, call.key, call.digest, call.now)
            if stored is not None:
                return _answered(call, stored)
        answer = run()
        if call.dry_run:
            transaction.set_rollback(True)
        elif call.key:
            idempotency.answer(call.merchant_id, call.key, json.dumps(answer))
    return answer


def _answered(call: Call, stored: idempotency.Stored) -> dict[str, Any]:
    if stored.digest != call.digest:
        raise Refused(Refusal("key_reused", {"key": call.key}))
    answer: dict[str, Any] = json.loads(stored.answer)
    return answer


def page_size(call: Call, most: int = 100) -> int:
    text = call.query.get("limit", "30")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise Refused(Refusal("bad_limit", {"limit": text[:20], "most": most}))
    return int(text)
