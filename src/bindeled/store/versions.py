"""Credential versions: states change by compare-and-set, the event in the same transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max

from bindeled.domain.accounts import SUPERSEDED, VersionRecord
from bindeled.domain.errors import Contradiction, ForeignCompany, Overtaken
from bindeled.domain.links import Trigger, link_after
from bindeled.domain.nouns import Company
from bindeled.domain.points import HandOverPoint, go_on
from bindeled.domain.states import HALF_WAY, VERSION_MOVES, LinkState, VersionState, may_become
from bindeled.store import models
from bindeled.store.actors import current_actor
from bindeled.store.connections import connection_from, locked, set_link
from bindeled.store.events import connection_event
from bindeled.store.links import facts_of
from bindeled.store.sealed import columns_of, sealed_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bindeled.domain.accounts import Connection, NewVersion
    from bindeled.domain.errors import Evidence
    from bindeled.domain.secrets import Sealed

_NO_SECRET: Mapping[str, None] = {"nonce": None, "ciphertext": None}


class StoredVersions:
    """Implements `connections.keeping.VersionStore`. `passing` is told the points that lie inside a transaction."""

    def __init__(self, passing: Callable[[HandOverPoint], None] = go_on) -> None:
        self._passing = passing

    def versions(self, connection: Connection) -> list[VersionRecord]:
        """Return every credential version of the connection, the newest first."""
        rows = models.CredentialVersion.objects.filter(connection_id=connection.id).order_by("-number")
        return [version_from(row) for row in rows]

    def version(self, connection: Connection, number: int) -> tuple[VersionRecord, Sealed | None] | None:
        """Return one version and its sealed secret, None where it was destroyed; None when there is no such version."""
        row = models.CredentialVersion.objects.filter(connection_id=connection.id, number=number).first()
        return (version_from(row), _sealed(row)) if row else None

    def active(self, connection: Connection) -> tuple[VersionRecord, Sealed] | None:
        """Return the version in use and its sealed secret, None when none is in use."""
        row = models.CredentialVersion.objects.filter(
            connection_id=connection.id, state=VersionState.ACTIVE.value
        ).first()
        if row is None:
            return None
        sealed = _sealed(row)
        if sealed is None:
            raise Contradiction(f"Version {row.number} of connection {row.connection_id} is in use and has no secret.")
        return version_from(row), sealed

    def checks(self, connection: Connection, number: int) -> list[dict[str, Any]]:
        """Return what the checks of this version have found so far, in order."""
        rows = models.CredentialVersion.objects.filter(connection_id=connection.id, number=number)
        return rows.values_list("checks", flat=True).first() or []

    def everything(self) -> list[list[VersionRecord]]:
        """Return the versions of every connection that has any, the newest first: what the housekeeping looks at."""
        rows = models.CredentialVersion.objects.order_by("connection_id", "-number")
        return [list(map(version_from, some)) for _, some in groupby(rows, lambda row: row.connection_id)]

    def login_is_shared(self, connection: Connection, login: str) -> bool:
        """Tell whether another connection uses the same login of the same system now."""
        rows = models.CredentialVersion.objects.exclude(connection_id=connection.id)
        in_use = rows.filter(state=VersionState.ACTIVE.value, connection__system=connection.system.value)
        return in_use.filter(login=login).exists()

    # hand-over

    def stage(
        self, connection: Connection, new: NewVersion, fingerprint: str, seal: Callable[[int], Sealed], at: datetime
    ) -> VersionRecord:
        """Keep a new credential version as `STAGED`; `seal` is called with its number, which the seal is bound to.

        One that was half-way gives way: it is rejected as superseded and its secret destroyed.
        """
        with transaction.atomic():
            row = locked(connection.id)
            _supersede(row, at)
            newest = row.credentialversion_set.aggregate(newest=Max("number"))["newest"] or 0
            version = row.credentialversion_set.create(
                number=newest + 1,
                login=new.login,
                company=new.company,
                state=VersionState.STAGED.value,
                origin=new.origin,
                actor=current_actor().name,
                fingerprint=fingerprint,
                grace_seconds=None if new.grace is None else int(new.grace.total_seconds()),
                created_at=at,
                expires=new.expires,
                **columns_of(seal(newest + 1)),
            )
            connection_event("version.staged", row, at, {"version": version.number, "origin": new.origin})
        return version_from(version)

    def note_checks(self, version: VersionRecord, checks: Sequence[Mapping[str, Any]]) -> None:
        """Keep what the checks have found so far, for whoever watches them run."""
        _rows(version).update(checks=list(checks))

    def verified(self, version: VersionRecord, company: Company, at: datetime) -> None:
        """Move a version to `VERIFIED`. Raises Overtaken when another hand-over took its place meanwhile."""
        with _changing(version) as told:
            _move(version, VersionState.VERIFIED, opens_key=company.key, opens_name=company.name, verified_at=at)
            told("version.verified", at, {"company": str(company)})

    def reject(
        self, version: VersionRecord, reason: str, evidence: Evidence | None, at: datetime, *, refused: bool = False
    ) -> None:
        """Move a version that was never in use to `REJECTED`, with what the provider answered; its secret is destroyed.

        `refused` tells that the system itself said no to the login. Raises Contradiction when it is in use or was.
        """
        columns = {"reason": reason, "evidence": asdict(evidence) if evidence else None, "ended_at": at}
        if refused:
            columns["refused_at"] = at
        with _changing(version) as told:
            _move(version, VersionState.REJECTED, **columns, **_NO_SECRET)
            told("version.rejected", at, {"reason": reason})

    def switch(
        self,
        connection: Connection,
        version: VersionRecord,
        company: Company,
        at: datetime,
        *,
        grace: timedelta = timedelta(hours=24),
        kind: str = "version.switched",
        facts: Mapping[str, Any] | None = None,
    ) -> Connection:
        """Make a version the active one: identity, epoch + 1, the former one `RETIRING` for `grace`, the link works.

        A verified version is switched to; one that is `RETIRING` is taken back into use so. Raises Overtaken when the
        connection's epoch is no longer the one handed in or the version was superseded, and ForeignCompany when the
        connection stands for another company.
        """
        with transaction.atomic():
            row = locked(connection.id)
            _check_switch(row, connection, version, company)
            # The former one first: the database allows one active version at each moment.
            _retire_active(row, except_for=version.number, until=at + grace)
            _move(version, VersionState.ACTIVE, activated_at=at, retires_at=None, probation_since=None)
            former = row.active_version
            row.company_key, row.company_name = company.key, company.name
            row.epoch += 1
            row.active_version = version.number
            set_link(row, link_after(LinkState(row.link), Trigger.SWITCHED, facts_of(row)), at)
            row.save()
            told = {"version": version.number, "former": former, "epoch": row.epoch, "company": str(company)}
            connection_event(kind, row, at, {**told, **(facts or {})})
            self._passing(HandOverPoint.SWITCHING)
        return connection_from(row)

    def revoke(
        self, connection: Connection, version: VersionRecord, reason: str, evidence: Evidence | None, at: datetime
    ) -> Connection:
        """Move a version that is or was in use to `REVOKED` and destroy its secret.

        Was it the active one, no version is in use afterwards: epoch + 1, and the link says that a person must act.
        """
        with transaction.atomic():
            row = locked(connection.id)
            answer = asdict(evidence) if evidence else None
            _move(version, VersionState.REVOKED, reason=reason, evidence=answer, ended_at=at, **_NO_SECRET)
            if row.active_version == version.number:
                row.active_version = None
                row.epoch += 1
                set_link(row, LinkState.ACTION_REQUIRED, at)
                row.save()
            facts = {"version": version.number, "reason": reason, "epoch": row.epoch}
            connection_event("version.revoked", row, at, facts)
        return connection_from(row)

    # probation

    def count_call(self, version: VersionRecord, at: datetime) -> None:
        """Count one business call of a version on probation; the first begins its time."""
        rows = _rows(version)
        rows.filter(probation_since=None).update(probation_since=at)
        rows.update(probation_calls=F("probation_calls") + 1)

    def proved(self, version: VersionRecord, at: datetime) -> bool:
        """Write that a business call succeeded with this version; False when that was known.

        An earlier refusal was a false alarm then, and is forgotten.
        """
        with _changing(version) as told:
            _rows(version).exclude(refused_at=None).update(refused_at=None)
            if not _rows(version).filter(state=VersionState.ACTIVE.value, proved_at=None).update(proved_at=at):
                return False
            told("version.proved", at, {"after_calls": version.probation_calls})
        return True

    def refused(self, version: VersionRecord, at: datetime) -> None:
        """Write when a version in use was first refused, from which the life of the next one is guessed."""
        _rows(version).filter(refused_at=None).update(refused_at=at)

    # housekeeping

    def retire(self, version: VersionRecord, at: datetime) -> None:
        """Move a retiring version to `RETIRED`."""
        with _changing(version) as told:
            _move(version, VersionState.RETIRED, ended_at=at)
            told("version.retired", at, {})

    def destroy(self, version: VersionRecord, at: datetime) -> None:
        """Move a version that is over to `DESTROYED`; nothing opens its secret any more. What is told of it stays."""
        with _changing(version) as told:
            _move(version, VersionState.DESTROYED, **_NO_SECRET)
            told("version.destroyed", at, {})

    def remind(self, version: VersionRecord, threshold: int, days: int, at: datetime) -> bool:
        """Write that a person is to be reminded of the expiry in `days`; False when that was done for `threshold`."""
        with _changing(version) as told:
            due = _rows(version).filter(reminded_days=version.reminded_days)
            if version.reminded_days == threshold or not due.update(reminded_days=threshold):
                return False
            kind = "version.expiring" if threshold else "version.past_expiry"
            told(kind, at, {"days": days, "expires": str(version.expires)})
        return True


def version_from(row: models.CredentialVersion) -> VersionRecord:
    """Return the row as the noun that leaves this room, without its secret."""
    return VersionRecord(
        number=row.number,
        connection_id=row.connection_id,
        login=row.login,
        company=row.company,
        state=VersionState(row.state),
        origin=row.origin,
        created_at=row.created_at,
        expires=row.expires,
        actor=row.actor,
        fingerprint=row.fingerprint,
        grace=None if row.grace_seconds is None else timedelta(seconds=row.grace_seconds),
        opens=Company(row.opens_key, row.opens_name) if row.opens_key else None,
        verified_at=row.verified_at,
        activated_at=row.activated_at,
        proved_at=row.proved_at,
        refused_at=row.refused_at,
        retires_at=row.retires_at,
        ended_at=row.ended_at,
        probation_since=row.probation_since,
        probation_calls=row.probation_calls,
        reason=row.reason,
        reminded_days=row.reminded_days,
        has_secret=row.ciphertext is not None,
    )


def _sealed(row: models.CredentialVersion) -> Sealed | None:
    return None if row.ciphertext is None else sealed_of(row)


def _rows(version: VersionRecord) -> Any:
    return models.CredentialVersion.objects.filter(connection_id=version.connection_id, number=version.number)


@contextmanager
def _changing(version: VersionRecord) -> Iterator[Callable[[str, datetime, Mapping[str, Any]], None]]:
    """Change a version in one transaction; yields what writes the event.

    The connection is locked first, always: whoever locked a version before it would wait for us, and we for them.
    """
    with transaction.atomic():
        row = locked(version.connection_id)
        yield lambda kind, at, facts: connection_event(kind, row, at, {"version": version.number, **facts})


def _supersede(row: models.Connection, at: datetime) -> None:
    half_way = row.credentialversion_set.filter(state__in=[state.value for state in HALF_WAY])
    for number in half_way.values_list("number", flat=True):
        connection_event("version.rejected", row, at, {"version": number, "reason": SUPERSEDED})
    half_way.update(state=VersionState.REJECTED.value, reason=SUPERSEDED, ended_at=at, **_NO_SECRET)


def _retire_active(row: models.Connection, *, except_for: int, until: datetime) -> None:
    others = row.credentialversion_set.exclude(number=except_for)
    others.filter(state__in=may_become(VERSION_MOVES, VersionState.RETIRING)).update(
        state=VersionState.RETIRING.value, retires_at=until
    )


def _check_switch(row: models.Connection, seen: Connection, version: VersionRecord, company: Company) -> None:
    if row.epoch != seen.epoch:
        raise Overtaken(
            f"the {seen.system.title} connection was switched meanwhile (epoch {row.epoch}, not {seen.epoch})"
        )
    if version.connection_id != row.pk:
        raise Contradiction(f"Version {version.number} belongs to another connection. Nothing was changed.")
    if row.company_key not in {"", company.key}:
        expected = Company(row.company_key, row.company_name)
        raise ForeignCompany(seen.system.title, str(expected), str(company))


def _move(version: VersionRecord, state: VersionState, **columns: Any) -> None:
    rows = _rows(version)
    if rows.filter(state__in=may_become(VERSION_MOVES, state)).update(state=state.value, **columns):
        return
    now, reason = rows.values_list("state", "reason").first() or ("gone", "")
    if reason == SUPERSEDED:
        raise Overtaken(f"another login was handed over in place of version {version.number}")
    raise Contradiction(f"Credential version {version.number} is {now} and cannot become {state.value}.")
