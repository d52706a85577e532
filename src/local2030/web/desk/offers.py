"""The two-page offer of a country: its page with the words that the country team may write, and its PDF.

Both are made from what the reader may see, so a visitor's offer holds nothing but what is public.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from local2030.reports.coordinator_offer import OfferPdf, Overflow
from local2030.reports.coordinator_offer.shortening import shipped_rules
from local2030.vocabulary.messages import remedy, say
from local2030.vocabulary.places import Place
from local2030.web.accounts.models import User
from local2030.web.accounts.permissions import scopes_for, visible
from local2030.web.accounts.standing import keep
from local2030.web.desk.countries import place_of
from local2030.web.desk.here import Here, here
from local2030.web.desk.kind import LANGUAGES, LONGEST_INTRO
from local2030.web.desk.todo import day
from local2030.web.history.chain import chain_head
from local2030.web.marker.portfolio import country_name
from local2030.web.registry import changing
from local2030.web.registry.asking import ended_states
from local2030.web.registry.kinds import kinds
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_word
from local2030.workflows.offer_facts import HubFact, KnownThing, OfferFacts, ProgrammeFact, plans
from local2030.workflows.write_offer import offer_of, write_offer

KIND = "offer"
MOST = 8  # of each sort; what is over is counted
KEPT_SECONDS = 3600


class IntroForm(forms.Form):
    """The words with which the offer begins."""

    intro = forms.CharField(
        label=gettext_lazy("Introduction"), max_length=LONGEST_INTRO, required=False,
        widget=forms.Textarea({"rows": 7}),
        help_text=gettext_lazy("What the country team wants to say first. Empty: the Coalition's own words stand there."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The offer as it is now, what was shortened, and for those who may, the form of its introduction."""
    place = place_of(code)
    if code != place.code:
        return redirect("offer", place.code)
    row, may_write = intro_row(request.user, place), may_write_intro(request.user, place)
    form = IntroForm(request.POST or None, initial={"intro": row.fields.get("intro", "") if row else ""})
    status, theirs = 200, None
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied("change")
        status = 422
        if form.is_valid():
            try:
                keep_intro(request.user, place, row, form.cleaned_data["intro"], form.cleaned_data["version"])
            except changing.Outdated as outdated:
                status, theirs, row = 409, outdated.thing.fields.get("intro", ""), outdated.thing
            else:
                return redirect("offer", place.code)
    context = _page(request, place, row) | {"form": form if may_write else None, "theirs": theirs}
    return render(request, "desk/offer.html", context, status=status)


@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The two pages as a file."""
    place = place_of(code)
    try:
        made = made_offer(offer_facts(request.user, place, request), get_language() or "en")
    except Overflow as overflow:
        return render(request, "desk/offer_trouble.html", _trouble(place, overflow), status=422)
    response = HttpResponse(made.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"offer-{place.code}.pdf") or ""
    return response


def made_offer(facts: OfferFacts, language: str) -> OfferPdf:
    """The PDF; kept for an hour as long as nothing that it says has changed."""
    key = f"offer:{hashlib.sha256(repr((facts, language, shipped_rules().sha256)).encode()).hexdigest()}"
    made: OfferPdf | None = cache.get(key)
    if made is None:
        made = write_offer(facts, language)
        cache.set(key, made, KEPT_SECONDS)
    return made


def offer_facts(reader: Any, place: Place, request: HttpRequest | None = None, *, owner: bool = False) -> OfferFacts:
    """What the offer is written from, as far as the reader may see it."""
    found, row = here(reader, place, MOST), intro_row(reader, place)
    address = reverse("country", args=(place.code,))
    return OfferFacts(
        place=place,
        name=country_name(place.code),
        day=timezone.localdate(),
        own=_own(reader),
        here=_here(reader, place),
        programmes=tuple(
            ProgrammeFact(str(p), p.level, p.level_possible, p.claimed, p.ls_low, p.ls_high) for p in found.programmes
        ),
        programme_count=found.sums.programmes,
        proven=found.sums.proven,
        hubs=tuple(_hubs(found)),
        steps=len(found.steps),
        intro=str(row.fields.get("intro", "")) if row else "",
        source="owner" if owner else "store",
        head=str(chain_head()),
        address=request.build_absolute_uri(address) if request else address,
    )


def facts_for_owner(place: Place) -> OfferFacts:
    """The facts for whoever owns the folder of the store: all of them, and the offer says so."""
    owner = User(username="owner")
    keep(owner, {"SEC": frozenset({""})})
    return offer_facts(owner, place, owner=True)


def intro_row(reader: Any, place: Place) -> Thing | None:
    """The introduction of the country in the reader's language, if there is one that he may read."""
    return visible(reader, Thing.objects.filter(kind=KIND, key=_key(place))).first()


