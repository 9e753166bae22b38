"""Proves a login step by step: address, log-in, company, each right that the flows need, allowance, concurrency.

The same steps serve the hand-over, the test of a login in use and the set-up checklist. Nothing is changed over there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bindeled.connections.checking import CheckReport, require_same_company
from bindeled.domain.checks import Check, CheckCode, CheckOutcome, CheckResult, planned_checks
from bindeled.domain.errors import (
    BindeledError,
    ForeignCompany,
    MissingRight,
    NeedsSignIn,
    SessionEnded,
    Throttled,
    Transient,
)
from bindeled.domain.needs import MAY_BE_EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bindeled.domain.accounts import Connection
    from bindeled.domain.needs import Resource
    from bindeled.domain.nouns import Company
    from bindeled.ports import SystemProbe

# From this share of the day's calls on, a person is told that they run out.
_NEARLY_USED = 0.8


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known without asking: the enabled flows, today's calls and how many are free, who else uses the login.

    `refused_writes` are the resources that this login was not allowed to write when it last tried, as its system names
    them: no proof tells of them, the next real write does.
    """

    flows: tuple[str, ...]
    calls_today: int = 0
    calls_allowed: int | None = None
    login_is_shared: bool = False
    refused_writes: Mapping[Resource, str] = field(default_factory=dict)


def run_checks(
    connection: Connection,
    probe: SystemProbe,
    circumstances: Circumstances,
    watch: Callable[[tuple[CheckResult, ...]], None],
    *,
    identity_only: bool = False,
) -> CheckReport:
    """Prove the login that the probe was opened with. What the system answers is in the report and never raised.

    `watch` is called with all results so far after each check. A check behind one that proves the login unfit is not
    made: the report is shorter then than `planned_checks`.
    """
    results: list[CheckResult] = []

    def note(result: CheckResult) -> None:
        results.append(result)
        watch(tuple(results))

    company = _identified(connection, probe, note)
    if company is not None and not identity_only and all(result.error is None for result in results):
        for result in _further(connection, probe, circumstances):
            note(result)
    return CheckReport(company, tuple(results))


def _identified(connection: Connection, probe: SystemProbe, note: Callable[[CheckResult], None]) -> Company | None:
    """Ask once whose data the login opens; address, log-in and company are all told by the one answer."""
    facts = {"system": connection.system.title}
    try:
        company = probe.identify()
    except BindeledError as error:
        for result in _not_identified(facts, error):
            note(result)
        return None
    note(CheckResult(Check(CheckCode.ADDRESS), CheckOutcome.OK, facts))
    note(CheckResult(Check(CheckCode.LOGIN), CheckOutcome.OK, facts))
    note(_same_company(connection, company, facts))
    return company


def _not_identified(facts: dict[str, str], error: BindeledError) -> Iterator[CheckResult]:
    if isinstance(error, Transient) and not isinstance(error, Throttled | SessionEnded):
        yield CheckResult(Check(CheckCode.ADDRESS), CheckOutcome.FAIL, facts, error)
        return
    yield CheckResult(Check(CheckCode.ADDRESS), CheckOutcome.OK, facts)
    if isinstance(error, ForeignCompany):
        yield CheckResult(Check(CheckCode.LOGIN), CheckOutcome.OK, facts)
        yield CheckResult(Check(CheckCode.COMPANY), CheckOutcome.FAIL, {**facts, **_companies(error)}, error)
    else:
        refused = isinstance(error, NeedsSignIn | MissingRight)
        outcome = CheckOutcome.FAIL if refused else CheckOutcome.NOT_PROVABLE
        yield CheckResult(Check(CheckCode.LOGIN), outcome, facts, error)
        yield from _thrown_out(error, facts)


def _same_company(connection: Connection, company: Company, facts: dict[str, str]) -> CheckResult:
    try:
        require_same_company(connection, company)
    except ForeignCompany as error:
        return CheckResult(Check(CheckCode.COMPANY), CheckOutcome.FAIL, {**facts, **_companies(error)}, error)
    return CheckResult(Check(CheckCode.COMPANY), CheckOutcome.OK, {**facts, "company": str(company)})


def _companies(error: ForeignCompany) -> dict[str, str]:
    return {"expected": error.expected, "found": error.found}


def _further(connection: Connection, probe: SystemProbe, circumstances: Circumstances) -> Iterator[CheckResult]:
    """Yield what comes behind the company; stop where the login itself is refused, so that it is not tried again."""
    facts = {"system": connection.system.title}
    for check in planned_checks(connection.system, circumstances.flows):
        if check.code in {CheckCode.READ, CheckCode.WRITE}:
            result = _right(check, probe, facts, circumstances.refused_writes)
            yield result
            if isinstance(result.error, NeedsSignIn | Transient):
                yield from _thrown_out(result.error, facts)
                return
        elif check.code is CheckCode.ALLOWANCE:
            yield _allowance(check, circumstances, facts)
        elif check.code is CheckCode.CONCURRENCY:
            yield _concurrency(facts, is_shared=circumstances.login_is_shared)


def _right(
    check: Check, probe: SystemProbe, facts: dict[str, str], refused_writes: Mapping[Resource, str]
) -> CheckResult:
    if check.resource is None:
        raise AssertionError("a right is a right to something")
    told = {**facts, "resource": check.resource.value}
    try:
        if check.code is CheckCode.WRITE:
            proved = probe.may_write(check.resource)
            if check.resource in refused_writes and not proved:
                refusal = MissingRight(facts["system"], refused_writes[check.resource])
                return CheckResult(check, CheckOutcome.WARN, told, refusal)
            return CheckResult(check, CheckOutcome.OK if proved else CheckOutcome.NOT_PROVABLE, told)
        expected = probe.sees(check.resource) or check.resource in MAY_BE_EMPTY
        return CheckResult(check, CheckOutcome.OK if expected else CheckOutcome.WARN, told)
    except (MissingRight, NeedsSignIn) as error:
        return CheckResult(check, CheckOutcome.FAIL, told, error)
    except BindeledError as error:
        return CheckResult(check, CheckOutcome.NOT_PROVABLE, told, error)


def _allowance(check: Check, circumstances: Circumstances, facts: dict[str, str]) -> CheckResult:
    used, allowed = circumstances.calls_today, circumstances.calls_allowed
    told = {**facts, "used": str(used), "allowed": str(allowed)}
    if allowed is None:
        return CheckResult(check, CheckOutcome.NOT_PROVABLE, told)
    return CheckResult(check, CheckOutcome.WARN if used >= allowed * _NEARLY_USED else CheckOutcome.OK, told)


def _thrown_out(error: BindeledError, facts: dict[str, str]) -> Iterator[CheckResult]:
    """Tell of somebody else at work with the login, when that is what ended the session under our hands."""
    if isinstance(error, SessionEnded):
        yield _concurrency(facts, is_shared=True)


def _concurrency(facts: dict[str, str], *, is_shared: bool) -> CheckResult:
    """Tell whether somebody else is known to use the login. That nobody does cannot be seen from here."""
    outcome = CheckOutcome.WARN if is_shared else CheckOutcome.NOT_PROVABLE
    return CheckResult(Check(CheckCode.CONCURRENCY), outcome, facts)
