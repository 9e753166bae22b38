"""The addresses for signing in. The names are allauth's; what we do not want is not here."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

from bindeled.web.sign_in.access import open_to_signed_in
from bindeled.web.sign_in.openness import open_to_everybody
from bindeled.web.sign_in.passwords import with_a_password, with_something_to_prove_by

urlpatterns = [
    path("sign-in/", open_to_everybody(account.login), name="account_login"),
    path("sign-in/code/", open_to_everybody(second_factor.authenticate), name="mfa_authenticate"),
    path(
        "sign-in/again/",
        open_to_signed_in(with_something_to_prove_by(account.reauthenticate)),
        name="account_reauthenticate",
    ),
    path("sign-in/again/code/", open_to_signed_in(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("sign-out/", open_to_everybody(account.logout), name="account_logout"),
    path("sign-in/inactive/", open_to_everybody(account.account_inactive), name="account_inactive"),
    path("me/", open_to_signed_in(second_factor.index), name="mfa_index"),
    path("me/password/", open_to_signed_in(with_a_password(account.password_change)), name="account_change_password"),
    path("me/app/", open_to_signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("me/app/remove/", open_to_signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("me/codes/", open_to_signed_in(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "me/codes/new/", open_to_signed_in(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
]
