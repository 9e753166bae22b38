from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.roles import Role
from bindeled.domain.schedules import FLOW_ORDER
from bindeled.domain.states import LinkState, RunState
from bindeled.domain.weeks import WeekHours, by_week, weeks_until
from bindeled.texts import LANGUAGES, say
from bindeled.web.flow_names import flow_name
from bindeled.web.pages.today.chart import HEIGHT, WIDTH, week_chart
from bindeled.web.work import FlowTiming
from tests.unit.web.fake_desk import a_version
from tests.unit.web.fake_pages import MONDAY, NOW, a_flow, a_link, a_run, browser_for, somebody
from tests.unit.web.test_today import show

if TYPE_CHECKING:
    from django.test import Client

    from tests.unit.web.fake_pages import FakePages

BOTH = "/tenants/nordlys/connections/"


def expiring(pages: FakePages, days: int, system: System = System.UNICONTA) -> None:
    pages.versions[system] = a_version(expires=MONDAY + timedelta(days=days))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flow_tells_its_last_and_its_next_run_and_can_be_started(
    client: Client, pages: FakePages, language: str
) -> None:
    pages.work.timings = [FlowTiming(flow, replace(a_run(), flow=flow), NOW, flow == "items") for flow in FLOW_ORDER]
    pages.work.timings[0] = FlowTiming("employees", None, None, in_shadow=False)

    page = show(client, language)

    for text in ("page.runs.not_yet", "page.runs.never", "page.runs.shadow", "page.run.start_all"):
        assert say(text, language) in page.text
    flows = [one.attributes["value"] for one in page.all("input") if one.attributes.get("name") == "flow"]
    assert flows == list(FLOW_ORDER)
    assert "/tenants/nordlys/runs/7/" in page.links()


def test_a_viewer_sees_the_flows_and_starts_none(pages: FakePages) -> None:
    pages.work.timings = [FlowTiming("reports", a_run(), NOW, in_shadow=False)]
    page = show(browser_for(pages, somebody(pages, Role.VIEWER, email="v@nordlys.example")))

    assert flow_name("reports", "da") in page.text
    assert not [one for one in page.all("input") if one.attributes.get("name") == "flow"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_tells_how_long_it_takes_once_both_links_work(
    client: Client, pages: FakePages, language: str
) -> None:
    pages.flows[MONDAY] = a_flow(2, "15", waiting=5)
    assert {"da": "ca. 3 minutter efter", "en": "about 3 minutes after"}[language] in show(client, language).text

    pages.work.ahead = None
    assert say("page.flow.ahead.never", language) in show(client, language).text


def test_where_nothing_waits_nothing_is_forecast(client: Client, pages: FakePages) -> None:
    pages.flows[MONDAY] = a_flow(2, "15")

    assert "begge forbindelser virker" not in show(client).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weeks_are_drawn_and_told_in_figures(client: Client, pages: FakePages, language: str) -> None:
    pages.work.hours = {MONDAY: WeekHours(MONDAY, Decimal("37.5"), Decimal("7.5"), Decimal(4))}

    page = show(client, language)

    assert len(page.all("rect")) == 3
    figures = {"da": "uge 47 16. november 2026 37,50 7,50 4,00", "en": "week 47 16 November 2026 37.50 7.50 4.00"}
    assert figures[language] in page.text
    assert len([one for one in page.all("text") if one.attributes.get("class") == "below"]) == 8


def test_without_hours_there_is_no_chart(client: Client) -> None:
    assert not show(client).all("svg")


def test_bars_stand_on_each_other_and_never_leave_the_drawing() -> None:
    mondays = weeks_until(MONDAY, 8)
    weeks = [WeekHours(one, Decimal(9) * place, Decimal(place), Decimal("0.25")) for place, one in enumerate(mondays)]

    chart = week_chart(weeks, "da")

    for bar in chart.bars:
        low = Decimal(chart.ground)
        for part in bar.segments:
            assert abs(Decimal(part.y) + Decimal(part.height) - low) <= Decimal("0.2")
            low = Decimal(part.y)
            assert 0 <= Decimal(part.x) <= WIDTH - Decimal(part.width)
        assert 0 < low <= HEIGHT
    assert {len(bar.segments) for bar in chart.bars} == {1, 3}


def test_hours_that_were_taken_back_from_an_earlier_week_are_told_and_not_drawn() -> None:
    weeks = [WeekHours(MONDAY, Decimal(-3)), WeekHours(MONDAY + timedelta(weeks=1), Decimal(5))]

    chart = week_chart(weeks, "da")

    assert [len(bar.segments) for bar in chart.bars] == [0, 1]
    assert chart.rows[0].carried == "-3,00"


def test_weeks_add_up_their_days_across_the_turn_of_the_year() -> None:
    mondays = weeks_until(date(2027, 1, 3), 2)

    assert mondays == (date(2026, 12, 21), date(2026, 12, 28))
    days = {date(2026, 12, 31): Decimal(2), date(2027, 1, 1): Decimal(3), date(2027, 1, 4): Decimal(9)}
    assert [week.carried for week in by_week(mondays, days, {}, {})] == [0, 5]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("days", "code"), [(14, "expiring"), (0, "expiring"), (-2, "expired")])
