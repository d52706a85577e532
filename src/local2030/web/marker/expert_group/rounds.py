"""Deeds of expert rounds: statements, invitations, answers, closing a sitting. Nobody sees another's answer, ever.

Until a sitting is closed nothing of it is shown by any door, not even how the group leans; after it the group's figures
and the remarks without names, in an order that tells nothing. With fewer than three answers there are no figures.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from local2030.marker.criteria import rubric
from local2030.marker.performance.delphi import HIGH, LEAST, LOW, Convergence, Spread, convergence, spread
from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask, may
from local2030.web.history.chain import append
from local2030.web.marker.expert_group.models import Answer, Expert, Remark, Statement
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import Unfit, by, locked
from local2030.web.registry.models import Thing

KIND = "expert-round"
SITTING = {"first": 1, "second": 2}
CLOSED = {"between": 1, "closed": 2}  # up to which sitting there are figures
MOST_STATEMENTS, MOST_EXPERTS = 60, 200


@transaction.atomic
def add_statements(reader: Any, thing: Thing, lines: Iterable[str]) -> list[Statement]:
    """One statement for each line; a line that begins with a criterion's id (C3:) is about that criterion."""
    thing = _managed(reader, thing, ("draft",))
    number = thing.statements.count()
    wanted = [clean(line)[:1000] for line in lines if clean(line)]
    if number + len(wanted) > MOST_STATEMENTS:
        raise Unfit([Finding("round-too-many-statements", "error", values={"most": MOST_STATEMENTS})])
    known = {c.id for c in rubric().criteria}
    made = []
    for line in wanted:
        head, colon, rest = line.partition(":")
        criterion = head.strip().upper() if colon and head.strip().upper() in known else ""
        number += 1
        text = rest.strip() if criterion else line
        made.append(Statement.objects.create(round=thing, number=number, text=text, criterion=criterion))
    append(
        by=by(reader),
        deed="add-statements",
        kind=KIND,
        id=thing.serial,
        after={"number": len(made)},
        audience=thing.audience,
    )
    return made


@transaction.atomic
def invite(reader: Any, thing: Thing, person: Any) -> Expert:
    """Somebody more who rates; not any more once the second sitting is open."""
    thing = _managed(reader, thing, ("draft", "first"))
    if not may(person, "comment", "marker rubric"):
        raise Unfit([Finding("round-not-an-expert", "error", values={"column": "person"})])
    if thing.experts.count() >= MOST_EXPERTS:
        raise Unfit([Finding("round-too-many-experts", "error", values={"most": MOST_EXPERTS})])
    row, made = Expert.objects.get_or_create(round=thing, user=person, defaults={"at": timezone.now()})
    if made:
        append(
            by=by(reader), deed="invite-expert", kind=KIND, id=thing.serial, name=person.shown_name, after={"expert": row.pk},
            audience="audit",
        )  # fmt: skip
    return row


@transaction.atomic
def answer(reader: Any, thing: Thing, given: Mapping[int, tuple[int, str]]) -> int:
    """The reader's own answers of the open sitting: {statement's number: (rating, comment)}; may be given anew until it closes."""
    thing = locked(thing)
    sitting = SITTING.get(thing.state)
    if not is_expert(reader, thing):
        raise PermissionDenied("answer")
    if sitting is None:
        raise Unfit([Finding("round-not-open", "error", values={"serial": thing.serial})])
    statements = {s.number: s for s in thing.statements.all()}
    findings = []
    for number, (rating, _comment) in given.items():
        if number not in statements or not LOW <= rating <= HIGH:
            findings.append(
                Finding("round-rating-off-scale", "error", values={"number": number, "low": LOW, "high": HIGH})
            )
    if findings or not given:
        raise Unfit(findings or [Finding("round-nothing-rated", "error")])
    for number, (rating, comment) in given.items():
        Answer.objects.update_or_create(
            statement=statements[number], user=reader, sitting=sitting,
            defaults={"rating": rating, "comment": clean(comment)[:2000], "at": timezone.now()},
        )  # fmt: skip
    append(
        by=by(reader), deed="answer-round", kind=KIND, id=thing.serial, after={"sitting": sitting, "number": len(given)},
        audience="audit",
    )  # fmt: skip
    return len(given)


