"""The Django settings of the pages, to be merged with the store's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_HERE = Path(__file__).parent
_TEMPLATES = (_HERE / "templates", _HERE / "pages" / "tenants" / "templates", _HERE / "pages" / "today" / "templates")


def web_settings(allowed_hosts: Sequence[str]) -> dict[str, Any]:
    """Return the settings; `allowed_hosts` are the names that a request may call us by, anything else is refused."""
    return {
        "ALLOWED_HOSTS": list(allowed_hosts),
        # The first sees every answer last, those of errors too. CommonMiddleware refuses foreign hosts.
        "MIDDLEWARE": [
            "bindeled.web.middleware.protect",
            "bindeled.web.middleware.leave_body_out",
            "bindeled.web.middleware.keep_language",
            "django.middleware.common.CommonMiddleware",
        ],
        "ROOT_URLCONF": "bindeled.web.urls",
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [str(folder) for folder in _TEMPLATES],
                "OPTIONS": {"builtins": ["bindeled.web.tags"]},
            }
        ],
        # Languages are ours: every sentence comes from `texts`.
        "USE_I18N": False,
    }
