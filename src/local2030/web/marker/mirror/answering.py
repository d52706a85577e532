"""A local government's answers: kept item by item, older ones beside; what counts becomes evidence or a contest at once.

An answer by a link that was reported as having gone to the wrong town is kept, marked, and counts for nothing: what was
said before it counts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.marker.attestations import SILENT, is_called_back, shipped_rules
from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.locks import one_writer
from local2030.web.marker.mirror.asked import Item
from local2030.web.marker.mirror.links import is_open
from local2030.web.marker.mirror.models import CALLS, Attestation, TownLink
from local2030.web.marker.mirror.standing_words import carry_over
from local2030.web.registry import changing

AN_HOUR_BY_ONE_LINK, IN_ALL_BY_ONE_LINK = 150, 2_000  # answers; a town has a few dozen items


class TooOften(Exception):
    """More answers came by one link within the hour than anybody can give."""


class Ended(Exception):
    """The link has ended in the meantime."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was filled in."""

    answer: str
    received: Decimal | None
    currency: str
    words: str
    post: str
    body: str
    in_confidence: bool


@transaction.atomic
def answer(link: TownLink, item: Item, said: Said) -> Attestation:
    """Keeps an answer; the one before stays and counts no more. Raises `TooOften`, `Ended`."""
    one_writer("mirror")
    now = timezone.now()
    link = TownLink.objects.select_related("government").select_for_update(of=("self",)).get(pk=link.pk)
    if not is_open(link):
        raise Ended
    given = link.answers.exclude(answer=SILENT)
    lately = given.filter(answered__gt=now - timedelta(hours=1)).count()
    if lately >= AN_HOUR_BY_ONE_LINK or given.count() >= IN_ALL_BY_ONE_LINK:
        raise TooOften
    town = link.government
    rows = Attestation.objects.filter(government=town, identifier=item.identifier, subject=item.subject)
    before = rows.filter(newest=True).first()
    if before is not None and before.link_id == link.pk and _says(before, item) == said:
        return before  # a copy of the form, or the same once more
    rows.filter(newest=True).update(newest=False)
    number = Attestation.objects.exclude(answer=SILENT).count() + 1
    row = Attestation.objects.create(
        government=town, link=link, identifier=item.identifier, assessment=item.assessment, criterion=item.criterion,
        subject=item.subject, stated=item.stated, answer=said.answer, received=said.received, currency=said.currency,
        words=said.words, post=said.post, body=said.body, in_confidence=said.in_confidence,
        call_back=is_called_back(number, shipped_rules()), asked=before.asked if before else link.made, answered=now,
    )  # fmt: skip
    TownLink.objects.filter(pk=link.pk).update(used=now)
    _tell("attest", row, {"answer": said.answer, "subject": item.sort})
    carry_over([row, *([before] if before else [])])
    return row


def _says(row: Attestation, item: Item) -> Said | None:
    """What an answer says, as long as the programme still states what it was given to."""
    if row.stated != item.stated or row.doubtful:
        return None
    return Said(row.answer, row.received, row.currency, row.words, row.post, row.body, row.in_confidence)


@transaction.atomic
def not_my_town(link: TownLink) -> int:
    """Ends a link that went to the wrong town. Its answers stay and are doubtful; says how many those are."""
    one_writer("mirror")
    now = timezone.now()
    if not TownLink.objects.filter(pk=link.pk, wrong_town=None).update(ended=now, wrong_town=now):
        return 0
    rows = list(link.answers.exclude(answer=SILENT))
    link.answers.exclude(answer=SILENT).update(doubtful=True)
    _standing_again(rows)
    append(
        by=None, deed="wrong-town", kind=link.government.kind, id=link.government.serial,
        after={"answers": len(rows), "link": link.pk},
    )  # fmt: skip
    return len(rows)


@transaction.atomic
def call_back(reader: Any, row: Attestation, result: str, what: str) -> None:
    """What came of calling back: if it wasn't said so, the answer is doubtful from then on."""
    one_writer("mirror")
    ask(reader, "change", row.government)
    if not row.call_back or result not in dict(CALLS) or not result:
        raise ValueError("an answer that is to be called back, and a result")
    row.call_result, row.called_back, row.called = result, what.strip()[:300], timezone.now()
    row.doubtful = row.doubtful or result == "otherwise"
    row.save(update_fields=["call_result", "called_back", "called", "doubtful"])
    if row.doubtful:
        _standing_again([row])
    _tell("call-back", row, {"result": result}, by=reader)


@transaction.atomic
def reply(reader: Any, row: Attestation, text: str) -> None:
    """The answer of whoever claims it, or of the Secretariat, to a local government's word. The word stays beside it."""
    row.reply, row.reply_by, row.replied = text.strip()[:4000], reader, timezone.now()
    row.save(update_fields=["reply", "reply_by", "replied"])
    _tell("answer-town", row, {"reply": row.reply[:200]}, by=reader)


def _standing_again(rows: Iterable[Attestation]) -> None:
    """Lets what was said before the doubtful answers count again; without any, the item is unanswered."""
    touched = []
    for key in {(row.government_id, row.identifier, row.subject) for row in rows}:
        of = Attestation.objects.filter(government=key[0], identifier=key[1], subject=key[2])
        sound = of.filter(doubtful=False).order_by("-id").first()
        now = of.filter(newest=True).first()
        if now is not None and not now.doubtful:
            continue
        of.filter(newest=True).update(newest=False)
        if sound is not None:
            Attestation.objects.filter(pk=sound.pk).update(newest=True)
        elif now is not None:
            Attestation.objects.create(
                government_id=key[0], identifier=key[1], subject=key[2], assessment=now.assessment, link=None,
                criterion=now.criterion, stated=now.stated, asked=now.asked,
            )  # fmt: skip
        touched += list(of)
    carry_over(touched)


def _tell(deed: str, row: Attestation, after: Mapping[str, Any], by: Any = None) -> None:
    """Into the history; of what was said in confidence neither the town nor the words."""
    who = changing.by(by) if by is not None else None
    if row.in_confidence:
        append(by=who, deed=deed, kind="attestation", id=str(row.pk), after={}, audience="audit")
        return
    town = row.government
    told = {"programme": row.identifier, **after}
    append(by=who, deed=deed, kind=town.kind, id=town.serial, after=told, audience="public")
