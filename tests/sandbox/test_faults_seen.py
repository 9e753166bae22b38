"""How each fault looks on the wire. Held on the Intempus twin; what clients make of it: `test_careful_and_careless`."""

import datetime as dt
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import pytest

from sandbox.client import RunningTwin, TwinControl, start_twin

LOGIN = "Abo@example.invalid"
KEY = "not-a-real-key"
HEADERS = {"Authorization": f"ApiKey {LOGIN}:{KEY}"}
CASE = {"number": "7", "name": "Tag", "customer": "/web/v1/customer/1/"}
ROWS: dict[str, list[dict[str, Any]]] = {
    "_credentials": [{"username": LOGIN, "key": KEY}],
    "company": [{"id": 1, "name": "Prøvefirma"}],
    "customer": [{"id": number, "company": 1, "number": str(number), "name": "Kunde"} for number in range(1, 41)],
}
PATIENCE_SECONDS = 0.5


@pytest.fixture(scope="module")
def twin() -> Iterator[RunningTwin]:
    with start_twin("intempus") as running:
        yield running


@pytest.fixture(scope="module")
def client(twin: RunningTwin) -> Iterator[httpx2.Client]:
    base = twin.url + "/web/v1/"
    with httpx2.Client(base_url=base, headers=HEADERS, timeout=PATIENCE_SECONDS, trust_env=False) as made:
        yield made


@pytest.fixture
def control(twin: RunningTwin) -> TwinControl:
    twin.control.reset("empty")
    twin.control.call("POST", "rows", ROWS)
    return twin.control


@pytest.fixture
def api(client: httpx2.Client, control: TwinControl) -> httpx2.Client:
    assert control.faults() == []
    return client


def _cases(api: httpx2.Client) -> int:
    return int(api.get("case/", timeout=30).json()["meta"]["total_count"])


def test_a_reset_before_the_commit_looks_like_one_after_it_and_left_nothing(
    api: httpx2.Client, control: TwinControl
) -> None:
    control.fault("reset_before_commit", method="POST")
    with pytest.raises(httpx2.TransportError):
        api.post("case/", json=CASE)
    assert _cases(api) == 0


def test_a_truncated_list_promises_more_than_it_brings(
    api: httpx2.Client, control: TwinControl, twin: RunningTwin
) -> None:
    control.fault("truncate", method="GET", count=2)
    with pytest.raises(httpx2.RemoteProtocolError):
        api.get("customer/")
    received = b""
    with httpx2.stream("GET", twin.url + "/web/v1/customer/", headers=HEADERS, trust_env=False) as answer:
        assert answer.status_code == 200
        try:
            for chunk in answer.iter_raw():
                received += chunk
        except httpx2.RemoteProtocolError:
            pass  # the careless one makes do with what came
    assert 0 < received.count(b'"vat_registration_number"') < 40


def test_an_empty_401_says_nothing_of_the_key_when_the_next_call_passes(
    api: httpx2.Client, control: TwinControl
) -> None:
    control.fault("auth_reject")
    refused = api.get("company/")
    assert (refused.status_code, refused.content) == (401, b"")
    assert refused.headers["WWW-Authenticate"] == 'CustomBasic realm="django-tastypie"'
    assert api.get("company/").status_code == 200  # the careless one has asked its customer for a new key by now


def test_a_401_with_a_reason_is_about_a_right_and_not_about_the_key(api: httpx2.Client, control: TwinControl) -> None:
    control.fault("auth_reason", path="work_report", count=None)
    refused = api.get("work_report/")
    assert refused.status_code == 401
    assert "feature" in refused.json()["error"]
    assert api.get("company/").status_code == 200


def test_a_403_is_not_told_by_intempus_itself(api: httpx2.Client, control: TwinControl) -> None:
    control.fault("forbidden")
    refused = api.get("company/")
    assert refused.status_code == 403
    assert "x-django-user" not in refused.headers


