"""A change of a rubric as a list of small edits of its signed files: what can be edited, and the copy with the edits made.

An edit names a place ("gates.yaml#gates/1/conditions/0/mean") and what stands there then. Only thresholds, wordings and
evidence needs can be edited; criteria are neither added nor taken away, since old scores could not be compared any
more. Files that no edit touches are copied to the byte; the others say in their head which bill they are from.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from local2030.marker.criteria import Rubric, check_rubric, read_rubric
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import EVIDENCE_KINDS

LONGEST, SHORTEST = 1000, 8
MOST_EDITS = 40
PHASES = ("design", "monitoring")
_NUMBER = re.compile(r"-?\d{1,3}(?:[.,]\d{1,6})?")


class Place(NamedTuple):
    """Something that can be edited. `sort`: mean | share | level | count | text | kinds; `group`: criterion, gates or money."""

    address: str
    group: str
    code: str  # what it is, a code of the messages
    values: Mapping[str, object]
    sort: str
    now: str


class Edit(NamedTuple):
    """What stood at a place and what is to stand there, both as a person reads them."""

    address: str
    was: str
    to: str


class Copy(NamedTuple):
    """Under what name a changed rubric stands: id, version, who signs, on which day (ISO), why."""

    id: str
    version: str
    author: str
    day: str
    note: str


def places_of(folder: Path) -> tuple[Place, ...]:
    """All that can be edited in a rubric, in the order in which it is read."""
    gates, money, top = (_loaded(folder / f"{name}.yaml") for name in ("gates", "money", "rubric"))
    found = [place for c in top["criteria"] for place in _criterion_places(f"{c.lower()}.yaml", folder)]
    for n, gate in enumerate(gates["gates"]):
        for at, condition in enumerate(gate["conditions"]):
            found += _condition_places(condition, f"gates.yaml#gates/{n}/conditions/{at}", gate["level"])
    most = gates["most_not_applicable_at_level_3"]
    found.append(
        Place("gates.yaml#most_not_applicable_at_level_3", "gates", "place-most-not-applicable", {}, "count", str(most))
    )
    for n, word in enumerate(gates["divergence_words"][:-1]):
        address = f"gates.yaml#divergence_words/{n}/below"
        found.append(
            Place(address, "gates", "place-divergence", {"word": word["word"]}, "share", _plain(word["below"]))
        )
    found.append(
        Place("money.yaml#coverage_floor", "money", "place-coverage", {}, "share", _plain(money["coverage_floor"]))
    )
    for address, code, value in (
        ("unread_most_share", "place-unread", money.get("unread_most_share")),
        ("indirect_cost/most_share", "place-indirect", money["indirect_cost"].get("most_share")),
    ):
        if value is not None:
            found.append(Place(f"money.yaml#{address}", "money", code, {}, "share", _plain(value)))
    return tuple(found)


def read_edits(folder: Path, asked: Sequence[tuple[str, str]]) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    """Edits out of (address, text) as somebody typed them, and what is wrong with them; an edit that changes nothing is told."""
    known = {place.address: place for place in places_of(folder)}
    edits: list[Edit] = []
    findings: list[Finding] = []
    if len(asked) > MOST_EDITS:
        findings.append(Finding("edit-too-many", "error", values={"most": MOST_EDITS}))
    for address, text in asked[:MOST_EDITS]:
        place = known.get(address)
        if place is None:
            findings.append(Finding("edit-place-unknown", "error", values={"address": address[:120]}))
            continue
        read = _read(place, text)
        if isinstance(read, Finding):
            findings.append(read)
        elif read == place.now:
            findings.append(Finding("edit-changes-nothing", "error", values={"now": place.now}))
        elif any(edit.address == address for edit in edits):
            findings.append(Finding("edit-twice", "error", values={"now": place.now}))
        else:
            edits.append(Edit(address, place.now, read))
    if not edits and not findings:
        findings.append(Finding("edit-none", "error"))
    return tuple(edits), tuple(findings)


def changed_copy(
    base: Path, target: Path, edits: Sequence[Edit], named: Copy
) -> tuple[Rubric | None, tuple[Finding, ...]]:
    """The rubric of `base` with the edits, in the folder `target`, read and checked; None with what is wrong with it."""
    sorts = {place.address: place.sort for place in places_of(base)}
    by_file: dict[str, list[Edit]] = {"rubric.yaml": []}
    for edit in edits:
        by_file.setdefault(edit.address.partition("#")[0], []).append(edit)
    target.mkdir(parents=True)
    for path in sorted(base.glob("*.yaml")):
        if path.name not in by_file:
            shutil.copyfile(path, target / path.name)
            continue
        loaded = _loaded(path)
        for edit in by_file[path.name]:
            _put(loaded, edit.address.partition("#")[2].split("/"), _value(sorts[edit.address], edit.to))
        loaded |= {"author": named.author, "date": named.day}
        if path.name == "rubric.yaml":
            title = str(loaded["title"]).replace(str(loaded["id"]), named.id)
            loaded |= {"id": named.id, "version": named.version, "title": title}
        elif "levels" in loaded:  # a kind of evidence that is asked for may be handed in
            asked = {kind for rule in loaded["levels"].values() for need in rule["needs"] for kind in need}
            loaded["kinds"] = [*loaded["kinds"], *sorted(asked - set(loaded["kinds"]))]
        text = yaml.safe_dump(loaded, sort_keys=False, allow_unicode=True, width=120)
        (target / path.name).write_text(f"# {_line(named.note)}\n{text}", "utf-8")
    mistakes = check_rubric(target)
    if mistakes:
        return None, (
            Finding("rubric-invalid", "error", values={"mistakes": "; ".join(mistakes), "count": len(mistakes)}),
        )
    made = read_rubric(target)
    disorder = tuple(_disorder(made))
    return (None, disorder) if disorder else (made, ())


def stale_words(base: Path, edits: Sequence[Edit]) -> tuple[Finding, ...]:
    """Wordings that still name a share as it was: whoever changes 15% to 20% should look at the sentence beside it."""
    shares = {p.address: p for p in places_of(base) if p.sort == "share" and "/measures/" in p.address}
    edited = {edit.address for edit in edits}
    texts = {p.address: p for p in places_of(base) if p.sort == "text"}
    found = []
    for edit in edits:
        if edit.address in shares:
            address = f"{edit.address.partition('/measures/')[0]}/anchor/en"
            old = f"{_plain(Decimal(edit.was) * 100)}%"
            if address in texts and address not in edited and old in texts[address].now:
                values = {**shares[edit.address].values, "old": old, "text": texts[address].now}
                found.append(Finding("edit-words-stale", "warning", values=values))
    return tuple(found)


def _criterion_places(name: str, folder: Path) -> Iterator[Place]:
    of = _loaded(folder / name)
    criterion = str(of["id"])
    yield Place(
        f"{name}#question/en", criterion, "place-question", {"criterion": criterion}, "text", of["question"]["en"]
    )
    for number, rule in of["levels"].items():
        about: dict[str, object] = {"criterion": criterion, "level": number}
        at = f"{name}#levels/{number}"
        yield Place(f"{at}/anchor/en", criterion, "place-anchor", about, "text", rule["anchor"]["en"])
        yield Place(f"{at}/needs", criterion, "place-needs", about, "kinds", _kinds(rule["needs"]))
        for n, measure in enumerate(rule.get("measures") or []):
            values = {**about, "measure": measure["measure"]}
            yield Place(
                f"{at}/measures/{n}/at_least",
                criterion,
                f"place-{measure['measure']}",
                values,
                "share",
                _plain(measure["at_least"]),
            )
    for phase in PHASES:
        if phase in of["most"]:
            yield Place(
                f"{name}#most/{phase}",
                criterion,
                "place-most",
                {"criterion": criterion, "phase": phase},
                "level",
                str(of["most"][phase]),
            )
    for kind, level in (of.get("machine_most") or {}).items():
        yield Place(
            f"{name}#machine_most/{kind}",
            criterion,
            "place-machine-most",
            {"criterion": criterion, "kind": kind},
            "level",
            str(level),
        )


def _condition_places(condition: Mapping[str, Any], at: str, level: int) -> Iterator[Place]:
    for word in ("any", "all"):
        for n, part in enumerate(condition.get(word) or []):
            yield from _condition_places(part, f"{at}/{word}/{n}", level)
    if "mean" in condition:
        yield Place(f"{at}/mean", "gates", "place-mean", {"level": level}, "mean", _plain(condition["mean"]))
    if "criterion" in condition:
        values = {"level": level, "criterion": condition["criterion"]}
        yield Place(f"{at}/at_least", "gates", "place-gate", values, "level", _plain(condition["at_least"]))


def _read(place: Place, text: str) -> str | Finding:
    """What was typed, in the one form in which it is kept; or why it can't be."""
    text = " ".join(text.split())
    if place.sort == "text":
        if SHORTEST <= len(text) <= LONGEST:
            return text
        return Finding("edit-text-length", "error", values={"least": SHORTEST, "most": LONGEST})
    if place.sort == "kinds":
        sets = [sorted({k.strip().upper() for k in part.split("+")}) for part in text.split(",")]
        if all(part and all(kind in EVIDENCE_KINDS for kind in part) for part in sets):
            return _kinds(sets)
        return Finding("edit-kinds", "error", values={"text": text[:80], "known": ", ".join(EVIDENCE_KINDS)})
    percent = text.endswith("%")
    written = text.removesuffix("%").strip()
    low, high = {"share": (0, 1), "mean": (0, 3), "level": (0, 3), "count": (0, 8)}[place.sort]
    try:
        value = Decimal(written.replace(",", ".")) if _NUMBER.fullmatch(written) else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    value = value / 100 if percent and place.sort == "share" else value
    whole = place.sort not in ("level", "count") or value == value.to_integral_value()
    if value.is_nan() or not low <= value <= high or not whole:
        return Finding(f"edit-{place.sort}", "error", values={"text": text[:80], "low": low, "high": high})
    return _plain(value)


