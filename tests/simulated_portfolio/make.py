"""Makes the labelled simulated portfolios of this folder, byte for byte the same each time.

    python tests/simulated_portfolio/make.py

Written without sight of the audit method that the portfolios judge. Assumptions and the way of
counting are in README.md beside this file. Standard library only: Python's own generator keeps
its stream from version to version, and the standard normal below is built from it by hand.
"""

import csv
import gzip
import io
import json
import math
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from texts import STOCK, Writer

HERE = Path(__file__).parent
HALVES = {"dev": 20240209, "test": 77310451}
PORTFOLIOS, HONEST = 12, 3
CRITERIA = tuple(f"C{n}" for n in range(1, 9))
COLUMNS = (
    "programme", "phase", "rubric", "criterion", "rater", "claimed", "score", "date", "agency",
    "local_share_low", "local_share_high", "text",
)  # fmt: skip
GATES = (0.05, 0.15, 0.25)
CUTS = (-0.9, 0.1, 1.1)  # of the latent level: about 18, 36, 32 and 14 per cent at 0, 1, 2, 3
PHASES = ("design", "monitoring")

# Effect sizes. Latent units: one unit is the width of a level. Drawn evenly from these ranges in both halves.
PLANT = {
    "overclaim": (0.8, 1.4),
    "lenient-rater": (0.65, 1.1),
    "severe-rater": (0.65, 1.1),
    "rater-agency-bias": (1.1, 1.6),
    "copied-text": (4, 9),  # programmes
    "straight-line-claim": (0.6, 1.0),  # part of the agency's programmes
    "straight-line-rater": (0.92, 1.0),  # part of the rater's scores
    "bunching": (0.7, 0.95),  # part of those within 0.07 below the gate
    "heaping": (0.7, 1.0),  # part of the shares of the agencies named
    "claim-up-share-down": (0.6, 1.0),  # part of the agency's programmes
}
BY_AGENCY = ("overclaim", "rater-agency-bias", "copied-text", "straight-line-claim", "claim-up-share-down")
SMALL = {
    "overclaim": (0.15, 0.25),
    "lenient-rater": (0.15, 0.25),
    "severe-rater": (0.15, 0.25),
    "rater-agency-bias": (0.15, 0.3),
    "copied-text": (2, 2),
}


