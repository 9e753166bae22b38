"""P10 and P11: nothing is taken into use unproved, and a replacement that fails harms nothing."""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from proofs.measured import Measured
from proofs.rig import company, control_of, show_connection
from tests.support.processes import TENANT

if TYPE_CHECKING:
    from collections.abc import Callable

    from proofs.measured import Scale
    from tests.support.processes import Company

_SYSTEMS = ("intempus", "uniconta")
# How long a proof counts, by the default of BINDELED_VERIFICATION_VALID_MINUTES.
_PROOF_COUNTS = timedelta(minutes=15)
# A hand-over takes about this long; a kill falls somewhere into it.
_HAND_OVER_SECONDS = 2.0


def failed_replacements(scale: Scale) -> list[Measured]:
    """Let replacements fail in every way, and after each look which login is in use and whether it still carries."""
    chance = random.Random("failed replacements")  # noqa: S311 - to be had again by its seed, nothing secret
    with company(scale.reports) as rig:
        ways = [(system, way) for system in _SYSTEMS for way in WAYS] * scale.rounds
        harmed = [f"{system}: {way.__name__}" for system, way in ways if _is_harmed(rig, system, way, chance)]
        taken = [_take_another(rig, system) for system in _SYSTEMS for _ in range(scale.rounds)]
        unproved = _unproved_switches(rig)
    return [
        Measured(
            "P10",
            "verified before live",
            "0 switches unproved or on a proof older than 15 min",
            f"{len(unproved)} of {len(taken) + len(_SYSTEMS)}",
            not unproved,
            len(taken),
            {"unproved": unproved},
        ),
        Measured(
            "P11",
            "failed replacement harms nothing",
            "100 % stay in use and carry",
            f"{len(ways) - len(harmed)} of {len(ways)}",
            not harmed,
            len(ways),
            {"harmed": harmed},
        ),
    ]


def _is_harmed(
    rig: Company, system: str, way: Callable[[Company, str, random.Random], None], chance: random.Random
) -> bool:
    before = show_connection(rig, system)["version"]
    way(rig, system, chance)
    control = control_of(rig, system)
    control.clear_faults()
    control.outage(None)
    after = show_connection(rig, system)["version"]
    return bool(before != after or rig.sync().code != 0)


def _wrong_secret(rig: Company, system: str, chance: random.Random) -> None:
    _must_fail(rig, system, {"secret": f"not-the-secret-{chance.random()}"})


def _away_while_it_is_proved(rig: Company, system: str, chance: random.Random) -> None:
    control_of(rig, system).outage(chance.choice(("unavailable", "cdn_page", "login_page")))
    _must_fail(rig, system, {"secret": f"never-tried-{chance.random()}"})


def _slowed_while_it_is_proved(rig: Company, system: str, chance: random.Random) -> None:
    control_of(rig, system).outage("throttled_seconds")
    _must_fail(rig, system, {"secret": f"never-tried-{chance.random()}"})


def _other_company(rig: Company, system: str, chance: random.Random) -> None:
    """Hand over a login that works and opens somebody else's data."""
    login = f"other-{chance.randrange(10**9)}@example.dk"
    if system == "uniconta":
        _must_fail(rig, system, {"company": "99999"})
        return
    control = control_of(rig, system)
    secret = control.credentials("add", login=login, company=2)["secret"]
    _must_fail(rig, system, {"login": login, "secret": secret})


def _killed_in_the_middle(rig: Company, system: str, chance: random.Random) -> None:
    """Kill the hand-over of a wrong secret at a moment that chance chooses."""
    facts = {**rig.credentials[system], "secret": f"killed-{chance.random()}"}
    words = ["connect", system, "--tenant", TENANT, "--login", facts["login"], "--secret-file", "-"]
    words += ["--company", facts["company"]] if system == "uniconta" else []
    command = rig.cli.start(*words)
    command.give(facts["secret"])
    time.sleep(chance.random() * _HAND_OVER_SECONDS)
    command.kill()


WAYS: tuple[Callable[[Company, str, random.Random], None], ...] = (
    _wrong_secret,
    _away_while_it_is_proved,
    _slowed_while_it_is_proved,
    _other_company,
    _killed_in_the_middle,
)


def _must_fail(rig: Company, system: str, changed: dict[str, str]) -> None:
    finished = rig.connect(system, **{**rig.credentials[system], **changed})
    if not finished.code:
        raise AssertionError(f"this should not have been taken: {finished}")


def _take_another(rig: Company, system: str) -> int:
    """Replace a login as it should be; return the number of the version in use then."""
    control, facts = control_of(rig, system), rig.credentials[system]
    facts["secret"] = control.credentials("rotate", login=facts["login"])["secret"]
    finished = rig.connect(system, **facts)
    if finished.code:
        raise AssertionError(str(finished))
    return int(show_connection(rig, system)["version"])


def _unproved_switches(rig: Company) -> list[int]:
    """Return the versions that were ever in use without a proof, or on one that had grown too old, by row."""
    rows = rig.cli.rows("SELECT id, verified_at, activated_at, evidence, checks FROM credential_version")
    return [row[0] for row in rows if row[2] is not None and not _is_proved(row[1], row[2], row[4])]


def _is_proved(verified_at: str | None, activated_at: str, checks: str) -> bool:
    if verified_at is None or checks in ("", "[]"):
        return False
    age = datetime.fromisoformat(activated_at) - datetime.fromisoformat(verified_at)
    return timedelta(0) <= age <= _PROOF_COUNTS
