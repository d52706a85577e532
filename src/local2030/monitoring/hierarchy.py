"""Place columns of many sheets become one hierarchy: places with levels, parents and codes, and which row means which.

Works on the distinct tuples of cells, never on rows. The order of what comes in doesn't matter. A parent is taken from
the rows, else from the borders (points of the inner area in the outer one), else from the codes (01051 in 01), else it
is the whole territory and that is said. A places file overrides everything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from local2030.monitoring.borders import lies_in
from local2030.monitoring.boundaries import Area, Boundary, refitted, renamed
from local2030.monitoring.boundary_fit import assigned, boundary_findings, part_by_codes
from local2030.monitoring.place_codes import iso_of, nested_codes, scheme_of
from local2030.monitoring.place_edits import edited
from local2030.monitoring.place_findings import Parents, bounded, place_findings
from local2030.monitoring.place_identity import Known, identify, known_from
from local2030.monitoring.place_languages import in_one_language, names_by_language
from local2030.monitoring.place_levels import Levels, Sighting, level_columns, levels_of, ordered, with_code_column
from local2030.monitoring.place_records import Basis, Hierarchy, LocalPlace, PlaceColumns, PlaceEdit, Root
from local2030.monitoring.place_root import Whole, whole_of
from local2030.monitoring.place_sightings import (
    earlier_sightings,
    edit_sightings,
    labels_before,
    sightings_of,
    without_whole,
)
from local2030.vocabulary.observations import ROOT_PLACE

STRONG = 1000  # a label column says more of a place's level than a column of mere codes


@dataclass(slots=True)
class Made:
    """A place while it is being put together. `parents`: level -> how often each code was said to hold it."""

    levels: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    parents: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seen: list[Sighting] = field(default_factory=list)


def hierarchy_of(
    columns: Iterable[PlaceColumns],
    boundaries: Sequence[Boundary] = (),
    root: Root | None = None,
    earlier: Sequence[LocalPlace] = (),
    edits: Sequence[PlaceEdit] = (),
) -> Hierarchy:
    """One hierarchy for a data set. `columns`: those of all its sheets, also of files that aren't read anew.

    `earlier`: the register of a former import. What the levels are called and what was said of a place stays; parents
    and names that came from a boundary file stay when that isn't given again. `edits`: the rows of a places file.
    """
    given = sorted(columns, key=lambda sheet: (sheet.file, sheet.names))
    sheets = [in_one_language(with_code_column(sheet)) for sheet in given]
    texts = {cell.strip() for sheet in given for cells in sheet.tuples for cell in cells}
    also = {name: place.code for place in earlier if place.is_said for name in place.codes}
    also |= {name: edit.code for edit in edits for name in edit.also}
    boundaries = sorted((renamed(refitted(one, texts), also) for one in boundaries), key=lambda one: one.file)
    levels = levels_of(sheets, labels_before(earlier, edits))
    rows = sightings_of(given, sheets, levels)
    sightings = [*rows, *earlier_sightings(earlier, levels)]
    sightings += edit_sightings(edits, sightings, levels)
    draws = assigned(boundaries, sightings, levels)
    whole = whole_of(sightings, _root(root, earlier), draws)
    without_whole(sightings, whole)
    part_by_codes(sightings, levels, draws)
    inside = _order(levels, sightings, draws, sheets)
    known = known_from(sightings, draws)
    codes: dict[tuple[str, ...], dict[tuple[str, ...], str]] = {sheet.names: {} for sheet in given}
    made = _made(sightings, known, levels, whole, codes)
    tongues = names_by_language(given)
    level_of = {code: _level(one, draws, levels, code) for code, one in made.items()}
    parents = _parents(made, level_of, levels, inside)
    places = _places(made, level_of, parents, levels, draws, whole, known.own, {one.code: one for one in earlier})
    places = _in_languages(places, codes, tongues) if tongues else places
    places, refused = edited(places, edits)
    said = [
        *whole.findings,
        *place_findings(sightings, codes, known, parents, places, _at_levels(made, levels)),
        *refused,
    ]
    said += boundary_findings(draws, boundaries, places, levels.called)
    return Hierarchy(
        tuple(places), codes, _names(levels, level_of), _drawn(draws, levels), tuple(bounded(said)), tuple(boundaries)
    )


def _root(root: Root | None, earlier: Sequence[LocalPlace]) -> Root:
    """The root as given, and what a former register knew of it."""
    before = next((place for place in earlier if place.level == 0), None)
    root = root or Root()
    if before is None:
        return root
    also = tuple(name for name in (*root.also, before.name, *before.names.values()) if name)
    return Root(root.code or before.code, root.name or before.name, also, (*root.codes, before.code, *before.codes))


def _order(
    levels: Levels,
    sightings: Sequence[Sighting],
    draws: Mapping[str, Sequence[Boundary]],
    sheets: Sequence[PlaceColumns],
) -> Callable[[str, str], Mapping[str, tuple[str, Basis]]]:
    """Sets the order of the levels and sorts the chains by it; gives how borders or codes nest two levels."""
    keys: dict[str, set[str]] = defaultdict(set)
    raw: dict[str, set[str]] = defaultdict(set)
    first: dict[str, int] = {}
    for seen in (one for one in sightings if one.source != "earlier"):
        for at, (level, key, label) in enumerate(seen.chain):
            keys[level].add(key)
            raw[level].add(seen.code if seen.code and at == len(seen.chain) - 1 else label)
    for sheet in sheets:
        for at, level in enumerate(level_columns(sheet, levels)):
            first[level] = min(first.get(level, at), at)
    answers: dict[tuple[str, str], Mapping[str, tuple[str, Basis]]] = {}

    def inside(upper: str, lower: str) -> Mapping[str, tuple[str, Basis]]:
        if (upper, lower) not in answers:
            held = lies_in(_areas(draws.get(lower, ())), _areas(draws.get(upper, ())))
            found: dict[str, tuple[str, Basis]] = {code: (by, "borders") for code, by in held.items()}
            answers[upper, lower] = found or {
                code: (by, "code") for code, by in nested_codes(raw[lower], raw[upper]).items()
            }
        return answers[upper, lower]

    counts = {level: len(found) for level, found in keys.items()}
    levels.order = ordered(
        levels, [one for one in sightings if one.source != "earlier"], counts, lambda a, b: bool(inside(a, b)), first
    )
    rank = {level: i for i, level in enumerate(levels.order)}
    for seen in sightings:
        seen.chain = [link for link in seen.chain if link[0] in rank]
        seen.chain.sort(key=lambda link: rank[link[0]])
    return inside


def _areas(files: Iterable[Boundary]) -> list[Area]:
    return list({area.code: area for one in files for area in one.areas}.values())


def _made(
    sightings: Sequence[Sighting], known: Known, levels: Levels, whole: Whole,
    codes: Mapping[tuple[str, ...], dict[tuple[str, ...], str]],
) -> dict[str, Made]:  # fmt: skip
    """The places by code; on the way each tuple is given its place."""
    made: dict[str, Made] = defaultdict(Made)
    for seen in sightings:
        if seen.source == "earlier":
            continue
        ids = [identify(known, seen, at, levels.called) for at in range(len(seen.chain))]
        if seen.names:
            codes[seen.names][seen.cells] = ids[-1] if ids else whole.code
        for at, (code, (level, _, label)) in enumerate(zip(ids, seen.chain, strict=True)):
            place = made[code]
            place.levels[level] += STRONG if seen.strong else 1
            if label != code and seen.source != "edit":
                place.names[label] += 1
            for (above, _, _), by in zip(seen.chain[:at], ids[:at], strict=True):
                place.parents[above][by] += 1 if seen.source == "rows" else 0
            if at == len(ids) - 1:
                place.seen.append(seen)
    return dict(made)


def _level(place: Made, draws: Mapping[str, Sequence[Boundary]], levels: Levels, code: str) -> str:
    """The level of most sightings; where only a column of codes knows the place, that of the file that draws it."""
    best = max(place.levels.values())
    if best < STRONG:
        drawn = [level for level, files in draws.items() if any(code in one.codes for one in files)]
        if drawn:
            return min(drawn, key=levels.order.index)
    return min((a for a, count in place.levels.items() if count == best), key=levels.order.index)


def _at_levels(made: Mapping[str, Made], levels: Levels) -> dict[str, list[str]]:
    """The places that stand in the columns of several levels, with these."""
    found = {
        code: [levels.called.get(level, level) for level, times in place.levels.items() if times >= STRONG]
        for code, place in made.items()
    }
    return {code: names for code, names in found.items() if len(names) > 1}


def _parents(
    made: Mapping[str, Made], level_of: Mapping[str, str], levels: Levels,
    inside: Callable[[str, str], Mapping[str, tuple[str, Basis]]],
) -> Parents:  # fmt: skip
    """Each place's parent with how it is known; none where nothing holds it but the whole."""
    order, used = levels.order, set(level_of.values())
    rank = {level: i for i, level in enumerate(order)}
    parents = Parents()
    for code, place in sorted(made.items()):
        mine = level_of[code]
        for upper in reversed(order[: rank[mine]]):
            said = {by: n for by, n in place.parents.get(upper, {}).items() if by != code and level_of[by] == upper}
            drawn = inside(upper, mine).get(code)
            by_borders = drawn[0] if drawn and drawn[0] in made and level_of[drawn[0]] == upper else ""
            if len(said) > 1:
                parents.several.append((code, tuple(sorted(said))))
            if said:
                best = by_borders if by_borders in said else min(said, key=lambda by: (-said[by], by))
                if by_borders and by_borders != best:
                    parents.against.append((code, best, by_borders))
                parents.of[code] = (best, "rows")
            elif drawn and by_borders:
                parents.of[code] = (by_borders, drawn[1])
            if code in parents.of:
                break
        else:
            if any(level in used and frozenset((level, mine)) in levels.beside for level in order[: rank[mine]]):
                parents.unknown.append(code)
    return parents


