from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, cast
from zipfile import ZipFile

import pytest

from bindeled.bootstrap.readings import Readings
from bindeled.connections.errors import NotConnected
from bindeled.domain.errors import Unreachable
from bindeled.domain.nouns import FoundLine, Place
from bindeled.domain.pay_periods import PayPeriods, PeriodKind
from bindeled.domain.reconciliation import Cell, Explanation, Reason, ReconciledCell, Reconciliation
from bindeled.domain.roles import Role
from bindeled.settings import Settings
from bindeled.texts import LANGUAGES, say
from bindeled.web.paging import PAGE_ROWS
from bindeled.web.program import PROGRAM
from tests.support.processes import wait_for
from tests.unit.web.fake_pages import MONDAY, NOW, browser_for, somebody
from tests.unit.web.test_today import HOSTILE, sound

if TYPE_CHECKING:
    from django.test import Client

    from bindeled.domain.accounts import Tenant
    from tests.unit.web.fake_pages import FakePages
    from tests.unit.web.reading import Page

SUMS = "/tenants/nordlys/reconciliation/"
ASKED = {"first": "2026-10-19", "last": "2026-11-16", "by": "week", "begins": ""}
CELL = Cell(MONDAY, "0042", "1060", "hours")
TYPED = FoundLine("", 7, Place.JOURNAL, Decimal(2), "1060", "0042", MONDAY, "Timer")
OPEN = Reconciliation(
    MONDAY,
    MONDAY,
    (ReconciledCell(CELL, Decimal("7.5"), journal=Decimal(6)),),
    tuple(Explanation(CELL, 901, reason, Decimal("1.5")) for reason in Reason),
    (TYPED,),
    {902: TYPED},
    {"0042": "Åse Bæk"},
)
CLOSED = replace(OPEN, cells=(ReconciledCell(CELL, Decimal(6), journal=Decimal(6)),), explanations=(), by_hand=())


@dataclass
class FakeFlows:
    """Answers a reconciliation from memory, and notes what it was asked for."""

    found: Reconciliation | Exception = OPEN
    asked: list[tuple[tuple[date, date], PayPeriods]] = field(default_factory=list)

    def reconcile(self, tenant: Tenant, span: tuple[date, date], periods: PayPeriods) -> Reconciliation:
        assert tenant.slug == "nordlys"
        self.asked.append((span, periods))
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@dataclass
class FakeProgram:
    """What the page asks of the program."""

    flows: FakeFlows = field(default_factory=FakeFlows)
    readings: Readings = field(default_factory=Readings)
    settings: Settings = field(default_factory=Settings)
    at: datetime = NOW

    def clock(self) -> datetime:
        return self.at


@pytest.fixture
def program(client: Client) -> FakeProgram:
    made = FakeProgram()
    cast("dict[str, object]", client.defaults)[PROGRAM] = made
    return made


def show(client: Client, status: int = 200, language: str = "da", **changed: str) -> Page:
    answer = client.get(SUMS, {**ASKED, "language": language, **changed})
    assert answer.status_code == status
    return sound(answer.content.decode(), language)


def test_the_page_asks_for_days_and_reads_nothing_before(client: Client, program: FakeProgram) -> None:
    page = sound(client.get(SUMS, {"language": "da"}).content.decode(), "da")

    days = {one.attributes.get("name"): one.attributes.get("value") for one in page.all("input")}
    assert (days["first"], days["last"]) == ("2026-10-19", "2026-11-16")
    assert program.flows.asked == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_sum_tells_every_difference_and_why(client: Client, program: FakeProgram, language: str) -> None:
    page = show(client, language=language)

    assert say("page.sums.open", language) in page.text
    figures = {"da": "timer 7,50 6,00 0,00 0,00 0,00 ! 1,50", "en": "hours 7.50 6.00 0.00 0.00 0.00 ! 1.50"}
    assert figures[language] in page.text
    assert all(say(f"page.sums.reason.{reason.value}", language) in page.text for reason in Reason)
    assert "/tenants/nordlys/hours/902/" in page.links()
    assert program.flows.asked == [((date(2026, 10, 19), MONDAY), PayPeriods())]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_closed_says_so(client: Client, program: FakeProgram, language: str) -> None:
    program.flows.found = CLOSED
    assert say("page.sums.closed", language) in show(client, language=language).text

    program.flows.found = replace(CLOSED, cells=())
    program.readings = Readings()
    assert say("page.sums.nothing", language) in show(client, language=language).text


def test_names_are_left_out_unless_they_are_chosen(client: Client, program: FakeProgram) -> None:
    assert "Åse" not in show(client).text
    assert "Åse Bæk (0042)" in show(client, names="on").text
    assert len(program.flows.asked) == 1


