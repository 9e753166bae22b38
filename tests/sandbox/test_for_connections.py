"""What work on connections needs of the twins: who signed each of many calls, and a month of attempts in a minute."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from typing import Any

import httpx2
import pytest

from sandbox.client import RunningTwin, start_twin
from sandbox.versions import basic
from tests.sandbox.uniconta.caller import WebCaller

WORKERS = 8
CALLS = 1_000
MANY_CALLS = 10_000
BLOCK_AFTER = 3


class Reader:
    """Reads one small thing of either twin."""

    def __init__(self, twin: RunningTwin, http: httpx2.Client, login: str) -> None:
        self.name = "intempus" if twin.control.health()["twin"] == "intempus" else "uniconta"
        self.control = twin.control
        self.login = login
        self._http = http

    def read(self, secret: str) -> int:
        if self.name == "intempus":
            path, header = "/web/v1/company/", f"ApiKey {self.login}:{secret}"
        else:
            path, header = "/api/Entities/CompanyClient", basic(self.login, secret)
        return self._http.get(path, headers={"Authorization": header}).status_code


@pytest.fixture(scope="module")
def twins() -> Iterator[dict[str, tuple[RunningTwin, httpx2.Client]]]:
    with ExitStack() as running:
        started = {name: running.enter_context(start_twin(name)) for name in ("intempus", "uniconta")}
        yield {
            name: (twin, running.enter_context(httpx2.Client(base_url=twin.url, trust_env=False, timeout=60)))
            for name, twin in started.items()
        }


@pytest.fixture(params=["intempus", "uniconta"])
def named(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def first(named: str, twins: dict[str, Any]) -> str:
    """The secret of a twin that has just begun anew."""
    return str(twins[named][0].control.reset("empty")[named]["secret"])


@pytest.fixture
def reader(named: str, first: str, twins: dict[str, Any]) -> Reader:
    assert first
    twin, http = twins[named]
    return Reader(twin, http, twin.control.versions()[0]["login"])


@pytest.fixture
def second(named: str, reader: Reader) -> str:
    """A second secret beside the first."""
    reader.control.switch(**{"keys_per_user" if named == "intempus" else "passwords_at_once": 2})
    return str(reader.control.credentials("add-secret", login=reader.login)["secret"])


@pytest.mark.parametrize("count", [CALLS, pytest.param(MANY_CALLS, marks=pytest.mark.soak)])
def test_of_every_call_under_load_it_is_known_which_version_signed_it_and_when(
    reader: Reader, first: str, second: str, count: int
) -> None:
    """The caller switches in the middle; the journal's version of each call is the one that the caller used."""
    half = count // 2
    with ThreadPoolExecutor(WORKERS) as workers:
        asked = [workers.submit(reader.read, secret) for secret in (*[first] * half, *[second] * WORKERS)]
        # However slow one of the workers is, no more than these overlap at the switch.
        wait(asked[:half])
        asked += [workers.submit(reader.read, second) for _ in range(half - WORKERS)]
    assert {one.result() for one in asked} == {200}
    calls = reader.control.requests()
    assert [call["number"] for call in calls] == list(range(1, count + 1))
    assert Counter((call["version"], call["standing"]) for call in calls) == {
        (1, "alive"): half,
        (2, "alive"): half,
    }
    assert all(call["arrived"] <= call["completed"] for call in calls)
    late, early = _arrivals(calls, 1)[-1], _arrivals(calls, 2)[0]
    assert sum(late >= call["arrived"] >= early for call in calls) < 4 * WORKERS
    assert [who["calls"] for who in reader.control.signed()] == [half] * 2


def _arrivals(calls: list[dict[str, Any]], version: int) -> list[float]:
    return sorted(call["arrived"] for call in calls if call["version"] == version)


def test_a_month_of_attempts_is_counted_by_day_and_in_the_worst_five_minutes(reader: Reader, first: str) -> None:
    """The dead secret is tried twice a day, and on the twelfth day four times, of which three within five minutes."""
    alive = reader.control.credentials("rotate", login=reader.login)["secret"]
    begin = dt.datetime.fromisoformat(reader.control.clock()["now"]).replace(hour=0, minute=0) + dt.timedelta(days=1)
    tried = sorted(
        [begin + dt.timedelta(days=day, hours=hour) for day in range(30) for hour in (8, 20)]
        + [begin + dt.timedelta(days=11, hours=8, minutes=minute) for minute in (2, 4)]
    )
    for moment in tried:
        reader.control.set_clock(moment)
        assert reader.read(first) == 401
        assert reader.read(alive) == 200
    told = reader.control.attempts()
    assert told["dead"] == len(tried) == 62
    assert told["per_day"] == dict(Counter(moment.date().isoformat() for moment in tried))
    assert max(told["per_day"].values()) == 4
    assert told["most_in_five_minutes"] == 3
    assert reader.control.attempts(login="Somebody else")["dead"] == 0


