"""What stands before a local government in its mirror: what programmes say they do, pay and ask there, item by item.

Whoever comes by a link sees what is public, and of assessments under way what names this government or is asked of it:
not drafts, no reviewer, nothing said in confidence by another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language

from local2030.marker.attestations import shipped_rules
from local2030.vocabulary.folding import fold
from local2030.web.accounts.permissions import visible
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.mirror.models import Attestation, Mention, TownName
from local2030.web.marker.models import Programme
from local2030.web.registry.models import Thing

MOST_PROGRAMMES, MOST_CLAIMS, MOST_ITEMS = 40, 60, 200
OPEN = ("submitted", "in-review", "divergent", "third-review", "agreed", "published", "contested")
DEAD = ("withdrawn", "rejected", "expired")
ORDER = {"paid": 0, "partner": 1, "place": 2, "claim": 3, "asked": 4}


class Item(NamedTuple):
    """One thing to be answered. `stated`: what the programme says, in plain values; `key` is its name in forms."""

    identifier: str
    subject: str
    criterion: str
    assessment: Assessment | None
    stated: dict[str, Any]

    @property
    def key(self) -> str:
        """Its name in forms and addresses of one page."""
        return f"{self.subject}|{self.identifier}"

    @property
    def sort(self) -> str:
        """paid, partner, place, claim or asked."""
        return self.subject.partition(":")[0]


class OfProgramme(NamedTuple):
    """A programme with its items."""

    programme: Programme
    items: list[Item]


def asked_of(town: Thing) -> list[OfProgramme]:
    """All that stands before the local government, by programme; the one that pays most first."""
    mentions = list(Mention.objects.filter(government=town).order_by("subject", "-id")[:MOST_ITEMS])
    assessments = _assessments(town, {mention.identifier for mention in mentions})
    wanted = {m.identifier for m in mentions} | {a.identifier for a in assessments}
    rows = visible(AnonymousUser(), Programme.objects.filter(current=True, identifier__in=wanted))
    programmes = {row.identifier: row for row in rows.order_by("id")}
    items: dict[str, list[Item]] = {identifier: [] for identifier in programmes}
    seen: set[str] = set()
    for item in (*map(_of_mention, mentions), *_of_assessments(town, assessments)):
        if item.identifier in items and item.key not in seen:
            seen.add(item.key)
            items[item.identifier].append(item)
    found = [OfProgramme(programmes[i], sorted(of, key=_order)) for i, of in items.items() if of]
    return sorted(found, key=lambda one: (-_paid(one.items), one.programme.pk))[:MOST_PROGRAMMES]


def item_of(town: Thing, key: str) -> Item | None:
    """The item of that name, if it stands before the local government now."""
    return next((item for of in asked_of(town) for item in of.items if item.key == key), None)


def newest_answers(town: Thing) -> dict[str, Attestation]:
    """The newest answer to each item, by its key."""
    rows = Attestation.objects.filter(government=town, newest=True)
    return {f"{row.subject}|{row.identifier}": row for row in rows}


def amounts(stated: dict[str, Any]) -> dict[str, Decimal]:
    """The totals of what was paid, by currency."""
    found = {}
    for currency, text in (stated.get("totals") or {}).items():
        try:
            found[str(currency)] = Decimal(str(text))
        except InvalidOperation:
            continue
    return found


def _of_mention(mention: Mention) -> Item:
    return Item(mention.identifier, mention.subject, "", None, mention.stated)


def _assessments(town: Thing, identifiers: set[str]) -> list[Assessment]:
    """Assessments under way or published of programmes that name it in their data, or whose claims name it."""
    rows = Assessment.objects.filter(thing__state__in=OPEN).select_related("thing")
    named = Claim.objects.filter(actor__in=_names(town)).exclude(status__in=DEAD).values("assessment")
    found = rows.filter(identifier__in=identifiers) | rows.filter(pk__in=named)
    return list(found.distinct().order_by("-id")[:MOST_PROGRAMMES])


def _of_assessments(town: Thing, assessments: list[Assessment]) -> Iterator[Item]:
    if not assessments:
        return
    claims = Claim.objects.filter(assessment__in=assessments).exclude(status__in=DEAD).exclude(origin="mirror")
    by_assessment: dict[int, list[Claim]] = {}
    for claim in claims.order_by("id")[: MOST_CLAIMS * 20]:
        by_assessment.setdefault(claim.assessment_id, []).append(claim)
    names = {fold(name) for name in _names(town)} | {fold(str(town.fields.get("place") or town.title))}
    for assessment in assessments:
        own = by_assessment.get(assessment.pk, [])
        for claim in own[:MOST_CLAIMS]:
            if claim.kind and _names_it(claim, names):
                yield _of_claim(assessment, claim)
        yield from _questions(assessment, own)


def _names(town: Thing) -> set[str]:
    said = TownName.objects.filter(government=town, key__startswith="name:").values_list("said", flat=True)
    return {town.title, *said[:50]}


def _names_it(claim: Claim, names: set[str]) -> bool:
    """Whether a claim names the government as its actor, or its place; what another said in confidence isn't shown."""
    if claim.in_confidence:
        return False
    return bool({fold(claim.actor), fold(claim.place)} - {""} & names)


def _of_claim(assessment: Assessment, claim: Claim) -> Item:
    stated = {
        "kind": claim.kind, "level": claim.level, "quote": claim.quote[:1000], "text": claim.text[:1000],
        "date": claim.date.isoformat() if claim.date else None, "actor": claim.actor, "place": claim.place,
        "amount": str(claim.amount) if claim.amount is not None else None, "currency": claim.currency,
        "asks": _anchor(claim.criterion, claim.level),
    }  # fmt: skip
    return Item(assessment.identifier, f"claim:{claim.pk}", claim.criterion, assessment, stated)


def _questions(assessment: Assessment, claims: Iterable[Claim]) -> Iterator[Item]:
    """What only a local government can know: asked for each such criterion on which the programme claims a level."""
    levels: dict[str, int] = {}
    for claim in claims:
        if claim.level:
            levels[claim.criterion] = max(levels.get(claim.criterion, 0), claim.level)
    for criterion in shipped_rules().asked:
        if level := levels.get(criterion):
            stated = {"level": level, "asks": _anchor(criterion, level)}
            yield Item(assessment.identifier, f"asked:{criterion}", criterion, assessment, stated)


def _anchor(criterion: str, level: int | None) -> str:
    """What the rubric says of a level of a criterion, in the reader's language."""
    from local2030.marker.criteria import rubric
    from local2030.vocabulary.messages import text_in

    known = rubric().criterion(criterion)
    rule = next((rule for rule in known.levels if rule.level == level), None) if known else None
    return str(text_in(rule.anchor, get_language() or "en")) if rule else ""


def _order(item: Item) -> tuple[int, str]:
    return ORDER.get(item.sort, 9), item.subject


def _paid(items: list[Item]) -> Decimal:
    return sum((sum(amounts(item.stated).values(), Decimal(0)) for item in items), Decimal(0))
