"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object for machines.")]
TenantOption = Annotated[str, typer.Option("--tenant", help="The tenant's short name; see `bindeled tenants list`.")]
