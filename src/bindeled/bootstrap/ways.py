"""Which way a flow runs for a tenant: as it is, in shadow, where it writes nothing, or by what a person accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.bootstrap.time import now
from bindeled.domain.loading import LoadState
from bindeled.domain.registers.records import Register
from bindeled.domain.registers.shadow import register_would_do
from bindeled.domain.shadow import would_do
from bindeled.engine.loading.load import LoadFlow, UndoFlow
from bindeled.engine.loading.shadow import ShadowFlow
from bindeled.engine.registers.flow import RegisterFlow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.shadow import WouldDo
    from bindeled.engine.carrier import Flow
    from bindeled.engine.reports import ReportFlow
    from bindeled.run_ports import RunRecord


def as_chosen(flow: ReportFlow | RegisterFlow, tenant: Tenant, run: RunRecord) -> Flow:
    """Return the flow as the tenant lets it run."""
    from bindeled.store.shadows import Shadows, StoredShadowKeeper  # noqa: PLC0415 - models need Django set up

    loading = _loading(flow, tenant, run) if isinstance(flow, RegisterFlow) else None
    if loading is not None:
        return loading
    shadow = Shadows().current(tenant.id, run.flow)
    if shadow is None:
        return flow
    return ShadowFlow(lambda: _would_do(flow), StoredShadowKeeper(shadow), now)


def _loading(flow: RegisterFlow, tenant: Tenant, run: RunRecord) -> Flow | None:
    """Return the load of this flow that is being carried out or taken back, None when there is none."""
    from bindeled.store.loads import Loads, StoredLoadKeeper  # noqa: PLC0415 - models need Django set up

    load = Loads().current(tenant.id, run.flow)
    if load is None or load.state not in {LoadState.APPLYING, LoadState.UNDOING}:
        return None
    keeper = StoredLoadKeeper(tenant.id, load)
    if load.state is LoadState.UNDOING:
        return UndoFlow(flow.desk, keeper)
    keeper.note_run(run.id)
    return LoadFlow(Register(run.flow), flow.desk, tenant.rules.employee_match, keeper)


def _would_do(flow: ReportFlow | RegisterFlow) -> Iterator[WouldDo]:
    if isinstance(flow, RegisterFlow):
        steps = flow.decide(preview=True).steps
        return (would for step in steps if (would := register_would_do(step)) is not None)
    return (would for plan in flow.preview() for step in plan.steps if (would := would_do(step)) is not None)
