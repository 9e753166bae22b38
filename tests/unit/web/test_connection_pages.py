from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.connections.errors import AlreadyInUse, FewerRights, NotTriedNow
from bindeled.connections.links import WHOSE_MOVE, Move
from bindeled.domain.accounts import System
from bindeled.domain.audit import Actor, ActorKind, AuditEntry, AuditOutcome
from bindeled.domain.checks import CheckCode, CheckOutcome
from bindeled.domain.errors import BindeledError, ForeignCompany, NeedsSignIn, Overtaken, Unreachable
from bindeled.domain.links import Pause
from bindeled.domain.reconnecting import LinkPurpose, LinkStep, ReconnectLink
from bindeled.domain.roles import Role
from bindeled.domain.states import LinkState, VersionState
from bindeled.texts import LANGUAGES, say
from bindeled.web.desk import HistoryRow
from bindeled.web.paging import PAGE_ROWS
from tests.support.sessions import just_proved
from tests.unit.web.fake_desk import a_result, a_version
from tests.unit.web.fake_pages import NOW, a_link, a_tenant, browser_for, somebody, with_an_app
from tests.unit.web.reading import read_page
from tests.unit.web.test_today import HOSTILE, sound

if TYPE_CHECKING:
    from django.test import Client

    from tests.unit.web.fake_pages import FakePages

BOTH = "/tenants/nordlys/connections/"
ONE = f"{BOTH}intempus/"
GUIDE = f"{ONE}replace/"
SECRET = "hemmelig-nøgle-9471"
TOLD = "hemmelig"


@pytest.fixture
def fresh(pages: FakePages) -> Client:
    """An owner who has just proved who they are, with a login in use and one that it replaced."""
    pages.made_desk.there[System.INTEMPUS] = [
        a_version(2, VersionState.ACTIVE),
        a_version(1, VersionState.RETIRING, login="Gammel"),
    ]
    pages.connections = [replace(a_link(System.INTEMPUS), active_version=2), a_link(System.UNICONTA)]
    person = somebody(pages)
    browser = browser_for(pages, person)
    just_proved(browser, person, NOW)
    return browser


def text(browser: Client, address: str, language: str = "da") -> str:
    answer = browser.get(address, {"language": language})
    assert answer.status_code == 200, answer.status_code
    return sound(answer.content.decode(), language).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", LinkState)
def test_every_state_is_told_with_its_remedy_and_whose_move(
    fresh: Client, pages: FakePages, state: LinkState, language: str
) -> None:
    pages.connections[0] = replace(pages.connections[0], link=state)

    for address in (BOTH, ONE, GUIDE):
        shown = text(fresh, address, language)
        assert say(f"link.{state.value}", language, system="Intempus") in shown
    assert say(f"move.{WHOSE_MOVE[state].value}", language, system="Intempus") in text(fresh, ONE, language)
    assert say(f"link_remedy.{state.value}", language, system="Intempus") in text(fresh, BOTH, language)


@pytest.mark.parametrize("state", LinkState)
def test_there_is_one_banner_and_only_where_a_person_must_act(
    fresh: Client, pages: FakePages, state: LinkState
) -> None:
    pages.connections = [replace(link, link=state) for link in pages.connections]

    banners = read_page(fresh.get("/tenants/nordlys/people/").content.decode()).text.count(say("page.banner.go", "da"))

    assert banners == (1 if WHOSE_MOVE[state] in {Move.CUSTOMER, Move.OPERATOR} else 0)


