"""The Django settings of the pages, to be merged with the store's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bindeled.web.languages import DANISH, LANGUAGES

if TYPE_CHECKING:
    from bindeled.settings import Settings

_HERE = Path(__file__).parent
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def web_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings. A request that calls us by a name other than loopback's or the public one is refused."""
    return {
        "ALLOWED_HOSTS": [*_LOOPBACK, urlsplit(settings.public_url).hostname],
        # The first sees every answer last, those of errors too. CommonMiddleware refuses foreign hosts.
        "MIDDLEWARE": [
            "bindeled.web.middleware.protect",
            "bindeled.web.middleware.leave_body_out",
            "bindeled.web.middleware.keep_language",
            "bindeled.web.middleware.speak",
            "bindeled.web.api.problems.tell_as_problem",
            "django.middleware.common.CommonMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "bindeled.web.sign_in.people.limit_session",
            "bindeled.web.sign_in.people.act_as_person",
            "allauth.account.middleware.AccountMiddleware",
            "axes.middleware.AxesMiddleware",
        ],
        "ROOT_URLCONF": "bindeled.web.urls",
        "TEMPLATES": [_templates()],
        # Our own sentences come from `texts`; this is for those of allauth and of Django's forms.
        "USE_I18N": True,
        "LANGUAGE_CODE": DANISH,
        "LANGUAGES": [(code, code) for code in LANGUAGES],
        "CSRF_FAILURE_VIEW": "bindeled.web.errors.stale_form",
        **_cookies(settings),
        **_signing_in(settings),
        **_throttle(settings),
    }


def _templates() -> dict[str, Any]:
    folders = [_HERE / "templates", *sorted((_HERE / "pages").glob("*/templates"))]
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(folder) for folder in folders],
        "OPTIONS": {
            "builtins": ["bindeled.web.tags"],
            "context_processors": ["bindeled.web.answers.frame"],
        },
    }


def _cookies(settings: Settings) -> dict[str, Any]:
    """Return what is said of cookies: where people come by https, each is bound to this host and to https."""
    prefix = "__Host-" if settings.is_public else "bindeled_"
    return {
        "SESSION_COOKIE_NAME": f"{prefix}session",
        "SESSION_COOKIE_AGE": int(settings.session_longest_seconds),
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_public,
        "CSRF_COOKIE_NAME": f"{prefix}form",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": settings.is_public,
        "CSRF_TRUSTED_ORIGINS": [settings.public_url] if settings.is_public else [],
    }


def _signing_in(settings: Settings) -> dict[str, Any]:
    return {
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "allauth.account.auth_backends.AuthenticationBackend",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": settings.password_length},
            },
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        ],
        "LOGIN_URL": "account_login",
        "ACCOUNT_ADAPTER": "bindeled.web.sign_in.adapters.SignIn",
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        # Whoever has an account came by a link that was handed to them.
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": settings.fresh_sign_in_seconds,
        # Axes counts in the database, for all processes; behind a proxy all of us come from one address.
        "ACCOUNT_RATE_LIMITS": {"login": False, "login_failed": False},
        "MFA_ADAPTER": "bindeled.web.sign_in.adapters.SecondFactor",
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
    }


def _throttle(settings: Settings) -> dict[str, Any]:
    return {
        "AXES_FAILURE_LIMIT": settings.sign_in_attempts,
        "AXES_COOLOFF_TIME": timedelta(seconds=settings.sign_in_pause_seconds),
        "AXES_LOCKOUT_PARAMETERS": ["username"],
        "AXES_USERNAME_FORM_FIELD": "login",
        "AXES_USERNAME_CALLABLE": "bindeled.web.sign_in.lockout.tried_as",
        "AXES_LOCKOUT_CALLABLE": "bindeled.web.sign_in.lockout.paused",
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_DISABLE_ACCESS_LOG": True,
        "AXES_VERBOSE": False,
    }
