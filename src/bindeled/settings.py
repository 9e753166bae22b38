"""Every setting, read once from the environment, all mistakes reported together, frozen ever after."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from bindeled.domain.errors import Misconfigured
from bindeled.domain.hosts import LOOPBACK
from bindeled.keeping_settings import KeepingSettings
from bindeled.link_settings import LinkSettings
from bindeled.notice_settings import NoticeSettings
from bindeled.working_settings import WorkingSettings

# No duration is longer, in seconds.
_DAY = 86_400


class Settings(WorkingSettings, NoticeSettings, KeepingSettings, LinkSettings):
    """What the operator may choose. Each field is the environment variable `BINDELED_<FIELD>` in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="BINDELED_", frozen=True, extra="ignore", env_ignore_empty=True, allow_inf_nan=False
    )

    home: Path = Field(Path(".bindeled"), description="Data folder: database files and master key.")
    database_url: str = Field(
        "", description="`sqlite:///…` or `postgresql://…`; empty means SQLite in the data folder."
    )
    intempus_url: str = Field("https://intempus.dk", description="Origin of Intempus.")
    uniconta_url: str = Field("https://odata.uniconta.com", description="Origin of Uniconta.")
    master_key_file: Path | None = Field(
        None, description="Master key file; empty means `master.key` in the data folder."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO",
        description="Least important log line that is written: DEBUG, INFO, WARNING or ERROR. Commands that end by "
        "themselves write errors only, unless this is set.",
    )

    connect_timeout_seconds: float = Field(
        10, gt=0, le=_DAY, description="How long to wait for a system to take a call."
    )
    read_timeout_seconds: float = Field(60, gt=0, le=_DAY, description="How long to wait for a system's answer.")
    call_attempts: int = Field(
        3, ge=1, description="How often one call that is safe to repeat is tried before the run waits."
    )
    retry_wait_seconds: float = Field(
        0.5, ge=0, le=_DAY, description="First wait between such attempts; it doubles each time."
    )
    page_size: int = Field(1000, ge=1, le=10000, description="Work reports in one page from Intempus.")
    list_size: int = Field(500, ge=1, description="Journal lines in one call to Uniconta.")
    report_window_days: int = Field(
        60, ge=1, le=3660, description="How far back each run compares what Intempus has approved."
    )
    settle_after_seconds: float = Field(
        60,
        ge=0,
        le=_DAY,
        description="How old an unanswered write must be before 'not found' means that it did not happen.",
    )
    register_list_size: int = Field(
        50, ge=1, description="Writes of master data that are noted down before they are sent, one list at a time."
    )
    most_deactivated_share: float = Field(
        0.2, ge=0, le=1, description="Share of the linked records that one run may deactivate without asking."
    )
    most_changed_share: float = Field(
        0.5, ge=0, le=1, description="Share of the linked records that one run may change without asking."
    )
    changed_without_asking: int = Field(
        20, ge=0, description="How many records one run may always deactivate or change without asking."
    )
    schedule_look_seconds: float = Field(20, gt=0, le=_DAY, description="How often the schedule is looked at.")
    shadow_days: int = Field(
        7, ge=1, le=366, description="How long shadow mode is meant to last before what it shows counts as complete."
    )
    hint_settle_seconds: float = Field(
        30,
        ge=0,
        le=_DAY,
        description="How long a hint of a system waits for more of its kind before the flow runs.",
    )
    hook_calls_a_minute: int = Field(
        3000, ge=1, description="Hints taken at one address in a minute by one process; more are refused unread."
    )

    verification_valid_minutes: float = Field(
        15, gt=0, le=1440, description="How long a proof of a login counts; a later switch proves it anew."
    )
    version_grace_hours: float = Field(
        24, ge=0, le=168, description="How long a replaced login stays usable, unless its successor says otherwise."
    )
    probation_minutes: float = Field(
        5,
        ge=0,
        le=1440,
        description="How long from its first real call on a refused new login gives way to the former one by itself.",
    )
    probation_calls: int = Field(20, ge=0, le=10_000, description="After how many real calls it no longer does.")
    staged_kept_hours: float = Field(
        24, gt=0, le=8760, description="How long a login that was never taken into use is kept."
    )
    retired_kept_days: float = Field(
        7, ge=0, le=3660, description="How long the secret of a replaced login is kept after its grace."
    )
    refused_wait_minutes: float = Field(
        180,
        ge=0,
        le=10_080,
        description="How long the very same login that was refused is not tried again, so that no user is locked out.",
    )
    housekeeping_seconds: float = Field(
        60, gt=0, le=_DAY, description="How often a worker puts old logins away and looks for those that expire."
    )
    uniconta_daily_calls: int = Field(5000, ge=1, description="Calls a day that Uniconta lets one user make freely.")
    prove_writes_by_empty_list: bool = Field(
        default=True,
        description="Whether checks send Uniconta an empty list, which stores nothing, to hear of a missing right.",
    )
    public_url: str = Field(
        "http://127.0.0.1:8000",
        description="Where people reach the pages. Anything but loopback must be https, by a proxy on this machine.",
    )
    session_idle_seconds: float = Field(
        3600, gt=0, le=_DAY, description="After how long without a look somebody has to sign in again."
    )
    session_longest_seconds: float = Field(
        43_200, gt=0, le=30 * _DAY, description="After how long somebody has to sign in again, however busy they are."
    )
    fresh_sign_in_seconds: float = Field(
        300,
        gt=0,
        le=_DAY,
        description="How recent a sign-in must be to take a login into use, take it back or end it, or let people in.",
    )
    guide_left_seconds: float = Field(
        1800,
        gt=0,
        le=_DAY,
        description="After how long without a look somebody is taken to have left the guide that replaces a login.",
    )
    page_wait_seconds: float = Field(
        6, gt=0, le=60, description="How long a page waits for what it reads from the systems before it says so."
    )
    rule_tried_days: int = Field(
        14, ge=1, le=92, description="How many days back a rule is tried on the approved reports before it is kept."
    )
    page_reading_kept_seconds: float = Field(
        300, ge=0, le=_DAY, description="How long what a page has read from the systems is shown again without asking."
    )
    sign_in_attempts: int = Field(5, ge=1, le=100, description="Wrong passwords for one person before the pause.")
    sign_in_pause_seconds: float = Field(
        300, gt=0, le=_DAY, description="How long nobody can sign in as that person then."
    )
    password_length: int = Field(12, ge=8, le=64, description="How many characters a password needs.")
    invitation_days: float = Field(7, gt=0, le=90, description="How long an invitation can be used.")
    sign_in_link_seconds: float = Field(
        1800, gt=0, le=_DAY, description="How long a one-time link to sign in can be used."
    )
    support_access_days: float = Field(3, gt=0, le=30, description="How long support may look when a customer lets it.")
    key_provider: Literal["file", "transit"] = Field(
        "file",
        description="Who keeps the master key: `file`, or `transit`, the Transit engine of an OpenBao or Vault server.",
    )
    transit_url: str = Field("", description="Origin of that server.")
    transit_mount: str = Field("transit", pattern=r"^[\w.-]+$", description="Where its Transit engine is mounted.")
    transit_key: str = Field("bindeled", pattern=r"^[\w.-]+$", description="Name of the master key there.")
    transit_token_file: Path | None = Field(
        None, description="File with the token for that server, readable by its owner only."
    )
    transit_timeout_seconds: float = Field(5, gt=0, le=_DAY, description="How long to wait for that server's answer.")
    transit_memory_seconds: float = Field(
        60, ge=0, le=_DAY, description="How long a data key that it unwrapped is remembered."
    )
    data_key_uses: int = Field(2**30, ge=1, le=2**31, description="After so many seals a tenant's data key is rotated.")
    data_key_days: float = Field(365, gt=0, le=36_500, description="After so long a tenant's data key is rotated.")
    former_key_grace_seconds: float = Field(
        3600,
        ge=0,
        le=_DAY * 365,
        description="How long a former key that nothing needs is kept before it may go.",
    )
    audit_key_file: Path | None = Field(
        None, description="File of the key that signs the audit; empty means `audit.key` in the data folder."
    )
    audit_anchor_seconds: float = Field(
        3600,
        gt=0,
        le=_DAY,
        description="How often keys that are due are rotated, and the end of the audit signed and kept apart.",
    )

    # What waits

    disk_quota_megabytes: int = Field(
        20_000, ge=1, description="How large the database may grow before what waits is no longer noted in it."
    )
    disk_alarm_share: float = Field(
        0.7, gt=0, le=1, description="At which share of that an event is written, for the operator."
    )
    disk_pause_share: float = Field(
        0.9,
        gt=0,
        le=1,
        description="At which share of it a closed target no longer lets the source be read; nothing is dropped.",
    )

    reconnect_link_seconds: float = Field(
        1800,
        gt=0,
        le=_DAY,
        description="How long a reconnect link can be used, unless whoever makes it says otherwise.",
    )
    reconnect_tries: int = Field(
        5, ge=1, description="How often a login may be handed over by one reconnect link in ten minutes."
    )
    reconnect_opens: int = Field(
        60, ge=1, description="How often one reconnect link may be opened or tried in ten minutes."
    )
    reconnect_refused: int = Field(
        60, ge=1, description="How many reconnect links that open nothing are answered from one address in ten minutes."
    )
    api_reads_a_minute: int = Field(600, ge=1, description="How often a token may look something up.")
    api_changes_a_minute: int = Field(60, ge=1, description="How often a token may change something.")
    api_checks_a_minute: int = Field(10, ge=1, description="How often a token may have a connection checked.")
    api_logins_a_minute: int = Field(10, ge=1, description="How often a token may hand over or move a login.")
    api_links_a_minute: int = Field(10, ge=1, description="How often a token may make or revoke a reconnect link.")
    api_refused_a_minute: int = Field(
        30, ge=1, description="How many requests without a good token are answered from one address."
    )
    idempotency_hours: float = Field(
        24, gt=0, le=24 * 30, description="How long a request with an idempotency key is remembered."
    )
    metrics_token: str = Field(
        "", description="Token that opens `/metrics` to others than this machine; empty opens it to nobody else."
    )

    @property
    def database(self) -> str:
        """Return the address of the database in use."""
        return self.database_url or f"sqlite:///{self.home.absolute() / 'bindeled.sqlite3'}"

    @property
    def anchor_file(self) -> Path:
        """Return where the signed ends of the audit are kept."""
        return self.home / "audit.anchors"

    @property
    def audit_key(self) -> Path:
        """Return where the key lies that signs them."""
        return self.audit_key_file or self.home / "audit.key"

    @property
    def key_file(self) -> Path:
        """Return where the master key lies."""
        return self.master_key_file or self.home / "master.key"

    @property
    def is_public(self) -> bool:
        """True when people reach the pages by https, so that cookies travel by nothing else."""
        return self.public_url.startswith("https://")

    @field_validator("intempus_url", "uniconta_url", "public_url", "transit_url")
    @classmethod
    def _is_safe_origin(cls, address: str) -> str:
        if not address:
            return address
        parts = urlsplit(address)
        more = parts.path.strip("/") or parts.query or parts.fragment or parts.username or parts.password
        if parts.scheme not in {"http", "https"} or not parts.hostname or more or parts.port == 0:
            raise ValueError("must be an origin such as https://host:port, with nothing before or behind it")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("must begin with https, since a login travels with every call; http is for loopback only")
        return address.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, address: str) -> str:
        if address and not address.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return address

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.lease_seconds <= self.tick_seconds:
            raise ValueError(
                "BINDELED_LEASE_SECONDS must be longer than BINDELED_TICK_SECONDS, or live workers look dead"
            )
        if self.key_provider == "transit" and not (self.transit_url and self.transit_token_file):
            raise ValueError(
                "BINDELED_KEY_PROVIDER=transit needs BINDELED_TRANSIT_URL and BINDELED_TRANSIT_TOKEN_FILE as well"
            )
        return self


def read_settings() -> Settings:
    """Return the settings of the environment. Raises Misconfigured naming every variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise Misconfigured([_mistake(dict(part)) for part in error.errors()]) from None


def _mistake(part: dict[str, object]) -> str:
    location = part.get("loc")
    name = "_".join(str(step) for step in location) if isinstance(location, tuple) else ""
    message = str(part.get("msg", "")).removeprefix("Value error, ")
    return f"BINDELED_{name.upper()}: {message}." if name else f"{message}."
