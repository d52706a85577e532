"""What is known of each indicator of a state: as its files say, and above that what people said of it beside the files.

The side `indicators` is made anew by each import; the side `wanted` only by those who say what is wanted, and an import
leaves it as it is. There stands for an indicator only what differs from its files; a field with None is unsaid on
purpose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from local2030.store.datasets import Datasets, Manifest

WANTED = "wanted"
WISH = ("direction", "target_value", "target_year", "limit", "base_year", "lower", "optimum")
Plain = Mapping[str, Any]


def indicators_of(store: Datasets, manifest: Manifest) -> dict[str, dict[str, Any]]:
    """By code, also those of which only people spoke."""
    return laid_over(of_files(store, manifest), said_of(store, manifest))


def of_files(store: Datasets, manifest: Manifest) -> Mapping[str, Plain]:
    """What the files of the state say, by code."""
    return store.side(manifest, "indicators") or {}


def said_of(store: Datasets, manifest: Manifest) -> Mapping[str, Plain]:
    """What people said beside the files, by code."""
    return store.side(manifest, WANTED) or {}


def laid_over(plain: Mapping[str, Plain], said: Mapping[str, Plain]) -> dict[str, dict[str, Any]]:
    """What was said stands instead of what the files have under the same field.

    >>> laid_over({"1.1.1": {"unit": "%", "direction": "increase"}}, {"1.1.1": {"direction": "decrease"}})["1.1.1"]["direction"]
    'decrease'
    """
    found = {code: dict(one) for code, one in plain.items()}
    for code, fields in said.items():
        own = found.get(code, {"code": code})
        whole = {name: {**own, **fields}.get(name) for name in WISH}
        found[code] = {**own, **fields, "series": _series(own.get("series") or (), whole)}
    return found


def _series(wishes: Sequence[Plain], said: Plain) -> list[Plain]:
    """The wishes series by series: the one of the indicator as a whole, or the only one, says what was said."""
    whole = [n for n, one in enumerate(wishes) if not (one.get("series") or one.get("unit") or one.get("dimensions"))]
    at = whole[0] if whole else 0 if len(wishes) == 1 else None
    if at is None:
        return [said, *wishes]
    return [{**one, **said} if n == at else one for n, one in enumerate(wishes)]
