"""The page of a sample: how far it is, and after it is closed what was drawn. Before that no reviewer learns the strata."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from local2030.vocabulary.messages import say
from local2030.web.accounts.permissions import may
from local2030.web.marker.expert_group import samples
from local2030.web.marker.expert_group.gathering import READ
from local2030.web.registry.models import Thing

MOST_EVIDENCE = 12


def sample_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """What the page of a sample has besides what every thing has."""
    done, wanted = samples.progress(thing)
    own = samples.waiting_for(reader).filter(item__sample=thing) if getattr(reader, "pk", None) else []
    manages = may(reader, "change", thing)
    is_open = thing.state in READ or (manages and not own)
    return {
        "done": done,
        "wanted": wanted,
        "left": wanted - done,
        "own": own,
        "may_draw": manages and thing.state == "draft",
        "items": list(thing.sample_items.select_related("programme")) if is_open else [],
        "is_closed": thing.state in READ,
        "reviewers": len(samples.reviewers()) if manages and thing.state == "draft" else None,
    }


def evidence_of(result: dict[str, Any], rubric_plain: dict[str, Any]) -> list[dict[str, Any]]:
    """Each criterion with its anchors and the evidence that was handed in: no level derived from it and none claimed."""
    language = get_language() or "en"
    by_id = {c["id"]: c for c in result.get("criteria") or ()}
    share = ((result.get("local_share") or {}).get("strict")) or {}
    places = [p["name"] for p in ((result.get("places") or {}).get("list") or ())]
    found = []
    for asked in rubric_plain["criteria"]:
        of = by_id.get(asked["id"], {})
        items = [_item(i, language) for i in (of.get("evidence") or ())]
        measured = any(level["measures"] for level in asked["levels"])
        found.append(
            {
                "asked": asked,
                "items": items[:MOST_EVIDENCE],
                "more": max(0, len(items) - MOST_EVIDENCE),
                "share": share if measured else None,
                "places": places[:20] if asked["id"] == "C1" else [],
            }
        )
    return found


def _item(item: dict[str, Any], language: str) -> dict[str, Any]:
    source = item.get("source") or {}
    return {
        "kind": say(f"report-kind-{item['kind']}", None, language),
        "status": item["status"],
        "message": say(item["code"], item.get("values") or {}, language),
        "document": source.get("document") or "",
        "page": source.get("page"),
        "quote": source.get("quote") or "",
        "element": source.get("element") or "",
        "count": source.get("count"),
    }
