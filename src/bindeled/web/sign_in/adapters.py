"""Where allauth asks us: who may come in, when somebody must prove themselves again, how second factors are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import authenticate
from django.urls import reverse

from bindeled.web.sign_in.freshness import is_fresh
from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest


class SignIn(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Nobody signs up by themselves: people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False."""
        del request
        return False

    def is_reauthentication_required(self, app: str | None = None) -> bool:
        """Tell whether somebody must prove themselves again before they change how they sign in."""
        del app
        return not is_fresh(self.request)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Tell whether this is the person's password; wrong ones count towards the pause."""
        return authenticate(self.request, email=user.get_username(), password=password) is not None

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the front page."""
        del request
        return reverse("tenants")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return the page to sign in."""
        del request
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the page of one's own sign-in."""
        del request
        return reverse("mfa_index")


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc] # the same
    """Keeps what second factors are made from sealed, as every secret is."""

    def get_totp_issuer(self) -> str:
        """Return the name that an authenticator app shows."""
        return "Bindeled"

    def encrypt(self, text: str) -> str:
        """Return it sealed."""
        return source_of(self.request).seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return it in plain form, for the moment of comparing."""
        return source_of(self.request).open(encrypted_text)
