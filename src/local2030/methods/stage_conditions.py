"""What a thing must have before it may move: declared conditions in, what is lacking out.

A condition is a word and its values in a file of stages; no workflow brings code of its own. `CONDITIONS` is the whole
language. Days in fields may be dates or ISO text (a day, "2027" and "2027-03" are their last day).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from local2030.vocabulary.findings import Finding

DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?")


class ReviewFact(NamedTuple):
    """What counts of a review. Leave out those that were declined or belong to an earlier round."""

    assigned: bool
    done: bool
    from_region: bool
    mean: float | None
    scores: Mapping[str, float] = MappingProxyType({})  # by question


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so about a thing. `fields`: its own columns and title, summary, due, owner, country; `parts` by role."""

    fields: Mapping[str, object] = field(default_factory=dict)
    evidence: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, int] = field(default_factory=dict)
    reviews: tuple[ReviewFact, ...] = ()
    state_since: date | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its word, its values, and for `any` and `all` the conditions inside."""

    kind: str
    values: Mapping[str, Any]
    parts: tuple[Condition, ...] = ()


def lacks(condition: Condition, facts: Facts, today: date) -> tuple[Finding, ...]:
    """What is missing for the condition, empty where it holds. `name` in the values is short and for machines."""
    if condition.kind == "all":
        return tuple(lack for part in condition.parts for lack in lacks(part, facts, today))
    if condition.kind == "any":
        each = [lacks(part, facts, today) for part in condition.parts]
        if not all(each):
            return ()
        names = [str(lack.values["name"]) for part in each for lack in part]
        return (_lack("needs-one-of", "|".join(names), choices=tuple(names)),)
    return CONDITIONS[condition.kind].lacks(condition.values, facts, today)


def later(day: date, months: int = 0, days: int = 0) -> date:
    """The day so much later; the 31st becomes the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=days)


def day_of(value: object) -> date | None:
    """The day in a field, None where there is none or it can't be read."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    found = DAY.fullmatch(str(value).strip()) if value else None
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    try:
        return date(year, month, int(found[3]) if found[3] else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


def _filled(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    return tuple(_lack("needs-field", n, field=n) for n in values["fields"] if not _has(facts.fields.get(n)))


def _empty(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    return tuple(_lack("needs-empty", n, field=n) for n in values["fields"] if _has(facts.fields.get(n)))


def _confirmed(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    return tuple(_lack("needs-yes", n, field=n) for n in values["fields"] if facts.fields.get(n) is not True)


def _unconfirmed(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    return tuple(_lack("needs-not", n, field=n) for n in values["fields"] if facts.fields.get(n) is True)


def _one_of(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    name = values["field"]
    if str(facts.fields.get(name) or "") in values["values"]:
        return ()
    return (_lack("needs-choice", name, field=name, choices=", ".join(values["values"])),)


def _evidence(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    return _count("needs-evidence", "evidence", values["at_least"], facts.evidence)


def _parts(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    roles = values["role"]
    found = sum(facts.parts.get(role, 0) for role in roles)
    return _count("needs-part", f"part:{'|'.join(roles)}", values.get("at_least", 1), found, role=", ".join(roles))


def _links(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    relations = values["relation"]
    found = sum(facts.links.get(relation, 0) for relation in relations)
    name, said = f"link:{'|'.join(relations)}", ", ".join(relations)
    return _count("needs-link", name, values.get("at_least", 1), found, relation=said)


def _unlinked(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    linked = [relation for relation in values["relation"] if facts.links.get(relation, 0)]
    return tuple(_lack("needs-no-link", f"no-link:{relation}", relation=relation) for relation in linked)


def _reviewers(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    asked = [r for r in facts.reviews if r.assigned]
    done = [r for r in asked if r.done]
    regional = [r for r in (done if "done" in values else asked) if r.from_region]
    return (
        *_count("needs-reviewers", "reviewers", values.get("assigned", 0), len(asked)),
        *_count("needs-reviews", "reviews", values.get("done", 0), len(done)),
        *_count("needs-reviewer-from-region", "reviewer-from-region", values.get("from_region", 0), len(regional)),
    )


def _score(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    """The mean over reviewers; a recorded exception (`or_filled`) stands in for a score that is too low."""
    means = _means(facts)
    mean = sum(means) / len(means) if means else None
    found = "–" if mean is None else f"{mean:.2f}"
    least, below, instead = values.get("at_least"), values.get("below"), values.get("or_filled")
    if least is not None and (mean is None or mean < least):
        if instead is None:
            return (_lack("needs-score", "score", least=least, found=found),)
        if mean is None or not _has(facts.fields.get(instead)):
            return (_lack("needs-score-or-field", instead, least=least, found=found, field=instead),)
    if below is not None and (mean is None or mean >= below):
        return (_lack("needs-score-below", "score-below", below=below, found=found),)
    return ()


def _spread(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    means = _means(facts)
    spread = max(means) - min(means) if means else None
    found = "–" if spread is None else f"{spread:.2f}"
    if "at_least" in values and (spread is None or spread < values["at_least"]):
        return (_lack("needs-spread", "spread", least=values["at_least"], found=found),)
    if "below" in values and (spread is None or spread >= values["below"]):
        return (_lack("needs-agreement", "agreement", below=values["below"], found=found),)
    return ()


def _apart(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    """How far reviewers lie apart in one question, at most, over all questions or those of `of`; 0 for one reviewer."""
    wanted = values.get("of")
    given: dict[str, list[float]] = {}
    for review in facts.reviews:
        for question, score in review.scores.items() if review.done else ():
            if wanted is None or question in wanted:
                given.setdefault(question, []).append(score)
    far = max((max(scores) - min(scores) for scores in given.values()), default=None)
    found = "–" if far is None else f"{far:g}"
    if "at_least" in values and (far is None or far < values["at_least"]):
        return (_lack("needs-apart", "apart", least=values["at_least"], found=found),)
    if "below" in values and (far is None or far >= values["below"]):
        return (_lack("needs-alike", "alike", below=values["below"], found=found),)
    return ()


def _days_in_state(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    least = values["at_least"]
    if facts.state_since is not None and today >= later(facts.state_since, days=least):
        return ()
    day = later(facts.state_since, days=least).isoformat() if facts.state_since else "…"
    return (_lack("needs-days", "days", count=least, day=day),)


def _reached(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    day = _shifted(values, facts)
    return () if day is not None and today >= day else (_wrong_day("needs-day-reached", values["field"], day),)


def _until(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    day = _shifted(values, facts)
    return () if day is not None and today < day else (_wrong_day("needs-day-ahead", values["field"], day),)


def _wrong_day(code: str, name: str, day: date | None) -> Finding:
    """Where the field holds no day, the day itself is what is lacking."""
    return _lack("needs-field", name, field=name) if day is None else _lack(code, name, field=name, day=day.isoformat())


def _past(values: Mapping[str, Any], facts: Facts, today: date) -> tuple[Finding, ...]:
    return _reached({"field": values["fields"][0], "days": 1}, facts, today)


def _shifted(values: Mapping[str, Any], facts: Facts) -> date | None:
    day = day_of(facts.fields.get(values["field"]))
    return None if day is None else later(day, values.get("months", 0), values.get("days", 0))


def _means(facts: Facts) -> list[float]:
    return [review.mean for review in facts.reviews if review.done and review.mean is not None]


def _has(value: object) -> bool:
    """Whether a field holds something: blank text and empty lists don't, 0 and False do."""
    return bool(value.strip()) if isinstance(value, str) else value is not None and value not in ([], (), {})


