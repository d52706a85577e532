"""Signing in and out. Password first, then, where there is one, the second factor; or by a provider."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.views import AuthenticateView
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
from local2030.web.accounts.signing_in import MINUTES, count_failure, forget_failures, is_too_often, remember_browser


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


def _providers(to: str) -> list[tuple[str, str]]:
    """The name and the address of each provider that the settings name."""
    return [
        (app["name"], f"{reverse('openid_connect_login', args=[app['provider_id']])}?{urlencode({'next': to})}")
        for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    ]
