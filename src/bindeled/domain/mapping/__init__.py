"""From a work report to journal lines: what stands for what, what Uniconta's own client would have derived, and checks.

Uniconta's client fills in unit, category, item, dimensions and invoiceable when a person picks a project or a pay
type; its web interface does not (Uniconta sheet 6.8), so each derivation is done here, by a named rule.
"""

from __future__ import annotations

from bindeled.domain.mapping.lines import masked
from bindeled.domain.mapping.matching import Matcher, Target
from bindeled.domain.mapping.own_rules import Condition, Field, OwnRule, Severity
from bindeled.domain.mapping.report import Mapped, map_report
from bindeled.domain.mapping.rules import (
    GENERATED_ORIGIN,
    ChosenPayType,
    DimensionSource,
    EmployeeMatch,
    HoursTo,
    Locked,
    ReportRules,
    ShutWeeks,
    TaskPayType,
)
from bindeled.domain.nouns import QUANTITY_STEP

__all__ = [
    "GENERATED_ORIGIN",
    "QUANTITY_STEP",
    "ChosenPayType",
    "Condition",
    "DimensionSource",
    "EmployeeMatch",
    "Field",
    "HoursTo",
    "Locked",
    "Mapped",
    "Matcher",
    "OwnRule",
    "ReportRules",
    "Severity",
    "ShutWeeks",
    "Target",
    "TaskPayType",
    "map_report",
    "masked",
]
