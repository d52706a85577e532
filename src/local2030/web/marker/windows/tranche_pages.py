"""The second tranche of a window: what the Fund is advised and decides. Before the decision the Fund alone sees any of it.

Nothing is kept before the decision, so no list, search, history, feed or file can show it; afterwards there is a row
with advice, decision and reasons, as open as its audience says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from local2030.marker.tranche_two import Advice, Observed, Thresholds, advice, shipped_thresholds
from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import ask, may, visible
from local2030.web.history.chain import append
from local2030.web.locks import one_writer
from local2030.web.marker.windows.files import table_answer
from local2030.web.marker.windows.models import ADVICE, CODES, Decision
from local2030.web.marker.windows.proposing import proposals_of
from local2030.web.marker.windows.reviewed import observed_of
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import by
from local2030.web.registry.models import Thing

FUNDED = ("funded", "ended")
SHORTEST, LONGEST = 20, 4000
HEAD = ("proposal", "title", "identifier", "country", "decided", "decided_on", "why", "advice", "reasons", "level",
        "blind", "gap_low", "gap_high", "local_share_low", "local_share_high", "lighter_reporting", "raise_claim",
        "thresholds_sha256")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal with its decision if there is one that the reader may see, and for the Fund the advice as it is now."""

    proposal: Thing
    decision: Decision | None
    seen: Observed | None
    advised: Advice | None


@require_safe
def listing(request: HttpRequest, serial: str) -> HttpResponse:
    """Funded proposals with what was decided; for the Fund also with what is advised."""
    window, is_fund = window_and_fund(request, serial)
    lines = lines_of(request.user, window, is_fund)
    context = {
        "window": window,
        "is_fund": is_fund,
        "lines": [_shown(line) for line in lines],
        "decided": sum(line.decision is not None for line in lines),
        "counts": _counts(lines) if is_fund else [],
        "thresholds": shipped_thresholds(),
        "currency": window.fields.get("currency") or "",
    }
    return render(request, "windows/tranche.html", context)


@require_safe
def listing_file(request: HttpRequest, serial: str, ending: str) -> HttpResponse:
    """The same as a file: for the Fund with the advice, for everybody else what was decided."""
    window, is_fund = window_and_fund(request, serial)
    rows = [plain(line) for line in lines_of(request.user, window, is_fund, "export")]
    about = {"window": window.serial, "title": window.title, "thresholds_sha256": shipped_thresholds().sha256,
             "note": "Advice with numbers, never an automatic cut."}  # fmt: skip
    return table_answer(request, ending, f"tranche-two-{window.serial.lower()}", "window", HEAD, rows, about)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, serial: str, proposal: str) -> HttpResponse:
    """The Fund's decision on one proposal, with the advice beside the form."""
    window, is_fund = window_and_fund(request, serial)
    if not is_fund:
        raise Http404
    row = get_object_or_404(proposals_of(window).filter(state__in=FUNDED), serial=proposal.upper())
    ask(request.user, "decide", "tranche advice")
    line = _line(row, Decision.objects.filter(proposal=row, newest=True).first(), shipped_thresholds())
    error = {}
    if request.method == "POST":
        decided, why = request.POST.get("decided", ""), clean(request.POST.get("why", ""))
        error = _errors(decided, why)
        if not error:
            _keep(request.user, window, line, decided, why)
            return redirect(reverse("tranche-two", args=[window.serial]))
    context = {
        "window": window, "line": _shown(line), "choices": ADVICE, "errors": error, "why": request.POST.get("why", ""),
        "chosen": request.POST.get("decided") or (line.advised.code if line.advised else ""),
        "thresholds": shipped_thresholds(),
    }  # fmt: skip
    return render(request, "windows/tranche_decide.html", context, status=422 if error else 200)


def lines_of(reader: Any, window: Thing, is_fund: bool, deed: str = "read") -> list[Line]:
    """The window's funded proposals that the reader may see; without the Fund's right only those that are decided."""
    rows = visible(reader, proposals_of(window).filter(state__in=FUNDED), deed).order_by("number")
    decisions = {d.proposal_id: d for d in visible(reader, Decision.objects.filter(window=window, newest=True), deed)}
    if not is_fund:
        return [Line(row, decisions[row.pk], None, None) for row in rows if row.pk in decisions]
    return [_line(row, decisions.get(row.pk), shipped_thresholds()) for row in rows]


