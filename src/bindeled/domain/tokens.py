"""Keys to the programming interface: who holds one, how far it reaches, and its written form. Never the secret part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.domain.roles import Reach

_WRITTEN = re.compile(r"bindeled_([1-9][0-9]{0,17})_([A-Za-z0-9_-]{40,64})")


@dataclass(frozen=True, slots=True)
class ApiToken:
    """One token as it is kept. `name` tells people what it is for; a token that ended is kept for the record."""

    id: int
    name: str
    reach: Reach
    created_by: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Tell whether it still opens anything."""
        return self.revoked_at is None and now < self.expires_at


def written_token(token_id: int, secret: str) -> str:
    """Return a token as it is shown, once, to whoever asked for it."""
    return f"bindeled_{token_id}_{secret}"


def read_token(written: str) -> tuple[int, str] | None:
    """Return the id and the secret part of a token, None for what is no token of ours."""
    found = _WRITTEN.fullmatch(written)
    return (int(found[1]), found[2]) if found else None
