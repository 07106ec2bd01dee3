"""The API does what its OpenAPI document says, whatever is sent to it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from support.owl_shop import OwlShop

from kopilka.fronts.api.routing import ROUTES
from kopilka.loyalty.ledger.check import check_books
from kopilka.wsgi import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def api_schema(owls: OwlShop) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_the_answer_is_as_documented(case: Any, owls: OwlShop) -> None:
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {owls.key}"}
    case.call_and_validate(checks=CHECKS)
    assert check_books(owls.merchant_id) == []


def test_the_document_names_every_route(api_schema: Any) -> None:
    paths = api_schema.raw_schema["paths"]
    documented = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert documented == {(route.method, route.path) for route in ROUTES}
    assert api_schema.raw_schema["openapi"].startswith("3.1")
