"""`bindeled load`: the initial load of a flow, looked at and accepted before anything is written."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import errors, show, show_table
from bindeled.domain.errors import Misconfigured
from bindeled.domain.loading import ACCEPTABLE, Decision, ItemKind, ItemOutcome
from bindeled.domain.registers.records import FLOWS
from bindeled.domain.schedules import in_order
from bindeled.domain.states import RunState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.status import Status

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.loading import KeptItem, Load
    from bindeled.run_ports import RunRecord

app = typer.Typer(no_args_is_help=True)

ALL = "all"
_NAMES = tuple(register.value for register in FLOWS)
_COLUMNS = ("number", "name", "what", "why", "decided", "outcome", "facts")
_EXIT_CODES = {RunState.DONE: 0, RunState.WAITING: 3}
_PAID = (
    "{count} employees are in Uniconta only. In Intempus each of them would be a paid profile, so Bindeled makes none: "
    "hire those you want in Intempus, and they are linked by the next run."
)
_LIVE = (
    "{flow} are live: their own runs carry everything, also what you leave. To choose record by record, hold them back "
    "first: bindeled shadow on {flow}"
)
FlowArgument = Annotated[str, typer.Argument(metavar="FLOW", help=f"One of: {', '.join((*in_order(_NAMES), ALL))}.")]
NumbersArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[NUMBER]...", help="Records by their number; without any, by --kind.")
]
KindOption = Annotated[
    list[ItemKind] | None, typer.Option("--kind", help="Everything of this kind. May be given again.")
]


@app.command()
def plan(flow: FlowArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Look at both systems, writing nothing, and keep what there is to do. The flow goes on as it did."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    told = [Told(program, customer, program.loading.plan(customer, name)) for name in _flows(flow)]
    show({"loads": [one.facts() for one in told]}, as_json=json, lines=[line for one in told for line in one.lines()])


@app.command("show")
def show_load(
    flow: FlowArgument,
    tenant: TenantOption,
    kind: KindOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Show what a load holds, record by record, with what was decided and what became of it."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    told = [
        Told(program, customer, load)
        for name in _flows(flow)
        if (load := program.loading.loads.current(customer.id, name))
    ]
    if json:
        show({"loads": [{**one.facts(), "items": one.items(kind)} for one in told]}, as_json=True)
        return
    for one in told:
        show_table(one.flow, _COLUMNS, one.rows(kind))
        show({}, as_json=False, lines=one.lines())
    if not told:
        show({}, as_json=False, lines=["Nothing is planned yet. Begin with: bindeled load plan all --tenant …"])


@app.command()
def accept(
    flow: FlowArgument,
    tenant: TenantOption,
    number: NumbersArgument = None,
    kind: KindOption = None,
    *,
    same_as: Annotated[
        int | None, typer.Option("--same-as", metavar="ID", help="For a doubtful match: it is the record with this id.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="For a doubtful match: it is none of those found.")] = False,
    json: JsonOption = False,
) -> None:
    """Accept records by number, or everything of a kind; or answer a doubtful match. Nothing is written yet."""
    if new and same_as is not None:
        raise Misconfigured(["--new and --same-as contradict each other. Give one of them."])
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    decision = Decision.NEW if new else Decision.ACCEPT if same_as is None else Decision.SAME
    kinds = {ItemKind.ASK} if decision is not Decision.ACCEPT else ACCEPTABLE
    chosen = _Chosen(number or [], kind, kinds, same_as)
    _decide(program, customer, flow, chosen, decision, as_json=json)


@app.command()
def leave(
    flow: FlowArgument,
    tenant: TenantOption,
    number: NumbersArgument = None,
    kind: KindOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Leave records as they are, also when they were accepted before."""
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    chosen = _Chosen(number or [], kind, ACCEPTABLE | {ItemKind.ASK}, None)
    _decide(program, customer, flow, chosen, Decision.LEAVE, as_json=json)


