"""A query that names no merchant refuses, whatever it wants to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from support.owl_shop import OwlShop

from kopilka.loyalty.members.models import Card, Member
from kopilka.plumbing.isolation import NoMerchantNamed, OfMerchant

ACTS: dict[str, Callable[[Any], object]] = {
    "list": list,
    "first": lambda rows: rows.first(),
    "get": lambda rows: rows.get(pk=1),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "iterator": lambda rows: list(rows.iterator()),
    "values": lambda rows: list(rows.values_list("id")),
    "aggregate": lambda rows: rows.aggregate(models.Max("id")),
    "update": lambda rows: rows.update(name=""),
    "delete": lambda rows: rows.delete(),
    "excluded": lambda rows: list(rows.exclude(pk=1)),
    "explained": lambda rows: rows.explain(),
    "in bulk": lambda rows: rows.in_bulk(),
    "deleted raw": lambda rows: rows._raw_delete("default"),
    "raw": lambda rows: list(rows.raw("SELECT * FROM members_member")),
    "or": lambda rows: list(_annas() | rows),
    "or the other way": lambda rows: list(rows | _annas()),
    "and": lambda rows: list(rows & _annas()),
    "one of both": lambda rows: list(rows ^ _annas()),
    "union": lambda rows: list(_annas().union(rows)),
    "difference": lambda rows: list(rows.difference(_annas())),
    "intersection": lambda rows: list(rows.intersection(_annas())),
}


def _annas() -> Any:
    return Member.objects.filter(merchant_id=1)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_no_merchant_no_rows(owls: OwlShop, act: Callable[[Any], object]) -> None:
    with pytest.raises(NoMerchantNamed):
        act(Member.objects.filter(email="anna@owl.test"))
    with pytest.raises(NoMerchantNamed):
        act(Member.objects.all())


def test_with_a_merchant_only_its_rows(owls: OwlShop) -> None:
    names = Member.objects.filter(merchant_id=owls.lark_id).values_list("public_id", flat=True)
    assert list(names) == [owls.clara]


def test_what_django_itself_asks_goes_from_rows_it_has(owls: OwlShop) -> None:
    card = Card.objects.filter(merchant_id=owls.merchant_id).order_by("id")[0]
    assert card.member.public_id == owls.anna
    card.member.refresh_from_db()
    card.member.save()


def test_two_queries_that_name_theirs_may_be_joined(owls: OwlShop) -> None:
    owl, lark = (
        Member.objects.filter(merchant_id=merchant) for merchant in (owls.merchant_id, owls.lark_id)
    )
    assert {row.public_id for row in owl | lark} == {owls.anna, owls.boris, owls.clara}
    assert len(owl.union(lark)) == 3
    assert len(list(Member.objects.everywhere().raw("SELECT * FROM members_member"))) == 3


OWN_WAY_IN = {"Staff", "ApiKey"}  # found by e-mail and by prefix, before there is a merchant


def test_every_table_with_a_merchant_is_isolated() -> None:
    of_merchants = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("kopilka.")
        and {"merchant", "merchant_id"} & {field.name for field in model._meta.get_fields()}
    ]
    assert {"OutboxRow", "AuditRow", "Member"} <= {model.__name__ for model in of_merchants}
    open_ones = {model.__name__ for model in of_merchants if not issubclass(model, OfMerchant)}
    assert open_ones == OWN_WAY_IN
