"""How lists of the interface are read page by page."""

from __future__ import annotations

from typing import Annotated

from ninja import Query

After = Annotated[int, Query(ge=0, le=2**63 - 1)]
Limit = Annotated[int, Query(ge=1, le=500)]
