"""The page of my things to do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from local2030.vocabulary.places import country
from local2030.web.accounts.standing import standing_of
from local2030.web.desk.expert_work import expert_work
from local2030.web.desk.handing_up import handing_up
from local2030.web.desk.next_moves import next_moves
from local2030.web.desk.own_affairs import own_affairs
from local2030.web.desk.reviews_due import reviews_due
from local2030.web.desk.todo import Todo
from local2030.web.marker.portfolio import country_name

TOP = 5


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The five most pressing things; the rest behind one link."""
    return _page(request, TOP)


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """All of them."""
    return _page(request, None)


def todo_for(reader: Any) -> tuple[Todo, ...]:
    """All that waits for the reader and nothing else, most pressing first."""
    found = [*reviews_due(reader), *expert_work(reader), *handing_up(reader), *next_moves(reader), *own_affairs(reader)]
    return tuple(sorted(found, key=lambda todo: todo.weight))


def _page(request: HttpRequest, most: int | None) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    found = todo_for(request.user)
    shown = found if most is None else found[:most]
    context = {
        "todo": shown,
        "rest": len(found) - len(shown),
        "number": len(found),
        "title": _title(found, len(shown)),
        "today": timezone.localdate(),
        "countries": _countries(request.user),
        "would_stand": would_stand(request.user),
        "is_all": most is None,
    }
    return render(request, "desk/desk.html", context)


def _title(found: tuple[Todo, ...], shown: int) -> str:
    if not found:
        return _("Nothing waits for you today")
    if len(found) > shown:
        return _("%(shown)s of %(all)s things that wait for you") % {"shown": shown, "all": len(found)}
    return ngettext("One thing waits for you", "%(count)s things wait for you", shown) % {"count": shown}


def _countries(reader: Any) -> list[dict[str, str]]:
    """The countries that the reader holds a role in, with their names."""
    scopes = {scope for held in standing_of(reader).roles.values() for scope in held}
    codes = sorted(scope.removeprefix("country:") for scope in scopes if scope.startswith("country:"))
    return [{"code": code, "name": country_name(code)} for code in codes if country(code)]


def would_stand(reader: Any) -> list[str]:
    """For each role of the reader, what stands on the desk when there is something."""
    texts = {
        "SEC": _("Applications to screen, reviews to ask for, claims to verify, and what nobody has taken on."),
        "UN": _("Steps and commitments of your entity that wait for a yes, come near their day, or came back."),
        "RC": _("Claims of your programmes above their evidence, steps of your country team, what came back to you."),
        "LRG": _("Your Hub application, and programmes in your country whose claims go beyond their evidence."),
        "HUB": _("Your application or renewal, and steps that your Hub has taken on."),
        "KSN": _("Reviews that you were asked for."),
        "DON": _("Nothing waits for donors yet: what you fund stands in the Marker, with what its evidence proves."),
        "COM": _("Events to prepare and to report on."),
        "WG": _("Deliverables of your group that come near their day, and changes to decide on."),
        "SC": _("Hubs to decide on, and verified steps to close."),
    }
    found = [texts[role] for role in standing_of(reader).roles if role in texts]
    return found or [_("You hold no role yet. The Secretariat gives roles; then what waits for you stands here.")]
