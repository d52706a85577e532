"""The location element, in its forms of 1.x and 2.x."""

from __future__ import annotations

from local2030.formats.activities.codes import GAZETTEERS, known
from local2030.formats.activities.draft import Draft, Element, folded, upper, words
from local2030.vocabulary.activities import Location


def read_location(el: Element, draft: Draft) -> None:
    """One place. Where it has no name its description stands for it, since some publishers write the town there."""
    line = el.sourceline + draft.shift
    name = about = reach = kind = feature = exactness = country = ""
    ids: tuple[tuple[str, str], ...] = ()
    admin: tuple[tuple[str, str, str], ...] = ()
    point: tuple[float, float] | None = None
    for child in el[:]:
        tag = child.tag
        if tag == "location-reach":
            reach = child.get(b"code") or ""
        elif tag == "location-id":
            ids += ((child.get(b"vocabulary") or "", folded(child.get(b"code"))),)
        elif tag == "name":
            name = name or words(child, draft)
        elif tag == "description":
            about = name or about or words(child, draft)
        elif tag == "administrative":
            country = upper(child.get(b"country")) or country
            admin += _divisions(child)
        elif tag == "point":
            point = _point(child, line, draft)
        elif tag == "exactness":
            exactness = child.get(b"code") or ""
        elif tag == "location-class":
            kind = child.get(b"code") or ""
        elif tag == "feature-designation" or tag == "location-type":
            feature = child.get(b"code") or ""
        elif tag == "coordinates":
            point = draft.values.point(child.get(b"latitude") or "", child.get(b"longitude") or "", line)
            exactness = exactness or _exactness(child.get(b"precision"))
        elif tag == "gazetteer-entry":
            ids += ((known(GAZETTEERS, child.get(b"gazetteer-ref") or ""), folded(child.text)),)
    share = draft.values.share(el.get(b"percentage"), line, "location")
    draft.locations.append(
        Location(
            len(draft.locations) + 1, el.get(b"ref") or "", name or about, reach, ids, admin, point,
            kind or _class_of(feature), exactness, country, share, line,
        )
    )  # fmt: skip


def _divisions(el: Element) -> tuple[tuple[str, str, str], ...]:
    """2.x states one division with vocabulary and level; 1.x two levels in one element, or one as words (left out)."""
    code = folded(el.get(b"code"))
    if code:
        return ((el.get(b"vocabulary") or "", el.get(b"level") or "", code),)
    return tuple(("", level, found) for level in "12" if (found := folded(el.get(f"adm{level}"))))


def _point(el: Element, line: int, draft: Draft) -> tuple[float, float] | None:
    for pos in el:
        if pos.tag == "pos":
            parts = (pos.text or "").replace(",", " ").split()
            if len(parts) == 2:
                return draft.values.point(parts[0], parts[1], line)
            if parts:
                draft.values.tally.add("point-unreadable", "warning", line, stated=pos.text)
    return None


def _class_of(feature: str) -> str:
    """The location class that follows from a GeoNames feature code: ADM1 is a region, PPLA a town."""
    return "1" if feature.startswith("ADM") else "2" if feature.startswith("PPL") else ""


def _exactness(precision: str | None) -> str:
    """1.x GeographicalPrecision: 1 is the exact place, all others are coarser."""
    return "" if not precision else "1" if precision == "1" else "2"
