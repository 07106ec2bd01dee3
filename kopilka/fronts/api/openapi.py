"""The OpenAPI 3.1 document, made from the table of routes."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, JsonResponse

from kopilka import __version__
from kopilka.fronts.api.routing import ROUTES, Route

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "faults": {"type": "array", "items": {"type": "object"}},
    },
}
_STATUSES = {
    "400": "The request cannot be understood",
    "401": "The key is missing or not good",
    "403": "The key may not do that",
    "404": "There is no such thing",
    "409": "Another state or request is in the way",
    "413": "The body is too large",
    "422": "Refused, with every reason",
    "429": "Too many requests",
    "503": "Busy; send the same request again",
}


def document() -> dict[str, Any]:
    schemas: dict[str, Any] = {"Problem": _PROBLEM}
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kopilka", "version": __version__},
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "description": f"Scope: `{route.scope}`.",
        "parameters": _parameters(route),
        "responses": {
            str(route.status): {
                "description": "Done",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            **{status: _problem(words) for status, words in _STATUSES.items()},
        },
    }
    if route.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _schema(route, schemas)}},
        }
    return operation


def _schema(route: Route, schemas: dict[str, Any]) -> dict[str, str]:
    assert route.body is not None
    schema = route.body.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[route.body.__name__] = schema
    return {"$ref": f"#/components/schemas/{route.body.__name__}"}


def _problem(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}


def _parameters(route: Route) -> list[dict[str, Any]]:
    def parameter(name: str, where: str, words: str, *, required: bool = False) -> dict[str, Any]:
        return {
            "name": name,
            "in": where,
            "required": required,
            "description": words,
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        }

    found = [
        parameter(name, "path", f"The {name}.", required=True)
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]
    found += [parameter(name, "query", words) for name, words in route.query.items()]
    if route.writes:
        words = "Any text, new for each new request; the same again gets the same answer."
        required = route.method == "POST"
        found.append(parameter("Idempotency-Key", "header", words, required=required))
        found.append(parameter("dry_run", "query", "`true`: decide and answer, write nothing."))
    return found


def show_openapi(request: HttpRequest) -> JsonResponse:
    """Open to everyone: it tells nothing that the documentation does not."""
    return JsonResponse(document())
