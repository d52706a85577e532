"""How a local government's word reaches an assessment: a yes becomes evidence, a no takes it back and contests.

Evidence of the mirror is kept in step with the newest sound answer to each item: there is one claim for it at most, made
and withdrawn through the assessment's own functions, and the level is reckoned again at once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.marker.attestations import Word, Worth, shipped_rules, worth
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.mirror.models import Attestation
from local2030.web.registry import changing

ENGLISH = {"yes": "yes, that is so", "partly": "partly so", "no": "we never saw this", "contested": "it was otherwise"}
MOST_OF_ONE_TOWN = 30  # claims in one assessment
log = logging.getLogger("local2030.mirror")


def worth_of(row: Attestation) -> Worth:
    """What an answer is worth by the rules; the stated level is the one that was shown when it was given."""
    level = row.stated.get("level")
    asked = row.link is not None and row.link.asked_by_id is not None
    word = Word(row.answer, row.criterion, int(level) if level else None, row.post, row.body, asked, row.doubtful)
    return worth(word, shipped_rules())


def carry_over(rows: Iterable[Attestation]) -> None:
    """Brings the evidence in step with these answers; each touched assessment is reckoned again once all is kept.

    The answer itself is kept whatever an assessment makes of it: what can't be carried over stands in the log.
    """
    touched: dict[int, Assessment] = {}
    wanted = Attestation.objects.filter(pk__in=[row.pk for row in rows], assessment__isnull=False)
    for row in wanted.select_related("assessment__thing", "government", "link", "claim", "contest").order_by("id"):
        try:
            with transaction.atomic():
                if _carried(row):
                    touched[row.assessment.pk] = row.assessment
        except (changing.Unfit, changing.Refused) as trouble:
            log.warning("answer %s couldn't be carried over: %s", row.pk, trouble)
    for assessment in touched.values():
        transaction.on_commit(partial(_restand, assessment), robust=True)


def _carried(row: Attestation) -> bool:
    """Whether anything followed from the answer."""
    code = worth_of(row).code
    stands = row.newest and code == "counts" and row.criterion in shipped_rules().asked
    if row.claim is not None and not stands:
        _withdraw(row)
        return True
    if row.claim is None and stands:
        return _attest(row, row.assessment)
    return row.newest and code == "contests" and _contest(row, row.assessment)


def _attest(row: Attestation, assessment: Assessment) -> bool:
    """A claim of kind A with the answer as its document, so that the score can be made again out of kept files.

    Whoever says yes and no in turn makes no more claims than a town needs: others' room in the assessment is left to them.
    """
    from local2030.web.marker.assessing.claims import add_claim
    from local2030.web.marker.assessing.inputs import keep_bytes

    made = assessment.claims.filter(origin="mirror", actor=row.government.title[:500]).count()
    if made >= MOST_OF_ONE_TOWN:
        log.warning("answer %s couldn't be carried over: its town has made %s claims", row.pk, made)
        return False

    quote = f"Answered on {_day(row)}: {ENGLISH[row.answer]}."
    claim = add_claim(
        None, assessment, criterion=row.criterion, level=worth_of(row).level, kind="A", origin="mirror", page=1,
        address=f"attestations/{row.pk}.md", sha256=keep_bytes(_document(row, quote).encode()), quote=quote,
        date=timezone.localdate(row.answered), place=str(row.government.fields.get("place") or "")[:300],
        actor=row.government.title[:500], in_confidence=row.in_confidence,
        text=_("The local government's own word, asked for by the Secretariat"),
    )  # fmt: skip
    row.claim = claim
    row.save(update_fields=["claim"])
    return True


def _document(row: Attestation, quote: str) -> str:
    """The answer as a document: in English and without a clock, so that it is the same whoever makes it."""
    who = (
        ["A local government, in confidence."]
        if row.in_confidence
        else [
            f"Local government: {row.government.title} ({row.government.serial})",
            f"Post: {row.post}",
            f"Office: {row.body}",
        ]
    )
    said = [f"Programme: {row.identifier}", f"Criterion {row.criterion}, level claimed: {row.stated.get('level')}"]
    asks = [f"Asked: {row.stated['asks']}"] if row.stated.get("asks") else []
    words = [row.words] if row.words and not row.in_confidence else []
    lines = [
        "# Attestation by a local government",
        "Asked for by the Secretariat by a link of its own, not by the programme.",
    ]
    return "\n\n".join([*lines, *who, *said, *asks, quote, *words]) + "\n"


def _day(row: Attestation) -> str:
    return timezone.localdate(row.answered).isoformat()


def _withdraw(row: Attestation) -> None:
    """Takes the claim back, and those that later assessments of the programme took over from it."""
    from local2030.web.marker.assessing.claims import withdraw_claim

    later = Claim.objects.filter(
        origin="mirror", address=row.claim.address, sha256=row.claim.sha256, assessment__identifier=row.identifier,
        pk__gt=row.claim.pk,
    )  # fmt: skip
    for claim in (row.claim, *later.exclude(status="withdrawn").select_related("assessment")):
        withdraw_claim(None, claim, _("The local government's word doesn't stand any more"))
        if claim.assessment_id != row.assessment_id:
            transaction.on_commit(partial(_restand, claim.assessment), robust=True)
    row.claim = None
    row.save(update_fields=["claim"])


def _contest(row: Attestation, assessment: Assessment) -> bool:
    """A no contests an assessment that is agreed or published, once; without the town where it spoke in confidence."""
    from local2030.web.marker.assessing.contesting import OPEN_IN, contest

    if row.contest is not None or assessment.thing.state not in OPEN_IN or row.sort not in ("claim", "asked"):
        return False
    same = Attestation.objects.filter(government=row.government, identifier=row.identifier, subject=row.subject)
    there = same.filter(contest__isnull=False, contest__answered=None).select_related("contest").first()
    if there is not None:  # said again while it isn't answered
        Attestation.objects.filter(pk=row.pk).update(contest=there.contest)
        return False
    number = row.subject.partition(":")[2]
    claim = assessment.claims.filter(pk=int(number)).first() if row.sort == "claim" else None
    said = _("%(answer)s: said of criterion %(criterion)s by a local government that the Secretariat asked.") % {
        "answer": row.get_answer_display(), "criterion": row.criterion,
    }  # fmt: skip
    words = "" if row.in_confidence else row.words
    body = _("A local government, in confidence") if row.in_confidence else f"{row.government.title}, {row.body}"
    row.contest = contest(
        None, assessment, body=body, text=f"{said}\n\n{words}".strip(), claim=claim, criterion=row.criterion
    )
    row.save(update_fields=["contest"])
    return True


def _restand(assessment: Assessment) -> None:
    from local2030.web.marker.assessing.standing import restand

    restand(assessment, "attestation")
