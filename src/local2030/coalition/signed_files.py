"""A signed data file: YAML with a head (title, author, reviewer, date, next_review), and the SHA-256 of its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any

import yaml

HEAD = ("title", "version", "author", "reviewer", "date", "next_review")


def signed_file(name: str) -> tuple[Mapping[str, Any], str]:
    """What stands in a file of this room, and its SHA-256. A file without its whole head is a fault of the package."""
    data = (files("local2030.coalition") / name).read_bytes()
    top = yaml.load(data, Loader=yaml.CSafeLoader)
    lacking = [part for part in HEAD if not top.get(part)]
    if lacking:
        raise ValueError(f"{name}: the head lacks {', '.join(lacking)}")
    return top, sha256(data).hexdigest()


def worded(words: Mapping[str, Any], language: str) -> Any:
    """The words of a language, of its parent, or the English ones."""
    return words.get(language) or words.get(language.split("-")[0]) or words["en"]
