"""The client against the twin as a process of its own, and its reading part against a real test company where given."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sandbox.client import start_twin
from tests.contract.uniconta.doors import TODAY, Door

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.client import RunningTwin, TwinControl

_REAL = ("URL", "COMPANY", "LOGIN", "SECRET")


@pytest.fixture(scope="session")
def process() -> Iterator[RunningTwin]:
    with start_twin("uniconta") as running:
        yield running


@pytest.fixture
def control(process: RunningTwin) -> TwinControl:
    return process.control


@pytest.fixture
def twin(process: RunningTwin) -> Iterator[Door]:
    """The twin with its small company, as on its first day."""
    credential = process.control.reset("small", today=TODAY)["uniconta"]
    door = Door(process.url, credential["company"], credential["login"], credential["secret"])
    yield door
    door.close()


@pytest.fixture(params=["twin", pytest.param("real company", marks=pytest.mark.enable_socket)])
def uniconta(request: pytest.FixtureRequest) -> Iterator[Door]:
    """A Uniconta that is only read: the twin, and a real test company where the environment names one."""
    if request.param == "twin":
        yield request.getfixturevalue("twin")
        return
    names = [f"BINDELED_TEST_UNICONTA_{part}" for part in _REAL]
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        pytest.skip(f"no real test company of Uniconta: {', '.join(missing)} not set")
    url, company, login, secret = (os.environ[name] for name in names)
    door = Door(url, company, login, secret)
    yield door
    door.close()
