"""What comes with a template and not from the place: fruits and planets, lorem ipsum, files called demo or sample."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from local2030.methods.coded import pairs
from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import named, of_lines
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import fold

_COLUMNS = frozenset("fruit planet foo bar baz dummy lorem ipsum".split())
_CELLS = frozenset(
    "apple banana orange pear lemon strawberry mango mercury venus mars jupiter saturn neptune foo bar lorem ipsum "
    "foobar".split()
)
_PLANETS_AND_FRUITS_MEANT = 2  # one such word alone is a cat called Mercury, or a district called Orange
_NAME = re.compile(
    r"(?:^|[/_.\- ])(?:demo|sample|example|dummy|test|ejemplo|exemple|beispiel)(?:[_.\- ]|\d|$)", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")
_LOREM = re.compile(r"lorem ipsum|dolor sit amet|example (?:indicator|title)|put your .{0,30} here", re.IGNORECASE)


class FileFacts(NamedTuple):
    """What is known of a file besides its rows; `indicator` is the code that its name gives, "" for none."""

    file: str
    header: tuple[str, ...]
    indicator: str = ""
    sha256: str = ""


def demonstration(
    rows: TidyRows, grouping: Grouping, files: Iterable[FileFacts], indicators: Mapping[str, Mapping[str, Any]]
) -> Iterator[Finding]:
    """A finding for each file that looks like a template's, and for each metadata text that nobody has written yet."""
    cells: dict[str, set[str]] = {}
    words_of = rows.dims.replaced(_signs)
    for file, found in pairs((rows.source_file, words_of)).values if any(words_of.values) else ():
        cells.setdefault(file, set()).update(found)
    known = {facts.file: facts for facts in files}
    for file in dict.fromkeys([*known, *(file for file, _, _ in grouping.runs)]):
        facts = known.get(file)
        columns = [name for name in facts.header if fold(name) in _COLUMNS] if facts else []
        words = cells.get(file, set())
        if columns or len(words) >= _PLANETS_AND_FRUITS_MEANT:
            yield of_lines("check-demonstration", "warning", file, (), signs=named(columns or sorted(words), 5))
        elif _NAME.search(file.rpartition("/")[2].partition("#")[0]):
            yield of_lines("check-demonstration-name", "info", file, ())
    for code, of in indicators.items():
        if _LOREM.search(" ".join(_texts(of))):
            yield Finding("check-demonstration-text", "warning", None, None, {"indicator": code})


def _signs(dims: str) -> frozenset[str]:
    """The words of templates in a text of dims."""
    return frozenset(_WORDS.findall(fold(dims))) & (_CELLS | _COLUMNS)


def _texts(said: object) -> Iterator[str]:
    if isinstance(said, str):
        yield said[:2000]
    elif isinstance(said, Mapping):
        for part in said.values():
            yield from _texts(part)
