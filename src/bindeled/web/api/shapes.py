"""What goes in and out, as it stands in the OpenAPI document. What comes in is taken as it was sent, or refused."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, SecretStr, StringConstraints

from bindeled.domain.accounts import SwitchVariant, System
from bindeled.domain.checklist import ItemOwner, ItemState
from bindeled.domain.reconnecting import LinkPurpose, LinkStanding, LinkStep, Step
from bindeled.domain.roles import Role
from bindeled.domain.states import LinkState, RunState, VersionState

_NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"
Short = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_NO_CONTROLS)]
Note = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
# Taken as it is, blanks and all: what is wrong with it is told and never mended in silence.
Pasted = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Sent(Schema):
    """What comes in: a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class NewTenant(Sent):
    """A customer to be added. `first_day` is the first day carried, today if left out."""

    name: Short
    first_day: date | None = None


class NewCredential(Sent):
    """A login. Its secret goes in and never comes out. `company` is Uniconta's company number."""

    login: Pasted
    secret: SecretStr = Field(max_length=1000, json_schema_extra={"writeOnly": True})
    company: Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9]*$")] = ""
    expires: date | None = None


class Reason(Sent):
    """Why something is done."""

    reason: Short


class NewPause(Sent):
    """A pause: why, and until when; without an end it lasts until somebody resumes."""

    reason: Short
    until: datetime | None = None


class NewVariant(Sent):
    """How a new login takes over: beside the old one, by another user, or behind a barrier that stops calls."""

    variant: SwitchVariant


class NewLink(Sent):
    """A reconnect link to be made. `sent_to` is a note of who gets it; `minutes` how long it lasts."""

    sent_to: Annotated[str, StringConstraints(max_length=200, pattern=_NO_CONTROLS)] = ""
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None


class NewRun(Sent):
    """A run to be queued."""

    flow: Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[a-z]+$")] = "reports"


class NewStanding(Sent):
    """What is said of an item of the checklist."""

    state: ItemState
    by: Short
    reason: Note = ""
    due: date | None = None


class Shown(Schema):
    """What goes out: an enumeration by its value."""

    model_config = ConfigDict(use_enum_values=True)


class MistakeShape(Shown):
    """What is wrong with one field."""

    field: str
    code: str
    told: str


class ProblemShape(Shown):
    """Why something did not come about, and what to do; the log has the details under the same reference."""

    type: str
    title: str
    status: int
    detail: str
    reference: str
    mistakes: list[MistakeShape] = Field(default_factory=list)


class TenantShape(Shown):
    """A customer."""

    tenant: str
    name: str
    first_day: date


class Tenants(Shown):
    """The customers within reach."""

    tenants: list[TenantShape]


class VersionShape(Shown):
    """A credential version, without its secret."""

    version: int
    state: VersionState
    login: str
    company: str
    origin: str
    handed_over_by: str
    created_at: datetime
    expires: date | None
    verified_at: datetime | None
    activated_at: datetime | None
    usable_until: datetime | None
    reason: str


class TaskShape(Shown):
    """Something to be done next: a code for programs, a sentence for people, and whose move it is."""

    code: str
    whose_move: str
    told: str


class WaitingShape(Shown):
    """What waits now: reports that are due or under way, with their hours, oldest day and since when, and the inbox."""

    reports: int
    hours: Decimal | None
    oldest: date | None
    since: datetime | None
    forecast_minutes: float | None
    parked: int
    oldest_parked: datetime | None


class EvidenceShape(Shown):
    """What the system last answered, redacted, and the rule that judged it."""

    at: datetime | None
    method: str
    status: int | None
    rule: str
    seconds: float


class ConnectionShort(Shown):
    """A connection, and whose move it is."""

    connection: int
    system: System
    link: LinkState
    headline: str
    whose_move: str
    since: datetime
    epoch: int


class Resumed(ConnectionShort):
    """How a connection stands after its pause. When its login could not be proved, `problem` tells why."""

    problem: str = ""


class VariantShape(Shown):
    """How a new login of this connection takes the place of the one in use."""

    connection: int
    variant: SwitchVariant


class Connections(Shown):
    """The connections of a customer."""

    connections: list[ConnectionShort]


class GuideShape(Shown):
    """At which step somebody stands who hands a login over, since when, and when they were seen last.

    `by` is what they are to the tenant; none for the holder of a reconnect link. What they type is never told.
    """

    step: Step
    told: str
    by: Role | None
    since: datetime
    seen_at: datetime


class ConnectionShape(ConnectionShort):
    """All that is told of a connection. `guide` is there while somebody hands a login over."""

    tenant: str
    company: str
    told: str
    remedy: str
    versions: list[VersionShape]
    waiting: WaitingShape
    calls_today: int
    evidence: EvidenceShape | None
    guide: GuideShape | None
    next: list[TaskShape]


class CheckShape(Shown):
    """What came of one check."""

    check: str
    outcome: str
    told: str
    cure: str


class CheckedShape(Shown):
    """What came of all checks. When they could not be made at all, `problem` tells why."""

    good: bool
    company: str
    checks: list[CheckShape]
    problem: str = ""


class StagedShape(Shown):
    """A login that lies beside the one in use, not yet tried."""

    version: int
    state: VersionState
    epoch: int


class InUseShape(Shown):
    """A login that is in use now, and the checks that it passed."""

    version: int
    replaced: int | None
    epoch: int
    company: str
    checks: list[CheckShape]


class EventShape(Shown):
    """Something that happened to a connection. `facts` depend on the kind and never hold a secret."""

    id: int
    at: datetime
    kind: str
    facts: dict[str, Any]


class Events(Shown):
    """Events in the order in which they happened. Ask on with `after=next`; without it there are no more now."""

    events: list[EventShape]
    next: int | None


class LinkShape(Shown):
    """A reconnect link and how far its holder has come; never its address, which is told once."""

    link: int
    purpose: LinkPurpose
    standing: LinkStanding
    step: LinkStep
    made_by: str
    sent_to: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    checks: list[CheckShape]


class Links(Shown):
    """The reconnect links of a connection, the newest first."""

    links: list[LinkShape]


class MadeLink(LinkShape):
    """A link that was just made, with its address: whoever has it can hand over one login, so send it with care."""

    address: str


class RunShape(Shown):
    """An execution of a flow."""

    run: int
    flow: str
    state: RunState
    told: str
    trigger: str
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    again_at: datetime | None
    counts: dict[str, int]


class Runs(Shown):
    """Runs, the newest first."""

    runs: list[RunShape]


class ParkedShape(Shown):
    """A report that was set aside, why, and what to do."""

    report: int
    date: date | None
    cause: str
    told: str
    remedy: str
    whose: str
    since: datetime


class ItemShape(Shown):
    """An item of the checklist with how it stands."""

    item: str
    told: str
    why: str
    owner: ItemOwner
    blocking: bool
    proved_by_check_of: System | None
    state: ItemState
    by: str
    at: datetime | None
    reason: str
    due: date | None


class ChecklistShape(Shown):
    """What must be in place before data flows. `ready` follows from the items."""

    ready: bool
    items: list[ItemShape]
