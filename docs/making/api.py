"""docs/reference/api.md, from the table of routes and the models of their bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

import kopilka.fronts.api.urls  # noqa: F401 - fills the table
from docs.making.tables import code, table
from kopilka.fronts.api.routing import LARGEST_BODY, PER_MINUTE, ROUTES, Route
from kopilka.loyalty.merchants.queries import SCOPES

INTRODUCTION = f"""# HTTP API, version 1

Under `/api/v1`; the same in OpenAPI 3.1 at `/api/v1/openapi.json`. [The
guide](../guides/checkout.md) walks through a checkout.

- **Key**: `Authorization: Bearer kpk_…`, made by `kopilka issue-key`. A key has scopes; what is
  not named is denied. A key sees its own merchant only.
- **Writes** take an `Idempotency-Key` header, any text of up to 200 printable characters, new for
  each new request; `POST` needs it. The same request with the same key gets the same answer for
  30 days and has no second effect; another body under the same key is refused. Orders, holds,
  events and adjustments have an id of their own besides, which counts once for ever.
- **Dry run**: `?dry_run=true` on a write decides, answers and writes nothing.
- **Amounts** of money are decimals of the major unit, as JSON numbers or text (`"1200.00"`);
  answers give text. Units of a wallet are whole numbers of its smallest unit. Instants carry
  their zone (`2026-11-20T12:00:00+03:00`).
- **Refused**: `application/problem+json` with every fault at once, in the language of
  `Accept-Language` (`en`, `ru`). See [refusals](refusals.md).
- **Limits**: {PER_MINUTE:,} requests a minute for a key, told in `RateLimit-*` headers; bodies of
  up to {LARGEST_BODY // 1024} KB; lists in pages of up to 100, the next one by `after`.

"""


def page() -> str:
    scopes = table(("Scope", "Allows to"), [(code(name), words) for name, words in SCOPES.items()])
    routes = "\n".join(_route(route) for route in ROUTES)
    bodies = "\n".join(_model(name, schema) for name, schema in sorted(_models().items()))
    return f"{INTRODUCTION}## Scopes\n\n{scopes}\n## Routes\n\n{routes}\n## Bodies\n\n{bodies}"


def _route(route: Route) -> str:
    facts = [f"Scope {code(route.scope)}.", f"Answers {route.status}."]
    if route.body is not None:
        name = route.body.__name__
        facts.append(f"Body: [{name}](#{name.lower()}).")
    if route.writes:
        facts.append("A write: `Idempotency-Key`, `dry_run`.")
    facts += [f"Query {code(name)}: {words}." for name, words in route.query.items()]
    return f"### `{route.method} {route.path}`\n\n{route.summary} {' '.join(facts)}\n"


def _models() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        if route.body is not None:
            found |= _with_parts(route.body)
    return found


def _with_parts(model: type[BaseModel]) -> dict[str, dict[str, Any]]:
    schema = model.model_json_schema()
    return {**schema.pop("$defs", {}), model.__name__: schema}


def _model(name: str, schema: dict[str, Any]) -> str:
    needed = set(schema.get("required", ()))
    rows = [
        (
            code(field),
            " or ".join(dict.fromkeys(_types(terms))),
            "needed" if field in needed else _default(terms),
            terms.get("description", ""),
        )
        for field, terms in schema.get("properties", {}).items()
    ]
    words = (schema.get("description") or "").split("\n")[0]
    said = f"{words}\n\n" if words else ""
    return f"### {name}\n\n{said}{table(('Field', 'Type', 'Default', 'Meaning'), rows)}"


def _default(terms: dict[str, Any]) -> str:
    value = terms.get("default")
    return "" if value in (None, "", [], {}) else code(str(value))


def _types(terms: dict[str, Any]) -> Iterator[str]:
    for choice in terms.get("anyOf", [terms]):
        if "anyOf" in choice:
            yield from _types(choice)
        elif "$ref" in choice:
            name = str(choice["$ref"]).rsplit("/", 1)[-1]
            yield f"[{name}](#{name.lower()})"
        elif "enum" in choice or "const" in choice:
            yield " or ".join(code(str(v)) for v in choice.get("enum", [choice.get("const")]))
        elif choice.get("type") == "array":
            yield "list of " + " or ".join(dict.fromkeys(_types(choice.get("items", {}))))
        elif choice.get("type") == "object":
            values = choice.get("additionalProperties")
            inside = " or ".join(dict.fromkeys(_types(values))) if isinstance(values, dict) else ""
            yield f"map of {inside}" if inside else "map"
        elif choice.get("type") != "null":
            yield _scalar(choice)


_FORMATS = {"date-time": "instant with its zone", "date": "date"}


def _scalar(terms: dict[str, Any]) -> str:
    kind = {"string": "text", "integer": "whole number", "boolean": "yes or no"}.get(
        str(terms.get("type")), str(terms.get("type", "anything"))
    )
    kind = _FORMATS.get(str(terms.get("format")), kind)
    bounds = [
        f"{words} {terms[key]:,}"
        for key, words in (
            ("minimum", "from"),
            ("exclusiveMinimum", "above"),
            ("maximum", "to"),
            ("maxLength", "up to"),
        )
        if key in terms
    ]
    return " ".join([kind, *bounds])
