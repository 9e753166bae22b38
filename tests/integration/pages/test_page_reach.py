"""Who may come to which page of a tenant, for every address that there is (connections reference T37, S20 to S22)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from bindeled.domain.roles import Action, Role, may
from tests.integration.pages.conftest import signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from tests.support.faces import Faces

# What stands in an address beside the tenant. A number is one that only the other customer could have.
_NAMED = {"flow": "customers", "system": "intempus", "number": "987654", "way": "changed", "code": "matching_key"}
_CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")


def addresses(patterns: list[Any] | None = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every address of a tenant's pages with the action that opens it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and "<slug:slug>" in here:
            yield here, getattr(pattern.callback, "open_to", None)


def written(address: str, slug: str) -> str:
    def put(found: re.Match[str]) -> str:
        return slug if found[2] == "slug" else _NAMED.get(found[2], "987654" if found[1] == "int" else "nothing")

    return "/" + _CONVERTER.sub(put, address)


def test_every_address_of_a_tenant_names_the_action_that_opens_it(there: Faces) -> None:
    assert there.ours.slug
    assert [address for address, action in addresses() if not isinstance(action, Action)] == []
    assert len(list(addresses())) > 25


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_its_row_says_and_nothing_of_others(there: Faces, role: Role) -> None:
    signed_in(there, role)
    if role is Role.SUPPORT:
        now = there.program.clock()
        there.program.grants.give(there.ours.id, "Olga", "hours are missing", now, now + timedelta(days=1))
    for address, action in addresses():
        for method in ("get", "post"):
            ours = asked(there, method, written(address, there.ours.slug))
            if may(role, action):
                assert ours.status_code != 403, (role, address, method)
                assert ours.status_code < 500, (role, address, method, ours.content[:500])
            else:
                assert ours.status_code in {403, 405}, (role, address, method)
            theirs = asked(there, method, written(address, there.theirs.slug))
            if role is not Role.OPERATOR:
                assert theirs.status_code in {404, 405}, (role, address, method)


def test_whoever_is_not_signed_in_is_asked_to(there: Faces) -> None:
    for address, _ in addresses():
        answer = asked(there, "get", written(address, there.ours.slug))
        assert answer.status_code in {302, 405}, address
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in/"), address


def asked(there: Faces, method: str, address: str) -> HttpResponse:
    answer: HttpResponse = getattr(there.browser, method)(address)
    return answer
