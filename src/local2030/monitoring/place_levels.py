"""Which columns speak of one level, and which level lies in which: by the content, never by a column's name alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from local2030.monitoring.place_labels import is_code, is_total, key_of, stem_of
from local2030.monitoring.place_records import PlaceColumns

SHARED, FEWEST = 0.5, 3  # two columns of other names are one level where they share half of at least three labels
NESTED = 0.9  # part of the lower level's labels that must stand with one label of the upper one


# Column names that don't say of which level the places are.
VAGUE = frozenset("ref area|geo|geography|area|place|location|lugar|geo area|unit|id|geo unit|areas|places".split("|"))


@dataclass(slots=True)
class Sighting:
    """One distinct tuple of cells, or a row of an earlier register. `chain`: (level, key, label), as columns stand.

    Not `strong`: only a code says which place it is. `is_whole`: a word for the whole territory stands beside the code.
    """

    file: str
    line: int | None
    chain: list[tuple[str, str, str]]
    code: str = ""
    names: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    strong: bool = True
    is_whole: bool = False
    source: str = "rows"


@dataclass(slots=True)
class Levels:
    """Level -> the name that it is called by, and the levels from the top down."""

    of_column: dict[str, str] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    beside: set[frozenset[str]] = field(default_factory=set)  # pairs of levels that have columns in one sheet


def with_code_column(columns: PlaceColumns) -> PlaceColumns:
    """The columns with the one set apart that has the codes of what the others name, where nobody said which it is."""
    if columns.code_column or not columns.tuples or not columns.columns:
        return columns
    if len(columns.columns) == 1:
        labels = [cells[0].strip() for cells in columns.tuples if cells[0].strip()]
        if stem_of(columns.columns[0]) in VAGUE and all(is_code(label) for label in labels if not is_total(label)):
            return PlaceColumns(columns.file, (), columns.tuples, columns.columns[0])
        return columns
    for at in range(len(columns.columns) - 1, -1, -1):
        named: dict[str, tuple[str, ...]] = {}
        coded: dict[tuple[str, ...], str] = {}
        others_coded = True
        for cells in columns.tuples:
            rest = (*cells[:at], *cells[at + 1 :])
            code = cells[at].strip()
            if bool(code) != any(cell.strip() for cell in rest) or (code and not is_code(code)):
                break
            if code and (named.setdefault(code, rest) != rest or coded.setdefault(rest, code) != code):
                break
            others_coded = others_coded and all(is_code(cell) for cell in rest if cell.strip())
        else:
            if len(named) > 1 and not others_coded:
                order = (*columns.columns[:at], *columns.columns[at + 1 :])
                moved = {(*c[:at], *c[at + 1 :], c[at]): line for c, line in columns.tuples.items()}
                return PlaceColumns(columns.file, order, moved, columns.columns[at])
    return columns


def levels_of(sheets: Sequence[PlaceColumns], earlier: Mapping[str, Iterable[str]]) -> Levels:
    """The levels that the columns speak of. `earlier`: labels of the levels of a former register, by their names."""
    labels: dict[str, set[str]] = defaultdict(set)
    used: dict[str, Counter[str]] = defaultdict(Counter)
    beside: set[tuple[str, str]] = set()
    for sheet in sheets:
        stems = _stems(sheet.columns)
        beside |= {(a, b) for a in stems for b in stems if a != b}
        for at, (stem, column) in enumerate(zip(stems, sheet.columns, strict=True)):
            labels[stem] |= {key_of(cells[at]) for cells in sheet.tuples if cells[at].strip()}
            used[stem][column.strip() or stem] += 1
    here = set(labels)
    for name, keys in earlier.items():
        if stem_of(name) not in here:  # what the columns say of themselves isn't changed by a register
            labels[stem_of(name)] |= set(keys)
        used[stem_of(name)][name] += 1_000_000  # what a level was called, it stays
    joined = _joined(labels, beside)
    found = Levels(of_column={stem: joined[stem] for stem in labels})
    found.beside = {frozenset((joined[a], joined[b])) for a, b in beside}
    calls: dict[str, Counter[str]] = defaultdict(Counter)
    for stem, names in used.items():
        calls[joined[stem]] += names
    found.called = {level: min(names, key=lambda n: (-names[n], len(n), n)) for level, names in calls.items()}
    return found


def _stems(columns: Sequence[str]) -> list[str]:
    """The stems of a sheet's columns; two columns of one sheet never have the same."""
    stems: list[str] = []
    for column in columns:
        stem = stem_of(column)
        stems.append(stem if stem not in stems else f"{stem} {len(stems) + 1}")
    return stems


def level_columns(sheet: PlaceColumns, levels: Levels) -> list[str]:
    """The level of each label column of a sheet."""
    return [levels.of_column[stem] for stem in _stems(sheet.columns)]


def _joined(labels: Mapping[str, set[str]], beside: set[tuple[str, str]]) -> dict[str, str]:
    """Each stem -> the stem that stands for its level."""
    head = {stem: stem for stem in labels}

    def top(stem: str) -> str:
        while head[stem] != stem:
            stem = head[stem]
        return stem

    stems = sorted(labels)
    for i, one in enumerate(stems):
        for other in stems[i + 1 :]:
            fewest = min(len(labels[one]), len(labels[other]))
            shared = len(labels[one] & labels[other])
            apart = any((a, b) in beside for a in stems for b in stems if top(a) == top(one) and top(b) == top(other))
            if not apart and fewest >= FEWEST and shared >= SHARED * fewest:
                first, second = sorted((top(one), top(other)))
                head[second] = first
    return {stem: top(stem) for stem in stems}


def ordered(
    levels: Levels,
    sightings: Sequence[Sighting],
    counts: Mapping[str, int],
    above: Callable[[str, str], bool],
    first_column: Mapping[str, int],
) -> list[str]:
    """The levels from the top down: as rows nest them, else as `above` knows (borders, codes), else the fewer above."""
    nested = _nested(sightings, first_column)
    rest = sorted(counts, key=lambda level: (counts[level], first_column.get(level, 0), level))
    pairs = set(nested)
    pairs |= {(a, b) for a in rest for b in rest if a != b and (b, a) not in nested and above(a, b)}
    order: list[str] = []
    while rest:
        free = [level for level in rest if not any((other, level) in pairs for other in rest if other != level)]
        order.append((free or rest)[0])
        rest.remove(order[-1])
    return order


def _nested(sightings: Sequence[Sighting], first_column: Mapping[str, int]) -> set[tuple[str, str]]:
    """(upper, lower) where nearly every label of the lower one stands with one label of the upper one only."""
    together: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for seen in sightings:
        for a, key_a, _ in seen.chain:
            for b, key_b, _ in seen.chain:
                if a != b:
                    together[a, b][key_b].add(key_a)
    found = set()
    for (a, b), uppers in together.items():
        lowers = together[b, a]
        single = sum(len(keys) == 1 for keys in uppers.values()) / len(uppers)
        back = sum(len(keys) == 1 for keys in lowers.values()) / len(lowers)
        if single >= NESTED and len(lowers) <= len(uppers):
            fewer = len(lowers) < len(uppers) or back < single
            if fewer or first_column.get(a, 0) < first_column.get(b, 0):
                found.add((a, b))
    return found