def may_write_intro(reader: Any, place: Place) -> bool:
    """Whether the reader may write the words of this country's offer."""
    return bool(scopes_for(reader, "change", KIND) & {"", f"country:{place.code}"})


def keep_intro(reader: Any, place: Place, row: Thing | None, intro: str, version: int | None) -> Thing:
    """Writes the introduction, with its line in the history. Raises `Outdated` if somebody else came first."""
    if row is not None:
        return changing.change(reader, row, {"intro": intro}, "", version or 0)
    title = _("Introduction of the offer: %(country)s") % {"country": country_name(place.code)}
    cells = {"title": title, "country": place.code, "intro": intro, "language": _language()}
    return changing.add(reader, KIND, cells, key=_key(place))


def _key(place: Place) -> str:
    return f"offer-{place.code}-{_language()}"


def _language() -> str:
    code = (get_language() or "en").partition("-")[0]
    return code if code in dict(LANGUAGES) else "en"


def _page(request: HttpRequest, place: Place, row: Thing | None) -> dict[str, Any]:
    language = get_language() or "en"
    facts = offer_facts(request.user, place, request)
    whole = offer_of(facts, language)
    context: dict[str, Any] = {
        "place": place,
        "name": facts.name,
        "offer": whole,
        "row": row,
        "stale": stale_since(row),
        "cuts": [],
        "rules": shipped_rules(),
        "rules_day": day(date.fromisoformat(shipped_rules().head["date"])),
    }
    try:
        made = made_offer(facts, language)
    except Overflow as overflow:
        return context | _trouble(place, overflow)
    names = {section.code: section.title for section in (*whole.front, *whole.back)}
    names |= {"intro": _("Introduction"), "next": whole.next_title}
    units = {"sentences": _("sentences"), "items": _("items"), "letters": _("letters")}
    context["cuts"] = [{"part": names[cut.part], "unit": units[cut.unit], "left": cut.left} for cut in made.cuts]
    return context


def stale_since(row: Thing | None) -> date | None:
    """The day of an introduction that nobody looked at for longer than the rules want; else None."""
    if row is None or not row.fields.get("intro"):
        return None
    age = timezone.now() - row.changed
    return row.changed.date() if age > timedelta(days=shipped_rules().stale_after_days) else None


def _trouble(place: Place, overflow: Overflow) -> dict[str, Any]:
    found, language = overflow.finding, get_language() or "en"
    return {
        "place": place,
        "name": country_name(place.code),
        "trouble": say(found.code, found.values, language),
        "remedy": remedy(found.code, found.values, language),
    }


def _own(reader: Any) -> dict[str, tuple[KnownThing, ...]]:
    """The Coalition's own things of every section, in one question."""
    wanted = {(kind, key): plan.code for plan in plans() for kind, keys in plan.keys.items() for key in keys}
    rows = visible(reader, Thing.objects.filter(kind__in={k for k, _ in wanted}, key__in={key for _, key in wanted}))
    found: dict[str, list[Thing]] = {plan.code: [] for plan in plans()}
    for thing in rows.exclude(state__in=ended_states()).order_by("kind", "number"):
        code = wanted.get((thing.kind, thing.key))
        if code:
            found[code].append(thing)
    return {code: tuple(_known(things)) for code, things in found.items()}


def _here(reader: Any, place: Place) -> dict[str, tuple[KnownThing, ...]]:
    """Things of the country, of kinds that a section shows and that the platform knows; one question for all."""
    codes = {kind: plan.code for plan in plans() for kind in plan.kinds if kind in kinds()}
    if not codes:
        return {}
    rows = visible(reader, Thing.objects.filter(kind__in=codes, scopes__scope=f"country:{place.code}"))
    found: dict[str, list[Thing]] = {}
    for thing in rows.exclude(state__in=ended_states()).order_by("kind", "number")[: 5 * MOST]:
        found.setdefault(codes[thing.kind], []).append(thing)
    return {code: tuple(_known(things)) for code, things in found.items()}


def _known(things: Iterable[Thing]) -> Iterable[KnownThing]:
    for thing in things:
        state = state_word(thing.kind, thing.state) if thing.state else ""
        due = day(thing.due) if thing.due else str(thing.fields.get("due_words") or "")
        yield KnownThing(thing.kind, thing.title, thing.serial, state, due)


def _hubs(found: Here) -> Iterable[HubFact]:
    sorts = (("in", found.hubs_in), ("covers", found.hubs_covering), ("near", found.hubs_near))
    for where, hubs in sorts:
        for hub in hubs:
            yield HubFact(hub.title, hub.country, state_word(hub.kind, hub.state), where)  # type: ignore[arg-type]
