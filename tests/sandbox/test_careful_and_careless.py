"""Every fault there is, at both twins: what a careless and what a careful client make of it, beside what is true."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx2
import pytest

from sandbox import certificates
from sandbox.client import RunningTwin, TwinControl, start_twin
from sandbox.presets import KINDS, NAMES
from sandbox.versions import basic
from tests.sandbox import clients
from tests.sandbox.clients import CRASHED, DONE, DOUBLED, FAILED, NEW_KEY, NO_RIGHT
from tests.support.processes import wait_for

CASE = {"number": "7", "name": "Tag", "customer": "/web/v1/customer/1/"}
LINES = "ProjectJournalLineClient"
LINE = {"Journal": "INTEMPUS", "Date": "2026-11-02", "Project": "2001", "PrCategory": "10", "Qty": 7.5,
        "ReferenceNumber": "IM0000000001G01L01"}  # fmt: skip
MARK = LINE["ReferenceNumber"]


class Intempus:
    """A case, which `creation_id` makes safe to repeat."""

    name = "intempus"

    def __init__(self, twin: RunningTwin) -> None:
        self.control = twin.control
        self.url = twin.url

    def prepare(self) -> dict[str, str]:
        credential = self.control.reset("empty")["intempus"]
        company = self.control.stored("company")[0]["id"]
        self.control.rows("customer", [{"id": 1, "company": company, "number": "1", "name": "Kunde"}])
        return {"Authorization": f"ApiKey {credential['login']}:{credential['secret']}"}

    def create(self, http: httpx2.Client) -> httpx2.Response:
        return http.post("/web/v1/case/", json=CASE)

    def create_safely(self, http: httpx2.Client) -> httpx2.Response:
        return http.post("/web/v1/case/", json={**CASE, "creation_id": "c-1"})

    def look(self, http: httpx2.Client) -> httpx2.Response:
        return http.get("/web/v1/case/")

    def rows(self, answer: httpx2.Response) -> list[dict[str, Any]]:
        return [row for row in answer.json()["objects"] if row["number"] == CASE["number"]]

    def is_row(self, answer: httpx2.Response) -> bool:
        return '"resource_uri"' in answer.text

    def settle(self) -> None:
        wait_until_idle(self.control)

    def there(self) -> int:
        return sum(row["number"] == CASE["number"] for row in self.control.stored("case"))


class Uniconta:
    """A journal line, which nothing makes safe to repeat; it can be found by its reference."""

    name = "uniconta"

    def __init__(self, twin: RunningTwin) -> None:
        self.control = twin.control
        self.url = twin.url

    def prepare(self) -> dict[str, str]:
        credential = self.control.reset("empty")["uniconta"]
        self.control.rows("ProjectJournalClient", [{"Journal": "INTEMPUS"}])
        return {"Authorization": basic(credential["login"], credential["secret"]), "Accept": "application/json"}

    def create(self, http: httpx2.Client) -> httpx2.Response:
        return http.post(f"/api/Entities/Insert/{LINES}", json=LINE)

    create_safely = create

    def look(self, http: httpx2.Client) -> httpx2.Response:
        return http.get(f"/odata/{LINES}")

    def rows(self, answer: httpx2.Response) -> list[dict[str, Any]]:
        return [row for row in answer.json()["value"] if row["ReferenceNumber"] == MARK]

    def is_row(self, answer: httpx2.Response) -> bool:
        return '"RowId"' in answer.text

    def settle(self) -> None:
        wait_until_idle(self.control)

    def there(self) -> int:
        return sum(row["ReferenceNumber"] == MARK for row in self.control.stored(LINES))


System = Intempus | Uniconta


def wait_until_idle(control: TwinControl) -> None:
    """Wait until the twin has ended every call, also those that nobody waits for any more."""
    wait_for(lambda: not control.calls()["under_way"], "every call has ended")


class Seen(NamedTuple):
    """What a client believes, and how many rows there are in truth."""

    belief: str
    rows: int


@dataclass(frozen=True)
class Row:
    """A fault on the way of a write, and what becomes of it."""

    fault: str
    careless: Seen
    careful: Seen
    times: int = 1
    seconds: float | None = None


# What a fault of one call does is the same for both systems, but for the last two rows.
WRITES = (
    Row("auth_reject", Seen(NEW_KEY, 0), Seen(DONE, 1)),
    Row("auth_reject", Seen(NEW_KEY, 0), Seen(NEW_KEY, 0), times=5),
    Row("auth_reason", Seen(NEW_KEY, 0), Seen(NO_RIGHT, 0)),
    Row("forbidden", Seen(NEW_KEY, 0), Seen(NO_RIGHT, 0)),
    Row("error_in_200", Seen(DONE, 0), Seen(DONE, 1)),
    Row("login_page", Seen(DONE, 0), Seen(DONE, 1)),
    Row("cdn_page", Seen(FAILED, 0), Seen(DONE, 1), times=2),
    Row("throttled", Seen(FAILED, 0), Seen(DONE, 1), times=2),
    Row("throttled_seconds", Seen(FAILED, 0), Seen(DONE, 1), times=2),
    Row("throttled_date", Seen(CRASHED, 0), Seen(DONE, 1), times=2),
    Row("server_error", Seen(FAILED, 0), Seen(DONE, 1), times=2),
    Row("unavailable", Seen(FAILED, 0), Seen(DONE, 1), times=2),
    Row("gateway_timeout", Seen(FAILED, 0), Seen(DONE, 1), times=2),
    Row("slow", Seen(DONE, 2), Seen(DONE, 1), seconds=2.5),
    Row("slow_after_commit", Seen(DONE, 2), Seen(DONE, 1), seconds=2.5),
    Row("reset_before_commit", Seen(FAILED, 0), Seen(DONE, 1), times=2),
    Row("reset_after_commit", Seen(DONE, 2), Seen(DONE, 1)),
    Row("truncate", Seen(DONE, 2), Seen(DONE, 1)),
    Row("duplicate", Seen(DONE, 2), Seen(DONE, 1)),
)
# Nothing in Uniconta keeps a proxy from doubling a line. The careful one at least finds out.
OTHERWISE_AT_UNICONTA = {"duplicate": Seen(DOUBLED, 2)}
ON_READS = ("stale", "clock_offset")


@pytest.fixture(scope="module")
def twins() -> Iterator[dict[str, System]]:
    with ExitStack() as running:
        started = {name: running.enter_context(start_twin(name)) for name in ("intempus", "uniconta")}
        yield {"intempus": Intempus(started["intempus"]), "uniconta": Uniconta(started["uniconta"])}


@pytest.fixture(params=["intempus", "uniconta"])
def system(request: pytest.FixtureRequest, twins: dict[str, System]) -> System:
    return twins[request.param]


@pytest.fixture
def http(system: System) -> Iterator[httpx2.Client]:
    headers = system.prepare()
    with httpx2.Client(base_url=system.url, headers=headers, timeout=60, trust_env=False) as made:
        yield made
    system.settle()


@pytest.fixture(params=["careless", "careful"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(kind: str, system: System, http: httpx2.Client) -> clients.Client:
    return clients.KINDS[kind](system, http)


def set_fault(system: System, row: Row) -> None:
    named = {} if row.seconds is None else {"seconds": row.seconds}
    system.control.fault(row.fault, method="POST", count=row.times, **named)


@pytest.fixture
def patience(http: httpx2.Client) -> Callable[[float], None]:
    """Give what sets how many seconds the client waits for an answer."""

    def set_patience(seconds: float) -> None:
        http.timeout = httpx2.Timeout(seconds)

    return set_patience


@pytest.mark.parametrize("row", WRITES, ids=lambda row: f"{row.fault}-{row.times}")
def test_a_write_meets_a_fault_and_each_client_makes_its_own_of_it(
    system: System, kind: str, client: clients.Client, row: Row, patience: Callable[[float], None]
) -> None:
    set_fault(system, row)
    if row.seconds is not None:
        patience(row.seconds / 2)
    belief = client.bring()
    system.settle()
    expected: Seen = getattr(row, kind)
    if kind == "careful" and system.name == "uniconta":
        expected = OTHERWISE_AT_UNICONTA.get(row.fault, expected)
    assert Seen(belief, system.there()) == expected


def test_without_a_fault_both_clients_do_it_once_and_know_it(system: System, client: clients.Client) -> None:
    assert Seen(client.bring(), system.there()) == Seen(DONE, 1)


def test_every_fault_there_is_stands_in_the_table_or_has_a_test_of_its_own() -> None:
    raw = {"status"}  # what the presets are made of
    assert {row.fault for row in WRITES} | set(ON_READS) == set(NAMES) - raw
    assert raw <= set(KINDS)


@pytest.mark.parametrize(
    ("fault", "careless", "careful"),
    [("throttled", [0, 0], [60, 60]), ("throttled_seconds", [30, 30], [30, 30]), ("throttled_date", [], [30, 30])],
)
def test_how_long_a_429_asks_to_wait_is_read_in_each_of_its_forms(
    system: System, kind: str, client: clients.Client, fault: str, careless: list[int], careful: list[int]
) -> None:
    system.control.fault(fault, method="POST", count=2)
    client.bring()
    expected = {"careless": careless, "careful": careful}[kind]
    assert [abs(told - wait) <= 1 for told, wait in zip(client.waits, expected, strict=True)] == [True] * len(expected)


@pytest.mark.parametrize("fault", ["login_page", "cdn_page", "error_in_200", "truncate", "server_error", "throttled"])
def test_a_read_that_is_no_answer_breaks_a_careless_client_and_is_asked_again_by_a_careful_one(
    system: System, kind: str, client: clients.Client, fault: str
) -> None:
    client.bring()
    system.control.fault(fault, method="GET")
    assert client.count() == {"careless": CRASHED, "careful": 1}[kind]


def test_a_stale_look_lets_a_careless_client_do_it_again_and_a_careful_one_look_twice(
    system: System, kind: str, client: clients.Client
) -> None:
    looks = {"careless": 1, "careful": 2}[kind]
    system.control.fault("stale", skip=looks)  # stands while the row is made, so that the twin keeps what was before
    assert client.bring_if_missing() == DONE
    assert client.bring_if_missing() == DONE
    assert system.there() == {"careless": 2, "careful": 1}[kind]


def test_a_clock_that_is_off_misleads_who_takes_it_for_its_own(
    system: System, kind: str, client: clients.Client
) -> None:
    system.control.fault("clock_offset", seconds=-3600.0, count=None)
    off = abs(client.now() - dt.datetime.now(dt.UTC)) > dt.timedelta(minutes=50)
    assert off == (kind == "careless")


@pytest.mark.parametrize("certificate", certificates.NAMES)
def test_a_bad_certificate_gets_the_key_of_a_careless_client_and_nothing_of_a_careful_one(
    system: System, http: httpx2.Client, certificate: str
) -> None:
    url = str(system.control.call("POST", "tls", {"certificate": certificate})["url"])
    with httpx2.Client(base_url=url, headers=http.headers, trust_env=False, timeout=30) as careful:
        with pytest.raises(httpx2.ConnectError, match=r"(?i)certificate"):
            system.look(careful)
        assert system.control.requests() == []
    with httpx2.Client(base_url=url, headers=http.headers, trust_env=False, timeout=30, verify=False) as careless:
        assert system.look(careless).status_code == 200
    assert [call["standing"] for call in system.control.requests()] == ["alive"]


# How a fault is aimed, at both twins


def statuses(system: System, http: httpx2.Client, calls: int) -> list[int]:
    return [system.look(http).status_code for _ in range(calls)]


def test_a_fault_is_aimed_by_route_and_method_and_counted(system: System, http: httpx2.Client) -> None:
    system.control.fault("unavailable", method="GET", path="case|Line", count=2)
    assert system.create(http).is_success
    assert statuses(system, http, 3) == [503, 503, 200]


def test_a_seed_repeats_which_calls_chance_hits(system: System, http: httpx2.Client) -> None:
    runs = []
    for seed in (3, 3, 4):
        system.control.fault("unavailable", probability=0.4, count=None, seed=seed)
        runs.append(statuses(system, http, 15))
        system.control.clear_faults()
    assert runs[0] == runs[1] != runs[2]
    assert set(runs[0]) == {200, 503}


def test_a_fault_holds_within_its_time(system: System, http: httpx2.Client) -> None:
    system.control.fault("unavailable", count=None, start=3600, end=7200)
    seen = []
    for _ in range(3):
        seen += statuses(system, http, 1)
        system.control.move_clock(3600)
    assert seen == [200, 503, 200]


def test_an_outage_takes_one_call_to_begin_and_one_to_end_and_leaves_other_faults(
    system: System, http: httpx2.Client
) -> None:
    system.control.fault("throttled", count=1)
    system.control.outage("cdn_page")
    assert statuses(system, http, 3) == [502, 502, 502]
    system.control.outage(None)
    assert statuses(system, http, 2) == [429, 200]


def test_a_key_flaps_while_the_journal_knows_that_it_lives(system: System, http: httpx2.Client) -> None:
    system.control.fault("auth_reject", probability=0.3, count=None, seed=7)
    seen = statuses(system, http, 30)
    assert set(seen) == {200, 401}
    assert {call["standing"] for call in system.control.requests()} == {"alive"}
    assert system.control.attempts()["dead"] == 0
