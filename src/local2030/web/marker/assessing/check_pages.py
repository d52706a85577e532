"""The localization check: twelve questions at most, for everybody; its answers can begin an assessment or join a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from local2030.marker.check import answered, check
from local2030.marker.criteria import rubric
from local2030.vocabulary.messages import text_in
from local2030.web.accounts.permissions import ask, may, visible
from local2030.web.marker.assessing import page, starting
from local2030.web.marker.assessing.claims import active, levels, state_level
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.assessing.standing import restand
from local2030.web.marker.models import Programme
from local2030.web.registry import changing

MOST_DRAFTS = 20


@require_http_methods(["GET", "POST"])
def localization_check(request: HttpRequest) -> HttpResponse:
    """The questions; then what the answers claim, and what would have to be shown."""
    asked, language = check(), get_language() or "en"
    begun = request.method == "POST" or any(q.id in request.GET for q in asked.questions)
    form = CheckForm((request.POST if request.method == "POST" else request.GET) if begun else None)
    result: dict[str, Any] = {}
    if begun and form.is_valid():
        if "goal" in request.POST:
            return _grown(request, form.answers())
        result = _result(form.answers(), language)
    goals = _goals(request.user) if result and may(request.user, "claim", "marker assessment") else []
    context = {
        "form": form,
        "check": asked,
        "result": result,
        "goals": goals,
        "wants_sign_in": not request.user.is_authenticated,
    }
    return render(request, "assessing/check.html", context, status=422 if begun and not form.is_valid() else 200)


class CheckForm(forms.Form):
    """A choice for each question; each may stay open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        for question in check().questions:
            choices = [(o.code, text_in(o.text, language)) for o in question.options]
            self.fields[question.id] = forms.ChoiceField(
                label=text_in(question.text, language), choices=choices, widget=forms.RadioSelect, required=False
            )

    def answers(self) -> dict[str, str]:
        """What was answered."""
        return {name: value for name, value in self.cleaned_data.items() if value}


def _result(answers: dict[str, str], language: str) -> dict[str, Any]:
    """What the answers claim, criterion by criterion, and the kinds of evidence that would show it."""
    held = rubric()
    found = answered(answers, check(), held)
    rows = []
    for criterion in held.criteria:
        level = found.levels.get(criterion.id)
        rule = criterion.levels[level - 1] if level else None
        needed = sorted(min(rule.needs, key=len)) if rule is not None and rule.needs else []
        rows.append(
            {
                "id": criterion.id, "title": text_in(criterion.title, language), "claimed": level, "proven": None,
                "possible": 3, "state": "unverifiable" if level is not None else "not_screened",
                "anchor": text_in(rule.anchor, language) if rule is not None else "",
                "needed": [page.say(f"report-kind-{kind}", None, language) for kind in needed],
            }
        )  # fmt: skip
    return {"low": found.low, "high": found.high, "open": found.open, "criteria": rows, "answers": answers,
            "complete": not found.open}  # fmt: skip


def _goals(reader: Any) -> list[tuple[str, str]]:
    """Where the answers could go: the reader's drafts, and programmes that could be begun."""
    drafts = Assessment.objects.filter(thing__state="draft", thing__made_by=reader).select_related("thing")
    found = [(f"draft:{d.thing.serial}", f"{d.thing.serial} {d.thing.title}"[:120]) for d in drafts[:MOST_DRAFTS]]
    rows = visible(reader, Programme.objects.filter(current=True).exclude(identifier="")).select_related("upload")
    mine = [p for p in rows.order_by("-id")[:60] if starting.may_start(reader, p)][:MOST_DRAFTS]
    open_ones = {(a.identifier, a.phase) for a in Assessment.objects.filter(thing__state__in=starting.OPEN)}
    new = [p for p in mine if (p.identifier, p.phase) not in open_ones]
    return found + [(f"programme:{p.pk}", (p.title or p.identifier)[:120]) for p in new]


def _grown(request: HttpRequest, answers: dict[str, str]) -> HttpResponse:
    """Takes the answers into an assessment: for each criterion that has no claim yet."""
    ask(request.user, "claim", "marker assessment")
    sort, _colon, name = request.POST.get("goal", "").partition(":")
    if sort == "programme" and name.isdigit():
        programme = get_object_or_404(visible(request.user, Programme.objects.all()), pk=int(name))
        try:
            thing = starting.start(request.user, programme.identifier, programme.phase)
        except changing.Unfit as unfit:
            messages.warning(request, page.spoken(unfit.findings[0])["message"])
            return redirect("localization-check")
        row = thing.assessment
    else:
        rows = Assessment.objects.select_related("thing").filter(thing__state="draft")
        row = get_object_or_404(rows, thing__serial=name, thing__made_by=request.user)
    there, taken = levels(active(row)), 0
    for criterion, level in answered(answers, check(), rubric()).levels.items():
        if criterion not in there:
            state_level(request.user, row, criterion, level, "", origin="check")
            taken += 1
    restand(row, "claim", "localization check")
    messages.info(request, _("Taken over from the check: %(count)s criteria.") % {"count": taken})
    return redirect(row.thing.get_absolute_url())
