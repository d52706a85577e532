"""A score in its plain form: what the site stores, the API answers, figures draw and the command prints.

Codes and values are the engine's; the sentences are said here, in the language asked for. Amounts are decimal strings
in the reporting currency, shares fractions 0-1, what isn't known is null (docs/reference/score.md has the schema).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from typing import Any

from local2030.marker.criteria import Rubric
from local2030.marker.criterion_levels import COUNTING
from local2030.marker.evidence import Item
from local2030.marker.flows import ZERO, Outflow, by_class
from local2030.marker.levels import LevelResult
from local2030.marker.lift import Lift, Weight, data_wanted, lift, weights
from local2030.marker.score import CriterionScore, Score
from local2030.vocabulary.messages import say, text_in
from local2030.vocabulary.organisations import DEFINITIONS
from local2030.vocabulary.published_marker import published_claim
from local2030.workflows.score_words import lift_words, percent, step_text, trace_words

CENT = Decimal("0.01")
MOSTLY = 0.60
MOST_ACTORS = 500


def plain_score(
    scored: Score,
    rubric: Rubric,
    currency: str,
    language: str = "en",
    *,
    with_lift: bool = True,
    before: Score | None = None,
) -> dict[str, Any]:
    """One programme, as docs/reference/score.md has it."""
    material = scored.material
    first = material.activities[0]
    floor = rubric.money.coverage_floor
    trace = _trace(scored, rubric, language)
    wanted = data_wanted(scored, rubric) if with_lift else ()
    weight = weights(scored, rubric) if with_lift and material.claims else {}
    return {
        "identifier": material.identifier,
        "title": material.title,
        "phase": material.phase,
        "label": "intended" if material.phase == "design" else "observed",
        "reporter": {"name": first.reporter.name, "ref": first.reporter.ref},
        "countries": list(dict.fromkeys(code for a in material.activities for code, _ in a.countries)),
        "start": _day(min((a.start for a in material.activities if a.start), default=None)),
        "end": _day(max((a.end for a in material.activities if a.end), default=None)),
        "goals": sorted({g for a in material.activities for g in a.sdg_goals}, key=lambda g: (len(g), g)),
        "activities": [a.identifier for a in material.activities],
        "file": first.file,
        "line": first.line,
        "last_updated": max((a.last_updated for a in material.activities), default="") or None,
        "content_hash": first.content_hash if len(material.activities) == 1 else None,
        "linked": material.share.linked,
        "level": scored.level,
        "level_possible": scored.possible,
        "level_claimed": published_claim(material.activities) if scored.claimed is None else scored.claimed,
        "level_name": text_in(rubric.level_names[scored.level], language) if scored.level is not None else None,
        "level_possible_name": text_in(rubric.level_names[scored.possible], language),
        "basis": "machine",
        "provisional": True,
        "criteria": [_criterion(c, rubric, material.activities[0].file, weight, language) for c in scored.criteria],
        "trace": trace,
        "trace_sha256": _sha256(rubric, trace),
        "lift": [_lift(step, rubric, currency, language) for step in lift(scored, rubric)] if with_lift else [],
        "divergence": _divergence(scored),
        "local_share": {
            d: {
                "low": _share(s.low), "high": _share(s.high), "coverage": _share(s.coverage),
                "middle": _share((s.low + s.high) / 2)
                if s.low is not None and s.high is not None and s.coverage is not None and s.coverage >= floor else None,
                "direct": amount(s.direct), "via1": amount(s.via1), "via2plus": amount(s.via2plus),
            }
            for d in DEFINITIONS for s in (material.share.by_definition[d],)
        },
        "places": _places(scored),
        "totals": _totals(scored),
        "money_source": {
            "used": material.money.used, "code": material.money.code, "message": say(material.money.code, None, language),
            "iati": amount(material.money.iati), "ledger": amount(material.money.ledger),
        },
        "actors": _actors(scored),
        "moved": _moved(scored, before, rubric),
        "known": _known(scored, wanted[:3], rubric, currency, language),
    }  # fmt: skip


def is_corrected(scored: Score) -> bool:
    """Whether a person's word on an organisation decided anything in it."""
    met = [r.actor for r in scored.recipients] + [p.actor for p in scored.material.partners]
    return any(actor.rule.startswith("register") for actor in met)


