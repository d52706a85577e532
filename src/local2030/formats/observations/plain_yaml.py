"""YAML of strangers as texts, lists and mappings, in bounds: nothing is taken for a number, a date or an object.

1.10 stays 1.10 so, and `no` stays a word. Aliases are followed but never multiplied: what is handed on is cut in depth
and size.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from yaml._yaml import CParser

from local2030.formats.tables.csv_rows import LONGEST_CELL
from local2030.vocabulary.findings import Finding

LARGEST = 2_000_000
DEEPEST = 8  # what is deeper is cut off
MOST_OPEN = 100  # and what is as deep as this isn't metadata: to parse it takes ever longer
MOST_PARTS = 20_000


def load_yaml(path: Path, name: str) -> tuple[Any, tuple[Finding, ...]]:
    """What the file says, None with a finding where it can't be read."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as trouble:
        return None, (Finding("reading-unreadable", "error", name, None, {"reason": type(trouble).__name__}),)
    if len(content) > LARGEST:
        return None, (Finding("reading-yaml-too-large", "error", name, None, {"most": LARGEST}),)
    return parse_yaml(content, name)


def parse_yaml(content: bytes, name: str, first_line: int = 1) -> tuple[Any, tuple[Finding, ...]]:
    """The same of a text that begins at a line of the file."""
    text = content.decode("utf-8-sig", "replace")
    try:
        return _plain(CParser(text)), ()
    except yaml.MarkedYAMLError as trouble:
        mark = trouble.problem_mark or trouble.context_mark
        line = mark.line + first_line if mark else None
        reason = str(trouble.problem or trouble.context or "")[:120]
        return None, (Finding("reading-yaml-broken", "error", name, line, {"reason": reason}),)
    except _Refused as trouble:
        return None, (
            Finding("reading-yaml-broken", "error", name, trouble.line + first_line, {"reason": str(trouble)}),
        )
    except (yaml.YAMLError, ValueError) as trouble:
        return None, (Finding("reading-yaml-broken", "error", name, None, {"reason": type(trouble).__name__}),)


def _plain(parser: Any) -> Any:
    """The one document of a text, built event by event: the library's own way down is by recursion in C, which brackets
    within brackets end with the whole process."""
    top: list[Any] = []
    stack: list[_Open] = [_Open(top)]
    anchors: dict[str, tuple[Any, int]] = {}
    parts = 0
    while not isinstance(event := parser.get_event(), yaml.StreamEndEvent):
        value, size = "", 1
        if isinstance(event, yaml.ScalarEvent):
            value = event.value[:LONGEST_CELL]
        elif isinstance(event, yaml.AliasEvent):
            found = anchors.get(event.anchor or "")
            if found is None:
                raise _Refused("an alias of nothing", event)
            value, size = found
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            made: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            stack.append(_Open(made, event.anchor, parts))
            if len(stack) > MOST_OPEN:
                raise _Refused("lists within lists without end", event)
            continue
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            done = stack.pop()
            value, size = done.made, 1
            if done.anchor:
                anchors[done.anchor] = (value, parts - done.parts + 1)
        elif isinstance(event, yaml.DocumentStartEvent) and top:
            raise _Refused("a second document begins", event)
        else:
            continue
        if isinstance(event, yaml.ScalarEvent) and event.anchor:
            anchors[event.anchor] = (value, 1)
        parts += size
        stack[-1].add(value if parts <= MOST_PARTS and len(stack) <= DEEPEST else "")
    return top[0] if top else ""


class _Refused(Exception):
    def __init__(self, reason: str, event: Any) -> None:
        super().__init__(reason)
        self.line: int = event.start_mark.line


class _Open:
    """A list or mapping that isn't ended yet."""

    __slots__ = ("anchor", "key", "made", "parts")

    def __init__(self, made: Any, anchor: str | None = None, parts: int = 0) -> None:
        self.made, self.anchor, self.parts = made, anchor, parts
        self.key: Any = None

    def add(self, value: Any) -> None:
        if isinstance(self.made, list):
            self.made.append(value)
        elif self.key is None:
            self.key = value if isinstance(value, str) else ""
        else:
            self.made[self.key[:200]] = value
            self.key = None


def texts_in(value: Any) -> list[str]:
    """The texts of a list, or the one text; what else is in it is passed over."""
    listed = value if isinstance(value, list) else [value]
    return [one.strip() for one in listed if isinstance(one, str) and one.strip()]
