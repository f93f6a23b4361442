"""Every address: sign-in, the house, and in the demonstration its sign-in links."""

from allauth.account import views as allauth
from allauth.mfa.base import views as factor
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path, reverse_lazy

from tracker import account, demonstration

ACCOUNT = reverse_lazy("mfa_index")

# Of allauth only what is needed: nobody signs up, nobody manages addresses here.
accounts = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path(
        "password/reset/done/",
        allauth.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("", account.show, name="mfa_index"),  # as allauth calls the page it leads back to
    path("unlock/", account.unlock, name="account_unlock"),
    path("active/", account.note_active, name="account_active"),
    path("sessions/end/", account.end_session, name="account_end_session"),
    path("sessions/end-all/", account.end_all, name="account_end_sessions"),
    path("tokens/end/", account.end_token, name="account_end_token"),
    path("recovery-codes/", account.recovery_codes, name="account_recovery_codes"),
    path("code/", factor.authenticate, name="mfa_authenticate"),
    path("code/confirm/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("app/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("passkeys/sign-in/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path(
        "passkeys/confirm/",
        passkey.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/add/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path(
        "passkeys/<int:pk>/name/",
        passkey.EditWebAuthnView.as_view(success_url=ACCOUNT),
        name="mfa_edit_webauthn",
    ),
    path(
        "passkeys/<int:pk>/remove/",
        passkey.RemoveWebAuthnView.as_view(success_url=ACCOUNT),
        name="mfa_remove_webauthn",
    ),
]

handler400 = "tracker.errors.bad_request"
handler403 = "tracker.errors.permission_denied"
handler404 = "tracker.errors.page_not_found"
handler500 = "tracker.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include(accounts)),
    path("", include("labs.urls")),
]

if settings.HPG_MODE == "demonstration":
    urlpatterns += [path("demo/sign-in/", demonstration.sign_in, name="demo_sign_in")]