def _moved(scored: Score, before: Score | None, rubric: Rubric) -> dict[str, Any] | None:
    """What people's corrections of organisations moved: the same score as it would be without them."""
    if before is None:
        return None
    old, new = (s.material.share.by_definition[rubric.money.definition] for s in (before, scored))
    return {
        "level": {"before": before.level, "after": scored.level},
        "level_possible": {"before": before.possible, "after": scored.possible},
        "local_share": {
            part: {"before": _share(getattr(old, part)), "after": _share(getattr(new, part))}
            for part in ("low", "high", "coverage")
        },
    }


def rubric_head(rubric: Rubric) -> dict[str, Any]:
    """Which rubric it was, who signs for it, and that it isn't adopted until a decision says so."""
    return {
        "id": rubric.id, "version": rubric.version, "title": rubric.title, "status": rubric.status,
        "adopted": bool(rubric.adopted_by), "sha256": rubric.sha256, **rubric.head,
    }  # fmt: skip


def file_knowledge(counts: Mapping[str, float], given: Container[str] = (), language: str = "en") -> dict[str, Any]:
    """What can be known from a file, in one sentence, and which three data would settle most."""
    coverage = counts["known"] / counts["money"] if counts["money"] > 0 else 0.0
    wanted: list[tuple[str, dict[str, object]]] = []
    if not counts["payments"]:
        wanted.append(("file-wants-payments", {}))
    elif counts["named"] < counts["payments"]:
        wanted.append(("file-wants-receivers", {"count": int(counts["payments"] - counts["named"])}))
    elif coverage < 1:
        wanted.append(("file-wants-receiver-types", {"percent": percent(1 - coverage)}))
    if not counts["below"]:
        wanted.append(("file-wants-places", {}))
    if not counts["results"]:
        wanted.append(("file-wants-results", {}))
    wanted += [(f"file-wants-{kind}", {}) for kind in ("claims", "ledger") if kind not in given]
    code, values = _known_code(int(counts["payments"]), int(counts["named"]), int(counts["below"]), coverage)
    return {
        "code": code, "values": values, "message": say(code, values, language),
        "most_wanted": [say(code, values, language) for code, values in wanted[:3]],
        "wanted": [{"code": code, "values": values} for code, values in wanted[:3]],
    }  # fmt: skip


def amount(value: Decimal | None) -> str | None:
    """A decimal string with two places, or more where the sum has more: sums of printed amounts stay exact."""
    if value is None:
        return None
    cents = value.quantize(CENT) if value.is_finite() else value
    return format(cents if cents == value else value.normalize(), "f")


def _criterion(
    c: CriterionScore, rubric: Rubric, file: str, weight: Mapping[int, Weight], language: str
) -> dict[str, Any]:
    known = rubric.criterion(c.id)
    return {
        "id": c.id,
        "title": text_in(known.title, language) if known else c.id,
        "claimed": c.claimed,
        "proven": c.proven,
        "possible": c.possible,
        "state": c.state,
        "reason": {"code": c.code, "values": dict(c.values), "message": say(c.code, c.values, language)},
        "needed": list(c.missing),
        "evidence": [_item(f"{c.id}-{i}", item, weight.get(id(item)), language) for i, item in enumerate(c.items, 1)],
    }


def _item(identifier: str, item: Item, weight: Weight | None, language: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "kind": item.kind,
        "status": item.status,
        "level": item.level,
        "code": item.code,
        "values": dict(item.values),
        "message": say(item.code, item.values, language),
        "without": {"proven": weight.criterion_level, "level": weight.level} if weight else None,
        "source": {
            "file": item.file, "line": item.line, "element": item.element, "count": item.how_many, "page": item.page,
            "quote": item.quote or None, "document": item.values.get("document") or None, "sha256": item.sha256 or None,
        },
    }  # fmt: skip