def test_the_banner_is_for_the_worst_link_whichever_system_it_leads_to(fresh: Client, pages: FakePages) -> None:
    first, second = pages.connections
    pages.connections = [replace(first, link=LinkState.LIMITED), replace(second, link=LinkState.ACTION_REQUIRED)]

    shown = text(fresh, "/tenants/nordlys/people/")

    assert say("link.action_required", "da", system="Uniconta") in shown
    assert say("link.limited", "da", system="Intempus") not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_connection_shows_its_rights_versions_history_and_evidence(
    fresh: Client, pages: FakePages, language: str
) -> None:
    pages.made_desk.found[2] = [
        a_result(),
        a_result(CheckOutcome.FAIL, CheckCode.READ, resource="employees"),
        a_result(CheckOutcome.NOT_PROVABLE, CheckCode.WRITE, resource="journal_lines"),
    ]
    pages.made_desk.happened = [
        HistoryRow("version.switched", NOW, {"version": 2}),
        HistoryRow("link.changed", NOW, {"from": "connected", "to": "unreachable"}),
        HistoryRow("something.new", NOW, {}),
        HistoryRow("version.expiring", NOW, {"version": 2, "days": 30}),
    ]

    shown = text(fresh, ONE, language)

    resource = say("resource.employees", language)
    assert say("check.read.fail", language, system="Intempus", resource=resource) in shown
    assert say("check_cure.read.fail", language, system="Intempus", resource=resource) in shown
    assert say("page.event.version_switched", language, version="2") in shown
    assert say("page.event.version_expiring", language) in shown
    assert say("page.event.other", language) in shown
    assert "something.new" not in shown
    assert "Gammel" in shown


def test_an_expiry_that_is_near_is_told(fresh: Client, pages: FakePages) -> None:
    pages.made_desk.there[System.INTEMPUS][0] = a_version(2, expires=date(2026, 11, 30))

    assert "30. november 2026 (om 14 dage)" in text(fresh, ONE)


def test_a_test_changes_nothing_and_tells_what_came_of_it(fresh: Client, pages: FakePages) -> None:
    pages.made_desk.found[2] = [a_result()]

    answer = fresh.post(f"{ONE}test/", follow=True)

    assert say("page.done.tested", "da", system="Intempus") in read_page(answer.content.decode()).text
    assert pages.made_desk.done == [("test", "nordlys", System.INTEMPUS)]
    assert say("page.done.tested", "da", system="Intempus") not in text(fresh, ONE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NeedsSignIn("Intempus"), "login"),
        (Unreachable("Intempus", "a test"), "not_now"),
        (ForeignCompany("Intempus", "Nordlys (77)", "Sydlys (88)"), "company"),
        (Overtaken("a test"), "overtaken"),
    ],
)
def test_a_test_that_fails_is_told_in_the_language_of_the_page(
    fresh: Client, pages: FakePages, error: Exception, code: str, language: str
) -> None:
    pages.made_desk.refuses = error

    answer = fresh.post(f"{ONE}test/?language={language}", follow=True)

    told = say(f"page.refusal.{code}", language, system="Intempus", expected="Nordlys (77)", found="Sydlys (88)")
    assert told in read_page(answer.content.decode()).text


def test_going_back_is_asked_about_and_then_done(fresh: Client, pages: FakePages) -> None:
    assert "Gammel" in text(fresh, f"{ONE}roll-back/")

    fresh.post(f"{ONE}roll-back/", {"epoch": "1"})

    assert pages.made_desk.done == [("roll_back", "nordlys", System.INTEMPUS, 1)]


def test_there_is_no_going_back_where_nothing_was_before(fresh: Client, pages: FakePages) -> None:
    del pages.made_desk.there[System.INTEMPUS][1]

    assert fresh.get(f"{ONE}roll-back/").status_code == 404
    assert say("page.do.roll_back", "da") not in text(fresh, ONE)


def test_ending_the_login_in_use_says_what_stops(fresh: Client, pages: FakePages) -> None:
    assert "standser forbindelsen til Intempus" in text(fresh, f"{ONE}revoke/2/")
    assert "standser" not in text(fresh, f"{ONE}revoke/1/")
    assert fresh.get(f"{ONE}revoke/9/").status_code == 404

    fresh.post(f"{ONE}revoke/1/")

    assert pages.made_desk.done == [("revoke", System.INTEMPUS, 1, "revoked on the page")]