def plain(line: Line) -> dict[str, Any]:
    """A line for files: the advice as it stood when it was decided, else, for the Fund, as it is now."""
    kept: Mapping[str, Any] = line.decision.advice if line.decision else {}
    if not kept and line.advised is not None:
        kept = advice_plain(line.seen, line.advised)
    figures = kept.get("figures") or {}
    return {
        "proposal": line.proposal.serial, "title": line.proposal.title, "country": line.proposal.country,
        "identifier": line.proposal.fields.get("identifier") or "",
        "decided": line.decision.decided if line.decision else None,
        "decided_on": line.decision.at.date().isoformat() if line.decision else None,
        "why": line.decision.why if line.decision else None,
        "advice": kept.get("code"), "reasons": [r["code"] for r in kept.get("reasons") or ()],
        "level": figures.get("level"), "blind": figures.get("blind"), "gap_low": figures.get("over_low"),
        "gap_high": figures.get("over_high"), "local_share_low": figures.get("share_low"),
        "local_share_high": figures.get("share_high"), "lighter_reporting": kept.get("lighter_reporting"),
        "raise_claim": kept.get("raise_claim"), "thresholds_sha256": kept.get("thresholds_sha256"),
    }  # fmt: skip


def advice_plain(seen: Observed | None, advised: Advice) -> dict[str, Any]:
    """An advice as it is kept beside the decision."""
    return {
        "code": advised.code,
        "reasons": [{"code": r.code, "asks": r.asks, "values": dict(r.values)} for r in advised.reasons],
        "lighter_reporting": advised.lighter_reporting, "raise_claim": advised.raise_claim,
        "figures": seen._asdict() if seen is not None else {}, "thresholds_sha256": advised.thresholds_sha256,
    }  # fmt: skip


def _line(proposal: Thing, decision: Decision | None, thresholds: Thresholds) -> Line:
    seen = observed_of(proposal)
    return Line(proposal, decision, seen, advice(seen, thresholds))


def window_and_fund(request: HttpRequest, serial: str) -> tuple[Thing, bool]:
    """The window, and whether the reader is the Fund. Whoever is neither the Fund nor finds a decision finds no page."""
    window = get_object_or_404(visible(request.user, Thing.objects.filter(kind="window")), serial=serial.upper())
    is_fund = may(request.user, "decide", "tranche advice")
    if not is_fund and not visible(request.user, Decision.objects.filter(window=window, newest=True)).exists():
        raise Http404
    return window, is_fund


@transaction.atomic
def _keep(reader: Any, window: Thing, line: Line, decided: str, why: str) -> Decision:
    one_writer("tranche")
    assert line.advised is not None
    Decision.objects.filter(proposal=line.proposal, newest=True).update(newest=False)
    row = Decision.objects.create(
        proposal=line.proposal, window=window, decided=decided, advice=advice_plain(line.seen, line.advised),
        thresholds_sha256=line.advised.thresholds_sha256, why=why, by=by(reader), at=timezone.now(),
    )  # fmt: skip
    circle = line.proposal.audience if line.proposal.audience == "inner" else "coalition"
    after = {"decided": decided, "thresholds": row.thresholds_sha256[:8]}
    append(by=by(reader), deed="decide-tranche", kind="window-proposal", id=line.proposal.serial, after=after, why=why,
           audience=circle)  # fmt: skip
    return row


def _errors(decided: str, why: str) -> dict[str, str]:
    found = {}
    if decided not in CODES:
        found["decided"] = _("Choose one of the four.")
    if not SHORTEST <= len(why) <= LONGEST:
        found["why"] = _("Give the reasons, in 20 to 4,000 letters: the programme and the donors will read them.")
    return found


def _shown(line: Line) -> dict[str, Any]:
    """A line in words."""
    language = get_language() or "en"
    kept = advice_plain(line.seen, line.advised) if line.advised else line.decision.advice if line.decision else {}
    reasons = [
        {"message": say(r["code"], r["values"], language), "remedy": remedy(r["code"], r["values"], language)}
        for r in kept.get("reasons") or ()
    ]
    return {
        "proposal": line.proposal, "decision": line.decision, "figures": kept.get("figures") or {},
        "code": kept.get("code"), "word": say(f"tranche-{kept['code']}", None, language) if kept else "",
        "reasons": reasons, "lighter": kept.get("lighter_reporting"), "raise": kept.get("raise_claim"),
        "differs": line.decision is not None and line.decision.decided != line.decision.advice.get("code"),
        "then": say(f"tranche-{line.decision.advice.get('code')}", None, language) if line.decision else "",
    }  # fmt: skip


def _counts(lines: list[Line]) -> list[tuple[str, int]]:
    codes = [line.advised.code for line in lines if line.advised]
    return [(str(words), codes.count(code)) for code, words in ADVICE]  # type: ignore[arg-type]
