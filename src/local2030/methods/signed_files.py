"""A signed data file: YAML with a head that says who stands for it and until when, and the SHA-256 of its bytes.

    signed_file(FILE).top["weights"], .sha256

What experts may change stands in such files. Each room checks its own numbers; the head is asked for here.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

SIGNED = ("author", "reviewer", "date", "next_review")  # what each file has to say of itself
TITLED = ("title", *SIGNED)
HEAD = ("title", "version", *SIGNED)


class Signed(NamedTuple):
    """All that stands in the file, its head as text, and the SHA-256 of its bytes."""

    top: dict[str, Any]
    head: dict[str, str]
    sha256: str


def signed_file(path: Path | Traversable, needs: tuple[str, ...] = HEAD) -> Signed:
    """The file; a `ValueError` where it is no table or its head lacks something."""
    return signed_bytes(path.read_bytes(), path.name, needs)


def signed_bytes(data: bytes, name: str, needs: tuple[str, ...] = HEAD) -> Signed:
    """The same of a file that was read already."""
    from hashlib import sha256

    import yaml

    top = yaml.load(data, Loader=yaml.CSafeLoader)
    if not isinstance(top, dict):
        raise ValueError(f"{name}: must be a table of keys")
    if lacking := [part for part in needs if not top.get(part)]:
        raise ValueError(f"{name}: the head lacks {', '.join(lacking)}")
    return Signed(top, {part: str(top[part]) for part in needs}, sha256(data).hexdigest())


def worded(words: Mapping[str, Any], language: str) -> Any:
    """The words of a language, of its parent, or the English ones."""
    return words.get(language) or words.get(language.split("-")[0]) or words["en"]