def test_a_pause_has_a_reason_and_an_end_and_can_be_lifted(fresh: Client, pages: FakePages) -> None:
    assert fresh.post(f"{ONE}pause/", {"reason": "", "hours": "0"}).status_code == 400

    fresh.post(f"{ONE}pause/", {"reason": "Løn", "hours": "5"})

    assert pages.made_desk.paused == Pause("Olga", "Løn", NOW + timedelta(hours=5))
    pages.connections[0] = replace(pages.connections[0], link=LinkState.PAUSED)
    pages.made_desk.links = pages.connections
    assert "Sat på pause af Olga: Løn" in text(fresh, ONE)
    fresh.post(f"{ONE}resume/")
    assert pages.made_desk.done[-1] == ("resume", System.INTEMPUS)
    assert "går videre." in text(fresh, ONE)


@pytest.mark.parametrize(
    ("refuses", "told"),
    [(NeedsSignIn("Intempus"), "page.refusal.login"), (Unreachable("Intempus", "status 503"), "page.refusal.not_now")],
)
def test_a_resume_that_finds_the_login_bad_does_not_say_that_it_goes_on(
    fresh: Client, pages: FakePages, refuses: BindeledError, told: str
) -> None:
    pages.made_desk.refuses = refuses
    fresh.post(f"{ONE}resume/")
    pages.made_desk.refuses = None
    shown = text(fresh, ONE)
    assert say(told, "da", system="Intempus") in shown
    assert say("page.done.resumed", "da", system="Intempus") not in shown


def test_a_resume_that_finds_a_right_missing_says_so(fresh: Client, pages: FakePages) -> None:
    pages.made_desk.found[1] = [a_result(CheckOutcome.FAIL)]
    fresh.post(f"{ONE}resume/")
    assert say("page.done.resumed_partly", "da", system="Intempus") in text(fresh, ONE)


@pytest.mark.parametrize("way", ["roll-back/", "revoke/1/", "replace/enter/changed/"])
def test_what_takes_effect_at_once_needs_a_fresh_sign_in(fresh: Client, pages: FakePages, way: str) -> None:
    assert fresh.get(ONE + way).status_code == 200

    pages.at = NOW + timedelta(minutes=6)
    answer = fresh.post(ONE + way, {"secret": SECRET})

    assert answer.headers["Location"].startswith("/sign-in/again/")
    assert pages.made_desk.done == []
    assert SECRET not in str(dict(fresh.session))


def test_a_viewer_sees_and_can_do_nothing(fresh: Client, pages: FakePages) -> None:
    fresh.get(ONE)
    viewer = browser_for(pages, somebody(pages, Role.VIEWER, email="v@nordlys.example"))

    assert say("page.do.test", "da") not in text(viewer, ONE)
    assert viewer.post(f"{ONE}test/").status_code == 403
    assert viewer.get(GUIDE).status_code == 403
    assert viewer.get("/tenants/nordlys/activity/").status_code == 403
    assert say("page.tab.activity", "da") not in text(viewer, ONE)
    assert pages.made_desk.done == []


def test_support_sees_and_tests_and_never_comes_near_a_login(fresh: Client, pages: FakePages) -> None:
    fresh.get(ONE)
    person = with_an_app(somebody(pages, Role.SUPPORT, [1], "s@bindeled.example"))
    support = browser_for(pages, person)
    just_proved(support, person, NOW)

    assert say("page.do.test", "da") in text(support, ONE)
    assert support.post(f"{ONE}test/").status_code == 302
    for address in (GUIDE, f"{GUIDE}choose/", f"{GUIDE}get/changed/", f"{GUIDE}enter/changed/", f"{ONE}roll-back/"):
        assert support.get(address).status_code == 403, address
    assert support.post(f"{GUIDE}enter/changed/", {"login": "x", "secret": SECRET}).status_code == 403


@pytest.mark.parametrize("address", [BOTH, ONE, GUIDE, f"{GUIDE}enter/changed/", f"{ONE}revoke/1/"])
def test_a_foreign_connection_is_not_there(pages: FakePages, address: str) -> None:
    pages.tenants_there = [a_tenant(), a_tenant(2, "Sydlys", "sydlys")]
    foreign = browser_for(pages, somebody(pages, tenants=[2], email="f@sydlys.example"))

    assert foreign.get(address).status_code == 404


