"""Claims against reviews by agency, and texts that came twice.

A claim may lie a little above its review: people know more of their programme than its file shows. What is usual among
the other agencies is taken off, and so are the leanings of the reviewers; the test asks whether the mean over an
agency's programmes lies above that by more than the settings allow.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from local2030.marker.performance.records import (
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
    p: float | None  # one-sided, against what is usual and what is allowed
    usual: float = 0.0  # the same in the median of the other agencies


@dataclass(frozen=True, slots=True)
class CopiedText:
    """Programmes that have a text in common, the same or nearly so; how many such texts, and why it is said."""

    programmes: tuple[str, ...]
    agencies: tuple[str, ...]
    reason: str  # of the surest
    least: float
    texts: int = 1


def overclaims(
    rows: Iterable[Rated],
    settings: Settings,
    leanings: Mapping[tuple[str, str], float] | None = None,
    without: Collection[str] = (),
) -> tuple[Overclaim, ...]:
    """Every agency with claims that were reviewed. `leanings` of reviewers (reviewers.py) are taken off their scores.

    Reviewers in `without` (who give everything the same) don't count.
    """
    rows = in_order(rows)
    scores, of, off = scores_by_unit(rows), agencies(rows), leanings or {}
    by_programme: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for (case, criterion), claim in sorted(claims_by_unit(rows).items()):
        agency = of.get(case, "")
        given = [
            score - off.get((rater, ""), 0.0) - off.get((rater, agency), 0.0)
            for rater, score in scores.get((case, criterion), {}).items()
            if rater not in without
        ]
        if given and agency:
            by_programme[agency, case[0]].append(claim - math.fsum(given) / len(given))
    by_agency: defaultdict[str, list[float]] = defaultdict(list)
    for (agency, _), differences in by_programme.items():
        by_agency[agency].append(math.fsum(differences) / len(differences))
    means = {agency: math.fsum(v) / len(v) for agency, v in sorted(by_agency.items())}
    found = []
    for agency in means:
        others = [mean for other, mean in means.items() if other != agency]
        usual = min(settings.most_usual, max(0.0, median(others))) if others else 0.0
        found.append(_overclaim(agency, by_agency[agency], usual, settings))
    return tuple(found)


def copied_texts(rows: Iterable[Rated], settings: Settings) -> tuple[CopiedText, ...]:
    """Alike texts of different programmes, told once for all that the same programmes have in common.

    The same text twice within one programme is no matter.
    """
    texts: dict[tuple[str, str], None] = {}
    agency: dict[str, set[str]] = {}
    for row in in_order(rows):
        if row.text:
            texts[row.programme, row.text] = None
        if row.agency:
            agency.setdefault(row.programme, set()).add(row.agency)
    numbered = {str(i): key for i, key in enumerate(texts)}
    found: dict[tuple[str, ...], CopiedText] = {}
    for cluster in clusters(
        {i: text for i, (_, text) in numbered.items()},
        settings.similar,
        settings.least_characters,
        settings.most_characters,
    ):
        programmes = tuple(sorted({numbered[i][0] for i in cluster.keys}))
        if len(programmes) > 1:
            who = tuple(sorted({a for p in programmes for a in agency.get(p, ())}))
            before = found.get(programmes)
            reason = IDENTICAL if before and before.reason == IDENTICAL else cluster.reason
            least = min(before.least, cluster.least) if before else cluster.least
            found[programmes] = CopiedText(programmes, who, reason, least, before.texts + 1 if before else 1)
    return tuple(found[programmes] for programmes in sorted(found))


def claim_patterns(above: Iterable[Overclaim], copied: Iterable[CopiedText]) -> list[Pattern]:
    """What of the claims was tested, and each cluster of texts (which is seen and not tested: it has no p)."""
    found = [
        Pattern("pattern-claims-above-reviews", o.agency, o.p, None,
                {"above": f"{o.above.value:.2f}", "low": f"{o.above.low:.2f}", "high": f"{o.above.high:.2f}",
                 "usual": f"{o.usual:.2f}", "n": o.above.n})
        for o in above if o.p is not None and o.above.value is not None
    ]  # fmt: skip
    found += [
        Pattern("pattern-identical-texts" if c.reason == IDENTICAL else "pattern-alike-texts", ", ".join(c.programmes),
                None, None, {"count": len(c.programmes), "programmes": c.programmes, "agencies": c.agencies,
                             "similar": f"{c.least * 100:.0f}", "texts": c.texts})
        for c in copied
    ]  # fmt: skip
    return found


def small_claims(above: Iterable[Overclaim], settings: Settings) -> frozenset[tuple[str, str]]:
    """(code, subject) of what may be sure and is still too small to look at."""
    small = (o for o in above if (o.above.value or 0) - o.usual < settings.least_above)
    return frozenset((p.code, p.subject) for o in small for p in claim_patterns([o], ()))


def _overclaim(agency: str, values: list[float], usual: float, settings: Settings) -> Overclaim:
    interval, allowed = mean_interval(values), usual + settings.claims_allowed
    if len(values) < settings.least_claims or interval is None:
        return Overclaim(agency, too_few(len(values), settings.least_claims), None, usual)
    both, above = mean_p(values, allowed), interval.value > allowed
    if both is None:
        return Overclaim(agency, Estimate(*interval), 0.5 ** len(values) if above else 1.0, usual)
    return Overclaim(agency, Estimate(*interval), both / 2 if above else 1 - both / 2, usual)
