"""Shortening by rule: whole sentences, whole items, whole words; what is taken away is counted.

The rules are a signed file (`shortening.yaml`): some hold always, the others are applied one after the other until the
page holds all that is left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from local2030.methods.signed_files import signed_bytes
from local2030.reports.coordinator_offer.records import Cut, Line, Offer, Section

FILE = Path(__file__).parent / "shortening.yaml"
UNITS = ("sentences", "items", "letters")
_SENTENCE = re.compile(r"(?<=[.!?…؟۔])[\"'”’»)\]]*\s+|(?<=[。！？])|\n+")


@dataclass(frozen=True, slots=True)
class Rule:
    """Of a part (intro, what, lines, next or a section's code) at most so many sentences, items or letters."""

    part: str
    unit: str
    most: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The file: sizes of letters to try, `always`, then those of each page in their order."""

    head: dict[str, str]
    sha256: str
    stale_after_days: int
    sizes: tuple[float, ...]
    always: tuple[Rule, ...]
    front: tuple[Rule, ...]
    back: tuple[Rule, ...]


@cache
def shipped_rules() -> Rules:
    """The rules that the package ships."""
    return read_rules(FILE.read_bytes())


def read_rules(content: bytes) -> Rules:
    """The rules of a file; ValueError where one means nothing."""
    data, head, sha256 = signed_bytes(content, FILE.name)
    always, front, back = (tuple(_rule(row) for row in data[name]) for name in ("always", "front", "back"))
    sizes = tuple(float(size) for size in data["sizes"])
    return Rules(head, sha256, int(data["stale_after_days"]), sizes, always, front, back)


def sentences(text: str) -> tuple[str, ...]:
    """A text sentence by sentence, in any of our scripts; nothing is lost but blanks between them."""
    return tuple(part.strip() for part in _split(text) if part.strip())


def shortened(offer: Offer, rules: Iterable[Rule]) -> Offer:
    """The offer with the rules applied in their order."""
    for rule in rules:
        offer = _apply(offer, rule)
    return offer


def cuts(whole: Offer, short: Offer) -> tuple[Cut, ...]:
    """What was taken away, part by part."""
    found = [Cut("intro", "sentences", short.intro_left)]
    for before, after in zip((*whole.front, *whole.back), (*short.front, *short.back), strict=True):
        found.append(Cut(before.code, "items", after.left))
        found.append(Cut(before.code, "sentences", len(before.what) - len(after.what)))
        found.append(Cut(before.code, "letters", _letters(before.lines, after.lines)))
    found.append(Cut("next", "items", len(whole.next_steps) - len(short.next_steps)))
    return tuple(cut for cut in found if cut.left)


def within(text: str, most: int) -> str:
    """The text, or as many of its whole words as fit, with an ellipsis; scripts without blanks part anywhere."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if not (_parts_anywhere(text[len(kept)]) or _parts_anywhere(kept[-1])) and not text[len(kept)].isspace():
        kept = kept.rpartition(" ")[0]
    kept = kept.rstrip(" ,;:–-(")
    return f"{kept}…" if kept else "…"


def _split(text: str) -> list[str]:
    found, start = [], 0
    for match in _SENTENCE.finditer(text):
        found.append(text[start : match.end()])
        start = match.end()
    return [*found, text[start:]]


def _rule(row: dict[str, Any]) -> Rule:
    (unit,) = set(row) - {"part"}
    most = row[unit]
    if unit not in UNITS or not isinstance(most, int) or most < 0:
        raise ValueError(f"a rule of shortening that means nothing: {row}")
    return Rule(str(row["part"]), unit, most)


def _apply(offer: Offer, rule: Rule) -> Offer:
    if rule.part == "intro":
        kept = offer.intro[: rule.most]
        return replace(offer, intro=kept, intro_left=offer.intro_left + len(offer.intro) - len(kept))
    if rule.part == "next":
        return replace(offer, next_steps=offer.next_steps[: rule.most])
    front, back = (tuple(_section(section, rule) for section in side) for side in (offer.front, offer.back))
    return replace(offer, front=front, back=back)


def _section(section: Section, rule: Rule) -> Section:
    if rule.part == "what":
        return replace(section, what=section.what[: rule.most])
    if rule.part == "lines":
        lines = tuple(Line(within(line.text, rule.most), within(line.note, rule.most)) for line in section.lines)
        return replace(section, lines=lines)
    if rule.part != section.code:
        return section
    kept = section.lines[: rule.most]
    return replace(section, lines=kept, left=section.left + len(section.lines) - len(kept))


def _letters(before: tuple[Line, ...], after: tuple[Line, ...]) -> int:
    pairs = [
        (a, b)
        for one, other in zip(before, after, strict=False)
        for a, b in zip(_texts(one), _texts(other), strict=True)
    ]
    return sum(len(a) - len(b.removesuffix("…")) for a, b in pairs if a != b)


def _texts(line: Line) -> tuple[str, str]:
    return line.text, line.note


def _parts_anywhere(character: str) -> bool:
    """Whether a line may break at the character: Chinese, Japanese, Thai and their like have no blanks."""
    return (unicodedata.category(character) == "Lo" and unicodedata.east_asian_width(character) in "WF") or (
        "\u0e00" <= character <= "\u0eff"
    )
