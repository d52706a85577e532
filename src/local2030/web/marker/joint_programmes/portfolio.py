"""The portfolio of joint programmes: how many in which phase, since when, where, for how much, at which level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.coalition.phases import PHASES, Phase, read_phases
from local2030.coalition.stock import first_stock
from local2030.figures.joint_programmes import phase_figure
from local2030.web.coalition.files import csv_answer
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.joint_programmes.finding import assessed, iati_of, joint_programmes, scored
from local2030.web.marker.joint_programmes.kind import BASES
from local2030.web.marker.joint_programmes.kind import PHASES as PHASE_WORDS
from local2030.web.marker.models import Programme
from local2030.web.marker.programme_page import world
from local2030.web.marker.windows.plus_minus import of_programmes
from local2030.web.registry.models import Thing

COUNTED = date(2025, 2, 5)  # the day to which the report's two counts belong
HEAD = ("serial", "title", "basis", "iati", "country", "places", "phase", "since", "phase_history", "budget", "funded",
        "currency", "lead", "level_from", "level", "level_possible", "local_share_low", "local_share_high", "coverage")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One joint programme with what the marker says of it; `level_from`: "assessment", "aid data" or ""."""

    thing: Thing
    phases: Sequence[Phase]
    programme: Programme | None
    assessment: Assessment | None

    @property
    def phase(self) -> str:
        """The phase as it is entered, else the last of its history."""
        return str(self.thing.fields.get("phase") or (self.phases[-1].phase if self.phases else ""))

    @property
    def phase_words(self) -> str:
        """The phase as people say it."""
        return str(dict(PHASE_WORDS).get(self.phase, self.phase))

    @property
    def since(self) -> date | None:
        """Since when it is in its phase; None where its history doesn't say."""
        return self.phases[-1].since if self.phases and self.phases[-1].phase == self.phase else None

    @property
    def basis_words(self) -> str:
        """Where its data are from."""
        basis = self.thing.fields.get("basis")
        return str(dict(BASES).get(str(basis), basis or ""))

    @property
    def level_from(self) -> str:
        """What its level is taken from."""
        return "assessment" if self.assessment else "aid data" if self.programme else ""

    @property
    def standing(self) -> dict[str, Any]:
        """Level, possible level, share and coverage; None where nobody can tell."""
        if self.assessment is not None:
            a = self.assessment
            return {
                "level": a.level,
                "possible": a.possible,
                "low": a.ls_low,
                "high": a.ls_high,
                "coverage": a.coverage,
            }
        p = self.programme
        if p is None:
            return dict.fromkeys(("level", "possible", "low", "high", "coverage"))
        return {
            "level": p.level,
            "possible": p.level_possible,
            "low": p.ls_low,
            "high": p.ls_high,
            "coverage": p.coverage,
        }


def rows_of(reader: Any) -> list[Row]:
    """All joint programmes that the reader may see, in three statements."""
    things = joint_programmes(reader)
    known, published = scored(reader, things), assessed(reader, things)
    return [
        Row(thing, read_phases(thing.fields.get("phase_history") or ())[0], known.get(iati_of(thing)), published.get(iati_of(thing)))
        for thing in things
    ]  # fmt: skip


def published_counts() -> tuple[int, int]:
    """Joint programmes, and of them in implementation, as the report has it."""
    figures = {figure.id: figure.low for figure in first_stock().figures}
    return figures["f02"], figures["f03"]


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """All joint programmes: the count by phase with its history, a table, a map."""
    every = rows_of(request.user)
    phase = request.GET.get("phase", "")
    phase = phase if phase in PHASES else ""
    rows = [row for row in every if not phase or row.phase == phase]
    counts = Counter(row.phase for row in every)
    language = get_language() or "en"
    source = _("Phases: entered here. Of these programmes %(n)s are invented as examples.") % {"n": invented(every)}
    published = published_counts()
    context = {
        "rows": rows,
        "all": len(every),
        "now": counts["implementation"],
        "invented": invented(every),
        "phases": [(code, words, counts[code]) for code, words in PHASE_WORDS],
        "phase": phase,
        "published": published,
        "figure": phase_figure(
            [row.phases for row in every], _until(every), (COUNTED, *published), source, language
        ),
        "map": world(country_sets(every), language) if every else None,
        "budgets": budgets(rows),
        "plus_minus": of_programmes(Programme.objects.filter(pk__in=[row.programme.pk for row in rows if row.programme])),
    }  # fmt: skip
    return render(request, "joint_programmes/portfolio.html", context)


@require_safe
def portfolio_file(request: HttpRequest) -> HttpResponseBase:
    """The portfolio as CSV; every line says where it is from."""
    return csv_answer(
        request, "joint-programmes", "joint-programme", _("Portfolio"), HEAD, map(_line, rows_of(request.user))
    )


def invented(rows: Iterable[Row]) -> int:
    """How many of them are examples."""
    return sum(row.thing.fields.get("basis") == "invented" for row in rows)


def budgets(rows: Iterable[Row]) -> list[tuple[str, float, int]]:
    """The sum of the budgets by currency, with how many programmes state one; currencies are never added up."""
    sums: dict[str, list[float]] = {}
    for row in rows:
        if row.thing.fields.get("budget") is not None:
            sums.setdefault(str(row.thing.fields.get("currency") or ""), []).append(float(row.thing.fields["budget"]))
    return [(currency, sum(found), len(found)) for currency, found in sorted(sums.items())]


def country_sets(rows: Iterable[Row]) -> tuple[tuple[tuple[str, ...], int], ...]:
    """The sets of countries that occur, with how many programmes have each."""
    counted: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        codes = {str(code) for code in row.thing.fields.get("countries") or ()} | {row.thing.country}
        counted[tuple(sorted(codes - {""}))] += 1
    return tuple(sorted(counted.items()))


def _until(rows: Sequence[Row]) -> date:
    """Up to the last day that anything is known of: the report's, or a later change of phase, never the future."""
    days = [phase.since for row in rows for phase in row.phases]
    return min(max([COUNTED, *days]), timezone.localdate())


def _line(row: Row) -> tuple[Any, ...]:
    fields, standing = row.thing.fields, row.standing
    return (
        row.thing.serial, row.thing.title, fields.get("basis"), iati_of(row.thing), row.thing.country,
        "; ".join(fields.get("places") or ()), row.phase, row.since, "; ".join(fields.get("phase_history") or ()),
        fields.get("budget"), fields.get("funded"), fields.get("currency"),
        row.thing.owner.title if row.thing.owner else "", row.level_from, standing["level"], standing["possible"],
        standing["low"], standing["high"], standing["coverage"],
    )  # fmt: skip
