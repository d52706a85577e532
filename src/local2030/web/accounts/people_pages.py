"""People and their roles, for those who may manage them; and the page that an invited person comes to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from local2030.web.accounts.api_keys import revoke_key, service_keys
from local2030.web.accounts.forms import AliasForm, GrantForm, InviteForm, JoinForm
from local2030.web.accounts.inviting import (
    alias,
    end,
    forget_alias,
    grant,
    invitation_of,
    invite,
    join,
    join_as,
    may_give,
    roles_to_give,
    send,
    withdraw,
)
from local2030.web.accounts.models import ApiKey, Grant, Invitation, PersonAlias, User
from local2030.web.accounts.permissions import ask, needs, visible
from local2030.web.accounts.resetting import may_reset
from local2030.web.accounts.signing_in import count_failure, is_too_often


@require_safe
@needs("read", "users")
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Those whose roles the reader may see, and the invitations that are open."""
    wanted = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = people_of(request.user)
    if wanted:
        named = Q(username__icontains=wanted) | Q(email__icontains=wanted)
        rows = rows.filter(named | Q(first_name__icontains=wanted) | Q(last_name__icontains=wanted))
    page = Paginator(rows.order_by("username").prefetch_related("grants"), 50).get_page(request.GET.get("page"))
    today = timezone.localdate()
    for person in page.object_list:
        person.in_force = [g for g in person.grants.all() if g.is_in_force(today)]
    open_ones = visible(request.user, Invitation.objects.filter(taken=None, withdrawn=None, expires__gt=timezone.now()))
    context = {
        "page": page,
        "q": wanted,
        "invitations": open_ones.select_related("given_by")[:100],
        "may_invite": bool(roles_to_give(request.user)),
        "keys": service_keys() if may_give(request.user, "SEC", "") else (),
    }
    return render(request, "accounts/people.html", context)


@needs("manage", "users")
@never_cache
def new_invitation(request: HttpRequest) -> HttpResponse:
    """The form; afterwards the link, shown this once and mailed."""
    form = InviteForm(request.POST or None, roles=roles_to_give(request.user))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        token, invitation = invite(request.user, data["email"], data["role"], data["scope"], data["until"])
        link = request.build_absolute_uri(reverse("join", args=[token]))
        context = {"invitation": invitation, "link": link, "mailed": send(invitation, link)}
        return render(request, "accounts/invited.html", context)
    lede = _("The link works once, for a week. The person chooses name and password.")
    context = {"form": form, "title": _("Invite somebody"), "lede": lede, "button": _("Invite")}
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs("manage", "users")
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """The link works no more."""
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    ask(request.user, "manage", invitation)
    withdraw(request.user, invitation)
    return redirect("people")


@needs("read", "users")
@never_cache
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Somebody's roles, now, before and to come; more can be given here."""
    shown = get_object_or_404(people_of(request.user), pk=user_id)
    form = GrantForm(request.POST or None, roles=roles_to_give(request.user))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        grant(request.user, shown, data["role"], data["scope"], data["until"])
        return redirect("person", shown.pk)
    today = timezone.localdate()
    rows = visible(request.user, Grant.objects.filter(user=shown)).select_related("given_by")
    grants = [(g, g.is_in_force(today), g.is_in_force(today) and may_give(request.user, g.role, g.scope)) for g in rows]
    context = {
        "person": shown,
        "grants": grants,
        "form": form,
        "may_give": bool(form.roles),
        "aliases": shown.aliases.all(),
        "may_reset": may_reset(request.user, shown),
        "may_forget": may_give(request.user, "SEC", "") and shown.pk != request.user.pk and not shown.demo,
        "has_factor": shown.authenticator_set.exists(),
        "alias_form": AliasForm(),
    }
    return render(request, "accounts/person.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs("manage", "users")
def new_alias(request: HttpRequest, user_id: int) -> HttpResponse:
    """Another name of somebody is noted."""
    shown = get_object_or_404(people_of(request.user), pk=user_id)
    form = AliasForm(request.POST)
    if form.is_valid():
        alias(request.user, shown, form.cleaned_data["alias"])
    return redirect("person", shown.pk)


@require_POST
@needs("manage", "users")
def remove_alias(request: HttpRequest, alias_id: int) -> HttpResponse:
    """The name isn't this person's."""
    row = get_object_or_404(PersonAlias, pk=alias_id, user__in=people_of(request.user))
    forget_alias(request.user, row)
    return redirect("person", row.user_id)


@require_POST
@needs("manage", "users")
def end_grant(request: HttpRequest, grant_id: int) -> HttpResponse:
    """The role is no longer held."""
    row = get_object_or_404(Grant.objects.select_related("user"), pk=grant_id)
    ask(request.user, "manage", row)
    try:
        end(request.user, row)
    except ValidationError as refused:
        from django.contrib import messages

        messages.error(request, " ".join(refused.messages))
    return redirect("person", row.user_id)


@require_POST
@needs("manage", "users")
def revoke_service_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """The key of a program opens nothing any more; for the Secretariat."""
    if not may_give(request.user, "SEC", ""):
        raise PermissionDenied("manage")
    revoke_key(request.user, get_object_or_404(ApiKey, pk=key_id, user__service=True))
    return redirect("people")


@never_cache
@sensitive_post_parameters("password")
def join_page(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation leads: a new account, or one more role for whoever is signed in."""
    if is_too_often(request, "join"):
        return render(request, "accounts/refused.html", {"text": _("Too many tries. Wait a while.")}, status=429)
    invitation = invitation_of(token)
    if invitation is None:
        count_failure(request, "join")
        raise Http404
    reader: Any = request.user
    known = reader.is_authenticated
    form = None if known else JoinForm(request.POST or None)
    trouble = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is None:
                join_as(invitation, reader)
                return redirect("account")
            data = form.cleaned_data
            user = join(invitation, data["name"], data["password"], data["shown"])
        except ValidationError as refused:
            trouble = " ".join(refused.messages)
        else:
            login(request, user, backend="local2030.web.accounts.signing_in.Accounts")
            return redirect("account")
    context = {"form": form, "invitation": invitation, "trouble": trouble}
    bad = bool(trouble) or (form is not None and form.is_bound)
    return render(request, "accounts/join.html", context, status=422 if bad else 200)


def people_of(reader: Any) -> Any:
    """The accounts of people in whose grants the reader may look."""
    grants = visible(reader, Grant.objects.all())
    return User.objects.filter(pk__in=grants.values("user"), service=False, is_active=True)
