"""What the page of an assessment shows: one picture, where it stands, what is next and whose turn it is.

Who may see what: names of what was given in confidence only who gave it and the Secretariat; the gap between claim and
evidence the claimant first, others once it is published; reviewers' names the Secretariat alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from local2030.marker.justifications import rules
from local2030.vocabulary.messages import remedy, say, text_in
from local2030.web.accounts.permissions import may
from local2030.web.marker.assessing.claims import WITHDRAWN_IN, active, levels
from local2030.web.marker.assessing.evidence_list import evidence_of, said_of
from local2030.web.marker.assessing.judging import distances
from local2030.web.marker.assessing.models import Assessment, Claim, Contest
from local2030.web.marker.assessing.moving import OPEN_TO_ALL
from local2030.web.marker.assessing.notices import former_of, justified, left_out_by_claimant, needed, notices
from local2030.web.marker.assessing.rubrics import rubric_of
from local2030.web.marker.assessing.standing import newest
from local2030.web.marker.assessing.taking_over import MARK, former_serial
from local2030.web.marker.mirror.words import may_reply, summary_of
from local2030.web.registry.models import Thing
from local2030.web.registry.reviewing import comments_for_applicant
from local2030.workflows.score_words import document_in

DAYS_TO_CONTEST = 10
STANDINGS_SHOWN = 12


def assessment_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """The context of the page beside what every thing shows."""
    row = Assessment.objects.filter(thing=thing).select_related("thing", "programme", "joint").first()
    if row is None:
        return {"assessment": None}
    eyes = Eyes(reader, row)
    standing = newest(row)
    result = shown_result(standing)
    open_contests = list(row.contests.select_related("claim").order_by("id"))
    return {
        "assessment": row,
        "eyes": eyes,
        "standing": standing,
        "result": result,
        "criteria": criteria_of(row, result, eyes),
        "gap": (result.get("divergence") or None) if eyes.gap else None,
        "notices": [spoken(f) for f in notices(row, result)] if eyes.claims and thing.state == "draft" else [],
        "needs": needs_of(row, result) if eyes.claims else [],
        "next": next_step(row, eyes),
        "contests": [shown_contest(c, eyes) for c in open_contests],
        "contested_until": thing.state_since + timedelta(days=DAYS_TO_CONTEST) if thing.state == "agreed" else None,
        "may_contest": may(reader, "contest", thing) and thing.state in ("agreed", "published", "contested"),
        "standings": [
            (s, because_words().get(s.because, "")) for s in row.standings.defer("packed", "record")[:STANDINGS_SHOWN]
        ],
        "former": former_of(row),
        "taken_over": former_serial(active(row)),
        "apart": distances(thing) if eyes.office or eyes.out else {},
        "own_review": thing.reviews.filter(reviewer=reader.pk, declined="").first() if eyes.signed_in else None,
        "reply": thing.fields.get("reply") or "",
        "may_reply": eyes.claims and thing.state in ("agreed", "contested", "published"),
        "lift": [] if not eyes.gap else (result.get("lift") or [])[:4],
        "words": summary_of(row.identifier),
        "may_answer_words": may_reply(reader, row.identifier),
        "comments": comments_for_applicant(thing) if eyes.claims or (eyes.office and not eyes.reviews) else [],
    }


def because_words() -> dict[str, str]:
    """Why a standing was made, in words."""
    return {
        "aid-data": _("aid data or claims came in"), "ledger": _("a ledger came in"), "claim": _("something was claimed"),
        "evidence": _("evidence was added or withdrawn"), "review": _("the reviews were settled"),
        "attestation": _("a local government answered"), "rubric": _("under another rubric"),
    }  # fmt: skip


class Eyes:
    """What a reader may see of an assessment."""

    def __init__(self, reader: Any, row: Assessment) -> None:
        thing = row.thing
        self.reader = reader
        self.signed_in = bool(getattr(reader, "is_authenticated", False))
        self.claims = may(reader, "claim", thing)
        self.writes = self.claims and thing.state == "draft"
        self.withdraws = self.claims and thing.state in WITHDRAWN_IN
        self.office = may(reader, "assign", thing)
        self.reviews = self.signed_in and thing.reviews.filter(reviewer=reader.pk, declined="").exists()
        self.out = row.published is not None and thing.state in OPEN_TO_ALL  # what is contested before isn't out
        self.opens = self.claims or self.office or self.reviews or may(reader, "contest", thing)
        self.gap = self.claims or (self.office and not self.reviews) or self.out

    def names(self, claim: Claim) -> bool:
        """Whether names and places of a claim are shown."""
        if claim.in_confidence:
            return self.office or (self.signed_in and claim.by_id == self.reader.pk)
        return not claim.sensitive or self.claims or self.office or self.reviews


def shown_result(standing: Any) -> dict[str, Any]:
    """The programme's result in the reader's language; empty before there is any."""
    if standing is None:
        return {}
    document = document_in(standing.result, get_language() or "en")
    return dict(document["programmes"][0])


def criteria_of(row: Assessment, result: Mapping[str, Any], eyes: Eyes) -> list[dict[str, Any]]:
    """Each criterion with its picture, its claims, its evidence and what stands beside it."""
    language = get_language() or "en"
    claims = list(active(row).select_related("by"))
    evidence, out, stated = evidence_of(row, result), left_out_by_claimant(row), levels(claims)
    scored = {c["id"]: c for c in result.get("criteria") or ()}
    gone = (
        list(row.claims.filter(status="withdrawn").exclude(status_why="replaced")) if eyes.claims or eyes.office else []
    )
    found = []
    for criterion in rubric_of(row).criteria:
        known = scored.get(criterion.id, {})
        words = next((c for c in reversed(claims) if c.criterion == criterion.id and not c.kind), None)
        found.append(
            {
                **known, "id": criterion.id, "title": text_in(criterion.title, language),
                "question": text_in(criterion.question, language), "rule": criterion,
                "claimed": stated.get(criterion.id), "text": words.text if words is not None else "",
                "left_out": out.get(criterion.id) or row.left_out.get(criterion.id),
                "items": [shown_item(item, eyes) for item in evidence.get(criterion.id, ())],
                "gone": [c for c in gone if c.criterion == criterion.id and eyes.names(c)],
                "contests": [c for c in row.contests.all() if c.criterion == criterion.id and c.answered is None],
                "needed": [say(f"report-kind-{kind}", None, language) for kind in known.get("needed") or ()],
                "next": (known.get("proven") or 0) + 1,
            }
        )  # fmt: skip
    return found


def shown_item(item: Mapping[str, Any], eyes: Eyes) -> dict[str, Any]:
    """An evidence item as the reader may see it: its row of claims for names, the engine's words for the rest."""
    claim: Claim | None = item["claim"]
    shown = dict(item) | {"status_words": "", "why": "", "named": claim is None or eyes.names(claim)}
    shown["kind_words"] = say(f"report-kind-{item['kind']}", None, get_language() or "en")
    if claim is not None:
        shown["status_words"] = claim.get_status_display()
        shown["why"] = "" if claim.status_why.startswith(MARK) else claim.status_why
        shown["from"] = former_serial([claim])
        shown["may_withdraw"] = eyes.withdraws
        shown["may_open"] = bool(claim.sha256) and eyes.opens and shown["named"]
        shown["message"] = said_of(item, None if claim.in_confidence or claim.sensitive else claim.quote)
        if shown["named"]:
            shown["source"] = dict(item["source"]) | {
                "document": claim.address, "page": claim.page, "quote": claim.quote
            }  # fmt: skip
    return shown


