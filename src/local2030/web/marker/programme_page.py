"""What a programme's page shows, made from a score's plain form: no rule of the marker is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language, gettext

from local2030.marker.sensitive_places import shown_findings
from local2030.vocabulary.messages import catalogue, say
from local2030.vocabulary.organisations import DEFINITIONS
from local2030.web.marker.mirror.sensitivity import decided_mark
from local2030.web.marker.models import Programme, Score
from local2030.workflows.score_words import finding_in, programme_in

ACTORS_SHOWN = 100
PLACES_SHOWN = 40
FINDINGS_SHOWN = 40
EVIDENCE_SHOWN = 6
DAY = 86_400
UNKNOWN_STATES = ("unverifiable", "not_screened")


def programme_context(row: Programme, score: Score) -> dict[str, Any]:
    """For the template: the result with its lists cut to what a page holds, and figures drawn from it."""
    scoring, language = score.scoring, get_language() or "en"
    result = programme_in(score.result, scoring.head, language)
    share = result.get("local_share") or {}
    findings = [f for f in shown_findings(scoring.findings) if _concerns(f, result)]
    return {
        "programme": row,
        "result": result,
        "scoring": scoring,
        "head": scoring.head,
        "currency": scoring.head.get("currency") or "USD",
        "strict": share.get("strict") or {},
        "definitions": [(name, share[name]) for name in DEFINITIONS if name in share],
        "criteria": [_criterion(c) for c in result.get("criteria") or ()],
        "unverifiable": sum(c.get("state") in UNKNOWN_STATES for c in result.get("criteria") or ()),
        "actors": list(enumerate((result.get("actors") or [])[:ACTORS_SHOWN])),
        "actors_more": max(0, len(result.get("actors") or ()) - ACTORS_SHOWN),
        "places": ((result.get("places") or {}).get("list") or [])[:PLACES_SHOWN],
        "places_more": max(0, len((result.get("places") or {}).get("list") or ()) - PLACES_SHOWN),
        "lift": [_step(step, result.get("level") or 0) for step in result.get("lift") or ()],
        "wanted": ((result.get("known") or {}).get("most_wanted") or [])[:3],
        "findings": [finding_in(f, language) for f in findings[:FINDINGS_SHOWN]],
        "findings_more": max(0, len(findings) - FINDINGS_SHOWN),
        "traces": _traces(result.get("trace") or ()),
        "history": row.scores.select_related("scoring", "scoring__correction").defer("scoring__findings")[:20],
        "figures": figures(score),
    }


def figures(score: Score) -> dict[str, Any]:
    """The page's figures by name: verdict, money and, where there is a place with a shape, the map.

    Drawn once for a score, a language and what was decided on its places, since a score never changes.
    """
    language = get_language() or "en"
    key = f"figures:{score.pk}:{language}:{decided_mark(score)}"
    return cache.get_or_set(key, lambda: _draw(score.result, score.scoring.head, language), DAY) or {}


def _draw(result: Mapping[str, Any], head: Mapping[str, Any], language: str) -> dict[str, Any]:
    from local2030.figures import marker, places

    drawn = {
        "verdict": marker.verdict_figure(result, language=language),
        "money": marker.money_flow(result, head.get("currency") or "USD", language),
        "places": places.place_map(result, marker.source_line(result, language), language),
    }
    parts = ("title", "what", "source", "numbers", "svg_wide", "svg_narrow")
    return {name: {part: getattr(f, part) for part in parts} if f else None for name, f in drawn.items()}


@lru_cache(maxsize=64)
def world(sets: tuple[tuple[tuple[str, ...], int], ...], language: str) -> Any:
    """The map of programmes by country; drawing takes half a second, so that the last ones are kept."""
    from local2030.figures.places import portfolio_map

    rows = ({"countries": codes} for codes, number in sets for _each in range(number))
    return portfolio_map(rows, gettext("Aid data sent to this site"), language)


def _criterion(criterion: Mapping[str, Any]) -> dict[str, Any]:
    evidence = list(criterion.get("evidence") or ())
    claimed, proven = criterion.get("claimed"), criterion.get("proven")
    gap = None if claimed is None or proven is None or criterion.get("state") != "scored" else claimed - proven
    return dict(criterion) | {
        "evidence": evidence[:EVIDENCE_SHOWN],
        "evidence_more": max(0, len(evidence) - EVIDENCE_SHOWN),
        "gap": gap,
        "above": -gap if gap is not None and gap < 0 else 0,
        "needed": [say(f"report-kind-{kind}", None, get_language() or "en") for kind in criterion.get("needed") or ()],
        "next": (proven or 0) + 1,
    }


def _step(step: Mapping[str, Any], level: int) -> dict[str, Any]:
    """A step with whether it alone proves a higher level than is proven now."""
    return dict(step) | {"lifts": step.get("level") is not None and step["level"] > level}


def _traces(steps: Any) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The trace in its two runs, and what belongs to neither."""
    runs: dict[str, list[Mapping[str, Any]]] = {"proven": [], "possible": [], "": []}
    for step in steps:
        runs.setdefault(step.get("run") or "", []).append(dict(step) | {"name": _step_name(step)})
    return [(run, found) for run, found in runs.items() if found]


def _step_name(step: Mapping[str, Any]) -> str:
    """What a step of the trace is about: the source of the money, a definition, the level; criteria and gates keep theirs."""
    stems = {"money": ("source-used", "definition-short"), "score": ("step-of",)}.get(step["step"], ())
    codes = (f"{stem}-{step['id']}" for stem in stems)
    found = (say(code, None, get_language() or "en") for code in codes if code in catalogue("en"))
    return next(found, str(step["id"]))


def _concerns(finding: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether a finding names this programme or one of its activities, or lies within its element."""
    named = str((finding.get("values") or {}).get("activity") or (finding.get("values") or {}).get("identifier") or "")
    return bool(named) and named in {result.get("identifier"), *(result.get("activities") or ())}