def test_a_system_that_there_is_not_is_not_there(fresh: Client) -> None:
    assert fresh.get(f"{BOTH}economic/").status_code == 404
    assert fresh.get(f"{GUIDE}get/magic/").status_code == 404
    assert fresh.get(f"{GUIDE}check/77/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("system", ["intempus", "uniconta"])
def test_the_guide_leads_from_step_to_step(fresh: Client, system: str, language: str) -> None:
    address = f"{BOTH}{system}/replace/"
    for step, following in (
        ("", "choose/"), ("choose/", "get/new_secret/"), ("get/new_secret/", "enter/new_secret/")
    ):  # fmt: skip
        page = sound(fresh.get(address + step, {"language": language}).content.decode(), language)
        assert address + following in page.links()
        assert sum("aria-current" in one.attributes for one in page.all("li")) == 1
    form = sound(fresh.get(f"{address}enter/new_secret/", {"language": language}).content.decode(), language)
    fields = {one.attributes["name"]: one.attributes for one in form.all("input") if "name" in one.attributes}
    assert fields["secret"]["type"] == "password"
    assert ("company" in fields) is (system == "uniconta")


def test_a_login_is_staged_as_it_was_typed_and_leads_to_its_checks(fresh: Client, pages: FakePages) -> None:
    answer = fresh.post(f"{GUIDE}enter/changed/", {"login": "Anna@x", "secret": SECRET, "expires": "2027-01-31"})

    assert answer.headers["Location"] == f"{GUIDE}check/3/"
    what, system, new, secret = pages.made_desk.done[0]
    assert (what, system, secret) == ("stage", System.INTEMPUS, SECRET)
    assert (getattr(new, "login", ""), getattr(new, "expires", None)) == ("Anna@x", date(2027, 1, 31))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("secret", "mistake"), [(f" {SECRET}", "blank_around"), (f"{SECRET}\n", "blank_around"), ("a\tb", "unseen")]
)
def test_a_blank_that_was_copied_along_is_pointed_out_and_the_form_keeps_all_but_the_secret(
    fresh: Client, pages: FakePages, secret: str, mistake: str, language: str
) -> None:
    answer = fresh.post(f"{GUIDE}enter/changed/?language={language}", {"login": "Anna@x", "secret": secret})

    page = sound(answer.content.decode(), language)
    assert answer.status_code == 400
    assert say(f"page.mistake.{mistake}", language) in page.text
    fields = {one.attributes["name"]: one.attributes for one in page.all("input") if "name" in one.attributes}
    assert fields["login"]["value"] == "Anna@x"
    assert fields["secret"].get("aria-invalid") == "true"
    assert TOLD not in answer.content.decode()
    assert pages.made_desk.done == []


@pytest.mark.parametrize(
    ("error", "code"),
    [(AlreadyInUse("Intempus", 2), "in_use"), (NotTriedNow("Intempus", 3, Unreachable("Intempus", "x")), "not_now")],
)
def test_a_login_that_is_refused_leaves_the_form_and_says_that_the_old_one_goes_on(
    fresh: Client, pages: FakePages, error: Exception, code: str
) -> None:
    pages.made_desk.refuses = error

    answer = fresh.post(f"{GUIDE}enter/changed/", {"login": "Anna@x", "secret": SECRET})

    page = sound(answer.content.decode(), "da")
    assert say(f"page.refusal.{code}", "da", system="Intempus") in page.text
    assert say("page.guide.still_old", "da") in page.text
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("state", "proving", "outcome", "told"),
    [
        (VersionState.STAGED, True, CheckOutcome.OK, "running"),
        (VersionState.STAGED, False, CheckOutcome.OK, "stopped"),
        (VersionState.VERIFIED, False, CheckOutcome.OK, "ready"),
        (VersionState.VERIFIED, False, CheckOutcome.FAIL, "limited"),
        (VersionState.REJECTED, False, CheckOutcome.FAIL, "refused"),
    ],
)
def test_the_proof_is_told_at_every_stage(
    fresh: Client,
    pages: FakePages,
    state: VersionState,
    proving: bool,
    outcome: CheckOutcome,
    told: str,
    language: str,
) -> None:
    pages.made_desk.there[System.INTEMPUS].insert(0, a_version(3, state))
    pages.made_desk.found[3] = [a_result(outcome)]
    pages.made_desk.proving = proving

    shown = text(fresh, f"{GUIDE}check/3/", language)

    assert say(f"page.proof.{told}.headline", language, system="Intempus") in shown
    forms = read_page(fresh.get(f"{GUIDE}check/3/").content.decode()).all("form")
    may_be_used = any(form.attributes.get("action") == f"{GUIDE}use/3/" for form in forms)
    assert may_be_used is (told in {"ready", "limited"})


