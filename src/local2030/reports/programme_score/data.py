"""What the templates print: a score in plain form -> ready sentences, rows and pictures. Long lists are shortened by
rules that stand here, and every shortening says how much it left out and where the rest is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from local2030.charts import marks
from local2030.charts.palette import TOKENS
from local2030.charts.svg import WIDE, for_print
from local2030.figures import sentences
from local2030.figures.figure import Figure
from local2030.figures.marker import money_flow, source_line, told, verdict_figure
from local2030.figures.places import place_map
from local2030.figures.portfolio import portfolio_bands, portfolio_levels, row_of
from local2030.figures.words import day, percent, percent_range
from local2030.reports.pdf import UNSHOWN
from local2030.reports.programme_score.lists import actors, evidence, files, findings, lift, places, shortened, trace
from local2030.vocabulary.messages import catalogue, say

Plain = Mapping[str, Any]

MOST_PROGRAMMES = 400
VERDICT_WIDTH = 440  # units: the band stands in two thirds of the page, and its words must stay as large as the others
_DIFFERENCE_GLYPH: dict[str, marks.Status] = {"met": "met", "over": "over", "above": "met", "unknown": "unknown"}


def programme_data(document: Plain, programme: Plain, generated: date, language: str) -> dict[str, Any]:
    """Everything that the document of one programme prints, in its order."""
    currency = document["currency"]
    programme = shortened(programme, language)
    return _frame(document, [programme], generated, language) | {
        "title": programme["title"] or say("report-untitled", {}, language),
        "title_dir": direction(programme["title"] or ""),
        "lede": _lede(programme, language),
        "identifier": programme["identifier"],
        "goals": [marks.goal(int(goal), skin="print") for goal in programme["goals"] if _is_goal(goal)],
        "goal_numbers": [goal for goal in programme["goals"] if _is_goal(goal)],
        "finding": sentences.level_sentence(programme, language),
        "levels": _levels(programme, language),
        "facts": _facts(programme, language),
        "known": dict(programme.get("known") or {"message": "", "most_wanted": []}),
        "verdict": _figure(verdict_figure(programme, language=language), VERDICT_WIDTH),
        "lift": lift(programme, language),
        "criteria": [_criterion(criterion, language) for criterion in programme["criteria"]],
        "evidence": [evidence(criterion, language) for criterion in programme["criteria"] if criterion["evidence"]],
        "flow": _figure(money_flow(programme, currency, language, today=generated)),
        "has_money": any(float(part or 0) for part in programme["totals"]["outgoing_by_class"].values()),
        "money_notes": _money_notes(programme, currency, language),
        "actors": actors(programme, currency, language),
        "map": _map(programme, generated, language),
        "places": places(programme, language),
        "trace": trace(programme, language),
        "files": files(document, language),
        "findings": findings(document, programme, language),
        "method": _method(document, language),
    }


def portfolio_data(document: Plain, generated: date, language: str) -> dict[str, Any]:
    """Everything that the list of several programmes prints."""
    programmes = document["programmes"]
    shown = programmes[:MOST_PROGRAMMES]
    rest = {"count": len(programmes) - len(shown), "most": MOST_PROGRAMMES}
    return _frame(document, programmes, generated, language) | {
        "title": say("report-portfolio-title", {"count": f"{len(programmes):,}"}, language),
        "figures": [_figure(figure) for figure in _portfolio_figures(programmes, language)],
        "rows": [_row(programme, language) for programme in shown],
        "more": say("report-portfolio-more", rest, language) if rest["count"] else "",
        "files": files(document, language),
        "findings": findings(document, None, language),
        "method": _method(document, language),
    }


def direction(text: str) -> str:
    """The direction in which a text is read, by its first letter that has one."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def _frame(document: Plain, programmes: list[Plain], generated: date, language: str) -> dict[str, Any]:
    """What both documents share: words, colours, the key of the marks, the foot of every page."""
    rubric = document["rubric"]
    words = {
        code.removeprefix("report-"): say(code, {}, language) for code in catalogue("en") if code.startswith("report-")
    }
    adopted = "adopted" if rubric["adopted"] else "prototype"
    machine = any(programme["provisional"] for programme in programmes)
    keys = (
        ("proven", marks.track(None, 3, 3, skin="print")),
        ("possible", marks.track(None, 0, 3, skin="print")),
        ("claimed", marks.track(3, 0, 0, skin="print")),
        ("unknown", marks.track(None, None, None, "unverifiable", skin="print")),
    )
    return {
        "words": words,
        "tokens": TOKENS,
        "language": language.partition("-")[0] if catalogue(language) else "en",
        "day": day(generated.isoformat(), language),
        "unshown_words": say("report-unshown", {"mark": UNSHOWN, "count": "{count}"}, language),
        "key": [{"mark": mark, "word": say(f"report-key-{word}", {}, language)} for word, mark in keys],
        "foot": {
            "status": say(f"report-footer-{adopted}", {"id": rubric["id"]}, language),
            "basis": say(f"report-footer-{'machine' if machine else 'reviewed'}", {}, language),
            "version": say(
                "report-footer-version", {"version": rubric["version"], "sha256": rubric["sha256"][:12]}, language
            ),
            "page": say("report-footer-page", {"page": "{page}", "pages": "{pages}"}, language),
        },
    }