def _places(
    made: Mapping[str, Made], level_of: Mapping[str, str], parents: Parents, levels: Levels,
    draws: Mapping[str, Sequence[Boundary]], whole: Whole, own: Collection[str], earlier: Mapping[str, LocalPlace],
) -> list[LocalPlace]:  # fmt: skip
    """The places, the root first, then by level and code; what a former register knew of them stays."""
    areas = {level: {area.code: area for area in _areas(files)} for level, files in draws.items()}
    used = _used(levels, level_of)
    schemes = {level: scheme_of([c for c in made if level_of[c] == level and c not in own]) for level in used}
    unknown = set(parents.unknown)
    name = whole.name or (whole.code if whole.code != ROOT_PLACE else "")
    also = tuple(sorted(whole.codes - {whole.code, ROOT_PLACE}))
    root = LocalPlace(whole.code, name, 0, "", "", iso=iso_of(whole.code), codes=also)
    found = []
    for code, place in made.items():
        level = level_of[code]
        area = areas.get(level, {}).get(code)
        point = next(iter(area.points), None) if area else None
        parent, basis = parents.of.get(code, (whole.code, "assumed" if code in unknown else ""))
        found.append(
            LocalPlace(
                code, _name(place, area, code), used.index(level) + 1, levels.called.get(level, level), parent,
                "own" if code in own else schemes[level], boundary=area.in_file if area else "",
                iso="" if code in own else iso_of(code), lat=None if point is None else round(point[1], 5),
                lon=None if point is None else round(point[0], 5), basis=basis,
            )
        )  # fmt: skip
    found.sort(key=lambda one: (one.level, one.code))
    drawn = {levels.called.get(level, level) for level in draws}
    return _above_one_another([_as_before(one, earlier, one.level_name in drawn) for one in (root, *found)])


