"""What a score says, from its codes and values: said in English when it is scored, and again for whoever reads it.

The plain form keeps both, so that a page in another language needs no second scoring. Where a score of an earlier
version lacks the values, or was made by another rubric than the shipped one, the sentence that it holds is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from local2030.marker.criteria import Rubric, rubric
from local2030.vocabulary.messages import catalogue, is_english, say, say_again, text_in

Plain = Mapping[str, Any]

_CODED = {"used": "source-used", "definition": "definition-short", "state": "state"}  # values that are codes with words


def document_in(document: Plain, language: str) -> dict[str, Any]:
    """A whole document in its plain form with every sentence in that language."""
    if is_english(language):
        return dict(document)
    files = [dict(f) | {"known": file_known(f["known"], language)} if f.get("known") else f for f in document["files"]]
    return dict(document) | {
        "programmes": [programme_in(programme, document, language) for programme in document["programmes"]],
        "files": files,
        "findings": [finding_in(finding, language) for finding in document["findings"]],
    }


def programme_in(programme: Plain, head: Plain, language: str) -> dict[str, Any]:
    """A programme's plain form with every sentence in that language; `head` is what stands around it in the document."""
    if is_english(language):
        return dict(programme)
    rules, currency = _rubric_of(head), str(head.get("currency") or "USD")
    criteria = programme.get("criteria") or ()
    titles = {c["id"]: _title(c, rules, language) for c in criteria}

    def lifted(step: Plain) -> dict[str, Any]:
        return _lift_in(step, titles, rules, currency, language)

    return dict(programme) | {
        "level_name": _level_name(programme, "level", rules, language),
        "level_possible_name": _level_name(programme, "level_possible", rules, language),
        "criteria": [_criterion_in(c, titles[c["id"]], language) for c in criteria],
        "trace": [_step_in(step, language) for step in programme.get("trace") or ()],
        "lift": [lifted(step) for step in programme.get("lift") or ()],
        "money_source": _source_in(programme.get("money_source") or {}, language),
        "known": _known_in(programme.get("known") or {}, language, lambda wanted: str(lifted(wanted)["message"])),
    }


def finding_in(finding: Plain, language: str) -> dict[str, Any]:
    """A finding in plain form with its sentence, and what to do about it, in that language."""
    code, values = finding.get("code"), finding.get("values")
    mended = say_again(finding.get("remedy") or "", code, values, language, part="remedy")
    return _said_again(finding, language) | {"remedy": mended}


def file_known(known: Plain, language: str) -> dict[str, Any]:
    """What can be known from a file, in that language."""
    return _known_in(known, language, lambda wanted: str(_said_again(wanted, language)["message"]))


def trace_words(code: str, values: Plain, language: str) -> str:
    """A step of the trace in words: shares as percentages, money to the cent, codes by their names."""
    said = {key: _word(_CODED[key], value, language) if key in _CODED else value for key, value in values.items()}
    if code == "trace-share":
        if values["low"] is None:
            return say("trace-share-unknown", said, language)
        said |= {key: percent(values[key]) for key in ("low", "high", "coverage")}
    elif code == "trace-money":
        said |= {key: f"{Decimal(values[key]):,.2f}" if values[key] else "-" for key in ("iati", "ledger")}
    return say(code, said, language)


def lift_words(code: str, values: Plain, title: str, step: str, currency: str, language: str) -> str:
    """A datum or step in words; `title` is the criterion's, `step` what its rule asks for, both in that language."""
    said = {**values, "title": title, "step": step, "currency": currency}
    if "kinds" in values:
        kinds = str(values["kinds"]).split(", ")
        said["kinds"] = ", ".join(say(f"report-kind-{kind}", None, language) for kind in kinds if kind)
    if "amount" in values:
        said["amount"] = f"{Decimal(str(values['amount'])):,.0f}"
    return say(code, said, language)


def step_text(rules: Rubric, criterion: str | None, target: int | None, language: str) -> str:
    """What the rubric asks to be done for a level of a criterion."""
    known = rules.criterion(criterion or "")
    return text_in(known.levels[max(target or 1, 1) - 1].step, language) if known else ""


def percent(share: float) -> str:
    """A fraction as per cents with one decimal, none where it is 0."""
    return f"{share * 100:.1f}".removesuffix(".0")


def _rubric_of(head: Plain) -> Rubric | None:
    """The shipped rubric where it is the one that was used."""
    shipped = rubric()
    return shipped if (head.get("rubric") or {}).get("sha256") == shipped.sha256 else None


def _title(criterion: Plain, rules: Rubric | None, language: str) -> str:
    known = rules.criterion(criterion["id"]) if rules else None
    return text_in(known.title, language) if known else str(criterion["title"])


def _level_name(programme: Plain, key: str, rules: Rubric | None, language: str) -> str | None:
    level = programme.get(key)
    return text_in(rules.level_names[level], language) if rules and level is not None else programme.get(f"{key}_name")


def _criterion_in(criterion: Plain, title: str, language: str) -> dict[str, Any]:
    return dict(criterion) | {
        "title": title,
        "reason": _said_again(criterion.get("reason") or {}, language),
        "evidence": [_said_again(item, language) for item in criterion.get("evidence") or ()],
    }


def _source_in(source: Plain, language: str) -> dict[str, Any]:
    return dict(source) | {"message": say_again(source.get("message") or "", source.get("code"), {}, language)}


def _step_in(step: Plain, language: str) -> dict[str, Any]:
    code, values = step.get("code") or "", step.get("values") or {}
    if code not in catalogue("en") or not values:
        return dict(step)
    return dict(step) | {"message": trace_words(code, values, language)}


def _lift_in(
    step: Plain, titles: Mapping[str, str], rules: Rubric | None, currency: str, language: str
) -> dict[str, Any]:
    code, criterion, owner = step.get("code") or "", step.get("criterion"), str(step.get("owner") or "")
    title, message = titles.get(criterion or "", ""), step.get("message")
    asked = step_text(rules, criterion, step.get("to"), language) if rules else ""
    if code in catalogue("en") and (asked or code != "step"):
        message = lift_words(code, step.get("values") or {}, title, asked, currency, language)
    why = step.get("reason_values")
    about = None if why is None else dict(why) | {"criterion": titles.get(why.get("criterion") or "", "-")}
    return dict(step) | {
        "message": message,
        "reason": say_again(step.get("reason") or "", step.get("reason_code"), about, language),
        "owner": say_again(owner, f"owner-{owner.lower().replace(' ', '-')}", {}, language),
    }


def _known_in(known: Plain, language: str, wanted_words: Callable[[Plain], str]) -> dict[str, Any]:
    """The sentence and the data wanted; those that an earlier version kept without their code stay as they are."""
    said, wanted = list(known.get("most_wanted") or ()), known.get("wanted") or ()
    if len(wanted) == len(said):
        said = [wanted_words({**item, "message": text}) for item, text in zip(wanted, said, strict=True)]
    return _said_again(known, language) | {"most_wanted": said}


def _said_again(told: Plain, language: str) -> dict[str, Any]:
    """Anything with code, values and message."""
    message = say_again(told.get("message") or "", told.get("code"), told.get("values"), language)
    return dict(told) | {"message": message}


def _word(stem: str, value: object, language: str) -> object:
    code = f"{stem}-{value}"
    return say(code, None, language) if code in catalogue("en") else value
