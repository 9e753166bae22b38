"""Figures of the killings are printed at the end of every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_configure(config: pytest.Config) -> None:
    # Once, however many ask for it; under xdist only what is named in pyproject.toml reaches the process that prints.
    config.pluginmanager.import_plugin("tests.support.figures")
