from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pytest

from bindeled.bootstrap.readings import Readings
from bindeled.connections.errors import LinkHeld
from bindeled.domain.causes import Caution
from bindeled.domain.errors import Unreachable
from bindeled.domain.nouns import JournalLine
from bindeled.domain.roles import Role
from bindeled.domain.states import Effect, EntryState, LinkState
from bindeled.settings import Settings
from bindeled.store.found_reports import FoundReport, Whereabouts
from bindeled.store.views import EntryRow, Moment, ReportTimeline
from bindeled.texts import LANGUAGES, say
from bindeled.web.program import PROGRAM
from tests.support.processes import wait_for
from tests.unit.web.fake_pages import MONDAY, NOW, browser_for, somebody
from tests.unit.web.test_today import HOSTILE, sound

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from bindeled.domain.accounts import Tenant
    from tests.unit.web.fake_pages import FakePages
    from tests.unit.web.reading import Page

HOURS = "/tenants/nordlys/hours/"
REFERENCE = "IM0000000901G01L01"
FACTS = {"reference": REFERENCE, "row_id": 4711, "code": ""}


NOTHING = ReportTimeline((), ())


@dataclass
class FakeProgram:
    """Tells what the systems would, and notes of which reports it was asked."""

    told: ReportTimeline | Exception = NOTHING
    asked: list[int] = field(default_factory=list)
    readings: Readings = field(default_factory=Readings)
    settings: Settings = field(default_factory=Settings)
    at: datetime = NOW

    def clock(self) -> datetime:
        return self.at

    def trace(self, tenant: Tenant, report_id: int) -> ReportTimeline:
        assert tenant.slug == "nordlys"
        self.asked.append(report_id)
        if isinstance(self.told, Exception):
            raise self.told
        return self.told


@pytest.fixture(autouse=True)
def program(client: Client) -> FakeProgram:
    made = FakeProgram()
    cast("dict[str, object]", client.defaults)[PROGRAM] = made
    return made


def telling(*moments: Moment, unasked: Any = None) -> ReportTimeline:
    return ReportTimeline((), moments, unasked)


def a_told(kind: str, **facts: object) -> Moment:
    return Moment(NOW, kind, None, facts)


def sent(reference: str = REFERENCE, generation: int = 1) -> EntryRow:
    about: Any = dict.fromkeys(EntryRow.__dataclass_fields__, None)
    line = JournalLine(**{**dict.fromkeys(JournalLine.__dataclass_fields__, cast("Any", None)), "reference": reference})
    return EntryRow(**{**about, "cautions": (), "generation": generation, "line": line})


def show(client: Client, address: str = HOURS, status: int = 200, **query: str) -> Page:
    language = query.get("language", "da")
    answer = client.get(address, {"language": language, **query})
    assert answer.status_code == status, answer.content.decode()
    return sound(answer.content.decode(), language)


def a_report(report_id: int = 901, where: Whereabouts = Whereabouts.CARRIED, **more: Any) -> FoundReport:
    about = {"employee": "0042", "project": "1060", "quantity": Decimal("7.5"), "unit": "Timer", **more}
    return FoundReport(report_id, about.pop("day", MONDAY), where, **about)


def test_the_page_asks_for_what_it_needs(client: Client) -> None:
    page = show(client)

    assert {one.attributes.get("name") for one in page.all("input")} >= {"report", "day", "employee"}
    assert say("page.hour.none", "da") not in page.text


def test_a_number_leads_straight_to_the_report(client: Client) -> None:
    answer = client.get(HOURS, {"report": "901", "day": "", "employee": ""})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{HOURS}901/")


@pytest.mark.parametrize("wanted", ["0042", "åse", "Hansen"])
def test_an_employee_is_found_by_number_or_by_a_part_of_the_name(client: Client, pages: FakePages, wanted: str) -> None:
    pages.work.names = {"0042": "Åse Hansen", "0043": "Bo"}
    pages.work.found = [a_report(), a_report(902, employee="0043")]

    page = show(client, day="2026-11-16", employee=wanted)

    assert "901 16. november 2026 Åse Hansen (0042) 1060 7,50 timer ✓ Overført" in page.text
    assert "902" not in page.text


def test_without_a_day_the_last_two_weeks_are_looked_through(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report(901, day=MONDAY - timedelta(days=13)), a_report(902, day=MONDAY - timedelta(days=14))]

    page = show(client, employee="0042")

    assert "901" in page.text
    assert "902" not in page.text


def test_what_waits_without_a_name_stands_apart(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report(), a_report(905, Whereabouts.PARKED, employee="", project="")]

    page = show(client, day="2026-11-16", employee="0042")

    assert page.text.index(say("page.hour.of_nobody", "da")) < page.text.index("905")


