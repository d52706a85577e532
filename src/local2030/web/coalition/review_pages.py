"""The Secretariat's screening and its choice of reviewers, the reviewer's own pages, the Committee's decision."""

from __future__ import annotations

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
from django.views.decorators.http import require_http_methods, require_safe

from local2030.coalition.hub_questions import hub_questions
from local2030.methods.signed_files import worded
from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import ask, visible
from local2030.web.coalition import application_pages, judging, screening
from local2030.web.coalition.applying import KIND
from local2030.web.registry import changing, reviewing
from local2030.web.registry.forms import ThingForm, typed
from local2030.web.registry.kinds import kind_of
from local2030.web.registry.models import Review, Thing
from local2030.web.registry.reading import is_claimant, shown_columns
from local2030.web.registry.thing_page import shown
from local2030.web.registry.words import refusal_words, state_word

NOT_JUDGED = "none"


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def screen(request: HttpRequest, serial: str) -> HttpResponse:
    """What the Secretariat looks at before an application goes on, and the deed that lets it go on."""
    thing = _judged(request, serial, "screen")
    kind, only, refused, status = kind_of(KIND), ("eligible", "screening_note"), None, 200
    form = ThingForm(kind, request.POST or None, only=only, why=False, initial=typed(kind, thing))
    if request.method == "POST":
        status = 409
        if "hub" in request.POST:
            screening.tie_prospective(request.user, thing, request.POST["hub"])
            return redirect("screen", thing.serial)
        if form.is_valid():
            try:
                changing.move(request.user, thing, "screened", "", None, form.cells())
            except changing.Unfit as unfit:
                form.show(unfit.findings)
            except changing.Refused as error:
                refused = refusal_words(KIND, error.refusal)
            else:
                return redirect("reviewers", thing.serial)
    context = {
        "thing": thing,
        "form": form,
        "refused": refused,
        "checks": screening.checks(thing),
        "state": state_word(KIND, thing.state),
        "prospective": screening.prospective(),
        "tied": application_pages.becoming(thing),
    }
    return render(request, "coalition/screen.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def reviewers(request: HttpRequest, serial: str) -> HttpResponse:
    """Who could review, with what stands against it, and who was asked."""
    thing = _judged(request, serial, "assign")
    if thing.reviews.filter(reviewer=request.user).exists():
        raise PermissionDenied("assign")  # who reviews doesn't learn who else does
    trouble, status = "", 200
    if request.method == "POST":
        person = get_object_or_404(get_user_model(), pk=_number(request.POST.get("person")), is_active=True)
        site = request.build_absolute_uri("/")[:-1]
        try:
            from_region = request.POST.get("from_region") == "1"
            judging.ask_reviewer(request.user, thing, person, from_region=from_region, site=site)
        except changing.Unfit as unfit:
            trouble, status = _said(unfit), 422
        else:
            return redirect("reviewers", thing.serial)
    current = reviewing.round_of(thing)
    asked = [review for review in thing.reviews.select_related("reviewer") if review.round == current]
    serving = [review for review in asked if not review.declined]
    context = {
        "thing": thing,
        "state": state_word(KIND, thing.state),
        "asked": asked,
        "number": len(serving),
        "regional": sum(review.from_region for review in serving),
        "round": current,
        "candidates": reviewing.candidates(thing),
        "trouble": trouble,
        "is_open": thing.state in ("submitted", "screened", "in-review"),
        "may_open": thing.state == "screened",
    }
    return render(request, "coalition/reviewers.html", context, status=status)


@require_safe
@never_cache
@login_required
def reviews(request: HttpRequest) -> HttpResponse:
    """The reader's own reviews: what waits, the soonest due first, and what was handed in."""
    rows = Review.objects.filter(reviewer=request.user, declined="").select_related("thing").order_by("due", "id")
    waiting = [review for review in rows if review.done is None]
    done = [review for review in rows if review.done is not None]
    return render(request, "coalition/reviews.html", {"waiting": waiting, "done": done})


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """The reader's own review of an application: its questions with their guidelines, or what was handed in."""
    row = get_object_or_404(
        Review.objects.select_related("thing"), pk=review_id, reviewer=request.user, declined=""
    )  # fmt: skip
    if row.thing.kind == "marker-assessment":  # it has a page of its own, with its evidence
        return redirect("assessment-review", row.pk)
    thing, status = row.thing, 200
    form = ReviewForm(request.POST if request.method == "POST" and "conflict" not in request.POST else None)
    if request.method == "POST":
        status = 422
        if "conflict" in request.POST:
            reviewing.decline(request.user, row, request.POST.get("why", "")[:500])
            messages.info(request, _("Thank you. Somebody else is asked."))
            return redirect("reviews-own")
        if form.is_valid():
            try:
                judging.judge(
                    request.user, row, form.scores(), form.cleaned_data["comment"], form.cleaned_data["recommendation"]
                )  # fmt: skip
            except changing.Unfit as unfit:
                form.add_error(None, _said(unfit))
            else:
                messages.info(request, _("Your review is handed in."))
                return redirect("review", row.pk)
    columns = [(column, shown(column, thing.fields.get(column.name))) for column in shown_columns(None, thing)]
    context = {"review": row, "thing": thing, "form": form, "columns": columns, "questionnaire": hub_questions()}
    if row.done:
        context["answers"] = _answers(row)
    return render(request, "coalition/review.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def decide(request: HttpRequest, serial: str) -> HttpResponse:
    """The Committee's decision, with the note on the gap that it fills and the scores beside it."""
    thing = _judged(request, serial, "decide")
    if not application_pages.decisions(request.user, thing):
        raise PermissionDenied("decide")
    choices = [(move["to"], move["verb"]) for move in application_pages.decisions(request.user, thing)]
    first = {"gap_note": thing.fields.get("gap_note") or application_pages.gap_draft(thing)}
    form, refused, status = DecideForm(choices, request.POST or None, initial=first), None, 200
    if request.method == "POST":
        status = 409
        if form.is_valid():
            asked = form.cleaned_data
            try:
                changing.move(request.user, thing, asked["to"], asked["why"], None, {"gap_note": asked["gap_note"]})
            except changing.Unfit as unfit:
                form.add_error("gap_note", _said(unfit))
            except changing.Refused as error:
                refused = refusal_words(KIND, error.refusal)
            else:
                return redirect(thing.get_absolute_url())
    context = {
        "thing": thing,
        "form": form,
        "refused": refused,
        "gaps": application_pages.gaps_of(thing),
        "summary": application_pages.summary_of_reviews(thing)
        if application_pages.sees_scores(request.user, thing)
        else None,
    }
    return render(request, "coalition/decide.html", context, status=status)


class ReviewForm(forms.Form):
    """A score for each question, a comment and a recommendation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language, form = get_language() or "en", hub_questions()
        scale = [(str(n), form.score_words(n, language)) for n in range(form.low, form.high + 1)]
        for question in form.questions:
            self.fields[f"q_{question.code}"] = forms.ChoiceField(
                label=worded(question.text, language), choices=[*scale, (NOT_JUDGED, _("I can't judge this"))],
                widget=forms.RadioSelect,
            )  # fmt: skip
        self.fields["comment"] = forms.CharField(
            label=_("Comment"), max_length=4000, widget=forms.Textarea({"rows": 6}),
            help_text=_("The applicant reads it after the decision, without your name. Write nothing that tells who you are."),
        )  # fmt: skip
        recommended = [(code, worded(words, language)) for code, words in form.recommendations.items()]
        self.fields["recommendation"] = forms.ChoiceField(
            label=_("What you recommend"), choices=recommended, widget=forms.RadioSelect
        )  # fmt: skip

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The questions in their groups of like ones, with the guideline that stands beside them."""
        language = get_language() or "en"
        return [
            {
                "title": worded(group.title, language),
                "guideline": worded(group.guideline, language),
                "fields": [self[f"q_{question.code}"] for question in group.questions],
            }
            for group in hub_questions().groups
        ]

    def scores(self) -> dict[str, str]:
        """What was judged."""
        given = {name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("q_")}
        return {code: value for code, value in given.items() if value != NOT_JUDGED}


class DecideForm(forms.Form):
    """What is decided, on which gap, and why."""

    to = forms.ChoiceField(widget=forms.RadioSelect)
    gap_note = forms.CharField(max_length=500, widget=forms.Textarea({"rows": 4}))
    why = forms.CharField(required=False, max_length=500)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].label, self.fields["to"].choices = _("Decision"), choices  # type: ignore[attr-defined]
        self.fields["gap_note"].label = _("Which geographic gap it fills")
        self.fields["gap_note"].help_text = _("Begun from the table beside it; put it in your own words.")
        self.fields["why"].label = _("Reason")
        self.fields["why"].help_text = _("Stands in the letter to the applicant; needed if it isn't accepted.")


def _judged(request: HttpRequest, serial: str, deed: str) -> Thing:
    """The application, for those who judge it; who claims never does."""
    thing = get_object_or_404(visible(request.user, Thing.objects.filter(kind=KIND)), serial=serial.upper())
    ask(request.user, deed, thing)
    if is_claimant(request.user, thing):
        raise PermissionDenied(deed)
    return thing


def _answers(row: Review) -> list[tuple[str, Any]]:
    language = get_language() or "en"
    return [(worded(q.text, language), row.scores.get(q.code)) for q in hub_questions().questions]


def _said(unfit: changing.Unfit) -> str:
    language = get_language() or "en"
    return " ".join(
        f"{say(found.code, found.values, language)} {remedy(found.code, found.values, language)}".strip()
        for found in unfit.findings
    )


def _number(text: str | None) -> int:
    if not text or not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    return int(text)
