"""What is odd in the places of a data set: two names of a code, two codes of a name, two parents, none at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from local2030.monitoring.boundaries import listed
from local2030.monitoring.place_identity import Known
from local2030.monitoring.place_labels import key_of
from local2030.monitoring.place_levels import Sighting
from local2030.monitoring.place_records import Basis, LocalPlace
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import bare

MOST_ROWS = 50
MOST_OF_ONE = 300


@dataclass(slots=True)
class Parents:
    """Place -> (parent, how it is known); who has several, whom the borders put elsewhere, of whom it isn't known."""

    of: dict[str, tuple[str, Basis]] = field(default_factory=dict)
    several: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    against: list[tuple[str, str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def place_findings(
    sightings: Sequence[Sighting], codes: Mapping[tuple[str, ...], Mapping[tuple[str, ...], str]], known: Known,
    parents: Parents, places: Sequence[LocalPlace], at_levels: Mapping[str, Sequence[str]],
) -> list[Finding]:  # fmt: skip
    """All of it, each with the rows where the labels stand first."""
    seen: dict[str, list[Sighting]] = defaultdict(list)
    for one in sightings:
        if one.names:
            seen[codes[one.names][one.cells]].append(one)
    by_code = {place.code: place for place in places}
    return [
        *_two_names(seen),
        *_two_levels(at_levels, by_code, seen),
        *_two_codes(known, seen),
        *_same_name(known, by_code, seen),
        *_unsure(known),
        *_parents(parents, by_code, seen),
    ]


def bounded(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, of one code as many as somebody reads; how many more there are is told."""
    counts: Counter[str] = Counter()
    kept = []
    for one in findings:
        counts[one.code] += 1
        if counts[one.code] <= MOST_OF_ONE:
            kept.append(one)
    severity = {one.code: one.severity for one in kept}
    return [
        *kept,
        *(
            Finding("place-more-of-these", severity[code], values={"count": count - MOST_OF_ONE, "of": code})
            for code, count in sorted(counts.items())
            if count > MOST_OF_ONE
        ),
    ]


def _at(code: str, severity: str, seen: Sequence[Sighting], values: Mapping[str, object]) -> Finding:
    """A finding at the first of these rows, with the others of the same file."""
    rows = sorted({(one.file, one.line) for one in seen if one.line is not None})
    file, line = rows[0] if rows else (None, None)
    lines = [row for where, row in rows if where == file][:MOST_ROWS]
    column = min(((one.file, one.line or 0, one.names[-1]) for one in seen if one.names), default=("", 0, ""))[2]
    return Finding(code, severity, file, line, {**values, "rows": lines, "column": column})  # type: ignore[arg-type]


def _two_names(seen: Mapping[str, Sequence[Sighting]]) -> list[Finding]:
    """One code with names that aren't two spellings of one."""
    said = []
    for code, rows in sorted(seen.items()):
        names: dict[str, list[Sighting]] = defaultdict(list)
        for one in rows:
            if one.code == code and one.chain and one.chain[-1][2] != code:
                names[bare(one.chain[-1][1])[0]].append(one)
        if len(names) > 1:
            labels = sorted({one.chain[-1][2] for found in names.values() for one in found})
            where = [one for found in names.values() for one in found]
            said.append(_at("place-code-two-names", "warning", where, {"code": code, "names": listed(labels)}))
    return said


def _two_levels(
    at_levels: Mapping[str, Sequence[str]], by_code: Mapping[str, LocalPlace], seen: Mapping[str, Sequence[Sighting]]
) -> list[Finding]:
    """One code in the columns of several levels."""
    return [
        _at("place-code-two-levels", "warning", seen.get(code, ()),
            {"code": code, "levels": listed(levels), "used": by_code[code].level_name})
        for code, levels in sorted(at_levels.items())
    ]  # fmt: skip


def _two_codes(known: Known, seen: Mapping[str, Sequence[Sighting]]) -> list[Finding]:
    """One name of one level and one parent with several codes: at the rows of those that no boundary file has, if any."""
    said = []
    drawn = set().union(*known.areas.values())
    for (_, key), given in sorted(known.given.items()):
        aboves: Counter[object] = Counter(above for seats in given.values() for above in seats)
        double = [above for above, count in aboves.items() if count > 1]
        if double:
            which = sorted(code for code, seats in given.items() if seats & set(double))
            odd = [code for code in which if code not in drawn] or which
            where = [one for code in odd for one in seen.get(code, ()) if one.chain and one.chain[-1][1] == key]
            if where:
                name = min(one.chain[-1][2] for one in where)
                said.append(_at("place-name-two-codes", "warning", where, {"name": name, "codes": listed(which)}))
    return said


def _same_name(
    known: Known, by_code: Mapping[str, LocalPlace], seen: Mapping[str, Sequence[Sighting]]
) -> list[Finding]:
    """Places without a code that share a name and are told apart by what holds them."""
    groups: dict[tuple[int, str], list[LocalPlace]] = defaultdict(list)
    for code in known.own:
        if code in by_code:
            groups[by_code[code].level, key_of(by_code[code].name)].append(by_code[code])
    said = []
    for _, places in sorted(groups.items()):
        if len(places) > 1:
            where = [one for place in places for one in seen.get(place.code, ())]
            values = {"name": min(place.name for place in places), "codes": listed(place.code for place in places)}
            said.append(_at("place-name-two-parents", "warning", where, values))
    return said


def _unsure(known: Known) -> list[Finding]:
    """Labels that may mean several places."""
    said = []
    for seat, which in sorted(known.unsure.items()):
        where = [one for one in known.unsure_at[seat] if one.names]
        if where and len(which) > 1:
            label = min(text for one in where for a, key, text in one.chain if (a, key) == seat)
            said.append(_at("place-name-unsure", "warning", where, {"name": label, "codes": listed(which)}))
    return said


def _parents(
    parents: Parents, by_code: Mapping[str, LocalPlace], seen: Mapping[str, Sequence[Sighting]]
) -> list[Finding]:
    """Several parents; rows against borders; parents that came from borders or codes; parents that nobody knows."""
    said = []
    for code, which in parents.several:
        values = {"code": code, "name": by_code[code].name, "parents": listed(which), "used": parents.of[code][0]}
        said.append(_at("place-two-parents", "warning", seen.get(code, ()), values))
    for code, by_rows, by_borders in parents.against:
        values = {"code": code, "name": by_code[code].name, "rows_say": by_rows, "borders_say": by_borders}
        said.append(_at("place-parent-against-borders", "warning", seen.get(code, ()), values))
    taken: Counter[tuple[str, str]] = Counter((by_code[c].level_name, how) for c, (_, how) in parents.of.items())
    for (level, how), count in sorted(taken.items()):
        if how != "rows":
            said.append(Finding(f"place-parents-by-{how}", "info", values={"level": level, "count": count}))
    lost: dict[str, list[str]] = defaultdict(list)
    for code in parents.unknown:
        if by_code[code].basis == "assumed":
            lost[by_code[code].level_name].append(code)
    for level, codes in sorted(lost.items()):
        counts: dict[str, object] = {"level": level, "count": len(codes), "codes": listed(codes)}
        said.append(Finding("place-parents-unknown", "warning", values=counts))
    return said