class Dice(random.Random):
    """Draws that use only random(), whose stream is fixed by the language."""

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.random()

    def whole(self, low: int, high: int) -> int:
        return low + int(self.random() * (high - low + 1))

    def one(self, items):
        return items[int(self.random() * len(items))]

    def some(self, items, count: int) -> list:
        keyed = sorted((self.random(), n) for n in range(len(items)))
        return [items[n] for _, n in keyed[:count]]

    def normal(self, sd: float = 1.0) -> float:
        """Box and Muller, rounded so that a last bit of the mathematics library can't show."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self.random()))
        return round(sd * radius * math.cos(2.0 * math.pi * self.random()), 9)

    def small_normal(self, sd: float) -> float:
        """An honest difference: never more than twice its usual size."""
        return max(-2 * sd, min(2 * sd, self.normal(sd)))


def cut(latent: float) -> int:
    return sum(latent >= edge for edge in CUTS)


def band(share: float) -> int:
    return sum(share >= gate for gate in GATES)


def clip(level: int) -> int:
    return max(0, min(3, level))


def gates(levels: dict[str, int], lrg: bool) -> int:
    """The level of the marker's design note, section 5; a criterion that isn't there counts 0."""
    c = {name: levels.get(name) or 0 for name in CRITERIA}
    mean = sum(c.values()) / 8
    if not (mean >= 0.75 and (c["C1"] >= 1 or c["C2"] >= 2 or c["C4"] >= 2)):
        return 0
    money = c["C4"] >= 2 or (c["C5"] >= 2 and c["C4"] >= 1)
    if not (mean >= 1.5 and c["C1"] >= 1 and c["C2"] >= 2 and money and c["C7"] >= 1):
        return 1
    return 3 if mean >= 2.25 and min(c["C2"], c["C4"], c["C5"], c["C7"], c["C3"]) >= 2 and lrg else 2


@dataclass
class Record:
    """One programme in one phase."""

    latent: dict[str, float]
    share: float
    low: float | None
    high: float | None
    claims: dict[str, int | None] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    scores: dict[str, dict[str, int | None]] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)

    @property
    def mid(self) -> float | None:
        return None if self.low is None else (self.low + self.high) / 2


@dataclass
class Programme:
    name: str
    agency: str
    lrg: bool
    direct_half: bool
    phases: dict[str, Record] = field(default_factory=dict)
    raters: list[str] = field(default_factory=list)

    def true_levels(self, record: Record) -> dict[str, int]:
        levels = {c: cut(record.latent[c]) for c in CRITERIA}
        return {**levels, "C4": self.c4(record.share)}

    def c4(self, share: float) -> int:
        return min(band(share), 3 if self.direct_half else 2)


class Portfolio:
    """One simulated portfolio: draws, plants, labels."""

    def __init__(self, name: str, dice: Dice, kinds: list[str], small: list[str]) -> None:
        self.name, self.dice, self.kinds, self.small = name, dice, kinds, small
        self.labels: list[dict] = []
        d = dice
        busy = sum(
            kind in BY_AGENCY for kind in kinds
        )  # agencies that will do something; sloppy and honest ones beside
        self.agencies = [f"AG{n:02d}" for n in range(1, d.whole(max(6, busy + 4), 14) + 1)]
        self.total = d.whole(max(120 if "bunching" in kinds else 60, 8 * len(self.agencies)), 200)
        self.raters = [f"r{n}" for n in range(1, d.whole(8, max(8, min(16, self.total // 8))) + 1)]
        self.heaping_agencies: list[str] = []
        self.two_phase = d.between(0.5, 0.9) if "claim-up-share-down" in kinds or d.random() < 0.4 else 0.0
        self.per_cent = d.random() < 0.4  # shares stated to the whole per cent, by all and honestly
        self.together = d.between(0.3, 0.5)  # part of the variance that a programme's criteria share
        self.optimism = d.between(0.1, 0.35)
        self.judgement = d.between(0.38, 0.58)  # reviewers' noise on one criterion
        self.claim_noise = d.between(0.3, 0.5)
        self.share_centre = d.between(-2.1, -1.6)
        self.level_shift = {c: d.normal(0.2) for c in CRITERIA}
        self.agency_mean = {a: d.normal(0.25) for a in self.agencies}
        self.agency_claim = {a: d.small_normal(0.06) for a in self.agencies}
        self.leniency = {r: d.small_normal(0.06) for r in self.raters}
        self.pair = {(r, a): d.small_normal(0.05) for r in self.raters for a in self.agencies}
        self.flat_raters: dict[str, tuple[str, int, float]] = {}
        self.writer = Writer(d)
        self.programmes: list[Programme] = []
        self.draw_programmes()
        self.sloppy = set(d.some(self.agencies, d.whole(1, 2))) if kinds else set(d.some(self.agencies, 1))
        self.free_agencies = sorted(
            (a for a in self.agencies if a not in self.sloppy), key=lambda a: (-len(self.of(a)), a)
        )
        self.free_raters = d.some(self.raters, len(self.raters))
        self.plant_money()
        self.plant_rater_offsets()
        self.assign_raters()
        self.write_claims()
        self.plant_claims()
        self.write_texts()
        self.plant_texts()
        self.write_scores()
        self.be_sloppy()
        self.label_what_merely_looks_so()

    # -- drawing ------------------------------------------------------------------------------

    def of(self, agency: str) -> list[Programme]:
        return [p for p in self.programmes if p.agency == agency]

    def draw_programmes(self) -> None:
        d = self.dice
        weights = [d.between(0.5, 1.8) for _ in self.agencies]
        owners = [a for a in self.agencies for _ in range(5)]
        while len(owners) < self.total:
            at = d.random() * sum(weights)
            for agency, weight in zip(self.agencies, weights, strict=True):
                at -= weight
                if at < 0:
                    owners.append(agency)
                    break
            else:
                owners.append(self.agencies[-1])
        for n, agency in enumerate(d.some(owners, len(owners)), 1):
            programme = Programme(f"JP-{n:03d}", agency, d.random() < 0.85, d.random() < 0.75)
            whole = self.agency_mean[agency] + d.normal(math.sqrt(self.together))
            latent = {c: self.level_shift[c] + whole + d.normal(math.sqrt(1 - self.together)) for c in CRITERIA}
            odds = math.exp(self.share_centre + 0.75 * latent["C4"] + d.normal(0.5))
            share = odds / (1 + odds)
            covered, unknown, below = d.random() < 0.55, d.between(0.01, 0.25), d.between(0.2, 1.0)
            missing = d.random() < 0.07
            if d.random() < self.two_phase:
                phases = PHASES
            else:
                phases = ("design",) if self.two_phase or d.random() < 0.7 else ("monitoring",)
            for phase in phases:
                if phase == "monitoring" and len(phases) == 2:
                    latent = {c: value + d.normal(0.12) for c, value in latent.items()}
                    share = min(0.95, share * math.exp(d.normal(0.06)))
                digits = 2 if self.per_cent else 4
                share = round(share, digits)
                low = share if covered else max(0.0, round(share - unknown * below, digits))
                high = share if covered else min(1.0, round(share + unknown * (1 - below), digits))
                record = Record(dict(latent), share, low, high)
                if missing:
                    record.low = record.high = None
                programme.phases[phase] = record
            self.programmes.append(programme)

    def strength(self, kind: str, small: bool = False) -> float:
        low, high = (SMALL if small else PLANT)[kind]
        if isinstance(low, int):
            return self.dice.whole(low, high)
        return round(self.dice.between(low, high), 3)

    def take_agency(self, least: int = 6, phases: int = 1) -> str:
        """An agency that does nothing else yet, one of the four largest so that there is something to see."""
        free = [a for a in self.free_agencies if phases == 1 or a not in self.heaping_agencies]
        fit = [a for a in free if sum(len(p.phases) >= phases for p in self.of(a)) >= least]
        agency = self.dice.one(fit[:4] or free[:1])
        self.free_agencies.remove(agency)
        return agency

    def crowded(self) -> bool:
        """No room for a small effect: those to be found need their agencies."""
        return len(self.free_agencies) <= sum(kind in BY_AGENCY for kind in self.kinds)

    def label(self, kind: str, subject, size: float, unit: str, found: bool, **more) -> None:
        row = {"portfolio": self.name, "kind": kind, "subject": subject, "size": round(float(size), 3), "unit": unit}
        self.labels.append({**row, "should_be_found": found, **more})

    # -- money --------------------------------------------------------------------------------

    def plant_money(self) -> None:
        d = self.dice
        if "bunching" in self.kinds:
            roll = d.random()
            gate = 0.15 if roll < 0.45 else 0.25 if roll < 0.8 else 0.05
            part = self.strength("bunching")
            first = [next(iter(p.phases.values())) for p in self.programmes]
            lows = [r.low for r in first if r.low is not None]
            honest = sum(gate <= low < gate + 0.02 for low in lows)
            moved = 0
            for programme in self.programmes:
                goes = d.random() < part
                for at, record in enumerate(programme.phases.values()):
                    step = d.random()
                    if goes and record.low is not None and gate - 0.07 <= record.low < gate:
                        width = record.high - record.low
                        record.low = round(gate + (int(step * 2) / 100 if self.per_cent else step * 0.012), 4)
                        record.high = round(min(1.0, record.low + width), 4)
                        record.share = round(min(record.high, max(record.low, record.share)), 4)
                        moved += at == 0
            found = moved >= 10 and moved >= honest
            self.label("bunching", gate, moved, "programmes moved over the gate", found, part=part, honest=honest)
            if self.per_cent:
                self.label("heaping", "*", 0, "echo", False, note="whole per cents moved to a gate")
        if "heaping" in self.kinds:
            count, agencies = 0, self.heaping_agencies
            for agency in d.some(self.agencies, len(self.agencies)):
                if count < 0.28 * self.total:
                    agencies.append(agency)
                    count += len(self.of(agency))
            part, heaped = self.strength("heaping"), []
            for programme in (p for a in agencies for p in self.of(a)):
                if d.random() >= part:
                    continue
                for record in programme.phases.values():
                    if record.low is not None:
                        record.share = round(max(1, int(record.share * 20 + 0.5)) / 20, 4)
                        record.low = record.high = record.share
                        heaped.append(programme.name)
            names = sorted(set(heaped))
            self.label(
                "heaping", "local_share", len(names), "programmes", len(names) >= 12,
                agencies=sorted(agencies), programmes=names,
            )  # fmt: skip
            for gate in GATES:
                self.label("bunching", gate, 0, "echo", False, note="round shares fall on the gates")

    # -- reviewers ----------------------------------------------------------------------------

    def plant_rater_offsets(self) -> None:
        self.fixed: dict[str, tuple[str, int]] = {}
        for small, kinds in ((False, self.kinds), (True, self.small)):
            for kind in ("lenient-rater", "severe-rater", "straight-line-rater", "rater-agency-bias"):
                if kind not in kinds or (small and kind == "rater-agency-bias" and self.crowded()):
                    continue
                rater = self.free_raters.pop()
                size = self.strength(kind, small)
                if kind == "straight-line-rater":
                    flat = 2 if self.dice.random() < 0.6 else self.dice.one((1, 3))
                    variant = "constant" if self.dice.random() < 0.6 else "each programme one score"
                    self.flat_raters[rater] = (variant, flat, size)
                    self.label(kind, rater, size, "part of the scores", True, variant=variant)
                    for echo in ("lenient-rater", "severe-rater"):
                        self.label(echo, rater, 0, "echo", False, note="straight-lined")
                    self.label("rater-agency-bias", [rater, "*"], 0, "echo", False, note="straight-lined")
                elif kind == "rater-agency-bias":
                    agency = self.take_agency(8)
                    self.pair[rater, agency] = size
                    self.fixed[agency] = (rater, max(8, round(0.6 * len(self.of(agency)))))
                    self.label(kind, [rater, agency], size, "levels", not small, rater=rater, agency=agency)
                    if not small:
                        self.label("lenient-rater", rater, 0, "echo", False, note="lenient to one agency")
                        self.label("rater-agency-bias", [rater, "*"], 0, "echo", False, note="the other side")
                else:
                    self.leniency[rater] = size if kind == "lenient-rater" else -size
                    self.label(kind, rater, size, "levels", not small)

    def assign_raters(self) -> None:
        d = self.dice
        load = dict.fromkeys(self.raters, 0.0)
        left = {a: n for a, (_, n) in self.fixed.items()}
        for programme in self.programmes:
            if d.random() < 0.06 and programme.agency not in self.fixed:
                continue  # not reviewed yet: the claim stands alone
            want = 3 if d.random() < 0.2 else 2
            chosen = []
            if left.get(programme.agency, 0) > 0:
                left[programme.agency] -= 1
                chosen.append(self.fixed[programme.agency][0])
            others = sorted((r for r in self.raters if r not in chosen), key=lambda r: (load[r] + 4 * d.random(), r))
            programme.raters = chosen + others[: want - len(chosen)]
            for rater in programme.raters:
                load[rater] += 1

    # -- claims -------------------------------------------------------------------------------

    def write_claims(self) -> None:
        d = self.dice
        for programme in self.programmes:
            sloppy = programme.agency in self.sloppy
            noise = {c: d.normal(self.claim_noise * (1.8 if sloppy else 1.0)) for c in CRITERIA}
            slip = d.random()
            for record in programme.phases.values():
                view = self.optimism + self.agency_claim[programme.agency]
                record.claims = {c: cut(record.latent[c] + view + noise[c]) for c in CRITERIA}
                money = programme.c4(record.share)
                record.claims["C4"] = clip(money + (slip < 0.12) - (slip > 0.95))
                record.claims["level"] = gates(record.claims, True)

    def inflate(self, agency: str, size: float) -> None:
        """Adds `size` levels to the claims of an agency, the whole part surely, the rest by chance."""
        for programme in self.of(agency):
            lift = {c: int(size) + (self.dice.random() < size - int(size)) for c in CRITERIA}
            for record in programme.phases.values():
                for c in CRITERIA:
                    record.claims[c] = clip(record.claims[c] + lift[c])
                record.claims["level"] = gates(record.claims, True)

    def plant_claims(self) -> None:
        d = self.dice
        if "claim-up-share-down" in self.kinds:
            agency, part = self.take_agency(6, phases=2), self.strength("claim-up-share-down")
            fit = [p for p in self.of(agency) if len(p.phases) == 2]
            names = []
            for programme in d.some(fit, max(5, round(part * len(fit)))):
                before, after = programme.phases["design"], programme.phases["monitoring"]
                if before.low is None:
                    continue
                if before.share < 0.08:  # there must be something to lose
                    before.share = before.low = before.high = round(d.between(0.1, 0.3), 2 if self.per_cent else 4)
                    before.claims["C4"] = programme.c4(before.share)
                for c in d.some(CRITERIA, d.whole(4, 6)):
                    before.claims[c] = min(2, before.claims[c])
                    after.claims[c] = clip(before.claims[c] + 1)
                for c in CRITERIA:
                    after.claims[c] = max(after.claims[c], before.claims[c])
                digits = 2 if self.per_cent else 4
                loss = d.between(0.4, 0.7)
                after.share = round(before.share * (1 - loss), digits)
                width = 0.0 if before.high == before.low else (before.high - before.low) * (1 - loss)
                after.low = round(max(0.0, after.share - width / 2), digits)
                after.high = round(after.share + width / 2, digits)
                for record in (before, after):
                    record.claims["level"] = gates(record.claims, True)
                if after.high < before.low or (after.low + after.high) < (before.low + before.high):
                    names.append(programme.name)
            self.label(
                "claim-up-share-down", agency, len(names), "programmes", len(names) >= 4,
                agency=agency, programmes=sorted(names),
            )  # fmt: skip
            self.label("overclaim", agency, 0, "echo", False, note="claims raised between phases")
        for small, kinds in ((False, self.kinds), (True, self.small)):
            for _ in range(kinds.count("overclaim")):
                if small and self.crowded():
                    continue
                agency, size = self.take_agency(6), self.strength("overclaim", small)
                self.inflate(agency, size)
                self.label("overclaim", agency, size, "levels before the ceiling of 3", not small, agency=agency)
                if not small:
                    self.label("straight-line-claim", agency, 0, "echo", False, note="threes by over-claiming")
        if "straight-line-claim" in self.kinds:
            agency, part = self.take_agency(7), self.strength("straight-line-claim")
            one_level = self.dice.one((2, 3)) if d.random() < 0.4 else None
            names = []
            for programme in d.some(self.of(agency), max(5, round(part * len(self.of(agency))))):
                names.append(programme.name)
                for record in programme.phases.values():
                    flat = one_level or clip(int(sum(record.claims[c] for c in CRITERIA) / 8 + 0.5))
                    record.claims = dict.fromkeys((*CRITERIA, "level"), flat)
            self.label(
                "straight-line-claim", agency, len(names), "programmes", True,
                agency=agency, programmes=sorted(names), variant=f"always {one_level}" if one_level else "own mean",
            )  # fmt: skip
            self.label("overclaim", agency, 0, "echo", False, note="straight-lined")

    # -- texts --------------------------------------------------------------------------------

    def write_texts(self) -> None:
        d = self.dice
        self.stock_users: dict[str, set[str]] = {}
        for programme in self.programmes:
            earlier: dict[str, str] = {}
            for record in programme.phases.values():
                for c in CRITERIA:
                    if record.claims[c] == 0 and d.random() < 0.4:
                        record.texts[c] = d.one(STOCK)
                        self.stock_users.setdefault(record.texts[c], set()).add(programme.name)
                    elif c in earlier and d.random() < 0.4:
                        record.texts[c] = earlier[c]  # a programme may repeat itself
                    else:
                        record.texts[c] = self.writer.text(c)
                    earlier[c] = record.texts[c]

    def copy(self, programmes: list[Programme], criteria: list[str], near: bool) -> None:
        source = {c: self.writer.text(c) for c in criteria}
        for programme in programmes:
            for record in programme.phases.values():
                for c in criteria:
                    record.texts[c] = self.writer.nearly(source[c]) if near else source[c]

    def plant_texts(self) -> None:
        d = self.dice
        agency = None
        if "copied-text" in self.kinds:
            agency = self.take_agency(6)
            self.copied(
                "agency", agency, self.of(agency), self.strength("copied-text"), d.whole(2, 8), d.random() < 0.5
            )
        if "copied-text" in self.kinds and d.random() < 0.35:  # one consultant writing for several agencies
            others = [p for p in self.programmes if p.agency != agency and p.agency not in self.sloppy]
            self.copied("several agencies", None, others, self.strength("copied-text"), d.whole(3, 8), d.random() < 0.5)
        if self.kinds and d.random() < 0.5:  # a sloppy agency copies, too
            careless = sorted(self.sloppy)[0]
            self.copied("sloppy agency", careless, self.of(careless), d.whole(3, 5), d.whole(2, 4), False)
        if "copied-text" in self.small:
            others = [p for p in self.programmes if p.agency in self.free_agencies]
            self.copied("two by chance", None, others, 2, 1, True)

    def copied(self, variant: str, agency: str | None, fit: list, count: int, criteria: int, near: bool) -> None:
        chosen = self.dice.some(fit, min(count, len(fit)))
        self.copy(chosen, self.dice.some(CRITERIA, criteria), near)
        names = sorted(p.name for p in chosen)
        self.label(
            "copied-text", names, len(names), "programmes", len(names) >= 3 and criteria >= 2,
            programmes=names, agency=agency, criteria=criteria, near=near, variant=variant,
        )  # fmt: skip

    # -- scores -------------------------------------------------------------------------------

    def write_scores(self) -> None:
        d = self.dice
        for programme in self.programmes:
            for record in programme.phases.values():
                for rater in programme.raters:
                    lean = self.leniency[rater] + self.pair[rater, programme.agency] + d.normal(0.15)
                    scores: dict[str, int | None] = {
                        c: cut(record.latent[c] + lean + d.normal(self.judgement)) for c in CRITERIA
                    }
                    slip = d.random()
                    if record.low is None:
                        scores["C4"] = None
                    else:
                        scores["C4"] = clip(programme.c4(record.low) + (slip < 0.03) - (slip > 0.97))
                    if rater in self.flat_raters:
                        variant, flat, part = self.flat_raters[rater]
                        if variant != "constant":
                            given = [s for s in scores.values() if s is not None]
                            flat = clip(int(sum(given) / len(given) + 0.5))
                        scores = {c: flat if s is not None and d.random() < part else s for c, s in scores.items()}
                        scores["level"] = flat
                    else:
                        scores["level"] = gates(scores, programme.lrg)
                        for c in CRITERIA:
                            if d.random() < 0.015:
                                scores[c] = None
                    record.scores[rater] = scores

    # -- time, and carelessness ---------------------------------------------------------------

    def be_sloppy(self) -> None:
        d = self.dice
        opening = date(2024, 1, 8) + timedelta(days=d.whole(0, 200))
        for programme in self.programmes:
            careless = programme.agency in self.sloppy
            for phase, record in programme.phases.items():
                start = opening + timedelta(days=d.whole(0, 70) + (420 if phase == "monitoring" else 0))
                if careless and d.random() < 0.3:
                    start += timedelta(days=d.whole(40, 200))  # late, nothing more
                record.dates[""] = start
                for rater in programme.raters:
                    record.dates[rater] = start + timedelta(days=d.whole(10, 45))
                if careless:
                    for c in CRITERIA:
                        if d.random() < 0.09:
                            record.claims[c] = None
                        if d.random() < 0.09:
                            record.texts[c] = ""
                    if d.random() < 0.12:
                        record.low = record.high = None
                        for scores in record.scores.values():
                            scores["C4"] = None

    # -- what isn't planted and yet has the shape --------------------------------------------

    def label_what_merely_looks_so(self) -> None:
        """Neither a planted pattern nor a false alarm: single programmes that fit the words by chance."""
        planted = {(x["kind"], name) for x in self.labels if x["should_be_found"] for name in x.get("programmes", [])}
        for programme in self.programmes:
            name = programme.name
            for record in programme.phases.values():
                given = {record.claims[c] for c in CRITERIA} - {None}
                if len(given) == 1 and ("straight-line-claim", name) not in planted:
                    self.label("straight-line-claim", [name], 1, "programmes", False, programmes=[name], note="chance")
                    break
            if len(programme.phases) == 2 and ("claim-up-share-down", name) not in planted:
                before, after = programme.phases["design"], programme.phases["monitoring"]
                if before.low is None or after.low is None:
                    continue
                kept = [c for c in CRITERIA if before.claims[c] is not None and after.claims[c] is not None]
                mean = sum(after.claims[c] - before.claims[c] for c in kept)
                up = mean > 0 or any(after.claims[c] > before.claims[c] for c in ("level", *kept))
                if up and (after.low < before.low or after.mid < before.mid):
                    self.label("claim-up-share-down", [name], 1, "programmes", False, programmes=[name], note="chance")
        for text, names in sorted(self.stock_users.items()):
            if len(names) > 1:
                self.label(
                    "copied-text", sorted(names), len(names), "programmes", False,
                    programmes=sorted(names), note=f"stock phrase: {text}",
                )  # fmt: skip

    # -- writing ------------------------------------------------------------------------------

    def table(self) -> str:
        out = io.StringIO()
        sheet = csv.writer(out, lineterminator="\n")
        sheet.writerow(COLUMNS)

        def blank(value):
            return "" if value is None else value

        for programme in self.programmes:
            for phase, record in programme.phases.items():
                shares = (blank(record.low), blank(record.high))
                for rater in programme.raters or [""]:
                    scores = record.scores.get(rater, {})
                    for c in (*CRITERIA, "level"):
                        sheet.writerow(
                            (
                                programme.name,
                                phase,
                                "2.0",
                                c,
                                rater,
                                blank(record.claims[c]),
                                blank(scores.get(c)),
                                record.dates[rater].isoformat(),
                                programme.agency,
                                *shares,
                                record.texts.get(c, ""),
                            )
                        )
        return out.getvalue()

    def truth(self) -> dict:
        """True levels, and for each criterion the interval that accepted evidence would leave."""
        out: dict[str, dict] = {}
        for programme in self.programmes:
            for phase, record in programme.phases.items():
                levels = programme.true_levels(record)
                known = {}
                for c, level in levels.items():
                    roll, low, high = self.dice.random(), self.dice.whole(0, level), self.dice.whole(level, 3)
                    known[c] = [level, level] if roll < 0.7 else [low, high] if roll < 0.9 else [0, 3]
                if record.low is None:
                    known["C4"] = [0, 3]
                else:
                    known["C4"] = [programme.c4(record.low), programme.c4(record.high)]
                out.setdefault(programme.name, {})[phase] = {
                    "levels": [levels[c] for c in CRITERIA],
                    "level": gates(levels, programme.lrg),
                    "known": [known[c] for c in CRITERIA],
                    "share": record.share,
                    "direct_half": programme.direct_half,
                    "lrg": programme.lrg,
                }
        return out


def rota(dice: Dice) -> list[tuple[list[str], list[str]]]:
    """Which kinds each of the twelve portfolios gets: every kind in four or five of nine, three stay honest."""
    plans: list[tuple[list[str], list[str]]] = [([], []) for _ in range(PORTFOLIOS)]
    planted = dice.some(range(PORTFOLIOS), PORTFOLIOS - HONEST)
    money = dice.some(planted, len(planted))
    for kind in PLANT:
        if kind == "bunching":
            places = money[:4]
        elif kind == "heaping":
            places = money[4:8]  # never with bunching: round shares fall on the gates
        else:
            places = dice.some(planted, dice.whole(4, 5))
        for n in places:
            plans[n][0].append(kind)
    for n in planted:
        kinds, small = plans[n]
        if "overclaim" in kinds and dice.random() < 0.3:
            kinds.append("overclaim")
        small += [kind for kind in SMALL if kind not in kinds and dice.random() < 0.35]
    return plans


def compact(value) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def make(half: str) -> dict[str, str]:
    """All files of one half: path below this folder -> text (before compression)."""
    dice, files, labels = Dice(HALVES[half]), {}, []
    for n, (kinds, small) in enumerate(rota(dice), 1):
        name = f"{half}-{n:02d}"
        portfolio = Portfolio(name, Dice(HALVES[half] * 100 + n), kinds, small)
        files[f"{half}/{name}.csv.gz"] = portfolio.table()
        files[f"{half}/{name}.true_levels.json"] = compact(portfolio.truth()).replace('},"JP-', '},\n"JP-') + "\n"
        labels += portfolio.labels
    lines = ",\n".join(compact(label) for label in labels)
    files[f"labels_{half}.json"] = f"[\n{lines}\n]\n"
    return files


def main() -> None:
    for half in HALVES:
        (HERE / half).mkdir(exist_ok=True)
        for path, text in make(half).items():
            content = text.encode()
            (HERE / path).write_bytes(gzip.compress(content, 9, mtime=0) if path.endswith(".gz") else content)


if __name__ == "__main__":
    main()
