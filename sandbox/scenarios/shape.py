"""What a scenario is."""

from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Scenario:
    """Rows of both systems by resource and by entity, under their wire names, and how to sign in.

    `intempus` holds under `_credentials` and `uniconta` under `_logins` who may sign in at the twin. Rows of Uniconta
    carry their company in `CompanyId`, which is no field of the API.
    """

    intempus: Rows
    uniconta: Rows
    credentials: dict[str, dict[str, str]]
