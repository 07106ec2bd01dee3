"""A query that names no merchant refuses, whatever it wants to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from support.owl_shop import OwlShop

from kopilka.loyalty.members.models import Member
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
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_no_merchant_no_rows(owls: OwlShop, act: Callable[[Any], object]) -> None:
    with pytest.raises(NoMerchantNamed):
        act(Member.objects.filter(email="anna@owl.test"))
    with pytest.raises(NoMerchantNamed):
        act(Member.objects.all())


def test_with_a_merchant_only_its_rows(owls: OwlShop) -> None:
    names = Member.objects.filter(merchant_id=owls.lark_id).values_list("public_id", flat=True)
    assert list(names) == [owls.clara]


OWN_WAY_IN = {"Staff", "ApiKey"}  # found by e-mail and by prefix, before there is a merchant


def test_every_table_with_a_merchant_is_isolated() -> None:
    models_ = [model for model in apps.get_models() if model.__module__.startswith("kopilka.loy")]
    of_merchants = [
        model
        for model in models_
        if any(field.name == "merchant" for field in model._meta.get_fields())
    ]
    open_ones = {model.__name__ for model in of_merchants if not issubclass(model, OfMerchant)}
    assert open_ones == OWN_WAY_IN
