"""Both twins, started once, and for each test a data folder of its own beside them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sandbox.client import start_twin
from tests.support.processes import QUICK, CommandLine, Company

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox.client import RunningTwin

Twins = tuple["RunningTwin", "RunningTwin"]


@pytest.fixture(scope="module")
def twins() -> Iterator[Twins]:
    with start_twin("intempus") as intempus, start_twin("uniconta") as uniconta:
        yield intempus, uniconta


@pytest.fixture
def company(twins: Twins, tmp_path: Path) -> Iterator[Company]:
    """The invented company with its five weeks of reports, not yet known to Bindeled."""
    company = a_company_on(twins, tmp_path)
    yield company
    company.cli.close()


@pytest.fixture(scope="module")
def set_up_home(twins: Twins, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the company is added and connected: made once, copied for each test."""
    company = a_company_on(twins, tmp_path_factory.mktemp("set-up"))
    company.set_up()
    return company.cli.home


@pytest.fixture
def connected(set_up_home: Path, company: Company) -> Company:
    """The same, added and connected, with nothing carried yet."""
    shutil.copytree(set_up_home, company.cli.home)
    return company


def a_company_on(twins: Twins, folder: Path) -> Company:
    intempus, uniconta = twins
    places = {"BINDELED_INTEMPUS_URL": intempus.url, "BINDELED_UNICONTA_URL": uniconta.url}
    company = Company(intempus, uniconta, CommandLine(folder, {**QUICK, **places}))
    company.reset("small", seed=1)
    return company
