"""A review as it is handed in: checked against the questions, then kept; who is asked is told so by mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from local2030.coalition.hub_questions import hub_questions
from local2030.vocabulary.findings import Finding
from local2030.web.coalition.letters import mail
from local2030.web.registry import reviewing
from local2030.web.registry.changing import Unfit
from local2030.web.registry.models import Review, Thing


def judge(reader: Any, review: Review, scores: Mapping[str, Any], comment: str, recommendation: str) -> Review:
    """The review handed in. A question without a score is one that the reviewer can't judge. Raises `Unfit`."""
    form, findings = hub_questions(), []
    known = {question.code for question in form.questions}
    kept: dict[str, int] = {}
    for code, score in scores.items():
        if code not in known or not _fits(score, form.low, form.high):
            values = {"question": str(code)[:80], "low": form.low, "high": form.high}
            findings.append(Finding("review-score-off-scale", "error", values=values))
        else:
            kept[code] = int(score)
    if not kept and not findings:
        findings.append(Finding("review-without-scores", "error"))
    if recommendation not in form.recommendations:
        known_words = ", ".join(form.recommendations)
        findings.append(Finding("review-recommendation-unknown", "error", values={"known": known_words}))
    if findings:
        raise Unfit(findings)
    return reviewing.hand_in(reader, review, kept, comment[:4000], recommendation)


def ask_reviewer(
    reader: Any, thing: Thing, person: Any, *, from_region: bool, site: str, due: date | None = None
) -> Review:
    """Somebody asked for a review, with a mail that names no other. Raises `Unfit` where a conflict stands against it."""
    with transaction.atomic():
        review = reviewing.assign(reader, thing, person, from_region=from_region, due=due)
        subject = _("You are asked to review %(serial)s") % {"serial": thing.serial}
        body = _(
            "Please review the Hub application %(serial)s by %(day)s.\n\n%(link)s\n\nThe review is blind: don't speak of "
            "it with others. If you have a conflict of interest, say so there."
        ) % {
            "serial": thing.serial,
            "day": date_format(review.due) if review.due else "-",
            "link": site + reverse("review", args=[review.pk]),
        }
        transaction.on_commit(lambda: mail(person.email, subject, body))
    return review


def _fits(score: Any, low: int, high: int) -> bool:
    text = str(score)
    return text.isascii() and text.isdigit() and low <= int(text) <= high
