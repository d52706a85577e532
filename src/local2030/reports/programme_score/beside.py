"""What others say of an assessment, as the report prints it: contests with their answers, words of local governments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from local2030.figures.words import day
from local2030.vocabulary.messages import say

MOST_SAID = 40  # of each sort
MOST_LETTERS = 1_200  # of one text


def beside_data(beside: Mapping[str, Any] | None, language: str) -> dict[str, Any] | None:
    """The rows of the section; None where nobody said anything, and there is no section.

    `beside`: `contests` of {body, criterion, day, text, answer}, `local` of {body, about, day, word, text, answer},
    `confided` the number of answers in confidence, None where a count would name somebody.
    """
    if not beside:
        return None
    contests, local = list(beside.get("contests") or ()), list(beside.get("local") or ())
    confided = beside.get("confided")
    notes = [say("report-beside-confided", {"count": int(confided)}, language)] if confided else []
    more = max(0, len(contests) - MOST_SAID) + max(0, len(local) - MOST_SAID)
    if more:
        notes.append(say("report-beside-more", {"count": more}, language))
    if not contests and not local and not notes:
        return None
    return {"contests": _rows(contests, language), "local": _rows(local, language), "notes": notes}


def _rows(said: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, str]]:
    return [
        {
            "body": _short(one["body"]),
            "about": " · ".join([*_about(one), day(str(one["day"]), language)]),
            "text": _short(one.get("text")),
            "answer": _short(one.get("answer")) or say("report-beside-unanswered", {}, language),
        }
        for one in said[:MOST_SAID]
    ]


def _about(one: Mapping[str, Any]) -> list[str]:
    return [str(one[name]) for name in ("criterion", "about", "word") if one.get(name)]


def _short(text: Any) -> str:
    found = " ".join(str(text or "").split())
    return found if len(found) <= MOST_LETTERS else f"{found[: MOST_LETTERS - 1]}…"
