"""A signed data file of the marker: YAML with a head (title, version, author, reviewer, date, next_review) and its hash."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

HEAD = ("title", "version", "author", "reviewer", "date", "next_review")


def signed(name: str) -> tuple[Mapping[str, Any], str]:
    """What stands in a file of this room, and its SHA-256. A file without its whole head is a fault of the package."""
    data = (Path(__file__).parent / name).read_bytes()
    top = yaml.load(data, Loader=yaml.CSafeLoader)
    lacking = [part for part in HEAD if not top.get(part)]
    if lacking:
        raise ValueError(f"{name}: the head lacks {', '.join(lacking)}")
    return top, sha256(data).hexdigest()
