"""The table that a proof ends in, and that one property that is not met makes the whole command fail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from proofs import __main__ as command
from proofs.connections.catalogue import PROOFS
from proofs.measured import SHORT, Measured, as_json, percentile, table

if TYPE_CHECKING:
    from collections.abc import Mapping

MET = Measured("P1", "nothing lost", "0", "0 of 12", met=True, runs=3, figures={"lost": 0})
MISSED = Measured("P2", "nothing twice", "0", "1 of 12", met=False, runs=3, figures={"doubled": 1})


def proofs(*measured: Measured) -> Mapping[tuple[str, ...], object]:
    return {tuple(one.name for one in measured): lambda _scale: list(measured)}


def test_the_table_shows_each_property_with_its_target_and_what_came_of_it() -> None:
    _heading, _line, first, second = table([MET, MISSED])
    assert first.split() == ["P1", "nothing", "lost", "0", "0", "of", "12", "yes", "3"]
    assert "NO" in second


def test_what_a_machine_reads_is_met_only_when_everything_is() -> None:
    assert as_json([MET], "a machine", SHORT)["met"] is True
    assert as_json([MET, MISSED], "a machine", SHORT)["met"] is False


def test_one_property_that_is_not_met_ends_the_command_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PROOFS", proofs(MET, MISSED))
    assert command.main(["--json"]) == 1
    rows = json.loads(capsys.readouterr().out)["properties"]
    assert [row["met"] for row in rows] == [True, False]


def test_properties_that_are_met_end_the_command_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "PROOFS", proofs(MET))
    assert command.main([]) == 0


def test_a_property_that_there_is_not_is_refused_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--only", "P99"])
    assert "P6" in capsys.readouterr().err


def test_each_property_is_measured_in_one_place() -> None:
    names = [name for group in PROOFS for name in group]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.99, 4.0), (1.0, 4.0), (0.0, 1.0)])
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == expected


def test_a_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.99)
