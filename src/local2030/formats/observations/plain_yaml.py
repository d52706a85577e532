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
DEEPEST = 8
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
        return _plain(_Nodes(text).get_single_node()), ()
    except yaml.MarkedYAMLError as trouble:
        mark = trouble.problem_mark or trouble.context_mark
        line = mark.line + first_line if mark else None
        reason = str(trouble.problem or trouble.context or "")[:120]
        return None, (Finding("reading-yaml-broken", "error", name, line, {"reason": reason}),)
    except (yaml.YAMLError, RecursionError, ValueError) as trouble:
        return None, (Finding("reading-yaml-broken", "error", name, None, {"reason": type(trouble).__name__}),)


class _Nodes(CParser):
    """The parser of the library alone: nothing is taken for a number or an object, which is also twice as fast."""

    def descend_resolver(self, parent: Any, index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return ""


def _plain(node: Any) -> Any:
    """A document as texts, lists and mappings, cut where it is deeper or more than metadata are."""
    left = MOST_PARTS

    def part(inner: Any, depth: int) -> Any:
        nonlocal left
        left -= 1
        if isinstance(inner, yaml.ScalarNode):
            return inner.value[:LONGEST_CELL]
        if depth >= DEEPEST or left <= 0 or inner is None:
            return ""
        if isinstance(inner, yaml.SequenceNode):
            return [part(one, depth + 1) for one in inner.value if left > 0]
        return {
            str(key.value)[:200]: part(one, depth + 1)
            for key, one in inner.value
            if left > 0 and isinstance(key, yaml.ScalarNode)
        }

    return part(node, 0)


def texts_in(value: Any) -> list[str]:
    """The texts of a list, or the one text; what else is in it is passed over."""
    listed = value if isinstance(value, list) else [value]
    return [one.strip() for one in listed if isinstance(one, str) and one.strip()]
