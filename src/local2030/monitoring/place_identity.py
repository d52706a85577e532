"""Which place a label means: by a code that stands with it, else by a boundary file or a register, else one of our own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from local2030.monitoring.boundaries import Boundary
from local2030.monitoring.place_codes import own_code
from local2030.monitoring.place_labels import UNKNOWN_PLACE, is_code, is_unknown, key_of
from local2030.monitoring.place_levels import Sighting

CODED = 0.8  # part of a level's labels that must be written like codes, for them to be codes
Above = frozenset[tuple[str, str]]  # (level, key) of what stands above a label in its row


@dataclass(slots=True)
class Known:
    """All that tells places apart: codes by label, areas by code and name, classes of labels that share a name."""

    codes: frozenset[str]
    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    given: dict[tuple[str, str], dict[str, set[Above]]] = field(default_factory=lambda: defaultdict(dict))
    areas: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    classes: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    unsure: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    unsure_at: dict[tuple[str, str], list[Sighting]] = field(default_factory=lambda: defaultdict(list))
    coded: set[str] = field(default_factory=set)  # levels whose labels are codes
    own: set[str] = field(default_factory=set)


def known_from(sightings: Sequence[Sighting], boundaries: Mapping[str, Sequence[Boundary]]) -> Known:
    """What the rows, the register and the boundary files say. Chains are in the order of the levels by now."""
    drawn = {area.code for files in boundaries.values() for one in files for area in one.areas}
    known = Known(frozenset(drawn | {seen.code for seen in sightings if seen.code}))
    for level, files in boundaries.items():
        for area in (area for one in files for area in one.areas):
            known.areas[level, key_of(area.name)].add(area.code)
    loose: dict[tuple[str, str], set[Above]] = defaultdict(set)
    for seen in sightings:
        for at, (level, key, _) in enumerate(seen.chain):
            above = frozenset((a, b) for a, b, _ in seen.chain[:at])
            if seen.code and at == len(seen.chain) - 1:
                known.given[level, key].setdefault(seen.code, set()).add(above)
            else:
                loose[level, key].add(above)
    for code in known.codes:
        known.keys[key_of(code)].add(code)
    labels: dict[str, set[str]] = defaultdict(set)
    for seen in sightings:
        for level, _, label in seen.chain if seen.names else ():
            labels[level].add(label)
    known.coded = {level for level, found in labels.items() if sum(map(is_code, found)) >= CODED * len(found)}
    for (level, key), aboves in loose.items():
        known.classes[level, key] = _classes(aboves)
    return known


def _classes(aboves: Iterable[Above]) -> list[dict[str, str]]:
    """What stands above one label, as far as it agrees: two classes are two places of one name."""
    classes: list[dict[str, str]] = []
    for above in sorted(aboves, key=lambda one: (-len(one), sorted(one))):
        said = dict(above)
        fitting = [one for one in classes if _agree(one, said)]
        if len(fitting) == 1 or (fitting and said):
            fitting[0].update(said)
        elif not fitting:
            classes.append(said)
    return classes


def _agree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(other.get(level, key) == key for level, key in one.items())


def identify(known: Known, seen: Sighting, at: int, called: Mapping[str, str]) -> str:
    """The code of what the label at this place of the chain means."""
    level, key, label = seen.chain[at]
    if at == len(seen.chain) - 1 and seen.code:
        return seen.code
    if at == 0 and len(seen.chain) == 1 and is_unknown(label):
        known.own.add(UNKNOWN_PLACE)
        return UNKNOWN_PLACE
    above = frozenset((a, b) for a, b, _ in seen.chain[:at])
    given = known.given.get((level, key), {})
    fitting = sorted(
        code for code, seats in given.items() if not above or any(_agree(dict(s), dict(above)) for s in seats)
    )
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        drawn = sorted(known.areas.get((level, key), set()) & set(fitting))
        known.unsure[level, key] |= set(fitting)
        known.unsure_at[level, key].append(seen)
        return (drawn or fitting)[0]
    if label in known.codes or (level in known.coded and is_code(label)):
        return label
    if is_code(label) and len(spelt := known.keys.get(key, set())) == 1:
        return next(iter(spelt))
    areas = known.areas.get((level, key), set())
    if len(areas) == 1:
        return next(iter(areas))
    code = _own(known, seen, at, called.get(level, level))
    known.own.add(code)
    return code


def _own(known: Known, seen: Sighting, at: int, called: str) -> str:
    """A code of ours; with what stands above the label where several places share it, and none where that is missing."""
    level, key, _ = seen.chain[at]
    classes = known.classes.get((level, key), [])
    if len(classes) < 2:
        return _free(known, own_code(called, key))
    above = {a: b for a, b, _ in seen.chain[:at]}
    fitting = [one for one in classes if _agree(one, above)]
    if len(fitting) == 1:
        return _free(known, own_code(called, key, _suffix(fitting[0], classes)))
    known.unsure[level, key] |= {own_code(called, key, _suffix(one, classes)) for one in fitting}
    known.unsure_at[level, key].append(seen)
    return _free(known, own_code(called, key))


def _free(known: Known, code: str) -> str:
    """The code, marked where the data give the very same one to something else."""
    return f"{code}@OWN" if code in known.codes else code


def _suffix(one: Mapping[str, str], classes: Sequence[Mapping[str, str]]) -> str:
    """What tells this class from the others: the labels above it at the levels where they differ."""
    differ = sorted(level for level in one if len({other.get(level, "") for other in classes}) > 1)
    return " ".join(one[level] for level in differ or sorted(one))
