"""One value put right: the cell of its source file is changed and the data set read again, as a new published version.

Only for tables with one column of values in a text file; whatever else is corrected where it is from and sent in anew.
"""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.vocabulary.errors import Local2030Error
from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.locks import alone
from local2030.web.monitoring import words
from local2030.web.monitoring.adopting import dataset_of
from local2030.web.monitoring.cuts import chosen, condition, cuts_of
from local2030.web.monitoring.stores import Opened
from local2030.web.monitoring.titles import title_of
from local2030.web.monitoring.uploads.forms import CorrectionForm
from local2030.web.monitoring.uploads.trees import former_files, inside

COLUMNS = (
    "ref_area",
    "time_period",
    "obs_value",
    "raw_value",
    "obs_status",
    "source_file",
    "source_row",
    "unit_measure",
)
WAIT = 20


class CantBeCorrected(Exception):
    """Why the cell can't be changed here."""


def correct(request: HttpRequest, dataset: str) -> HttpResponse:
    """The form for the value that the address names, and the deed."""
    thing, data = dataset_of(request.user, dataset)
    ask(request.user, "change", thing)
    indicator, place, period = (request.GET.get(name, "") for name in ("indicator", "place", "period"))
    cut = chosen(cuts_of(data, indicator), request.GET.get("cut", ""))
    if cut is None:
        raise Http404
    table = data.table
    where = (table.indicator == indicator) & condition(table, cut) & (table.ref_area == place)
    found = data.rows(table.filter(where).select(list(COLUMNS)).order_by("time_period"))
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*(found[n] for n in COLUMNS), strict=True)]
    row = next((row for row in rows if row["time_period"] == period), rows[-1] if rows else None)
    if row is None:
        raise Http404
    form = CorrectionForm(request.POST or None, initial={"value": row["raw_value"]})
    if request.method == "POST" and form.is_valid():
        try:
            version = put_right(
                request.user, thing, data, row, form.cleaned_data["value"].strip(), form.cleaned_data["why"]
            )
        except (CantBeCorrected, Local2030Error) as trouble:
            form.add_error("value", str(trouble) or _("It could not be read with this value."))
        else:
            messages.success(request, _("Version %(n)s is published.") % {"n": version})
            return redirect(f"{reverse('dataset-versions', args=[dataset])}?to={version}")
    context = {
        "thing": thing, "data": data, "row": row, "form": form, "title": title_of(data, indicator), "indicator": indicator, "cut": cut,
        "place_name": data.register.name(place), "place": place, "value": words.value(row["obs_value"]), "periods": [r["time_period"] for r in rows],
    }  # fmt: skip
    return render(request, "monitoring/correct.html", context, status=422 if form.is_bound else 200)


def put_right(reader: Any, thing: Any, data: Opened, row: dict[str, Any], value: str, why: str) -> int:
    """The number of the version in which the cell has another value."""
    from local2030.workflows.load_observations import Request, load

    home = Path(settings.HOME)
    with alone(f"dataset-{data.name}", WAIT) as mine, tempfile.TemporaryDirectory(dir=settings.WORK) as work:
        if not mine:
            raise CantBeCorrected(_("Somebody else is at work on this data set. Try again in a minute."))
        tree = Path(work) / data.name
        tree.mkdir()
        former_files(data.store, data.manifest, tree)
        change_cell(inside(tree, row["source_file"]), row, value, value_column(data, row["source_file"]))
        with transaction.atomic():
            document = load(Request(tree, timezone.now(), data.name, by=reader.shown_name, note=why), home)
            after = {
                "version": document["version"],
                "file": row["source_file"],
                "row": row["source_row"],
                "was": row["raw_value"],
                "is": value,
            }
            append(by=reader, deed="correct-data", kind="dataset", id=thing.serial, after=after, why=why, audience=thing.audience)  # fmt: skip
    return int(document["version"])


def value_column(data: Opened, file: str) -> str:
    """The name of the one column of values in a file."""
    columns: dict[str, str] = (data.store.side(data.manifest, "columns") or {}).get(file) or {}
    found = [name for name, role in columns.items() if role == "value"]
    if len(found) != 1:
        raise CantBeCorrected(_("This file has its values in several columns: correct it where it is from and send it in again."))  # fmt: skip
    return found[0]


def change_cell(path: Path, row: dict[str, Any], value: str, column: str) -> None:
    """Changes the cell in its line and nothing else, if there stands what the data set has of it."""
    elsewhere = _("This file isn't plain text: correct it where it is from and send it in again.")
    if not path.is_file() or path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        raise CantBeCorrected(elsewhere)
    content = path.read_bytes()
    try:
        text, encoding = content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = content.decode("latin-1"), "latin-1"
    lines = text.splitlines(keepends=True)
    head = lines[0].lstrip("\ufeff") if lines else ""
    mark = max(",;\t|", key=head.count)
    names = next(csv.reader([head.rstrip("\r\n")], delimiter=mark), [])
    number = int(row["source_row"]) - 1
    if column not in names or not 0 < number < len(lines):
        raise CantBeCorrected(elsewhere)
    line = lines[number]
    end = line[len(line.rstrip("\r\n")) :]
    cells = next(csv.reader([line.rstrip("\r\n")], delimiter=mark), [])
    at = names.index(column)
    if at >= len(cells) or cells[at].strip() != (row["raw_value"] or "").strip():
        raise CantBeCorrected(elsewhere)
    cells[at] = value
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="").writerow(cells)
    lines[number] = out.getvalue() + end
    path.write_bytes("".join(lines).encode(encoding, "replace"))
