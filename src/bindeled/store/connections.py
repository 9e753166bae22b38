"""Connections and credential versions: states change by compare-and-set, the event in the same transaction."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from bindeled.domain.accounts import Connection, System, VersionRecord
from bindeled.domain.errors import Contradiction, ForeignCompany, Overtaken
from bindeled.domain.nouns import Company
from bindeled.domain.secrets import Sealed
from bindeled.domain.states import VERSION_MOVES, LinkState, VersionState
from bindeled.store import models
from bindeled.store.events import connection_event
from bindeled.store.meters import StoredEvidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.accounts import NewVersion, Tenant
    from bindeled.domain.errors import Evidence
    from bindeled.ports import Clock


# Proving a login takes seconds; a version that is half-way for so long belongs to a process that died.
_ABANDONED_AFTER = timedelta(minutes=15)
_ABANDONED = "The hand-over broke off before the login was proved."
_HALF_WAY = [state.value for state, after in VERSION_MOVES.items() if VersionState.REJECTED in after]


def utc_now() -> datetime:
    """Return the time of this machine."""
    return datetime.now(UTC)


class StoredConnections:
    """Implements `ports.ConnectionStore`. `clock` dates a connection that is made because somebody asked for it."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock

    def connection(self, tenant: Tenant, system: System) -> Connection:
        """Return the connection, made as `NOT_CONFIGURED` when it is not there yet."""
        row, _ = models.Connection.objects.get_or_create(
            tenant_id=tenant.id, system=system.value, defaults={"link_since": self._clock()}
        )
        return connection_from(row)

    def stage(
        self, connection: Connection, new: NewVersion, seal: Callable[[int], Sealed], at: datetime
    ) -> VersionRecord:
        """Keep a new credential version as `STAGED`; `seal` is called with its number, which the seal is bound to.

        Versions that a hand-over left half-way, since its process died, are rejected and their secrets destroyed.
        """
        with transaction.atomic():
            row = _locked(connection)
            _reject_abandoned(row, at)
            newest = row.credentialversion_set.aggregate(newest=Max("number"))["newest"] or 0
            sealed = seal(newest + 1)
            version = row.credentialversion_set.create(
                number=newest + 1,
                login=new.login,
                company=new.company,
                state=VersionState.STAGED.value,
                origin=new.origin,
                created_at=at,
                expires=new.expires,
                key_number=sealed.key_number,
                nonce=sealed.nonce,
                ciphertext=sealed.ciphertext,
            )
            connection_event("version.staged", row, at, {"version": version.number, "origin": new.origin})
        return version_from(version)

    def verified(self, version: VersionRecord, company: Company, at: datetime) -> None:
        """Move a staged version to `VERIFIED`. Raises Contradiction when it is not staged."""
        with transaction.atomic():
            _move(version, VersionState.VERIFIED)
            row = models.Connection.objects.get(pk=version.connection_id)
            connection_event("version.verified", row, at, {"version": version.number, "company": str(company)})

    def reject(self, version: VersionRecord, reason: str, evidence: Evidence | None, at: datetime) -> None:
        """Move a staged version to `REJECTED`, with what the provider answered, and destroy its sealed secret.

        Raises Contradiction when it is in use or was.
        """
        answer = asdict(evidence) if evidence else None
        with transaction.atomic():
            _move(version, VersionState.REJECTED, reason=reason, evidence=answer, nonce=None, ciphertext=None)
            row = models.Connection.objects.get(pk=version.connection_id)
            connection_event("version.rejected", row, at, {"version": version.number, "reason": reason})

    def switch(self, connection: Connection, version: VersionRecord, company: Company, at: datetime) -> Connection:
        """Make a verified version the active one: identity, epoch + 1, the former one `RETIRING`, link `CONNECTED`.

        A version that is `RETIRING` may be taken back into use so. Raises Overtaken when the connection's epoch is
        no longer the one handed in, and ForeignCompany when the connection stands for another company.
        """
        with transaction.atomic():
            row = _locked(connection)
            _check_switch(row, connection, version, company)
            # The former one first: the database allows one active version at each moment.
            others = row.credentialversion_set.exclude(number=version.number)
            others.filter(state__in=_may_become(VersionState.RETIRING)).update(state=VersionState.RETIRING.value)
            _move(version, VersionState.ACTIVE)
            former = row.active_version
            row.company_key, row.company_name = company.key, company.name
            row.epoch += 1
            row.active_version = version.number
            _set_link(row, LinkState.CONNECTED, at)
            row.save()
            facts = {"version": version.number, "former": former, "epoch": row.epoch, "company": str(company)}
            connection_event("version.switched", row, at, facts)
        return connection_from(row)

    def active(self, connection: Connection) -> tuple[VersionRecord, Sealed] | None:
        """Return the version in use and its sealed secret, None before the first switch."""
        row = models.CredentialVersion.objects.filter(
            connection_id=connection.id, state=VersionState.ACTIVE.value
        ).first()
        return (version_from(row), _sealed(row)) if row else None

    def mark_link(self, connection: Connection, state: LinkState, evidence: Evidence | None, at: datetime) -> None:
        """Write how the link stands now with what it was concluded from; the event is written with it.

        Since when it stands so, and the event, are written when the state changes; evidence is kept each time. What was
        concluded at an earlier epoch says nothing about the login in use now and leaves the link as it is.
        """
        with transaction.atomic():
            row = _locked(connection)
            if evidence is not None:
                StoredEvidence().keep(row.pk, evidence, at)
            if row.epoch == connection.epoch and row.link != state.value:
                facts = {"from": row.link, "to": state.value, "evidence": asdict(evidence) if evidence else None}
                _set_link(row, state, at)
                row.save(update_fields=["link", "link_since"])
                connection_event("link.changed", row, at, facts)

    def versions(self, connection: Connection) -> list[VersionRecord]:
        """Return every credential version of the connection, the newest first."""
        rows = models.CredentialVersion.objects.filter(connection_id=connection.id).order_by("-number")
        return [version_from(row) for row in rows]


