"""A person's own pages: roles, second factor, keys, password, all that is kept, and to be forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from local2030.web.accounts.api_keys import make_key
from local2030.web.accounts.api_keys import revoke_key as revoke_by
from local2030.web.accounts.erasing import data_of, end_sessions, erase
from local2030.web.accounts.forms import EraseForm, KeyForm
from local2030.web.accounts.models import ApiKey
from local2030.web.accounts.permissions import may
from local2030.web.accounts.signing_in import count_failure, is_too_often
from local2030.web.accounts.standing import withheld
from local2030.web.history.chain import append


@require_safe
@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """What the site knows of the reader, and what he may do."""
    return _page(request, KeyForm(reader=request.user))


@login_required
@require_POST
@never_cache
def new_key(request: HttpRequest) -> HttpResponse:
    """A new key, shown once on this very page."""
    reader: Any = request.user
    form = KeyForm(request.POST, reader=reader)
    text = ""
    if form.is_valid() and not reader.demo:
        role, _blank, scope = form.cleaned_data["held"].partition(" ")
        valid = timedelta(days=form.cleaned_data["days"])
        text, key = make_key(reader, form.cleaned_data["name"], role, scope, valid, by=reader)
        append(
            by=reader, deed="add-key", kind="user", id=str(reader.pk), after={"prefix": key.prefix}, audience="audit"
        )
        form = KeyForm(reader=reader)
    return _page(request, form, key=text, status=200 if text else 422)


@login_required
@require_POST
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """One of the reader's own keys opens nothing any more."""
    reader: Any = request.user
    revoke_by(reader, get_object_or_404(ApiKey, pk=key_id, user=reader))
    return redirect("account")


@login_required
@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Another password; all other sign-ins end."""
    reader: Any = request.user
    if reader.demo:
        raise PermissionDenied("password")
    form: Any = PasswordChangeForm(reader, request.POST or None)
    if request.method == "POST" and _is_sure(request, form, "old_password"):
        form.save()
        update_session_auth_hash(request, reader)
        end_sessions(reader, keep=request.session.session_key or "")
        return redirect("account")
    context = {"form": form, "title": _("Another password"), "button": _("Change it")}
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
@never_cache
def own_data(request: HttpRequest) -> HttpResponse:
    """All that is kept of the reader, as a file."""
    response = JsonResponse(data_of(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@login_required
@never_cache
@sensitive_post_parameters("password")
def forget(request: HttpRequest) -> HttpResponse:
    """The reader is forgotten, after being asked once more."""
    reader: Any = request.user
    if reader.demo:
        raise PermissionDenied("erase")
    form = EraseForm(request.POST or None, reader=reader)
    if request.method == "POST" and _is_sure(request, form, "password"):
        try:
            erase(reader, by=reader)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            logout(request)
            return redirect("home")
    lede = _("Your name, address, roles, keys and sign-ins go. What you did stays, without your name.")
    context = {"form": form, "title": _("Forget me"), "lede": lede, "button": _("Forget me")}
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


def _is_sure(request: HttpRequest, form: Any, field: str) -> bool:
    """Whether the form holds, with the reader's own password; guessing it in an open session is slowed down as well."""
    name = request.user.get_username()
    if is_too_often(request, name):
        raise PermissionDenied("too often")
    if form.is_valid():
        return True
    if field in form.errors:
        count_failure(request, name)
    return False


def _page(request: HttpRequest, form: KeyForm, key: str = "", status: int = 200) -> HttpResponse:
    reader: Any = request.user
    today = timezone.localdate()
    context = {
        "grants": [(grant, grant.is_in_force(today)) for grant in reader.grants.all()],
        "withheld": withheld(reader),
        "factor": Authenticator.objects.filter(user=reader, type=Authenticator.Type.TOTP).first(),
        "keys": reader.keys.all()[:50],
        "form": form,
        "key": key,
        "may_manage": may(reader, "manage", "users"),
        "has_password": reader.has_usable_password(),
    }
    return render(request, "accounts/account.html", context, status=status)