def _lede(programme: Plain, language: str) -> str:
    reporter = programme.get("reporter") or {}
    return say(
        "report-lede",
        {
            "reporter": reporter.get("name") or reporter.get("ref") or say("report-no-reporter", {}, language),
            "countries": ", ".join(programme["countries"]) or say("report-no-country", {}, language),
            "start": day(programme.get("start"), language) or say("report-open-start", {}, language),
            "end": day(programme.get("end"), language) or say("report-open-end", {}, language),
            "phase": say(f"report-phase-{programme['phase']}", {}, language),
        },
        language,
    )


def _levels(programme: Plain, language: str) -> list[dict[str, str]]:
    """The large numerals: what is proven, what is possible where that is higher, and what is claimed."""
    level, possible = programme["level"], programme["level_possible"]
    first = "report-intends" if programme.get("label") == "intended" else "report-proves"
    shown: list[tuple[str, int | None, marks.Numeral]] = [(first, level, "proven")]
    if level is not None and possible is not None and possible > level:
        shown.append(("report-possible", possible, "possible"))
    claimed = programme.get("level_claimed")
    if claimed is not None:
        shown.append(("report-claimed", claimed, "over" if level is not None and claimed > level else "claimed"))
    return [
        {
            "label": say(code, {}, language),
            "svg": marks.numeral(number, "unknown" if number is None else kind, skin="print"),
            "alt": f"{say(code, {}, language)}: {'?' if number is None else number}",
            "word": sentences.level_word(number, language),
        }
        for code, number, kind in shown
    ]


def _facts(programme: Plain, language: str) -> list[dict[str, str]]:
    gap, gap_words = sentences.gap_words(programme.get("divergence"), language)
    asked = [c for c in programme["criteria"] if c["state"] != "not_applicable"]
    blind = [c for c in asked if c["state"] != "scored"]
    coverage = (programme["local_share"].get("strict") or {}).get("coverage")
    below = (programme.get("places") or {}).get("subnational_share")
    facts = [
        ("report-gap", gap, gap_words),
        (
            "report-blind",
            say("report-blind-value", {"count": len(blind), "all": len(asked)}, language),
            ", ".join(c["id"] for c in blind),
        ),
        (
            "report-coverage",
            say("report-coverage-unknown", {}, language) if coverage is None else percent(coverage, language=language),
            "" if coverage is None else say("report-coverage-of", {}, language),
        ),
        (
            "report-places",
            say("report-places-unknown", {}, language) if below is None else percent(below, language=language),
            "" if below is None else say("report-places-of", {}, language),
        ),
    ]
    return [{"label": say(code, {}, language), "value": value, "why": why} for code, value, why in facts]


