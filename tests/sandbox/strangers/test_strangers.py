"""Clients that were written without a thought of the twins work with them at first try."""

import ast
import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import RunningTwin, start_twin
from tests.sandbox.strangers.feed_reader import FeedReader
from tests.sandbox.strangers.follower import Follower
from tests.sandbox.strangers.slashless import Slashless

TODAY = dt.date(2026, 11, 23)
LINES = "ProjectJournalLineClient"


@pytest.fixture(scope="module")
def running() -> Iterator[dict[str, RunningTwin]]:
    with ExitStack() as twins:
        yield {name: twins.enter_context(start_twin(name)) for name in ("intempus", "uniconta")}


@pytest.fixture
def intempus(running: dict[str, RunningTwin]) -> tuple[RunningTwin, dict[str, str]]:
    twin = running["intempus"]
    return twin, twin.control.reset("small", today=TODAY)["intempus"]


@pytest.fixture
def slashless(intempus: tuple[RunningTwin, dict[str, str]]) -> Iterator[Slashless]:
    twin, login = intempus
    with Slashless(f"{twin.url}/web/v1", login["login"], login["secret"]) as client:
        yield client


@pytest.fixture
def reader(running: dict[str, RunningTwin]) -> Iterator[FeedReader]:
    twin = running["uniconta"]
    login = twin.control.reset("small", today=TODAY)["uniconta"]
    with FeedReader(twin.url, login["company"], login["login"], login["secret"]) as client:
        yield client


def test_a_follower_of_next_and_timestamp_reads_everything_once_and_then_only_what_changed(
    intempus: tuple[RunningTwin, dict[str, str]],
) -> None:
    twin, login = intempus
    client = Follower(twin.url, login["login"], login["secret"])
    ids = [row["id"] for row in client.changed("case", limit=7)]
    assert len(ids) == len(set(ids)) == 60
    assert client.pages == 9
    assert list(client.changed("case")) == []
    twin.control.edit(resource="case", id=ids[4], fields={"name": "Nyt navn"})
    assert [(row["id"], row["name"]) for row in client.changed("case")] == [(ids[4], "Nyt navn")]
    assert list(client.changed("case")) == []


def test_addresses_without_a_slash_read_and_delete(slashless: Slashless) -> None:
    people = slashless.all("employee")
    assert len(people) == 12
    assert slashless.one("employee", people[3]["id"])["name"] == people[3]["name"]
    waiting = next(report for report in slashless.all("work_report") if not report["approved"])
    assert slashless.delete("work_report", waiting["id"])
    assert waiting["id"] not in {report["id"] for report in slashless.all("work_report")}


def test_a_create_without_a_slash_looks_well_and_creates_nothing_as_on_the_real_one(slashless: Slashless) -> None:
    before = slashless.all("case")
    answer = slashless.create("case", number="1", name="Ny", customer=before[0]["customer"])
    assert answer.status_code == 200
    assert "objects" in answer.json()
    assert len(slashless.all("case")) == len(before)


def debtors(running: dict[str, RunningTwin]) -> int:
    """How many there are in truth, over all companies; the second has none."""
    return len(running["uniconta"].control.stored("DebtorClient"))


def test_an_odata_consumer_finds_its_entities_and_reads_their_value(
    running: dict[str, RunningTwin], reader: FeedReader
) -> None:
    assert {"ProjectClient", "DebtorClientUser", LINES} <= set(reader.collections())
    assert len(list(reader.rows("DebtorClient"))) == debtors(running)
    assert [row["Name"] for row in reader.rows("DebtorClient", "Account eq '99999'")] == ["Kontantkunde"]


def test_an_odata_consumer_filters_on_days_with_the_old_literal(reader: FeedReader) -> None:
    for day in (2, 3, 4, 5):
        reader.insert(LINES, line(day))
    found = reader.between(LINES, dt.date(2026, 11, 3), dt.date(2026, 11, 4))
    assert [row["ReferenceNumber"] for row in found] == ["A3", "A4"]


def test_an_odata_consumer_changes_one_field_by_writing_the_whole_row_back(reader: FeedReader) -> None:
    added = reader.insert(LINES, line(2))
    (row,) = reader.rows(LINES, "ReferenceNumber eq 'A2'")
    reader.put_back(LINES, row | {"Qty": 3.25})
    (after,) = reader.rows(LINES, "ReferenceNumber eq 'A2'")
    changed = {name for name in row if row[name] != after[name]} - {"UpdatedAt"}
    assert (changed, after["Qty"], after["RowId"]) == ({"Qty"}, 3.25, added["RowId"])


def test_an_odata_consumer_follows_the_links_of_a_server_that_pages(
    running: dict[str, RunningTwin], reader: FeedReader
) -> None:
    running["uniconta"].control.switch(page_size=7)
    accounts = [row["Account"] for row in reader.rows("DebtorClient")]
    assert len(accounts) == len(set(accounts)) == debtors(running)


def test_the_strangers_use_nothing_of_the_product() -> None:
    for path in Path(__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [name for name in names if name.partition(".")[0] == "bindeled"], path.name


def line(day: int) -> dict[str, Any]:
    return {
        "Journal": "INTEMPUS",
        "Date": f"2026-11-{day:02d}",
        "Project": "2001",
        "PrCategory": "10",
        "Employee": "101",
        "PayrollCategory": "100",
        "Qty": 7.5,
        "Text": "Tætnet afløb",
        "ReferenceNumber": f"A{day}",
    }
