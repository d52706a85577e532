"""What is noticed in an assessment before anybody reviews it: empty, copied and straight-lined answers, and odd evidence.

Errors keep it from being submitted; warnings go with it to the reviewers. Each says how to mend it. A pattern is a
pattern to look at, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Max

from local2030.marker.justifications import Stands, needs, rules
from local2030.methods.similarity import nearest
from local2030.vocabulary.findings import Finding
from local2030.web.marker.assessing.claims import PROVING, active, levels
from local2030.web.marker.assessing.evidence_list import said_of
from local2030.web.marker.assessing.models import Assessment, Claim, Justification
from local2030.web.marker.assessing.rubrics import rubric_of
from local2030.web.registry.models import Thing

FORMER = ("published", "contested", "superseded")
ENOUGH_WORDS = 40  # letters of the claimant's own words that say something
MOST_TEXTS = 40_000
NOT_SHOWN = frozenset({
    "quote-not-found", "quote-on-other-page", "nothing-to-look-in", "document-undated", "payment-not-found",
    "payment-smaller", "place-not-found", "actor-not-sure", "attestation-not-local",
})  # fmt: skip


def notices(assessment: Assessment, result: Mapping[str, Any]) -> list[Finding]:
    """All that is noticed, what must be mended first. `result` is the programme of its newest standing."""
    claims = list(active(assessment))
    found = [
        *_empty(assessment, claims, result), *_copied(assessment, claims), *_unexplained(assessment, result),
        *_straight(claims), *_documents(assessment, claims), *_dates(claims), *_not_shown(result),
    ]  # fmt: skip
    return sorted(found, key=lambda f: f.severity != "error")


def left_out_by_claimant(assessment: Assessment) -> dict[str, Justification]:
    """The criteria that the claimant leaves out, with the newest justification of each."""
    found = {j.criterion: j for j in assessment.justifications.filter(cause="not-applicable").order_by("id")}
    return {criterion: j for criterion, j in found.items() if j.text}


def needed(assessment: Assessment, result: Mapping[str, Any]) -> tuple[Any, ...]:
    """The justifications that it needs as it stands."""
    gap = result.get("divergence") or {}
    stands = Stands(
        result.get("level"), target_of(assessment.identifier), former_level(assessment),
        gap.get("word") or gap.get("word_high") or "", tuple(sorted(left_out_by_claimant(assessment))),
    )  # fmt: skip
    return needs(stands, rules())


def justified(assessment: Assessment) -> dict[tuple[str, str], Justification]:
    """The newest justification for each cause and criterion; one that was taken back is none."""
    rows = {(j.cause, j.criterion): j for j in assessment.justifications.order_by("id")}
    return {key: row for key, row in rows.items() if row.text}


def target_of(identifier: str) -> int | None:
    """The highest level that a money window expects of the programme that proposes to it."""
    rows = Thing.objects.filter(kind="window-proposal", fields__identifier=identifier)
    serials = {str(row.fields.get("window") or "") for row in rows.exclude(state__in=("draft", "withdrawn", "refused"))}
    windows = Thing.objects.filter(kind="window", serial__in=serials - {""}) if serials else ()
    asked = [int(w.fields["minimum_level"]) for w in windows if str(w.fields.get("minimum_level") or "").isdigit()]
    return max(asked, default=None)


def former_of(assessment: Assessment) -> Assessment | None:
    """The published assessment of the same programme before this one."""
    rows = Assessment.objects.filter(identifier=assessment.identifier, phase=assessment.phase, pk__lt=assessment.pk)
    found: Assessment | None = rows.filter(published__isnull=False).select_related("thing").order_by("-id").first()
    return found


def former_level(assessment: Assessment) -> int | None:
    """The level of the assessment before, as it was published."""
    former = former_of(assessment)
    if former is None or former.published is None:
        return None
    row = former.standings.filter(at__lte=former.published, rubric=former.rubric).order_by("-at", "-id").first()
    return row.level if row is not None else former.level


def _empty(assessment: Assessment, claims: Sequence[Claim], result: Mapping[str, Any]) -> Iterable[Finding]:
    stated, out = levels(claims), left_out_by_claimant(assessment)
    if not stated:
        yield Finding("assessment-empty", "error")
        return
    recorded = {c["id"] for c in result.get("criteria") or () if any(e["status"] == "checked" for e in c["evidence"])}
    shown = {c.criterion for c in claims if c.kind and c.status in PROVING} | recorded
    worded = {c.criterion for c in claims if not c.kind and len(c.text) >= ENOUGH_WORDS}
    for criterion in rubric_of(assessment).criteria:
        values = {"criterion": criterion.id}
        if criterion.id in out:
            continue
        if criterion.id not in stated:
            yield Finding("claim-not-stated", "warning", values=values)
        elif stated[criterion.id] > 0 and criterion.id not in shown | worded:
            yield Finding("claim-without-evidence", "error", values=values | {"level": stated[criterion.id]})


def _copied(assessment: Assessment, claims: Sequence[Claim]) -> Iterable[Finding]:
    """Own words that stand, nearly letter for letter, in the assessment of another programme."""
    own = {c.criterion: c.text for c in claims if c.text}
    own |= {f"{j.cause}:{j.criterion}": j.text for j in justified(assessment).values()}
    if not own:
        return
    others = _other_texts(assessment)
    for place, text in own.items():
        near = nearest(text, others, rules().similar)
        if near:
            percent = f"{near[0][1]:.0%}".rstrip("%")
            yield Finding("text-copied", "error", values={"criterion": place.partition(":")[0], "percent": percent})


def _other_texts(assessment: Assessment) -> dict[str, str]:
    """The texts of other programmes, the newest first."""
    found: dict[str, str] = {}
    for model in (Claim, Justification):
        rows = model.objects.exclude(text="").exclude(assessment__identifier=assessment.identifier)
        for pk, text in rows.order_by("-id").values_list("id", "text")[:MOST_TEXTS]:
            found[f"{model.__name__}:{pk}"] = text
    return found


def _unexplained(assessment: Assessment, result: Mapping[str, Any]) -> Iterable[Finding]:
    given = justified(assessment)
    for need in needed(assessment, result):
        if (need.cause, need.criterion) not in given:
            code = f"justification-needed-{need.cause}"
            yield Finding(code, "error", values={"cause": need.cause, "criterion": need.criterion})


def _straight(claims: Sequence[Claim]) -> Iterable[Finding]:
    stated = levels(claims)
    if len(stated) < rules().straight_line or len(set(stated.values())) > 1:
        return
    level = next(iter(stated.values()))
    shown = {c.criterion for c in claims if c.kind and c.status in PROVING}
    if level == 3 and len(shown) < len(stated):
        yield Finding("claims-all-top", "warning", values={"count": len(stated) - len(shown)})
    else:
        yield Finding("claims-straight-line", "warning", values={"level": level})


def _documents(assessment: Assessment, claims: Sequence[Claim]) -> Iterable[Finding]:
    """The same document behind many claims here, or behind those of other programmes."""
    held, named = rules(), {c.sha256: c.address for c in claims if c.sha256 and not c.in_confidence}
    for sha256, number in Counter(c.sha256 for c in claims if c.sha256 in named).items():
        if number >= held.claims_on_one_document:
            yield Finding("document-behind-many-claims", "warning", values={"document": named[sha256], "count": number})
    rows = Claim.objects.filter(sha256__in=named).exclude(status="withdrawn")
    for row in rows.order_by().values("sha256").annotate(programmes=Count("assessment__identifier", distinct=True)):
        if row["programmes"] > held.programmes_on_one_document:
            values = {"document": named[row["sha256"]], "count": row["programmes"]}
            yield Finding("document-in-many-programmes", "warning", values=values)


def _dates(claims: Sequence[Claim]) -> Iterable[Finding]:
    """Evidence that is dated after the day on which its level was claimed."""
    for claim in claims:
        if claim.kind and claim.date is not None and claim.date > claim.at.date():
            yield Finding("evidence-after-claim", "warning", values={"criterion": claim.criterion, "claim": claim.pk})


def _not_shown(result: Mapping[str, Any]) -> Iterable[Finding]:
    """Evidence that a machine couldn't find: it proves nothing before reviewers accept it."""
    for criterion in result.get("criteria") or ():
        for item in criterion["evidence"]:
            if item["status"] == "submitted" and item["code"] in NOT_SHOWN:
                why = said_of(item, item["source"]["quote"])
                yield Finding("evidence-not-shown", "warning", values={"criterion": criterion["id"], "why": why})


def last_change(assessment: Assessment) -> Any:
    """When a claim was last added."""
    return assessment.claims.aggregate(last=Max("at"))["last"]
