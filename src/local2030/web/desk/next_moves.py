"""Things whose way onward is the reader's, from a bounded number of rows in a bounded number of questions.

Who is asked: whoever holds a role over the thing itself, or made it. Those who hold their role over the whole Coalition
(the Secretariat, the Steering Committee) are asked only where nobody nearer is: the move is theirs alone, or nobody has
taken the thing on. What is said of a thing comes from its states; of reviews nothing is said to whoever claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.methods.stages import refusal
from local2030.web.accounts.permissions import may, visible
from local2030.web.accounts.standing import Standing, standing_of
from local2030.web.desk.todo import MOST, Todo, day, when
from local2030.web.desk.waiting import Wait, wait_of, waits
from local2030.web.registry import changing
from local2030.web.registry.kinds import kind_of, stages_of
from local2030.web.registry.models import Thing
from local2030.web.registry.words import move_words, refusal_words, state_word

NEAR = timedelta(days=30)
_REVIEW_LACKS = frozenset({"needs-reviewers", "needs-reviews", "needs-reviewer-from-region", "needs-score"})


def next_moves(reader: Any) -> Iterator[Todo]:
    """Things in a state out of which the way onward is the reader's."""
    standing, today = standing_of(reader), timezone.localdate()
    if standing.reader is None:
        return
    needed = ("owner", "scopes", "reviews", "evidence", "parts", "links", "linked_from")
    rows = _candidates(reader, standing, today).select_related("owner").prefetch_related(*needed[1:])
    for thing in rows[:MOST]:
        wait = wait_of(thing.kind, thing.state)
        todo = _todo(reader, thing, wait, today) if wait else None
        if todo is not None:
            yield todo


def _candidates(reader: Any, standing: Standing, today: date) -> QuerySet[Thing]:
    """Things that may wait for the reader, by the database: kind and state, scope, and for work under way its day."""
    near = Q(due__lte=today + NEAR) | Q(state_due__lte=today + NEAR) | Q(state="late")
    found = Q(pk__in=[])
    for wait in waits():
        mine = _mine(wait, standing)
        if mine is not None:
            here = Q(kind=wait.kind, state=wait.state) & mine
            found |= here & near if wait.sort == "under way" else here
    by = Case(
        When(due__isnull=True, then=F("state_due")),
        When(state_due__isnull=True, then=F("due")),
        When(due__lt=F("state_due"), then=F("due")),
        default=F("state_due"),
    )
    rows = visible(reader, Thing.objects.filter(found))
    return rows.annotate(by=by).order_by(F("by").asc(nulls_last=True), "-state_since", "pk")


def _mine(wait: Wait, standing: Standing) -> Q | None:
    """The condition under which a thing that waits so is the reader's; None if never."""
    found: Q | None = None
    if "owner" in wait.narrow:
        found = Q(made_by=standing.reader)
    scopes = {scope for role in wait.narrow & standing.roles.keys() for scope in standing.roles[role]}
    if scopes:
        # A role held everywhere is no near one: it sees what nobody took on.
        near = Q(scopes__scope__in=scopes - {""}) if scopes - {""} else Q(pk__in=[])
        own = Thing.objects.filter(near).values("pk")
        found = (found or Q(pk__in=[])) | Q(pk__in=own) | (Q(owner=None) if "" in scopes else Q(pk__in=[]))
    if wait.wide & standing.roles.keys():
        theirs = Q(owner=None) if wait.narrow else Q()
        found = theirs if found is None else found | theirs
    return found


def _todo(reader: Any, thing: Thing, wait: Wait, today: date) -> Todo | None:
    """The thing as a deed, if one of its ways onward is the reader's and open, or can be opened by him."""
    stages = stages_of(thing.kind)
    if stages is None:
        return None
    roles, facts = changing.roles_in(reader, thing), changing.facts_of(thing)
    by = min((day for day in (thing.due, thing.state_due) if day is not None), default=None)
    pressing = thing.state == "late" or (by is not None and by <= today + NEAR)
    best: Todo | None = None
    for move in wait.moves:
        refused = refusal(stages, thing.state, move.to, roles, facts, today)
        if refused is not None and refused.reason != "guard":
            continue
        lacks = [lack for lack in refused.lacks if str(lack.values["name"]) not in move.sets] if refused else []
        if any(lack.code in _REVIEW_LACKS for lack in lacks) and not may(reader, "assign", thing):
            continue
        if any(lack.code == "needs-reviews" for lack in lacks) and not pressing:
            continue  # it waits for the reviewers
        if lacks and ("owner" in roles and any(lack.code in _REVIEW_LACKS for lack in lacks)):
            continue  # whoever claims hears nothing of reviews
        if any(lack.code == "needs-evidence" for lack in lacks) and not pressing:
            continue  # work that goes on
        words = refusal_words(thing.kind, refused)["missing"] if refused else []
        missing = [w["message"] for w in words if w["name"] not in move.sets]
        address = _address(reader, thing, move.to, [lack.code for lack in lacks])
        made = _said(thing, wait, move_words(thing.kind, move), missing, address, by, today)
        if not lacks:
            return made
        best = best or made
    return best


def _address(reader: Any, thing: Thing, to: str, lacks: list[str]) -> str:
    """The form of the deed, or the one for what it lacks first."""
    if not lacks:
        own = dict(kind_of(thing.kind).move_pages).get(to)
        return reverse(own, args=(thing.serial,)) if own else reverse("thing-move", args=(thing.serial, to))
    forms = {"needs-evidence": "thing-evidence", "needs-part": "thing-part", "needs-link": "thing-tie"}
    forms |= {"needs-field": "thing-change", "needs-yes": "thing-change", "needs-reviewers": "reviewers"}
    name = forms.get(lacks[0])
    deeds = {"thing-evidence": changing.evidence_deed(thing), "reviewers": "assign"}
    deed = deeds.get(name or "", "change")
    return reverse(name, args=(thing.serial,)) if name and may(reader, deed, thing) else thing.get_absolute_url()


def _said(thing: Thing, wait: Wait, verb: str, missing: list[str], address: str, by: date | None, today: date) -> Todo:
    late = thing.state == "late" or (by is not None and by < today)
    kind, state = kind_of(thing.kind).name, state_word(thing.kind, thing.state)
    values = {"kind": str(kind).capitalize(), "state": state, "day": day(thing.state_since.date())}
    if wait.sort == "returned":
        why = _("%(kind)s. It came back on %(day)s; its page says why.") % values
    elif late:
        why = _("%(kind)s, %(state)s. Its day has passed.") % values
    else:
        why = _("%(kind)s, %(state)s since %(day)s.") % values
    if missing:
        why = _("%(why)s Still missing: %(missing)s") % {"why": why, "missing": " ".join(missing)}
    weight = 0 if late else 1 if wait.sort == "returned" else 2 if by is not None else 4
    return Todo(
        _("%(deed)s: %(title)s") % {"deed": verb, "title": thing.title}, why, address, when(by, today), late,
        "doc" if wait.sort == "returned" else "arrow", (weight, by or date.max),
    )  # fmt: skip
