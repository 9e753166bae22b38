"""The twin as a real process, the client in front of it, and a real test company where the environment names one."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.secrets import Secret
from bindeled.intempus.adapter import IntempusReportSource
from bindeled.intempus.auth import api_key
from bindeled.intempus.client import IntempusClient
from bindeled.transport.client import Transport
from bindeled.transport.leave import FixedLogin
from sandbox.client import RunningTwin, start_twin
from tests.contract.intempus.login import TODAY, CallCount, Login

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def twin_process() -> Iterator[RunningTwin]:
    with start_twin("intempus", scenario="small", today=TODAY) as running:
        yield running


@pytest.fixture
def twin_login(twin_process: RunningTwin) -> Login:
    """The login of a twin that nobody has touched yet."""
    known = twin_process.control.reset("small", today=TODAY)["intempus"]
    twin_process.control.zero_calls()
    return Login(twin_process.url, known["login"], known["secret"])


@pytest.fixture
def twin(twin_process: RunningTwin, twin_login: Login) -> RunningTwin:  # noqa: ARG001 - asked for its reset
    return twin_process


@pytest.fixture
def calls() -> CallCount:
    return CallCount()


@pytest.fixture
def sign_in(calls: CallCount) -> Iterator[Callable[..., IntempusClient]]:
    """Make clients: `sign_in(login, page_size=..., read_timeout=...)`."""
    transports: list[Transport] = []

    def build(login: Login, page_size: int = 400, read_timeout: float = 60) -> IntempusClient:
        transports.append(
            Transport(
                system="Intempus",
                origin=login.url,
                leaves=FixedLogin(lambda: api_key(login.login, Secret(login.secret))),
                connection_id=1,
                meter=calls,
                clock=lambda: datetime.now(UTC),
                connect_timeout=10,
                read_timeout=read_timeout,
            )
        )
        return IntempusClient(transports[-1], page_size, attempts=3, wait=0)

    yield build
    for transport in transports:
        transport.close()


@pytest.fixture
def client(twin_login: Login, sign_in: Callable[..., IntempusClient]) -> IntempusClient:
    """The client of the twin."""
    return sign_in(twin_login)


@pytest.fixture(params=["twin", pytest.param("real", marks=pytest.mark.enable_socket)])
def read_only(request: pytest.FixtureRequest, sign_in: Callable[..., IntempusClient]) -> IntempusClient:
    """The client of the twin, and of a real test company where one is named. Nothing is written through it."""
    if request.param == "twin":
        return sign_in(request.getfixturevalue("twin_login"))
    named = [os.environ.get(f"BINDELED_TEST_INTEMPUS_{part}", "") for part in ("URL", "LOGIN", "SECRET")]
    if not all(named):
        pytest.skip("no real test company: set BINDELED_TEST_INTEMPUS_URL, _LOGIN and _SECRET")
    return sign_in(Login(*named))


@pytest.fixture
def source(read_only: IntempusClient) -> IntempusReportSource:
    return IntempusReportSource(read_only)
