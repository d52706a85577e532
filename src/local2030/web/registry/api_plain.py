"""Things as the API gives them: the columns that the reader may read, ties and parts whose other end he may see."""

from __future__ import annotations

from typing import Any

from local2030.web.accounts.permissions import visible
from local2030.web.registry.models import Thing
from local2030.web.registry.reading import plain, prepared
from local2030.web.registry.thing_page import moves_for


def line(reader: Any, thing: Thing, known: frozenset[str]) -> dict[str, Any]:
    """A thing in a list; `known` as `prepared` gives it."""
    values = plain(reader, thing, known)
    return {
        "serial": thing.serial,
        "kind": thing.kind,
        "title": thing.title,
        "summary": thing.summary,
        "state": thing.state,
        "state_since": thing.state_since,
        "state_due": thing.state_due,
        "due": thing.due,
        "owner": thing.owner.serial if thing.owner and thing.owner.serial in known else None,
        "country": thing.country,
        "workstream": thing.workstream,
        "audience": thing.audience,
        "version": thing.version,
        "made": thing.made,
        "changed": thing.changed,
        "source": thing.source,
        "url": thing.get_absolute_url(),
        "fields": {name: value for name, value in values.items() if name not in STANDING},
    }


def whole(reader: Any, thing: Thing, address: str) -> dict[str, Any]:
    """A thing with its parts, ties, evidence and the moves that are the reader's to make; `address`: its own."""
    (thing,), known = prepared(reader, [thing])
    parts, links = list(thing.parts.select_related("actor")), list(thing.links.select_related("other"))
    back = list(thing.linked_from.select_related("thing"))
    ends = {part.actor_id for part in parts} | {link.other_id for link in links} | {link.thing_id for link in back}
    seen = set(visible(reader, Thing.objects.filter(pk__in=ends)).values_list("pk", flat=True)) if ends else set()
    return {
        **line(reader, thing, known),
        "parts": [
            {
                "actor": part.actor.serial,
                "title": part.actor.title,
                "role": part.role,
                "certainty": part.certainty,
                "note": part.note,
            }
            for part in parts
            if part.actor_id in seen
        ],
        "links": [_link(link, link.other, False) for link in links if link.other_id in seen]
        + [_link(link, link.thing, True) for link in back if link.thing_id in seen],
        "evidence": [
            {
                "id": item.pk,
                "what": item.what,
                "address": item.address,
                "quote": item.quote,
                "day": item.day,
                "at": item.at,
                "withdrawn": item.withdrawn,
            }
            for item in thing.evidence.all()
        ],
        "moves": [
            {"to": move["to"], "verb": move["verb"], "missing": [lack["name"] for lack in move["lacking"]]}
            for move in moves_for(reader, thing)
        ],
        "history": f"{address}/history",
    }


def _link(link: Any, other: Thing, is_back: bool) -> dict[str, Any]:
    return {
        "other": other.serial,
        "title": other.title,
        "relation": link.relation,
        "back": is_back,
        "note": link.note,
    }


STANDING = frozenset({"title", "summary", "country", "owner", "workstream", "due", "audience"})
