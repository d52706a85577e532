"""Claims against reviews by agency, and texts that came twice.

A claim may lie a little above its review: people know more of their programme than its file shows. What is allowed
stands in the settings; the test asks whether the mean over an agency's programmes is above that.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from local2030.marker.performance.records import (
    Case,
    Estimate,
    Pattern,
    Rated,
    agencies,
    claims_by_unit,
    in_order,
    scores_by_unit,
    too_few,
)
from local2030.marker.performance.settings import Settings
from local2030.methods.intervals import mean_interval, mean_p
from local2030.methods.similarity import IDENTICAL, clusters


@dataclass(frozen=True, slots=True)
class Overclaim:
    """By how many levels an agency's claims lie above their reviews, on the mean over its programmes."""

    agency: str
    above: Estimate
    p: float | None  # one-sided, against what is allowed


@dataclass(frozen=True, slots=True)
class CopiedText:
    """Programmes whose texts are the same or nearly so, and why it is said."""

    programmes: tuple[str, ...]
    agencies: tuple[str, ...]
    reason: str
    least: float


def overclaims(rows: Iterable[Rated], settings: Settings) -> tuple[Overclaim, ...]:
    """Every agency with claims that were reviewed."""
    rows = in_order(rows)
    scores, of = scores_by_unit(rows), agencies(rows)
    by_case: defaultdict[Case, list[float]] = defaultdict(list)
    for (case, criterion), claim in sorted(claims_by_unit(rows).items()):
        given = scores.get((case, criterion))
        if given:
            by_case[case].append(claim - sum(given.values()) / len(given))
    by_agency: defaultdict[str, list[float]] = defaultdict(list)
    for case, differences in by_case.items():
        if of.get(case):
            by_agency[of[case]].append(math.fsum(differences) / len(differences))
    return tuple(_overclaim(agency, values, settings) for agency, values in sorted(by_agency.items()))


def copied_texts(rows: Iterable[Rated], settings: Settings) -> tuple[CopiedText, ...]:
    """Clusters of alike texts from different programmes; the same text twice within one programme is no matter."""
    texts: dict[tuple[str, str], None] = {}
    agency: dict[str, set[str]] = {}
    for row in in_order(rows):
        if row.text:
            texts[row.programme, row.text] = None
        if row.agency:
            agency.setdefault(row.programme, set()).add(row.agency)
    numbered = {str(i): key for i, key in enumerate(texts)}
    found = []
    for cluster in clusters(
        {i: text for i, (_, text) in numbered.items()},
        settings.similar,
        settings.least_characters,
        settings.most_characters,
    ):
        programmes = tuple(sorted({numbered[i][0] for i in cluster.keys}))
        if len(programmes) > 1:
            who = tuple(sorted({a for p in programmes for a in agency.get(p, ())}))
            found.append(CopiedText(programmes, who, cluster.reason, cluster.least))
    return tuple(sorted(found, key=lambda c: c.programmes))


def claim_patterns(above: Iterable[Overclaim], copied: Iterable[CopiedText]) -> list[Pattern]:
    """What of the claims was tested, and each cluster of texts (which is seen and not tested: it has no p)."""
    found = [
        Pattern("pattern-claims-above-reviews", o.agency, o.p, None,
                {"above": f"{o.above.value:.2f}", "low": f"{o.above.low:.2f}", "high": f"{o.above.high:.2f}", "n": o.above.n})
        for o in above if o.p is not None and o.above.value is not None
    ]  # fmt: skip
    found += [
        Pattern("pattern-identical-texts" if c.reason == IDENTICAL else "pattern-alike-texts", ", ".join(c.programmes),
                None, None, {"count": len(c.programmes), "programmes": c.programmes, "agencies": c.agencies,
                             "similar": f"{c.least * 100:.0f}"})
        for c in copied
    ]  # fmt: skip
    return found


def _overclaim(agency: str, values: list[float], settings: Settings) -> Overclaim:
    interval = mean_interval(values)
    if len(values) < settings.least_claims or interval is None:
        return Overclaim(agency, too_few(len(values), settings.least_claims), None)
    both = mean_p(values, settings.claims_allowed)
    above = interval.value > settings.claims_allowed
    if both is None:
        return Overclaim(agency, Estimate(*interval), 0.5 ** len(values) if above else 1.0)
    return Overclaim(agency, Estimate(*interval), both / 2 if above else 1 - both / 2)
