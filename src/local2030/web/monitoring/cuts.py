"""What a series is of besides its place: its name, unit and dimensions; which of them is shown first, and how it is said.

An indicator may come as several: in two units, by sex, by quarter. Shown first is the total, in the cut that most
places and years have; the rest is a choice of the address, by a short hash that stays the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from local2030.vocabulary.breakdowns import frequency_word
from local2030.web.monitoring.code_names import NO_NAMES, CodeNames
from local2030.web.monitoring.stores import Opened

NAMES = ("series", "unit_measure", "unit_mult", "dims", "freq")
MOST_SHOWN = 400


class Cut(NamedTuple):
    """One cut with how many places and values it has. `one_series`: the others are of the same, so it needn't be said."""

    series: str
    unit: str
    mult: str
    dims: str
    freq: str
    places: int = 0
    values: int = 0
    one_series: bool = False
    names: CodeNames = NO_NAMES

    @property
    def id(self) -> str:
        """How an address names it."""
        return _hash(tuple(self[:5]))

    @property
    def is_total(self) -> bool:
        """Whether it is of all people and things, without any group."""
        return self.dims in ("", "{}")

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """Its dimensions with their values."""
        found = _dims(self.dims)
        return tuple((str(name), str(value)) for name, value in found)

    @property
    def words(self) -> str:
        """What it is of, in the reader's language where a code is a common one: "Sex: women and girls"."""
        said = self.names.in_words(dict(self.groups))
        return ", ".join(part for part in (said, self.series_words) if part)

    @property
    def series_words(self) -> str:
        """Its series, where there are several: its name in the data set's code list, else its code."""
        if not self.series or self.one_series:
            return ""
        return self.names.series(self.series) or _("series %(code)s") % {"code": self.series}

    @property
    def often(self) -> str:
        """How often it is measured; "" for each year."""
        return "" if self.freq == "A" else frequency_word(self.freq, get_language() or "en")


def cuts_of(data: Opened, indicator: str) -> list[Cut]:
    """All cuts of an indicator, the one that is shown first at the head."""
    table = data.table
    rows = table.filter(table.indicator == indicator).group_by(list(NAMES))
    found = data.rows(rows.agg(places=table.ref_area.nunique(), n=table.obs_value.count()).order_by(list(NAMES)))
    columns = [found[name] for name in (*NAMES, "places", "n")]
    alone = len(set(found["series"])) == 1
    return in_order(Cut(*row, one_series=alone, names=data.codes) for row in zip(*columns, strict=True))


def in_order(cuts: Iterable[Cut]) -> list[Cut]:
    """Totals first, years before quarters, then those of most places and values."""
    return sorted(cuts, key=lambda c: (not c.is_total, c.freq != "A", -c.places, -c.values, c[:5]))


def chosen(cuts: list[Cut], asked: str) -> Cut | None:
    """The cut that the address names, else the first."""
    return next((cut for cut in cuts if cut.id == asked), cuts[0] if cuts else None)


def condition(table: Any, cut: Cut) -> Any:
    """The rows of a cut."""
    found = table.freq == cut.freq
    for name, value in zip(NAMES[:4], cut[:4], strict=True):
        found = found & (table[name] == value)
    return found


@lru_cache(maxsize=4096)
def _hash(cut: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(cut, ensure_ascii=False).encode()).hexdigest()[:10]


@lru_cache(maxsize=4096)
def _dims(text: str) -> tuple[tuple[str, Any], ...]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return (("", text),)
    return tuple(found.items()) if isinstance(found, dict) else (("", text),)
