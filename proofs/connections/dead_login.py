"""P5, P7 and P12: a dead login is noticed, a new one carries what waited at once, and the way back is short."""

from __future__ import annotations

import json
import random
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx2

from proofs.measured import Measured, percentile
from proofs.rig import company, control_of, show_connection
from tests.support.people import People
from tests.support.processes import TENANT, wait_for

if TYPE_CHECKING:
    from proofs.measured import Scale
    from tests.support.processes import Company

SYSTEMS = ("intempus", "uniconta")
# As in service, where the suite is in a hurry.
AS_IN_SERVICE = {"BINDELED_SUSPECT_CONFIRM_SECONDS": "20", "BINDELED_LOOK_TICK_SECONDS": "1"}
_NOTICED_SECONDS, _NOTICED_AT_MOST, _CARRIES_SECONDS, _BACK_SECONDS = 60.0, 120.0, 5.0, 2.0


@dataclass(frozen=True, slots=True)
class Life:
    """One login's death and what followed, in seconds: until it was noticed, until work went on, until the way back."""

    noticed: float
    carried_on: float
    went_back: float


def dead_logins(scale: Scale) -> list[Measured]:
    """Let a login die in use, replace it, and go back from another; once for each system and half of the rounds."""
    lives = [_one_life(system, scale.reports, seed) for seed in range(max(1, scale.rounds // 2)) for system in SYSTEMS]
    noticed = [life.noticed for life in lives]
    carried_on = [life.carried_on for life in lives]
    went_back = [life.went_back for life in lives]
    return [
        Measured(
            "P5",
            "automatic resume",
            "proved to first held item delivered <= 5 s",
            f"at most {max(carried_on):.1f} s",
            max(carried_on) <= _CARRIES_SECONDS,
            len(lives),
            {"seconds": carried_on},
        ),
        Measured(
            "P7",
            "fast detection, in use",
            "first refusal to telling a person: p95 <= 60 s, at most 120 s",
            f"p95 {percentile(noticed, 0.95):.1f} s, at most {max(noticed):.1f} s",
            percentile(noticed, 0.95) <= _NOTICED_SECONDS and max(noticed) <= _NOTICED_AT_MOST,
            len(lives),
            {"seconds": noticed},
        ),
        Measured(
            "P12",
            "roll-back",
            "order to former login in use <= 2 s",
            f"at most {max(went_back):.1f} s",
            max(went_back) <= _BACK_SECONDS,
            len(lives),
            {"seconds": went_back},
        ),
    ]


def _one_life(system: str, reports: int, seed: int) -> Life:
    with company(reports, seed + 1, **AS_IN_SERVICE) as rig:
        people = People(rig, random.Random(seed))  # noqa: S311 - to be had again by its seed, nothing secret
        people.hold_back(0.5)
        worker = rig.cli.start("worker")
        rig.rest()
        control, facts = control_of(rig, system), rig.credentials[system]
        new = control.credentials("rotate", login=facts["login"])["secret"]
        died = time.time()
        people.approve(reports)
        asking = rig.cli.start("sync", "reports", "--tenant", TENANT, "--json")
        wait_for(lambda: _told(rig, system) > 0, "a person is told that the login is dead")
        noticed = _told(rig, system) - _first_refusal(rig, system, died)
        asking.kill()
        rig.credentials[system]["secret"] = new
        _take(rig, system)
        carried_on = _first_delivery(rig, since=_proved(rig)) - _proved(rig)
        went_back = _go_back(rig, system)
        worker.ask_to_end()
        return Life(noticed, carried_on, went_back)


def _take(rig: Company, system: str) -> None:
    finished = rig.connect(system, **rig.credentials[system])
    if finished.code:
        raise AssertionError(str(finished))


def _told(rig: Company, system: str) -> float:
    """Return when the link began to need a person, 0 while it does not."""
    rows = rig.cli.rows(
        "SELECT event.at FROM event JOIN connection ON connection.id = event.connection_id "
        "WHERE kind = 'link.changed' AND system = ? AND json_extract(facts, '$.to') = 'action_required'",
        system,
    )
    return max((_moment(row[0]) for row in rows), default=0.0)


def _first_refusal(rig: Company, system: str, since: float) -> float:
    calls = control_of(rig, system).requests()
    refused = [call for call in calls if call["arrived"] >= since and call["standing"] == "dead"]
    return min(float(call["completed"]) for call in refused)


def _proved(rig: Company) -> float:
    return _moment(rig.cli.rows("SELECT max(verified_at) FROM credential_version")[0][0])


def _first_delivery(rig: Company, since: float) -> float:
    """Return when the first list arrived in Uniconta after a moment; waits for it."""

    def deliveries() -> list[float]:
        calls = rig.uniconta.control.requests()
        return [
            call["completed"]
            for call in calls
            if call["arrived"] >= since and "/InsertList/" in call["path"] and call["status"] == 200
        ]

    wait_for(lambda: bool(deliveries()), "held reports are delivered")
    return min(deliveries())


def _go_back(rig: Company, system: str) -> float:
    """Replace the login by one beside it, then order the way back; return the seconds until the former is in use."""
    control, facts = control_of(rig, system), rig.credentials[system]
    control.switch(**({"keys_per_user": 9} if system == "intempus" else {"passwords_at_once": 9}))
    former = show_connection(rig, system)["version"]
    facts["secret"] = control.credentials("add-secret", login=facts["login"])["secret"]
    _take(rig, system)
    ordered = _order_the_way_back(rig, system, show_connection(rig, system)["version"])
    if show_connection(rig, system)["version"] != former:
        raise AssertionError("the former login is not in use")
    return _moment(rig.cli.rows("SELECT max(activated_at) FROM credential_version")[0][0]) - ordered


def _order_the_way_back(rig: Company, system: str, in_use: int) -> float:
    """Order a roll-back from the running service, as a program does; return when it was ordered."""
    token = json.loads(rig.cli.must("tokens", "create", "proof", "--role", "owner", "--tenant", TENANT, "--json").out)[
        "written"
    ]
    service = rig.cli.start("web", "--port", "0", "--json")
    wait_for(lambda: "http://" in service.out.read_text(), "the service answers")
    origin = re.findall(r"http://[0-9.:]+", service.out.read_text())[0]
    with httpx2.Client(
        base_url=f"{origin}/api/v1", headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=60
    ) as client:
        listed = client.get(f"/tenants/{TENANT}/connections").json()["connections"]
        (connection,) = [one for one in listed if one["system"] == system]
        address = f"/connections/{connection['connection']}"
        tag = client.get(address).headers["etag"]
        ordered = time.time()
        answer = client.post(f"{address}/credentials/{in_use}/rollback", headers={"If-Match": tag})
    service.ask_to_end()
    if answer.status_code != 200:
        raise AssertionError(f"the way back was refused: {answer.status_code} {answer.text}")
    return ordered


def _moment(written: str) -> float:
    return datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp()
