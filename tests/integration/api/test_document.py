"""The OpenAPI document, and that the interface keeps to it whatever is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bindeled.domain.accounts import System
from bindeled.domain.roles import Role
from bindeled.web.api.door import api
from bindeled.web.stored import StoredPages
from bindeled.web.wsgi import application
from tests.integration.api.routes import ROUTES, Route

if TYPE_CHECKING:
    from tests.support.faces import Faces

# What is sent to each route.
EXAMPLES = 10
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def served(patient: Faces) -> Any:
    """The interface as it is served, with its own document."""
    return schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", application(StoredPages(patient.program), program=patient.program)
    )


@pytest.fixture(scope="module")
def token(patient: Faces) -> str:
    """A token that may do everything."""
    return patient.token(Role.OPERATOR, everywhere=True)


def test_the_document_is_there_for_whoever_asks_and_tells_every_route(there: Faces) -> None:
    answer = there.ask("GET", "/openapi.json", None)
    assert answer.status_code == 200
    paths = json.loads(answer.content)["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert described == {(route.method, f"/api/v1{route.path}") for route in ROUTES}


def test_secrets_are_described_as_going_in_only() -> None:
    parts: Any = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]
    assert parts["NewCredential"]["properties"]["secret"]["writeOnly"] is True
    shown = [name for name, part in parts.items() if "secret" in part.get("properties", {}) and name != "NewCredential"]
    assert shown == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_whatever_is_sent_the_answer_is_one_that_the_document_tells_of(
    served: Any, patient: Faces, token: str, route: Route
) -> None:
    connection = patient.connection(patient.ours, System.INTEMPUS)
    known = {"tenant": patient.ours.slug, "connection": str(connection.id)}

    @settings(
        max_examples=EXAMPLES, phases=(Phase.generate,), suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(served[f"/api/v1{route.path}"][route.method].as_strategy())
    def send(case: Any) -> None:
        # A guess would never meet a customer that is there.
        case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    send()
