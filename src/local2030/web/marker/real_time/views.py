"""Pages of time: a programme's timeline, what moved lately, the feed, and examples for whoever writes messages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.marker.alarms import shipped_alarms
from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import may, visible
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.models import Programme
from local2030.web.marker.real_time.changes import changes
from local2030.web.marker.real_time.examples_to_tell import DAYS, fresh_examples
from local2030.web.marker.real_time.sources import sources_of
from local2030.web.marker.real_time.standing import figure_of, said, said_on, steps_of
from local2030.web.marker.real_time.watching import alarms_now
from local2030.web.marker.receiving import file_name

MOVES_SHOWN = 50


@require_safe
def timeline(request: HttpRequest, programme_id: int) -> HttpResponse:
    """How the programme stood on each day, how it stood on the day that is asked for, and how fresh its sources are."""
    from local2030.workflows.programme_timeline import plain_on

    row = _found(request, programme_id)
    score = row.score
    plain = steps_of(row, score)
    asked, wrong = _asked(request)
    history = said(request.user, row)
    context = {
        "programme": row,
        "plain": plain,
        "figure": figure_of(row, plain, score, asked),
        "asked": asked,
        "wrong": wrong,
        "then": plain_on(plain["steps"], asked) if asked else None,
        "said_then": said_on(history, asked) if asked else None,
        "said": history,
        "sources": sources_of(row, plain),
        "today": timezone.localdate(),
    }
    return render(request, "real_time/timeline.html", context, status=422 if wrong else 200)


@require_safe
def timeline_json(request: HttpRequest, programme_id: int) -> HttpResponse:
    """The same steps as data."""
    row = _found(request, programme_id)
    plain = steps_of(row, row.score)
    response = HttpResponse(json.dumps(plain, ensure_ascii=False, indent=1), content_type="application/json")
    name = f"{file_name(row.identifier)}-timeline.json"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_safe
def moves(request: HttpRequest) -> HttpResponse:
    """What moved lately."""
    return render(request, "real_time/moves.html", {"changes": changes(request.user, MOVES_SHOWN)})


@require_safe
def feed_atom(request: HttpRequest) -> HttpResponse:
    """What moved lately, for a reader of feeds (Atom)."""
    here = request.build_absolute_uri(reverse("marker-moves"))
    feed = Atom1Feed(
        title=_("local2030: levels that moved"),
        link=here,
        description=_("Levels of the Localization Marker that changed with new data or evidence."),
        language=get_language() or "en",
        feed_url=request.build_absolute_uri(),
    )
    for change in changes(request.user, MOVES_SHOWN):
        address = request.build_absolute_uri(reverse("programme-timeline", args=[change.programme.pk]))
        feed.add_item(
            title=change.title,
            link=address,
            description=_("Machine-checked levels are provisional."),
            unique_id=f"{address}#score-{change.score.pk}",
            pubdate=change.at,
            updateddate=change.at,
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


@require_safe
def feed_json(request: HttpRequest) -> JsonResponse:
    """The same as JSON Feed 1.1."""
    items = [
        {
            "id": f"score-{change.score.pk}",
            "url": request.build_absolute_uri(reverse("programme-timeline", args=[change.programme.pk])),
            "title": change.title,
            "content_text": change.title,
            "date_published": change.at.isoformat(),
            "_local2030": {
                "identifier": change.programme.identifier,
                "level_before": (change.before or {}).get("level"),
                "level": change.after.get("level"),
                "level_possible": change.after.get("level_possible"),
            },
        }
        for change in changes(request.user, MOVES_SHOWN)
    ]
    body: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _("local2030: levels that moved"),
        "home_page_url": request.build_absolute_uri(reverse("marker-moves")),
        "feed_url": request.build_absolute_uri(),
        "language": get_language() or "en",
        "items": items,
    }
    return JsonResponse(body, content_type="application/feed+json")


@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """Patterns worth a look in claims and evidence, of the assessments that the reader may see."""
    language = get_language() or "en"
    found = [
        {
            "code": p.code,
            "subject": p.subject,
            "message": say(p.code, p.values, language),
            "remedy": remedy(p.code, p.values, language),
        }
        for p in alarms_now(request.user)
    ]
    context = {
        "alarms": found,
        "settings": shipped_alarms(),
        "looked_at": visible(request.user, Assessment.objects.all()).count(),
    }
    return render(request, "real_time/alarms.html", context)


@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    """Fresh examples, for those who may write talking points."""
    if not may(request.user, "add", "talking point"):
        raise PermissionDenied("add")
    goal, country = request.GET.get("goal", ""), request.GET.get("country", "").upper()[:2]
    number = int(goal) if goal.isascii() and goal.isdigit() and 1 <= int(goal[:3]) <= 17 else None
    context = {
        "examples": fresh_examples(number, country),
        "days": DAYS,
        "goal": number,
        "country": country,
        "goals": range(1, 18),
    }
    return render(request, "real_time/examples.html", context)


def _asked(request: HttpRequest) -> tuple[date | None, bool]:
    """The day in the address, and whether what stands there is no day."""
    text = request.GET.get("on", "").strip()
    if not text:
        return None, False
    try:
        return date.fromisoformat(text), False
    except ValueError:
        return None, True


def _found(request: HttpRequest, programme_id: int) -> Programme:
    rows = visible(request.user, Programme.objects.all()).select_related("upload", "upload__by")
    return get_object_or_404(rows, pk=programme_id)
