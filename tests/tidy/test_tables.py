"""Tables, as Django knows them: what import-linter cannot see stands here."""

from __future__ import annotations

import ast

import pytest
from django.apps import apps
from django.db import models
from tidy.house import modules

from kopilka.settings import ROOMS

OURS = [model for model in apps.get_models() if model.__module__.startswith("kopilka.")]
NAMES = [model._meta.label for model in OURS]
ALL = pytest.mark.parametrize("table", OURS, ids=NAMES)
Table = type[models.Model]


def fields(table: Table) -> list[models.Field[object, object]]:
    return [field for field in table._meta.get_fields() if isinstance(field, models.Field)]


@ALL
def test_no_table_has_an_order_of_its_own(table: Table) -> None:
    """A hidden ORDER BY costs an index in every query; whoever wants an order asks for it."""
    assert not table._meta.ordering


@ALL
def test_a_missing_text_is_empty_and_never_null(table: Table) -> None:
    texts = models.CharField | models.TextField
    assert not [field.name for field in fields(table) if isinstance(field, texts) and field.null]


@ALL
def test_every_table_says_what_it_holds(table: Table) -> None:
    assert table._meta.db_table_comment


@ALL
def test_no_table_does_more_than_store_when_it_is_saved(table: Table) -> None:
    assert not {"save", "delete", "clean"} & vars(table).keys()


@ALL
def test_foreign_keys_point_down_only(table: Table) -> None:
    """A room may refer to lower rooms and to itself, by whatever way the reference is written."""
    order = {"plumbing": -1, **{room: place for place, room in enumerate(ROOMS)}}
    mine = order[table._meta.app_label]
    for field in fields(table):
        if field.related_model is not None:
            theirs = field.related_model._meta.app_label  # type: ignore[union-attr]
            assert order.get(theirs, -1) <= mine, f"{field.name} -> {theirs}"


@ALL
def test_a_reference_is_never_followed_by_a_silent_deletion(table: Table) -> None:
    """Nothing of the book or of a person goes away because something else does."""
    cascades = [
        field.name
        for field in fields(table)
        if field.remote_field is not None
        and getattr(field.remote_field, "on_delete", None) is models.CASCADE
    ]
    assert not cascades


def test_nobody_looks_a_table_up_by_its_name() -> None:
    """`get_model` goes round the contracts of import-linter."""
    found = [
        module.at(call)
        for module in modules("kopilka")
        for name, call in module.calls()
        if name.endswith(("get_model", "import_module"))
    ]
    assert not found


def test_only_the_ledger_names_its_tables_in_sql() -> None:
    """The book is written through post() alone, also where a statement is written out."""
    tables = {table._meta.db_table for table in OURS if table._meta.app_label == "ledger"}
    words = ("INSERT", "UPDATE", "DELETE", "SELECT", "FROM", "JOIN")
    found = [
        module.at(node)
        for module in modules("kopilka")
        if not module.place.startswith("kopilka/loyalty/ledger/")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(word in node.value for word in words)
        and any(table in node.value for table in tables)
    ]
    assert not found
