"""`bindeled status`: every tenant at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bindeled.bootstrap import FLOWS
from bindeled.cli.link_words import all_links, trouble_of, whose_move
from bindeled.cli.options import JsonOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.cli.tenants import NO_TENANT
from bindeled.cli.waiting_words import waiting_facts, waiting_line
from bindeled.domain.calendar import danish_day
from bindeled.domain.schedules import in_order
from bindeled.domain.states import RunState

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.run_ports import RunRecord
    from bindeled.store.views import FlowToday

_COLUMNS = ("tenant", "Intempus", "Uniconta", "carried today", "waiting", "parked", "last run", "next run")


def status(*, json: JsonOption = False) -> None:
    """Show how each tenant stands: links with whose move it is, what waits, what is parked, last and next run."""
    program = open_program()
    standings = [Standing(program, tenant) for tenant in program.tenants.all()]
    if json:
        show({"tenants": [standing.facts() for standing in standings]}, as_json=True)
        return
    if standings:
        show_table("Status", _COLUMNS, [standing.cells() for standing in standings])
    lines = [line for standing in standings for line in standing.troubles()]
    show({}, as_json=False, lines=lines if standings else [NO_TENANT])


class Standing:
    """How one tenant stands now."""

    def __init__(self, program: Program, tenant: Tenant) -> None:
        from bindeled.store.views import flow_today  # noqa: PLC0415 - models need Django set up

        now = program.clock()
        self._program = program
        self._slug = tenant.slug
        self._flow: FlowToday = flow_today(tenant.id, danish_day(now))
        self._links: list[Connection] = [row.connection for row in all_links(program, tenant)]
        self._last: RunRecord | None = next(iter(program.runs.latest(tenant.id, 1)), None)
        self._flows = {flow: Timing(program, tenant, flow) for flow in in_order(FLOWS)}
        self._renamed = len(program.flows.pairings(tenant).drifted())
        coming = [timing.next_at for timing in self._flows.values() if timing.next_at]
        self._next = min(coming, default=None)

    def facts(self) -> dict[str, Any]:
        """Return it for machines."""
        links = {
            link.system.value: {"link": link.link.value, "whose_move": whose_move(link.link)} for link in self._links
        }
        last = self._last
        return {
            "tenant": self._slug,
            **links,
            "carried_today": self._flow.carried.reports,
            "waiting": self._flow.waiting.reports,
            "held": waiting_facts(self._program, self._flow.waiting),
            "parked": self._flow.parked.reports,
            "renamed": self._renamed,
            "last_run": {"run": last.id, "state": last.state.value, "reason": last.reason} if last else None,
            "next_run": self._next.isoformat(timespec="seconds") if self._next else None,
            "flows": {flow: timing.facts() for flow, timing in self._flows.items()},
        }

    def cells(self) -> list[object]:
        """Return it as a row under `_COLUMNS`."""
        flow = self._flow
        return [
            self._slug,
            *(link.link.value for link in self._links),
            flow.carried.reports,
            flow.waiting.reports,
            flow.parked.reports,
            self._last.state.value if self._last else "none yet",
            moment_of(self._next) or "only by hand",
        ]

    def troubles(self) -> list[str]:
        """Return what somebody should know or do, a line for each."""
        told = [trouble for link in self._links if (trouble := trouble_of(link))]
        told += [line for timing in self._flows.values() for line in timing.troubles()]
        told += filter(None, [waiting_line(self._program, self._flow.waiting)])
        shadows = [flow for flow, timing in self._flows.items() if timing.is_in_shadow]
        if shadows:
            told.append(f"In shadow mode, so nothing is written: {', '.join(shadows)}.")
        if self._renamed:
            told.append(
                f"Work types or pay types called something else than when they were matched: {self._renamed}. "
                f"They are carried all the same. Look with: bindeled matches renamed --tenant {self._slug}"
            )
        return [f"{self._slug}: {line}" for line in told]


class Timing:
    """When a flow ran last and runs next: by its schedule, or sooner when its last run waits to be tried again."""

    def __init__(self, program: Program, tenant: Tenant, flow: str) -> None:
        self._last = program.runs.latest_of(tenant.id, flow)
        again = self._last.again_at if self._last and self._last.state is RunState.WAITING else None
        coming = [moment for moment in (again, program.flows.next_run(tenant, flow)) if moment]
        self.next_at: datetime | None = min(coming, default=None)
        self.is_in_shadow = program.shadows.current(tenant.id, flow) is not None

    def troubles(self) -> list[str]:
        """Return what the last run has to say."""
        last = self._last
        return [f"Run {last.id} of {last.flow} is {last.state.value}: {last.reason}"] if last and last.reason else []

    def facts(self) -> dict[str, Any]:
        """Return it for machines."""
        last = self._last
        return {
            "last_run": {"run": last.id, "state": last.state.value, "at": last.queued_at} if last else None,
            "next_run": self.next_at,
            "in_shadow": self.is_in_shadow,
        }