def test_periods_begin_where_they_are_said_to(client: Client, program: FakeProgram) -> None:
    show(client, by="month", begins="2026-10-16")

    assert program.flows.asked[0][1] == PayPeriods(PeriodKind.MONTH, date(2026, 10, 16))


def test_the_same_sum_is_read_again_only_after_a_while(client: Client, program: FakeProgram) -> None:
    for _ in range(3):
        show(client)
    assert len(program.flows.asked) == 1

    program.at = NOW + timedelta(seconds=program.settings.page_reading_kept_seconds)
    show(client)
    assert len(program.flows.asked) == 2


def test_what_takes_long_is_told_and_is_there_later(client: Client, program: FakeProgram) -> None:
    program.settings = Settings(page_wait_seconds=0.001)
    wait_for(lambda: say("page.sums.open", "da") in show(client).text, "the sum is there")
    assert len(program.flows.asked) == 1


@pytest.mark.parametrize("error", [NotConnected("Uniconta"), Unreachable("Uniconta", "no answer")])
def test_a_system_that_does_not_let_us_in_is_told_in_words(
    client: Client, program: FakeProgram, error: Exception
) -> None:
    program.flows.found = error

    page = show(client)

    assert "note note-act" in [one.attributes.get("class") for one in page.all("section")]
    assert "Uniconta" in page.text


@pytest.mark.parametrize(
    "changed",
    [{"first": "2026-11-17"}, {"first": "2020-01-01"}, {"last": ""}, {"by": "year"}, {"begins": "x"}]
    + [{name: text} for name in ("first", "last", "begins") for text in HOSTILE],
)
def test_days_that_are_none_are_told_and_nothing_is_read(
    client: Client, program: FakeProgram, changed: dict[str, str]
) -> None:
    page = show(client, 400, **changed)

    assert any(one.attributes.get("class") == "mistakes" for one in page.all("ul"))
    assert program.flows.asked == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_from_the_systems_are_shown_as_words(client: Client, program: FakeProgram, text: str) -> None:
    cell = ReconciledCell(Cell(MONDAY, text, text, text), Decimal(1))
    program.flows.found = replace(OPEN, cells=(cell,), names={text: text})

    show(client, names="on")


def test_many_sums_come_by_pages_and_what_differs_comes_first(client: Client, program: FakeProgram) -> None:
    cells = [ReconciledCell(Cell(MONDAY, str(one), "1", "km"), Decimal(1), Decimal(1)) for one in range(PAGE_ROWS)]
    program.flows.found = replace(OPEN, cells=(*cells, *OPEN.cells), explanations=(), by_hand=())

    page = show(client)

    assert page.text.index("0042") < page.text.index("16. november 2026 1 ")
    assert any("page=2" in str(link) for link in page.links())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_csv_is_in_the_language_of_the_page(client: Client, program: FakeProgram, language: str) -> None:
    answer = client.get(f"{SUMS}file/csv/", {**ASKED, "language": language, "names": "on"})

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    head, row = answer.content.decode().splitlines()
    assert say("page.sums.column.approved", language) in head
    assert row.startswith("2026-11-16,0042,Åse Bæk,1060,")
    assert program.flows.asked


def test_the_workbook_holds_no_names_unless_they_are_chosen(client: Client, program: FakeProgram) -> None:
    answer = client.get(f"{SUMS}file/xlsx/", {**ASKED, "language": "da"})

    with ZipFile(BytesIO(answer.content)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        assert "Forklaringer" in book.read("xl/workbook.xml").decode()
    assert "Åse" not in texts
    assert say("page.sums.column.edited_by_hand", "da") in texts
    assert program.flows.asked


def test_a_file_that_is_not_read_yet_leads_to_the_page(client: Client, program: FakeProgram) -> None:
    program.flows.found = NotConnected("Uniconta")

    answer = client.get(f"{SUMS}file/csv/", ASKED)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{SUMS}?first=2026-10-19")


@pytest.mark.parametrize("address", [f"{SUMS}file/pdf/?first=2026-11-01&last=2026-11-02&by=week", f"{SUMS}file/csv/"])
def test_a_file_that_there_is_not_is_not_there(client: Client, program: FakeProgram, address: str) -> None:
    assert client.get(address).status_code == 404
    assert program.flows.asked == []


def test_a_viewer_sees_what_others_read_and_makes_us_read_nothing(
    client: Client, pages: FakePages, program: FakeProgram
) -> None:
    viewer = browser_for(pages, somebody(pages, Role.VIEWER, email="v@nordlys.example"))
    cast("dict[str, object]", viewer.defaults)[PROGRAM] = program
    assert say("page.sums.not_read", "da") in show(viewer).text
    assert program.flows.asked == []

    show(client)

    assert say("page.sums.open", "da") in show(viewer).text
