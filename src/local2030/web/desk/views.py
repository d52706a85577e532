"""Home, the reader's own settings, subjects that aren't built yet, and pages for trouble."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from local2030.web.accounts.views import onward
from local2030.web.desk.frame import THEMES
from local2030.web.desk.workstreams import workstreams_now
from local2030.web.marker.models import Upload
from local2030.web.marker.portfolio import Ask, countries, matching, sums
from local2030.web.marker.receiving import TooLarge
from local2030.web.watching.full_disk import is_full


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The finding over all public programmes, how the three workstreams stand, and the ways in."""
    rows = matching(request.user, Ask())
    mine = Upload.objects.filter(by=request.user)[:5] if request.user.is_authenticated else []
    return render(
        request,
        "desk/home.html",
        {
            "sums": sums(rows),
            "latest": list(rows.order_by("-id")[:5]),
            "countries": sorted(countries(request.user), key=lambda found: -found[1])[:12],
            "mine": mine,
            "workstreams": workstreams_now(request.user),
        },
    )


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Language and appearance, kept in two cookies; works without scripts."""
    to = onward(request)
    if request.method == "GET":
        return render(request, "desk/preferences.html", {"next": to, "languages": settings.LANGUAGES})
    response = redirect(to)
    theme, language = request.POST.get("theme", ""), request.POST.get("language", "")
    kept: dict[str, Any] = {"max_age": 31_536_000, "samesite": "Lax", "secure": settings.BEHIND_TLS, "httponly": True}
    if theme in THEMES:
        response.set_cookie("theme", theme, **kept)
    else:
        response.delete_cookie("theme")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **kept)
    return response


@require_safe
def to_come(request: HttpRequest, subject: str) -> HttpResponse:
    """Says honestly that a subject isn't built yet, and what will stand there."""
    title, text = _to_come()[subject]
    return render(request, "desk/to_come.html", {"title": title, "text": text})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request can't be understood, or is too large."""
    if isinstance(exception, TooLarge):
        return too_large(request)
    title, text = _("This request can't be understood"), _("Something in the address or the form isn't as expected.")
    return _trouble(request, 400, title, text)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not allowed. Who isn't signed in is asked to, whichever page it was: here and nowhere else."""
    user = getattr(request, "user", None)
    if user is not None and not user.is_authenticated and not request.path.startswith("/api/"):
        return redirect_to_login(request.get_full_path() if request.method in ("GET", "HEAD") else "")
    title = _("You may read this site, but not do this")
    return _trouble(request, 403, title, _("Your account doesn't have the right. The Secretariat can give it."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that didn't come from a page of ours, or from one that lay open too long."""
    title = _("This form is no longer valid")
    text = _("It lay open too long, or it didn't come from this site. Nothing was changed. Go back, load it anew.")
    return _trouble(request, 403, title, text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    title = _("There is nothing at this address")
    return _trouble(request, 404, title, _("It may have been moved, or you may have to sign in to see it."))


def too_large(request: HttpRequest) -> HttpResponse:
    """413: a file above the limit."""
    limit = settings.UPLOAD_LIMIT // (1024 * 1024)
    title = _("The file is larger than %(limit)s MB") % {"limit": limit}
    text = _("Nothing was kept. Pack it with gzip, or score it on your own machine: local2030 marker score FILE")
    return _trouble(request, 413, title, text)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. 507 where there was no room left to write."""
    if is_full(sys.exc_info()[1]):
        title = _("There is no room left on the disk of the site")
        text = _("Nothing was half saved; what was saved before is there. Tell those who keep the site, and try later.")
        return _trouble(request, 507, title, text)
    title = _("Something broke on our side")
    return _trouble(
        request, 500, title, _("Nothing was half saved. Try again; if it happens again, tell the Secretariat.")
    )


def _trouble(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"title": title, "text": text, "status": status, "home": reverse("home")}
    return render(request, "desk/trouble.html", context, status=status)


def _to_come() -> dict[str, tuple[str, str]]:
    return {
        "reviews": (
            _("Reviews aren't built yet"),
            _("Here will stand what local and national reviews say of each other, passage beside passage."),
        ),
        "advocacy": (
            _("Advocacy isn't built yet"),
            _("Here will stand how drafts of declarations speak of local action, and what changed between them."),
        ),
        "matching": (
            _("Matching isn't built yet"),
            _("Here will stand which places look for what others know, and who could help them."),
        ),
    }
