"""The tables, named by the glossary. Models never leave this room: domain nouns and frozen rows do."""

from __future__ import annotations

from bindeled.store.models.access import ApiToken, ApiTokenReach, IdempotencyKey, RequestCount
from bindeled.store.models.audit import AuditChain, AuditEntry
from bindeled.store.models.checklist import ChecklistItem
from bindeled.store.models.connections import CallCount, Connection, CredentialVersion, Evidence
from bindeled.store.models.events import Event
from bindeled.store.models.feeds import Feed, Snapshot
from bindeled.store.models.hints import Hint, Hook
from bindeled.store.models.keys import DataKey, FingerprintKey, InstallationKey
from bindeled.store.models.ledger import HOURS_DECIMALS, HOURS_DIGITS, Checkpoint, LedgerEntry, ParkedReport, PastReport
from bindeled.store.models.links import CallUnderWay, HeldQueue, HeldReport, LackingRight, LinkLook, LoginAttempt
from bindeled.store.models.loads import Load, LoadItem
from bindeled.store.models.notices import Notice, NoticeContact, NoticeItem, ToldEvent, ToldTrouble
from bindeled.store.models.pairings import PayTypePairing
from bindeled.store.models.people import Membership, OneTimeLink, SupportGrant, User
from bindeled.store.models.reconnecting import HandOverProgress, ReconnectAttempt, ReconnectLink
from bindeled.store.models.registers import (
    EntityLink,
    FieldConflict,
    FlowSetupVersion,
    ParkedRecord,
    RegisterWrite,
    RejectedMatch,
)
from bindeled.store.models.runs import OPEN_RUNS, Run, Worker
from bindeled.store.models.schedules import Schedule, ScheduleTick
from bindeled.store.models.shadows import Shadow, ShadowStep
from bindeled.store.models.tenants import Tenant
from bindeled.store.models.watches import WatchCause

__all__ = [
    "HOURS_DECIMALS",
    "HOURS_DIGITS",
    "OPEN_RUNS",
    "ApiToken",
    "ApiTokenReach",
    "AuditChain",
    "AuditEntry",
    "CallCount",
    "CallUnderWay",
    "ChecklistItem",
    "Checkpoint",
    "Connection",
    "CredentialVersion",
    "DataKey",
    "EntityLink",
    "Event",
    "Evidence",
    "Feed",
    "FieldConflict",
    "FingerprintKey",
    "FlowSetupVersion",
    "HandOverProgress",
    "HeldQueue",
    "HeldReport",
    "Hint",
    "Hook",
    "IdempotencyKey",
    "InstallationKey",
    "LackingRight",
    "LedgerEntry",
    "LinkLook",
    "Load",
    "LoadItem",
    "LoginAttempt",
    "Membership",
    "Notice",
    "NoticeContact",
    "NoticeItem",
    "OneTimeLink",
    "ParkedRecord",
    "ParkedReport",
    "PastReport",
    "PayTypePairing",
    "ReconnectAttempt",
    "ReconnectLink",
    "RegisterWrite",
    "RejectedMatch",
    "RequestCount",
    "Run",
    "Schedule",
    "ScheduleTick",
    "Shadow",
    "ShadowStep",
    "Snapshot",
    "SupportGrant",
    "Tenant",
    "ToldEvent",
    "ToldTrouble",
    "User",
    "WatchCause",
    "Worker",
]
