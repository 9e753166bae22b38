"""Sends mail by Django's SMTP backend. A server's answer is told by its number: its words may hold addresses."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from bindeled.notices.delivery import NotSent

if TYPE_CHECKING:
    from pathlib import Path

    from bindeled.domain.secrets import Secret
    from bindeled.notices.wording import Written


def is_address(text: str) -> bool:
    """Tell whether this can be an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. `security` is `starttls`, `tls` or `none`; the password is read for each mail."""

    host: str
    port: int
    user: str
    password_file: Path | None
    security: str
    sender: str
    timeout_seconds: float

    def send(self, notice_id: int, to: Secret, mail: Written) -> None:
        """Send it. Raises NotSent saying why not."""
        message = EmailMultiAlternatives(
            mail.subject,
            mail.text,
            self.sender,
            [to.reveal()],
            headers={
                "Message-ID": f"<notice-{notice_id}@{self.sender.rpartition('@')[2].strip('>')}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(mail.html, "text/html")
        try:
            message.connection = self._backend()
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = sorted({code for code, _ in error.recipients.values()})
            raise NotSent(f"The mail server refused the recipient ({', '.join(map(str, codes))}).") from None
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"The mail server refused ({type(error).__name__} {error.smtp_code}).") from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(f"The mail server could not be used ({type(error).__name__}).") from None

    def trouble(self) -> str | None:
        """Sign in and leave again, sending nothing; return what is the matter, None when all is well."""
        try:
            with self._backend():
                return None
        except (smtplib.SMTPException, OSError) as error:
            return f"{self.host} cannot be used ({type(error).__name__}). Check BINDELED_MAIL_HOST and what follows it."

    def _backend(self) -> EmailBackend:
        return EmailBackend(
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password_file.read_text(encoding="utf-8").strip() if self.password_file else "",
            use_tls=self.security == "starttls",
            use_ssl=self.security == "tls",
            timeout=self.timeout_seconds,
        )
