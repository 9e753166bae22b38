from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import tests.support.database  # noqa: F401 - configures Django before anything that has models is imported
from sandbox.client import start_twin
from tests.support.faces import Faces, faces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox.client import RunningTwin


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Faces]:
    """A program behind its faces, with two customers and no system to talk to."""
    with faces(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def intempus() -> Iterator[RunningTwin]:
    with start_twin("intempus") as twin:
        yield twin


@pytest.fixture
def login(intempus: RunningTwin) -> dict[str, str]:
    return dict(intempus.control.reset("small", seed=1)["intempus"])


@pytest.fixture
def wired(tmp_path: Path, intempus: RunningTwin, login: dict[str, str]) -> Iterator[Faces]:
    """A program whose Intempus is the twin, not connected yet."""
    del login
    with faces(tmp_path, intempus_url=intempus.url) as made:
        yield made


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faces]:
    """The same for a whole file, patient with those who ask often; its tests look at nothing that others change."""
    limits = {f"api_{what}_a_minute": 10_000 for what in ("reads", "changes", "checks", "logins", "links", "refused")}
    with faces(tmp_path_factory.mktemp("faces"), **limits) as made:
        yield made