@pytest.mark.parametrize(
    ("fault", "status"), [("login_page", 200), ("cdn_page", 502), ("unavailable", 503), ("gateway_timeout", 504)]
)
def test_a_page_for_people_is_no_json(api: httpx2.Client, control: TwinControl, fault: str, status: int) -> None:
    control.fault(fault)
    answer = api.get("customer/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()  # here the careless one crashes, or calls the customer's data broken


def test_a_500_has_a_message_in_its_own_shape(api: httpx2.Client, control: TwinControl) -> None:
    control.fault("server_error")
    answer = api.get("customer/")
    assert (answer.status_code, list(answer.json())) == (500, ["error_message"])


def test_a_429_without_a_time_leaves_the_wait_to_the_client(api: httpx2.Client, control: TwinControl) -> None:
    control.fault("throttled")
    answer = api.get("customer/")
    assert (answer.status_code, answer.content) == (429, b"")
    assert "Retry-After" not in answer.headers


def test_a_429_says_in_seconds_or_as_a_date_when_to_come_again(api: httpx2.Client, control: TwinControl) -> None:
    control.fault("throttled_seconds", seconds=45.0)
    assert api.get("customer/").headers["Retry-After"] == "45"
    control.fault("throttled_date", seconds=45.0)
    told = api.get("customer/").headers["Retry-After"]
    assert dt.timedelta(0) < parsedate_to_datetime(told) - dt.datetime.now(dt.UTC) < dt.timedelta(seconds=60)
    with pytest.raises(ValueError, match="invalid literal"):
        int(told)  # what the careless one does


def test_a_slow_answer_outlasts_a_short_patience_and_did_nothing_yet(api: httpx2.Client, control: TwinControl) -> None:
    control.fault("slow", seconds=0.8)
    with pytest.raises(httpx2.ReadTimeout):
        api.get("customer/")
    control.fault("slow", seconds=0.2)
    began = time.monotonic()
    assert api.get("customer/").status_code == 200
    assert time.monotonic() - began >= 0.2


def test_a_stale_read_is_as_old_as_it_was_told_in_writes(api: httpx2.Client, control: TwinControl) -> None:
    control.fault("stale", writes=2, count=None, path="customer")
    for name in ("Anden", "Tredje", "Fjerde"):
        api.patch("customer/1/", json={"name": name})
    assert api.get("customer/1/").json()["name"] == "Anden"
    control.clear_faults()
    assert api.get("customer/1/").json()["name"] == "Fjerde"


def test_a_stale_read_is_as_old_as_it_was_told_in_seconds(api: httpx2.Client, control: TwinControl) -> None:
    control.fault("stale", seconds=60.0, count=None, path="customer")
    api.patch("customer/1/", json={"name": "Anden"})
    assert api.get("customer/1/").json()["name"] == "Kunde"
    control.call("POST", "clock", {"move": 61})
    assert api.get("customer/1/").json()["name"] == "Anden"


def test_a_refused_write_does_not_count_as_one(api: httpx2.Client, control: TwinControl) -> None:
    control.fault("stale", count=None)
    api.patch("customer/1/", json={"name": "Anden"})
    assert api.patch("customer/99/", json={"name": "Ingen"}).status_code == 404
    assert api.get("customer/1/").json()["name"] == "Kunde"


def test_a_clock_that_is_off_shows_in_the_date_and_in_what_is_stamped(api: httpx2.Client, control: TwinControl) -> None:
    control.fault("clock_offset", seconds=-86_400.0, method="POST")
    answer = api.post("case/", json=CASE)
    told = parsedate_to_datetime(answer.headers["Date"])
    assert dt.timedelta(hours=23) < dt.datetime.now(dt.UTC) - told < dt.timedelta(hours=25)
    right = api.post("case/", json=CASE)
    assert answer.json()["creation_date"] < right.json()["creation_date"]
    # The careless one takes the provider's clock for its own, and asks for changes of tomorrow.
    assert parsedate_to_datetime(right.headers["Date"]) > told


def test_the_clock_shows_the_real_time_again_after_a_reset(api: httpx2.Client, control: TwinControl) -> None:
    moved = control.call("POST", "clock", {"move": 86_400})
    assert parsedate_to_datetime(api.get("company/").headers["Date"]) > dt.datetime.now(dt.UTC) + dt.timedelta(hours=23)
    assert moved["moved"] == 86_400
    control.reset("empty")
    assert control.call("GET", "clock")["moved"] == 0


def test_the_presets_are_told_to_whoever_asks(control: TwinControl) -> None:
    names = control.call("GET", "presets")["presets"]
    assert {"auth_reject", "cdn_page", "throttled_date", "stale"} < set(names)
