"""How openly a place is shown: published by choice, rounded to the first-level unit, or for its country only.

No point is shown as it was published unless somebody who answers for it has chosen so: points become the centre of their
first-level unit. A unit or town that the gazetteer has keeps its name; a bare point, and a place whose name tells of a
camp, a school, a clinic or the like, is shown as its first-level unit: a code says in which unit a site lies, not that it is the unit. Amounts and shares stay exact; rows that become
the same place are added up, so that none can be told from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from local2030.methods.signed_files import TITLED, signed_file
from local2030.vocabulary import places as gazetteer
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import fold

FILE = Path(__file__).parent / "sensitive_words.yaml"
PUBLIC, NAMED, ROUNDED, HIDDEN = "public", "named", "rounded", "hidden"
CHOICES = (PUBLIC, ROUNDED, HIDDEN)
OUTSIDE = "point-outside-country"
LONGEST = 300

Place = Mapping[str, Any]


class Words(NamedTuple):
    """The words of the file: whole ones with a blank on each side, those of scripts without blanks as they are."""

    whole: frozenset[str]
    anywhere: tuple[str, ...]
    head: Mapping[str, str]
    sha256: str


def place_key(place: Place) -> str:
    """By what a place of one source is told from others: a unit by its code, a bare point by its name."""
    code, name = str(place.get("code") or ""), fold(str(place.get("name") or "")[:LONGEST])
    if code and (place.get("basis") in ("code", "name") or not name):
        return f"code:{code}"
    return f"name:{name}"


@lru_cache(maxsize=16_384)
def sensitive_word(name: str) -> str:
    """The word in a place's name that makes it sensitive; "" without one."""
    known, folded = sensitive_words(), fold(name[:LONGEST])
    padded = f" {' '.join(''.join(c if c.isalnum() or c == chr(39) else ' ' for c in folded).split())} "
    found = next((word for word in known.anywhere if word in folded), "")
    tokens = padded.split()
    runs = (" ".join(tokens[i : i + n]) for n in (1, 2, 3) for i in range(len(tokens) - n + 1))
    return found or next((run for run in runs if run in known.whole), "")


def openness(place: Place, decisions: Mapping[str, str]) -> str:
    """How a place is shown: as was decided, else rounded if it is sensitive or a bare point, else by its name."""
    decided = decisions.get(place_key(place))
    if decided in CHOICES:
        return decided
    if sensitive_word(str(place.get("name") or "")) or (place.get("point") and not _is_unit(place)):
        return ROUNDED
    return NAMED


def shown_places(listed: Sequence[Place], decisions: Mapping[str, str]) -> list[dict[str, Any]]:
    """The places of a score as they may be published, in their order; those that become one stand at the first."""
    found: list[dict[str, Any]] = []
    merged: dict[tuple[str, str, str], dict[str, Any]] = {}
    for place in listed:
        how = openness(place, decisions)
        if how == PUBLIC:
            found.append(dict(place))
            continue
        if how == NAMED:
            found.append({**place, "point": _centre(_unit(place)) if place.get("point") else None})
            continue
        row = _rounded(place) if how == ROUNDED else _hidden(place)
        key = (how, str(row["country"]), str(row["code"]))
        if key in merged:
            _add(merged[key], row)
        else:
            merged[key] = row
            found.append(row)
    return found


def shown_result(result: Mapping[str, Any], decisions: Mapping[str, str]) -> dict[str, Any]:
    """A programme's plain score as it may be published: its places, and places named in evidence."""
    where = result.get("places") or {}
    listed = where.get("list") or ()
    shown = dict(result)
    if listed:
        shown["places"] = {**where, "list": shown_places(listed, decisions)}
    hidden = {fold(str(p.get("name") or "")) for p in listed if openness(p, decisions) in (ROUNDED, HIDDEN)} - {""}
    if result.get("criteria"):
        shown["criteria"] = [_criterion(c, hidden) for c in result["criteria"]]
    return shown