def test_a_proof_that_stopped_is_begun_again(fresh: Client, pages: FakePages) -> None:
    pages.made_desk.there[System.INTEMPUS].insert(0, a_version(3, VersionState.STAGED))

    fresh.post(f"{GUIDE}check/3/")

    assert pages.made_desk.done == [("prove", System.INTEMPUS, 3)]


def test_a_proved_login_is_taken_into_use_with_the_epoch_that_was_shown(fresh: Client, pages: FakePages) -> None:
    pages.made_desk.there[System.INTEMPUS].insert(0, a_version(3, VersionState.VERIFIED))

    answer = fresh.post(f"{GUIDE}use/3/", {"epoch": "1"})

    assert answer.headers["Location"] == f"{GUIDE}finish/3/"
    assert pages.made_desk.done == [("switch", "nordlys", System.INTEMPUS, 3, 1)]
    assert say("page.finish.in_use", "da", system="Intempus") in text(fresh, f"{GUIDE}finish/3/")


def test_a_login_that_may_do_less_is_not_taken_and_that_is_told(fresh: Client, pages: FakePages) -> None:
    pages.made_desk.there[System.INTEMPUS].insert(0, a_version(3, VersionState.VERIFIED))
    pages.made_desk.refuses = FewerRights("Intempus", ["employees"], None)

    answer = fresh.post(f"{GUIDE}use/3/", {"epoch": "1"}, follow=True)

    assert say("page.refusal.fewer_rights", "da", system="Intempus") in read_page(answer.content.decode()).text


