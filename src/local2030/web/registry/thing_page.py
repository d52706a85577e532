"""What stands on the page of a thing: its columns, parts, ties, evidence, moves and history, as far as the reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.methods.stages import Move, moves_from, refusal
from local2030.web.accounts.permissions import may, visible
from local2030.web.history.lines import has_history, history_of
from local2030.web.registry import changing, drafts
from local2030.web.registry.cells import columns_of, text_of
from local2030.web.registry.forms import WORDS
from local2030.web.registry.kinds import Column, Kind, kind_of, stages_of
from local2030.web.registry.models import CERTAINTIES, Thing
from local2030.web.registry.reading import plain, show_owners, shown_columns
from local2030.web.registry.small_forms import RELATIONS, ROLES
from local2030.web.registry.words import move_words, refusal_words, state_word, state_words

HISTORY = 30


def page_of(reader: Any, thing: Thing) -> dict[str, Any]:
    """The context of the page."""
    kind = kind_of(thing.kind)
    stages = stages_of(thing.kind)
    state = stages.states.get(thing.state) if stages else None
    values, history = plain(reader, thing), history_of(reader, thing.kind, thing.serial, HISTORY)
    show_owners(reader, [thing])
    columns = [(column, shown(column, values[column.name])) for column in shown_columns(reader, thing)]
    return {
        "thing": thing,
        "kind": kind,
        "state": state_word(thing.kind, thing.state) if thing.state else "",
        "has_ended": bool(state and state.ends),
        "is_late": is_late(thing),
        "steps": _steps(thing),
        "moves": moves_for(reader, thing),
        "columns": columns,
        "unsaid": [str(column.label) for column, text in columns if not text],
        "parts": _parts(reader, thing),
        "links": _links(reader, thing),
        "evidence": list(thing.evidence.select_related("by")),
        "history": history,
        "history_hidden": not history and has_history(thing.kind, thing.serial),
        "may_change": may(reader, "change", thing),
        "may_report": may(reader, changing.evidence_deed(thing), thing),
        "may_tie": bool(kind.relations) and may(reader, "change", thing),
        "may_part": bool(kind.roles) and may(reader, "change", thing),
        "stages": stages,
    }


def is_late(thing: Thing) -> bool:
    """Whether its own day, or that of its state, has passed and it hasn't ended."""
    stages = stages_of(thing.kind)
    if stages is None or stages.states.get(thing.state) is None or stages.states[thing.state].ends:
        return False
    today = timezone.localdate()
    return any(day is not None and day < today for day in (thing.due, thing.state_due))


def moves_for(reader: Any, thing: Thing) -> list[dict[str, Any]]:
    """The moves that are the reader's to make, each with what is missing for it; those of others are left out."""
    stages = stages_of(thing.kind)
    if stages is None or not getattr(reader, "is_authenticated", False):
        return []
    roles, facts, today = changing.roles_in(reader, thing), changing.facts_of(thing), timezone.localdate()
    found = []
    for move in moves_from(stages, thing.state):
        refused = refusal(stages, thing.state, move.to, roles, facts, today)
        if refused is not None and refused.reason in ("not-your-role", "not-a-move"):
            continue
        if refused is not None and any(lack.code == "needs-no-link" for lack in refused.lacks):
            continue  # a tie isn't taken back: nobody can bring what is missing
        words = refusal_words(thing.kind, refused) if refused else None
        lacking = [m for m in words["missing"] if m["name"] not in move.sets] if words else []
        found.append({"to": move.to, "verb": move_words(thing.kind, move), "lacking": lacking, "open": not lacking})
    return found


def move_of(thing: Thing, to: str) -> Move | None:
    """The move from where the thing is."""
    stages = stages_of(thing.kind)
    return next((move for move in moves_from(stages, thing.state) if move.to == to), None) if stages else None


def differing(reader: Any, kind: Kind, theirs: Thing, mine: Mapping[str, Any]) -> list[dict[str, str]]:
    """Columns where what the other kept differs from what was typed here."""
    draft, hidden, found = (
        drafts.read(kind, mine, whole=False, reader=reader),
        changing.hidden_names(reader, theirs),
        [],
    )
    for column in columns_of(kind):
        if column.name not in draft.values or column.name in hidden:
            continue
        value = getattr(theirs, column.name) if column.name in kind.standard else theirs.fields.get(column.name)
        if column.name == "due":
            value = value.isoformat() if value else None
        now, typed = shown(column, value), shown(column, draft.values[column.name])
        if now != typed:
            found.append({"label": str(WORDS.get(column.name, column.label)), "theirs": now, "mine": typed})
    return found


def shown(column: Column, value: Any) -> str:
    """A value as the page says it, "" where there is none."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, Thing):
        return value.title
    if column.sort == "yes":
        return _("yes") if value else _("no")
    if column.choices and column.sort == "choice":
        return str(dict(column.choices).get(value, value))
    if column.sort == "list":
        words = dict(column.choices)
        return "; ".join(str(words.get(text, text)) for text in value)
    return text_of(column, value)


def _steps(thing: Thing) -> list[dict[str, Any]]:
    """The states as a row of steps: those on the way that was taken, the present one, and what can come next."""
    stages = stages_of(thing.kind)
    if stages is None:
        return []
    words = state_words(thing.kind)
    ahead = {move.to for move in moves_from(stages, thing.state)}
    return [
        {"code": code, "word": word, "now": code == thing.state, "next": code in ahead}
        for code, word in words.items()
        if code == thing.state or code in ahead
    ]


def _parts(reader: Any, thing: Thing) -> list[dict[str, Any]]:
    """Parts of actors that the reader may see."""
    parts = list(thing.parts.select_related("actor"))
    actors = Thing.objects.filter(pk__in={part.actor_id for part in parts})
    seen = set(visible(reader, actors).values_list("pk", flat=True)) if parts else set()
    return [
        {"part": part, "role": ROLES.get(part.role, part.role), "certainty": dict(CERTAINTIES)[part.certainty]}
        for part in parts
        if part.actor_id in seen
    ]


def _links(reader: Any, thing: Thing) -> list[dict[str, Any]]:
    """Ties from here and to here whose other end the reader may see."""
    out = list(thing.links.select_related("other"))
    back = list(thing.linked_from.select_related("thing"))
    wanted = {link.other_id for link in out} | {link.thing_id for link in back}
    seen = set(visible(reader, Thing.objects.filter(pk__in=wanted)).values_list("pk", flat=True)) if wanted else set()
    found = [(link, link.other, False) for link in out] + [(link, link.thing, True) for link in back]
    return [
        {"link": link, "other": other, "back": is_back, "words": RELATIONS.get(link.relation, link.relation)}
        for link, other, is_back in found
        if other.pk in seen
    ]
