from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bindeled.domain.errors import Contradiction, MissingRight, NeedsSignIn, OutcomeUnknown, Refused, Unreachable
from bindeled.transport.client import NotSent
from bindeled.uniconta.client import between, equals
from bindeled.uniconta.wire import Row
from tests.unit.uniconta.scripted import Script, scripted_server


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted_server() as running:
        yield running


def test_a_filter_escapes_quotes_and_writes_dates_in_the_old_form() -> None:
    assert equals("Name", "O'Prøve") == "Name eq 'O''Prøve'"
    assert equals("Date", date(2026, 3, 2)) == "Date eq datetime'2026-03-02T00:00:00'"
    assert between("Number", "0001", "0009") == "Number ge '0001' and Number le '0009'"


def test_a_read_names_company_and_table_and_hands_filter_and_order_over(script: Script) -> None:
    script.answers = [{"@odata.context": "x", "value": [{"Number": "0042", "xIntempus": True}]}]
    rows = script.client().read("ProjectClientUser", equals("Name", "Bad & køkken"), "Number asc")
    assert rows == [Row("ProjectClientUser", {"Number": "0042", "xIntempus": True})]
    (asked,) = script.asked
    assert (asked.method, asked.path) == ("GET", "/odata/10523/ProjectClientUser")
    assert asked.query == {"$filter": ["Name eq 'Bad & køkken'"], "$orderby": ["Number asc"]}


def test_a_bare_array_is_accepted(script: Script) -> None:
    script.answers = [[{"Number": "1"}, {"Number": "2"}]]
    assert [row.text("Number") for row in script.client().read("ProjectClient")] == ["1", "2"]


def test_every_page_is_read_with_the_query_of_its_link_alone(script: Script) -> None:
    script.answers = [
        {"value": [{"N": 1}], "@odata.nextLink": f"{script.origin}/odata/10523/P?$filter=N%20eq%20'1'&$skip=1"},
        {"value": [{"N": 2}], "@odata.nextLink": "P?$skip=2"},
        {"value": [{"N": 3}], "@odata.nextLink": None},
    ]
    rows = script.client().read("P", equals("N", "1"))
    assert [row.number("N") for row in rows] == [1, 2, 3]
    assert [asked.query for asked in script.asked] == [
        {"$filter": ["N eq '1'"]},
        {"$filter": ["N eq '1'"], "$skip": ["1"]},
        {"$skip": ["2"]},
    ]
    assert {asked.path for asked in script.asked} == {"/odata/10523/P"}


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/odata/P", "//elsewhere.example/P", "http://127.0.0.1:1/P", "file:///etc/x"]
)
def test_the_login_follows_no_link_to_another_address(script: Script, link: str) -> None:
    script.answers = [{"value": [], "@odata.nextLink": link}]
    with pytest.raises(Unreachable, match="another address"):
        script.client().read("P")
    assert len(script.asked) == 1


def test_pages_that_run_in_a_circle_end(script: Script) -> None:
    script.answers = [{"value": [], "@odata.nextLink": "P?$skip=1"}] * 2
    with pytest.raises(Unreachable, match="circle"):
        script.client().read("P")


def test_a_read_is_tried_again_when_the_trouble_may_pass(script: Script) -> None:
    script.answers = [None, (503, ""), (200, '{"value": [{"N'), {"value": [{"N": 1}]}]
    assert len(script.client(attempts=4).read("P")) == 1


def test_a_read_is_not_tried_again_when_a_person_must_act(script: Script) -> None:
    script.answers = [(401, "")]
    with pytest.raises(NeedsSignIn):
        script.client(attempts=4).read("P")


def test_an_empty_answer_is_not_taken_for_no_rows(script: Script) -> None:
    script.answers = [(200, ""), (204, "")]
    for _ in range(2):
        with pytest.raises(Unreachable) as caught:
            script.client().read("P")
        assert caught.value.evidence is not None
        assert caught.value.evidence.rule == "unreadable"


