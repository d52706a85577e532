"""The offer to a Resident Coordinator as a PDF: exactly two A4 pages, tagged, shortened by rule and never cut."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Literal

from local2030.reports.coordinator_offer.records import Cut, Line, Offer, OfferPdf, Section
from local2030.reports.coordinator_offer.shortening import Rules, cuts, shipped_rules, shortened
from local2030.vocabulary.errors import Local2030Error
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import catalogue, is_from_right, say

__all__ = ["Cut", "Line", "Offer", "OfferPdf", "Overflow", "Section", "fitted", "offer_pdf"]

FOLDER = Path(__file__).parent
Side = Literal["front", "back"]


class Overflow(Local2030Error):
    """The offer would not go into two pages, whatever the rules take away."""


def offer_pdf(offer: Offer, rules: Rules | None = None) -> OfferPdf:
    """The two pages. Raises `Overflow` where all rules together don't bring it to two."""
    rules = rules or shipped_rules()
    short = fitted(offer, rules)
    content = _compiled(short, ("front", "back"))
    pages = _pages(content)
    if pages != 2:
        raise Overflow(_overflow(offer, "both", pages))
    return OfferPdf(content, cuts(offer, short), rules.sha256, pages)


def fitted(offer: Offer, rules: Rules | None = None) -> Offer:
    """The offer with as few rules applied as each of its pages needs."""
    rules = rules or shipped_rules()
    short = shortened(offer, rules.always)
    for size in rules.sizes:
        for arranged in (_evened(short), short):
            tried = replace(arranged, size=size)
            if all(_holds(tried, side) for side in ("front", "back")):
                return tried
    short = replace(short, size=rules.sizes[-1])
    for side, steps in (("front", rules.front), ("back", rules.back)):
        needed = _needed(short, side, steps)  # type: ignore[arg-type]
        if needed is None:
            raise Overflow(_overflow(offer, side, 0))
        short = _one_side(short, side, steps[:needed])
    return short


def _evened(offer: Offer) -> Offer:
    """With the first section of page two on page one, where little is known and that has room."""
    return replace(offer, front=(*offer.front, *offer.back[:1]), back=offer.back[1:])


def _needed(offer: Offer, side: Side, steps: tuple[Any, ...]) -> int | None:
    """How many of the steps the page needs: the least number with which it holds; None where all are too few."""

    def holds(number: int) -> bool:
        return _holds(_one_side(offer, side, steps[:number]), side)

    if holds(0):
        return 0
    if not holds(len(steps)):
        return None
    low, high = 0, len(steps)  # holds(high), not holds(low): each step takes away and none adds
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _holds(offer: Offer, side: Side) -> bool:
    return _pages(_compiled(offer, (side,))) == 1


def _one_side(offer: Offer, side: Side, steps: tuple[Any, ...]) -> Offer:
    """Rules of one page leave the other alone."""
    short = shortened(offer, steps)
    if side == "front":
        return replace(short, back=offer.back, next_steps=offer.next_steps)
    return replace(short, front=offer.front, intro=offer.intro, intro_left=offer.intro_left)


def _compiled(offer: Offer, sides: tuple[Side, ...]) -> bytes:
    from local2030.reports.pdf import compiled

    return compiled(FOLDER / "offer.typ", _data(offer, sides), offer.generated)


def _data(offer: Offer, sides: tuple[Side, ...]) -> dict[str, Any]:
    from local2030.charts.palette import TOKENS
    from local2030.figures.words import day
    from local2030.reports.pdf import UNSHOWN

    language = offer.language
    base = language.partition("-")[0]
    spoken = language if catalogue(language) or catalogue(base) else "en"  # the words' own, whatever was asked for
    words = {
        code.removeprefix("offer-"): say(code, {}, language) for code in catalogue("en") if code.startswith("offer-")
    }
    return asdict(offer) | {
        "generated": offer.generated.isoformat(),
        "day": day(offer.generated.isoformat(), language),
        "page_words": say("offer-page", {"page": "{page}", "pages": "2"}, language),
        "front": [_section(section, language) for section in offer.front] if "front" in sides else [],
        "back": [_section(section, language) for section in offer.back] if "back" in sides else [],
        "sides": list(sides),
        "words": words,
        "tokens": TOKENS,
        "language": spoken.partition("-")[0],
        "right": is_from_right(spoken),
        "all": say("offer-all", {"address": offer.more}, language) if offer.more else "",
        "intro_more": say("offer-intro-more", {"count": offer.intro_left, "address": offer.more}, language)
        if offer.intro_left
        else "",
        "unshown_words": say("offer-unshown", {"mark": UNSHOWN, "count": "{count}"}, language),
    }


def _section(section: Section, language: str) -> dict[str, Any]:
    values = {"count": section.left, "address": section.more}
    return asdict(section) | {"more_words": say("offer-more-left", values, language) if section.left else ""}


def _pages(content: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return len(document)
    finally:
        document.close()


def _overflow(offer: Offer, side: str, pages: int) -> Finding:
    return Finding("offer-overflow", "error", values={"country": offer.country, "side": side, "pages": pages})