def _criterion(criterion: Plain, language: str) -> dict[str, Any]:
    kind, _ = sentences.difference(criterion)
    glyph = _DIFFERENCE_GLYPH.get(kind)
    kinds = ", ".join(say(f"report-kind-{kind}", {}, language) for kind in criterion["needed"])
    held = [item["message"] for item in criterion["evidence"]]
    given = (criterion["claimed"], criterion["proven"], criterion["possible"], criterion["state"])
    return {
        "id": criterion["id"],
        "title": criterion["title"],
        "reason": (criterion["reason"] or {}).get("message") or "",
        "track": marks.track(*given, skin="print"),
        "shown": sentences.criterion_words(criterion, language),
        "possible": sentences.criterion_possible(criterion, language),
        "glyph": marks.status(glyph, skin="print") if glyph else "",
        "difference": sentences.difference_words(criterion, language),
        "over": kind == "over",
        "items": len(held),
        "evidence": held[0] if held else say("report-no-evidence", {}, language),
        "needed": say("report-needed", {"kinds": kinds}, language) if kinds else "",
    }


def _money_notes(programme: Plain, currency: str, language: str) -> list[str]:
    from local2030.figures.words import amount

    totals = programme["totals"]
    notes = [(programme.get("money_source") or {}).get("message") or ""]
    if totals.get("no_rate"):
        notes.append(say("report-no-rate", {"count": totals["no_rate"]}, language))
    bought = totals.get("local_procurement") or "0"
    if float(bought):
        notes.append(say("report-procurement", {"amount": amount(bought, currency, language)}, language))
    return [note for note in notes if note]


def _method(document: Plain, language: str) -> list[str]:
    rubric, rates = document["rubric"], document["rates"]
    lines = [
        say("report-method-reading", {}, language),
        say("report-method-low", {}, language),
        say("report-method-rubric", rubric, language),
        say("report-method-rubric-sha", rubric, language),
        say("report-method-rates", {"currency": document["currency"], "source": rates.get("source") or ""}, language),
    ]
    if (document.get("register") or {}).get("entries"):
        lines.append(say("report-method-register", document["register"], language))
    return lines


def _row(programme: Plain, language: str) -> dict[str, Any]:
    low, high = told(programme)
    level, possible = programme["level"], programme["level_possible"]
    shown = sentences.level_word(None, language) if level is None else f"{level}"
    return {
        "identifier": programme["identifier"],
        "title": shortened(programme["title"], language) or say("report-untitled", {}, language),
        "dir": direction(programme["title"] or ""),
        "stair": marks.stair(level, possible, skin="print"),
        "level": f"{level}–{possible}" if level is not None and possible and possible > level else shown,
        "band": marks.mini_band(low, high, skin="print"),
        "share": say("figure-verdict-cannot-tell", {}, language)
        if low is None or high is None
        else percent_range(low, high, language),
    }


def _portfolio_figures(programmes: list[Plain], language: str) -> list[Figure]:
    rows = [row_of(programme) for programme in programmes]
    return [portfolio_levels(rows, language=language), portfolio_bands(rows, language=language)]


def _map(programme: Plain, today: date, language: str) -> dict[str, Any] | None:
    figure = place_map(programme, source_line(programme, language, today), language)
    return _figure(figure) if figure else None


def _figure(figure: Figure, width: int = WIDE) -> dict[str, Any]:
    return {
        "title": figure.title,
        "what": figure.what,
        "svg": for_print(figure.drawn(width), figure.description),
        "alt": figure.description,
        "source": figure.source,
        "columns": list(figure.numbers.columns),
        "rows": [list(row) for row in figure.numbers.rows],
    }


def _is_goal(goal: object) -> bool:
    return str(goal).isdigit() and 1 <= int(str(goal)) <= 17
