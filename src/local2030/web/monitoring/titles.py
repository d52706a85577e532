"""What an indicator is called: as the data set says, else as the global framework does, else by its code."""

from __future__ import annotations

from local2030.vocabulary import goals
from local2030.web.monitoring import words
from local2030.web.monitoring.stores import Opened


def title_of(data: Opened, code: str) -> str:
    """A name that a reader understands, in his language where there is one."""
    plain = data.indicators.get(code) or {}
    found = words.in_language(plain.get("name"), "")
    if found:
        return found
    known = goals.indicator(str(plain.get("framework_code") or code))
    return known.label if known else code
