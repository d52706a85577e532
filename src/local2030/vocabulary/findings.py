"""What is odd in the data: a `Finding` says where, what and how grave, and travels with the result.

An engine gives codes and values; the words stand once, in `messages/`, and are said at the doors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity: `error` kept data from being read, `warning` changes a figure, `info` is worth knowing."""

    code: str
    severity: Severity
    file: str | None = None
    line: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
