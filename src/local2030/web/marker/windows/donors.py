"""The donor view as a question and its answer: whose terms, over which programmes, and how each fares.

Reviewed and published assessments alone decide: what was only checked by a program is unknown here and stays so until
people have looked at it (marker design, section 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from local2030.marker.criteria import rubric
from local2030.marker.donor_terms import VERDICTS, DonorTerms, Judged, by_figures, judged, moved
from local2030.marker.standing_record import Record
from local2030.vocabulary.messages import say
from local2030.vocabulary.organisations import DEFINITIONS
from local2030.web.accounts.permissions import visible
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.models import Programme
from local2030.web.marker.windows.reviewed import published
from local2030.web.registry.models import Thing

MOST_UNREVIEWED = 5_000


@dataclass(frozen=True, slots=True)
class DonorAsk:
    """The terms and filters as they stand in an address; "" and 0 ask for nothing."""

    level: str = "2"
    share: str = "15"
    coverage: str = "60"
    definition: str = "strict"
    count: str = "proven"
    country: str = ""
    goal: str = ""
    text: str = ""
    show: str = ""  # one verdict only
    window: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], kept: Mapping[str, str] | None = None) -> DonorAsk:
        """The question in an address; what isn't there is as the donor keeps it, and as shipped where none is kept."""
        own = {**{f.name: f.default for f in fields(cls)}, **(kept or {})}
        found = {
            name: str(query[name]).replace("\x00", "").strip()[:80] if name in query else str(value)
            for name, value in own.items()
        }
        for name, choices in CHOICES.items():
            if found[name] not in choices:
                found[name] = str(own[name])
        for name, most in (("share", 100), ("coverage", 100)):
            found[name] = _percent(found[name], most) if _percent(found[name], most) is not None else str(own[name])  # type: ignore[assignment]
        found["country"] = found["country"].upper() if found["country"].isalpha() and len(found["country"]) == 2 else ""
        found["goal"] = found["goal"] if found["goal"].isdigit() and 1 <= int(found["goal"]) <= 17 else ""
        return cls(**found)

    @property
    def terms(self) -> DonorTerms:
        """The terms as the engine reads them."""
        return DonorTerms(
            Decimal(self.level), Decimal(self.share) / 100, Decimal(self.coverage) / 100, self.definition,
            "possible" if self.count == "possible" else "proven",
        )  # fmt: skip

    @property
    def kept(self) -> dict[str, str]:
        """What a donor keeps: terms and filters, not what is shown of them."""
        return {name: getattr(self, name) for name in KEPT}

    def address(self, **other: Any) -> str:
        """The query part of an address that asks the same, with other values where named."""
        values = {f.name: getattr(self, f.name) for f in fields(self)} | {n: str(v) for n, v in other.items()}
        default = {f.name: f.default for f in fields(self)}
        return urlencode({n: v for n, v in values.items() if n not in default or v != default[n]})


CHOICES = {
    "level": ("0", "1", "2", "3"),
    "definition": DEFINITIONS,
    "count": ("proven", "possible"),
    "show": ("", *VERDICTS),
}
KEPT = ("level", "share", "coverage", "definition", "count", "country", "goal")


@dataclass(frozen=True, slots=True)
class Line:
    """A programme with its verdict; `assessment` None: scored by the program only, so nothing can be said."""

    identifier: str
    title: str
    countries: tuple[str, ...]
    goals: tuple[str, ...]
    address: str
    assessment: Assessment | None
    record: Record | None
    standing: int
    judged: Judged


@dataclass(frozen=True, slots=True)
class Answer:
    """All that matches the filters, by verdict, and how it would be with each of the donor's numbers 20% up and down."""

    ask: DonorAsk
    lines: tuple[Line, ...]
    counts: Mapping[str, int]
    varied: tuple[
        tuple[str, str, Mapping[str, int], int], ...
    ]  # number, direction, counts then, programmes that change

    @property
    def shown(self) -> tuple[Line, ...]:
        """Those of the verdict that was asked for."""
        return tuple(line for line in self.lines if not self.ask.show or line.judged.verdict == self.ask.show)


