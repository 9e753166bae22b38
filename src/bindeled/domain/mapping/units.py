"""Units of the two systems, by what they measure: a quantity may only land where the same thing is measured."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.mapping.folding import folded
from bindeled.domain.nouns import HOUR_UNITS, CategoryKind

if TYPE_CHECKING:
    from collections.abc import Mapping


class Measure(Enum):
    """What a unit measures."""

    TIME = "time"
    DISTANCE = "distance"
    PIECES = "pieces"
    MONEY = "money"
    DAYS = "days"


# How people and systems write units here. Labels are texts in the language of the login (Uniconta sheet 7).
_MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        **dict.fromkeys(HOUR_UNITS, Measure.TIME),
        **dict.fromkeys(("km", "km.", "kilometer"), Measure.DISTANCE),
        **dict.fromkeys(("stk", "stk.", "styk", "pieces"), Measure.PIECES),
        **dict.fromkeys(("kr", "kr.", "dkk", "kroner"), Measure.MONEY),
        **dict.fromkeys(("dage", "døgn", "days"), Measure.DAYS),
    }
)


_WORDS: Mapping[Measure, str] = MappingProxyType(
    {
        Measure.TIME: "hours",
        Measure.DISTANCE: "km",
        Measure.PIECES: "pieces",
        Measure.MONEY: "kr.",
        Measure.DAYS: "days",
    }
)


@lru_cache(maxsize=256)  # asked twice for every report, and a company has a handful of units
def measure_of(unit: str) -> Measure | None:
    """Return what a unit measures, None where it has no label, or one that nobody knows."""
    return _MEASURES.get(folded(unit))


def common_unit(unit: str) -> str:
    """Return one word for a unit in whatever language it is written, the unit itself where nobody knows it."""
    measure = measure_of(unit)
    return _WORDS[measure] if measure is not None else unit.strip()


def fits(unit_here: str, kind: CategoryKind, unit_there: str) -> bool:
    """Tell whether a quantity in Intempus' unit may stand in Uniconta's.

    Where Intempus tells no unit, a drive is in kilometres and nothing is concluded of anything else. A pay type without
    a unit takes everything but hours and kilometres: Uniconta has no unit for kroner (Uniconta sheet 6.7).
    """
    here = measure_of(unit_here) or (Measure.DISTANCE if kind is CategoryKind.MILEAGE else None)
    there = measure_of(unit_there)
    if here is None:
        return True
    return here is there or (there is None and here not in {Measure.TIME, Measure.DISTANCE})
