"""What a scenario is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Batches = Iterable[tuple[str, list[Row]]]


@dataclass(frozen=True)
class Scenario:
    """Rows of both systems by resource and by entity, under their wire names, and how to sign in.

    `intempus` holds under `_credentials` and `uniconta` under `_logins` who may sign in at the twin. Rows of Uniconta
    carry their company in `CompanyId`, which is no field of the API. A large scenario makes the rest of the rows of
    Intempus only while they are loaded: each call of `further_intempus` begins anew and gives them in batches.
    """

    intempus: Rows
    uniconta: Rows
    credentials: dict[str, dict[str, str]]
    further_intempus: Callable[[], Batches] = tuple

    def rest(self, twin: str) -> Batches:
        """Return the batches that the named twin loads after everything else."""
        return self.further_intempus() if twin == "intempus" else ()

    def logins(self, twin: str) -> Iterator[tuple[str, str]]:
        """Return who may sign in at the named twin: login and secret."""
        if twin == "intempus":
            return ((row["username"], row["key"]) for row in self.intempus.get("_credentials", ()))
        return ((row["login"], row["password"]) for row in self.uniconta.get("_logins", ()))
