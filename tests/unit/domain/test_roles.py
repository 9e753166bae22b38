from __future__ import annotations

import pytest

from bindeled.domain.roles import ABOUT_SECRETS, ALLOWED, INSTALLATION_WIDE, Action, Reach, Role, may


def test_every_role_has_its_row() -> None:
    assert set(ALLOWED) == set(Role)


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.VIEWER])
def test_support_and_viewers_never_come_near_a_login(role: Role) -> None:
    assert not ALLOWED[role] & ABOUT_SECRETS


def test_support_sees_how_things_stand_starts_checks_and_sends_links() -> None:
    needed = {Action.SEE_CONNECTION, Action.SEE_DIAGNOSTICS, Action.CHECK_CONNECTION, Action.MAKE_LINK}
    assert needed <= ALLOWED[Role.SUPPORT]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
def test_what_belongs_to_no_tenant_is_the_operators(role: Role) -> None:
    assert not ALLOWED[role] & INSTALLATION_WIDE


def test_a_viewer_may_only_look() -> None:
    assert all(action.value.startswith("see_") for action in ALLOWED[Role.VIEWER])


def test_only_owner_and_operator_let_others_in() -> None:
    letting_in = {role for role in Role if may(role, Action.MANAGE_MEMBERS) or may(role, Action.MANAGE_TOKENS)}
    assert letting_in == {Role.OWNER, Role.OPERATOR}


def test_a_role_for_one_tenant_does_not_reach_the_next() -> None:
    reach = Reach(tenants={1: Role.OWNER})
    assert reach.may(Action.ENTER_LOGIN, 1)
    assert not reach.sees(2)
    assert [action for action in Action if reach.may(action, 2)] == []


def test_a_partner_of_several_tenants_is_to_each_what_is_written_there() -> None:
    reach = Reach(tenants={1: Role.PARTNER, 2: Role.VIEWER})
    assert [reach.may(Action.ENTER_LOGIN, tenant_id) for tenant_id in (1, 2, 3)] == [True, False, False]


def test_support_for_the_installation_reaches_every_tenant_and_no_login() -> None:
    reach = Reach(Role.SUPPORT)
    assert reach.sees(77)
    assert reach.may(Action.CHECK_CONNECTION, 77)
    assert not reach.may(Action.ENTER_LOGIN, 77)
    assert not reach.may(Action.ADD_TENANT)


def test_a_role_for_one_tenant_opens_nothing_of_the_installation() -> None:
    assert not Reach(tenants={1: Role.OPERATOR}).may(Action.ADD_TENANT, 1)
    assert Reach(Role.OPERATOR).may(Action.ADD_TENANT)


def test_the_wider_of_two_roles_decides() -> None:
    reach = Reach(Role.SUPPORT, {1: Role.OWNER})
    assert reach.may(Action.ENTER_LOGIN, 1)
    assert not reach.may(Action.ENTER_LOGIN, 2)
