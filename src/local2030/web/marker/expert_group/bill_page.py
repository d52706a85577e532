"""The page of a bill: what would change, whom it moves, which gates bind, how it was voted; all in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from local2030.marker.criteria import rubric
from local2030.vocabulary.messages import say
from local2030.web.accounts.permissions import may, visible
from local2030.web.marker.expert_group import bills
from local2030.web.marker.expert_group.audit_words import criterion_names
from local2030.web.marker.expert_group.models import BillText, Remark, RubricVersion
from local2030.web.marker.expert_group.rubrics import base_for_bills, rubric_of
from local2030.web.registry.models import Thing
from local2030.workflows.rubric_change import Edit, places_of, stale_words

MOVES_SHOWN = 100


def bill_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """What the page of a bill has besides what every thing has."""
    texts = list(thing.texts.select_related("by"))
    text = texts[-1] if texts else None
    language = get_language() or "en"
    context: dict[str, Any] = {
        "texts": [text_words(t, language) for t in texts],
        "text": text,
        "now": text_words(text, language) if text else None,
        "earlier": [text_words(t, language) for t in texts[:-1]],
        "may_amend": may(reader, "change", thing) and thing.state in bills.OPEN,
        "may_vote": may(reader, "decide", thing) and thing.state == "voting",
        "outdated": bool(text) and thing.state in bills.OPEN and text.base_sha256 != base_for_bills().sha256,  # type: ignore[union-attr]
        "in_force": RubricVersion.objects.filter(text__bill=thing).first(),
        "today": timezone.localdate(),
        "remarks": _remarks(reader, text) if text else [],
    }
    if text is not None and text.impact is not None:
        context["impact"] = impact_words(text.statement, language)
        context["stale"] = [say(f.code, f.values, language) for f in _stale(text)]
    if text is not None and thing.state in ("voting", "carried", "in-force", "rejected", "replaced"):
        context["counts"] = bills.counts(text)
        context["counts_words"] = bills.count_words(context["counts"])
        own = text.votes.filter(user=reader.pk).first() if getattr(reader, "pk", None) else None
        context["own_vote"] = own.vote if own else ""
    return context


def text_words(text: BillText, language: str) -> dict[str, Any]:
    """A text of a bill with its edits in words."""
    return {"row": text, "edits": [edit_words(edit, text.base_sha256, language) for edit in text.edits]}


def edit_words(edit: Mapping[str, Any], base: str, language: str) -> dict[str, str]:
    """One edit: where, what stood there, what would stand there."""
    known = _places(base)
    place = known.get(edit["address"])
    if place is None:
        return {"where": edit["address"], "was": edit["was"], "to": edit["to"], "sort": "text"}
    return {"where": place_words(place, language), "was": _shown(place.sort, edit["was"]), "to": _shown(place.sort, edit["to"]),
            "sort": place.sort}  # fmt: skip


def place_words(place: Any, language: str) -> str:
    """What a place of the rubric is, in words."""
    return say(place.code, place.values, language)


def impact_words(statement: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The statement as headline, figures and tables with ready cells."""
    names = criterion_names(rubric(), language)
    n, up, down = statement["programmes"], statement["up"], statement["down"]
    moved = sum(m["before"] != m["after"] for m in statement["moves"])
    return {
        "statement": statement,
        "headline": say("impact-headline" if moved else "impact-headline-none", {"moved": moved, "n": n, "up": up, "down": down}, language),
        "facts": _facts(statement, language),
        "moves": [_move(move) for move in statement["moves"][:MOVES_SHOWN]],
        "moves_more": max(0, len(statement["moves"]) - MOVES_SHOWN),
        "tables": [_binding_table(statement, names, language), _agreement_table(statement), _cheating_table(statement)],
        "reworded": [names.get(c, c) for c in statement["changed_criteria"]],
        "money_scope_changed": statement["money_scope_changed"],
        "left_out": statement["left_out"],
    }  # fmt: skip


def binding_words(binding: Mapping[str, Any], names: Mapping[str, str], language: str) -> str:
    """A condition of a gate, in words."""
    values = {
        **binding,
        "name": " / ".join(names.get(part, part) for part in dict.fromkeys(str(binding["name"]).split("+")) if part),
        "threshold": f"{binding['threshold']:g}",
    }
    return say(f"binding-{binding['kind']}", values, language)


def level_words(level: int | None, possible: int) -> str:
    """A level as an interval: "1", "1 – 2", or that nothing was screened."""
    if level is None:
        return _("not screened")
    return str(level) if level == possible else f"{level} – {possible}"


