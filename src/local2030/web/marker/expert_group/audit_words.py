"""What the page of the audit says, out of the document of `marker audit`: no figure is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from local2030.marker.criteria import Rubric, rubric
from local2030.marker.performance.records import LEVEL
from local2030.marker.performance.settings import shipped
from local2030.vocabulary.messages import remedy, say, text_in
from local2030.web.marker.expert_group.models import AuditReport

DAY = 86_400
CONCORDANT = {"claimed": gettext_lazy("Claimed level"), "reviewed": gettext_lazy("Reviewed level")}


def audit_context(report: AuditReport, language: str) -> dict[str, Any]:
    """For page and PDF: the figure, the patterns in words, and each table as heads and ready cells."""
    plain = report.plain
    rules, known = shipped(), rubric()
    names = criterion_names(known, language)
    return {
        "report": report,
        "plain": plain,
        "figure": figure_of(report, plain, language),
        "patterns": [_pattern(n, p, language) for n, p in enumerate(plain["patterns"], 1)],
        "patterns_title": patterns_title(plain, language),
        "tables": [
            _drift(plain, names, language), _concordance(plain), _validity(plain), _items(plain, names, language), _cheating(known, language),
        ],
        "cost": _cost(plain["site"]["cost"]),
        "sources": [_source(source) for source in plain["site"]["sources"]],
        "facts": _facts(plain, rules.false_discovery_rate),
        "invented": report.invented,
    }  # fmt: skip


def figure_of(report: AuditReport, plain: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The picture of agreement, drawn once for a report and a language."""
    from local2030.figures.marker_audit import agreement_figure

    def drawn() -> dict[str, Any]:
        source = _("%(rows)s ratings of %(programmes)s programmes, audit of %(day)s, table %(sha)s") % {
            "rows": plain["rows"], "programmes": plain["programmes"], "day": date_format(report.at, "DATE_FORMAT"),
            "sha": report.rows_sha256[:8],
        }  # fmt: skip
        figure = agreement_figure(plain["agreement"], rubric(), shipped(), source, language)
        parts = ("title", "what", "source", "numbers", "svg_wide", "svg_narrow", "svg_print", "description")
        return {part: getattr(figure, part) for part in parts}

    return cache.get_or_set(f"agreement:{report.pk}:{language}", drawn, DAY) or {}


def patterns_title(plain: Mapping[str, Any], language: str) -> str:
    """How many patterns there are, with the number of tests."""
    count = len(plain["patterns"])
    code = "audit-patterns" if count else "audit-patterns-none"
    return say(code, {"count": count, "tested": plain["tested"]}, language)


def criterion_names(known: Rubric, language: str) -> dict[str, str]:
    """Each criterion with its number and title, and the level."""
    names = {c.id: f"{c.id} {text_in(c.title, language)}" for c in known.criteria}
    return names | {LEVEL: say("audit-level", {}, language)}


def figure_words(found: Mapping[str, Any] | None, places: int = 2) -> str:
    """An estimate with its interval and n; without a figure the reason."""
    if found is None:
        return "–"
    n = found.get("n")
    bounds = ""
    if found.get("low") is not None and found.get("high") is not None:
        bounds = f"{found['low']:.{places}f} – {found['high']:.{places}f}"
    if found.get("value") is None:
        return f"{bounds} (n {n})" if bounds else str(found.get("reason") or "–")
    value = f"{found['value']:.{places}f}"
    return f"{value} ({bounds}; n {n})" if bounds else f"{value} (n {n})"


def share_words(found: Mapping[str, Any] | None) -> str:
    """A share in percent with its interval."""
    if found is None or found.get("value") is None:
        return str((found or {}).get("reason") or "–")
    value, low, high = (found.get(name) for name in ("value", "low", "high"))
    if low is None or high is None:
        return f"{value:.0%}"
    return f"{value:.0%} ({low:.0%} – {high:.0%})"


