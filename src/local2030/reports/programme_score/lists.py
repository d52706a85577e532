"""The long lists of the programme report, shortened by rule: what is printed, and a line on what is not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from local2030.charts import marks
from local2030.figures.words import amount, percent
from local2030.vocabulary.messages import say

Plain = Mapping[str, Any]

MOST_STEPS = 6
MOST_EVIDENCE = 6  # items a criterion
MOST_ACTORS = 15
MOST_PLACES = 20
MOST_TRACE = 60
MOST_FILES = 25
MOST_KINDS = 12  # kinds of finding
MOST_OF_KIND = 3
MOST_CHARACTERS = 600  # of one text
_LONG_WORD = re.compile(r"[^\s\u2e80-\uffff]{40,}")  # Chinese breaks anywhere by itself
_NUMBER = re.compile(r"[0-9a-f.+-]+")  # amounts and hashes stay as they are
_STRONGEST = ("accepted", "checked", "submitted", "expired", "rejected")
_GRAVEST = ("error", "warning", "info")
_ITEM_GLYPH: dict[str, marks.Status] = {"rejected": "fails", "submitted": "todo", "expired": "unknown"}
_SEVERITY_GLYPH: dict[str, marks.Status] = {"error": "fails", "warning": "slow"}


def shortened(value: Any, language: str) -> Any:
    """The same record with no text longer than a page can bear, which then says how much is left out, and with places
    to break in words that are longer than a line.
    """
    if isinstance(value, str):
        left = len(value) - MOST_CHARACTERS
        if left > 0:
            value = value[:MOST_CHARACTERS] + say("report-cut", {"count": f"{left:,}"}, language)
        return value if _NUMBER.fullmatch(value) else _LONG_WORD.sub(_with_breaks, value)
    if isinstance(value, Mapping):
        return {key: shortened(part, language) for key, part in value.items()}
    return [shortened(part, language) for part in value] if isinstance(value, list) else value


def _with_breaks(word: re.Match[str]) -> str:
    return "\u00ad".join(word[0][i : i + 24] for i in range(0, len(word[0]), 24))


def lift(programme: Plain, language: str) -> dict[str, Any]:
    """The first steps of the lift list, which stands in the order of their use."""
    steps = programme.get("lift") or []
    left = len(steps) - MOST_STEPS
    return {
        "steps": [_lift(step, language) for step in steps[:MOST_STEPS]],
        "more": say("report-lift-more", {"count": left, "most": MOST_STEPS}, language) if left > 0 else "",
    }


def evidence(criterion: Plain, language: str) -> dict[str, Any]:
    """The items of one criterion, the strongest first."""
    items = sorted(criterion["evidence"], key=lambda i: (_STRONGEST.index(i["status"]), -(i["level"] or 0), i["id"]))
    left = len(items) - MOST_EVIDENCE
    rule = say("report-rule-evidence", {"most": MOST_EVIDENCE}, language)
    return {
        "id": criterion["id"],
        "title": criterion["title"],
        "items": [_item(item, language) for item in items[:MOST_EVIDENCE]],
        "more": say("report-evidence-more", {"count": left, "rule": rule}, language) if left > 0 else "",
    }


def actors(programme: Plain, currency: str, language: str) -> dict[str, Any]:
    """Those who received most; the rest with their sum."""
    paid = [a for a in programme.get("actors", []) if a["role"] == "receiver" and Decimal(a["amount"] or "0") > 0]
    paid.sort(key=lambda actor: (-Decimal(actor["amount"]), actor["name"]))
    rest = paid[MOST_ACTORS:]
    total = amount(sum((Decimal(actor["amount"]) for actor in rest), Decimal(0)), currency, language)
    values = {"count": len(rest), "amount": total, "most": MOST_ACTORS}
    return {
        "rows": [_actor(actor, language) for actor in paid[:MOST_ACTORS]],
        "head": say("report-column-amount", {"currency": currency}, language),
        "more": say("report-actors-more", values, language) if rest else "",
    }


def places(programme: Plain, language: str) -> dict[str, Any]:
    """The places with the largest share."""
    found = sorted((programme.get("places") or {}).get("list", []), key=lambda p: (-(p["share"] or 0), p["name"] or ""))
    left = len(found) - MOST_PLACES
    split = (programme.get("places") or {}).get("equal_split")
    return {
        "rows": [_place(place, language) for place in found[:MOST_PLACES]],
        "more": say("report-where-more", {"count": left, "most": MOST_PLACES}, language) if left > 0 else "",
        "note": say("report-equal-split", {}, language) if split else "",
    }


def trace(programme: Plain, language: str) -> dict[str, Any]:
    """The gates of both runs, then the other steps."""
    lines = sorted(programme["trace"], key=lambda line: line["step"] != "gate")
    left = len(lines) - MOST_TRACE
    return {
        "rows": [_step(line, language) for line in lines[:MOST_TRACE]],
        "more": say("report-trace-more", {"count": left, "most": MOST_TRACE}, language) if left > 0 else "",
        "sha": say("report-trace-sha", {"sha256": programme.get("trace_sha256") or ""}, language),
    }


def files(document: Plain, language: str) -> dict[str, Any]:
    """The files that were read, with their hash."""
    found = document["files"]
    left = len(found) - MOST_FILES
    return {
        "rows": [
            {"name": shortened(f["name"], language), "kind": f["kind"], "sha": f["sha256"]} for f in found[:MOST_FILES]
        ],
        "more": say("report-files-more", {"count": left, "most": MOST_FILES}, language) if left > 0 else "",
    }


def findings(document: Plain, programme: Plain | None, language: str) -> dict[str, Any]:
    """Findings by kind, errors first; for one programme only those of the files it was read from."""
    found = document["findings"]
    if programme is not None and len({f["name"] for f in document["files"]}) > 1:
        others = {f["name"] for f in document["files"] if f["kind"] == "iati"} - {programme.get("file")}
        found = [finding for finding in found if finding.get("file") not in others]
    kinds: dict[tuple[str, str], list[Plain]] = {}
    for finding in sorted(found, key=lambda f: _GRAVEST.index(f["severity"])):
        kinds.setdefault((finding["severity"], finding["code"]), []).append(finding)
    printed = list(kinds.items())[:MOST_KINDS]
    rest = list(kinds.items())[MOST_KINDS:]
    values = {"count": len(rest), "findings": sum(len(group) for _, group in rest)}
    lede = {"count": len(found), "kinds": len(kinds), "most": MOST_OF_KIND}
    return {
        "lede": say("report-findings-lede" if found else "report-findings-none", lede, language),
        "kinds": [_kind(severity, group, language) for (severity, _), group in printed],
        "more": say("report-findings-kinds-more", values, language) if rest else "",
    }


def _lift(step: Plain, language: str) -> dict[str, str]:
    unknown = step.get("from") is None
    effect = "report-lift-effect-unknown" if unknown else "report-lift-effect"
    level, possible = step.get("level"), step.get("level_possible")
    wide = level is not None and possible is not None and possible > level
    after = say(f"report-lift-after{'-range' if wide else ''}", {"level": level, "possible": possible}, language)
    return {
        "message": step["message"],
        "reason": step.get("reason") or "",
        "kind": say(f"report-kind-{step['kind']}", {}, language),
        "effect": say(
            effect, {"criterion": step["criterion"], "from": step.get("from"), "to": step.get("to")}, language
        ),
        "after": after if level is not None else "",
        "who": say("report-lift-who", {"count": step.get("points"), "owner": step["owner"]}, language)
        if step.get("owner")
        else "",
        "track": marks.track(step.get("to"), step.get("from") or 0, step.get("from") or 0, skin="print"),
    }


def _item(item: Plain, language: str) -> dict[str, Any]:
    source = item.get("source") or {}
    parts = [source.get("file") or source.get("url") or "", source.get("element") or ""]
    for part in ("count", "page", "line"):
        if source.get(part) is not None and not (part == "line" and source.get("element")):
            parts.append(say(f"report-source-{part}", {part: source[part]}, language))
    status = say(f"report-status-{item['status']}", {}, language)
    code = "report-evidence-at" if item.get("level") is not None else "report-evidence-status"
    return {
        "kind": say(f"report-kind-{item['kind']}", {}, language) if item.get("kind") else "",
        "message": item["message"],
        "status": say(code, {"status": status, "level": item.get("level")}, language),
        "source": " · ".join(part for part in parts if part),
        "quote": source.get("quote") or "",
        "glyph": marks.status(_ITEM_GLYPH.get(item["status"], "met"), skin="print"),
    }


def _actor(actor: Plain, language: str) -> dict[str, str]:
    confidence = actor.get("confidence")
    values = {"rule": actor["rule"], "confidence": percent(confidence or 0.0, (), language)}
    rule = say("report-actor-corrected" if actor.get("corrected") else "report-actor-rule", values, language)
    return {
        "name": actor["name"] or actor["ref"] or say("report-actor-unnamed", {}, language),
        "class": say(f"class-{actor['class']}", {}, language),
        "rule": "" if actor["class"] == "UNK" and not actor.get("corrected") else rule,
        "amount": f"{Decimal(actor['amount']):,.0f}",
    }


def _place(place: Plain, language: str) -> dict[str, str]:
    level = place["level"] or 0
    name = {0: "national", 1: "first"}.get(level, "lower")
    return {
        "name": place["name"] or place["code"] or "",
        "code": place["code"] or "",
        "level": say(f"report-place-{name}", {}, language),
        "share": "" if place["share"] is None else percent(place["share"], (), language),
        "basis": say(f"report-basis-{place['basis']}", {}, language),
    }


def _step(line: Plain, language: str) -> dict[str, Any]:
    passed = line.get("passed")
    glyph = "" if passed is None else marks.status("met" if passed else "fails", skin="print")
    return {
        "id": line["id"],
        "run": say(f"report-run-{line['run']}", {}, language) if line.get("run") else "",
        "message": line["message"],
        "glyph": glyph,
        "result": "" if passed is None else say("report-passed" if passed else "report-failed", {}, language),
    }


def _kind(severity: str, group: list[Plain], language: str) -> dict[str, Any]:
    left = len(group) - MOST_OF_KIND
    remedies = {finding.get("remedy") or "" for finding in group}
    return {
        "severity": say(f"report-severity-{severity}", {}, language),
        "glyph": marks.status(_SEVERITY_GLYPH.get(severity, "todo"), skin="print"),
        "lines": [
            {"message": shortened(finding["message"], language), "at": shortened(_at(finding, language), language)}
            for finding in group[:MOST_OF_KIND]
        ],
        "remedy": shortened(remedies.pop(), language) if len(remedies) == 1 else "",
        "more": say("report-findings-kind-more", {"count": left}, language) if left > 0 else "",
    }


def _at(finding: Plain, language: str) -> str:
    line = finding.get("line")
    parts = [finding.get("file") or "", "" if line is None else say("report-source-line", {"line": line}, language)]
    return ", ".join(part for part in parts if part)
