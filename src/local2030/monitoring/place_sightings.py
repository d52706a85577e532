"""Every distinct tuple of cells as a chain of labels, and the rows of registers and places files likewise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from local2030.monitoring.place_codes import MAX_CODE
from local2030.monitoring.place_labels import is_total, key_of, stem_of
from local2030.monitoring.place_levels import Levels, Sighting, level_columns
from local2030.monitoring.place_records import LocalPlace, PlaceColumns, PlaceEdit, ancestors
from local2030.monitoring.place_root import Whole


def sightings_of(given: Sequence[PlaceColumns], sheets: Sequence[PlaceColumns], levels: Levels) -> list[Sighting]:
    """One for each distinct tuple; `sheets` are the given ones with their code column set apart, tuple for tuple."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], Sighting] = {}
    for before, sheet in zip(given, sheets, strict=True):
        columns = level_columns(sheet, levels)
        code_level = stem_of(sheet.code_column) if sheet.code_column else ""
        if code_level:
            levels.called.setdefault(levels.of_column.setdefault(code_level, code_level), sheet.code_column)
        for (as_written, line), cells in zip(before.tuples.items(), sheet.tuples, strict=True):
            seat = (before.names, as_written)
            if seat in found:
                continue
            texts = [cell.strip() for cell in cells]
            code = texts.pop()[:MAX_CODE] if sheet.code_column else ""
            code = "" if is_total(code) else code
            chain = [(a, key_of(text), text) for a, text in zip(columns, texts, strict=True) if not is_total(text)]
            weak = not chain and bool(code)
            is_whole = weak and any(text for text in texts)  # "World" beside 1
            if weak:
                chain = [(levels.of_column[code_level], key_of(code), code)]
            found[seat] = Sighting(sheet.file, line, chain, code, before.names, as_written, not weak, is_whole)
    return list(found.values())


def earlier_sightings(earlier: Sequence[LocalPlace], levels: Levels) -> list[Sighting]:
    """The places of a former register that have a code of somebody's; codes of our own are made anew, and the same."""
    by_code = {place.code: place for place in earlier}
    found = []
    for place in earlier:
        if place.level == 0 or place.scheme == "own":
            continue
        over = [by_code[code] for code in reversed(ancestors(place.code, by_code)) if code in by_code]
        above = [one for one in over if one.level > 0 and place.basis == "rows"]
        chain = [(levels.of_column[stem_of(one.level_name)], key_of(one.name), one.name) for one in above]
        level = levels.of_column[stem_of(place.level_name)]
        for name in dict.fromkeys((place.name, *place.names.values(), *place.codes, *([place.code] * place.is_said))):
            link = (level, key_of(name), name)
            if name == place.code and not place.is_said:
                continue
            found.append(Sighting("", None, [*chain, link], place.code, source="kept" if place.is_said else "earlier"))
    return found


def edit_sightings(edits: Sequence[PlaceEdit], seen: Sequence[Sighting], levels: Levels) -> list[Sighting]:
    """The rows of a places file under each of their names; without a level they go where the data have that name."""
    where: dict[str, set[str]] = {}
    for one in seen:
        for level, key, _ in one.chain:
            where.setdefault(key, set()).add(level)
    found = []
    for edit in edits:
        for name in dict.fromkeys((edit.name, *edit.names.values(), *edit.also, edit.code)):
            if not name or (name == edit.code and not edit.level_name):
                continue
            if edit.level_name:
                at = {levels.of_column[stem_of(edit.level_name)]}
            else:
                at = where.get(key_of(name), set())
            found += [
                Sighting("", edit.line, [(level, key_of(name), name)], edit.code, source="edit") for level in sorted(at)
            ]
    return found


def labels_before(earlier: Iterable[LocalPlace], edits: Iterable[PlaceEdit]) -> Mapping[str, set[str]]:
    """The labels of the levels that a register and a places file name."""
    labels: dict[str, set[str]] = {}
    for place in earlier:
        if place.level:
            labels.setdefault(place.level_name, set()).update((key_of(place.name), key_of(place.code)))
    for edit in edits:
        if edit.level_name:
            labels.setdefault(edit.level_name, set()).update((key_of(edit.name or edit.code), key_of(edit.code)))
    return labels


def without_whole(sightings: Iterable[Sighting], whole: Whole) -> None:
    """Takes out of the chains what means the whole territory."""
    for seen in sightings:
        seen.chain = [link for link in seen.chain if link[:2] not in whole.labels and link[2] not in whole.codes]
        if seen.code in whole.codes:
            seen.code = ""
