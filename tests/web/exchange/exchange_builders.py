"""Things, files and people for the tests of lists out and in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from local2030.formats.tables.safe import plain_cell
from local2030.web.exchange import bringing_in
from local2030.web.exchange.models import Import, State
from local2030.web.exchange.plain_files import csv_text, json_text
from local2030.web.exchange.planning import Summary
from local2030.web.exchange.readers import OWNER
from local2030.web.exchange.taking_out import Outgoing
from local2030.web.exchange.workbook import write_workbook
from local2030.web.registry import changing
from local2030.web.registry.asking import Ask
from local2030.web.registry.kinds import kind_of
from local2030.web.registry.models import Thing


def entity(name: str, key: str = "") -> Thing:
    """A UN entity, filed by the platform."""
    return changing.add(None, "entity", {"title": name, "full_name": f"The {name}"}, key=key or name.lower())


def step(title: str = "Map the Hubs", **cells: Any) -> Thing:
    """A next step, filed by the platform."""
    return changing.add(None, "next-step", {"title": title, **cells})


def browser(user: Any) -> Client:
    """The browser of somebody who signed in."""
    client = Client()
    client.force_login(user)
    return client


def content(answer: Any) -> bytes:
    """All bytes of an answer."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def table(answer: Any) -> list[dict[str, str]]:
    """The rows of a CSV file that was taken out, its cells as they are meant."""
    text = content(answer).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{name: plain_cell(cell) for name, cell in row.items()} for row in rows]


def csv_file(rows: Iterable[Mapping[str, Any]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as a program writes them that knows nothing of ours."""
    rows = list(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def book(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as a workbook that a person saved."""
    import xlsxwriter

    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    goal = io.BytesIO()
    with xlsxwriter.Workbook(goal, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, names)
        for line, row in enumerate(rows, 1):
            for at, name in enumerate(names):
                sheet.write(line, at, row.get(name, ""))
    return goal.getvalue()


def bring(client: Client, file: bytes, name: str = "steps.csv", slug: str = "next-steps", run: bool = False) -> Import:
    """Sends a file in; gives what was made of it. `run`: does what its job would do."""
    answer = client.post(f"/coalition/{slug}/import/", {"file": SimpleUploadedFile(name, file)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    row = Import.objects.get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[-1]))
    if run and row.state == State.READING:
        bringing_in.read(row, row.by)
    return row


def apply(client: Client, row: Import, why: str = "Meeting of 3 March", slug: str = "next-steps", **more: Any) -> Any:
    """Presses "Apply"."""
    answer = client.post(f"/coalition/{slug}/import/{row.pk}/apply/", {"why": why, **more})
    row.refresh_from_db()
    return answer


def taken_out(kind: str, ending: str, folder: Path) -> Path:
    """The list of a kind as a file, as the owner of the folder gets it."""
    outgoing, goal = Outgoing(OWNER, kind_of(kind), Ask()), folder / f"out.{ending}"
    if ending == "xlsx":
        write_workbook(outgoing, goal)
    else:
        text = csv_text(outgoing) if ending == "csv" else json_text(outgoing)
        goal.write_bytes("".join(text).encode())
    return goal


def bring_in_here(kind: str, file: Path, folder: Path) -> Summary:
    """What a file would change, as the owner of the folder sees it."""
    return bringing_in.plan_file(OWNER, kind_of(kind), file, file.name, "-", folder / "plan.jsonl")
