"""The pages of operation, on a real program: for operators only, and what they say is so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from bindeled.domain.accounts import System
from bindeled.domain.roles import Role
from bindeled.domain.secrets import Secret
from bindeled.store import models
from bindeled.texts import LANGUAGES, say
from bindeled.web.flow_names import flow_name
from tests.integration.pages.conftest import signed_in
from tests.support.processes import wait_for
from tests.support.sessions import just_proved
from tests.unit.web.test_today import sound

if TYPE_CHECKING:
    from tests.support.faces import Faces

PAGES = ("", "keys/", "audit/")
EVERY = (*PAGES, "keys/master/", "keys/data/", "keys/destroy/", "audit/verify/")


@pytest.fixture
def operator(there: Faces) -> Faces:
    """An operator who has just proved who they are; our customer has handed something over."""
    just_proved(there.browser, signed_in(there, Role.OPERATOR), there.program.clock())
    there.program.vault.fingerprint(there.ours.id, Secret("noget"))
    return there


def shown(there: Faces, page: str, language: str = "da") -> str:
    answer = there.browser.get(f"/operate/{page}", headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.content[:500]
    return sound(answer.content.decode(), language).text


def test_for_everybody_else_there_is_nothing(there: Faces) -> None:
    for role in (role for role in Role if role is not Role.OPERATOR):
        signed_in(there, role, f"{role.value}@nordlys.example")
        for page in EVERY:
            for method in (there.browser.get, there.browser.post):
                assert method(f"/operate/{page}").status_code in {404, 405}, (role, page)
        assert "/operate/" not in there.browser.get("/").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_workers_are_shown_with_what_they_carry_and_who_is_silent(operator: Faces, language: str) -> None:
    program, now = operator.program, operator.program.clock()
    assert say("page.operate.workers.none", language) in shown(operator, "", language)
    program.workers.beat("kraftig-1", now)
    program.workers.beat("borte-2", now - timedelta(hours=1))
    run_id = program.runs.queue(operator.ours.id, "reports", "hand", now)
    program.runs.begin(run_id, "kraftig-1", 1, now)
    program.runs.queue(operator.ours.id, "items", "hand", now)

    told = shown(operator, "", language)

    flow = flow_name("reports", language)
    assert say("page.operate.run", language, flow=flow, tenant="Nordlys VVS") in told
    assert say("page.operate.silent", language) in told
    assert say("page.operate.alive", language) in told
    assert "Nordlys VVS" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_waits_until_it_may_call_again_is_told_from_one_that_works(operator: Faces, language: str) -> None:
    program, now = operator.program, operator.program.clock()
    works, waits = (program.runs.queue(operator.ours.id, flow, "hand", now) for flow in ("items", "reports"))
    for run_id in (works, waits):
        program.runs.begin(run_id, "kraftig-1", 1, now)
    program.workers.beat("kraftig-1", now, {waits})

    told = shown(operator, "", language)

    run = say("page.operate.run", language, flow=say("flow.reports", language).capitalize(), tenant="Nordlys VVS")
    assert say("page.operate.run.resting", language, run=run) in told
    assert told.count(say("page.operate.run.resting", language, run="")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_calls_and_room_are_shown_beside_what_is_allowed(operator: Faces, language: str) -> None:
    to_uniconta = operator.connection(operator.ours, System.UNICONTA)
    operator.program.meter.count(to_uniconta.id, operator.program.clock())
    operator.program.meter.flush()

    told = shown(operator, "", language)

    most = "5.000" if language == "da" else "5,000"
    assert say("page.operate.calls.a_day", language, count=most) in told
    assert say("page.operate.disk.enough", language) in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ["data", "master"])
def test_keys_are_rotated_and_the_former_is_guarded(operator: Faces, what: str, language: str) -> None:
    before = operator.program.keys.master_key.standing()
    operator.browser.post(f"/operate/keys/{what}/")

    running = say("page.keys.progress", language, left="")[:20]
    wait_for(lambda: running not in shown(operator, "keys/", language), "the rotation has ended")

    told = shown(operator, "keys/", language)
    assert say("page.keys.failed", language) not in told
    if what == "data":
        assert say("page.keys.state.former", language) in told
        assert say("page.keys.guard.grace", language) in told or say("page.keys.guard.free", language) in told
    else:
        assert next(iter(operator.program.keys.master_key.standing())) != next(iter(before))


def test_a_key_that_is_needed_is_not_destroyed(operator: Faces) -> None:
    operator.browser.post("/operate/keys/destroy/")

    assert say("page.keys.destroyed", "da", count="0", kept="0") in shown(operator, "keys/")
    assert operator.program.operating.data_keys()


def test_rotating_asks_for_a_fresh_sign_in(there: Faces) -> None:
    signed_in(there, Role.OPERATOR)

    answer = there.browser.post("/operate/keys/master/")

    assert answer.status_code == 302
    assert "/sign-in/again/" in answer.headers["Location"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chain", ["", "tenant-1"])
def test_the_audit_is_proved_and_the_first_bad_entry_is_told(operator: Faces, chain: str, language: str) -> None:
    assert say("page.audit.not_yet", language) in shown(operator, "audit/", language)
    verify(operator, chain, language)
    sound_words = say("page.audit.sound", language, entries="", anchors="")[:8]
    assert sound_words in shown(operator, "audit/", language)

    with connection.cursor() as cursor:
        # Whoever can write to the database file can take the lock off the table; the chain still tells.
        cursor.execute("DROP TRIGGER audit_entry_no_update")
    models.AuditEntry.objects.filter(chain__name="tenant 1").update(action="something.else")
    verify(operator, chain, language)

    fault = say("page.audit.fault.changed", language)
    assert say("page.audit.bad", language, number="1", fault=fault) in shown(operator, "audit/", language)


def verify(there: Faces, chain: str, language: str) -> None:
    there.browser.post("/operate/audit/verify/", {"chain": chain})
    running = say("page.audit.running", language)
    wait_for(lambda: running not in shown(there, "audit/", language), "the proof has come to its end")


def test_a_chain_that_there_is_not_is_not_proved(operator: Faces) -> None:
    for chain in ("tenant-99", "tenant-x", "<b>", "installation "):
        assert operator.browser.post("/operate/audit/verify/", {"chain": chain}).status_code == 404
    assert operator.browser.get("/operate/keys/everything/").status_code == 404