def test_nothing_that_fits_is_told_with_why_that_may_be(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report()]

    assert say("page.hour.none", "da") in show(client, day="2026-11-15").text


@pytest.mark.parametrize("text", [*HOSTILE, "-1", "1e9", "9" * 400])
def test_hostile_words_are_told_and_never_break_the_page(client: Client, text: str) -> None:
    for name in ("report", "day", "employee", "page"):
        answer = client.get(HOURS, {name: text, "language": "da"})
        assert answer.status_code in {200, 302, 400}
        if answer.status_code != 302:
            sound(answer.content.decode(), "da")


@pytest.mark.parametrize("number", ["5", "9" * 18, "9" * 40])
def test_a_report_that_nobody_knows_is_told_with_what_that_means(client: Client, number: str) -> None:
    assert say("page.hour.unknown.why", "da") in show(client, f"{HOURS}{number}/", 404).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_where_a_report_may_be_is_told(client: Client, pages: FakePages, language: str) -> None:
    for where in Whereabouts:
        pages.work.found = [a_report(where=where)]
        page = show(client, f"{HOURS}901/", language=language)
        assert say(f"page.hour.where.{where.value}", language) in page.text
        assert say(f"page.hour.told.{where.value}", language) in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_may_happen_to_a_report_has_its_words(client: Client, pages: FakePages, language: str) -> None:
    pages.work.found = [a_report()]
    kinds = [f"entry.{state.value}" for state in EntryState] + ["entry.first_sending"]
    moments = [Moment(NOW, kind, 7, {**FACTS, "effect": effect.value}) for kind in kinds for effect in Effect]
    blocked = {"cause": "project_blocked", "number": "1060"}
    moments += [Moment(NOW, "report.parked", 7, blocked), Moment(NOW, "report.released", None, blocked)]
    told = [f"run.{state}" for state in ("waiting", "held", "failed")]
    moments += [Moment(NOW, kind, 7, {}) for kind in (*told, "run.queued", "run.begun", "run.done")]
    pages.work.happened = ReportTimeline((), tuple(moments))

    page = show(client, f"{HOURS}901/", language=language)

    assert "[" not in page.text
    assert say("page.hour.parked", language, cause=say("cause.project_blocked", language, number="1060")) in page.text
    assert len(page.all("li")) >= len(moments) - 3
    assert "/tenants/nordlys/runs/7/" in page.links()


def test_a_parked_report_says_what_to_do_and_leads_to_the_inbox(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report(where=Whereabouts.PARKED)]
    stay = Moment(
        NOW, "report.parked", 7, {"cause": "period_closed", "day": "2026-09-30", "closed_until": "2026-10-31"}
    )
    pages.work.happened = ReportTimeline((), (stay,))

    page = show(client, f"{HOURS}901/")

    assert say("remedy.period_closed", "da") in page.text
    assert "31. oktober 2026" in page.text
    assert "/tenants/nordlys/inbox/" in page.links()


def test_what_is_to_be_known_about_a_carried_report_is_told(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report()]
    about: Any = dict.fromkeys(EntryRow.__dataclass_fields__, None)
    entry = EntryRow(**{**about, "cautions": (Caution.TEXT_CUT.value,)})
    pages.work.happened = ReportTimeline((entry,), ())

    assert say("caution.text_cut", "da") in show(client, f"{HOURS}901/").text


SUBMITTED = a_told("report.submitted", by="Åse Bæk")


def test_the_verdict_is_as_exact_as_uniconta_is(client: Client, pages: FakePages, program: FakeProgram) -> None:
    pages.work.found, pages.work.happened = [a_report()], ReportTimeline((sent(),), ())
    for place in ("posted", "unposted", "on_timesheet", "gone"):
        program.told, program.readings = telling(SUBMITTED, a_told(f"line.{place}", reference=REFERENCE)), Readings()

        page = show(client, f"{HOURS}901/")

        assert say(f"page.hour.told.{place}", "da") in page.text
        assert ("✓ Overført" in page.text) is (place != "gone")
        assert say("page.hour.asked", "da", age="5 minutter") in page.text
        assert "Åse Bæk" in page.text


def test_a_line_is_told_with_the_version_of_the_login_that_sent_it(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report()]
    facts = {**FACTS, "effect": "insert", "credential_version": 3}
    kinds = ("entry.first_sending", "entry.sending", "entry.done")
    pages.work.happened = telling(*(Moment(NOW, kind, 7, facts) for kind in kinds))

    assert show(client, f"{HOURS}901/").text.count(say("page.hour.version", "da", version="3")) == 1


