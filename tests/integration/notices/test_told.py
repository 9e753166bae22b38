"""From what happens to a link to the mail that tells it: told, told again, over, and never lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.notices import Matter, NoticeState, Relation
from bindeled.domain.roles import Role
from bindeled.domain.secrets import Secret
from bindeled.domain.states import LinkState
from bindeled.store import models
from tests.integration.notices.world import OWNER

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant
    from tests.integration.notices.world import World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REFUSED = LinkState.ACTION_REQUIRED


@pytest.fixture
def tenant(world: World) -> Tenant:
    return world.tenant()


def states(world: World, tenant: Tenant) -> list[NoticeState]:
    return [notice.state for notice in world.program.notices.of_tenant(tenant, 50)]


def test_a_refused_login_is_told_at_once_and_again_and_that_it_works_once(world: World, tenant: Tenant) -> None:
    world.goes(tenant, REFUSED)
    world.passes()
    assert world.subjects() == ["Kunde 0: Forbind Uniconta igen"]
    assert world.mail.recipients() == [OWNER]
    world.passes(DAY)
    world.passes()
    assert len(world.subjects()) == 2
    world.goes(tenant, LinkState.CONNECTED)
    world.passes()
    world.passes(DAY)
    world.passes()
    assert world.subjects()[2:] == ["Kunde 0: Uniconta virker igen"]


def test_five_hundred_connections_that_fail_at_once_are_one_mail_and_one_when_they_work_again(world: World) -> None:
    tenants = [world.tenant() for _ in range(250)]
    for state in (REFUSED, LinkState.CONNECTED):
        for tenant in tenants:
            for system in System:
                world.goes(tenant, state, system)
        world.passes()
    assert world.subjects() == ["Forbindelser, der ikke virker, som de skal: 500", "Forbindelser, der virker igen: 500"]


def test_an_outage_is_told_only_after_a_quarter_of_an_hour(world: World, tenant: Tenant) -> None:
    world.goes(tenant, LinkState.UNREACHABLE)
    world.passes(timedelta(minutes=14))
    assert world.subjects() == []
    world.passes()
    world.passes()
    assert world.subjects() == ["Kunde 0: Uniconta svarer ikke; I skal ikke gøre noget"]


def test_what_was_sent_when_all_was_caught_up_is_counted(world: World, tenant: Tenant) -> None:
    world.goes(tenant, REFUSED)
    world.passes()
    facts = {"sent": 120, "noted": 120, "since": world.hands().isoformat()}
    models.Event.objects.create(kind="queue.drained", at=world.hands(), tenant_id=tenant.id, facts=facts)
    world.goes(tenant, LinkState.CONNECTED)
    world.passes()
    assert "120 sendt" in world.mail.mails()[1].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_whoever_handed_over_the_former_login_is_told_that_a_link_replaced_it(world: World, tenant: Tenant) -> None:
    world.program.people.add("mette@opdigtet.example", "Mette", Role.VIEWER, tenant, world.hands())
    connection = world.connection(tenant)
    models.CredentialVersion.objects.create(
        connection_id=connection.id, number=1, login="OpdigtetBruger", company="", state="retiring", origin="page",
        created_at=world.hands(), activated_at=world.hands(), actor="mette@opdigtet.example",
    )  # fmt: skip
    facts = {"link": 5, "version": 2}
    models.Event.objects.create(
        kind="link.used", at=world.hands(), tenant_id=tenant.id, connection_id=connection.id, facts=facts
    )
    world.passes()
    assert sorted(world.mail.recipients()) == [OWNER, "mette@opdigtet.example"]
    assert "OpdigtetBruger" not in str(world.mail.taken)
    world.passes(HOUR)
    assert len(world.mail.taken) == 2


def test_a_contact_is_told_in_its_language_of_what_it_chose_and_its_address_lies_sealed(
    world: World, tenant: Tenant
) -> None:
    wanted = frozenset({Matter.AWAY})
    address = Secret("it@opdigtet.example")
    assert world.program.notices.add_contact(tenant, address, Relation.TECHNICAL_CONTACT, "en", wanted)
    assert world.program.notices.add_contact(tenant, address, Relation.ERROR_CONTACT, "da", None) is None
    world.goes(tenant, REFUSED)
    world.goes(tenant, LinkState.UNREACHABLE, System.INTEMPUS)
    world.passes(timedelta(minutes=20))
    world.passes()
    told = [str(mail["Subject"]).strip() for mail in world.mail.mails() if mail["To"] == "it@opdigtet.example"]
    assert told == ["Kunde 0: Intempus is not answering; nothing for you to do"]
    assert b"it@opdigtet" not in bytes(models.NoticeContact.objects.get().ciphertext or b"it@opdigtet")


def test_a_contact_that_was_removed_gets_nothing_that_waited_for_it(world: World, tenant: Tenant) -> None:
    contact = world.program.notices.add_contact(
        tenant, Secret("it@opdigtet.example"), *(Relation.ERROR_CONTACT, "da", None)
    )
    assert contact is not None
    world.goes(tenant, REFUSED)
    world.program.notices.tell()
    assert world.program.notices.contacts.remove(tenant.id, contact.id, world.program.clock())
    world.passes()
    assert world.mail.recipients() == [OWNER]
    assert sorted(state.value for state in states(world, tenant)) == ["given_up", "sent"]


def test_nobody_is_told_of_another_tenant(world: World, tenant: Tenant) -> None:
    world.tenant("anden@opdigtet.example")
    world.goes(tenant, REFUSED)
    world.passes()
    assert world.mail.recipients() == [OWNER]


@pytest.mark.parametrize("mode", ["refuses", "greylists", "drops"])
def test_a_server_that_does_not_take_a_mail_gets_it_again_until_it_does(
    world: World, tenant: Tenant, mode: str
) -> None:
    world.mail.mode = mode
    world.goes(tenant, REFUSED)
    world.passes()
    [notice] = world.program.notices.of_tenant(tenant, 1)
    assert notice.state is NoticeState.QUEUED
    assert "mail server" in notice.reason
    assert "opdigtet" not in notice.reason
    world.mail.mode = "takes"
    world.passes()
    assert states(world, tenant) == [NoticeState.SENT]
    assert len(world.mail.taken) == 1


def test_what_is_refused_for_days_is_given_up_and_shown_and_goes_out_when_asked_for(
    world: World, tenant: Tenant
) -> None:
    world.mail.mode = "refuses"
    world.goes(tenant, LinkState.LIMITED)
    world.passes()
    for _ in range(47):
        world.passes(HOUR)
    assert states(world, tenant) == [NoticeState.QUEUED]
    world.passes(2 * HOUR)
    assert states(world, tenant) == [NoticeState.GIVEN_UP]
    world.mail.mode = "takes"
    assert world.program.notices.try_again(tenant) == 1
    world.passes()
    assert states(world, tenant) == [NoticeState.SENT]


def test_two_workers_that_tell_and_send_at_once_make_one_mail(world: World, tenant: Tenant) -> None:
    from tests.integration.store.racing import at_once  # noqa: PLC0415 - imports the store

    world.goes(tenant, REFUSED)
    at_once([world.program.notices.tell] * 3)
    world.hands.at += timedelta(minutes=2)
    at_once([world.program.notices.deliver] * 3)
    assert len(world.mail.taken) == 1


def test_a_notice_whose_sender_fell_silent_is_sent_by_another(world: World, tenant: Tenant) -> None:
    from bindeled.store.outbox import StoredOutbox  # noqa: PLC0415 - models need Django set up

    world.goes(tenant, REFUSED)
    world.program.notices.tell()
    world.hands.at += timedelta(minutes=2)
    taken = StoredOutbox().claim(world.hands(), world.hands() + timedelta(minutes=5))
    assert taken is not None
    world.passes()
    assert world.mail.taken == []
    world.passes(timedelta(minutes=5))
    assert states(world, tenant) == [NoticeState.SENT]
    assert not StoredOutbox().failed(taken, world.hands(), "too late")


def test_a_test_reaches_everybody_whatever_they_chose(world: World, tenant: Tenant) -> None:
    world.program.people.add("bog@opdigtet.example", "Bogholder", Role.BOOKKEEPER, tenant, world.hands())
    assert world.program.notices.test(tenant) == 2
    assert world.program.notices.deliver() == 2
    assert sorted(world.mail.recipients()) == ["bog@opdigtet.example", OWNER]


def test_support_is_told_of_every_tenant_in_one_mail(world: World) -> None:
    from dataclasses import replace  # noqa: PLC0415 - of this test only

    settings = world.program.settings.model_copy(update={"notice_support_address": "support@opdigtet.example"})
    world.program = replace(world.program, settings=settings)
    for _ in range(3):
        world.goes(world.tenant(), LinkState.QUARANTINED)
    world.passes()
    assert world.mail.recipients().count("support@opdigtet.example") == 1