def test_a_login_that_expires_soon_is_told_in_amber_and_can_be_put_away(
    client: Client, pages: FakePages, days: int, code: str, language: str
) -> None:
    expiring(pages, days)

    page = show(client, language)

    headline = say(f"page.banner.{code}", language, system="Uniconta", days=str(days))
    assert headline in page.text
    assert "verdict verdict-wait" in [one.attributes.get("class") for one in page.all("section")]
    (key,) = (str(one.attributes["value"]) for one in page.all("input") if one.attributes.get("name") == "key")
    assert client.post("/tenants/nordlys/banner/", {"key": key}).status_code == 302
    assert headline not in show(client, language).text
    expiring(pages, days - 1)
    assert say("page.banner.away", language) in show(client, language).text


def test_a_login_that_lives_long_is_not_told(client: Client, pages: FakePages) -> None:
    expiring(pages, 31)

    assert say("page.banner.away", "da") not in show(client).text


def test_of_several_troubles_one_banner_tells_the_worst(client: Client, pages: FakePages) -> None:
    expiring(pages, 3)
    pages.connections = [a_link(System.INTEMPUS, LinkState.LIMITED), a_link(System.UNICONTA)]
    amber = client.get(BOTH, {"language": "da"}).content.decode()
    assert say("link.limited", "da", system="Intempus") in amber
    assert amber.count('aria-labelledby="banner"') == 1
    assert 'class="verdict verdict-wait"' in amber

    pages.connections = [a_link(System.INTEMPUS, LinkState.LIMITED), a_link(System.UNICONTA, LinkState.ACTION_REQUIRED)]
    red = client.get("/tenants/nordlys/inbox/", {"language": "da"}).content.decode()
    assert say("link.action_required", "da", system="Uniconta") in red
    assert 'class="verdict verdict-act"' in red
    assert say("page.banner.away", "da") not in red


def test_an_outage_gets_no_banner(client: Client, pages: FakePages) -> None:
    pages.connections = [a_link(System.INTEMPUS, LinkState.UNREACHABLE), a_link(System.UNICONTA)]

    assert 'aria-labelledby="banner"' not in client.get("/tenants/nordlys/inbox/").content.decode()


def test_a_run_that_waits_says_in_the_table_when_it_goes_on(client: Client, pages: FakePages) -> None:
    waiting = replace(a_run(RunState.WAITING), again_at=NOW + timedelta(minutes=1))
    pages.work.timings = [FlowTiming("reports", waiting, waiting.again_at, in_shadow=False)]

    assert "i dag kl. 13.06" in show(client).text
