"""The page of an expert round: what was asked, how the group answered once a sitting is closed, what one can do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from local2030.marker.performance.delphi import Spread
from local2030.vocabulary.messages import say
from local2030.web.accounts.permissions import visible
from local2030.web.marker.expert_group import rounds
from local2030.web.marker.expert_group.models import Answer, BillText
from local2030.web.registry.models import Thing


def round_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """What the page of a round has besides what every thing has."""
    language = get_language() or "en"
    found, sitting = rounds.results(thing), rounds.closed_sitting(thing)
    expert, manager = rounds.is_expert(reader, thing), rounds.manages(reader, thing)
    open_sitting = rounds.SITTING.get(thing.state)
    own = own_answers(reader, thing) if expert else {}
    return {
        "statements": [statement_words(s, found, own, language) for s in thing.statements.all()],
        "sitting": sitting,
        "sittings": list(range(1, sitting + 1)),
        "headline": headline(thing, found, language),
        "converged": rounds.converged(thing),
        "is_expert": expert,
        "open_sitting": open_sitting,
        "has_answered": bool(open_sitting) and any(s == open_sitting for _n, s in own),
        "experts": thing.experts.count(),
        "answered": rounds.answered(thing, open_sitting) if open_sitting and manager else None,
        "may_manage": manager,
        "may_state": manager and thing.state == "draft",
        "may_invite": manager and thing.state in ("draft", "first"),
        "free": rounds.experts_free(thing) if manager and thing.state in ("draft", "first") else [],
        "remarks": [{"row": r, "id": f"{thing.serial}/{r.number}"} for r in thing.remarks.select_related("statement")],
        "invented": thing.fields.get("invented") is True,
    }


def headline(thing: Thing, found: dict[int, dict[int, Spread]], language: str) -> str:
    """The answer in one sentence; "" before the first sitting is closed."""
    if not found:
        return ""
    last = list(found[max(found)].values())
    told = [s for s in last if s.word]
    values = {"n": max((s.n for s in last), default=0), "all": len(last), "told": len(told)}
    if not told:
        return say("round-headline-too-few", values, language)
    values |= {word.removeprefix("delphi-"): sum(s.word == word for s in told) for word in
               ("delphi-for", "delphi-against", "delphi-undecided", "delphi-disagreement")}  # fmt: skip
    return say("round-headline", values, language)


def statement_words(
    statement: Any, found: dict[int, dict[int, Spread]], own: dict[Any, int], language: str
) -> dict[str, Any]:
    """A statement with its figures of each closed sitting, and the reader's own rating beside them."""
    sittings = []
    for sitting, by_number in found.items():
        spread = by_number[statement.number]
        sittings.append({
            "sitting": sitting, "spread": spread, "own": own.get((statement.number, sitting)),
            "word": say(spread.word, {}, language) if spread.word else say("delphi-too-few", {"n": spread.n}, language),
            "range": f"{spread.low_quartile:g} – {spread.high_quartile:g}" if spread.iqr is not None else "–",
        })  # fmt: skip
    return {"row": statement, "sittings": sittings, "last": sittings[-1] if sittings else None}


def own_answers(reader: Any, thing: Thing) -> dict[tuple[int, int], int]:
    """The reader's own ratings by statement and sitting."""
    rows = Answer.objects.filter(statement__round=thing, user=reader.pk)
    return {
        (number, sitting): rating
        for number, sitting, rating in rows.values_list("statement__number", "sitting", "rating")
    }


def bills_of(reader: Any, cited: str) -> list[Thing]:
    """The bills, of those that the reader may see, whose texts name the remark."""
    found = {text.bill_id for text in BillText.objects.only("bill_id", "cites") if cited in text.cites}
    return list(visible(reader, Thing.objects.filter(pk__in=found)).order_by("number"))


def round_plain(thing: Thing) -> dict[str, Any]:
    """A round as data: figures of closed sittings and remarks without names; nothing of an open one."""
    found = rounds.results(thing)
    change = rounds.converged(thing)
    return {
        "serial": thing.serial,
        "title": thing.title,
        "state": thing.state,
        "experts": thing.experts.count(),
        "invented": thing.fields.get("invented") is True,
        "source": _("RAND/UCLA appropriateness method (RAND MR-1269, 2001)"),
        "statements": [
            {
                "number": s.number, "text": s.text, "criterion": s.criterion or None,
                "sittings": [_plain(sitting, by_number[s.number]) for sitting, by_number in found.items()],
            }
            for s in thing.statements.all()
        ],
        "convergence": None if change is None else {name: getattr(change, name) for name in change.__slots__},
        "remarks": [
            {"id": f"{thing.serial}/{r.number}", "statement": r.statement.number, "sitting": r.sitting, "text": r.text}
            for r in thing.remarks.select_related("statement")
        ],
    }  # fmt: skip


def _plain(sitting: int, spread: Spread) -> dict[str, Any]:
    return {
        "sitting": sitting,
        **{name: getattr(spread, name) for name in spread.__slots__},
        "counts": list(spread.counts),
    }
