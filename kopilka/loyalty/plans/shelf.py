"""The two shelves of plans: terms, all of a member's; and savings, of the orders at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import msgspec

from kopilka.engine.mechanics.plans.terms import SHELF, Term
from kopilka.engine.orders.saved import SAVED, Saved
from kopilka.engine.standing import Versions
from kopilka.loyalty.activity import codec
from kopilka.loyalty.ledger.deciding.shelves import Kept, Shelf, keep_shelf
from kopilka.loyalty.plans.models import PlanSaving, PlanTerm
from kopilka.plumbing.sql import rows
from kopilka.plumbing.sql.lookups import look_up

_TERM = msgspec.json.Decoder(Term)

_TERMS = """
SELECT member_id, key, term FROM plans_term WHERE merchant_id = %s AND member_id IN INTS(%s)"""
_SAVINGS = """
SELECT member_id, order_key, plan, minor, units FROM plans_saving
WHERE merchant_id = %s AND order_key IN TEXTS(%s)"""
_TERM_COLUMNS = [
    "merchant_id",
    "member_id",
    "key",
    "plan",
    "starts_at",
    "ends_at",
    "until",
    "due_at",
    "term",
]
_SAVING_COLUMNS = ["merchant_id", "member_id", "order_key", "plan", "minor", "units"]


def sells_plans(versions: Versions) -> bool:
    return any(version.program.entries("plans") for version in versions.all)


def _load_terms(merchant_id: int, orders: Mapping[int, frozenset[str]]) -> Iterator[Kept]:
    for member_id, key, text in look_up(_TERMS, merchant_id, sorted(orders)):
        yield member_id, key, _TERM.decode(text)


def _save_terms(merchant_id: int, kept: list[Kept]) -> None:
    rows.upsert(
        rows.table_of(PlanTerm),
        _TERM_COLUMNS,
        ["merchant_id", "key"],
        [
            (merchant_id, member, key, term.plan, *term.span, term.due_at, codec.encode(term))
            for member, key, term in kept
        ],
    )


def _load_savings(merchant_id: int, orders: Mapping[int, frozenset[str]]) -> Iterator[Kept]:
    keys = sorted(key for of_member in orders.values() for key in of_member)
    for member_id, key, plan, minor, units in look_up(_SAVINGS, merchant_id, keys):
        if member_id in orders:
            yield member_id, key, Saved(plan, minor, json.loads(units))


def _save_savings(merchant_id: int, kept: list[Kept]) -> None:
    rows.upsert(
        rows.table_of(PlanSaving),
        _SAVING_COLUMNS,
        ["merchant_id", "order_key"],
        [
            (merchant_id, member, key, saved.plan, saved.minor, json.dumps(dict(saved.units)))
            for member, key, saved in kept
        ],
    )


terms = keep_shelf(Shelf(SHELF, sells_plans, _load_terms, _save_terms))
savings = keep_shelf(Shelf(SAVED, sells_plans, _load_savings, _save_savings))