def test_what_takes_long_shows_what_is_kept_and_comes_by_itself(
    client: Client, pages: FakePages, program: FakeProgram
) -> None:
    pages.work.found, program.told = [a_report()], telling(SUBMITTED)
    program.settings = Settings(page_wait_seconds=0.001)
    answers: list[Page] = []

    def is_there() -> bool:
        answers.append(show(client, f"{HOURS}901/"))
        return "Åse Bæk" in answers[-1].text

    wait_for(is_there, "the systems have answered")
    assert all(say("page.hour.asked.coming", "da") in page.text and live(page) for page in answers[:-1])
    assert not live(answers[-1])
    assert program.asked == [901]


def live(page: Page) -> bool:
    return any("data-live" in part.attributes for part in page.all("div"))


def test_a_system_that_does_not_answer_is_named_and_asked_again_after_a_while(
    client: Client, pages: FakePages, program: FakeProgram
) -> None:
    pages.work.found = [a_report()]
    program.told = telling(SUBMITTED, unasked=Unreachable("Uniconta", "no answer"))
    for _ in range(2):
        page = show(client, f"{HOURS}901/")
        assert say("page.hour.asked.silent", "da", system="Uniconta") in page.text
        assert "Åse Bæk" in page.text
        assert live(page)
    assert program.asked == [901]

    program.at, program.told = NOW + timedelta(minutes=1), telling(SUBMITTED)
    assert not live(show(client, f"{HOURS}901/"))
    assert program.asked == [901, 901]


def test_a_link_that_is_shut_is_told_in_the_words_of_the_page(
    client: Client, pages: FakePages, program: FakeProgram
) -> None:
    pages.work.found, error = [a_report()], LinkHeld("Uniconta", LinkState.PAUSED)
    program.told = telling(unasked=error)

    page = show(client, f"{HOURS}901/", language="en")

    assert say("page.refusal.link_shut", "en", system="Uniconta") in page.text
    assert error.sentence not in page.text


def test_something_of_ours_that_breaks_leaves_what_is_kept(
    client: Client, pages: FakePages, program: FakeProgram
) -> None:
    pages.work.found, program.told = [a_report()], RuntimeError("ours")

    page = show(client, f"{HOURS}901/")

    assert say("page.refusal.other", "da") in page.text
    assert say("page.hour.told.carried", "da") in page.text


@pytest.mark.parametrize(
    ("told", "state"),
    [((), "not_carried"), ((a_told("report.not_approved"),), "not_approved")],
)
def test_what_only_intempus_knows_is_told_with_what_it_waits_for(
    client: Client, program: FakeProgram, told: tuple[Moment, ...], state: str
) -> None:
    program.told = telling(SUBMITTED, a_told("report.approved", by="Mester", level="Anden godkender"), *told)

    page = show(client, f"{HOURS}901/")

    assert say(f"page.hour.{state}.why", "da") in page.text
    assert "Mester (Anden godkender)" in page.text


def test_nobody_is_said_to_know_it_only_once_the_systems_were_asked(client: Client, program: FakeProgram) -> None:
    program.told = telling(unasked=Unreachable("Intempus", "no answer"))
    assert live(show(client, f"{HOURS}901/"))

    program.told, program.readings = NOTHING, Readings()
    assert not live(show(client, f"{HOURS}901/", 404))


def test_a_number_that_no_report_can_have_is_asked_of_nobody(client: Client, program: FakeProgram) -> None:
    show(client, f"{HOURS}{'9' * 40}/", 404)

    assert program.asked == []


def test_a_viewer_sees_what_others_were_told_and_makes_us_ask_nobody(
    client: Client, pages: FakePages, program: FakeProgram
) -> None:
    pages.work.found, program.told = [a_report()], telling(SUBMITTED)
    viewer = browser_for(pages, somebody(pages, Role.VIEWER, email="v@nordlys.example"))
    cast("dict[str, object]", viewer.defaults)[PROGRAM] = program
    assert say("page.hour.asked.not_yours", "da") in show(viewer, f"{HOURS}901/").text
    assert program.asked == []

    show(client, f"{HOURS}901/")

    assert "Åse Bæk" in show(viewer, f"{HOURS}901/").text


def test_hostile_words_from_the_systems_are_shown_as_words(
    client: Client, pages: FakePages, program: FakeProgram
) -> None:
    pages.work.found, told = [a_report()], []
    for text in HOSTILE:
        told += [a_told("report.submitted", by=text), a_told("report.approved", by=text, level=text)]
        told.append(a_told("line.posted", reference=text, voucher=text, posting=text, invoice=text))
    program.told = telling(*told)

    assert len(show(client, f"{HOURS}901/").all("time")) == len(told)
