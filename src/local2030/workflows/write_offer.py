"""From facts of a country to the two-page offer for its Resident Coordinator.

Each of the seven contents says what it is, what exists for the country, and honestly where there is nothing yet. All
words are said in the reader's language from the catalogue; names stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from local2030.figures.words import day, percent_range
from local2030.reports.coordinator_offer import Line, Offer, OfferPdf, Section, offer_pdf
from local2030.reports.coordinator_offer.shortening import sentences, shipped_rules
from local2030.vocabulary.messages import say
from local2030.vocabulary.places import country
from local2030.workflows.offer_facts import HubFact, KnownThing, OfferFacts, ProgrammeFact, SectionPlan, plans

TOOLS = ("marker", "registry", "desk", "search", "exchange", "history")
NEXT = ("data", "needs", "hub")


def write_offer(facts: OfferFacts, language: str = "en") -> OfferPdf:
    """The PDF with what was shortened. Raises `Overflow` where it won't go into two pages."""
    return offer_pdf(offer_of(facts, language))


def offer_of(facts: OfferFacts, language: str = "en") -> Offer:
    """The offer whole, before any rule shortens it."""
    values = {"country": facts.name, "day": day(facts.day.isoformat(), language)}
    sections = {plan.code: _section(plan, facts, language) for plan in plans()}
    return Offer(
        country=facts.name,
        code=facts.place.code,
        eyebrow=say("offer-eyebrow", values, language),
        title=say("offer-title", values, language),
        lede=_lede(facts, language),
        intro=sentences(facts.intro or say("offer-intro-none", {}, language)),
        front=tuple(sections[plan.code] for plan in plans() if plan.side == "front"),
        back=tuple(sections[plan.code] for plan in plans() if plan.side == "back"),
        next_title=say("offer-next-title", {}, language),
        next_steps=tuple(Line(say(f"offer-next-{code}", values, language)) for code in NEXT),
        generated=facts.day,
        source=_source(facts, language),
        head=facts.head,
        language=language,
        more=facts.address,
    )


def _lede(facts: OfferFacts, language: str) -> str:
    here = sum(hub.where != "near" for hub in facts.hubs)
    values = {"country": facts.name, "count": facts.programme_count, "proven": facts.proven, "hubs": here}
    if facts.programme_count:
        return say("offer-lede-programmes", values, language)
    return say("offer-lede-hubs" if here else "offer-lede-none", values, language)


def _section(plan: SectionPlan, facts: OfferFacts, language: str) -> Section:
    """One content: what exists here first, then what the Coalition itself has under way."""
    code = plan.code
    here = [*_LINES.get(code, _no_lines)(facts, language), *(_thing(t, language) for t in facts.here.get(code, ()))]
    own = [_thing(thing, language) for thing in facts.own.get(code, ())]
    values = {"country": facts.name, "count": len(here)}
    section = Section(
        code,
        say(f"offer-{code}-title", values, language),
        sentences(say(f"offer-{code}-what", values, language)),
        (*here, *own),
        none_yet="" if here else say(f"offer-{code}-none", values, language),
        more=facts.address,
    )
    unlisted = facts.programme_count - len(facts.programmes) if code == "marker" else 0
    return replace(section, left=max(unlisted, 0))


def _programmes(facts: OfferFacts, language: str) -> list[Line]:
    return [Line(p.title or say("report-untitled", {}, language), _level(p, language)) for p in facts.programmes]


def _level(programme: ProgrammeFact, language: str) -> str:
    values = {"level": programme.level, "possible": programme.possible, "claimed": programme.claimed}
    if programme.level is None:
        said = say("offer-level-unknown", values, language)
    elif programme.possible is not None and programme.possible > programme.level:
        said = say("offer-level-between", values, language)
    else:
        said = say("offer-level", values, language)
    if programme.claimed is not None:
        said = f"{said} {say('offer-level-claimed', values, language)}"
    if programme.low is not None and programme.high is not None:
        share = percent_range(programme.low, programme.high, language)
        said = f"{said} {say('offer-level-share', {'share': share}, language)}"
    return said


def _hubs(facts: OfferFacts, language: str) -> list[Line]:
    order = {"in": 0, "covers": 1, "near": 2}
    found = sorted(facts.hubs, key=lambda hub: order[hub.where])
    return [Line(hub.title, say(f"offer-hub-{hub.where}", _hub_values(hub, language), language)) for hub in found]


def _hub_values(hub: HubFact, language: str) -> Mapping[str, object]:
    place = country(hub.country) if hub.country else None
    name = dict(place.names).get(language.partition("-")[0], place.name) if place else ""
    return {"state": hub.state, "country": name}


def _tools(facts: OfferFacts, language: str) -> list[Line]:
    return [
        Line(say(f"offer-tool-{tool}", {"country": facts.name, "code": facts.place.code}, language)) for tool in TOOLS
    ]


def _no_lines(facts: OfferFacts, language: str) -> list[Line]:
    return []


_LINES = {"marker": _programmes, "guidance": _hubs, "tools": _tools}


def _thing(thing: KnownThing, language: str) -> Line:
    values = {"kind": say(f"offer-kind-{thing.kind}", {}, language), "serial": thing.serial, "state": thing.state}
    code = f"offer-thing{'-serial' if thing.serial else ''}{'-state' if thing.state else ''}"
    said = say(code, values, language)
    if thing.due:
        said = f"{said} {say('offer-thing-due', {'due': thing.due}, language)}"
    return Line(thing.title, said)


def _source(facts: OfferFacts, language: str) -> str:
    rules = shipped_rules()
    values = {"version": rules.head["version"], "sha256": rules.sha256[:12]}
    return f"{say(f'offer-source-{facts.source}', {}, language)} {say('offer-rules', values, language)}"
