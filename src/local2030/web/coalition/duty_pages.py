"""The matrix of responsibilities: 14 entities by outcomes, steps, commitments, events or bodies; as page and as file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.coalition.responsibilities import Matrix
from local2030.web.coalition.duties import cell_mark, cell_words, doubles, gaps, is_shared, mark_words, matrix_of
from local2030.web.coalition.files import csv_answer
from local2030.web.coalition.holdings import DUTIES, Holdings
from local2030.web.registry.kinds import by_slug, kind_of
from local2030.web.registry.models import Thing

COLUMNS = 40
MOST = 100  # sentences of one sort on the page
HEAD = ("entity", "entity_title", "kind", "serial", "title", "role", "certainty", "through")


@require_safe
def responsibilities(request: HttpRequest) -> HttpResponse:
    """The matrix by one kind of thing, a bounded number of columns at a time, with the empty and the doubled below."""
    code = kind_asked(request)
    holdings, matrix = matrix_of(request.user)
    duties = [duty for duty in matrix.duties if duty.kind == code]
    page = Paginator(duties, COLUMNS).get_page(request.GET.get("page"))
    columns = [holdings.by_serial[duty.id] for duty in page.object_list]
    empty, double = list(gaps(holdings, matrix, (code,))), list(doubles(holdings, matrix, (code,)))
    context = {
        "code": code,
        "names": kind_of(code).names,
        "kinds": [(kind_of(kind).slug, kind_of(kind).names, kind == code) for kind in DUTIES],
        "columns": columns,
        "rows": [_row(holdings, matrix, entity, columns) for entity in holdings.entities],
        "marks": mark_words(),
        "page": page,
        "empty": empty[:MOST],
        "more_empty": max(0, len(empty) - MOST),
        "double": double[:MOST],
        "more_double": max(0, len(double) - MOST),
        "slug": kind_of(code).slug,
    }
    return render(request, "coalition/responsibilities.html", context)


@require_safe
def responsibilities_file(request: HttpRequest) -> HttpResponseBase:
    """Every cell that isn't empty as a row of a CSV file; all kinds, or the one that was asked for."""
    holdings, matrix = matrix_of(request.user)
    kinds = (kind_asked(request),) if request.GET.get("by") else DUTIES
    rows = (tuple(cell[name] for name in HEAD) for cell in plain_cells(holdings, matrix, kinds))
    return csv_answer(request, "responsibilities", "entity", _("Responsibilities"), HEAD, rows)


def kind_asked(request: HttpRequest) -> str:
    """The kind that the columns are of; steps without a word that can be understood."""
    kind = by_slug("coalition").get(request.GET.get("by", ""))
    return kind.code if kind is not None and kind.code in DUTIES else "next-step"


def plain_cells(holdings: Holdings, matrix: Matrix, kinds: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The cells that aren't empty, with codes."""
    for (entity, serial), cell in matrix.cells.items():
        thing = holdings.by_serial.get(serial)
        if thing is not None and thing.kind in kinds:
            yield {
                "entity": entity, "entity_title": holdings.by_serial[entity].title, "kind": thing.kind,
                "serial": serial, "title": thing.title, "role": cell.role, "certainty": cell.certainty,
                "through": "; ".join(cell.through),
            }  # fmt: skip


def _row(holdings: Holdings, matrix: Matrix, entity: Thing, columns: list[Thing]) -> dict[str, Any]:
    cells = []
    for thing in columns:
        cell = matrix.cells.get((entity.serial, thing.serial))
        shared = cell is not None and is_shared(holdings, matrix, entity.serial, cell)
        cells.append({"thing": thing, "words": cell_words(cell, shared), "mark": cell_mark(cell, shared)})
    own = sum(cell["mark"] not in ("none", "group") for cell in cells)
    return {"entity": entity, "cells": cells, "own": own, "none": all(cell["mark"] == "none" for cell in cells)}
