"""A rubric as plain data for its page and the API."""

from __future__ import annotations

from typing import Any

from local2030.marker.criteria import Condition, Criterion, Rubric, rubric
from local2030.vocabulary.messages import text_in
from local2030.workflows.cheating_cost import cheating_plain


def rubric_plain(language: str = "en", found: Rubric | None = None) -> dict[str, Any]:
    """Head, levels, criteria and gates of a rubric (the shipped one), its texts in that language."""
    found = found or rubric()
    return {
        "id": found.id,
        "version": found.version,
        "title": found.title,
        "status": found.status,
        "adopted": found.adopted_by is not None,
        "sha256": found.sha256,
        **{key: str(value) for key, value in found.head.items()},
        "levels": {str(level): text_in(names, language) for level, names in found.level_names.items()},
        "criteria": [_criterion(criterion, language) for criterion in found.criteria],
        "gates": [{"level": g.level, "conditions": [condition(c) for c in g.conditions]} for g in found.gates],
        "coverage_floor": str(found.money.coverage_floor),
        "indirect_most": str(found.money.indirect_most),
        "unread_most": str(found.money.unread_most),
        "definition": found.money.definition,
        "cost_of_cheating": cheating_plain(found),
    }


def condition(node: Condition) -> dict[str, Any]:
    """One condition of a gate, with the conditions in it."""
    return {
        "kind": node.kind,
        "name": node.name,
        "at_least": node.at_least,
        "parts": [condition(part) for part in node.parts],
    }


def _criterion(criterion: Criterion, language: str) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "title": text_in(criterion.title, language),
        "question": text_in(criterion.question, language),
        "reason": text_in(criterion.reason, language),
        "kinds": list(criterion.kinds),
        "may_be_not_applicable": criterion.may_be_not_applicable,
        "machine_most": dict(criterion.machine_most),
        "levels": [
            {
                "level": rule.level,
                "anchor": text_in(rule.anchor, language),
                "needs": [sorted(kinds) for kinds in rule.needs],
                "measures": [{"name": m.name, "at_least": str(m.at_least)} for m in rule.measures],
            }
            for rule in criterion.levels
        ],
    }
