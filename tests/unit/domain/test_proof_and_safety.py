from __future__ import annotations

import pytest

from bindeled.domain.errors import UnsafePlan
from bindeled.domain.proof import Proof, prove
from bindeled.domain.safety import UndoLimit, check_undoing

ONE, AGAIN, TAKEN_BACK = "IM0000000001G01L01", "IM0000000001G02L01", "IM0000000001R01L01"


@pytest.mark.parametrize(
    ("due", "references", "parked", "proof"),
    [
        ([1], [ONE], [], Proof(1, 1, 0, 0, 0)),
        ([1], [], [], Proof(1, 0, 0, 1, 0)),
        ([1], [], [1], Proof(1, 0, 1, 0, 0)),
        ([1], [ONE, ONE], [], Proof(1, 0, 0, 0, 1)),
        ([1], [ONE, AGAIN], [], Proof(1, 0, 0, 0, 1)),
        ([1], [ONE, TAKEN_BACK, AGAIN], [], Proof(1, 1, 0, 0, 0)),
        ([], [ONE], [], Proof(0, 0, 0, 0, 1)),
        ([], [ONE, TAKEN_BACK], [], Proof(0, 0, 0, 0, 0)),
        ([], [ONE], [1], Proof(0, 0, 0, 0, 0)),
        ([1], [ONE, AGAIN], [1], Proof(1, 0, 0, 0, 1)),
        ([1], [ONE, "Faktura 4711"], [], Proof(1, 1, 0, 0, 0)),
    ],
    ids=[
        "carried once",
        "lost",
        "parked",
        "the same line twice",
        "two generations at once",
        "corrected after posting",
        "there without being approved",
        "withdrawn and reversed",
        "withdrawn, and parked because it could not be taken back",
        "twice, though parked",
        "a line that is not ours",
    ],
)
def test_the_sum_counts(due: list[int], references: list[str], parked: list[int], proof: Proof) -> None:
    assert prove(set(due), references, set(parked)) == proof


def test_one_side_suddenly_empty_stops_the_run() -> None:
    with pytest.raises(UnsafePlan, match="300 of 1000 carried reports"):
        check_undoing(300, 1000, UndoLimit())


@pytest.mark.parametrize(("undone", "carried"), [(20, 20), (200, 1000), (0, 0)])
def test_usual_corrections_pass(undone: int, carried: int) -> None:
    check_undoing(undone, carried, UndoLimit())
