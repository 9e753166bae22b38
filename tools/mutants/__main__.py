"""`make mutants`: tries every fault, prints what survived, writes the page; 0 only when each survivor has a reason.

Names of modules as arguments (`domain/links.py`) try these alone. What was measured on the same texts before is not
measured again; `--anew` does. `--survivors` tries again those alone that lived, where only tests
have changed since.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from tools.mutants.making import mutants_of
from tools.mutants.page import TARGET_PERCENT, page_of
from tools.mutants.records import Outcome, Survivor, keep, kept, reasons_in, state_of
from tools.mutants.trying import SOURCE, is_killed, seconds_of, warm_up

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
RECORDS = ROOT / ".mutants"
PAGE = ROOT / "docs" / "reference" / "mutants.md"
# So much more than the tests usually take may a fault make them take, before it counts as noticed.
_TIMES_AS_LONG, _SECONDS_MORE = 4.0, 5.0


def main(arguments: Sequence[str]) -> int:
    """Run the command; return its exit code."""
    options = _options(arguments)
    plan: dict[str, list[str]] = tomllib.loads((HERE / "modules.toml").read_text())["modules"]
    unknown = set(options.modules) - set(plan)
    if unknown:
        print(f"No tests are named for {', '.join(sorted(unknown))} in tools/mutants/modules.toml.")
        return 2
    warm_up()
    outcomes = [_outcome(module, tests, options) for module, tests in plan.items() if _is_wanted(module, options)]
    reasons = reasons_in(HERE / "survivors.toml")
    if len(outcomes) == len(plan):
        PAGE.write_text(page_of(outcomes, reasons))
    complaints = [said for one in outcomes for said in complaints_on(one, reasons.get(one.module, {}))]
    print("\n".join(complaints))
    return 1 if complaints else 0


def complaints_on(outcome: Outcome, reasons: dict[tuple[str, str], str]) -> list[str]:
    """Return what is not as it should be: too few killed, survivors without a reason, reasons without a survivor."""
    living = {one.key for one in outcome.survivors}
    said = []
    if outcome.share < TARGET_PERCENT:
        said.append(f"{outcome.module}: {outcome.share:.1f} % killed, the target is {TARGET_PERCENT:.0f} %")
    said += [
        f"{outcome.module}:{one.line}: survives without a reason\n    was    {one.was}\n    became {one.became}"
        for one in outcome.survivors
        if not reasons.get(one.key)
    ]
    said += [
        f"{outcome.module}: has a reason and does not live: {was}"
        for was, became in reasons
        if (was, became) not in living
    ]
    return said


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--anew", action="store_true", help="measure also what was measured on the same texts")
    parser.add_argument(
        "--survivors", action="store_true", help="where only tests have changed, try again those alone that lived"
    )
    return parser.parse_args(arguments)


def _is_wanted(module: str, options: argparse.Namespace) -> bool:
    return not options.modules or module in options.modules


def _outcome(module: str, tests: list[str], options: argparse.Namespace) -> Outcome:
    path = SOURCE / module
    state = state_of(path, [ROOT / test for test in tests])
    before = None if options.anew else kept(RECORDS, module, state)
    if before is not None and before[1]:
        outcome = before[0]
    else:
        outcome = _measured(module, path, tests, before[0] if before and options.survivors else None)
        keep(RECORDS, outcome, state)
    print(f"{module}: {outcome.killed} of {outcome.tried} killed ({outcome.share:.1f} %)", flush=True)
    return outcome


def _measured(module: str, path: Path, tests: list[str], before: Outcome | None) -> Outcome:
    """Try every fault, or those alone that lived `before`."""
    usual = seconds_of(path, tests)
    if usual is None:
        raise SystemExit(f"{module}: its tests fail on the module as it is: {' '.join(tests)}")
    limit = usual * _TIMES_AS_LONG + _SECONDS_MORE
    mutants, began = mutants_of(path.read_text()), time.monotonic()
    to_try = [one for one in mutants if before is None or one.key in {lived.key for lived in before.survivors}]
    survivors = [one for one in to_try if not is_killed(path, one.text, tests, limit)]
    print(f"{module}: {len(to_try)} tried in {time.monotonic() - began:.0f} s, {usual:.1f} s a run", flush=True)
    return Outcome(module, len(mutants), tuple(Survivor(one.line, one.was, one.became) for one in survivors))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
