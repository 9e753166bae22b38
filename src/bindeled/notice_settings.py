"""The settings of notices: when people are told, and the mail server that takes what they are told."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings

from bindeled.domain.hosts import LOOPBACK

# No duration is longer, in seconds.
_DAY = 86_400


class NoticeSettings(BaseSettings):
    """What the operator may choose of notices; a part of `Settings`."""

    mail_host: str = Field("", description="Mail server that notices are handed to; empty means that nobody is mailed.")
    confirm_again_minutes: float = Field(
        10, ge=0, le=1440, description="How long after a mail that asks to confirm an address another one may be sent."
    )
    mail_port: int = Field(587, ge=1, le=65535, description="Its port.")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the way there is kept secret: `starttls`, `tls`, or `none`, for loopback only."
    )
    mail_user: str = Field("", description="User at the mail server; empty means that it asks for none.")
    mail_password_file: Path | None = Field(None, description="File with that user's password, and nothing else.")
    mail_from: str = Field("", description="Sender's address on notices.")
    mail_timeout_seconds: float = Field(30, gt=0, le=_DAY, description="How long to wait for the mail server.")
    mail_seconds: float = Field(15, gt=0, le=_DAY, description="How often a worker sends the notices that are due.")
    mail_held_seconds: float = Field(
        300, gt=0, le=_DAY, description="When a notice is sent anew whose sender fell silent."
    )
    mail_retry_first_seconds: float = Field(
        60, gt=0, le=_DAY, description="First wait after a notice could not be sent; it doubles each time."
    )
    mail_retry_longest_seconds: float = Field(3600, gt=0, le=_DAY, description="Longest such wait.")
    mail_give_up_hours: float = Field(
        48, ge=0, le=8760, description="How long a notice is tried before it is given up, and shown as such."
    )
    notice_language: Literal["da", "en"] = Field("da", description="Language of notices to those who chose none.")
    notice_support_address: str = Field("", description="Address that is told what support has to know of all tenants.")
    notice_seconds: float = Field(20, gt=0, le=_DAY, description="How often a worker looks for something to tell.")
    notice_gather_seconds: float = Field(
        60, ge=0, le=_DAY, description="How long a notice waits for more that belongs into it before it is sent."
    )
    notice_away_minutes: float = Field(
        15, ge=0, le=1440, description="How long a system does not answer before it is told."
    )
    notice_slowed_minutes: float = Field(
        120, ge=0, le=1440, description="How long a system asks us to wait before it is told."
    )
    notice_catching_up_minutes: float = Field(
        15, ge=0, le=1440, description="How long a link that works again is given to catch up before that is told."
    )
    notice_apart_minutes: float = Field(
        60, ge=0, le=1440, description="How far apart notices of a link are that comes and goes."
    )
    notice_remembered_hours: float = Field(
        6, ge=0, le=168, description="How long it is remembered that a link came and went."
    )
    notice_news_hours: float = Field(
        24, gt=0, le=168, description="How old an event may be and still be told, by a service that was off."
    )

    watch_seconds: float = Field(
        3 * 3600, gt=0, le=_DAY, description="How often the rules that tell of missing and late reports are judged."
    )

    @model_validator(mode="after")
    def _mail_fits_together(self) -> Self:
        if self.mail_host and not self.mail_from:
            raise ValueError("BINDELED_MAIL_HOST needs BINDELED_MAIL_FROM as well, the sender's address on notices")
        if self.mail_host and self.mail_security == "none" and self.mail_host not in LOOPBACK:
            raise ValueError("BINDELED_MAIL_SECURITY=none is for a mail server on loopback only")
        return self