def _value(sort: str, text: str) -> Any:
    if sort == "text":
        return text
    if sort == "kinds":
        return [part.split(" + ") for part in text.split(", ")]
    return int(text) if sort in ("level", "count") else float(text)


def _put(loaded: Any, path: Sequence[str], value: Any) -> None:
    for step in path[:-1]:
        loaded = loaded[_key(loaded, step)]
    loaded[_key(loaded, path[-1])] = value


def _key(of: Any, step: str) -> Any:
    """A place in a list by its number; a key of a table as it stands there, be it text or a number."""
    if isinstance(of, list):
        return int(step)
    return step if step in of else int(step)


def _disorder(made: Rubric) -> Iterator[Finding]:
    """What a machine can see to be against sense: a higher level that asks for less of the same."""
    for criterion in made.criteria:
        for measure in {m.name for rule in criterion.levels for m in rule.measures}:
            rising = [m.at_least for rule in criterion.levels for m in rule.measures if m.name == measure]
            if rising != sorted(rising):
                yield Finding(
                    "edit-falls", "error", values={"what": criterion.id, "values": ", ".join(_plain(v) for v in rising)}
                )
    means = [c.at_least for gate in made.gates for c in gate.conditions if c.kind == "mean"]
    if means != sorted(means):
        yield Finding("edit-falls", "error", values={"what": "S", "values": ", ".join(_plain(v) for v in means)})


def _plain(value: object) -> str:
    """A number without needless noughts: 0.60 is "0.6", 3.0 is "3"."""
    number = Decimal(str(value)).normalize()
    return format(number, "f")


def _kinds(needs: Sequence[Sequence[str]]) -> str:
    return ", ".join(" + ".join(sorted(str(kind) for kind in part)) for part in needs)


def _line(text: str) -> str:
    return " ".join(text.split())[:400]


def _loaded(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
