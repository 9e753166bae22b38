"""Whatever is done to the Uniconta twin, on surface B and in sessions of surface C, its journal says what a naive count
says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.client import RunningTwin, start_twin
from sandbox.versions import basic
from tests.sandbox import recount, steps
from tests.sandbox.recount import Login, Secret

LINES = "ProjectJournalLineClient"
JOURNAL = {"Journal": "INTEMPUS"}
PLAIN = JOURNAL | {"Date": "2026-11-02", "Project": "2001", "PrCategory": "10", "Qty": 1.0}
BLOCK_AFTER = 3
TOKEN_HOURS, RENEWAL_HOURS = 1, 168
POLICIES = ("nothing", "refresh", "all")


class Uniconta:
    """How the twin is called."""

    def __init__(self, twin: RunningTwin, client: httpx2.Client) -> None:
        self.control = twin.control
        self.client = client

    def headers(self, login: str, secret: str) -> dict[str, str]:
        return {"Authorization": basic(login, secret)}

    def read(self, headers: dict[str, str]) -> httpx2.Response:
        return self.client.get("/api/Entities/CompanyClient", headers=headers)

    def write(self, headers: dict[str, str], marker: str) -> httpx2.Response:
        path = f"/api/Entities/Insert/{LINES}"
        return self.client.post(path, json=PLAIN | {"ReferenceNumber": marker}, headers=headers)

    def write_in_session(self, token: str, marker: str) -> httpx2.Response:
        row, headers = PLAIN | {"ReferenceNumber": marker}, {"Authorization": f"Bearer {token}"}
        return self.client.post(f"/Crud/Insert/{LINES}", json=row, headers=headers)

    def markers(self) -> list[str]:
        return [row["ReferenceNumber"] for row in self.control.stored(LINES)]

    def written(self, write: dict[str, Any]) -> str:
        return str(write["after"]["ReferenceNumber"])


@dataclass
class Session:
    """One session: whose it is, what it began with, and its latest tokens with the hours at which they end."""

    login: Login
    secret: Secret
    token: str
    renewal: str
    token_ends: int
    renewal_ends: int
    is_over: bool = False


class Model(recount.Model):
    """The steps that only this system has."""

    def __init__(self, side: Uniconta, logins: list[tuple[str, str]], policy: str) -> None:
        super().__init__(side, logins)
        self.uniconta = side
        self.policy = policy
        self.block_after = BLOCK_AFTER
        self.sessions: list[Session] = []

    def block(self, who: int) -> None:
        if self.credentials("block", self.logins[who]):
            self.logins[who].is_shut = True

    def remove(self, who: int) -> None:
        login = self.logins[who]
        if self.credentials("revoke", login):
            login.is_gone = True
            self.end_sessions(lambda session: session.login is login)

    def activate(self, who: int) -> None:
        super().activate(who)
        self.logins[who].is_gone = False

    def add(self, who: int) -> None:
        login = self.logins[who]
        if self.credentials("add", login):
            for secret in login.secrets:
                secret.is_right = False
            login.give(self.given)
            login.is_gone = login.is_shut = False
            login.failures = 0

    def night(self) -> None:
        """The server loses every session."""
        self.side.control.call("POST", "end-sessions")
        self.end_sessions(lambda _: True)

    def log_in(self, who: int, which: int) -> None:
        """A refusal is told inside a 200, so only the body says how it went."""
        login = self.logins[who]
        secret = login.secrets[which] if which < len(login.secrets) else None
        sent = {"Username": login.name, "Password": secret.text if secret else NEVER}
        standing = self.standing(login, secret)
        self.drop_fault()
        answer = self.uniconta.client.post("/Login", json=sent)
        self.count_failure(login, right=standing == "alive" or self.is_blocked_but_right(login, secret))
        told = answer.json()
        assert isinstance(told, dict) == (standing == "alive")
        if isinstance(told, dict):
            assert secret is not None
            ends = self.hour + TOKEN_HOURS, self.hour + RENEWAL_HOURS
            self.sessions.append(Session(login, secret, told["token"], told["refreshToken"], *ends))
        self.note(login.name, secret, standing, None, answer.status_code, right=True)

    def use(self, index: int) -> None:
        """A write in a session."""
        session = self.sessions[index % len(self.sessions)] if self.sessions else None
        if session is None:
            return
        standing = self.session_standing(session, session.token_ends, self.policy == "all")
        self.drop_fault()
        marker = f"M{len(self.expected):04d}"
        answer = self.uniconta.write_in_session(session.token, marker)
        opened = standing in ("alive", "outlived")
        self.rows += [marker] if opened else []
        self.dead_writes += standing == "outlived"
        self.note(session.login.name, session.secret, standing, None, answer.status_code, right=opened)

    def renew(self, index: int) -> None:
        session = self.sessions[index % len(self.sessions)] if self.sessions else None
        if session is None:
            return
        standing = self.session_standing(session, session.renewal_ends, self.policy != "nothing")
        self.drop_fault()
        answer = self.uniconta.client.post("/refresh", json=session.renewal)
        opened = standing in ("alive", "outlived")
        if opened:
            told = answer.json()
            session.token, session.renewal = told["token"], told["refreshToken"]
            session.token_ends, session.renewal_ends = self.hour + TOKEN_HOURS, self.hour + RENEWAL_HOURS
        self.note(session.login.name, session.secret, standing, None, answer.status_code, right=opened)

    def session_standing(self, session: Session, ends: int, ends_with_password: bool) -> str:
        lives = self.lives(session.login, session.secret)
        if session.is_over or ends <= self.hour:
            return "ended" if lives else "dead"
        if lives:
            return "alive"
        put_out = session.login.is_shut or session.login.is_gone
        return "dead" if put_out or ends_with_password else "outlived"

    def end_sessions(self, chosen: Any) -> None:
        for session in self.sessions:
            session.is_over = session.is_over or chosen(session)

    def drop_fault(self) -> None:
        """Sessions are told apart without faults; those have their own tests."""
        self.side.control.clear_faults()
        self.fault = None


NEVER = recount.NEVER_GIVEN_OUT


@pytest.fixture(scope="module")
def side() -> Iterator[Uniconta]:
    with start_twin("uniconta") as twin, httpx2.Client(base_url=twin.url, trust_env=False, timeout=60) as client:
        yield Uniconta(twin, client)


session = st.integers(0, 3)
OWN = st.one_of(
    st.tuples(st.sampled_from(("block", "remove", "add")), steps.who),
    st.tuples(st.just("night")),
    st.tuples(st.just("log_in"), steps.who, steps.which),
    st.tuples(st.just("log_in"), steps.who, st.just(0)),
    st.tuples(st.sampled_from(("use", "renew")), session),
)


STEPS = st.lists(st.one_of(steps.COMMON, OWN), min_size=steps.SHORTEST, max_size=steps.LONGEST)


CALL = ("call", 0, 0, {"writes": True})
PLANTED = (
    [("log_in", 0, 0), ("use", 0), ("night",), ("use", 0), ("renew", 0)],
    [("log_in", 0, 0), ("rotate", 0, None, None), ("use", 0), ("renew", 0), ("use", 0)],
    [("log_in", 0, 0), ("block", 0), ("use", 0), ("activate", 0), ("use", 0), ("move", 2), ("use", 0), ("renew", 0)],
    [("log_in", 0, 0), ("remove", 0), ("use", 0), ("add", 0), ("log_in", 0, 1), ("use", 1)],
    [("remove", 0), CALL, ("activate", 0), CALL, ("remove", 0), ("add", 0), ("activate", 0), CALL],
    [("call", 0, 4, {"writes": False})] * BLOCK_AFTER + [CALL, ("log_in", 0, 0), ("activate", 0), CALL],
)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("taken", [*steps.PLANTED, *PLANTED])
def test_a_sequence_that_chance_seldom_finds_equals_a_naive_recount(
    side: Uniconta, policy: str, taken: list[Any]
) -> None:
    recounted(side, policy, taken)


@settings(max_examples=steps.EXAMPLES, deadline=None)
@given(policy=st.sampled_from(POLICIES), taken=STEPS)
def test_whatever_happens_to_uniconta_its_journal_equals_a_naive_recount(
    side: Uniconta, policy: str, taken: list[Any]
) -> None:
    recounted(side, policy, taken)


@pytest.mark.soak
@settings(max_examples=steps.MANY_EXAMPLES, deadline=None)
@given(policy=st.sampled_from(POLICIES), taken=STEPS)
def test_whatever_happens_to_uniconta_for_long_its_journal_equals_a_naive_recount(
    side: Uniconta, policy: str, taken: list[Any]
) -> None:
    recounted(side, policy, taken)


def recounted(side: Uniconta, policy: str, taken: list[Any]) -> None:
    """Do the steps on a twin that begins anew, and hold its journal against the model."""
    first = side.control.reset("empty")["uniconta"]
    second = side.control.credentials("add", login="Anden")
    side.control.rows("ProjectJournalClient", [JOURNAL])
    side.control.switch(passwords_at_once=2, block_after=BLOCK_AFTER, credential_change_ends=policy)
    logins = [(first["login"], first["secret"]), ("Anden", second["secret"])]
    model = Model(side, logins, policy)
    for step in taken:
        steps.take(model, step)
    recount.compare(model)