def shown_findings(findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings as they may be published: a point is told to the whole degree, the name of a sensitive place isn't."""
    return [_finding(found) for found in findings]


@cache
def sensitive_words() -> Words:
    """The words that come with the program."""
    return read_words(FILE)


def read_words(path: Path) -> Words:
    """The words in that file; a mistake is told as a `WrongUse`."""
    try:
        of, head, sha256 = signed_file(path, TITLED)
        every = {fold(str(word)) for words in of["words"].values() for word in words} - {""}
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as trouble:
        values = {"mistakes": f"can't be read: {str(trouble).splitlines()[0]}", "count": 1}
        raise WrongUse(Finding("place-words-invalid", "error", path.name, None, values)) from None
    blankless = tuple(sorted(word for word in every if any("\u2e80" <= c <= "\u9fff" for c in word)))
    return Words(frozenset(every) - set(blankless), blankless, head, sha256)


def _is_unit(place: Place) -> bool:
    """Whether a place that has a point is the unit or town that its code names, and not a site within it."""
    known = (
        gazetteer.place(str(place["code"])) if place.get("code") and place.get("basis") in ("code", "name") else None
    )
    if known is None or known.level not in (1, 2):
        return False
    words = f" {fold(str(place.get('name') or '')[:LONGEST])} "
    return any(f" {fold(name)} " in words for name in {known.name, *(name for _, name in known.names)})


def _rounded(place: Place) -> dict[str, Any]:
    """The place as its first-level unit; where that isn't known, as its country."""
    unit = _unit(place)
    if unit is None or unit.level != 1:
        return _hidden(place)
    return {
        **place, "name": unit.name, "code": unit.code, "level": 1, "point": _centre(unit) if place.get("point") else None,
        "basis": "code", "reach": None, "line": 0,
    }  # fmt: skip


def _hidden(place: Place) -> dict[str, Any]:
    """The place as its country, without a point."""
    known = gazetteer.country(str(place.get("country") or ""))
    return {
        **place, "name": known.name if known else "", "code": None, "level": 0, "point": None, "basis": "none",
        "reach": None, "line": 0,
    }  # fmt: skip


def _unit(place: Place) -> gazetteer.Place | None:
    """The first-level unit that a place is or lies in."""
    known = gazetteer.place(str(place["code"])) if place.get("code") else None
    if known is not None and known.level == 2:
        known = gazetteer.place(known.parent)
    if known is not None and known.level == 1:
        return known
    point = place.get("point")
    return gazetteer.place_at(point[0], point[1], place.get("country") or None).admin1 if point else None


def _centre(unit: gazetteer.Place | None) -> list[float] | None:
    """The centre of a unit; no point at all where the gazetteer has none."""
    if unit is None or unit.lat is None or unit.lon is None:
        return None
    return [round(unit.lat, 2), round(unit.lon, 2)]


def _add(there: dict[str, Any], row: Mapping[str, Any]) -> None:
    """One more row of the same place: a sum is known only where both parts are."""
    there["point"] = there["point"] or row["point"]
    if there["share"] is None or row["share"] is None:
        there["share"] = None
    else:
        there["share"] = round(there["share"] + row["share"], 8)
    try:
        there["amount"] = (
            None
            if None in (there["amount"], row["amount"])
            else f"{Decimal(there['amount']) + Decimal(row['amount']):f}"
        )
    except InvalidOperation:
        there["amount"] = None


def _criterion(criterion: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    return {**criterion, "evidence": [_item(item, hidden) for item in criterion.get("evidence") or ()]}


def _item(item: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    """An evidence item; the name of a sensitive place in it is left out."""
    values = item.get("values") or {}
    name = str(values.get("place") or "")
    if not name or not (sensitive_word(name) or fold(name) in hidden):
        return dict(item)
    message = str(item.get("message") or "").replace(name, WITHHELD)
    return {**item, "values": {**values, "place": WITHHELD}, "message": message}


WITHHELD = "(withheld)"


def _finding(found: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(found.get("values") or {})
    if found.get("code") != OUTSIDE or "point" not in values:
        return dict(found)
    point, name = str(values["point"]), str(values.get("name") or "")
    whole = _whole_degrees(point)
    named = WITHHELD if sensitive_word(name) else name
    message = str(found.get("message") or "").replace(point, whole)
    message = message.replace(name, named) if name else message
    return {**found, "values": {**values, "point": whole, "name": named}, "message": message}


def _whole_degrees(point: str) -> str:
    try:
        return "({})".format(", ".join(f"{float(part):.0f}" for part in point.strip("()[] ").split(",")))
    except ValueError:
        return WITHHELD
