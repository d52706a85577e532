"""Forms of expert rounds: statements, invitations, the expert's own answers; and the page of a remark."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from local2030.marker.performance.delphi import HIGH, LOW
from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import may, visible
from local2030.web.marker.expert_group import rounds
from local2030.web.marker.expert_group.models import Answer, Remark
from local2030.web.marker.expert_group.round_page import bills_of, round_plain, statement_words
from local2030.web.registry.changing import Unfit
from local2030.web.registry.models import Thing


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def round_answer(request: HttpRequest, serial: str) -> HttpResponse:
    """The expert's own answers; in the second sitting with what the group said in the first, and the own rating of then."""
    thing = _round(request, serial)
    if not rounds.is_expert(request.user, thing):
        raise PermissionDenied("answer")
    if thing.state not in rounds.SITTING:
        messages.info(request, _("No sitting of this round is open."))
        return redirect(thing.get_absolute_url())
    form = AnswerForm(thing, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rounds.answer(request.user, thing, form.given())
        except Unfit as unfit:
            form.add_error(None, _said(unfit))
        else:
            messages.info(request, _("Your answers are kept. You may change them until the sitting is closed."))
            return redirect(thing.get_absolute_url())
    context = {"thing": thing, "form": form, "sitting": rounds.SITTING[thing.state], "pairs": form.pairs()}
    return render(request, "expert_group/round_answer.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def round_statements(request: HttpRequest, serial: str) -> HttpResponse:
    """More statements, one on each line."""
    thing = _round(request, serial)
    try:
        rounds.add_statements(request.user, thing, request.POST.get("statements", "")[:60_000].splitlines())
    except Unfit as unfit:
        return _refused(request, thing, unfit)
    return redirect(f"{thing.get_absolute_url()}#statements")


@require_POST
@login_required
def round_invite(request: HttpRequest, serial: str) -> HttpResponse:
    """One expert more."""
    thing = _round(request, serial)
    text = request.POST.get("person", "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    person = get_object_or_404(get_user_model(), pk=int(text), is_active=True)
    try:
        rounds.invite(request.user, thing, person)
    except Unfit as unfit:
        return _refused(request, thing, unfit)
    return redirect(f"{thing.get_absolute_url()}#experts")


@require_safe
def remark(request: HttpRequest, serial: str, number: int) -> HttpResponse:
    """A remark without its author, and the bills that it led to."""
    thing = _round(request, serial)
    row = get_object_or_404(Remark.objects.select_related("statement"), round=thing, number=number)
    cited = f"{thing.serial}/{row.number}"
    context = {
        "thing": thing, "remark": row, "cited": cited, "bills": bills_of(request.user, cited),
        "may_propose": may(request.user, "add", "marker rubric"),
    }  # fmt: skip
    return render(request, "expert_group/remark.html", context)


@require_safe
def round_json(request: HttpRequest, serial: str) -> HttpResponse:
    """The round as data: closed sittings only."""
    thing = _round(request, serial)
    answer = HttpResponse(json.dumps(round_plain(thing), ensure_ascii=False, indent=1), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{thing.serial}.json"'
    return answer


class AnswerForm(forms.Form):
    """A rating and a comment for each statement."""

    def __init__(self, thing: Thing, reader: Any, *args: Any, **kwargs: Any) -> None:
        self.thing, self.reader, self.sitting = thing, reader, rounds.SITTING[thing.state]
        self.statements = list(thing.statements.all())
        mine = Answer.objects.filter(statement__round=thing, user=reader, sitting=self.sitting).select_related(
            "statement"
        )
        kept = {a.statement.number: a for a in mine}
        super().__init__(*args, **kwargs)
        scale = [(str(n), str(n)) for n in range(LOW, HIGH + 1)]
        for s in self.statements:
            old = kept.get(s.number)
            self.fields[f"r_{s.number}"] = forms.ChoiceField(
                label=_("Your rating"), choices=scale, widget=forms.RadioSelect, required=False,
                initial=str(old.rating) if old else None, help_text=_("1 not at all, 5 neither, 9 fully"),
            )  # fmt: skip
            self.fields[f"c_{s.number}"] = forms.CharField(
                label=_("Comment"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}),
                initial=old.comment if old else "",
                help_text=_("Shown without your name once the sitting is closed. Write nothing that tells who you are."),
            )  # fmt: skip

    def pairs(self) -> list[dict[str, Any]]:
        """Each statement with its two fields, and the first sitting's figures where there are any."""
        from local2030.web.marker.expert_group.round_page import own_answers

        found, own = rounds.results(self.thing), own_answers(self.reader, self.thing)
        language = get_language() or "en"
        return [
            {
                **statement_words(s, found, own, language),
                "rating": self[f"r_{s.number}"],
                "comment": self[f"c_{s.number}"],
            }
            for s in self.statements
        ]

    def given(self) -> dict[int, tuple[int, str]]:
        """What was rated; a statement without a rating is left out, its comment with it."""
        of = self.cleaned_data
        return {
            s.number: (int(of[f"r_{s.number}"]), of[f"c_{s.number}"]) for s in self.statements if of[f"r_{s.number}"]
        }


def _round(request: HttpRequest, serial: str) -> Thing:
    rows = visible(request.user, Thing.objects.filter(kind=rounds.KIND))
    return get_object_or_404(rows, serial=serial.upper())


def _refused(request: HttpRequest, thing: Thing, unfit: Unfit) -> HttpResponse:
    return render(request, "expert_group/refused.html", {"thing": thing, "words": _said(unfit)}, status=422)


def _said(unfit: Unfit) -> str:
    language = get_language() or "en"
    return " ".join(
        f"{say(f.code, f.values, language)} {remedy(f.code, f.values, language)}".strip() for f in unfit.findings
    )
