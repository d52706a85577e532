"""Pages to read: the portfolio, a programme, the rubric."""

from __future__ import annotations

import csv
import json
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.web.accounts.permissions import may, visible
from local2030.web.marker.assessing.starting import assessments_of, may_start
from local2030.web.marker.joint_programmes.finding import seen_joint
from local2030.web.marker.mirror.sensitivity import decided_mark
from local2030.web.marker.mirror.words import may_reply, summary_of
from local2030.web.marker.models import Correction, Programme, Score
from local2030.web.marker.portfolio import (
    LEVELS,
    ORDERS,
    PAGE,
    Ask,
    countries,
    countries_of,
    country_sets,
    matching,
    sums,
)
from local2030.web.marker.programme_page import programme_context, world
from local2030.web.marker.receiving import file_name
from local2030.web.marker.records import document
from local2030.web.marker.superseding import shared_identifiers, twins
from local2030.web.marker.windows.plus_minus import of_programmes
from local2030.workflows.score_words import document_in

CSV_HEAD = ("identifier", "level", "level_possible", "local_share_low", "local_share_high", "coverage")


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Programmes with level, local share, gap and source; the figures above cover all that match."""
    ask = Ask.of(request.GET)
    rows = matching(request.user, ask)
    above = sums(rows)
    pages = Paginator(rows, PAGE)
    pages.count = above.programmes
    page = pages.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "ask": ask,
        "sums": above,
        "page": page,
        "before": ask.address(page.number - 1),
        "after": ask.address(page.number + 1),
        "countries": countries(request.user),
        "shared": shared_identifiers(request.user, page.object_list),
        "level_choices": _level_choices(),
        "order_choices": _order_choices(),
        "plus_minus": of_programmes(rows),
    }
    answer = render(request, "marker/portfolio.html", context)
    if context["plus_minus"].waiting:  # the next look shows more, so this page isn't kept
        answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def portfolio_map(request: HttpRequest) -> HttpResponse:
    """The same programmes as on the list, counted by country on a map."""
    ask = Ask.of(request.GET)
    rows = matching(request.user, ask)
    context = {
        "ask": ask,
        "sums": sums(rows),
        "figure": world(country_sets(rows), get_language() or "en"),
        "counts": countries_of(rows),
        "plus_minus": of_programmes(rows),
    }
    return render(request, "marker/portfolio_map.html", context)


@require_safe
def portfolio_csv(request: HttpRequest) -> HttpResponse:
    """The same programmes as the page, all of them, a line each."""
    rows = matching(request.user, Ask.of(request.GET))
    response = _download("portfolio.csv", "text/csv; charset=utf-8")
    out = csv.writer(response)
    out.writerow(CSV_HEAD)
    for values in rows.values_list("identifier", "level", "level_possible", "ls_low", "ls_high", "coverage"):
        out.writerow(["" if value is None else harmless(value) for value in values])
    return response


@require_safe
def programme(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Everything known of one programme, and where each figure comes from."""
    row, score = _found(request, programme_id)
    context = programme_context(row, score) | {
        "may_correct": may(request.user, "contest", row),
        "twins": twins(request.user, row),
        "joint": seen_joint(request.user, row.identifier),
        "may_assess": may_start(request.user, row),
        "assessments": assessments_of(request.user, row.identifier),
        "words": summary_of(row.identifier),
        "may_reply": may_reply(request.user, row.identifier),
        "may_decide_places": may(request.user, "change", row),
        "corrections": Correction.objects.filter(programme=row).select_related("by")[:20],
    }
    return render(request, "marker/programme.html", context)


@require_safe
def programme_json(request: HttpRequest, programme_id: int) -> HttpResponse:
    """The score whole, as the command line prints it."""
    row, score = _found(request, programme_id)
    response = _download(f"{file_name(row.identifier)}.json", "application/json")
    response.write(json.dumps(document(score), ensure_ascii=False, indent=1))
    return response


@require_safe
def programme_csv(request: HttpRequest, programme_id: int) -> HttpResponse:
    """One line, with the columns of `marker score --format csv`."""
    row, _score = _found(request, programme_id)
    response = _download(f"{file_name(row.identifier)}.csv", "text/csv; charset=utf-8")
    out = csv.writer(response)
    out.writerow(CSV_HEAD)
    values = (row.identifier, row.level, row.level_possible, row.ls_low, row.ls_high, row.coverage)
    out.writerow(["" if value is None else harmless(value) for value in values])
    return response


@require_safe
def programme_pdf(request: HttpRequest, programme_id: int) -> HttpResponse:
    """The score as a document to send on."""
    from local2030.reports.programme_score import score_pdf

    row, score = _found(request, programme_id)
    response = _download(f"{file_name(row.identifier)}.pdf", "application/pdf")
    today = timezone.now().date()
    language = get_language() or "en"
    made = lambda: score_pdf(document_in(document(score), language), 0, generated=today, language=language)  # noqa: E731
    response.write(cache.get_or_set(f"pdf:{score.pk}:{today}:{language}:{decided_mark(score)}", made, 3600) or b"")
    return response


@require_safe
def rubric(request: HttpRequest) -> HttpResponse:
    """What is asked, what each level needs, the gates and what it costs to cheat them; `version`: another one's."""
    from local2030.web.marker.expert_group.rubric_words import rubric_context

    context = rubric_context(request.user, request.GET.get("version", ""), get_language() or "en")
    if context is None:
        raise Http404
    return render(request, "marker/rubric.html", context)


def _level_choices() -> list[tuple[str, str]]:
    words = (_("0, none"), _("1, limited"), _("2, significant"), _("3, principal"), _("Too little data"))
    return list(zip(LEVELS, words, strict=True))


def _order_choices() -> list[tuple[str, str]]:
    words = {
        "gap": _("Claim above evidence"),
        "level": _("Level"),
        "share": _("Local share"),
        "money": _("Money"),
        "title": _("Name"),
    }
    return [(order, words[order]) for order in ORDERS]


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe before it."""
    return "'" + value if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _found(request: HttpRequest, programme_id: int) -> tuple[Programme, Score]:
    rows = visible(request.user, Programme.objects.all()).select_related("upload", "upload__by")
    row = get_object_or_404(rows, pk=programme_id)
    return row, row.score


def _download(name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
