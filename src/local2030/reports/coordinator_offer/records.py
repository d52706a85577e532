"""What a two-page offer says, as records: ready sentences in their order, each with where more of it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that exists: what it is called and, in smaller type, what is known of it."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One of the seven contents. `what`: whole sentences, the first says most; `left`: what a rule took away."""

    code: str
    title: str
    what: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    none_yet: str = ""
    more: str = ""
    left: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """The whole offer. `intro` is the country team's own word, sentence by sentence; `front` are the sections of page one."""

    country: str
    code: str
    eyebrow: str
    title: str
    lede: str
    intro: tuple[str, ...]
    front: tuple[Section, ...]
    back: tuple[Section, ...]
    next_title: str
    next_steps: tuple[Line, ...]
    generated: date
    source: str
    head: str
    language: str = "en"
    more: str = ""  # the page where all of it stands
    intro_left: int = 0
    size: float = 9.5  # of the letters, in points


@dataclass(frozen=True, slots=True)
class Cut:
    """What one rule took away: a part, its unit (sentences, items, letters) and how many."""

    part: str
    unit: str
    left: int


@dataclass(frozen=True, slots=True)
class OfferPdf:
    """The document and what was shortened in it; `sha256` is that of the rules."""

    content: bytes
    cuts: tuple[Cut, ...]
    sha256: str
    pages: int = 2
    unshown: int = field(default=0)
