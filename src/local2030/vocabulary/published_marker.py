"""How a level of the marker stands in published aid data: the reporting organisation's own vocabulary, named by ours.

A level read there is what its publisher says: a claim, never evidence.
"""

from __future__ import annotations

from collections.abc import Iterable

from local2030.vocabulary.activities import Activity

VOCABULARY = "99"  # IATI: the reporting organisation's own, told apart by its URI
MARKER_URI = "urn:local2030:localization-marker:2"
CODES = {f"L{level}": level for level in range(4)}
SIGNIFICANCE = {0: "0", 1: "1", 2: "1", 3: "2"}  # not targeted, significant, significant, principal


def published_claim(activities: Iterable[Activity]) -> int | None:
    """The highest level that the aid data themselves state, None where they state none."""
    levels = [
        CODES[marker.code.strip().upper()]
        for activity in activities
        for marker in activity.markers
        if marker.vocabulary == VOCABULARY
        and marker.vocabulary_uri.strip() == MARKER_URI
        and marker.code.strip().upper() in CODES
    ]
    return max(levels, default=None)
