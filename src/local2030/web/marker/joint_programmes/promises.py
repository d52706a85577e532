"""From promise to ground: what stands behind each commitment, as one picture, and which have nothing behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.coalition.money_to_ground import STEPS, Ground, whole
from local2030.figures.joint_programmes import ground_figure
from local2030.web.coalition.files import csv_answer
from local2030.web.marker.joint_programmes.finding import iati_of, joint_programmes, scored
from local2030.web.marker.joint_programmes.holdings import (
    CURRENCY,
    commitments,
    links_of,
    money_of,
    trained,
    under,
)
from local2030.web.registry.models import Thing

HEAD = ("commitment", "title", "programmes", "serials", "currency", *(f"{step}_{end}" for step in STEPS for end in ("low", "high", "stated_by", "missing")),
        "trainings", "verified", "women", "men", "people_unsaid", "trainings_without_number", "invented_programmes")  # fmt: skip


class Asked:
    """Everything that the pages of promises tell, reckoned once for a reader, in seven statements."""

    def __init__(self, reader: Any) -> None:
        self.programmes = joint_programmes(reader)
        self.known = scored(reader, self.programmes)
        self.money = {money.id: money for money in money_of(self.programmes, self.known)}
        self.trainings = under(reader, "training")
        self.promises = commitments(reader)
        linked, inside = links_of(self.promises, self.programmes)
        self.whole = whole(self.money.values(), trained(self.trainings), linked, inside, CURRENCY)
        self.by_serial: Mapping[str, Thing] = {t.serial: t for t in (*self.programmes, *self.promises)}

    def named(self, serials: Any) -> list[Thing]:
        """The things of these serials, in the order of their numbers."""
        return sorted((self.by_serial[serial] for serial in serials), key=lambda thing: thing.number)

    def invented(self, ground: Ground) -> int:
        """How many of the programmes are examples."""
        return sum(self.by_serial[serial].fields.get("basis") == "invented" for serial in ground.programmes)


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """All commitments with what stands behind them; the sum counts each programme once."""
    asked = Asked(request.user)
    rows = [{"promise": promise, "ground": asked.whole.by_commitment[promise.serial]} for promise in asked.promises]
    total = asked.whole.total
    context = {
        "rows": [row for row in rows if row["ground"].programmes],
        "unlinked": asked.named(asked.whole.unlinked),
        "loose": asked.named(asked.whole.loose),
        "twice": asked.named(asked.whole.twice),
        "total": total,
        "all": len(rows),
        "currency": CURRENCY,
        "invented": asked.invented(total),
        "figure": ground_figure(total, CURRENCY, _source(asked, total), get_language() or "en"),
        "elsewhere": asked.named(total.other_currency),
    }
    return render(request, "joint_programmes/promises.html", context)


@require_safe
def promise(request: HttpRequest, serial: str) -> HttpResponse:
    """One commitment: its programmes, their money with its source, the training they gave."""
    asked = Asked(request.user)
    found = next((promise for promise in asked.promises if promise.serial == serial.upper()), None)
    if found is None:
        raise Http404
    ground = asked.whole.by_commitment[found.serial]
    names = set(ground.programmes)
    context = {
        "promise": found,
        "ground": ground,
        "currency": CURRENCY,
        "invented": asked.invented(ground),
        "figure": ground_figure(ground, CURRENCY, _source(asked, ground), get_language() or "en"),
        "rows": [
            {"thing": thing, "money": asked.money[thing.serial], "programme": asked.known.get(iati_of(thing))}
            for thing in asked.named(ground.programmes)
        ],
        "trainings": [
            {"row": row, "joint": asked.by_serial[str(row.fields.get("joint"))]}
            for row in asked.trainings
            if row.fields.get("joint") in names
        ],
        "twice": [thing for thing in asked.named(asked.whole.twice) if thing.serial in names],
        "elsewhere": asked.named(ground.other_currency),
    }
    return render(request, "joint_programmes/promise.html", context)


@require_safe
def promises_file(request: HttpRequest) -> HttpResponseBase:
    """A line for each commitment and a last one, "all", that counts each programme once."""
    asked = Asked(request.user)
    return csv_answer(request, "promises", "joint-programme", _("From promise to ground"), HEAD, _lines(asked))


def _lines(asked: Asked) -> Iterator[tuple[Any, ...]]:
    for promise in asked.promises:
        yield _line(asked, promise.serial, promise.title, asked.whole.by_commitment[promise.serial])
    yield _line(asked, "all", _("All, each programme once"), asked.whole.total)


def _line(asked: Asked, serial: str, title: str, ground: Ground) -> tuple[Any, ...]:
    steps = [ground.steps[step] for step in STEPS]
    money = [v for s in steps for v in ((s.low, s.high) if s.stated else (None, None)) + (s.stated, s.missing)]
    people = ground.people
    return (
        serial, title, len(ground.programmes), "; ".join(ground.programmes), CURRENCY, *money, people.trainings,
        people.verified, people.women, people.men, people.unsaid, people.uncounted, asked.invented(ground),
    )  # fmt: skip


def _source(asked: Asked, ground: Ground) -> str:
    with_data = sum(iati_of(asked.by_serial[serial]) in asked.known for serial in ground.programmes)
    return _("Plans as entered here; payments from the aid data of %(n)s of %(all)s programmes") % {
        "n": with_data,
        "all": len(ground.programmes),
    }
