"""The page of a Hub application: what its applicant sees, and what the Secretariat, reviewers and the Committee see."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from local2030.coalition.coverage import GapReading, area_name, gap_readings, reached
from local2030.coalition.hub_questions import hub_questions
from local2030.methods.signed_files import worded
from local2030.vocabulary.places import country
from local2030.web.accounts.permissions import may
from local2030.web.coalition.applying import KIND, SECTIONS, may_agree
from local2030.web.coalition.following import becoming
from local2030.web.coalition.letters import letters_of
from local2030.web.registry import changing
from local2030.web.registry.kinds import kind_of
from local2030.web.registry.models import Thing
from local2030.web.registry.reading import INNER, circles_of, is_claimant, shown_columns
from local2030.web.registry.reviewing import DECIDED, comments_for_applicant, reviews_for, summary_of
from local2030.web.registry.thing_page import moves_for, shown
from local2030.web.registry.words import state_word, state_words


def application_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """What the page of an application has besides what every thing has."""
    context: dict[str, Any] = {"case_base": _base(thing, "")}
    if INNER in circles_of(reader, thing):
        context |= _inside(reader, thing, "")
    context["may_screen"] = may(reader, "screen", thing) and not is_claimant(reader, thing)
    context["own_review"] = _own_review(reader, thing)
    if sees_scores(reader, thing):
        context |= {"reviews": reviews_for(reader, thing), "summary": summary_of_reviews(thing)}
    if context["may_screen"] or may(reader, "decide", thing):
        context |= {
            "gaps": gaps_of(thing),
            "may_decide": may(reader, "decide", thing) and bool(decisions(reader, thing)),
        }
    return context


def applicant_context(reader: Any, thing: Thing, token: str) -> dict[str, Any]:
    """What whoever applies sees: where it stands, its parts, letters, and comments once they are due."""
    return {
        "thing": thing,
        "state": state_word(thing.kind, thing.state),
        "columns": [(column, shown(column, thing.fields.get(column.name))) for column in shown_columns(reader, thing)],
        "way": _way(thing),
        "case_base": _base(thing, token),
        "token": token,
        **_inside(reader, thing, token),
    }


def sees_scores(reader: Any, thing: Thing) -> bool:
    """Whether the reader may see the reviews and their means: who assigns or decides, but no applicant and no reviewer."""
    if is_claimant(reader, thing):
        return False
    is_blind = thing.reviews.filter(reviewer=reader.pk).exists() if reader.pk else True
    if is_blind and thing.state not in DECIDED:
        return False
    return may(reader, "assign", thing) or (may(reader, "decide", thing) and thing.state in DECIDED)


def summary_of_reviews(thing: Thing) -> dict[str, Any]:
    """Means and spreads of the present round, by group of like questions."""
    language = get_language() or "en"
    form = hub_questions()
    found = summary_of(thing, form.questions)  # type: ignore[arg-type]
    rows = {row["question"].code: row for row in found["questions"]}
    found["groups"] = [
        {
            "title": worded(group.title, language),
            "rows": [rows[q.code] | {"text": worded(q.text, language)} for q in group.questions],
        }
        for group in form.groups
    ]
    found["threshold"] = 3
    return found


def gaps_of(thing: Thing) -> list[dict[str, Any]]:
    """Which under-represented regions the application touches, in each reading, with the Hubs already there."""
    rows = Thing.objects.filter(kind="hub", state="formalized").values_list("title", "country")
    coverage = [str(code) for code in thing.fields.get("coverage") or ()]
    return [_gap_row(found) for found in gap_readings(thing.country, coverage, rows)]


def gap_draft(thing: Thing) -> str:
    """A first wording of the gap note, from what is known; whoever decides changes it."""
    touched = [row for row in gaps_of(thing) if row["touched"]]
    if not touched:
        return _("It touches none of the three under-represented regions, in either reading.")
    return " ".join(
        _("%(region)s (%(areas)s): %(how)s; Hubs there now: %(now)s.") % {
            "region": row["name"], "areas": row["areas"], "how": row["how"], "now": row["already"] or _("none"),
        }
        for row in touched
    )  # fmt: skip


def decisions(reader: Any, thing: Thing) -> list[dict[str, Any]]:
    """The decisions of the Committee that are the reader's to make now."""
    return [move for move in moves_for(reader, thing) if move["to"] in ("accepted", "refused", "deferred")]


def coverage_words(codes: list[str]) -> dict[str, Any]:
    """What a coverage region holds: the areas named, the countries reached, and codes that mean nothing."""
    countries, unknown = reached(codes)
    named = [area_name(code.strip().removeprefix("m49:")) for code in codes if code not in unknown]
    return {"named": named, "countries": sorted(countries), "unknown": unknown}


def _inside(reader: Any, thing: Thing, token: str) -> dict[str, Any]:
    from local2030.web.coalition.applying_pages import section_words

    is_open = thing.state in kind_of(KIND).written_in
    roles = changing.roles_in(reader, thing)
    acts = bool(roles & {"owner", "HUB", "LRG", "UN"})
    stages_end = {
        "withdrawn",
        "refused",
        "not-recommended",
        "lapsed",
        "ended",
        "formalized",
        "renewal-due",
        "suspended",
    }
    return {
        "applicant": True,
        "acts": acts,
        "sections": [(code, section_words()[code]) for code in SECTIONS]
        if is_open and may(reader, "change", thing)
        else [],
        "may_agree": is_open and may_agree(reader, thing),
        "agreed": thing.fields.get("consent") is True and thing.fields.get("branding_terms") is True,
        "nominated": bool(thing.fields.get("nominated_by")),
        "may_hand_in": is_open and acts,
        "may_withdraw": acts and thing.state not in stages_end,
        "may_link": not token and (is_claimant(reader, thing) or may(reader, "screen", thing)),
        "letters": letters_of(thing),
        "comments": comments_for_applicant(thing) if acts else [],
        "becomes": becoming(thing) if thing.state == "formalized" else None,
    }


def _base(thing: Thing, token: str) -> str:
    """Where the pages of the application for its applicant are."""
    if token:
        return reverse("application-by-link", args=[token])
    return reverse("application-by-serial", args=[thing.serial])


def _way(thing: Thing) -> list[dict[str, Any]]:
    """The usual way of an application, with where this one is."""
    usual = ["draft", "submitted", "screened", "in-review", "recommended", "accepted", "formalized"]
    words = state_words(thing.kind)
    codes = usual if thing.state in usual else [*usual[:2], thing.state]
    at = codes.index(thing.state)
    return [{"word": words[code], "now": n == at, "done": n < at} for n, code in enumerate(codes)]


def _gap_row(found: GapReading) -> dict[str, Any]:
    how = []
    if found.by_place:
        how.append(_("it lies there"))
    if found.by_coverage:
        how.append(_("it covers %(number)s countries there") % {"number": len(found.by_coverage)})
    return {
        "name": found.gap.name,
        "wide": found.is_wide,
        "areas": " + ".join(area_name(code) for code in found.areas),
        "how": ", ".join(how),
        "touched": found.is_touched,
        "countries": ", ".join(place.name for code in found.by_coverage if (place := country(code))),
        "already": ", ".join(found.already),
        "note": found.gap.note,
    }


def _own_review(reader: Any, thing: Thing) -> Any:
    if not getattr(reader, "is_authenticated", False):
        return None
    return thing.reviews.filter(reviewer=reader, declined="").order_by("-round").first()