def _facts(statement: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    before, after = statement["agreement_before"], statement["agreement_after"]
    n = statement["programmes"]
    agreement = (
        f"{before['alpha']:.2f} → {after['alpha']:.2f}"
        if before["alpha"] is not None and after["alpha"] is not None
        else _("not told")
    )
    return [
        {"label": _("Level rises"), "value": str(statement["up"]), "why": _("of %(n)s programmes") % {"n": n}},
        {"label": _("Level falls"), "value": str(statement["down"]), "why": _("of %(n)s programmes") % {"n": n}},
        {"label": _("Less sure than before"), "value": str(statement["wider"]), "why": _("of %(n)s programmes") % {"n": n}},
        {"label": _("Expected agreement"), "value": agreement,
         "why": _("alpha of the level, over %(n)s programmes rated twice") % {"n": after["n"]} if after["alpha"] is not None else str(after["reason"] or "")},
    ]  # fmt: skip


def _move(move: Mapping[str, Any]) -> dict[str, Any]:
    before, after = move["before"], move["after"]
    height = (-1 if before is None else before, -1 if after is None else after)
    return {
        "title": move["title"], "address": move["address"], "identifier": move["programme"],
        "before": level_words(before, move["before_possible"]), "after": level_words(after, move["after_possible"]),
        "way": "up" if height[1] > height[0] else "down" if height[1] < height[0] else "same",
    }  # fmt: skip


def _binding_table(statement: Mapping[str, Any], names: Mapping[str, str], language: str) -> dict[str, Any]:
    def rows(found: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
        return {binding_words(b, names, language): (b["programmes"], b["alone"]) for b in found}

    before, after = rows(statement["binding_before"]), rows(statement["binding_after"])
    order = sorted({*before, *after}, key=lambda w: (-max(before.get(w, (0, 0))[0], after.get(w, (0, 0))[0]), w))
    said = [[w, _pair(before.get(w)), _pair(after.get(w))] for w in order[:12]]
    return {
        "id": "binding", "title": _("Which gates bind"),
        "lede": _("How many programmes each condition keeps from their next level; in brackets those that it alone keeps."),
        "head": [_("Condition"), _("Before"), _("After")], "rows": said, "nothing": _("No gate keeps a programme from its next level."),
    }  # fmt: skip


def _agreement_table(statement: Mapping[str, Any]) -> dict[str, Any]:
    rows = []
    for name, label in (("agreement_before", _("Before")), ("agreement_after", _("After"))):
        a = statement[name]
        if a["alpha"] is None:
            rows.append([label, str(a["reason"] or "–"), "–", str(a["n"])])
        else:
            bounds = f"{a['low']:.2f} – {a['high']:.2f}" if a["low"] is not None else "–"
            rows.append([label, f"{a['alpha']:.2f}", bounds, str(a["n"])])
    return {
        "id": "expected", "title": _("What agreement is to be expected"),
        "lede": _("Reviewers' own scores put through the gates of either version. How they would score a reworded criterion nobody knows before they do."),
        "head": [_("Rubric"), _("Alpha of the level"), _("95% interval"), _("Rated twice")], "rows": rows, "nothing": "",
    }  # fmt: skip


def _cheating_table(statement: Mapping[str, Any]) -> dict[str, Any]:
    def cost(of: Mapping[str, Any]) -> str:
        return _("no way") if of["cost"] is None else f"{of['cost']:g}"

    pairs = zip(statement["cheating_before"], statement["cheating_after"], strict=True)
    rows = [[str(a["level"]), cost(a), cost(b)] for a, b in pairs]
    return {
        "id": "cheating", "title": _("What it would cost to cheat"),
        "lede": _("Days of work to make up the cheapest evidence that passes each gate, from nothing. A guess that is good for comparing before and after."),
        "head": [_("Level"), _("Before"), _("After")], "rows": rows, "nothing": "",
    }  # fmt: skip


def _pair(found: tuple[int, int] | None) -> str:
    return "0" if found is None else f"{found[0]} ({found[1]})"


def _shown(sort: str, text: str) -> str:
    return f"{float(text) * 100:g}%" if sort == "share" else text


def _stale(text: BillText) -> Sequence[Any]:
    base = rubric_of(text.base_sha256)
    return stale_words(base.folder, [Edit(**edit) for edit in text.edits]) if base else ()


def _places(base: str) -> dict[str, Any]:
    found = rubric_of(base)
    return {place.address: place for place in places_of(found.folder)} if found else {}


def _remarks(reader: Any, text: BillText) -> list[dict[str, Any]]:
    """The remarks that the text names, of rounds that the reader may see."""
    found = []
    for cited in text.cites:
        serial, _slash, number = cited.partition("/")
        row = (
            Remark.objects.filter(round__serial=serial, number=int(number)).select_related("round", "statement").first()
        )
        if row is not None and visible(reader, Thing.objects.filter(pk=row.round_id)).exists():
            found.append({"id": cited, "row": row})
    return found