def needs_of(row: Assessment, result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The justifications that are needed, each with the one that is given."""
    given, held, language = justified(row), rules(), get_language() or "en"
    return [
        {
            "cause": need.cause, "criterion": need.criterion, "words": text_in(held.causes[need.cause], language),
            "given": given.get((need.cause, need.criterion)), "address": justify_address(row, need.cause, need.criterion),
        }
        for need in needed(row, result)
    ]  # fmt: skip


def justify_address(row: Assessment, cause: str, criterion: str) -> str:
    """The page of a justification."""
    base = reverse("assessment-justify", args=[row.thing.serial, cause])
    return f"{base}?criterion={criterion}" if criterion else base


def next_step(row: Assessment, eyes: Eyes) -> tuple[str, str]:
    """(what is next, whose turn it is), in words."""
    state = row.thing.state
    whose = {
        "draft": _("the claimant"), "returned": _("the claimant"), "submitted": _("the Secretariat"),
        "in-review": _("the reviewers"), "third-review": _("the third reviewer"), "divergent": _("the Secretariat"),
        "agreed": _("the local actors named, then the Secretariat"), "contested": _("the Secretariat"),
    }  # fmt: skip
    what = {
        "draft": _("Go through the criteria, then submit it."),
        "returned": _("Take it up again and mend what was asked."),
        "submitted": _("Two reviewers without a conflict of interest are asked."),
        "in-review": _("Two reviewers score it, each without knowing of the other."),
        "divergent": _("The reviewers lie apart; a third one is asked."),
        "third-review": _("A third reviewer scores it."),
        "agreed": _("Local actors have ten days to contest it; then it is published."),
        "contested": _("What was contested is answered; it stands beside the claim until then."),
        "published": _("New evidence moves the level; a new assessment takes its place."),
        "superseded": _("A newer assessment took its place. This one stays as it was."),
        "withdrawn": _("It was withdrawn; nothing follows."),
    }  # fmt: skip
    return what.get(state, ""), whose.get(state, "")


def shown_contest(contest: Contest, eyes: Eyes) -> dict[str, Any]:
    """A contest with whether the reader answers it."""
    return {"row": contest, "may_answer": eyes.office and contest.answered is None}


def spoken(found: Any) -> dict[str, str]:
    """A finding in words, with the way to mend it."""
    language = get_language() or "en"
    return {
        "severity": found.severity, "criterion": str(found.values.get("criterion") or ""),
        "message": say(found.code, found.values, language), "remedy": remedy(found.code, found.values, language),
    }  # fmt: skip