def _pattern(number: int, p: Mapping[str, Any], language: str) -> dict[str, Any]:
    said = {"subject": p["subject"], **p["values"]}
    return {
        "number": number,
        "code": p["code"],
        "message": say(p["code"], said, language),
        "remedy": remedy(p["code"], said, language),
        "p": p["p"],
        "q": None if p["q"] is None else f"{p['q']:.3f}" if p["q"] >= 0.001 else "< 0.001",
    }


def _drift(plain: Mapping[str, Any], names: Mapping[str, str], language: str) -> dict[str, Any]:
    rows = [
        [names.get(d["criterion"], d["criterion"]), d["before"], d["after"], figure_words(d["change"])]
        for d in plain["drift"]
    ]
    return {
        "id": "drift",
        "title": _("How agreement changed with the rubric"),
        "lede": _("Alpha under a later version less that under the one before. Other programmes and other reviewers may explain a change as well."),
        "head": [_("Criterion"), _("Before"), _("After"), _("Change of alpha")],
        "rows": rows,
        "nothing": _("All ratings are under one version of the rubric, so there is nothing to compare yet."),
    }  # fmt: skip


def _concordance(plain: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [str(CONCORDANT.get(c["of"], c["of"])), figure_words(c["tau"]), figure_words(c["rho"]), figure_words(c["bounds"]),
         str(c["left_out"])]
        for c in plain["concordance"]
    ]  # fmt: skip
    return {
        "id": "concordance",
        "title": _("Does the level go with the money?"),
        "lede": _("Between the level as a whole and the local share: 1 is the same order throughout, 0 none. Going together is no proof of a cause."),
        "head": [_("Level"), _("Kendall's tau-b"), _("Spearman's rho"), _("Tau-b whatever the true shares are"), _("Share not known well enough")],
        "rows": rows,
        "nothing": _("No programme has both a level and a local share here."),
    }  # fmt: skip