def answer(reader: Any, ask: DonorAsk) -> Answer:
    """The donor's programmes, those that are eligible first."""
    using, terms = rubric(), ask.terms
    programmes = _programmes(reader)
    lines, seen = [], set()
    for assessment, record, standing in published(reader):
        seen.add(assessment.identifier)
        known = programmes.get(assessment.identifier)
        countries = tuple(
            dict.fromkeys(
                [*(known[1] if known else ()), *([assessment.thing.country] if assessment.thing.country else [])]
            )
        )
        lines.append(
            Line(assessment.identifier, assessment.thing.title, countries, known[2] if known else (),
                 assessment.thing.get_absolute_url(), assessment, record, standing, judged(record, using, terms))
        )  # fmt: skip
    nothing = judged(None, using, terms)
    for identifier, (title, countries, goals, address) in programmes.items():
        if identifier not in seen:
            lines.append(Line(identifier, title or identifier, countries, goals, address, None, None, 0, nothing))
    lines = [line for line in lines if _matches(line, ask)]
    lines.sort(
        key=lambda line: (
            VERDICTS.index(line.judged.verdict),
            line.assessment is None,
            line.title.casefold(),
            line.identifier,
        )
    )
    return Answer(ask, tuple(lines), _counts(line.judged for line in lines), tuple(_varied(lines, terms)))


def of_window(window: Thing) -> dict[str, str]:
    """The terms that a window asks for, as a donor's."""
    asked = window.fields
    if asked.get("marker") is not True:
        return {"level": "0", "share": "0", "coverage": "0"}
    share = asked.get("minimum_share") or 0
    return {
        "level": str(asked.get("minimum_level") or "0"),
        "share": f"{share:g}",
        "definition": asked.get("definition") or "strict",
    }


def lack_words(line: Line, ask: DonorAsk, language: str) -> list[str]:
    """What a programme lacks, in sentences."""
    coverage = line.judged.found.share.coverage if line.judged.found else None
    known = "–" if coverage is None else f"{float(coverage) * 100:.0f}%"
    values = {"found": known, "least": f"{ask.coverage}%"}
    return [say(code, values, language) for code in line.judged.lacks]


def _varied(lines: list[Line], terms: DonorTerms) -> list[tuple[str, str, Mapping[str, int], int]]:
    table = []
    for name, direction, other in moved(terms):
        then = [by_figures(line.judged.found, other) if line.judged.found else line.judged for line in lines]
        changed = sum(a.verdict != b.judged.verdict for a, b in zip(then, lines, strict=True))
        table.append((name, direction, _counts(then), changed))
    return table


def _counts(found: Any) -> dict[str, int]:
    counts = dict.fromkeys(VERDICTS, 0)
    for one in found:
        counts[one.verdict] += 1
    return counts


def _programmes(reader: Any) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    """Programmes that were sent in, by identifier: title, countries, goals, address."""
    rows = visible(reader, Programme.objects.filter(current=True)).exclude(identifier="").order_by("-id")
    found: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], str]] = {}
    for pk, identifier, title, countries, goals in rows.values_list("pk", "identifier", "title", "countries", "goals")[
        :MOST_UNREVIEWED
    ]:
        found.setdefault(
            identifier, (title, tuple(countries.split()), tuple(goals.split()), f"/marker/programmes/{pk}/")
        )
    return found


def _matches(line: Line, ask: DonorAsk) -> bool:
    if ask.country and ask.country not in line.countries:
        return False
    if ask.goal and ask.goal not in line.goals:
        return False
    return not ask.text or ask.text.casefold() in f"{line.title} {line.identifier}".casefold()


def _percent(text: str, most: int) -> str | None:
    try:
        value = Decimal(text.replace(",", ".").removesuffix("%").strip() or "0")
    except InvalidOperation:
        return None
    return f"{value.normalize():f}" if value.is_finite() and 0 <= value <= most else None


def with_kept(ask: DonorAsk, kept: Mapping[str, str]) -> DonorAsk:
    """The same question with the terms that the donor keeps."""
    return replace(ask, **{name: str(kept[name]) for name in KEPT if name in kept})
