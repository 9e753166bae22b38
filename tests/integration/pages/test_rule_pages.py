"""The pages of own rules and of pay types on a real program: tried on reports, kept as versions, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap.readings import ReadingState
from bindeled.domain.causes import Cause, Finding
from bindeled.domain.mapping.trying import LookedUp
from bindeled.domain.planning import Park
from bindeled.domain.roles import Role
from bindeled.domain.stakes import Stake
from bindeled.store.ledger import StoredReportLedger
from tests.integration.pages.conftest import SettingsPages, signed_in
from tests.support.reports import a_report, here, there

if TYPE_CHECKING:
    from tests.support.faces import Faces

RULE = {
    "name": "Bemærkning <b>",
    "field": "remarks",
    "condition": "is_empty",
    "value": "",
    "only_field": "",
    "only_value": "",
    "severity": "block",
    "message_da": "Skriv en bemærkning.",
    "message_en": "",
}

# What a person, or somebody who means no good, may send.
UNFIT = [
    {"name": ""},
    {"name": "x" * 81},
    {"field": "__class__"},
    {"condition": "eval"},
    {"condition": "above", "value": "mange"},
    {"condition": "above", "value": "NaN"},
    {"condition": "is"},
    {"only_field": "unit"},
    {"severity": "explode"},
    {"message_da": ""},
    {"value": "x" * 201, "condition": "is"},
]


def read_before(pages: SettingsPages, what: str, found: LookedUp) -> None:
    """Let somebody have looked at both systems a moment ago."""
    reading = pages.program.readings.look(
        (pages.faces.ours.id, what),
        lambda: found,
        wait_seconds=5,
        kept=timedelta(hours=1),
        now=pages.program.clock(),
    )
    assert reading.state is ReadingState.THERE


def rules(pages: SettingsPages) -> Any:
    return pages.program.tenants.by_id(pages.faces.ours.id).rules


def test_a_rule_is_tried_on_the_latest_reports_kept_changed_and_taken_back(pages: SettingsPages) -> None:
    said, mute = a_report(id=1, remarks="Skiftede rør"), a_report(id=2, remarks="")
    read_before(pages, "recent reports", LookedUp(here(), there(), (said, mute)))
    tried = pages.post("rules/add/", **RULE, do="try").content.decode()
    assert "Af 2 indberetninger fra de sidste 14 dage ville den have holdt 1 tilbage" in tried
    assert rules(pages).own_rules == ()

    kept = pages.post("rules/add/", **RULE, do="keep").content.decode()

    assert "Reglen er gemt" in kept
    assert "Bemærkning &lt;b&gt;" in kept
    assert "Når bemærkning ikke er udfyldt." in kept
    assert "»Skriv en bemærkning.«" in kept
    (rule,) = rules(pages).own_rules
    assert (rule.message_en, rule.only_field) == ("Skriv en bemærkning.", None)
    pages.post("rules/0/", **{**RULE, "severity": "warn"}, was=rule.name, do="keep")
    assert rules(pages).own_rules[0].severity.value == "warn"
    assert "olga@nordlys.example" in pages.show("rules/").text
    pages.post("rules/undo/")
    assert rules(pages).own_rules == (rule,)
    pages.post("rules/undo/")
    assert rules(pages).own_rules[0].severity.value == "warn"
    pages.post("rules/0/", was=rule.name, do="remove")
    assert rules(pages).own_rules == ()


def test_with_no_rule_ever_kept_there_is_nothing_to_take_back(pages: SettingsPages) -> None:
    assert "intet at fortryde" in pages.post("rules/undo/").content.decode()
    assert "Der er ingen egne regler" in pages.show("rules/").text


def test_a_rule_that_was_changed_meanwhile_is_not_written_over(pages: SettingsPages) -> None:
    pages.post("rules/add/", **RULE, do="keep")
    told = pages.post("rules/0/", **{**RULE, "name": "Ny"}, was="En anden", do="keep").content.decode()
    assert "Reglerne er ændret imens" in told
    assert rules(pages).own_rules[0].name == RULE["name"]
    assert pages.get("rules/7/").status_code == 404


def test_a_rule_that_cannot_be_is_told_in_its_place_and_not_kept(pages: SettingsPages) -> None:
    for sent in UNFIT:
        answer = pages.post("rules/add/", **{**RULE, **sent}, do="keep")
        assert answer.status_code == 400
        assert 'class="mistakes"' in answer.content.decode()
        assert rules(pages).own_rules == ()


def test_a_rule_cannot_be_tried_while_a_system_is_not_connected_and_what_was_typed_stays(pages: SettingsPages) -> None:
    answer = pages.post("rules/add/", **RULE, do="try").content.decode()
    assert "Der er ikke afleveret noget login til" in answer
    assert "Skriv en bemærkning." in answer


def test_a_viewer_sees_the_rules_and_changes_none(there: Faces) -> None:
    viewer = SettingsPages(there, signed_in(there, Role.VIEWER))
    assert "Tilføj en regel" not in viewer.show("rules/").text
    assert viewer.post("rules/add/", **RULE, do="keep").status_code == 403
    assert "Hent fra begge systemer" not in viewer.show("pay-types/", look="1").text
    assert rules(viewer).own_rules == ()


def test_hours_that_wait_for_a_pay_type_are_told_and_one_is_chosen_by_a_person(pages: SettingsPages) -> None:
    tables = LookedUp(here(), there())
    work_type = replace(next(iter(tables.here.work_types.values())), number="999", name="Rejsetid")
    tables = LookedUp(replace(tables.here, work_types={work_type.id: work_type}), tables.there)
    finding = Finding(Cause.PAY_TYPE_UNKNOWN, {"work_type": "Rejsetid", "number": "999"})
    parks = [Park(key, None, finding, "mark", Stake(Decimal("7.5"), "hours")) for key in (1, 2)]
    StoredReportLedger(pages.faces.ours.id, run_id=0).park(parks, pages.program.clock())
    assert "999 Rejsetid" in pages.show("pay-types/").text
    read_before(pages, "look-up tables", tables)
    page = pages.show("pay-types/", look="1")
    assert "Indberetninger, der venter: 2 (15,00 timer)" in page.text
    chosen = next(one for one in tables.there.pay_types.values() if not one.blocked)

    kept = pages.post("pay-types/keep/", **{f"work_type_{work_type.id}": chosen.number}).content.decode()

    assert "kommer med i næste kørsel" in kept
    assert rules(pages).pay_types == {work_type.id: chosen.number}
    assert rules(pages).chosen[work_type.id].work_type == "Rejsetid"
    assert "Valgt her" in pages.show("pay-types/", look="1").text
    pages.post("pay-types/keep/", **{f"work_type_{work_type.id}": "no such <b>"})
    assert rules(pages).pay_types == {work_type.id: chosen.number}
    pages.post("pay-types/keep/", **{f"work_type_{work_type.id}": ""})
    assert rules(pages).pay_types == {}


def test_pay_types_are_not_kept_unread(pages: SettingsPages) -> None:
    told = pages.post("pay-types/keep/", work_type_1="100").content.decode()
    assert "Systemerne svarede ikke i tide" in told
    assert rules(pages).pay_types == {}
