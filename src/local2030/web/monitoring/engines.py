"""Answers of the engines on states of data sets, kept in memory: a state never changes, so neither does its answer."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from local2030.vocabulary.errors import Local2030Error
from local2030.web.monitoring.stores import Opened

WAYS = ("indicator", "goal", "level", "year")


def gaps(data: Opened, place: str = "") -> dict[str, Any]:
    """What the data set, or one place of it, has of what is expected; and the gaps whose closing helps most."""
    return _gaps(
        _home(data), data.name, data.manifest.version, place, timezone.localdate().year, get_language() or "en"
    )


def comparison(data: Opened, place: str, other: str, method: str) -> dict[str, Any] | None:
    """A place beside another, of totals only; None where there is nothing to hold it against."""
    return _comparison(_home(data), data.name, data.manifest.version, place, other, method, get_language() or "en")


def _home(data: Opened) -> str:
    return str(data.store.folder.parent)


@lru_cache(maxsize=64)
def _gaps(home: str, name: str, version: int, place: str, today: int, language: str) -> dict[str, Any]:
    from local2030.workflows.monitoring_gaps import Question, gaps_of

    return gaps_of(Question(Path(home), today, name, place, version=version, language=language), WAYS)


@lru_cache(maxsize=128)
def _comparison(
    home: str, name: str, version: int, place: str, other: str, method: str, language: str
) -> dict[str, Any] | None:
    from local2030.workflows.monitoring_compare import compare

    try:
        return compare(Path(home), name, place, other, headline=True, method=method, version=version, language=language)
    except Local2030Error:
        return None
