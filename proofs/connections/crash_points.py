"""The crash points of the connections reference (4.5), before and after: where in the code that is, in which act."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Act(Enum):
    """What a process is doing when it dies."""

    CONNECT = "hands a login over"
    CONNECT_ALONE = "hands a login over that cannot stand beside the one in use"
    CARRY = "carries reports"
    TIDY = "puts former logins away"
    ROTATE = "rotates the data key"
    MEND = "finds that a refused login works again"
    USE_LINK = "hands a login over by a reconnect link"


class CrashPoint(NamedTuple):
    """A moment at which a process is killed. `places` are as `proofs.connections.dying` reads them."""

    number: int
    when: str
    act: Act
    places: str

    @property
    def name(self) -> str:
        """Return what tells the point from the others."""
        return f"CP{self.number} {self.when}"


_VERSIONS = "bindeled.store.versions:StoredVersions"
_LINKS = "bindeled.store.links:StoredLinks"
_BARRIERS = "bindeled.connections.barrier:Barriers"
_STANDINGS = "bindeled.store.standing:StoredStandings"
_CALL = "bindeled.transport.client:Transport._exchange"
_ANSWER = "httpcore2._sync.http11:HTTP11Connection._receive_response_headers@before"
_INSERT = "bindeled.uniconta.client:UnicontaClient.insert_list"
_LEDGER = "bindeled.store.ledger:StoredReportLedger"
_KEYS = "bindeled.store.keys:StoredDataKeys"
_SEALED = "bindeled.store.sealed:StoredSealed.replace"
_OUTBOX = "bindeled.store.outbox:StoredOutbox.add"
_RECONNECT = "bindeled.store.reconnecting:StoredReconnectLinks"
_AUDIT = "bindeled.store.models:AuditEntry.save_base"

CRASH_POINTS = (
    CrashPoint(1, "before the staged row", Act.CONNECT, f"{_VERSIONS}.stage@before"),
    CrashPoint(1, "after the staged row", Act.CONNECT, f"{_VERSIONS}.stage@after"),
    CrashPoint(2, "before the verifying call", Act.CONNECT, f"{_VERSIONS}.stage@after,{_CALL}@before"),
    CrashPoint(2, "after the verifying call, before its answer", Act.CONNECT, f"{_VERSIONS}.stage@after,{_ANSWER}"),
    CrashPoint(3, "before the evidence is written", Act.CONNECT, f"{_VERSIONS}.verified@before"),
    CrashPoint(3, "after the evidence is written", Act.CONNECT, f"{_VERSIONS}.verified@after"),
    CrashPoint(4, "before the switch begins", Act.CONNECT, f"{_VERSIONS}.switch@before"),
    CrashPoint(4, "in the switch, before its entry", Act.CONNECT, f"{_VERSIONS}.switch@before,{_AUDIT}@before"),
    CrashPoint(5, "in the switch, all written", Act.CONNECT, f"{_VERSIONS}.switch@before,{_AUDIT}@after"),
    CrashPoint(5, "after the switch is committed", Act.CONNECT, f"{_VERSIONS}.switch@after"),
    CrashPoint(6, "before the link shows the new login", Act.CONNECT, f"{_LINKS}.happened@before"),
    CrashPoint(6, "after the link shows the new login", Act.CONNECT, f"{_LINKS}.happened@after"),
    CrashPoint(7, "behind the barrier, calls under way", Act.CONNECT_ALONE, f"{_BARRIERS}._wait_for_calls@before"),
    CrashPoint(7, "behind the barrier, the new login proved", Act.CONNECT_ALONE, f"{_VERSIONS}.verified@after"),
    CrashPoint(7, "switched, the barrier still up", Act.CONNECT_ALONE, f"{_STANDINGS}.lower_barrier@before"),
    CrashPoint(8, "before the first business call", Act.CARRY, f"{_INSERT}@before"),
    CrashPoint(8, "after the call, before its answer", Act.CARRY, f"{_INSERT}@before,{_ANSWER}"),
    CrashPoint(9, "after the answer is read", Act.CARRY, f"{_INSERT}@after"),
    CrashPoint(9, "before the ledger knows it", Act.CARRY, f"{_INSERT}@after,{_LEDGER}.settle@before"),
    CrashPoint(10, "after the ledger knows it", Act.CARRY, f"{_INSERT}@after,{_LEDGER}.settle@after"),
    CrashPoint(10, "before the checkpoint moves", Act.CARRY, f"{_LEDGER}.move_checkpoint@before"),
    CrashPoint(10, "after the checkpoint moved", Act.CARRY, f"{_LEDGER}.move_checkpoint@after"),
    CrashPoint(11, "before the former login is retired", Act.TIDY, f"{_VERSIONS}.retire@before"),
    CrashPoint(11, "retired, its secret still there", Act.TIDY, f"{_VERSIONS}.destroy@before"),
    CrashPoint(11, "after its secret is destroyed", Act.TIDY, f"{_VERSIONS}.destroy@after"),
    CrashPoint(12, "before the new data key is kept", Act.ROTATE, f"{_KEYS}.add@before"),
    CrashPoint(12, "the new data key kept, not primary", Act.ROTATE, f"{_KEYS}.make_primary@before"),
    CrashPoint(12, "the new data key primary", Act.ROTATE, f"{_KEYS}.make_primary@after"),
    CrashPoint(13, "before the second row is sealed anew", Act.ROTATE, f"{_SEALED}@after,{_SEALED}@before"),
    CrashPoint(13, "after the second row is sealed anew", Act.ROTATE, f"{_SEALED}@after,{_SEALED}@after"),
    CrashPoint(14, "before the question is closed", Act.MEND, f"{_LINKS}.happened@before"),
    CrashPoint(14, "the question closed, no notice yet", Act.MEND, f"{_LINKS}.happened@after,{_OUTBOX}@before"),
    CrashPoint(14, "the notice written, not committed", Act.MEND, f"{_LINKS}.happened@after,{_OUTBOX}@after"),
    CrashPoint(15, "before the link is held", Act.USE_LINK, f"{_RECONNECT}.staging@before"),
    CrashPoint(15, "the login staged, not committed", Act.USE_LINK, f"{_VERSIONS}.stage@after"),
    CrashPoint(15, "the link used, its use not yet told", Act.USE_LINK, f"{_RECONNECT}.used@before"),
    CrashPoint(16, "before the audit entry", Act.CONNECT, f"{_AUDIT}@before"),
    CrashPoint(16, "the audit entry written, the action not done", Act.CONNECT, f"{_AUDIT}@after"),
)
