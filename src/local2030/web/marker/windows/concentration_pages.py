"""How concentrated local money is, by recipient and by place: Herfindahl index as an interval, the largest one, three, ten."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.figures.windows import concentration_figure
from local2030.marker.concentration import Concentration
from local2030.marker.criteria import rubric
from local2030.vocabulary.organisations import DEFINITIONS
from local2030.web.marker.portfolio import Ask, countries, matching
from local2030.web.marker.score_records import newest_scores, spread_ready
from local2030.web.marker.scoring import CURRENCY
from local2030.web.marker.windows.files import table_answer
from local2030.web.marker.windows.kind import DEFINITION_WORDS
from local2030.web.marker.windows.spread import Spread, spread_of

HEAD = ("of", "rank", "name", "amount", "share_low", "share_high", "currency")


@require_safe
def concentration(request: HttpRequest) -> HttpResponse:
    """The portfolio's money, or that of the programmes that the address asks for."""
    ask, definition = Ask.of(request.GET), _definition(request)
    spread = _spread(request, ask, definition)
    context = {
        "ask": ask,
        "definition": definition,
        "definitions": DEFINITION_WORDS.items(),
        "countries": countries(request.user),
        "spread": spread,
        "figures": figures_of(spread),
        "tables": [(_("Recipients"), rows_of(spread.recipients)), (_("Places"), rows_of(spread.places))],
        "question": f"{ask.address()}&definition={definition}",
    }
    answer = render(request, "windows/concentration.html", context)
    if spread.waiting:
        answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def concentration_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The largest ten of each as a file."""
    spread, about = spread_asked(request)
    return table_answer(request, ending, "concentration", "programme", HEAD, plain_spread(spread), about)


def spread_asked(request: HttpRequest) -> tuple[Spread, dict[str, Any]]:
    """The spread that an address asks for, with what is said of it as a whole."""
    ask, definition = Ask.of(request.GET), _definition(request)
    spread = _spread(request, ask, definition)
    about = {
        "programmes": spread.programmes, "definition": definition, "currency": CURRENCY, "waiting": spread.waiting,
        **{f"{kind}_{key}": value for kind, found in (("recipients", spread.recipients), ("places", spread.places))
           for key, value in _figures(found).items()},
    }  # fmt: skip
    return spread, about


def plain_spread(spread: Spread) -> list[dict[str, Any]]:
    """The largest ten of each as rows."""
    return [
        *_plain("recipient", spread.recipients, spread.recipient_names), *_plain("place", spread.places, spread.place_names),
    ]  # fmt: skip


def figures_of(spread: Spread) -> list[Any]:
    """The two pictures: recipients, then places."""
    language = get_language() or "en"
    source = _("Newest scores of programmes sent to this site; first receivers of the money")
    pairs = (("recipients", spread.recipients, spread.recipient_names), ("places", spread.places, spread.place_names))
    return [
        concentration_figure(found, kind, names, spread.programmes, CURRENCY, source, language)
        for kind, found, names in pairs
    ]


def rows_of(found: Concentration) -> list[dict[str, Any]]:
    """The share of the largest one, three and ten as intervals."""
    return [{"k": k, "low": bounds.low, "high": bounds.high} for k, bounds in found.top.items()]


def _definition(request: HttpRequest) -> str:
    asked = request.GET.get("definition", "")
    return asked if asked in DEFINITIONS else rubric().money.definition


def _spread(request: HttpRequest, ask: Ask, definition: str) -> Spread:
    scores = newest_scores(matching(request.user, ask))
    return spread_of(scores, definition, spread_ready(scores, rubric()))


def _figures(found: Concentration) -> dict[str, Any]:
    if found.hhi is None:
        return {"code": found.code}
    tops = {f"top_{k}_{end}": str(getattr(bounds, end)) for k, bounds in found.top.items() for end in ("low", "high")}
    return {"n": found.n, "total": str(found.total), "unknown": str(found.unknown), "hhi_low": str(found.hhi.low),
            "hhi_high": str(found.hhi.high), **tops}  # fmt: skip


def _plain(kind: str, found: Concentration, names: tuple[str, ...]) -> list[dict[str, Any]]:
    total, unknown = found.total or 1, found.unknown
    return [
        {
            "of": kind, "rank": n, "name": name, "amount": amount, "share_low": amount / total,
            "share_high": (amount + unknown) / total, "currency": CURRENCY,
        }
        for n, (name, (_key, amount)) in enumerate(zip(names, found.largest, strict=True), 1)
    ]  # fmt: skip
