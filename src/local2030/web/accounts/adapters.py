"""How allauth's flows are kept to our rules: sign-up by invitation only, our limits, our words, secrets encrypted."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from local2030.web.accounts.signing_in import address_of
from local2030.web.accounts.standing import withheld


class Account(DefaultAccountAdapter):
    """Nobody signs up by himself; pages say what happened, so that messages of the library stay away."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: see inviting.py."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say it."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address by which failed sign-ins are counted."""
        return address_of(request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """An account that was shut."""
        return refused(request, _("This account is shut."))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Onward; first to the second factor, where a role waits for it."""
        response = super().post_login(request, user, **kwargs)
        return redirect("mfa_activate_totp") if withheld(user) else response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A page of ours."""
        return get_next_redirect_url(request) or "/"


class Provider(DefaultSocialAccountAdapter):
    """Who comes from a provider needs an account with that verified mail, or an open invitation to it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Joins the provider's word to an account of ours, or turns away."""
        if sociallogin.state.get("process") == "connect":  # a link could join a stranger's sign-in to one's own account
            raise ImmediateHttpResponse(refused(request, _("Sign out first, then sign in with the provider.")))
        if sociallogin.is_existing:
            if sociallogin.user.service or (sociallogin.user.demo and not settings.DEMO):
                raise ImmediateHttpResponse(refused(request, _("This account is shut.")))
            return
        mails = [mail.email for mail in sociallogin.email_addresses if mail.verified]
        user = _account_of(mails[0], sociallogin) if mails else None
        if user is None:
            words = _("Nobody with this e-mail address was invited. Ask the Secretariat for an invitation.")
            raise ImmediateHttpResponse(refused(request, words))
        sociallogin.connect(request, user)


class SecondFactor(DefaultMFAAdapter):
    """Secrets lie encrypted under a key made from the site's own."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code isn't right, or it was used already."),
        "cannot_delete_authenticator": _("The second factor can't be taken away."),
    }

    def get_totp_issuer(self) -> str:
        """What the app on the telephone calls the entry."""
        return "local2030"

    def get_totp_label(self, user: Any) -> str:
        """The name that one signs in with."""
        return str(user.get_username())

    def encrypt(self, text: str) -> str:
        """For the store."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that can't be read (the site's key is another) fits no code."""
        from cryptography.fernet import InvalidToken

        try:
            return _keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return get_random_string(32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def _code_field() -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"})
    return forms.CharField(
        label=_("Code"), max_length=20, widget=widget, help_text=_("From the app, or a recovery code.")
    )


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in."""

    code = _code_field()


class AgainCodeForm(ReauthenticateForm):  # type: ignore[misc]
    """The same, asked again before something grave."""

    code = _code_field()


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code shows that the app has the secret."""

    code = forms.CharField(
        label=_("Code that the app shows now"),
        max_length=10,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def refused(request: HttpRequest, text: Any) -> HttpResponse:
    """The page that says why somebody can't come in."""
    return render(request, "accounts/refused.html", {"text": text}, status=403)


def _account_of(mail: str, sociallogin: Any) -> Any:
    """The one account with that mail, or a new one by an open invitation to it."""
    from local2030.web.accounts.inviting import join_by_mail

    found = list(get_user_model().objects.filter(email__iexact=mail, is_active=True, service=False, demo=False)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        return None
    told = sociallogin.user
    return join_by_mail(mail, f"{told.first_name} {told.last_name}".strip())


def _keys() -> Any:
    from cryptography.fernet import Fernet, MultiFernet

    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"second factor {s}".encode()).digest())) for s in secrets])