def _in_languages(
    places: Sequence[LocalPlace], codes: Mapping[tuple[str, ...], Mapping[tuple[str, ...], str]],
    tongues: Mapping[tuple[str, ...], Mapping[tuple[str, ...], Mapping[str, str]]],
) -> list[LocalPlace]:  # fmt: skip
    """The places with their names by language, where columns have them."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for columns, said in tongues.items():
        for cells, by_tongue in sorted(said.items(), reverse=True):
            names[codes[columns][cells]] |= by_tongue
    return [
        replace(place, names={**names[place.code], **place.names}) if place.code in names else place for place in places
    ]


def _above_one_another(places: Sequence[LocalPlace]) -> list[LocalPlace]:
    """The places, each below a place of a lesser level that there is; where a former register says else, the root."""
    level = {place.code: place.level for place in places}
    root = places[0].code
    return [
        place if not place.level or level.get(place.parent, place.level) < place.level
        else replace(place, parent=root, basis="assumed")
        for place in places
    ]  # fmt: skip


def _used(levels: Levels, level_of: Mapping[str, str]) -> list[str]:
    """The levels that have a place, from the top down."""
    return [level for level in levels.order if level in set(level_of.values())]


def _name(place: Made, area: Area | None, code: str) -> str:
    """What it is called most often; where the data know but its code, what the boundary file calls it."""
    if place.names:
        return min(place.names, key=lambda name: (-place.names[name], len(name), name))
    return (area.name if area else "") or code


def _as_before(place: LocalPlace, earlier: Mapping[str, LocalPlace], is_drawn: bool) -> LocalPlace:
    """The place with what a former register knew of it and the files don't say."""
    before = earlier.get(place.code)
    if before is None:
        return place
    from_borders = () if is_drawn else ("lat", "lon", "boundary")
    kept = {
        name: getattr(before, name)
        for name in ("valid_from", "valid_to", "replaced_by", "iso", "population", "urban", "is_said", *from_borders)
        if not getattr(place, name) and getattr(before, name)
    }
    name = before.name if before.is_said or not place.name or place.name == place.code else place.name
    is_lost = place.basis in ("", "assumed") and before.basis in ("borders", "code") and not is_drawn
    if place.level and (before.basis == "file" or is_lost):
        kept |= {"parent": before.parent, "basis": before.basis}
    return replace(
        place, name=name, names=before.names, codes=tuple(dict.fromkeys((*before.codes, *place.codes))), **kept
    )


def _names(levels: Levels, level_of: Mapping[str, str]) -> tuple[str, ...]:
    """What the levels are called, from the one below the root down."""
    return tuple(levels.called.get(level, level) for level in _used(levels, level_of))


def _drawn(draws: Mapping[str, Sequence[Boundary]], levels: Levels) -> tuple[dict[str, Any], ...]:
    """Which file draws which level, as it stands in a data set's side `boundaries`."""
    return tuple(
        {
            "level": levels.called.get(level, level), "file": one.file, "id_property": one.id_property,
            "name_property": one.name_property, "crs": one.crs, "vintage": one.vintage, "areas": len(one.areas),
        }
        for level in sorted(draws)
        for one in draws[level]
    )  # fmt: skip
