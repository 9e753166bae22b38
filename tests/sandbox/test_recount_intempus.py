"""Whatever is done to the Intempus twin, its journal says what a naive count says."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.client import RunningTwin, start_twin
from tests.sandbox import recount, steps

WATCHER = {"username": "watcher@example.invalid", "key": "not-a-real-key-of-the-watcher"}
ANNA = ("Anna@example.invalid", "not-a-real-key-of-anna")
BO = ("Bo@example.invalid", "not-a-real-key-of-bo")
COMPANY = 1
ROWS: dict[str, list[dict[str, Any]]] = {
    "_credentials": [
        {"username": ANNA[0], "key": ANNA[1]},
        {"username": BO[0], "key": BO[1]},
        {**WATCHER, "company": 2},
    ],
    "company": [{"id": COMPANY, "name": "Prøvefirma"}, {"id": 2, "name": "Andet firma"}],
    "customer": [{"id": 1, "company": COMPANY, "number": "1", "name": "Kunde"}],
}


class Intempus:
    """How the twin is called."""

    def __init__(self, twin: RunningTwin, client: httpx2.Client) -> None:
        self.control = twin.control
        self.client = client

    def headers(self, login: str, secret: str) -> dict[str, str]:
        return {"Authorization": f"ApiKey {login}:{secret}"}

    def read(self, headers: dict[str, str]) -> httpx2.Response:
        return self.client.get("/web/v1/company/", headers=headers)

    def write(self, headers: dict[str, str], marker: str) -> httpx2.Response:
        row = {"number": marker, "name": "Sag", "customer": "/web/v1/customer/1/"}
        return self.client.post("/web/v1/case/", json=row, headers=headers)

    def markers(self) -> list[str]:
        return [row["number"] for row in self.control.stored("case")]

    def written(self, write: dict[str, Any]) -> str:
        return str(write["after"]["number"])


class Model(recount.Model):
    """The steps that only this system has."""

    def revoke(self, who: int) -> None:
        if self.credentials("revoke", self.logins[who]):
            self.logins[who].is_shut = True

    def company(self, *, is_open: bool) -> None:
        """Anna and Bo have no company of their own, so they belong to the one that is closed."""
        self.side.control.call("POST", "companies", {"company": COMPANY, "active": is_open})
        self.closed = not is_open


@pytest.fixture(scope="module")
def side() -> Iterator[Intempus]:
    with start_twin("intempus") as twin, httpx2.Client(base_url=twin.url, trust_env=False, timeout=60) as client:
        yield Intempus(twin, client)


OWN = st.one_of(
    st.tuples(st.just("revoke"), steps.who),
    st.tuples(st.just("company"), st.fixed_dictionaries({"is_open": st.booleans()})),
)


STEPS = st.lists(st.one_of(steps.COMMON, OWN), min_size=steps.SHORTEST, max_size=steps.LONGEST)


CALL = ("call", 0, 0, {"writes": True})
CLOSED_AND_OPEN = [("company", {"is_open": False}), CALL, ("company", {"is_open": True}), CALL]


@pytest.mark.parametrize("taken", [*steps.PLANTED, CLOSED_AND_OPEN])
def test_a_sequence_that_chance_seldom_finds_equals_a_naive_recount(side: Intempus, taken: list[Any]) -> None:
    recounted(side, taken)


@settings(max_examples=steps.EXAMPLES, deadline=None)
@given(taken=STEPS)
def test_whatever_happens_to_intempus_its_journal_equals_a_naive_recount(side: Intempus, taken: list[Any]) -> None:
    recounted(side, taken)


@pytest.mark.soak
@settings(max_examples=steps.MANY_EXAMPLES, deadline=None)
@given(taken=STEPS)
def test_whatever_happens_to_intempus_for_long_its_journal_equals_a_naive_recount(
    side: Intempus, taken: list[Any]
) -> None:
    recounted(side, taken)


def recounted(side: Intempus, taken: list[Any]) -> None:
    """Do the steps on a twin that begins anew, and hold its journal against the model."""
    side.control.reset("empty")
    side.control.call("POST", "rows", ROWS)
    side.control.switch(keys_per_user=2)
    model = Model(side, [ANNA, BO])
    for step in taken:
        steps.take(model, step)
    recount.compare(model)
