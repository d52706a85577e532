"""Signing in and out. Password first, then, where there is one, the second factor; or by a provider."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.views import AuthenticateView
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from local2030.web.accounts.forms import SignInForm
from local2030.web.accounts.resetting import sends_mail
from local2030.web.accounts.signing_in import MINUTES, count_failure, forget_failures, is_too_often, remember_browser

log = logging.getLogger("local2030.accounts")


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Asks for name and password; leads back to where the reader came from, if that is a page of this site."""
    to = onward(request)
    if request.user.is_authenticated:
        return redirect(to)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        if is_too_often(request, name):
            form.add_error(None, _("Too many tries. Wait %(minutes)s minutes, then try again.") % {"minutes": MINUTES})
            status = 429
        else:
            user = authenticate(request, username=name, password=form.cleaned_data["password"])
            if user is not None:
                forget_failures(request, name)
                response = perform_password_login(request, {"username": name}, Login(user=user, redirect_url=to))
                remember_browser(response, user.get_username())
                return response
            count_failure(request, name)
            form.add_error(None, _("Name and password don't belong together."))
            status = 403
    context = {"form": form, "next": to, "demo": settings.DEMO, "providers": _providers(to)}
    context |= {"forgotten": sends_mail()}
    return render(request, "accounts/sign_in.html", context, status=status)


class Code(AuthenticateView):  # type: ignore[misc]
    """Asks for the second factor; a wrong one is answered with 403."""

    template_name = "accounts/code.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again."""
        response = super().form_invalid(form)
        response.status_code = 403
        return response


code = never_cache(Code.as_view())


@never_cache
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider's own sign-in."""
    return _unless_down(request, oidc.login, provider_id)


@never_cache
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from it, with its word on who somebody is."""
    return _unless_down(request, oidc.callback, provider_id)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("home")


def onward(request: HttpRequest) -> str:
    """The page named in `next` if it is one of ours, else the home page: never another site."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return to if ours and to.startswith("/") else "/"


def _unless_down(request: HttpRequest, view: Any, provider_id: str) -> HttpResponse:
    """The library's view; a provider that doesn't answer, or not as it should, is told in a sentence."""
    from requests import RequestException

    try:
        response: HttpResponse = view(request, provider_id)
    except (RequestException, KeyError, ValueError) as trouble:
        log.warning("provider %s: %s", provider_id, type(trouble).__name__)
        return render(request, "socialaccount/authentication_error.html", status=502)
    return response


def _providers(to: str) -> list[tuple[str, str]]:
    """The name and the address of each provider that the settings name."""
    return [
        (app["name"], f"{reverse('openid_connect_login', args=[app['provider_id']])}?{urlencode({'next': to})}")
        for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    ]
