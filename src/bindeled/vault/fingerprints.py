"""Fingerprints: whether two secrets are the same, told without keeping either; keyed, so that none can be guessed."""

from __future__ import annotations

import base64
import hashlib
import hmac

from bindeled.domain.secrets import Secret
from bindeled.vault.seal import new_key, place

# Half of the hash: enough that no two secrets of an installation ever meet.
_DIGITS = 32


def new_secret() -> Secret:
    """Return a new fingerprint key, in the form in which it is sealed."""
    return Secret(base64.b64encode(new_key()).decode())


def fingerprint_of(key: Secret, secret: Secret, tenant_id: int) -> str:
    """Return `fp1-` and 32 hexadecimal digits: an HMAC-SHA256 under the tenant's own key, bound to the tenant."""
    what = place("fingerprint", tenant_id, secret.reveal())
    return "fp1-" + hmac.new(base64.b64decode(key.reveal()), what, hashlib.sha256).hexdigest()[:_DIGITS]
