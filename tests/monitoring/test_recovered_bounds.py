"""Bounds out of published scores: found again where the scores leave no room, and told where nothing fits."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from click.testing import CliRunner

from local2030.cli.main import cli
from local2030.monitoring.index import index
from local2030.monitoring.recovered_bounds import recovered_bounds
from local2030.vocabulary.observations import Bound


def made(seed, missing=0.07, places=52, sizes=(2, 5, 9)):
    """Places, values that hang together a little, bounds either way round, and the scores to two digits."""
    dice = np.random.default_rng(seed)
    level = dice.normal(size=places)
    bounds, values = [], {f"p{n}": {} for n in range(places)}
    for goal, size in enumerate(sizes, 1):
        for n in range(size):
            x = 50 + 20 * (0.5 * level + dice.normal(size=places))
            low, high = np.quantile(x, [0.05, 0.9])
            bounds.append(Bound(f"{goal}.{n}", goal, *((low, high) if dice.random() < 0.5 else (high, low))))
            for place, value in zip(values, x, strict=True):
                values[place][f"{goal}.{n}"] = None if dice.random() < missing else round(float(value), 2)
    placed = index(values, bounds, draws=0)
    scores = {one.id: {goal: round(s, 2) for goal, s in one.goals.items() if s is not None} for one in placed}
    return values, bounds, scores


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_met_and_the_bounds_found_again(seed):
    values, bounds, scores = made(seed)
    fits = recovered_bounds(values, {b.code: b.goal for b in bounds}, scores)
    assert [fit.goal for fit in fits] == [1, 2, 3] and all(fit.error <= 0.05 for fit in fits)
    found = {one.code: one for fit in fits for one in fit.recovered}
    for bound in bounds:
        one = found[bound.code]
        assert one.is_sure
        assert (one.lower, one.optimum) == (pytest.approx(bound.lower, abs=1), pytest.approx(bound.optimum, abs=1))


def test_where_nothing_is_cut_or_missing_several_bounds_lead_to_the_same_scores():
    dice = np.random.default_rng(5)
    values = {f"p{n}": {"a": float(dice.uniform(20, 80)), "b": float(dice.uniform(20, 80))} for n in range(30)}
    scores = {place: {1: (row["a"] + row["b"]) / 2} for place, row in values.items()}
    (fit,) = recovered_bounds(values, {"a": 1, "b": 1}, scores)
    assert fit.error < 0.05 and not any(one.is_sure for one in fit.recovered)


def test_scores_that_no_bounds_lead_to_are_told():
    values, bounds, scores = made(1)
    dice = np.random.default_rng(9)
    wrong = {place: {1: float(dice.uniform(0, 100))} for place in scores}
    (fit,) = recovered_bounds(values, {b.code: b.goal for b in bounds}, wrong)
    assert fit.error > 5


def test_a_goal_without_scores_has_no_fit():
    assert recovered_bounds({"A": {"a": 1.0}}, {"a": 1}, {"A": {1: 50.0}}) == []
    assert recovered_bounds({}, {"a": 1}, {}) == []


def test_the_command_prints_bounds_that_the_index_reads_back(tmp_path):
    values, bounds, scores = made(2)
    codes = [b.code for b in bounds]
    with (tmp_path / "wide.csv").open("w") as out:
        csv.writer(out).writerows([["id", *codes], *([p, *(row[c] for c in codes)] for p, row in values.items())])
    (tmp_path / "goals.csv").write_text("code,goal\n" + "".join(f"{b.code},{b.goal}\n" for b in bounds))
    with (tmp_path / "published.csv").open("w") as out:
        csv.writer(out).writerows([["id", "goal_1", "goal_2", "goal_3"],
                                   *([p, *(row.get(g) for g in (1, 2, 3))] for p, row in scores.items())])  # fmt: skip
    common = ["monitoring", "index", "--values", str(tmp_path / "wide.csv"), "--format", "csv", "--bounds"]
    ran = CliRunner().invoke(cli, [*common, str(tmp_path / "goals.csv"), "--recover", str(tmp_path / "published.csv")])
    assert ran.exit_code == 0
    (tmp_path / "bounds.csv").write_text(ran.stdout)
    ran = CliRunner().invoke(cli, [*common, str(tmp_path / "bounds.csv")])
    again = {row["id"]: row for row in csv.DictReader(ran.stdout.splitlines())}
    for place, told in scores.items():
        assert all(float(again[place][f"goal_{g}"]) == pytest.approx(score, abs=0.05) for g, score in told.items())
