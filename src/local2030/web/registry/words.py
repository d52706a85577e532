"""States, moves and refusals in words, from the files of stages and the catalogue."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from local2030.methods.stages import Move, Refusal, spoken
from local2030.vocabulary.messages import say
from local2030.web.registry.kinds import stages_of


def state_word(kind: str, code: str) -> str:
    """The state as people say it."""
    stages = stages_of(kind)
    state = stages.states.get(code) if stages else None
    return _of(state.words) if state else code


def state_words(kind: str) -> dict[str, str]:
    """All states of a kind, in the order of their file."""
    stages = stages_of(kind)
    return {code: _of(state.words) for code, state in stages.states.items()} if stages else {}


def move_words(kind: str, move: Move) -> str:
    """The deed on a button."""
    return _of(move.words).capitalize()


def refusal_words(kind: str, refusal: Refusal) -> dict[str, Any]:
    """Why not, and what is missing, as sentences; codes beside them."""
    stages, language = stages_of(kind), get_language() or "en"
    missing = []
    for lack in refusal.lacks:
        values = spoken(stages, lack, language) if stages else dict(lack.values)
        missing.append({"name": str(lack.values.get("name", "")), "message": say(lack.code, values, language)})
    return {"code": refusal.reason, "reason": say(refusal.reason, {}, language), "missing": missing}


def order_words() -> dict[str, str]:
    """How a list can be ordered."""
    return {
        "number": _("Number"),
        "title": _("Title"),
        "due": _("Due first"),
        "changed": _("Changed last"),
        "state": _("State"),
    }


def _of(words: Any) -> str:
    language = get_language() or "en"
    return str(words.get(language) or words.get(language.split("-")[0]) or words.get("en") or "")
