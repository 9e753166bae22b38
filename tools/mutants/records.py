"""What is kept of the mutants: the figures of each module by the state of its text and tests, and why some may live."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Survivor:
    """A fault that no test noticed."""

    line: int
    was: str
    became: str

    @property
    def key(self) -> tuple[str, str]:
        """Return by what its reason is found."""
        return self.was, self.became


@dataclass(frozen=True)
class Outcome:
    """How many faults one module was tried with, and which lived."""

    module: str
    tried: int
    survivors: tuple[Survivor, ...]

    @property
    def killed(self) -> int:
        """Return how many a test noticed."""
        return self.tried - len(self.survivors)

    @property
    def share(self) -> float:
        """Return the share that was noticed, in percent."""
        return 100.0 * self.killed / self.tried if self.tried else 100.0


@dataclass(frozen=True)
class State:
    """Of which texts an outcome tells: a digest of the module, and one of its tests."""

    module: str
    tests: str


def state_of(module: Path, tests: Sequence[Path]) -> State:
    """Return what tells whether the module or its tests have changed."""
    return State(_digest([module]), _digest(tests))


def kept(folder: Path, module: str, state: State) -> tuple[Outcome, bool] | None:
    """Return the outcome of an earlier run on the very same module, and whether its tests were the same too."""
    path = _path(folder, module)
    if not path.exists():
        return None
    found = json.loads(path.read_text())
    if found["state"]["module"] != state.module:
        return None
    outcome = Outcome(module, found["tried"], tuple(Survivor(**one) for one in found["survivors"]))
    return outcome, found["state"]["tests"] == state.tests


def keep(folder: Path, outcome: Outcome, state: State) -> None:
    """Keep the outcome, so that the modules can be tried at different times."""
    folder.mkdir(exist_ok=True)
    survivors = [asdict(one) for one in outcome.survivors]
    content = {"state": asdict(state), "tried": outcome.tried, "survivors": survivors}
    _path(folder, outcome.module).write_text(json.dumps(content, indent=1))


def reasons_in(path: Path) -> dict[str, dict[tuple[str, str], str]]:
    """Return, by module and fault, why it may live."""
    told = tomllib.loads(path.read_text())
    return {module: {(one["was"], one["became"]): one["why"] for one in entries} for module, entries in told.items()}


def _digest(files: Sequence[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _path(folder: Path, module: str) -> Path:
    return folder / f"{module.replace('/', '.')}.json"
