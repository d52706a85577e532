"""Things, files and people for the tests of lists out and in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from local2030.formats.tables.safe import plain_cell
from local2030.web.exchange.models import Import
from local2030.web.registry import changing
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


def bring(client: Client, file: bytes, name: str = "steps.csv", slug: str = "next-steps") -> Import:
    """Sends a file in; gives what was made of it."""
    answer = client.post(f"/coalition/{slug}/import/", {"file": SimpleUploadedFile(name, file)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Import.objects.get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[-1]))


def apply(client: Client, row: Import, why: str = "Meeting of 3 March", slug: str = "next-steps", **more: Any) -> Any:
    """Presses "Apply"."""
    answer = client.post(f"/coalition/{slug}/import/{row.pk}/apply/", {"why": why, **more})
    row.refresh_from_db()
    return answer
