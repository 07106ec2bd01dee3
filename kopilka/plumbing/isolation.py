"""A query outside a merchant refuses; inside one it sees that merchant's rows only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self, TypeVar

from django.db import models

_SCOPE: ContextVar[int | None] = ContextVar("merchant scope", default=None)
Row = TypeVar("Row", bound=models.Model)


class OutsideScope(Exception):
    """A programmer's mistake: rows of a merchant were asked for with no merchant named."""


@contextmanager
def within(merchant_id: int) -> Iterator[None]:
    """Everything inside sees the rows of this merchant and no others."""
    token = _SCOPE.set(merchant_id)
    try:
        yield
    finally:
        _SCOPE.reset(token)


def merchant_in_scope() -> int:
    """The merchant of the scope; raises OutsideScope where there is none."""
    merchant_id = _SCOPE.get()
    if merchant_id is None:
        raise OutsideScope("name the merchant: `with isolation.within(merchant_id): …`")
    return merchant_id


class IsolatedManager(models.Manager[Row]):
    """The default manager of every table that belongs to a merchant."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(merchant_id=merchant_in_scope())

    def everywhere(self) -> models.QuerySet[Row]:
        """All merchants' rows: for jobs that go from one merchant to the next, by name."""
        return super().get_queryset()


class Isolated(models.Model):
    """Base of tables that belong to a merchant."""

    merchant: Any
    objects = IsolatedManager[Self]()

    class Meta:
        abstract = True
        base_manager_name = "plain"

    plain = models.Manager[Any]()
