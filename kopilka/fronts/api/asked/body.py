"""A body from its bytes to its model; numbers stay the decimals that were written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError, create_model

from kopilka.fronts.api.asked import faults
from kopilka.fronts.api.asked.faults import Fault
from kopilka.fronts.api.problems import Problem


class BadBody(Exception):
    """`part` has the fields that are sound; of the others those without a default are None."""

    def __init__(self, found: Sequence[Fault], part: Any) -> None:
        super().__init__(str(found))
        self.faults, self.part = tuple(found), part


def read_body(model: type[BaseModel], raw: bytes, now: datetime) -> BaseModel:
    document = _decode(raw)
    try:
        return model.model_validate(document, context={"now": now})
    except ValidationError as invalid:
        raise BadBody(
            faults.faults_of(invalid, document), _sound_part(model, document, invalid, now)
        ) from None


def _exact(text: str) -> Decimal:
    """Infinite where even a decimal cannot hold it: every field has its bound."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


_DECODER = msgspec.json.Decoder(float_hook=_exact)


def _decode(raw: bytes) -> Any:
    try:
        return _DECODER.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        raise Problem(400, "bad_body", _("The body is not JSON.")) from None


def _sound_part(
    model: type[BaseModel], document: Any, invalid: ValidationError, now: datetime
) -> Any:
    if not isinstance(document, dict):
        return None
    bad = {fault["loc"][0] for fault in invalid.errors() if fault["loc"]}
    sound = {name: value for name, value in document.items() if name not in bad}
    return _lenient(model).model_validate(sound, context={"now": now})


@cache
def _lenient(model: type[BaseModel]) -> type[BaseModel]:
    """The same fields, none of which is needed."""
    fields: dict[str, Any] = {
        name: (field.rebuild_annotation(), None if field.is_required() else field.default)
        for name, field in model.model_fields.items()
    }
    return create_model(f"{model.__name__}Part", __config__=model.model_config, **fields)
