"""The Coalition's first facts as one page, read from the files that ship with the package."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


@require_safe
def coalition(request: HttpRequest) -> HttpResponse:
    """Lists of entities, hubs, events and next steps, each with its source."""
    return render(request, "desk/coalition.html", {"tables": [(name, *table) for name, table in tables().items()]})


@cache
def tables() -> dict[str, Table]:
    """Every file of first facts by name: its heads and its rows. Empty where none is shipped."""
    found: dict[str, Table] = {}
    try:
        folder = files("local2030.coalition") / "data"
        entries = sorted((e for e in folder.iterdir() if e.name.endswith(".csv")), key=lambda e: e.name)
    except (ModuleNotFoundError, FileNotFoundError):
        return found
    for entry in entries:
        with entry.open(encoding="utf-8", newline="") as file:
            head, *rows = [tuple(row) for row in csv.reader(file) if row] or [()]
        found[entry.name.removesuffix(".csv")] = (head, tuple(rows))
    return found
