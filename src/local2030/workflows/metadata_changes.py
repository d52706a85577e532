"""What differs between two states of a data set beside its values: indicators, places, and what is said of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from local2030.store.datasets import Datasets, Manifest
from local2030.store.known_indicators import indicators_of

Subject = Literal["about", "indicator", "place"]
ABOUT = ("title", "licence", "attribution", "source_url", "root")
OF_INDICATOR = ("name", "unit", "direction", "target_value", "target_year", "limit", "growth_rate", "base_year", "lower", "optimum",
                "source", "source_url", "goal", "framework_code", "reporting_status", "definition")  # fmt: skip
WISH = ("direction", "target_value")  # what is told of an indicator that is new or gone besides that
OF_PLACE = ("name", "level", "level_name", "parent", "valid_from", "valid_to", "replaced_by", "population", "boundary")


class MetadataChange(NamedTuple):
    """One thing that differs. `field` "" : the indicator or place is new (`before` None) or gone (`after` None)."""

    subject: Subject
    code: str
    field: str
    before: Any
    after: Any


def metadata_changes(store: Datasets, before: Manifest, after: Manifest) -> list[MetadataChange]:
    """All of them: the whole first, then indicators, then places, each by code."""
    found = [
        MetadataChange("about", "", name, before.about.get(name) or None, after.about.get(name) or None)
        for name in ABOUT if (before.about.get(name) or None) != (after.about.get(name) or None)
    ]  # fmt: skip
    found += _differing("indicator", OF_INDICATOR, indicators_of(store, before), indicators_of(store, after))
    return [*found, *_differing("place", OF_PLACE, _places(store, before), _places(store, after))]


def counted(changes: list[MetadataChange]) -> dict[tuple[Subject, str], int]:
    """How many are new, gone or changed, by subject."""
    ways = (
        ("new" if c.before is None else "gone") if not c.field and c.subject != "about" else "changed" for c in changes
    )
    return dict(Counter(zip((c.subject for c in changes), ways, strict=True)))


def _differing(
    subject: Subject, fields: tuple[str, ...], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[MetadataChange]:
    for code in sorted({*before, *after}):
        was, will = before.get(code), after.get(code)
        if was is None or will is None:
            yield MetadataChange(
                subject, code, "", was and (was.get("name") or code), will and (will.get("name") or code)
            )
        for field in fields if was and will else WISH:
            former, now = _plain((was or {}).get(field)), _plain((will or {}).get(field))
            if former != now:
                yield MetadataChange(subject, code, field, former, now)


def _places(store: Datasets, manifest: Manifest) -> dict[str, Any]:
    return {str(place["code"]): place for place in store.side(manifest, "places") or ()}


def _plain(value: Any) -> Any:
    """Nothing is nothing, however it is written."""
    return None if value in ("", {}, [], ()) else value