@app.command()
def apply(flow: FlowArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Carry out what was accepted. Broken off, it goes on when it is called again. Exit codes as for sync."""
    program = open_program()
    _carry(program.tenants.by_slug(tenant), _flows(flow), program.loading.apply, as_json=json)


@app.command()
def undo(flow: FlowArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Take back what a load has written: what was made is put out of use, what was changed is as it was before.

    Nothing is deleted, and what somebody has changed since is left alone.
    """
    program = open_program()
    _carry(program.tenants.by_slug(tenant), _flows(flow)[::-1], program.loading.undo, as_json=json)


class _Chosen:
    """Which items a person means: by number, or by kind."""

    def __init__(
        self, numbers: Sequence[str], kinds: list[ItemKind] | None, possible: Iterable[ItemKind], same_as: int | None
    ) -> None:
        if not numbers and not kinds:
            raise Misconfigured(["Name the records by their numbers, or everything of a kind with --kind."])
        self._numbers = set(numbers)
        self._kinds = set(possible) & set(kinds) if kinds else set(possible)
        self.same_as = same_as

    def of(self, items: Iterable[KeptItem]) -> list[KeptItem]:
        """Return the items meant. Raises Misconfigured naming a number that is not there."""
        found = [
            kept
            for kept in items
            if kept.item.kind in self._kinds and (not self._numbers or kept.item.number in self._numbers)
        ]
        missing = ", ".join(sorted(self._numbers - {kept.item.number for kept in found}))
        if missing:
            raise Misconfigured([f"There is nothing to decide about {missing}. See: bindeled load show"])
        if self.same_as is not None and any(self.same_as not in kept.item.candidates for kept in found):
            raise Misconfigured([f"{self.same_as} is none of the records found. See: bindeled load show --kind ask"])
        return found


class Told:
    """A load, as it is told."""

    def __init__(self, program: Program, tenant: Tenant, load: Load) -> None:
        self.flow = load.flow
        self._state = program.loading.loads.required(tenant.id, load.flow).state
        self._is_live = program.loading.is_live(tenant, load.flow)
        self._items = program.loading.loads.items(load)

    def facts(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "flow": self.flow,
            "state": self._state.value,
            "live": self._is_live,
            "found": self._by_kind(),
            "paid_profiles": self._paid,
            "decided": Counter(kept.decision.value for kept in self._to_decide()),
            "outcomes": Counter(kept.outcome.value for kept in self._decided()),
        }

    def items(self, kinds: list[ItemKind] | None) -> list[dict[str, Any]]:
        """Return the items for machines."""
        return [_facts(kept) for kept in self._shown(kinds)]

    def rows(self, kinds: list[ItemKind] | None) -> list[tuple[object, ...]]:
        """Return the items as rows; those that need nothing only when they are asked for."""
        return [
            (
                kept.item.number,
                kept.item.name,
                kept.item.kind.value,
                kept.item.reason,
                kept.decision.value,
                kept.outcome.value if _is_decided(kept) else "",
                ", ".join(f"{name} {text}" for name, text in kept.item.facts.items()),
            )
            for kept in self._shown(kinds)
            if kinds or kept.item.kind is not ItemKind.SKIP
        ]

    def lines(self) -> list[str]:
        """Return it for people."""
        found = ", ".join(f"{count} {name}" for name, count in self._by_kind().items()) or "nothing to do"
        open_ = sum(kept.decision is Decision.OPEN for kept in self._to_decide())
        lines = [f"{self.flow}: {found}. {open_} wait for a decision; the load is {self._state.value}."]
        lines += [_PAID.format(count=self._paid)] if self._paid else []
        return [*lines, _LIVE.format(flow=self.flow)] if self._is_live else lines

    @property
    def _paid(self) -> int:
        return sum(kept.item.kind is ItemKind.PAID for kept in self._items)

    def _by_kind(self) -> dict[str, int]:
        counts = Counter(kept.item.kind for kept in self._items)
        return {kind.value: counts[kind] for kind in ItemKind if counts[kind]}

    def _shown(self, kinds: list[ItemKind] | None) -> list[KeptItem]:
        return [kept for kept in self._items if not kinds or kept.item.kind in kinds]

    def _to_decide(self) -> list[KeptItem]:
        return [kept for kept in self._items if kept.item.kind in ACCEPTABLE | {ItemKind.ASK}]

    def _decided(self) -> list[KeptItem]:
        return [kept for kept in self._items if _is_decided(kept)]


def _is_decided(kept: KeptItem) -> bool:
    return kept.decision not in {Decision.OPEN, Decision.LEAVE}


def _decide(program: Program, tenant: Tenant, flow: str, chosen: _Chosen, decision: Decision, *, as_json: bool) -> None:
    loads, counted = program.loading.loads, {}
    for name in _flows(flow):
        load = loads.required(tenant.id, name)
        keys = [kept.item.key for kept in chosen.of(loads.items(load))]
        counted[name] = loads.decide(load, keys, decision, program.clock(), chosen=chosen.same_as)
    lines = [f"{name}: {count} decided: {decision.value}." for name, count in counted.items()]
    show({"decision": decision.value, "items": counted}, as_json=as_json, lines=lines)


def _carry(
    tenant: Tenant,
    flows: Sequence[str],
    step: Callable[[Tenant, str, Callable[[RunRecord], None]], RunRecord],
    *,
    as_json: bool,
) -> None:
    ended = []
    for name in flows:
        with errors.status(f"{name} …") as line:
            ended.append(step(tenant, name, _progress_on(line)))
    facts = [{"flow": run.flow, "state": run.state.value, "reason": run.reason, **run.counts} for run in ended]
    show({"runs": facts}, as_json=as_json, lines=[line for run in ended for line in _sentences(run)])
    codes = {_EXIT_CODES.get(run.state, 1) for run in ended}
    raise typer.Exit(1 if 1 in codes else max(codes))


def _progress_on(line: Status) -> Callable[[RunRecord], None]:
    return lambda run: line.update(f"{run.flow} … {run.counts.get('writes', 0)} written")


def _sentences(run: RunRecord) -> list[str]:
    done = ", ".join(f"{run.counts.get(name, 0)} {name}" for name in ("created", "linked", "updated", "deactivated"))
    return [f"{run.flow}: {done}. The run is {run.state.value}.", *([run.reason] if run.reason else [])]


def _facts(kept: KeptItem) -> dict[str, Any]:
    item = kept.item
    return {
        "number": item.number,
        "name": item.name,
        "kind": item.kind.value,
        "reason": item.reason,
        "facts": dict(item.facts),
        "candidates": list(item.candidates),
        "decision": kept.decision.value,
        "decided_by": kept.decided_by,
        "outcome": kept.outcome.value if kept.decision is not Decision.OPEN else ItemOutcome.NOT_YET.value,
    }


def _flows(flow: str) -> list[str]:
    if flow not in (*_NAMES, ALL):
        raise Misconfigured([f"There is no load of {flow}. Known are: {', '.join((*in_order(_NAMES), ALL))}."])
    return in_order(_NAMES) if flow == ALL else [flow]
