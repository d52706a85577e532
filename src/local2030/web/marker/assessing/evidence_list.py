"""The evidence of an assessment, item by item: what records show and what claims bring, joined with their rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from local2030.vocabulary.messages import say
from local2030.web.marker.assessing.claims import FILE, WITHHELD, engine_claims
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.assessing.standing import newest
from local2030.workflows.verdict_keys import verdict_key

QUOTED = 120  # letters


def evidence_of(assessment: Assessment, result: Mapping[str, Any] | None = None) -> dict[str, list[dict[str, Any]]]:
    """By criterion, every item of the newest standing with its key, its claim's row if it has one, and its source."""
    if result is None:
        standing = newest(assessment)
        result = standing.result["programmes"][0] if standing is not None else {}
    claims = engine_claims(assessment)
    return {
        criterion["id"]: [_item(criterion["id"], item, claims) for item in criterion["evidence"]]
        for criterion in (result or {}).get("criteria") or ()
    }


def _item(criterion: str, item: Mapping[str, Any], claims: list[Claim]) -> dict[str, Any]:
    source = item["source"]
    claim = None
    if source["element"] == "row" and source["file"] == FILE and source["line"]:
        place = int(source["line"]) - 2
        claim = claims[place] if 0 <= place < len(claims) else None
    key = f"claim:{claim.pk}" if claim is not None else f"record:{record_key(criterion, item)}"
    return dict(item) | {"key": key, "criterion": criterion, "claim": claim, "source": source, "left_out": None}


def record_key(criterion: str, item: Mapping[str, Any]) -> str:
    """What names an item of the records for the engine."""
    source = item["source"]
    return verdict_key(criterion, item["kind"], source["line"], source["element"], item["code"])


def said_of(item: Mapping[str, Any], quote: str | None) -> str:
    """What the program says of an item, with the first words of a quote that it didn't find; None in confidence."""
    if item["code"] != "quote-not-found":
        return str(item["message"])
    shown = WITHHELD if quote is None else quote[:QUOTED]
    return say(item["code"], dict(item["values"]) | {"quote": shown}, get_language() or "en")
