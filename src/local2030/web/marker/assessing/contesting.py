"""What local actors say against an assessment: it stands beside the claim until it is answered.

Once reviewers agree there are ten days for it before anything is published, and it stays possible afterwards.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.marker.assessing.models import Assessment, Claim, Contest
from local2030.web.registry import changing
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import Unfit, by
from local2030.web.registry.models import Evidence, Thing

OPEN_IN = ("agreed", "published", "contested")
MOST_OPEN = 100


@transaction.atomic
def contest(
    reader: Any, assessment: Assessment, *, body: str, text: str, claim: Claim | None = None, criterion: str = "",
    address: str = "",
) -> Contest:  # fmt: skip
    """A local actor's word against a claim, a criterion or the whole. Raises `Unfit`.

    `reader` None: it came by a local government's mirror, which says which `body` it is.
    """
    row = Assessment.objects.select_for_update().select_related("thing").get(pk=assessment.pk)
    if reader is not None:
        ask(reader, "contest", row.thing)
    found = []
    if row.thing.state not in OPEN_IN:
        found.append(Finding("contest-not-now", "error", values={"serial": row.thing.serial}))
    if len(clean(text)) < 20:
        found.append(Finding("contest-without-words", "error", values={"column": "text"}))
    if claim is not None and claim.assessment_id != row.pk:
        found.append(Finding("claim-criterion-unknown", "error", values={"column": "claim"}))
    if address and not address.lower().startswith(("http://", "https://")):
        found.append(Finding("contest-address-unreadable", "error", values={"column": "address"}))
    if row.contests.filter(answered__isnull=True).count() >= MOST_OPEN:
        found.append(Finding("claims-too-many", "error", values={"most": MOST_OPEN}))
    if found:
        raise Unfit(found)
    made = Contest.objects.create(
        assessment=row, claim=claim, criterion=claim.criterion if claim else criterion[:8], body=clean(body)[:300] or "-",
        text=clean(text)[:4000], address=address[:1000], by=by(reader), at=timezone.now(),
    )  # fmt: skip
    _stand_beside(reader, row.thing, made)
    append(
        by=by(reader), deed="contest-claim", kind="marker-assessment", id=row.thing.serial,
        after={"contest": made.pk, "body": made.body, "criterion": made.criterion}, audience=row.thing.audience,
    )  # fmt: skip
    return made


@transaction.atomic
def answer(reader: Any, row: Contest, text: str) -> Contest:
    """The Secretariat's answer to one contest; when the last is answered, it goes back to where it was."""
    row = Contest.objects.select_for_update().select_related("assessment__thing").get(pk=row.pk)
    thing = row.assessment.thing
    ask(reader, "assign", thing)
    if len(clean(text)) < 20:
        raise Unfit([Finding("contest-without-words", "error", values={"column": "answer"})])
    row.answer, row.answered_by, row.answered = clean(text)[:4000], by(reader), timezone.now()
    row.save()
    append(
        by=by(reader), deed="answer-contest", kind="marker-assessment", id=thing.serial, after={"contest": row.pk},
        audience=thing.audience,
    )  # fmt: skip
    if thing.state == "contested" and not row.assessment.contests.filter(answered__isnull=True).exists():
        whole = "\n".join(c.answer for c in row.assessment.contests.order_by("id"))
        to = "published" if thing.fields.get("out") else "agreed"
        changing.move(reader, thing, to, "every contest is answered", None, {"answer": whole[:4000]})
    return row


def _stand_beside(reader: Any, thing: Thing, made: Contest) -> None:
    """The evidence that the stages ask for, and the move, where it isn't contested already."""
    Evidence.objects.create(
        thing=thing, what=f"{made.body}: {made.text}"[:500], address=made.address, by=by(reader), at=made.at
    )
    if thing.state != "contested":
        changing.move(reader, thing, "contested", made.text[:300], None)
