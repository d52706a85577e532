"""The audit's settings, read from its signed file: bounds, least numbers, what counts as worth a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local2030.methods.signed_files import SIGNED, signed_file

FILE = Path(__file__).parent / "settings.yaml"


@dataclass(frozen=True, slots=True)
class Settings:
    """All of the file; names follow its keys."""

    replicates: int
    seed: int
    least_units: int
    good: float
    tentative: float
    most_score: int
    false_discovery_rate: float
    least_concordance: int
    widest_share: float
    bunching_width: float
    least_near: int
    sure_agency: float
    heap_step: float
    least_heap: int
    least_reviewed: int
    least_by_agency: int
    leaning_allowed: float
    least_effect: float
    sure: float
    most_sure: int
    least_claims: int
    claims_allowed: float
    least_above: float
    most_usual: float
    least_lines: int
    least_criteria: int
    least_straight: float
    least_two_phases: int
    least_rise: int
    least_fall: float
    least_parted: int
    least_parted_share: float
    similar: float
    least_characters: int
    most_characters: int
    least_items: int
    tail: float
    poor_correlation: float
    crowded: float
    kind_costs: Mapping[str, float]
    measure_cost: float
    fact_cost: float
    review_cost: float
    head: Mapping[str, str]
    sha256: str


@cache
def shipped() -> Settings:
    """The settings that come with the program."""
    return read_settings(FILE)


def read_settings(path: Path) -> Settings:
    """The settings in that file; a missing key is a `KeyError` that names it."""
    of, head, sha256 = signed_file(path, SIGNED)
    agreement, bunching, texts, items, cheating, reviewers, claims, phases = (
        of[key] for key in ("agreement", "bunching", "texts", "items", "cheating", "reviewers", "claims", "phases")
    )
    return Settings(
        replicates=int(of["resampling"]["replicates"]), seed=int(of["resampling"]["seed"]),
        least_units=int(agreement["least_units"]), good=float(agreement["good"]),
        tentative=float(agreement["tentative"]), most_score=int(agreement["most_score"]),
        false_discovery_rate=float(of["false_discovery_rate"]),
        least_concordance=int(of["concordance"]["least_programmes"]),
        widest_share=float(of["concordance"]["widest_share"]),
        bunching_width=float(bunching["width"]), least_near=int(bunching["least_near"]), sure_agency=float(bunching["sure"]),
        heap_step=float(of["heaping"]["step"]), least_heap=int(of["heaping"]["least"]),
        least_reviewed=int(reviewers["least_programmes"]), least_by_agency=int(reviewers["least_by_agency"]),
        leaning_allowed=float(reviewers["allowed"]), least_effect=float(reviewers["least_effect"]),
        sure=float(reviewers["sure"]), most_sure=int(reviewers["most_sure"]),
        least_claims=int(claims["least_programmes"]), claims_allowed=float(claims["allowed"]),
        least_above=float(claims["least_above"]), most_usual=float(claims["most_usual"]),
        least_lines=int(of["straight_lines"]["least_programmes"]),
        least_criteria=int(of["straight_lines"]["least_criteria"]),
        least_straight=float(of["straight_lines"]["least_share"]),
        least_two_phases=int(phases["least_programmes"]), least_rise=int(phases["least_rise"]),
        least_fall=float(phases["least_fall"]), least_parted=int(phases["least_found"]),
        least_parted_share=float(phases["least_share"]),
        similar=float(texts["similar"]), least_characters=int(texts["least_characters"]),
        most_characters=int(texts["most_characters"]),
        least_items=int(items["least_programmes"]), tail=float(items["tail"]),
        poor_correlation=float(items["poor_correlation"]), crowded=float(items["crowded"]),
        kind_costs={str(k): float(v) for k, v in cheating["kinds"].items()},
        measure_cost=float(cheating["measure"]), fact_cost=float(cheating["fact"]),
        review_cost=float(cheating["review"]),
        head=head, sha256=sha256,
    )  # fmt: skip
