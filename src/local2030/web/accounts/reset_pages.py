"""Pages for a lost password: asking for a link by mail, issuing one for somebody, using it. And forgetting somebody."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from local2030.web.accounts.erasing import erase
from local2030.web.accounts.forms import ForgetForm, ForgotForm, NewPasswordForm
from local2030.web.accounts.inviting import may_give
from local2030.web.accounts.people_pages import people_of
from local2030.web.accounts.permissions import needs
from local2030.web.accounts.resetting import (
    forgot,
    hours,
    mail_link,
    make_link,
    may_reset,
    person_of,
    sends_mail,
    use_link,
)
from local2030.web.accounts.signing_in import count_failure, is_too_often


@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for name or address and mails a link; the answer is the same whether there is such an account or not."""
    if not sends_mail():
        raise Http404
    if is_too_often(request, "forgot"):
        return render(request, "accounts/refused.html", {"text": _("Too many tries. Wait a while.")}, status=429)
    form = ForgotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count_failure(request, "forgot")
        forgot(form.cleaned_data["who"], request.build_absolute_uri("/")[:-1])
        text = _("If there is an account with this name or address, a link is on its way to its e-mail address.")
        return render(request, "accounts/said.html", {"title": _("Look into your mail"), "text": text})
    lede = _("A link comes by mail, with which you choose a new one. It works once, for %(hours)s hours.")
    context = {"form": form, "title": _("Forgotten password"), "lede": lede % {"hours": hours()}}
    context |= {"button": _("Send me a link")}
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("password")
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Where such a link leads: a new password. Afterwards one signs in, with the second factor where there still is one."""
    if is_too_often(request, "reset"):
        return render(request, "accounts/refused.html", {"text": _("Too many tries. Wait a while.")}, status=429)
    found = person_of(token)
    if found is None:
        count_failure(request, "reset")
        raise Http404
    form = NewPasswordForm(request.POST or None, user=found[0])
    if request.method == "POST" and form.is_valid():
        try:
            use_link(token, form.cleaned_data["password"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("sign-in")
    lede = _("You sign in as %(name)s.") % {"name": found[0].get_username()}
    context = {"form": form, "title": _("A new password"), "lede": lede, "button": _("Keep it")}
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs("manage", "users")
@never_cache
def new_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """A link for somebody who lost the password: shown this once, and mailed."""
    shown = get_object_or_404(people_of(request.user), pk=user_id)
    if not may_reset(request.user, shown):
        raise PermissionDenied("manage")
    token = make_link(request.user, shown, second_factor=request.POST.get("second_factor") == "1")
    link = request.build_absolute_uri(reverse("reset", args=[token]))
    mailed = bool(shown.email) and sends_mail() and mail_link(shown.email, link)
    context = {"person": shown, "link": link, "mailed": mailed, "hours": hours()}
    return render(request, "accounts/reset_link.html", context)


@needs("manage", "users")
@never_cache
def forget_person(request: HttpRequest, user_id: int) -> HttpResponse:
    """The Secretariat has somebody forgotten who asked for it or left; asked once more, with the reason."""
    shown = get_object_or_404(people_of(request.user), pk=user_id)
    if not may_forget(request.user, shown):
        raise PermissionDenied("manage")
    form = ForgetForm(request.POST or None, user=shown)
    if request.method == "POST" and form.is_valid():
        try:
            erase(shown, by=request.user, why=form.cleaned_data["why"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("people")
    lede = _("Name, address, roles, keys and sign-ins of %(name)s go. What was done stays, without the name.")
    context = {"form": form, "title": _("Forget a person"), "lede": lede % {"name": shown.shown_name}}
    context |= {"button": _("Forget this person")}
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


def may_forget(reader: Any, user: Any) -> bool:
    """Whether the reader may have somebody else forgotten: the Secretariat, and not himself, the demonstration or a program."""
    return may_give(reader, "SEC", "") and not (user.service or user.demo or user.pk == reader.pk)