def connection_from(row: models.Connection) -> Connection:
    """Return the row as the noun that leaves this room."""
    return Connection(
        id=row.pk,
        tenant_id=row.tenant_id,
        system=System(row.system),
        company=Company(row.company_key, row.company_name) if row.company_key else None,
        epoch=row.epoch,
        active_version=row.active_version,
        link=LinkState(row.link),
        link_since=row.link_since,
    )


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
    )


def _sealed(row: models.CredentialVersion) -> Sealed:
    if row.key_number is None or row.nonce is None or row.ciphertext is None:
        raise Contradiction(f"Version {row.number} of connection {row.connection_id} is in use and has no secret.")
    return Sealed(row.key_number, bytes(row.nonce), bytes(row.ciphertext))


def _locked(connection: Connection) -> models.Connection:
    """Return the row as it stands now, and keep others from changing it until the transaction ends."""
    return models.Connection.objects.select_for_update(no_key=True).get(pk=connection.id)


def _reject_abandoned(row: models.Connection, at: datetime) -> None:
    half_way = row.credentialversion_set.filter(state__in=_HALF_WAY, created_at__lt=at - _ABANDONED_AFTER)
    for number in half_way.values_list("number", flat=True):
        connection_event("version.rejected", row, at, {"version": number, "reason": _ABANDONED})
    half_way.update(state=VersionState.REJECTED.value, reason=_ABANDONED, nonce=None, ciphertext=None)


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


def _set_link(row: models.Connection, state: LinkState, at: datetime) -> None:
    if row.link != state.value:
        row.link, row.link_since = state.value, at


def _move(version: VersionRecord, state: VersionState, **columns: Any) -> None:
    rows = models.CredentialVersion.objects.filter(connection_id=version.connection_id, number=version.number)
    if not rows.filter(state__in=_may_become(state)).update(state=state.value, **columns):
        now = rows.values_list("state", flat=True).first()
        raise Contradiction(f"Credential version {version.number} is {now} and cannot become {state.value}.")


def _may_become(state: VersionState) -> list[str]:
    return [before.value for before, after in VERSION_MOVES.items() if state in after]
