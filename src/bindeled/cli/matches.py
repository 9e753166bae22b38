"""`bindeled matches`: which record here is which record there, and what a person has to say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import moment_of, show, show_table
from bindeled.domain.errors import Misconfigured
from bindeled.domain.registers.records import FLOWS, Register
from bindeled.texts import say

if TYPE_CHECKING:
    from bindeled.domain.drift import KnownPairing
    from bindeled.domain.registers.steps import SetAside
    from bindeled.store.registers.decisions import KeptConflict, KeptLink
    from bindeled.store.registers.rejections import RejectedPair

app = typer.Typer(no_args_is_help=True)

# Neither system is known to name the editor of a record.
NOT_TOLD = "unknown"
_NAMES = ", ".join(register.value for register in FLOWS)
RegisterArgument = Annotated[str, typer.Argument(metavar="FLOW", help=f"One of: {_NAMES}.")]
NumberArgument = Annotated[str, typer.Argument(help="The record's number in the system that is the master.")]
CandidateOption = Annotated[int | None, typer.Option(help="The candidate's id, where there are several.")]
FieldArgument = Annotated[str, typer.Argument(help="A field of the follower, as in: bindeled mapping show")]


def register_of(flow: str) -> Register:
    """Return the register that a flow carries. Raises Misconfigured when there is no such flow."""
    for register in FLOWS:
        if register.value == flow:
            return register
    raise Misconfigured([f"There is no flow of master data called {flow}. Known are: {_NAMES}."])


@app.command("list")
def list_matches(flow: RegisterArgument, tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show what is linked, what waits for a person, which fields both systems changed, and what was rejected."""
    register = register_of(flow)
    program = open_program()
    matches = program.flows.matches(program.tenants.by_slug(tenant), register)
    links, doubts, conflicts = matches.links(), matches.doubts(), matches.conflicts()
    rejected = program.flows.rejections(program.tenants.by_slug(tenant), register).pairs()
    if json:
        told = {"links": [_link(one) for one in links], "waiting": [_doubt(one) for one in doubts]}
        told["rejected"] = [_rejected(one) for one in rejected]
        show({**told, "conflicts": [_conflict(one) for one in conflicts]}, as_json=True)
        return
    rows = [(one.link.master_number, one.link.name, one.link.follower_number, one.grade, one.reason) for one in links]
    show_table(f"Linked {flow}", ["number", "name", "over there", "match", "because"], rows)
    if doubts:
        waiting = [(_doubt(one)["number"], one.name, *_why(one)) for one in doubts]
        show_table("Waiting for you", ["number", "name", "match", "because", "may be"], waiting)
    if conflicts:
        both = [
            (c.number, c.field, c.master_value, c.follower_value, moment_of(c.seen_at), NOT_TOLD) for c in conflicts
        ]
        show_table("Changed in both systems", ["number", "field", "master", "follower", "seen", "by"], both)
    if rejected:
        pairs = [(one.number, one.name, one.candidate, one.follower_id, one.by, moment_of(one.at)) for one in rejected]
        show_table("Not the same", ["number", "name", "candidate", "id", "rejected by", "at"], pairs)


