"""The pages of watches on a real program: added, tried on what was read, switched off and on, changed, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.bootstrap.readings import ReadingState
from bindeled.domain.pay_periods import PayPeriods, PeriodKind
from bindeled.domain.roles import Role
from bindeled.domain.schedules import DEFAULTS
from bindeled.domain.watching.finding import plan_watching
from bindeled.domain.watching.watches import (
    Given,
    Seen,
    Watch,
    WatchCause,
    WatchedProject,
    WatchKind,
    as_looked_for,
)
from bindeled.store.watches import StoredWatches
from bindeled.texts import LANGUAGES, say
from tests.integration.pages.conftest import SettingsPages, signed_in
from tests.support.reports import a_report
from tests.unit.web.test_today import HOSTILE, sound

if TYPE_CHECKING:
    from tests.support.faces import Faces

REMARKS = {"name": "Bemærkninger <b>", "field": "remarks", "days": "7"}
PAYROLL = {
    "name": "Løn",
    "period": "fortnight",
    "begins": "2026-11-09",
    "hours_per_day": "7,4",
    "cut_off_days": "2",
    "ahead_days": "1",
}

# What a person, or somebody who means no good, may send: the kind of watch, and what is wrong with it.
UNFIT = [
    ("report_lacks", {**REMARKS, "name": ""}),
    ("report_lacks", {**REMARKS, "name": "x" * 81}),
    ("report_lacks", {**REMARKS, "field": "__class__"}),
    ("report_lacks", {**REMARKS, "days": "0"}),
    ("report_lacks", {**REMARKS, "days": "91"}),
    ("over_budget", {"name": "Budget", "percent": "mange"}),
    ("over_budget", {"name": "Budget", "percent": "0"}),
    ("over_budget", {"name": "Budget", "percent": "NaN"}),
    ("hours_missing", {**PAYROLL, "period": "year"}),
    ("hours_missing", {**PAYROLL, "begins": "i går"}),
    ("hours_missing", {**PAYROLL, "hours_per_day": "25"}),
    ("hours_missing", {**PAYROLL, "cut_off_days": "-1"}),
]


def watches(pages: SettingsPages) -> tuple[Watch, ...]:
    kept: tuple[Watch, ...] = pages.program.tenants.by_id(pages.faces.ours.id).rules.watches
    return kept


def keep(pages: SettingsPages, *some: Watch) -> None:
    pages.program.tenants.change_watches(pages.faces.ours.id, some, pages.program.clock())


def find(pages: SettingsPages, *causes: WatchCause) -> None:
    """Let watches have found just these."""
    StoredWatches(pages.faces.ours.id).apply(plan_watching(causes, ()), pages.program.clock())


def seen_before(pages: SettingsPages, watch: Watch, **known: Any) -> None:
    """Let somebody have tried such a watch a moment ago."""
    now = pages.program.clock()
    seen = Seen(known.pop("now", now), DEFAULTS["reports"], **known)
    reading = pages.program.readings.look(
        (pages.faces.ours.id, f"watched {as_looked_for(watch)}"),
        lambda: seen,
        wait_seconds=5,
        kept=timedelta(hours=1),
        now=now,
    )
    assert reading.state is ReadingState.THERE


def test_a_watch_is_tried_on_real_reports_kept_changed_and_taken_back(pages: SettingsPages) -> None:
    today = pages.program.clock().date()
    said, mute = (replace(a_report(id=key, remarks=text), start_date=today) for key, text in ((901, "Rør"), (902, " ")))
    seen_before(pages, Watch("", WatchKind.REPORT_LACKS, days=7), reports=(said, mute))
    tried = pages.post("watches/add/report_lacks/", **REMARKS, do="try").content.decode()
    assert "Lige nu ville den finde: 1." in tried
    assert "Indberetning 902" in tried
    assert watches(pages) == ()

    kept = pages.post("watches/add/report_lacks/", **REMARKS, do="keep").content.decode()

    assert "Varslingsreglen er gemt" in kept
    assert "Bemærkninger &lt;b&gt;" in kept
    assert "Godkendte indberetninger fra de sidste 7 dage, der mangler en bemærkning." in kept
    (watch,) = watches(pages)
    assert (watch.kind, watch.field, watch.days) == (WatchKind.REPORT_LACKS, Given.REMARKS, 7)
    pages.post("watches/0/", **{**REMARKS, "days": "30"}, was=watch.name, do="keep")
    assert watches(pages)[0].days == 30
    assert "olga@nordlys.example" in pages.show("watches/").text
    pages.post("watches/undo/")
    assert watches(pages) == (watch,)
    pages.post("watches/0/", was=watch.name, do="remove")
    assert watches(pages) == ()


def test_what_a_watch_found_is_shown_until_it_is_switched_off_and_nobody_is_told_by_it_then(
    pages: SettingsPages,
) -> None:
    late = Watch("Slutdato", WatchKind.PAST_END_DATE)
    keep(pages, late)
    find(pages, WatchCause("Slutdato", WatchKind.PAST_END_DATE, "1060 2026-11-01", "1060"))
    assert "Projekt 1060" in pages.show("watches/").text

    told = pages.post("watches/0/switch/", was="Slutdato", to="off").content.decode()

    assert "er slået fra" in told
    assert watches(pages) == (replace(late, on=False),)
    assert "Slutdato (slået fra)" in told
    # Neither system answers here: a watch that is off asks none of them.
    pages.program.watching.judge(pages.program.tenants.by_id(pages.faces.ours.id))
    assert StoredWatches(pages.faces.ours.id).open() == []
    pages.post("watches/0/switch/", was="Slutdato", to="on")
    assert watches(pages) == (late,)


def test_a_watch_for_payroll_is_kept_as_it_was_filled_in(pages: SettingsPages) -> None:
    pages.post("watches/add/hours_missing/", **PAYROLL, do="keep")
    periods = PayPeriods(PeriodKind.FORTNIGHT, date(2026, 11, 9))
    assert watches(pages) == (Watch("Løn", WatchKind.HOURS_MISSING, periods=periods, cut_off_days=2, ahead_days=1),)
    shown = pages.show("watches/").text
    assert "færre end 7,4 godkendte timer pr. arbejdsdag i en lønperiode, der varer 14 dage" in shown
    assert 'value="7,4"' in pages.get("watches/0/").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_told_in_words_and_tried_in_both_languages(pages: SettingsPages, language: str) -> None:
    ask = {"Accept-Language": language}
    keep(pages, *(Watch(f"watch {kind.value}", kind) for kind in WatchKind))
    project = WatchedProject("1060", date(2020, 1, 31), Decimal(80), Decimal(81))
    for place, kind in enumerate(WatchKind):
        page = pages.browser.get(pages.address(f"watches/{place}/"), headers=ask).content.decode()
        sound(page, language)
        seen_before(pages, Watch("", kind), projects=(project,))
        sent = {**REMARKS, **PAYROLL, "percent": "100", "days": "14", "begins": "", "period": "week"}
        sent |= {"name": f"watch {kind.value}", "was": f"watch {kind.value}", "do": "try"}
        tried = pages.browser.post(pages.address(f"watches/{place}/"), sent, headers=ask).content.decode()
        assert say("page.watches.not_kept", language) in sound(tried, language).text, kind
    shown = sound(pages.browser.get(pages.address("watches/"), headers=ask).content.decode(), language).text
    for kind in WatchKind:
        assert kind.value not in shown.replace(f"watch {kind.value}", "")


def test_a_project_over_its_budget_is_tried_with_what_was_carried_on_it(pages: SettingsPages) -> None:
    projects = (WatchedProject("1060", None, Decimal(80), Decimal(81)), WatchedProject("1061", None, Decimal(80)))
    seen_before(pages, Watch("", WatchKind.OVER_BUDGET), projects=projects)
    told = pages.post("watches/add/over_budget/", name="Budget", percent="100", do="try").content.decode()
    assert "Projekt 1060, 81,00 af 80,00 timer overført" in told
    assert "Projekt 1061" not in told


def test_a_watch_that_cannot_be_is_told_in_its_place_and_not_kept(pages: SettingsPages) -> None:
    for kind, sent in UNFIT:
        answer = pages.post(f"watches/add/{kind}/", **sent, do="keep")
        assert answer.status_code == 400, sent
        assert 'class="mistakes"' in answer.content.decode()
    assert watches(pages) == ()
    assert pages.get("watches/add/weather/").status_code == 404
    assert pages.get("watches/7/").status_code == 404


def test_two_watches_of_one_name_are_told_apart_before_they_are_kept(pages: SettingsPages) -> None:
    pages.post("watches/add/report_lacks/", **REMARKS, do="keep")
    answer = pages.post("watches/add/past_end_date/", name=REMARKS["name"], do="keep")
    assert answer.status_code == 400
    assert "der hedder sådan" in answer.content.decode()
    assert len(watches(pages)) == 1


def test_a_watch_that_was_changed_meanwhile_is_not_written_over(pages: SettingsPages) -> None:
    pages.post("watches/add/report_lacks/", **REMARKS, do="keep")
    for page, sent in (("watches/0/", {**REMARKS, "name": "Ny", "do": "keep"}), ("watches/0/switch/", {"to": "off"})):
        told = pages.post(page, **sent, was="En anden").content.decode()
        assert "er ændret imens" in told
    assert [(watch.name, watch.on) for watch in watches(pages)] == [(REMARKS["name"], True)]


def test_a_watch_cannot_be_tried_while_a_system_is_not_connected_and_what_was_typed_stays(
    pages: SettingsPages,
) -> None:
    answer = pages.post("watches/add/report_lacks/", **{**REMARKS, "name": "Uden sag"}, do="try").content.decode()
    assert "Der er ikke afleveret noget login til" in answer
    assert 'value="Uden sag"' in answer


def test_whatever_somebody_types_stays_text(pages: SettingsPages) -> None:
    for text in HOSTILE:
        answer = pages.post("watches/add/report_lacks/", name=text, field=text, days=text, do="keep")
        assert answer.status_code == 400
        assert "<script>alert" not in answer.content.decode()


def test_a_viewer_sees_the_watches_and_changes_none(there: Faces) -> None:
    viewer = SettingsPages(there, signed_in(there, Role.VIEWER))
    keep(viewer, Watch("Slutdato", WatchKind.PAST_END_DATE))
    shown = viewer.show("watches/").text
    assert "Slutdato" in shown
    assert "Tilføj en varslingsregel" not in shown
    assert viewer.post("watches/add/report_lacks/", **REMARKS, do="keep").status_code == 403
    assert viewer.post("watches/0/switch/", was="Slutdato", to="off").status_code == 403
    assert watches(viewer) == (Watch("Slutdato", WatchKind.PAST_END_DATE),)
