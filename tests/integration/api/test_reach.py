"""Who may do what through the interface, for every route that there is (connections reference T37, S20 to S22)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.roles import ABOUT_SECRETS, Role, may
from bindeled.web.api.guard import Guard
from tests.integration.api.routes import BODIES, ROUTES, Route

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.support.faces import Faces

ABOUT_TENANTS = [route for route in ROUTES if route.about_tenant]
named = pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
about_tenants = pytest.mark.parametrize("route", ABOUT_TENANTS, ids=lambda route: f"{route.method} {route.path}")


@named
def test_every_route_says_what_has_to_be_allowed_for_it(route: Route) -> None:
    assert [type(guard) for guard in route.guards] == [Guard]


def test_the_bodies_of_these_tests_are_for_routes_that_exist() -> None:
    assert set(BODIES) <= {route.name for route in ROUTES}
    assert len(ROUTES) > 20


@about_tenants
def test_what_is_not_ours_is_not_there_whatever_we_are(patient: Faces, route: Route) -> None:
    for role in Role:
        token = patient.token(role)
        foreign = answered(patient, route, route.address(patient, patient.theirs), token)
        missing = answered(patient, route, nobodys(route), token)
        assert (foreign.status_code, missing.status_code) == (404, 404), role
        assert body_of(foreign) == body_of(missing), role


@about_tenants
def test_a_role_opens_what_its_row_says_and_nothing_else(patient: Faces, route: Route) -> None:
    for role in Role:
        answer = answered(patient, route, route.address(patient, patient.ours), patient.token(role))
        assert (answer.status_code == 403) is not may(role, route.guard.action), role
        assert answer.status_code in {200, 201, 202, 204, 403, 404, 409, 503}, (role, answer.content)


@named
def test_without_a_good_token_no_route_opens(patient: Faces, route: Route) -> None:
    revoked = patient.token(Role.OPERATOR, everywhere=True)
    patient.program.tokens.revoke(int(revoked.split("_")[1]), patient.program.clock())
    for token in (None, "", "bindeled_1_" + "A" * 43, patient.token(Role.OWNER)[:-1], revoked):
        answer = answered(patient, route, route.address(patient, patient.ours), token)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_support_comes_near_no_login_by_any_route(there: Faces) -> None:
    token = there.token(Role.SUPPORT, everywhere=True)
    near = [route for route in ROUTES if route.guard.action in ABOUT_SECRETS]
    assert {route.name for route in near} >= {"stage_login", "switch_login", "roll_back_login", "revoke_login"}
    statuses = {answered(there, route, route.address(there, there.ours), token).status_code for route in near}
    assert statuses == {403}


def test_a_token_for_one_customer_adds_no_other(there: Faces) -> None:
    answer = there.ask("POST", "/tenants", there.token(Role.OPERATOR), {"name": "Vestkyst Tag"})
    assert answer.status_code == 403


def test_a_list_of_customers_holds_those_within_reach(there: Faces) -> None:
    seen = json.loads(there.ask("GET", "/tenants", there.token(Role.VIEWER)).content)["tenants"]
    assert [tenant["tenant"] for tenant in seen] == [there.ours.slug]
    everybody = json.loads(there.ask("GET", "/tenants", there.token(Role.SUPPORT, everywhere=True)).content)["tenants"]
    assert len(everybody) == 2


def test_an_attempt_that_was_denied_is_in_the_audit(there: Faces) -> None:
    from bindeled.store.models import AuditEntry  # noqa: PLC0415 - models need Django set up

    route = next(route for route in ROUTES if route.name == "stage_login")
    answered(there, route, route.address(there, there.ours), there.token(Role.SUPPORT))
    denied = AuditEntry.objects.filter(action="action.denied").values_list("outcome", "actor_kind")
    assert list(denied) == [("denied", "api_token")]


def test_who_asks_too_often_is_told_when_to_come_back(there: Faces) -> None:
    token = there.token(Role.OWNER)
    limit = there.program.settings.api_checks_a_minute
    route = next(route for route in ROUTES if route.name == "check_connection")
    answers = [answered(there, route, route.address(there, there.ours), token) for _ in range(2 * limit + 2)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert 1 <= int(refused[-1].headers["Retry-After"]) <= 60
    assert there.ask("GET", "/tenants", token).status_code == 200


def answered(there: Faces, route: Route, address: str, token: str | None) -> HttpResponse:
    """Ask a route as its own document says, with the epoch that the connection has."""
    return there.ask(route.method, address, token, route.body, **{"If-Match": '"0"'})


def nobodys(route: Route) -> str:
    """Return the address with ids that nobody has."""
    named_ids = {"tenant": "nobody", "connection": 10**9, "version": 1, "link": 1, "item": "server_user"}
    named_ids |= {"which": "901", "feed": 1}
    return route.path.format_map(named_ids)


def body_of(answer: HttpResponse) -> dict[str, Any]:
    """Return a problem without the number under which the log tells more."""
    body: dict[str, Any] = json.loads(answer.content)
    assert len(body.pop("reference")) == 12
    return body
