"""Marks that turn the direction of text, taken out of what comes from data: they can make a name read as another.

The engine and the store keep the data as they were published, so that a correction finds its organisation; what is shown
is without the marks. The site sets its own marks (`bdi`, isolates around figures) after that.
"""

from __future__ import annotations

import re
from typing import Any

MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def without_marks(text: str) -> str:
    """The text with no such mark; and with one end where a list that was cut short ends a sentence."""
    return MARKS.sub("", text).replace("….", "…")


def without_direction(value: Any) -> Any:
    """A plain value, however deep, with no mark in its texts and keys."""
    if isinstance(value, str):
        return without_marks(value)
    if isinstance(value, dict):
        return {without_direction(key): without_direction(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_direction(item) for item in value]
    return value
