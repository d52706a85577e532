"""What is wanted, for programs: the table of the page as a document, and a body that says it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.errors import HttpError

from local2030.monitoring.directions import directions
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.messages import say as sentence
from local2030.web.accounts.permissions import ask
from local2030.web.monitoring.stores import Opened
from local2030.web.monitoring.wishes.rows import plain_asked
from local2030.web.monitoring.wishes.saying import LONGEST_WHY, SHORTEST_WHY, mark, say
from local2030.workflows.wanted_template import wanted_template

MOST = 2_000
Document = dict[str, Any]


class WantedBody(Schema):
    """`indicators`: rows with `indicator` and any of the columns of the table; `known` as it was given with the table."""

    why: str = Field(min_length=SHORTEST_WHY, max_length=LONGEST_WHY)
    known: str = ""
    indicators: list[dict[str, Any]] = Field(max_length=MOST)


def told(data: Opened) -> Document:
    """The table with the head of the proposals, and the mark that comes back with what is said."""
    table = wanted_template(data.store.folder.parent, data.name, data.manifest.version)
    proposals = directions()._asdict()
    del proposals["of"], table["findings"]
    return table | {"known": mark(data), "proposals": proposals}


def said(reader: Any, thing: Any, data: Opened, body: WantedBody) -> Document:
    """The version in which it is said, which indicators changed and what could not be taken."""
    ask(reader, "change", thing)
    rows = {
        str(row.get("indicator") or ""): {n: v for n, v in row.items() if n != "indicator"} for row in body.indicators
    }
    if "" in rows or len(rows) != len(body.indicators):
        raise HttpError(422, _("Each row needs the code of its indicator, each code once."))
    try:
        version, found = say(reader, thing, data, plain_asked(rows), body.why, body.known or None)
    except ValueError as trouble:
        raise HttpError(422, str(trouble)) from None
    except WrongUse as trouble:
        raise HttpError(409, sentence(trouble.finding.code, trouble.finding.values)) from None
    return {
        "dataset": data.name, "version": version, "changed": [change.indicator for change in found.changes],
        "findings": [
            {"severity": one.severity, "code": one.code, "message": sentence(one.code, one.values), **one.values} for one in found.findings
        ],
    }  # fmt: skip
