"""What of the labels and codes means the whole territory, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from local2030.monitoring.boundaries import Boundary
from local2030.monitoring.place_codes import whole_by_code
from local2030.monitoring.place_labels import is_code, is_total_of, key_of
from local2030.monitoring.place_levels import Sighting
from local2030.monitoring.place_records import Root
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import fold
from local2030.vocabulary.observations import ROOT_PLACE
from local2030.vocabulary.places import resolve

CLEAR = frozenset({"exact", "folded", "alias"})


@dataclass(slots=True)
class Whole:
    """The root's code and name; labels (level, key) and codes that mean it too."""

    code: str
    name: str
    labels: set[tuple[str, str]] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def whole_of(sightings: Sequence[Sighting], root: Root, boundaries: Mapping[str, Sequence[Boundary]]) -> Whole:
    """What means the whole: said by the caller, by a word for total, by the codes of all others, or assumed and told."""
    names = {key_of(name) for name in (root.name, *root.also) if name}
    whole = Whole(root.code or ROOT_PLACE, root.name, codes={root.code, ROOT_PLACE, *root.codes} - {""})
    _beside_total(whole, sightings, root)
    seats: dict[str, dict[str, Sighting]] = defaultdict(dict)
    for seen in sightings:
        for level, key, label in seen.chain:
            seats[level].setdefault(key, seen)
            if is_total_of(label, names):
                whole.labels.add((level, key))
                whole.name = whole.name or _bare_total(label)
    for level, keys in seats.items():
        raw = {label for seen in sightings for a, _, label in seen.chain if a == level}
        raw |= {seen.code for seen in sightings if seen.code and seen.chain and seen.chain[-1][0] == level}
        _by_codes(whole, level, raw, root)
        if not any(a == level for a, _ in whole.labels):
            _by_name(whole, level, keys, sightings, boundaries.get(level, ()))
    _constant(whole, sightings, boundaries)
    return whole


def _beside_total(whole: Whole, sightings: Sequence[Sighting], root: Root) -> None:
    """The code that stands beside a word for the whole: 1 for the World. If there is but one, it is the root's."""
    codes = sorted({seen.code for seen in sightings if seen.is_whole})
    whole.codes |= set(codes)
    if len(codes) == 1 and not root.code:
        whole.code = codes[0]
        labels = {
            text.strip() for seen in sightings if seen.is_whole for text in seen.cells if text.strip() != seen.code
        }
        whole.name = whole.name or min((name for label in labels if (name := _bare_total(label))), default="")


def _bare_total(label: str) -> str:
    """Euskadi out of "Total Euskadi"; "" where nothing but the word for total stands there."""
    rest = [word for word in label.split() if fold(word) not in ("total", "totals", "all", "whole")]
    return " ".join(rest).strip("()-–: ") if len(rest) < len(label.split()) else label.strip()


def _by_codes(whole: Whole, level: str, raw: set[str], root: Root) -> None:
    """KG among KG02, KG03...: it has a code then, which becomes the root's."""
    code = whole_by_code([label for label in raw if is_code(label)])
    if not code or (root.code and root.code != code):
        return
    whole.codes.add(code)
    whole.labels.add((level, key_of(code)))
    whole.code = root.code or code
    whole.findings.append(Finding("place-whole-by-code", "info", values={"code": code}))


def _by_name(
    whole: Whole, level: str, keys: Mapping[str, Sighting], sightings: Sequence[Sighting], drawn: Sequence[Boundary]
) -> None:
    """Euskadi among its provinces: the only label that no area is, all areas having theirs, and known as a region."""
    areas = {text for one in drawn for area in one.areas for text in (area.code, key_of(area.code), key_of(area.name))}
    left = [key for key, seen in keys.items() if key not in areas and seen.code not in areas]
    said = {key for seen in sightings if seen.source != "rows" for a, key, _ in seen.chain if a == level}
    if not areas or len(left) != 1 or len(keys) < 3 or left[0] in said:
        return
    label = next(text for a, key, text in keys[left[0]].chain if (a, key) == (level, left[0]))
    without = {seen.names for seen in sightings if not seen.chain and seen.names}
    if keys[left[0]].names in without or is_code(label):
        return
    found = resolve(label)
    if found.place is not None and found.place.level < 2 and found.reason in CLEAR:
        whole.labels.add((level, left[0]))
        whole.name = whole.name or label
        values = {"name": label, "place": found.place.name}
        whole.findings.append(Finding("place-whole-assumed", "info", keys[left[0]].file or None, None, values))


def _constant(whole: Whole, sightings: Sequence[Sighting], boundaries: Mapping[str, Sequence[Boundary]]) -> None:
    """The one code that stands on every row of a table and that no other table names as a part."""
    by_columns: dict[tuple[str, ...], list[Sighting]] = defaultdict(list)
    for seen in sightings:
        if seen.names:
            by_columns[seen.names].append(seen)
    drawn = {area.code for files in boundaries.values() for one in files for area in one.areas}
    parts = {seen.code for seen in sightings if seen.code and seen.strong}
    lonely = {
        found[0].code: found[0]
        for found in by_columns.values()
        if len(found) == 1
        and found[0].code
        and not found[0].strong
        and found[0].code not in drawn | parts | whole.codes
    }
    others = {seen.code for seen in sightings if seen.code and not seen.strong} - set(lonely) - whole.codes
    if len(lonely) == 1 and not others and len(by_columns) > 1:
        ((code, seen),) = lonely.items()
        whole.codes.add(code)
        values = {"code": code, "column": seen.names[-1]}
        whole.findings.append(Finding("place-whole-constant", "info", seen.file, None, values))