@app.command()
def renamed(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show work types and pay types that are called something else than when they were matched."""
    program = open_program()
    drifted = program.flows.pairings(program.tenants.by_slug(tenant)).drifted()
    if json:
        show({"renamed": [_renamed(one) for one in drifted]}, as_json=True)
        return
    if not drifted:
        show({}, as_json=False, lines=["Work types and pay types are called what they were when they were matched."])
        return
    rows = [(one.now.work_type.id, one.now.work_type.name, " ".join(_told(one))) for one in drifted]
    show_table("Called something else by now", ["id", "work type", "what has changed"], rows)
    show({}, as_json=False, lines=[f"Where it is right: bindeled matches accept ID --tenant {tenant}"])


@app.command()
def accept(
    work_type: Annotated[int, typer.Argument(metavar="ID", help="The work type's id, as in: bindeled matches renamed")],
    tenant: TenantOption,
    *,
    json: JsonOption = False,
) -> None:
    """Say that a work type and its pay type still belong together, whatever they are called by now."""
    program = open_program()
    known = program.flows.pairings(program.tenants.by_slug(tenant)).confirm(work_type, program.clock())
    here, there = known.now.work_type, known.now.pay_type
    facts = {"id": work_type, "work_type": here.name, "pay_type": there.number, "confirmed_by": known.confirmed_by}
    show(facts, as_json=json, lines=[f"{here.name} is carried as pay type {there.number} {there.name}."])


@app.command()
def confirm(
    flow: RegisterArgument,
    number: NumberArgument,
    tenant: TenantOption,
    candidate: CandidateOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Say that a record is the candidate that was found for it. They are linked, and stay so when renumbered."""
    register = register_of(flow)
    program = open_program()
    link = program.flows.matches(program.tenants.by_slug(tenant), register).confirm(number, candidate, program.clock())
    facts = {"flow": flow, "number": number, "candidate": link.follower_id}
    show(facts, as_json=json, lines=[f"{number} is linked to the record with the id {link.follower_id}."])


@app.command()
def reject(
    flow: RegisterArgument,
    number: NumberArgument,
    tenant: TenantOption,
    candidate: CandidateOption = None,
    *,
    off: Annotated[bool, typer.Option("--off", help="Take it back: let the pair be found again.")] = False,
    json: JsonOption = False,
) -> None:
    """Say that a record is none of the candidates found for it, or not this one. With none left it is made anew."""
    register = register_of(flow)
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    if off:
        rejections = program.flows.rejections(customer, register)
        pairs = rejections.of(number, candidate)
        for pair in pairs:
            rejections.take_back(pair, program.clock())
        facts = {"flow": flow, "number": number, "taken_back": len(pairs)}
        show(facts, as_json=json, lines=[f"{number} may be found again; the next run shows what comes of it."])
        return
    count = program.flows.matches(customer, register).reject(number, candidate, program.clock())
    lines = [
        f"{number} will not be taken for {'that record' if count == 1 else f'any of these {count} records'} again."
    ]
    show({"flow": flow, "number": number, "rejected": count}, as_json=json, lines=lines)


@app.command()
def pin(
    flow: RegisterArgument,
    number: NumberArgument,
    field: FieldArgument,
    tenant: TenantOption,
    *,
    off: Annotated[bool, typer.Option("--off", help="Let the master have the field again.")] = False,
    json: JsonOption = False,
) -> None:
    """Keep one field of one linked record in the follower as it is, whatever the master says."""
    register = register_of(flow)
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    if field not in program.flows.setups(customer, register).current().targets():
        raise Misconfigured([f"{field} is no field that is carried. See: bindeled mapping show {flow} --tenant …"])
    program.flows.matches(customer, register).pin(number, field, program.clock(), on=not off)
    told = "follows the master again" if off else "stays as it is"
    facts = {"flow": flow, "number": number, "field": field, "pinned": not off}
    show(facts, as_json=json, lines=[f"{field} of {number} {told}."])


@app.command()
def decide(
    flow: RegisterArgument,
    number: NumberArgument,
    field: FieldArgument,
    winner: Annotated[str, typer.Argument(help="Whose value counts: master or follower.")],
    tenant: TenantOption,
    *,
    json: JsonOption = False,
) -> None:
    """Say which of two values counts, where both systems changed a field and a person decides."""
    register = register_of(flow)
    if winner not in {"master", "follower"}:
        raise Misconfigured([f"{winner!r} is neither master nor follower."])
    program = open_program()
    matches = program.flows.matches(program.tenants.by_slug(tenant), register)
    matches.decide(number, field, program.clock(), master=winner == "master")
    facts = {"flow": flow, "number": number, "field": field, "winner": winner}
    told = "is written at the next run" if winner == "master" else "is left"
    show(facts, as_json=json, lines=[f"{field} of {number}: the {winner}'s value counts and {told}."])


def _link(one: KeptLink) -> dict[str, Any]:
    link = one.link
    return {
        "number": link.master_number,
        "name": link.name,
        "to": link.follower_number,
        "ids": {"master": link.master_id, "follower": link.follower_id},
        "grade": one.grade,
        "reason": one.reason,
        "decided_by": one.decided_by,
        "linked_at": one.linked_at,
        "pins": sorted(link.pins),
    }


def _rejected(one: RejectedPair) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "candidate": one.candidate,
        "ids": {"master": one.master_id, "follower": one.follower_id},
        "rejected_by": one.by,
        "at": one.at,
        "linked_to": one.linked_to,
    }


def _renamed(one: KnownPairing) -> dict[str, Any]:
    here, there = one.now.work_type, one.now.pay_type
    told = {"what": [drift.value for drift in one.drifts], "told": _told(one)}
    return {"id": here.id, "number": here.number, "work_type": here.name, "pay_type": there.number, **told}


def _told(one: KnownPairing) -> list[str]:
    return [say(f"drift.{drift.value}", "en", **one.facts) for drift in one.drifts]


def _doubt(one: SetAside) -> dict[str, Any]:
    facts = one.finding.facts
    told = {"grade": facts["grade"], "reason": facts["reason"], "candidates": facts["candidates"]}
    return {"number": one.number, "name": one.name, **told, "ids": [int(key) for key in facts["ids"].split(",")]}


def _why(one: SetAside) -> tuple[str, str, str]:
    facts = one.finding.facts
    return facts["grade"], facts["reason"], facts["candidates"]


def _conflict(one: KeptConflict) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "field": one.field,
        "master": one.master_value,
        "follower": one.follower_value,
        "master_changed_at": one.master_changed_at,
        "follower_changed_at": one.follower_changed_at,
        "master_changed_by": NOT_TOLD,
        "follower_changed_by": NOT_TOLD,
        "seen_at": one.seen_at,
    }
