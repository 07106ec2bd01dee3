"""A query that names no merchant refuses: one forgotten filter never shows another's rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models.query import RawQuerySet

Row = TypeVar("Row", bound=models.Model, covariant=True)
_NAMES = {"merchant", "merchant_id"}


class NoMerchantNamed(Exception):
    """A programmer's mistake: rows that belong to merchants were asked for without naming one."""


class MerchantRows(models.QuerySet[Row]):
    """Runs only once it has been filtered by `merchant` or `merchant_id`."""

    _named = False

    def filter(self, *conditions: Any, **fields: Any) -> Self:
        found = super().filter(*conditions, **fields)
        found._named = self._named or bool(_NAMES & fields.keys())
        return found

    def everywhere(self) -> Self:
        """All merchants' rows: for what looks after the whole installation, by name."""
        found = self.all()
        found._named = True
        return found

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._named = self._named
        return clone

    def _refuse_unnamed(self) -> None:
        if not self._named:
            raise NoMerchantNamed(f"{self.model.__name__}: filter by merchant_id, or everywhere()")

    def __or__(self, other: Any) -> Self:
        return self._combined(super().__or__(other), other)

    def __and__(self, other: Any) -> Self:
        return self._combined(super().__and__(other), other)

    def __xor__(self, other: Any) -> Self:
        return self._combined(super().__xor__(other), other)

    def _combinator_query(self, combinator: str, *others: Any, **more: Any) -> Self:
        found = super()._combinator_query(combinator, *others, **more)  # type: ignore[misc]
        return self._combined(found, *others)

    def _combined(self, found: Self, *others: Any) -> Self:
        """Rows of two queries are some merchant's only if the rows of both are."""
        found._named = self._named and all(other._named for other in others)
        return found

    def _fetch_all(self) -> None:
        self._refuse_unnamed()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Row]:
        self._refuse_unnamed()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._refuse_unnamed()
        return super().count()

    def exists(self) -> bool:
        self._refuse_unnamed()
        return super().exists()

    def aggregate(self, *sums: Any, **named: Any) -> dict[str, Any]:
        self._refuse_unnamed()
        return super().aggregate(*sums, **named)

    def update(self, **values: Any) -> int:
        self._refuse_unnamed()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_unnamed()
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:
        self._refuse_unnamed()
        deleted: int = super()._raw_delete(using)
        return deleted

    def explain(self, **how: Any) -> str:
        self._refuse_unnamed()
        return super().explain(**how)

    def raw(self, *statement: Any, **more: Any) -> RawQuerySet[Any]:
        self._refuse_unnamed()
        return super().raw(*statement, **more)


class OfMerchant(models.Model):
    """Base of the tables whose rows belong to a merchant."""

    objects = MerchantRows.as_manager()

    class Meta:
        abstract = True