def _trace(scored: Score, rubric: Rubric, language: str) -> list[dict[str, Any]]:
    material = scored.material
    share = material.share.by_definition[rubric.money.definition]
    steps: list[tuple[str, str, str | None, str, dict[str, Any], bool | None]] = [
        ("money", material.money.used, None, "trace-money",
         {"used": material.money.used, "iati": amount(material.money.iati), "ledger": amount(material.money.ledger)}, None),
        ("money", rubric.money.definition, None, "trace-share",
         {"definition": rubric.money.definition, "low": _share(share.low), "high": _share(share.high),
          "coverage": _share(share.coverage)}, None),
    ]  # fmt: skip
    steps += [
        ("criterion", c.id, None, "trace-criterion",
         {"criterion": c.id, "proven": c.proven, "possible": c.possible, "state": c.state, "claimed": c.claimed,
          "evidence": sorted(f"{i.kind}{i.level}:{i.status}:{i.code}" for i in c.items)}, None)
        for c in scored.criteria
    ]  # fmt: skip
    for run, result in (("proven", scored.proven_run), ("possible", scored.possible_run)):
        steps += _gates(run, result)
    return [
        {"step": step, "id": id_, "run": run, "code": code, "values": values, "passed": passed,
         "message": trace_words(code, values, language)}
        for step, id_, run, code, values, passed in steps
    ]  # fmt: skip


def _gates(run: str, result: LevelResult) -> list[tuple[str, str, str | None, str, dict[str, Any], bool | None]]:
    steps: list[tuple[str, str, str | None, str, dict[str, Any], bool | None]] = [
        ("gate", f"L{s.level}", run, f"gate-{s.kind}",
         {"level": s.level, "name": s.name, "value": _number(s.value), "threshold": _number(s.threshold)}, s.passed)
        for s in result.steps
    ]  # fmt: skip
    steps.append(("score", "level", run, "trace-level", {"value": result.level, "mean": _number(result.mean)}, None))
    return steps