def _validity(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Does the level say what it should: beside money, places, agreements and results at closure."""
    found = plain.get("validity") or {}
    places = {row["of"]: row for row in found.get("places") or ()}
    groups = {row["of"]: row for row in found.get("known_groups") or ()}
    rows = []
    for each in found.get("discrimination") or ():
        of = each["of"]
        group = groups.get(of) or {}
        rows.append([
            str(CONCORDANT.get(of, of)), figure_words(each["auc"]), _rates(each), figure_words((places.get(of) or {}).get("tau")),
            figure_words(group.get("superiority")),
        ])  # fmt: skip
    outcomes = (found.get("outcomes") or {}).get("tau")
    gate = next((f"{each['gate']:.0%}" for each in found.get("discrimination") or ()), "15%")
    return {
        "id": "validity",
        "title": _("Does the level say what it should?"),
        "lede": _("Programmes with a local share of %(gate)s or more told from the others, the share of money with a place, programmes with a signed agreement with a local government beside those without (0.5 is no difference). Level at design and local outcomes at closure: %(outcomes)s Nothing here proves a cause.") % {
            "gate": gate, "outcomes": figure_words(outcomes)},
        "head": [_("Level"), _("Told apart (AUC)"), _("Level 2 found, others left"), _("With money by place (tau-b)"), _("With and without an agreement")],
        "rows": rows,
        "nothing": _("No programme has both a level and a local share here."),
    }  # fmt: skip


def _rates(each: Mapping[str, Any]) -> str:
    """How many of those that reach the share have level 2 or more, and how many of the others don't."""
    found, left = each["sensitivity"], each["specificity"]
    if found is None or left is None:
        return "–"
    return f"{found:.0%} (n {each['reached']}), {left:.0%} (n {each['missed']})"


def _items(plain: Mapping[str, Any], names: Mapping[str, str], language: str) -> dict[str, Any]:
    found = plain["items"]
    rows = [
        [names.get(i["criterion"], i["criterion"]), figure_words(i["rest"]), figure_words(i["discrimination"]),
         share_words(i["floor"]), share_words(i["ceiling"]), share_words(i["decisive"]),
         " ".join(say(code, {}, language) for code in i["codes"]) or "–"]
        for i in found["items"]
    ]  # fmt: skip
    alpha = figure_words(found["alpha"])
    return {
        "id": "items",
        "title": _("How each criterion does its work"),
        "lede": _("Cronbach's alpha over all criteria: %(alpha)s. With gates and no sum a low figure is a question, not a verdict.") % {"alpha": alpha},
        "head": [_("Criterion"), _("With the rest"), _("Tells apart"), _("At 0"), _("At 3"), _("One more would lift"), _("Question")],
        "rows": rows,
        "nothing": _("No programme was scored on all criteria."),
    }  # fmt: skip


def _cheating(known: Rubric, language: str) -> dict[str, Any]:
    from local2030.workflows.cheating_cost import cheating_plain

    return cheating_table(cheating_plain(known), language)


def cheating_table(costs: Iterable[Mapping[str, Any]], language: str) -> dict[str, Any]:
    """What each gate costs to pass by made-up evidence, the cheapest way."""
    rows = []
    for gate in costs:
        ways = [
            _("%(criterion)s to %(level)s by %(kinds)s") % {
                "criterion": e["criterion"], "level": e["to"],
                "kinds": " + ".join([*(say(f"report-kind-{k}", {}, language) for k in e["kinds"]), *([_("invented payments")] if e["measured"] else [])]) or _("nothing new"),
            }
            for e in gate["evidence"]
        ]  # fmt: skip
        ways += [_("a local government as partner") for _fact in gate["facts"]]
        cost = _("no way") if gate["cost"] is None else _("about %(days)s days") % {"days": f"{gate['cost']:g}"}
        rows.append([str(gate["level"]), cost, "; ".join(ways) or "–"])
    return {
        "id": "cheating",
        "title": _("What it would cost to cheat"),
        "lede": _("The cheapest made-up evidence that passes each gate, from nothing. Days are a guess, good for comparing one gate and one version with the next."),
        "head": [_("Level"), _("Work of making it up"), _("What would be made up")],
        "rows": rows,
        "nothing": "",
    }  # fmt: skip


def _cost(cost: Mapping[str, Any]) -> list[dict[str, Any]]:
    words = (("minutes", _("Minutes that a reviewer takes for one programme")),
             ("claimants", _("Minutes at work on the claims of one programme, by times of saving; the aim is 45")),
        ("items", _("Pieces of evidence in a published assessment")))  # fmt: skip
    found = []
    for name, label in words:
        spread = cost.get(name) or {"n": 0, "least": 1, "median": None}
        if spread["median"] is None:
            missing = spread["least"] - spread["n"]
            value = _("not told yet")
            small = _("%(n)s so far, %(missing)s more are needed") % {"n": spread["n"], "missing": missing}
        else:
            value = f"{spread['median']:g}"
            small = _("median of %(n)s, %(low)s to %(high)s") % {
                "n": spread["n"], "low": spread["low"], "high": spread["high"],
            }  # fmt: skip
        found.append({"label": label, "value": value, "why": small})
    return found


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    name = _("Blind reviews of published assessments") if source["code"] == "assessments" else source["name"]
    return {**source, "name": name}


def _facts(plain: Mapping[str, Any], rate: float) -> list[dict[str, Any]]:
    criteria = [a for a in plain["agreement"] if a["criterion"] != LEVEL]
    good = sum(a["alpha"] is not None and a["alpha"] >= shipped().good for a in criteria)
    return [
        {"label": _("Criteria on which reviewers agree well"), "value": f"{good} / {len(criteria)}",
         "why": _("alpha of 0.80 or more")},
        {"label": _("Patterns to look at"), "value": str(len(plain["patterns"])),
         "why": _("of %(tested)s tests; at most %(rate)s of those shown are there by chance") % {"tested": plain["tested"], "rate": f"{rate:.0%}"}},
        {"label": _("Programmes rated"), "value": str(plain["programmes"]),
         "why": _("%(rows)s ratings") % {"rows": plain["rows"]}},
    ]  # fmt: skip