def test_the_old_login_may_be_deleted_only_when_the_new_one_has_proved_itself(fresh: Client, pages: FakePages) -> None:
    assert say("page.finish.old.wait", "da", system="Intempus") in text(fresh, f"{GUIDE}finish/2/")

    pages.made_desk.there[System.INTEMPUS][0] = a_version(2, proved_at=NOW)

    assert say("page.finish.old.delete", "da", system="Intempus") in text(fresh, f"{GUIDE}finish/2/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_console_shows_the_worst_first_and_can_be_narrowed(pages: FakePages, language: str) -> None:
    pages.tenants_there = [a_tenant(), a_tenant(2, "Aurora", "aurora"), a_tenant(3, "Zenit", "zenit")]
    pages.connections = [
        *pages.connections,
        replace(a_link(System.INTEMPUS, LinkState.UNREACHABLE), tenant_id=2),
        replace(a_link(System.UNICONTA, LinkState.ACTION_REQUIRED), tenant_id=3),
    ]
    browser = browser_for(pages, with_an_app(somebody(pages, Role.SUPPORT, [2])))

    shown = text(browser, "/console/", language)

    assert shown.index("Zenit") < shown.index("Aurora") < shown.index("Nordlys")
    assert shown.count(say("page.console.closed", language)) == 2
    narrowed = sound(
        browser.get("/console/", {"language": language, "state": "unreachable"}).content.decode(), language
    )
    assert "Aurora" in narrowed.text
    assert "Zenit" not in narrowed.text


def many_customers(pages: FakePages, count: int) -> Client:
    """Add so many customers, of whom the last needs a person, and sign somebody of our support in."""
    pages.tenants_there = [a_tenant(number, f"Kunde {number:03d}", f"kunde-{number}") for number in range(1, count + 1)]
    pages.connections = [replace(a_link(System.UNICONTA, LinkState.ACTION_REQUIRED), tenant_id=count)]
    return browser_for(pages, with_an_app(somebody(pages, Role.SUPPORT, [])))


def test_with_more_customers_than_fit_on_a_page_the_worst_is_on_the_first(pages: FakePages) -> None:
    browser = many_customers(pages, PAGE_ROWS + 1)

    first = sound(browser.get("/console/").content.decode(), "da")
    assert first.text.index(f"Kunde {PAGE_ROWS + 1:03d}") < first.text.index("Kunde 001")
    assert f"Kunde {PAGE_ROWS:03d}" not in first.text
    assert "?page=2" in first.links()

    second = sound(browser.get("/console/?page=2").content.decode(), "da")
    assert f"Kunde {PAGE_ROWS:03d}" in second.text
    assert "Kunde 001" not in second.text


def test_a_customer_is_found_in_the_console_by_a_part_of_the_name(pages: FakePages) -> None:
    browser = many_customers(pages, 30)

    found = sound(browser.get("/console/?wanted=DE+017").content.decode(), "da")
    assert "Kunde 017" in found.text
    assert "Kunde 018" not in found.text


def test_a_name_that_no_customer_has_is_told_as_such_and_does_no_harm(pages: FakePages) -> None:
    browser = many_customers(pages, 1)

    assert say("page.console.none", "da") in sound(browser.get("/console/?wanted=%3Cb%3E").content.decode(), "da").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_console_counts_the_customers_in_each_state(pages: FakePages, language: str) -> None:
    shown = text(many_customers(pages, 30), "/console/", language)

    for state, count in ((LinkState.NOT_CONFIGURED, 30), (LinkState.ACTION_REQUIRED, 1), (LinkState.CONNECTED, 0)):
        assert f"{say(f'page.console.state.{state.value}', language)} ({count})" in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("state", "step"),
    [
        (VersionState.STAGED, "check"),
        (VersionState.REJECTED, "check"),
        (VersionState.VERIFIED, "use"),
        (VersionState.ACTIVE, "finish"),
    ],
)
def test_support_sees_where_the_customer_stands_and_what_to_say(
    fresh: Client, pages: FakePages, state: VersionState, step: str, language: str
) -> None:
    pages.made_desk.there[System.INTEMPUS].insert(0, a_version(3, state))
    support = browser_for(pages, with_an_app(somebody(pages, Role.SUPPORT, [1], "s@bindeled.example")))

    assert say(f"page.advice.{step}", language, system="Intempus") in text(support, ONE, language)
    assert say("page.advice.title", language) not in text(fresh, ONE, language)


