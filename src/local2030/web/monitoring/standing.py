"""How series stand by a named method, as pages say it: a status with its word and shape, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

from django.utils.translation import get_language

from local2030.monitoring.points import ends_of
from local2030.monitoring.progress_methods import methods
from local2030.monitoring.records import wanted_columns
from local2030.vocabulary.messages import say
from local2030.vocabulary.observations import Point, Wanted
from local2030.web.monitoring.words import STATUS, percent

DEFAULT = "statcan-2.4"


class Standing(NamedTuple):
    """The answer of a method for one series. `kind` is its shape; `span` the statuses at the ends of its interval.

    `compared` says what the method compared with its thresholds, and how large it was; "" where nothing was.
    """

    status: str
    word: str
    kind: str
    why: str
    compared: str
    thresholds: tuple[tuple[str, str], ...]
    base: int
    latest: int
    points: int
    span: tuple[str, str] | None


def method_of(asked: str) -> Any:
    """The method of that name, the ordinary one if there is none."""
    return methods().get(asked) or methods()[DEFAULT]


def standings(method: Any, series: Sequence[Sequence[Point]], wanted: Sequence[Wanted]) -> list[Standing]:
    """A standing for each series, in their order."""
    if not series:
        return []
    ends = ends_of(series, wanted, method.TREND)
    found = method.progress(ends, wanted_columns(wanted))
    language = get_language() or "en"
    answers = []
    for n in range(len(series)):
        status = found.status[n] or ""
        kind, word = STATUS.get(status, ("unknown", status))
        code = found.code[n] or ""
        low, high = found.status_low[n], found.status_high[n]
        span = (
            (str(STATUS.get(low, ("", low))[1]), str(STATUS.get(high, ("", high))[1]))
            if low and high and low != high
            else None
        )
        answers.append(
            Standing(
                status,
                str(word),
                kind,
                say(code, {}, language) if code else "",
                _compared(method, float(found.measure[n]), wanted[n], language),
                tuple(
                    (str(STATUS.get(name, ("", name))[1]), percent(least))
                    for name, least in found.thresholds_of(n).items()
                ),
                int(ends.base_year[n]),
                int(ends.latest_year[n]),
                int(ends.since[n]),
                span,
            )
        )
    return answers


def _compared(method: Any, measure: float, wanted: Wanted, language: str) -> str:
    if not isfinite(measure):
        return ""
    return say(method.COMPARED[wanted.target is None], {"value": percent(measure)}, language)
