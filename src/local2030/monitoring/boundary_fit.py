"""Whether a boundary file fits the data: which level it draws, and which codes one has and the other lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from local2030.monitoring.boundaries import Boundary, listed
from local2030.monitoring.place_codes import lengths_of, scheme_of
from local2030.monitoring.place_labels import is_code, key_of
from local2030.monitoring.place_levels import VAGUE, Levels, Sighting
from local2030.monitoring.place_records import LocalPlace
from local2030.vocabulary.findings import Finding

MOST_PAIRS = 250_000  # codes that are held against each other letter by letter
FITS, PART = 2, 0.1  # at least two areas and a tenth of them must be in the data, or all where there is but one


def assigned(
    boundaries: Sequence[Boundary], sightings: Sequence[Sighting], levels: Levels
) -> dict[str, list[Boundary]]:
    """Level -> the files that draw it, by the codes and names that both have. A column of mixed levels is parted here."""
    labels: dict[str, set[str]] = defaultdict(set)
    strong: set[str] = set()
    for seen in sightings:
        for at, (level, key, label) in enumerate(seen.chain):
            labels[level] |= {key, label} | ({seen.code} if seen.code and at == len(seen.chain) - 1 else set())
            if seen.strong:
                strong.add(level)
    hits = {
        (one.file, level): frozenset(
            area.code for area in one.areas if area.code in known or (key_of(area.name) in known and area.name != "")
        )
        for one in boundaries
        for level, known in labels.items()
    }
    draws: dict[str, list[Boundary]] = defaultdict(list)
    for one in boundaries:
        fits = [
            level
            for level in labels
            if len(hits[one.file, level]) >= min(max(FITS, PART * len(one.areas)), len(one.areas))
        ]
        if fits:
            draws[min(fits, key=lambda a: (a not in strong, -len(hits[one.file, a]), a))].append(one)
    for level in [level for level, files in draws.items() if len(files) > 1]:
        _part(level, draws, hits, sightings, levels)
    for level, files in draws.items():
        if level in VAGUE and len(files) == 1:
            levels.called[level] = files[0].title
    return dict(draws)


def _part(
    level: str,
    draws: dict[str, list[Boundary]],
    hits: Mapping[tuple[str, str], frozenset[str]],
    sightings: Sequence[Sighting],
    levels: Levels,
) -> None:
    """A column whose labels are drawn by several files that share none: each file's labels are a level of their own."""
    files = draws[level]
    sets = [hits[one.file, level] for one in files]
    if any(a & b for i, a in enumerate(sets) for b in sets[i + 1 :]):
        return
    sub: dict[str, str] = {}
    del draws[level]
    for one, codes in zip(files, sets, strict=True):
        name = f"{level}/{one.title}"
        levels.called[name] = one.title
        draws[name] = [one]
        for area in one.areas:
            if area.code in codes:
                sub |= {area.code: name, key_of(area.name): name}
    for seen in sightings:
        last = len(seen.chain) - 1
        for at, (a, key, label) in enumerate(seen.chain):
            if a == level:
                own = sub.get(seen.code) if at == last and seen.code else None
                seen.chain[at] = (own or sub.get(label) or sub.get(key) or level, key, label)


def part_by_codes(sightings: Sequence[Sighting], levels: Levels, draws: Mapping[str, Sequence[Boundary]]) -> None:
    """A column of codes of several lengths that nest (ES2, ES21, ES211): each length is a level of its own."""
    codes: dict[str, set[str]] = defaultdict(set)
    for seen in sightings:
        for level, _, label in seen.chain:
            codes[level].add(label)
    for level, found in codes.items():
        ranks = lengths_of(found) if level not in draws else {}
        if not ranks:
            continue
        called = "NUTS" if scheme_of(found) == "NUTS" else levels.called.get(level, level)
        levels.called |= {f"{level}/{rank}": f"{called} {rank}" for rank in set(ranks.values())}
        for seen in sightings:
            seen.chain = [(f"{a}/{ranks[label]}" if a == level else a, key, label) for a, key, label in seen.chain]


def boundary_findings(
    draws: Mapping[str, Sequence[Boundary]],
    boundaries: Sequence[Boundary],
    places: Iterable[LocalPlace],
    called: Mapping[str, str],
) -> list[Finding]:
    """What doesn't fit: codes without an area, areas without data, codes that are nearly the same, files for no level."""
    said: list[Finding] = []
    used = {one.file for files in draws.values() for one in files}
    said += [
        Finding("boundary-fits-nothing", "warning", one.file)
        for one in boundaries
        if one.file not in used and one.areas
    ]
    of_level: dict[str, list[LocalPlace]] = defaultdict(list)
    for place in places:
        of_level[place.level_name].append(place)
    for level, files in draws.items():
        name = called.get(level, level)
        for one in files:
            said += _compared(one, name, of_level.get(name, []), {p.code for p in places})
    return said


def _compared(one: Boundary, level: str, places: Sequence[LocalPlace], all_codes: set[str]) -> list[Finding]:
    areas = {area.code: area for area in one.areas}
    lacking = {p.code: p for p in places if p.code not in areas and not p.code.startswith("_")}
    empty = {code: area for code, area in areas.items() if code not in all_codes}
    values = {"level": level, "vintage": one.vintage or "-"}
    said = []
    names = {key_of(area.name): code for code, area in empty.items()}
    are_few = len(lacking) * len(empty) <= MOST_PAIRS
    for code, place in sorted(lacking.items()):
        near = names.get(key_of(place.name)) or (_near(place, empty, len(lacking)) if are_few else "")
        if near:
            area = empty[near]
            pair = {"code": code, "name": place.name, "area": near, "area_name": area.name, **values}
            said.append(Finding("boundary-code-near", "warning", one.file, None, pair))
    if lacking:
        which = {**values, "count": len(lacking), "codes": listed(lacking)}
        said.append(Finding("boundary-code-lacking", "warning", one.file, None, which))
    if empty:
        which = {**values, "count": len(empty), "codes": listed(f"{code} {area.name}" for code, area in empty.items())}
        said.append(Finding("boundary-area-without-data", "info", one.file, None, which))
    if one.vintage:
        said.append(Finding("boundary-vintage", "info", one.file, None, values))
    return said


def _near(place: LocalPlace, empty: Collection[str], lacking: int) -> str:
    """The area that this place most likely is: its code a letter off, or the only one left."""
    close = sorted(code for code in empty if is_code(code) and len(code) > 3 and _distance(code, place.code) == 1)
    if len(close) == 1:
        return close[0]
    return next(iter(empty)) if lacking == len(empty) == 1 else ""


def _distance(one: str, other: str, most: int = 2) -> int:
    """Letters put in, left out, changed or swapped with the next, to make one code of the other; `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = list(range(len(other) + 1)), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)