def round_moved(reader: Any, thing: Thing, was: str, why: str) -> None:
    """What follows a move of a round: opening asks for statements and experts, closing numbers the remarks."""
    if thing.state == "first":
        statements, experts = thing.statements.count(), thing.experts.count()
        if not statements or experts < LEAST:
            values = {"statements": statements, "experts": experts, "least": LEAST}
            raise Unfit([Finding("round-not-ready", "error", values=values)])
    if was in SITTING and thing.state in CLOSED:
        _number_remarks(thing, SITTING[was])


def is_expert(reader: Any, thing: Thing) -> bool:
    """Whether the reader was invited."""
    return (
        bool(getattr(reader, "is_authenticated", False)) and Expert.objects.filter(round=thing, user=reader.pk).exists()
    )


def manages(reader: Any, thing: Thing) -> bool:
    """Whether the reader prepares the round."""
    return may(reader, "change", thing)


def closed_sitting(thing: Thing) -> int:
    """The last sitting whose figures may be seen; 0 before the first is closed."""
    if thing.state in CLOSED:
        return min(
            CLOSED[thing.state],
            Answer.objects.filter(statement__round=thing).order_by("-sitting").values_list("sitting", flat=True).first()
            or 1,
        )
    return 1 if thing.state == "second" else 0


def results(thing: Thing) -> dict[int, dict[int, Spread]]:
    """For each closed sitting the spread of each statement, by its number."""
    return {
        sitting: {n: spread(given.values()) for n, given in _given(thing, sitting).items()}
        for sitting in range(1, closed_sitting(thing) + 1)
    }


def converged(thing: Thing) -> Convergence | None:
    """What changed from the first to the second sitting; None before both are closed."""
    if closed_sitting(thing) < 2:
        return None
    return convergence(_given(thing, 1), _given(thing, 2))


def answered(thing: Thing, sitting: int) -> int:
    """How many experts have answered in a sitting."""
    return Answer.objects.filter(statement__round=thing, sitting=sitting).values("user").distinct().count()


def experts_free(thing: Thing) -> list[Any]:
    """Who could still be invited."""
    there = thing.experts.values_list("user_id", flat=True)
    people = get_user_model().objects.filter(is_active=True, service=False).exclude(pk__in=there).order_by("username")
    return [person for person in people[:500] if may(person, "comment", "marker rubric")]


def _given(thing: Thing, sitting: int) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {s.number: {} for s in thing.statements.all()}
    rows = Answer.objects.filter(statement__round=thing, sitting=sitting).values_list(
        "statement__number", "user_id", "rating"
    )
    for number, user, rating in rows:
        found[number][str(user)] = rating
    return found


def _number_remarks(thing: Thing, sitting: int) -> None:
    """The comments of a sitting without names, by statement and then in an order that tells nothing."""
    rows = (
        Answer.objects.filter(statement__round=thing, sitting=sitting).exclude(comment="").select_related("statement")
    )
    ordered = sorted(rows, key=lambda row: (row.statement.number, _mixed(row.pk)))
    first = thing.remarks.count() + 1
    Remark.objects.bulk_create(
        Remark(round=thing, number=number, statement=row.statement, sitting=sitting, text=row.comment)
        for number, row in enumerate(ordered, first)
    )


def _mixed(pk: int) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"remark:{pk}".encode(), hashlib.sha256).hexdigest()


def _managed(reader: Any, thing: Thing, states: tuple[str, ...]) -> Thing:
    thing = locked(thing)
    if reader is not None:
        ask(reader, "change", thing)
    if thing.state not in states:
        raise Unfit([Finding("thing-closed", "error", values={"serial": thing.serial})])
    return thing
