from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Misconfigured
from bindeled.domain.people import Purpose
from bindeled.domain.roles import Action, Role
from bindeled.domain.secrets import Secret
from bindeled.store.audit import StoredAudit
from bindeled.store.grants import SupportGrants
from bindeled.store.people import People
from bindeled.store.tenants import TenantStore

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
people, grants = People(), SupportGrants()


def a_tenant(name: str = "Nordlys") -> Tenant:
    return TenantStore().add(name, first_day=date(2026, 11, 1))


@pytest.mark.usefixtures("database")
def test_somebody_who_belongs_to_two_tenants_reaches_both_each_in_their_role() -> None:
    first, second, third = a_tenant(), a_tenant("Sydlys"), a_tenant("Vestlys")
    people.add("Olga@Nordlys.example", "Olga", Role.OWNER, first, NOW)

    person = people.add("olga@nordlys.example", "", Role.VIEWER, second, NOW)

    assert len(people.all(NOW)) == 1
    assert person.reach.may(Action.MANAGE_MEMBERS, first.id)
    assert person.reach.sees(second.id)
    assert not person.reach.may(Action.ENTER_LOGIN, second.id)
    assert not person.reach.sees(third.id)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("role", [Role.SUPPORT, Role.OPERATOR])
def test_staff_belong_to_no_tenant(role: Role) -> None:
    with pytest.raises(Misconfigured, match="leave the tenant out"):
        people.add("sigurd@bindeled.example", "", role, a_tenant(), NOW)
    assert people.all(NOW) == []


@pytest.mark.usefixtures("database")
def test_all_others_belong_to_one() -> None:
    with pytest.raises(Misconfigured, match="for one tenant"):
        people.add("olga@nordlys.example", "", Role.OWNER, None, NOW)


@pytest.mark.usefixtures("database")
def test_support_reaches_a_tenant_only_while_it_lets_them_and_never_its_secrets() -> None:
    tenant, other = a_tenant(), a_tenant("Sydlys")
    sigurd = people.add("sigurd@bindeled.example", "", Role.SUPPORT, None, NOW)
    assert not sigurd.reach.sees(tenant.id)

    grants.give(tenant.id, "olga", "Nøglen virker ikke", NOW, LATER)

    during = people.person(sigurd.id, NOW)
    assert during is not None
    assert during.reach.may(Action.CHECK_CONNECTION, tenant.id)
    assert not during.reach.may(Action.ENTER_LOGIN, tenant.id)
    assert not during.reach.sees(other.id)
    after = people.person(sigurd.id, LATER)
    assert after is not None
    assert not after.reach.sees(tenant.id)


@pytest.mark.usefixtures("database")
def test_leave_can_be_ended_sooner_and_all_of_it_is_in_the_audit() -> None:
    tenant = a_tenant()
    grants.give(tenant.id, "olga", "Nøglen virker ikke", NOW, LATER)
    grants.looked(tenant.id, "sigurd", "/tenants/nordlys/", NOW)

    assert grants.end(tenant.id, "olga", NOW + timedelta(hours=1)) == 1

    assert grants.in_force(tenant.id, NOW + timedelta(hours=1)) is None
    actions = [entry.action for entry in StoredAudit().newest(f"tenant {tenant.id}", 10)]
    assert actions == ["support.ended", "support.looked", "support.granted"]


@pytest.mark.usefixtures("database")
def test_a_link_lets_one_person_in_once() -> None:
    tenant = a_tenant()
    token = people.make_link(Purpose.JOIN, "ny@x.example", Role.BOOKKEEPER, tenant, by="olga", at=NOW, until=LATER)
    link = people.link(token, NOW)
    assert link is not None
    assert (link.email, link.role, link.tenant, link.known) == ("ny@x.example", Role.BOOKKEEPER, "Nordlys", False)

    person = people.use(token, "Ny", Secret("en lang nok sætning"), NOW)

    assert person is not None
    assert person.reach.may(Action.ENTER_LOGIN, tenant.id)
    assert people.use(token, "Tyv", Secret("en lang nok sætning"), NOW) is None
    assert people.link(token, NOW) is None


@pytest.mark.usefixtures("database")
def test_a_link_is_kept_as_a_hash_and_ends_by_itself() -> None:
    from bindeled.store.models import OneTimeLink  # noqa: PLC0415 - models need Django set up

    token = people.make_link(Purpose.SIGN_IN, "ny@x.example", None, None, by="olga", at=NOW, until=LATER)

    assert token not in str(list(OneTimeLink.objects.values()))
    assert people.link(token, LATER) is None


@pytest.mark.usefixtures("database")
def test_a_link_to_an_account_with_a_password_leaves_that_password() -> None:
    tenant = a_tenant()
    olga = people.add("olga@nordlys.example", "Olga", Role.OWNER, tenant, NOW)
    people.set_password(olga.id, Secret("en lang nok sætning"))
    kept = password_of(olga.id)
    token = people.make_link(Purpose.JOIN, olga.email, Role.VIEWER, a_tenant("Sydlys"), by="x", at=NOW, until=LATER)

    people.use(token, "Tyv", Secret("en helt anden sætning"), NOW)

    assert password_of(olga.id) == kept


@pytest.mark.usefixtures("database")
def test_somebody_who_is_shut_out_is_nobody() -> None:
    olga = people.add("olga@nordlys.example", "Olga", Role.OWNER, a_tenant(), NOW)

    assert people.close("OLGA@nordlys.example")

    assert people.person(olga.id, NOW) is None
    assert not people.close("nobody@nordlys.example")


def password_of(person_id: int) -> str:
    from bindeled.store.models import User  # noqa: PLC0415 - models need Django set up

    return User.objects.values_list("password", flat=True).get(pk=person_id)
