"""What a story is made of: steps, and what of a twin's state they speak about."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.scenarios.company import INTEMPUS_COMPANY

Json = dict[str, Any]


class StoryImpossible(Exception):
    """The twins do not hold what the story is about; says what is missing."""


class Steered(Protocol):
    """The control interface of one twin, as `sandbox.client.TwinControl` offers it."""

    def call(self, method: str, path: str, payload: Mapping[str, Any] | None = None, /) -> Json:
        """Call a control route and return its answer."""


@dataclass(frozen=True)
class Scene:
    """What a step may look at before it acts: the twins, and the day on which the story is told."""

    twins: Mapping[str, Steered]
    day: dt.date

    def reports(self) -> list[Json]:
        """Return all work reports of Intempus. Raises `StoryImpossible` when there are none."""
        found: list[Json] = self.twins["intempus"].call("GET", "truth")["reports"]
        if not found:
            raise StoryImpossible("Intempus holds no work reports; load the scenario `small` first")
        return found


class Chosen(Protocol):
    """A part of a payload that depends on what the twins hold when the step is taken."""

    def of(self, scene: Scene, /) -> Any:
        """Return the value."""


@dataclass(frozen=True)
class ApprovedReports:
    """The ids of the `count` latest reports that are approved, or, with `approved=False`, that are not yet."""

    count: int
    approved: bool = True

    def of(self, scene: Scene) -> list[int]:
        """Return the ids, rising."""
        ids = sorted(report["id"] for report in scene.reports() if report["approved"] is self.approved)
        if len(ids) < self.count:
            raise StoryImpossible(f"Intempus holds {len(ids)} such reports and the story needs {self.count}")
        return ids[-self.count :]


@dataclass(frozen=True)
class LatestApprovedReport:
    """The id of the latest approved report."""

    def of(self, scene: Scene) -> int:
        """Return the id."""
        return ApprovedReports(1).of(scene)[0]


@dataclass(frozen=True)
class NewReports:
    """Rows of `count` new hours on the day of the story, by people and on cases that have approved hours already."""

    count: int
    approved: bool = True

    def of(self, scene: Scene) -> list[Json]:
        """Return the rows."""
        models = [report for report in scene.reports() if report["approved"] and report["case"] and report["worktype"]]
        if not models:
            raise StoryImpossible("Intempus holds no approved hours to go by; load the scenario `small` first")
        return [self._like(models[index % len(models)], scene.day) for index in range(self.count)]

    def _like(self, model: Json, day: dt.date) -> Json:
        shared = {name: model[name] for name in ("employee", "case", "worktype")}
        rest = {"company": INTEMPUS_COMPANY, "amount": "1.25", "origin": "intempus:mobile", "approved": self.approved}
        return {**shared, **rest, "start_date": day.isoformat()}


@dataclass(frozen=True)
class Step:
    """Something that happens `at` a moment of the story: a control call on one twin. `says` is for people.

    Values of `payload` that are `Chosen` are filled in when the step is taken.
    """

    at: str
    says: str
    twin: str
    path: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    method: str = "POST"

    def take(self, scene: Scene) -> Json:
        """Let it happen and return the twin's answer."""
        filled = {name: value.of(scene) if hasattr(value, "of") else value for name, value in self.payload.items()}
        return scene.twins[self.twin].call(self.method, self.path, filled)


@dataclass(frozen=True)
class Story:
    """Steps in their order. `name` is what the command and the button are called by."""

    name: str
    title: str
    steps: tuple[Step, ...]
