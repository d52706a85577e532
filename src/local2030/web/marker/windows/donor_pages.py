"""The donor view: own thresholds, who is eligible for sure, possibly, not or unknown, what each lacks; kept and taken out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from local2030.marker.criteria import rubric
from local2030.marker.donor_terms import VERDICTS
from local2030.vocabulary.messages import say
from local2030.web.accounts.permissions import may, visible
from local2030.web.history.chain import append
from local2030.web.marker.assessing.models import Standing
from local2030.web.marker.portfolio import country_name
from local2030.web.marker.windows.donors import DonorAsk, Line, answer, lack_words, of_window
from local2030.web.marker.windows.files import table_answer
from local2030.web.marker.windows.kind import DEFINITION_WORDS, LEVELS
from local2030.web.marker.windows.models import KeptTerms
from local2030.web.marker.windows.plus_minus import kept_block
from local2030.web.registry.changing import by
from local2030.web.registry.models import Thing
from local2030.workflows.score_words import programme_in

PAGE, STEPS = 40, 3
HEAD = ("identifier", "title", "countries", "eligible", "level", "level_possible", "local_share_low", "local_share_high",
        "coverage", "definition", "basis", "lacks", "steps", "address")  # fmt: skip


@require_safe
def donor_view(request: HttpRequest) -> HttpResponse:
    """All programmes against these terms; the terms are those of the address, of a window, or kept by the donor."""
    kept = kept_by(request.user)
    window = _window(request)
    base = {**kept, **(of_window(window) if window else {})}
    ask = DonorAsk.of(request.GET, base)
    found = answer(request.user, ask)
    page = Paginator(found.shown, PAGE).get_page(request.GET.get("page"))
    language = get_language() or "en"
    steps = steps_of([line for line in page.object_list if line.judged.verdict != "sure"], language)
    own = DonorAsk.of({}, kept) if kept else None
    own_counts = answer(request.user, own).counts if own is not None and own.kept != ask.kept else None
    reviewed = [(line.standing, line.record) for line in found.lines if line.record is not None]
    context = {
        "ask": ask,
        "window": window,
        "found": found,
        "counts": [
            (verdict, _word(verdict, language), found.counts[verdict], ask.address(show=verdict))
            for verdict in VERDICTS
        ],
        "sure": found.counts["sure"],
        "page": page,
        "lines": [_shown(line, ask, steps, language) for line in page.object_list],
        "levels": LEVELS,
        "goals": [str(n) for n in range(1, 18)],
        "definitions": DEFINITION_WORDS.items(),
        "countries": sorted({(c, country_name(c)) for line in found.lines for c in line.countries}, key=lambda x: x[1]),
        "varied": [
            {
                "label": _number(name),
                "direction": direction,
                "counts": [counts[v] for v in VERDICTS],
                "changed": changed,
            }
            for name, direction, counts, changed in found.varied
        ],
        "plus_minus": kept_block(reviewed, rubric(), ask.definition, "reviewed"),
        "may_keep": may_keep(request.user),
        "is_kept": bool(kept) and own is not None and own.kept == ask.kept,
        "own_counts": own_counts and [(_word(v, language), own_counts[v]) for v in VERDICTS],
        "question": ask.address(),
        "before": ask.address(page=page.previous_page_number()) if page.has_previous() else "",
        "after": ask.address(page=page.next_page_number()) if page.has_next() else "",
        "all_address": ask.address(show=""),
    }
    return render(request, "windows/donors.html", context)


@require_safe
def donor_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same list whole, as a file."""
    ask = DonorAsk.of(request.GET, kept_by(request.user))
    found = answer(request.user, ask)
    steps = steps_of([line for line in found.shown if line.judged.verdict != "sure"], "en")
    rows = [plain_line(line, ask, steps) for line in found.shown]
    about = {**ask.kept, "counts": dict(found.counts), "rubric_sha256": rubric().sha256,
             "note": "Reviewed and published assessments alone decide; what isn't known stays unknown."}  # fmt: skip
    return table_answer(request, ending, "donor-view", "marker-assessment", HEAD, rows, about)


