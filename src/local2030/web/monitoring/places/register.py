"""The places of a data set: by code, with parents, children, siblings and levels, in an order that one can read."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Place:
    """One place; `parent` "" for the whole territory."""

    code: str
    name: str
    level: int
    level_name: str
    parent: str
    plain: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Register:
    """All places of one state of a data set."""

    root: Place
    by_code: Mapping[str, Place]
    below: Mapping[str, tuple[Place, ...]]

    @classmethod
    def of(cls, plain: Iterable[Mapping[str, Any]], root: str, title: str = "") -> Register:
        """The register of the rows in a manifest's side; a root that isn't among them is added.

        A whole territory without a name of its own, or with its code for a name, is called as the data set is.
        """
        by_code = {row["code"]: _place(row) for row in plain}
        if root not in by_code:
            by_code[root] = Place(root, "", 0, "", "")
        if by_code[root].name in ("", root):
            by_code[root] = replace(by_code[root], name=title)
        below: dict[str, list[Place]] = defaultdict(list)
        for place in by_code.values():
            if place.code != root:
                below[place.parent if place.parent in by_code else root].append(place)
        return cls(by_code[root], by_code, {k: tuple(sorted(v, key=_order)) for k, v in below.items()})

    def name(self, code: str) -> str:
        """What a place is called; its code where nobody named it."""
        place = self.by_code.get(code)
        if place is None or not place.name:
            return _("The whole territory") if code == self.root.code else code
        return place.name

    def parent(self, code: str) -> Place | None:
        """The place that it lies in; the whole territory where none is named."""
        place = self.by_code.get(code)
        if place is None or code == self.root.code:
            return None
        return self.by_code.get(place.parent, self.root)

    def way(self, code: str) -> list[Place]:
        """The places above it, the whole territory first; a ring of parents ends where it closes."""
        found: list[Place] = []
        above = self.parent(code)
        while above is not None and above not in found:
            found.append(above)
            above = self.parent(above.code)
        return found[::-1]

    def siblings(self, code: str) -> tuple[Place, ...]:
        """The other places of the same level in the same parent."""
        above, own = self.parent(code), self.by_code.get(code)
        if above is None or own is None:
            return ()
        return tuple(p for p in self.below.get(above.code, ()) if p.code != code and p.level == own.level)

    def levels(self) -> list[tuple[int, str, int]]:
        """(level, its name, how many places) below the whole territory."""
        found: dict[int, list[Place]] = defaultdict(list)
        for place in self.by_code.values():
            if place.code != self.root.code:
                found[place.level].append(place)
        return [(level, next((p.level_name for p in found[level] if p.level_name), ""), len(found[level])) for level in sorted(found)]  # fmt: skip

    def at_level(self, level: int) -> list[Place]:
        """The places of a level by name."""
        return sorted((p for p in self.by_code.values() if p.level == level and p.code != self.root.code), key=_order)

    def found(self, text: str, most: int) -> list[Place]:
        """Places whose name or code has the text in it, those that begin with it first."""
        asked = folded(text)
        hits = [p for p in self.by_code.values() if asked in folded(p.name) or asked == folded(p.code)]
        return sorted(hits, key=lambda p: (not folded(p.name).startswith(asked), p.level, *_order(p)))[:most]


def folded(text: str) -> str:
    """A text without accents and case, to look things up by."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _order(place: Place) -> tuple[str, str]:
    return folded(place.name), place.code


def _place(row: Mapping[str, Any]) -> Place:
    return Place(
        row["code"], row.get("name") or "", int(row.get("level") or 0), row.get("level_name") or "",
        row.get("parent") or "", row,
    )  # fmt: skip
