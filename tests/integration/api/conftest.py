from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import tests.support.database  # noqa: F401 - configures Django before anything that has models is imported
from tests.support.faces import Faces, faces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Faces]:
    """A program behind its faces, with two customers and no system to talk to."""
    with faces(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faces]:
    """The same for a whole file, patient with those who ask often; its tests look at nothing that others change."""
    limits = {f"api_{what}_a_minute": 10_000 for what in ("reads", "changes", "checks", "logins", "links", "refused")}
    with faces(tmp_path_factory.mktemp("faces"), **limits) as made:
        yield made
