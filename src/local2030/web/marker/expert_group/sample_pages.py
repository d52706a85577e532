"""Pages of samples: drawing, the reviewer's own readings, one reading with the programme's evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from local2030.marker.criteria import Rubric
from local2030.marker.performance.settings import shipped
from local2030.vocabulary.messages import remedy, say, text_in
from local2030.web.accounts.permissions import visible
from local2030.web.jobs.running import launch_waiting
from local2030.web.marker.expert_group import samples
from local2030.web.marker.expert_group.models import SampleReading
from local2030.web.marker.expert_group.sample_page import evidence_of
from local2030.web.marker.rubric_page import rubric_plain
from local2030.web.registry.changing import Unfit
from local2030.web.registry.models import Thing

CANT = "none"


@require_POST
@login_required
def sample_draw(request: HttpRequest, serial: str) -> HttpResponse:
    """Draws the sample and hands it out."""
    rows = visible(request.user, Thing.objects.filter(kind=samples.KIND))
    thing = get_object_or_404(rows, serial=serial.upper())
    try:
        number = samples.draw(request.user, thing)
    except Unfit as unfit:
        return render(request, "expert_group/refused.html", {"thing": thing, "words": _said(unfit)}, status=422)
    messages.info(request, _("%(number)s programmes are drawn and handed out.") % {"number": number})
    return redirect(thing.get_absolute_url())


@require_safe
@never_cache
@login_required
def readings(request: HttpRequest) -> HttpResponse:
    """The reader's own readings: what waits and what was handed in."""
    rows = list(samples.waiting_for(request.user))
    context = {"waiting": [r for r in rows if r.done is None], "done": [r for r in rows if r.done is not None]}
    return render(request, "expert_group/readings.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def reading(request: HttpRequest, reading_id: int) -> HttpResponse:
    """One programme with its evidence and the rubric's words; no level, no claim, no other reviewer."""
    rows = SampleReading.objects.select_related("item", "item__sample", "item__programme", "item__score")
    row = get_object_or_404(rows, pk=reading_id, reviewer=request.user, declined="")
    used = samples.rubric_read_by(row.item)
    form, status = (
        ReadingForm(used, request.POST if request.method == "POST" and "decline" not in request.POST else None),
        200,
    )
    if request.method == "POST":
        status = 422
        try:
            if "decline" in request.POST:
                samples.decline(request.user, row, request.POST.get("why", "")[:500])
                messages.info(request, _("Thank you. Somebody else is asked."))
                return redirect("sample-readings")
            if form.is_valid():
                samples.score(
                    request.user, row, form.scores(), form.cleaned_data["comment"], form.cleaned_data["minutes"]
                )
                launch_waiting()
                messages.info(request, _("Your scores are handed in. They can't be changed any more."))
                return redirect("sample-readings")
        except Unfit as unfit:
            form.add_error(None, _said(unfit)) if form.is_bound else messages.warning(request, _said(unfit))
    result = row.item.score.result
    parts = evidence_of(result, rubric_plain(get_language() or "en", used))
    context = {
        "reading": row, "form": form, "title": row.item.programme.title or row.item.identifier,
        "parts": [(part, form[f"s_{part['asked']['id']}"]) for part in parts],
        "is_open": row.done is None and row.item.sample.state == "reading",
    }  # fmt: skip
    return render(request, "expert_group/reading.html", context, status=status)


class ReadingForm(forms.Form):
    """A level for each criterion, or that it can't be judged; the minutes it took."""

    def __init__(self, used: Rubric, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        for criterion in used.criteria:
            anchors = [f"{rule.level}: {text_in(rule.anchor, language)}" for rule in criterion.levels]
            choices = [("0", _("0: none of it")), *((str(n), words) for n, words in enumerate(anchors, 1))]
            self.fields[f"s_{criterion.id}"] = forms.ChoiceField(
                label=_("Level of %(criterion)s") % {"criterion": criterion.id},
                choices=[*choices[: shipped().most_score + 1], (CANT, _("I can't judge this"))], widget=forms.RadioSelect,
            )  # fmt: skip
        self.fields["minutes"] = forms.IntegerField(
            label=_("Minutes that it took you"), required=False, min_value=1, max_value=samples.LONGEST_MINUTES,
            help_text=_("Only to learn what a review costs."),
        )  # fmt: skip
        self.fields["comment"] = forms.CharField(
            label=_("What in the rubric's words was hard to apply"), required=False, max_length=4000,
            widget=forms.Textarea({"rows": 3}),
        )  # fmt: skip

    def scores(self) -> dict[str, int]:
        """What was judged."""
        given = {name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("s_")}
        return {name: int(value) for name, value in given.items() if value != CANT}


def _said(unfit: Unfit) -> str:
    language = get_language() or "en"
    return " ".join(
        f"{say(f.code, f.values, language)} {remedy(f.code, f.values, language)}".strip() for f in unfit.findings
    )
