"""The app that shows codes, as a person has it on a phone: RFC 6238 with the steps and digits that all apps use."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_STEP_SECONDS = 30
_DIGITS = 6


def code_of(secret: str) -> str:
    """Return the code that an app shows now for the secret that a page told."""
    padded = secret.replace(" ", "").upper()
    key = base64.b32decode(padded + "=" * (-len(padded) % 8))
    digest = hmac.new(key, int(time.time() // _STEP_SECONDS).to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 0xF
    return str(int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF)[-_DIGITS:].zfill(_DIGITS)


def set_up_app(page: Page) -> None:
    """Set the app up on the page that asks for it, as everybody who helps from elsewhere must."""
    secret = page.inner_text("main code")
    page.fill("main input[name=code]", code_of(secret))
    page.click("main form button")
    page.wait_for_url(lambda url: "/me/app/" not in url)