@require_POST
def keep_terms(request: HttpRequest) -> HttpResponse:
    """Keeps the terms of the form for this donor; nobody else sees them."""
    if not may_keep(request.user):
        raise PermissionDenied("set thresholds")
    ask = DonorAsk.of(request.POST)
    with transaction.atomic():
        KeptTerms.objects.update_or_create(donor=request.user, defaults={"terms": ask.kept, "changed": timezone.now()})
        # That they were set stands in the history, not which: nobody else is to see them.
        append(by=by(request.user), deed="set-terms", kind="donor-terms", id=str(request.user.pk), audience="audit")
    messages.info(request, _("Kept. They hold for you whenever you open this page."))
    return redirect(reverse("donor-view"))


def may_keep(reader: Any) -> bool:
    """Whether the reader sets thresholds of his own."""
    return bool(getattr(reader, "is_authenticated", False)) and may(reader, "set thresholds", "marker rubric")


def kept_by(reader: Any) -> dict[str, str]:
    """The terms that the reader keeps, none for whoever doesn't."""
    if not may_keep(reader):
        return {}
    row = KeptTerms.objects.filter(donor=reader).first()
    return {name: str(value) for name, value in row.terms.items()} if row else {}


def steps_of(lines: Iterable[Line], language: str) -> dict[str, list[str]]:
    """By identifier, the smallest steps that would lift the programme, out of the newest standing of its assessment."""
    wanted = {line.assessment.pk: line for line in lines if line.assessment is not None}
    found = {}
    for row in Standing.objects.filter(assessment__in=wanted, newest=True):
        line = wanted[row.assessment_id]
        if line.assessment is None or row.rubric != line.assessment.rubric:
            continue
        result = row.result
        programme = result["programmes"][0] if "programmes" in result else result
        said = programme_in(programme, result.get("head") or {}, language)
        found[line.identifier] = [str(step.get("message") or "") for step in (said.get("lift") or ())[:STEPS]]
    return found


def _window(request: HttpRequest) -> Thing | None:
    serial = request.GET.get("window", "")[:24].upper()
    return visible(request.user, Thing.objects.filter(kind="window", serial=serial)).first() if serial else None


def _shown(line: Line, ask: DonorAsk, steps: dict[str, list[str]], language: str) -> dict[str, Any]:
    found = line.judged.found
    return {
        "line": line, "verdict": line.judged.verdict, "word": _word(line.judged.verdict, language),
        "lacks": lack_words(line, ask, language), "steps": steps.get(line.identifier, []),
        "level": found.level if found else None, "possible": found.possible if found else None,
        "share": found.share if found else None,
    }  # fmt: skip


def plain_line(line: Line, ask: DonorAsk, steps: dict[str, list[str]]) -> dict[str, Any]:
    """A programme with codes, for files and the API."""
    found = line.judged.found
    share = found.share if found else None
    return {
        "identifier": line.identifier, "title": line.title, "countries": list(line.countries),
        "eligible": line.judged.verdict, "level": found.level if found else None,
        "level_possible": found.possible if found else None, "local_share_low": share.low if share else None,
        "local_share_high": share.high if share else None, "coverage": share.coverage if share else None,
        "definition": ask.definition, "basis": "reviewed" if found else None, "lacks": list(line.judged.lacks),
        "steps": steps.get(line.identifier, []), "address": line.address,
    }  # fmt: skip


def _word(verdict: str, language: str) -> str:
    return say("eligible-for-sure" if verdict == "sure" else f"eligible-{verdict}", None, language)


def _number(name: str) -> str:
    words = {
        "minimum_level": _("Minimum level"),
        "minimum_share": _("Minimum local share"),
        "minimum_coverage": _("Floor of known receivers"),
    }
    return words[name]