def test_support_is_told_that_a_customer_has_not_begun(fresh: Client, pages: FakePages) -> None:
    fresh.get(ONE)
    pages.made_desk.links = [replace(link, link=LinkState.ACTION_REQUIRED) for link in pages.connections]
    support = browser_for(pages, with_an_app(somebody(pages, Role.SUPPORT, [1], "s@bindeled.example")))

    assert say("page.advice.what_happened", "da", system="Intempus") in text(support, ONE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", [LinkStep.MADE, LinkStep.OPENED])
def test_the_console_tells_how_far_the_holder_of_a_link_is(pages: FakePages, step: LinkStep, language: str) -> None:
    pages.tenants_there, pages.connections = [a_tenant()], [a_link(System.INTEMPUS, LinkState.ACTION_REQUIRED)]
    browser = browser_for(pages, with_an_app(somebody(pages, Role.SUPPORT, [1])))
    told = say(f"reconnect_step.{step.value}", language)
    assert told not in text(browser, "/console/", language)

    pages.holders = {pages.connections[0].id: step}

    assert told in text(browser, "/console/", language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("opened_at", "step", "told"), [(None, "get", "made"), (NOW - timedelta(minutes=3), "enter", "opened")]
)
def test_support_sees_that_a_link_was_opened_before_any_login_came_by_it(
    fresh: Client, pages: FakePages, opened_at: datetime | None, step: str, told: str, language: str
) -> None:
    fresh.get(ONE)
    pages.made_desk.link = a_reconnect_link(opened_at=opened_at)
    support = browser_for(pages, with_an_app(somebody(pages, Role.SUPPORT, [1], "s@bindeled.example")))

    shown = text(support, ONE, language)

    assert say(f"page.advice.{step}", language, system="Intempus") in shown
    assert say(f"reconnect_step.{told}", language) in shown
    assert "chef@nordlys.example" not in shown


@pytest.mark.parametrize(
    "over",
    [
        {"expires_at": NOW},
        {"revoked_at": NOW},
        {"attempts": (3,)},
        {"created_at": NOW - timedelta(days=9), "expires_at": NOW + timedelta(days=1)},
    ],
)
def test_a_link_that_is_over_or_older_than_the_login_says_nothing_of_where_the_customer_is(
    fresh: Client, pages: FakePages, over: dict[str, Any]
) -> None:
    fresh.get(ONE)
    pages.made_desk.there[System.INTEMPUS].insert(0, a_version(3, VersionState.VERIFIED))
    pages.made_desk.link = replace(a_reconnect_link(), **over)
    support = browser_for(pages, with_an_app(somebody(pages, Role.SUPPORT, [1], "s@bindeled.example")))

    assert say("page.advice.use", "da", system="Intempus") in text(support, ONE)


def a_reconnect_link(*, opened_at: datetime | None = None) -> ReconnectLink:
    return ReconnectLink(
        id=1,
        connection_id=1,
        purpose=LinkPurpose.REPLACE,
        made_by="page_user sigurd",
        sent_to="chef@nordlys.example",
        created_at=NOW - timedelta(minutes=10),
        expires_at=NOW + timedelta(minutes=20),
        opened_at=opened_at,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_for_a_colleague_is_shown_once_and_kept_in_no_session(
    fresh: Client, pages: FakePages, language: str
) -> None:
    answer = fresh.post(f"{ONE}link/?language={language}")

    page = sound(answer.content.decode(), language)
    assert any(one.attributes.get("value") == "http://127.0.0.1:8000/reconnect/1-made" for one in page.all("input"))
    assert "1-made" not in str(dict(fresh.session))
    assert pages.made_desk.done == [("make_link", System.INTEMPUS, "Olga")]
    assert fresh.get(f"{ONE}link/").status_code == 405


def test_the_console_is_not_there_for_customers(fresh: Client) -> None:
    assert fresh.get("/console/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_activity_log_tells_what_was_done_and_by_whom(fresh: Client, pages: FakePages, language: str) -> None:
    for kind in ActorKind:
        pages.log.append(an_entry("version.switched", kind, '{"system": "intempus", "version": 2}'))
    pages.log.append(an_entry("support.looked", ActorKind.PAGE_USER, '{"page": "/x/", "by": "s"}'))

    shown = text(fresh, "/tenants/nordlys/activity/", language)

    assert say("page.event.version_switched", language, version="2") in shown
    assert say("page.event.support_looked", language, page="/x/") in shown
    assert say("page.actor.command_line", language, name="olga") in shown


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_show_as_text(fresh: Client, pages: FakePages, name: str) -> None:
    pages.made_desk.there[System.INTEMPUS].insert(0, a_version(3, VersionState.REJECTED, login=name))
    pages.made_desk.happened = [HistoryRow(name, NOW, {"x": name})]
    pages.log.append(an_entry(name, ActorKind.PAGE_USER, "{}"))

    assert name.strip() in text(fresh, ONE)
    assert fresh.post(f"{GUIDE}enter/changed/", {"login": name, "secret": SECRET}).status_code in {302, 400}
    text(fresh, "/tenants/nordlys/activity/")


def an_entry(action: str, kind: ActorKind, facts: str) -> AuditEntry:
    at = datetime(2026, 11, 16, 9, tzinfo=UTC)
    return AuditEntry(
        "tenant 1", 1, at, Actor(kind, "olga"), action, "connection 1", facts, AuditOutcome.DONE, "0" * 64
    )
