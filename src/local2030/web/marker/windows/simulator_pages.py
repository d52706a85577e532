"""The allocation simulator: numbers changed in a form, amounts that move at once; kept, compared and taken out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from local2030.figures.windows import Move, moves_figure
from local2030.vocabulary.messages import say
from local2030.web.accounts.permissions import ask, may, visible
from local2030.web.history.chain import append
from local2030.web.marker.windows.allocating import (
    NUMBERS,
    REGION,
    Asking,
    Line,
    Simulation,
    equity_name,
    group_words,
    simulate,
)
from local2030.web.marker.windows.files import table_answer
from local2030.web.marker.windows.models import Scenario
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import by
from local2030.web.registry.models import Thing

HEAD = ("proposal", "title", "identifier", "country", "requested", "level", "local_share_low", "groups", "justified",
        "weight", "floor", "cap", "amount_by_window_rules", "amount", "change", "reason")  # fmt: skip
MOST_SCENARIOS = 50
SHOWN = 12


@require_safe
def simulator(request: HttpRequest, serial: str) -> HttpResponse:
    """Everything for one question: form, picture, table, who gains and loses, how it would be with each number 20% off."""
    window = window_to_simulate(request, serial)
    found = simulate(request.user, window, Asking.of(request.GET))
    kept = visible(request.user, Scenario.objects.filter(window=window)).select_related("by")[:MOST_SCENARIOS]
    currency = str(window.fields.get("currency") or "")
    context = {
        "window": window,
        "found": found,
        "currency": currency,
        "figure": figure_of(found, currency),
        "reasons": {line.after.code: say(line.after.code, None, get_language() or "en") for line in found.lines},
        "rows": sorted(found.lines, key=lambda x: (-x.after.amount, x.request.programme)),
        "gain": found.gainers[:SHOWN],
        "lose": found.losers[:SHOWN],
        "steady": [row for row in sensitivity_rows(found) if row["still"]],
        "sensitivity": [row for row in sensitivity_rows(found) if not row["still"]],
        "by": int(found.rules.sensitivity * 100),
        "fields": _fields(found),
        "regions_changed": any(name.startswith("g_r_") for name in found.asking.typed),
        "mistakes": [(label_of(name), text) for name, text in found.mistakes],
        "scenarios": kept,
        "may_keep": may(request.user, "add", "allocation scenario"),
        "question": found.asking.address(),
    }
    return render(request, "windows/simulator.html", context)


@require_safe
def simulator_file(request: HttpRequest, serial: str, ending: str) -> HttpResponse:
    """The amounts of one question as a file."""
    window = window_to_simulate(request, serial)
    ask(request.user, "export", window)
    found = simulate(request.user, window, Asking.of(request.GET), with_sensitivity=ending == "json")
    rows, about = rows_of(found), about_of(found, window)
    if ending == "json":
        about["sensitivity"] = [v._asdict() for v in found.sensitivity]
    return table_answer(request, ending, f"allocation-{window.serial.lower()}", "window", HEAD, rows, about)


@require_POST
def keep_scenario(request: HttpRequest, serial: str) -> HttpResponse:
    """Keeps a question with its amounts under a name."""
    window = window_to_simulate(request, serial)
    if not may(request.user, "add", "allocation scenario"):
        raise PermissionDenied("add")
    asking = Asking.of(request.POST)
    address = f"{reverse('window-simulator', args=[window.serial])}?{asking.address()}"
    name = clean(request.POST.get("name", ""))[:120]
    if not name:
        from django.contrib import messages

        messages.warning(request, _("Give the scenario a name, so that it can be told from others."))
        return redirect(address)
    found = simulate(request.user, window, asking, with_sensitivity=False)
    with transaction.atomic():
        row = Scenario.objects.create(
            window=window, name=name, question={**asking.typed, "basis": asking.basis},
            result={x.request.programme: str(x.after.amount) for x in found.lines}, rules_sha256=found.sha256,
            by=by(request.user), at=timezone.now(),
        )  # fmt: skip
        after = {"name": name, "rules": found.sha256[:8], "window": window.serial}
        append(
            by=by(request.user), deed="keep-scenario", kind="window", id=window.serial, after=after, audience="audit"
        )
    return redirect(f"{address}#scenario-{row.pk}")


@require_safe
def compare(request: HttpRequest, serial: str) -> HttpResponse:
    """Two kept scenarios side by side: what each proposal gets in either, as they were kept."""
    window = window_to_simulate(request, serial)
    rows = visible(request.user, Scenario.objects.filter(window=window)).select_related("by")
    pair = _pair(rows, request.GET)
    if pair is None:
        return render(request, "windows/compare.html", {"window": window})
    first, second = pair
    titles = dict(Thing.objects.filter(serial__in={*first.result, *second.result}).values_list("serial", "title"))
    lines = []
    for proposal in sorted({*first.result, *second.result}):
        a, b = (_amount(s.result.get(proposal)) for s in (first, second))
        change = None if a is None or b is None else b - a
        lines.append({"serial": proposal, "title": titles.get(proposal, proposal), "a": a, "b": b, "change": change})
    lines.sort(key=lambda x: -abs(x["change"] or 0))
    moves = [Move(str(x["title"]), x["a"] or Decimal(0), x["b"] or Decimal(0)) for x in lines]
    currency = str(window.fields.get("currency") or "")
    context = {
        "window": window, "first": first, "second": second, "lines": lines, "currency": currency,
        "totals": [sum((x[n] or Decimal(0) for x in lines), Decimal(0)) for n in ("a", "b")],
        "differing": _differing(first, second),
        "figure": moves_figure(
            moves, currency, _("As they were kept"), get_language() or "en", (first.name[:40], second.name[:40])
        ),
    }  # fmt: skip
    return render(request, "windows/compare.html", context)


def figure_of(found: Simulation, currency: str) -> Any:
    """The one picture: amounts before and after."""
    moves = [Move(x.proposal.title, x.before.amount, x.after.amount) for x in found.lines]
    source = _("Rules %(sha)s, tried here") % {"sha": found.sha256[:8]}
    return moves_figure(moves, currency, source, get_language() or "en")


def rows_of(found: Simulation) -> list[dict[str, Any]]:
    """The table with codes and exact amounts, for files."""
    return [_row(line) for line in found.lines]


def about_of(found: Simulation, window: Thing) -> dict[str, Any]:
    """What a file says of itself: window, budget, what is left, the hash of the rules, every number of them."""
    rules = found.rules
    return {
        "window": window.serial, "title": window.title, "currency": window.fields.get("currency") or "",
        "levels_that_count": found.asking.basis, "budget": str(found.budget), "spent": str(found.after.spent),
        "left": str(found.after.left), "gain": found.after.gain, "lose": found.after.lose, "moved": str(found.moved),
        "rules_sha256": found.sha256, "shipped_rules_sha256": rules.sha256,
        "minimum_level": str(rules.minimum_level), "minimum_share": str(rules.minimum_share),
        "level_weights": [str(w) for w in rules.level_weights], "floor_amount": str(rules.floor_amount),
        "floor_of_request": str(rules.floor_of_request), "cap_of_budget": str(rules.cap_of_budget),
        "cap_of_request": str(rules.cap_of_request),
        "equity_weights": [f"{group}={weight}" for group, weight in sorted(rules.equity_weights.items())],
        "note": "A simulation to look at, never an automatic cut.",
    }  # fmt: skip


def sensitivity_rows(found: Simulation) -> list[dict[str, Any]]:
    """Each number down and up, in words; `still` where nothing moves."""
    titles = {x.request.programme: x.proposal.title for x in found.lines}
    return [
        {
            "label": label_of(v.threshold), "direction": v.direction, "gain": v.gain, "lose": v.lose, "moved": v.moved,
            "in_or_out": v.in_or_out, "most": titles.get(v.most, ""), "most_change": v.most_change, "still": not v.moved,
        }
        for v in found.sensitivity
    ]  # fmt: skip


def label_of(name: str) -> str:
    """A number of the rules as people call it, by its name in an address or in the rules."""
    words = {
        "level": _("Minimum level"), "share": _("Minimum local share, %"), "floor": _("Floor: amount"),
        "floor_part": _("Floor: part of what is asked, %"), "cap": _("Cap: part of the budget, %"),
        "cap_request": _("Cap: part of what is asked, %"), "budget": _("Budget"),
    }  # fmt: skip
    fields = {field: key for key, (field, _p) in NUMBERS.items()}
    name = fields.get(name, name)
    if name.startswith("level_weight_") or (name[:1] == "w" and name[1:].isdigit()):
        return _("Weight of level %(level)s") % {"level": name[-1]}
    if name.startswith(("equity_", "g_")):
        return _("Weight: %(group)s") % {"group": group_words(name.removeprefix("equity_").removeprefix("g_"))}
    return words.get(name, name)


def window_to_simulate(request: HttpRequest, serial: str) -> Thing:
    """The window, for those who may share its money out on paper."""
    rows = visible(request.user, Thing.objects.filter(kind="window"))
    window = get_object_or_404(rows, serial=serial.upper())
    ask(request.user, "simulate", window)
    return window


def _fields(found: Simulation) -> dict[str, list[dict[str, Any]]]:
    """The form: each number with what holds now and what the window has."""
    rules, base = found.rules, found.window_rules

    def one(name: str, now: Decimal, was: Decimal, part: bool = False, label: str = "") -> dict[str, Any]:
        times = 100 if part else 1
        shown = dict(found.mistakes).get(name) or f"{(now * times).normalize():f}"
        return {"name": name, "label": label or label_of(name), "value": shown, "was": f"{(was * times).normalize():f}",
                "bad": name in dict(found.mistakes)}  # fmt: skip

    numbers = [one(name, getattr(rules, field), getattr(base, field), part) for name, (field, part) in NUMBERS.items()]
    weights = [one(f"w{n}", rules.level_weights[n], base.level_weights[n]) for n in range(4)]
    weighed = sorted(base.equity_weights.items())
    equity, regions = (
        [
            one(equity_name(g), rules.equity_weights.get(g, w), w, label=group_words(g))
            for g, w in weighed
            if g.startswith(REGION) is wanted
        ]
        for wanted in (False, True)
    )
    budget = [one("budget", found.budget, found.before.budget)]
    return {"numbers": numbers, "weights": weights, "equity": equity, "regions": regions, "budget": budget}


def _row(line: Line) -> dict[str, Any]:
    asked, got = line.request, line.after
    return {
        "proposal": asked.programme, "title": line.proposal.title,
        "identifier": line.proposal.fields.get("identifier") or "", "country": line.proposal.country,
        "requested": asked.requested, "level": asked.level, "local_share_low": asked.local_share,
        "groups": sorted(asked.groups), "justified": asked.justified, "weight": got.weight, "floor": got.floor,
        "cap": got.cap, "amount_by_window_rules": line.before.amount, "amount": got.amount, "change": line.change,
        "reason": got.code,
    }  # fmt: skip


def _pair(rows: Any, asked: Mapping[str, str]) -> tuple[Scenario, Scenario] | None:
    """The two scenarios that are asked for; the last two where none is named, None where there aren't two."""
    if "a" not in asked and "b" not in asked:
        last = list(rows[:2])
        return (last[1], last[0]) if len(last) == 2 else None
    keys = [asked.get(name, "") for name in ("a", "b")]
    if not all(key.isascii() and key.isdigit() and len(key) < 18 for key in keys):
        raise Http404
    first, second = (get_object_or_404(rows, pk=int(key)) for key in keys)
    return first, second


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _differing(first: Scenario, second: Scenario) -> list[tuple[str, str, str]]:
    """The numbers by which two questions differ, with both values; a dash is the window's own number."""
    names = sorted(first.question.keys() | second.question.keys())
    pairs = [(n, first.question.get(n, "–"), second.question.get(n, "–")) for n in names]
    return [(_("Levels that count") if n == "basis" else label_of(n), a, b) for n, a, b in pairs if a != b]
