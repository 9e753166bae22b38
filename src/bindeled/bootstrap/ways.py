"""Which way a flow runs for a tenant: as it is, or in shadow, where it writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.bootstrap.time import now
from bindeled.domain.registers.shadow import register_would_do
from bindeled.domain.shadow import would_do
from bindeled.engine.loading.shadow import ShadowFlow
from bindeled.engine.registers.flow import RegisterFlow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.shadow import WouldDo
    from bindeled.engine.carrier import Flow
    from bindeled.engine.reports import ReportFlow


def as_chosen(flow: ReportFlow | RegisterFlow, tenant: Tenant, name: str) -> Flow:
    """Return the flow as the tenant lets it run."""
    from bindeled.store.shadows import Shadows, StoredShadowKeeper  # noqa: PLC0415 - models need Django set up

    shadow = Shadows().current(tenant.id, name)
    if shadow is None:
        return flow
    return ShadowFlow(lambda: _would_do(flow), StoredShadowKeeper(shadow), now)


def _would_do(flow: ReportFlow | RegisterFlow) -> Iterator[WouldDo]:
    if isinstance(flow, RegisterFlow):
        steps = flow.decide(preview=True).steps
        return (would for step in steps if (would := register_would_do(step)) is not None)
    return (would for plan in flow.preview() for step in plan.steps if (would := would_do(step)) is not None)