def _count(code: str, name: str, least: int, found: int, **values: object) -> tuple[Finding, ...]:
    return () if found >= least else (_lack(code, name, count=least, found=found, **values),)


def _lack(code: str, name: str, **values: object) -> Finding:
    return Finding(code, "error", values={"name": name, **values})


class Rule(NamedTuple):
    """A word of the language. `plain`: the key that a bare value goes to; `needed` and `may` are its keys."""

    lacks: Callable[[Mapping[str, Any], Facts, date], tuple[Finding, ...]]
    plain: str = ""
    needed: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()


CONDITIONS: Mapping[str, Rule] = {
    "filled": Rule(_filled, "fields", frozenset({"fields"})),
    "empty": Rule(_empty, "fields", frozenset({"fields"})),
    "confirmed": Rule(_confirmed, "fields", frozenset({"fields"})),
    "unconfirmed": Rule(_unconfirmed, "fields", frozenset({"fields"})),
    "one_of": Rule(_one_of, "", frozenset({"field", "values"})),
    "evidence": Rule(_evidence, "at_least", frozenset({"at_least"})),
    "parts": Rule(_parts, "role", frozenset({"role"}), frozenset({"at_least"})),
    "links": Rule(_links, "relation", frozenset({"relation"}), frozenset({"at_least"})),
    "unlinked": Rule(_unlinked, "relation", frozenset({"relation"})),
    "reviewers": Rule(_reviewers, "", frozenset(), frozenset({"assigned", "done", "from_region"})),
    "score": Rule(_score, "at_least", frozenset(), frozenset({"at_least", "below", "or_filled"})),
    "spread": Rule(_spread, "", frozenset(), frozenset({"at_least", "below"})),
    "apart": Rule(_apart, "", frozenset(), frozenset({"at_least", "below", "of"})),
    "days_in_state": Rule(_days_in_state, "at_least", frozenset({"at_least"})),
    "reached": Rule(_reached, "field", frozenset({"field"}), frozenset({"days", "months"})),
    "until": Rule(_until, "field", frozenset({"field"}), frozenset({"days", "months"})),
    "past": Rule(_past, "fields", frozenset({"fields"})),
}