def test_five_minutes_that_lie_across_midnight_are_five_minutes(reader: Reader, first: str) -> None:
    reader.control.credentials("rotate", login=reader.login)
    midnight = dt.datetime.fromisoformat(reader.control.clock()["now"]).replace(hour=0, minute=0) + dt.timedelta(days=2)
    for minutes in (-2, -1, 1):
        reader.control.set_clock(midnight + dt.timedelta(minutes=minutes))
        reader.read(first)
    told = reader.control.attempts()
    assert (sorted(told["per_day"].values()), told["most_in_five_minutes"]) == ([1, 2], 3)


def test_a_revoked_login_is_out_at_once_and_in_again_with_the_same_secret(reader: Reader, first: str) -> None:
    reader.control.credentials("revoke", login=reader.login)
    seen = [reader.read(first)]
    reader.control.credentials("activate", login=reader.login)
    assert [*seen, reader.read(first)] == [401, 200]
    assert [call["standing"] for call in reader.control.requests()] == ["dead", "alive"]


def test_of_two_secrets_one_is_revoked_and_the_other_goes_on(reader: Reader, first: str, second: str) -> None:
    assert [reader.read(first), reader.read(second)] == [200, 200]
    reader.control.credentials("revoke-secret", login=reader.login, secret=first)
    assert [reader.read(first), reader.read(second)] == [401, 200]


def test_rights_are_taken_and_given_back_in_the_same_words(named: str, reader: Reader, first: str) -> None:
    company = "company" if named == "intempus" else "CompanyClient"
    seen = []
    for denied in ({company: ["read"]}, {company: ["create", "update"]}, {}):
        reader.control.credentials("change", login=reader.login, denied=denied)
        seen.append(reader.read(first))
    assert seen == [{"intempus": 401, "uniconta": 403}[named], 200, 200]
    assert {call["standing"] for call in reader.control.requests()} == {"alive"}


def test_a_clock_is_set_to_a_moment_and_not_back(reader: Reader) -> None:
    ahead = dt.datetime.fromisoformat(reader.control.clock()["now"]) + dt.timedelta(days=400)
    shown = dt.datetime.fromisoformat(reader.control.set_clock(ahead)["now"])
    assert abs(shown - ahead) < dt.timedelta(minutes=1)
    with pytest.raises(Exception, match="only moves ahead"):
        reader.control.set_clock(ahead - dt.timedelta(days=1))


@pytest.fixture
def uniconta(twins: dict[str, Any]) -> Reader:
    twin, http = twins["uniconta"]
    return Reader(twin, http, twin.control.reset("empty")["uniconta"]["login"])


def test_a_login_that_was_blocked_for_its_failures_counts_its_right_secret_as_dead(uniconta: Reader) -> None:
    secret = uniconta.control.credentials("rotate", login=uniconta.login)["secret"]
    uniconta.control.switch(block_after=BLOCK_AFTER)
    for _ in range(BLOCK_AFTER):
        uniconta.read("never-given-out")
    assert uniconta.read(secret) == 401
    assert [call["standing"] for call in uniconta.control.requests()] == ["unknown"] * BLOCK_AFTER + ["dead"]
    uniconta.control.credentials("activate", login=uniconta.login)
    assert uniconta.read(secret) == 200


@pytest.fixture
def log_in(uniconta: Reader, twins: dict[str, Any]) -> Iterator[Callable[[], WebCaller]]:
    """Give what opens one more session of surface C."""
    secret = uniconta.control.credentials("rotate", login=uniconta.login)["secret"]
    with ExitStack() as opened:
        yield lambda: opened.enter_context(WebCaller(twins["uniconta"][0].url, uniconta.login, secret)).log_in()


def test_calls_in_a_session_are_known_by_the_version_that_began_it(
    uniconta: Reader, log_in: Callable[[], WebCaller]
) -> None:
    session = log_in()
    session.ask("CompanyClient")
    uniconta.control.credentials("rotate", login=uniconta.login)
    session.ask("CompanyClient")
    session.post("/Query/Get/CompanyClient", [{}], headers={"Authorization": "Bearer guessed"})
    told = [(call["credential"], call["version"], call["standing"]) for call in uniconta.control.requests()]
    mine = (uniconta.login, 2)
    assert told == [(*mine, "alive"), (*mine, "alive"), (*mine, "outlived"), ("", None, "unknown")]
    assert uniconta.control.attempts()["dead"] == 0


def test_by_switch_a_second_session_ends_the_first_though_its_secret_lives(
    uniconta: Reader, log_in: Callable[[], WebCaller]
) -> None:
    uniconta.control.switch(second_login="end_first")
    first, second = log_in(), log_in()
    statuses = [session.post("/Query/Get/CompanyClient", [{}]).status_code for session in (first, second)]
    assert statuses == [401, 200]
    assert [call["standing"] for call in uniconta.control.requests()][-2:] == ["ended", "alive"]