@pytest.mark.parametrize("told", [(204, ""), (200, ""), (200, '"Succes"')])
def test_an_insert_that_tells_no_rows_returns_none(script: Script, told: tuple[int, str]) -> None:
    script.answers = [told, told]
    assert script.client().insert("DebtorClient", {"Account": "1"}) is None
    assert script.client().insert_list("DebtorClient", [{"Account": "1"}]) == []
    assert [(asked.method, asked.path, asked.body) for asked in script.asked] == [
        ("POST", "/api/Entities/Insert/DebtorClient", {"Account": "1"}),
        ("POST", "/api/Entities/InsertList/DebtorClient", [{"Account": "1"}]),
    ]


def test_an_insert_returns_the_row_as_stored(script: Script) -> None:
    script.answers = [{"RowId": 5, "Account": "1"}]
    row = script.client().insert("DebtorClient", {"Account": "1"})
    assert row is not None
    assert row.row_id == 5


def test_fewer_rows_shown_than_sent_is_an_unknown_outcome(script: Script) -> None:
    script.answers = [[{"RowId": 5}]]
    with pytest.raises(OutcomeUnknown, match="2 rows sent, 1 shown"):
        script.client().insert_list("DebtorClient", [{"Account": "1"}, {"Account": "2"}])


@pytest.mark.parametrize("answer", [None, (503, ""), (200, "<html>"), (200, '[{"RowId": 5}')])
def test_a_write_without_a_usable_answer_is_unknown_and_not_repeated(script: Script, answer: Any) -> None:
    script.answers = [answer]
    with pytest.raises(OutcomeUnknown):
        script.client(attempts=4).insert_list("DebtorClient", [{"Account": "1"}])
    assert len(script.asked) == 1


def test_a_write_that_met_no_server_is_known_not_to_have_been_sent() -> None:
    with scripted_server() as gone:
        pass
    with pytest.raises(NotSent):
        gone.client().insert("DebtorClient", {"Account": "1"})
    gone.transports[0].close()


def test_an_update_sends_the_whole_row_through_the_name_it_was_read_by(script: Script) -> None:
    whole = {"RowId": 5, "Account": "0042", "xIntempus": True, "Ukendt": [1]}
    script.answers = [{"value": [whole]}, whole]
    client = script.client()
    (row,) = client.read("DebtorClientUser")
    client.update(row.changed(Name="Ny"))
    asked = script.asked[1]
    assert (asked.method, asked.path) == ("PUT", "/api/Entities/Update/DebtorClientUser")
    assert asked.body == whole | {"Name": "Ny"}


def test_an_update_that_would_wipe_a_personal_number_never_leaves(script: Script) -> None:
    with pytest.raises(Contradiction, match="PersonalId"):
        script.client().update(Row.read("EmployeeClient", {"RowId": 1, "PersonalId": "invented"}))
    assert not script.asked


def test_a_row_without_its_number_is_neither_updated_nor_deleted(script: Script) -> None:
    for act in (script.client().update, script.client().delete):
        with pytest.raises(Contradiction, match="without its number"):
            act(Row("DebtorClient", {"Account": "1"}))
    assert not script.asked


def test_a_delete_sends_the_whole_row_in_its_body(script: Script) -> None:
    script.answers = [(200, "")]
    script.client().delete(Row("DebtorClient", {"RowId": 5, "Account": "1"}))
    (asked,) = script.asked
    assert (asked.method, asked.path) == ("DELETE", "/api/Entities/Delete/DebtorClient")
    assert asked.body == {"RowId": 5, "Account": "1"}


def test_an_error_inside_a_good_status_is_an_error(script: Script) -> None:
    script.answers = [(200, '"KeyExists"'), (200, '"NoRights"')]
    with pytest.raises(Refused, match="KeyExists"):
        script.client().insert("DebtorClient", {"Account": "1"})
    with pytest.raises(MissingRight, match="DebtorClient"):
        script.client().read("DebtorClient")