def _sha256(rubric: Rubric, trace: list[dict[str, Any]]) -> str:
    bare = [{key: value for key, value in step.items() if key != "message"} for step in trace]
    content = json.dumps([rubric.sha256, bare], sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def _lift(step: Lift, rubric: Rubric, currency: str, language: str) -> dict[str, Any]:
    title = _title(step.criterion, rubric, language)
    about = {"count": step.narrows, "criterion": step.criterion or None, "start": step.start, "target": step.target,
             "next": step.values.get("next", "")}  # fmt: skip
    why = "lift-step-reason" if step.kind == "step" else "lift-datum-reason" if step.narrows else "lift-datum-alone"
    asked = step_text(rubric, step.criterion, step.target, language)
    return {
        "code": step.code,
        "kind": step.kind,
        "criterion": step.criterion or None,
        "from": step.start,
        "to": step.target,
        "points": step.points,
        "owner": step.owner,
        "level": step.level,
        "level_possible": step.possible,
        "values": dict(step.values),
        "message": lift_words(step.code, step.values, title, asked, currency, language),
        "reason_code": why,
        "reason_values": about,
        "reason": say(why, {**about, "criterion": title or "-"}, language),
    }


def _title(criterion: str, rubric: Rubric, language: str) -> str:
    known = rubric.criterion(criterion)
    return text_in(known.title, language) if known else ""


def _divergence(scored: Score) -> dict[str, Any] | None:
    d = scored.divergence
    if d is None:
        return None
    return {
        "over": {"low": _rounded(d.over_low), "high": _rounded(d.over_high)},
        "under": {"low": _rounded(d.under_low), "high": _rounded(d.under_high)},
        "blind": _rounded(d.blind),
        "word": d.word or None,
        "word_high": d.word_high,
        "by_criterion": dict(d.by_criterion),
        "claims": d.claims,
    }


def _places(scored: Score) -> dict[str, Any]:
    where = scored.material.territories
    return {
        "subnational_share": _share(where.subnational_share),
        "equal_split": where.equal_split,
        "list": [
            {
                "name": t.name, "code": t.code or None, "country": t.country or None, "level": t.level,
                "share": _share(t.share), "amount": amount(t.amount.quantize(CENT)) if t.amount is not None else None,
                "point": list(t.point) if t.point else None, "basis": t.basis, "reach": t.reach or None, "line": t.line,
            }
            for t in where.places
        ],
    }  # fmt: skip


def _totals(scored: Score) -> dict[str, Any]:
    activities, flows = scored.material.activities, [flow for _, flow in scored.material.flows]
    classes = by_class(scored.recipients)
    return {
        "transactions": sum(len(a.transactions) for a in activities),
        "locations": sum(len(a.locations) for a in activities),
        "participating_orgs": sum(len(a.parties) for a in activities),
        "outgoing_by_class": {name: amount(value) for name, value in classes.items()},
        "in_scope": amount(sum(classes.values(), ZERO)),
        "local_procurement": amount(scored.material.share.local_procurement),
        "excluded": {
            key: amount(_sum(flow.excluded.get(key, ZERO) for flow in flows)) for key in ("indirect_cost", "internal")
        },
        "no_rate": sum(flow.no_rate for flow in flows),
        "outgoing": _by_currency(flows),
    }


def _by_currency(flows: list[Outflow]) -> dict[str, str | None]:
    sums: dict[str, Decimal] = {}
    for flow in flows:
        for currency, value in flow.outgoing.items():
            sums[currency] = sums.get(currency, ZERO) + value
    return {currency: amount(value) for currency, value in sums.items()}


def _actors(scored: Score) -> list[dict[str, Any]]:
    rows = [(r.name, r.ref, r.actor, amount(r.amount), "receiver") for r in scored.recipients if r.name or r.ref]
    paid = {(name.casefold(), ref.upper()) for name, ref, *_ in rows}
    rows += [
        (p.name, p.ref, p.actor, None, p.role)
        for p in scored.material.partners
        if (p.name or p.ref) and (p.name.casefold(), p.ref.upper()) not in paid
    ]
    return [
        {
            "name": name, "ref": ref or None, "class": actor.actor_class, "reach": actor.reach, "rule": actor.rule,
            "confidence": actor.confidence, "country": actor.country or None, "amount": value, "role": role,
            "corrected": actor.rule.startswith("register"),
        }
        for name, ref, actor, value, role in rows[:MOST_ACTORS]
    ]  # fmt: skip


def _known(scored: Score, wanted: Sequence[Lift], rubric: Rubric, currency: str, language: str) -> dict[str, Any]:
    code, values = _known_of(scored)
    steps = [_lift(step, rubric, currency, language) for step in wanted]
    return {
        "code": code, "values": values, "message": say(code, values, language),
        "most_wanted": [step["message"] for step in steps],
        "wanted": [{key: step[key] for key in ("code", "criterion", "to", "values")} for step in steps],
    }  # fmt: skip


def _known_of(scored: Score) -> tuple[str, dict[str, object]]:
    material = scored.material
    payments = sum(flow.payments for _, flow in material.flows)
    named = payments - sum(flow.unnamed for _, flow in material.flows)
    total = material.share.total
    coverage = float((total - material.share.unknown) / total) if total > 0 else 0.0
    code, values = _known_code(payments, named, material.territories.below_national, coverage)
    told = {item.criterion for item in material.items if item.kind in ("D", "A") and item.status in COUNTING}
    if told:
        return f"{code}-told", {**values, "told": len(told), "all": len(scored.criteria)}
    return code, values


def _known_code(payments: int, named: int, places: int, coverage: float) -> tuple[str, dict[str, object]]:
    money = "none" if not payments else "unnamed" if not named else "mostly" if coverage >= MOSTLY else "partly"
    return f"known-{money}-{'some' if places else 'none'}", {
        "payments": payments, "places": places, "coverage": percent(coverage)
    }  # fmt: skip


def _share(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 8)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 4)


def _sum(values: Any) -> Decimal:
    return sum(values, ZERO)


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None
