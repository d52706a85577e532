"""The series of two true repositories judged as columns and one by one: the same status, code and score."""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local2030.monitoring.progress_methods import methods
from local2030.monitoring.series import KEY, PERIODS
from local2030.vocabulary.observations import Point, Wanted
from local2030.workflows.judged_series import ends_in, judged
from local2030.workflows.load_observations import Request, load
from local2030.workflows.opened_dataset import Opened, open_dataset

sys.path.append(str(Path(__file__).resolve().parents[1] / "monitoring"))
from plain_progress import statcan_2_4, unsd_2023

WAYS = (
    Wanted("increase"),
    Wanted("decrease"),
    Wanted("increase", 100.0),
    Wanted("decrease", 0.0),
    Wanted("increase", limit=100.0),
)


@pytest.fixture(scope="module", params=["eustat-basque", "bristol"])
def opened(request: pytest.FixtureRequest, real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    home = tmp_path_factory.mktemp("home")
    load(Request(real_data / "open-sdg" / request.param, datetime(2026, 1, 1, tzinfo=UTC), request.param), home)
    return open_dataset(home)


@pytest.mark.parametrize("plain", [statcan_2_4, unsd_2023])
def test_true_series_have_the_status_of_the_plain_method(opened: Opened, plain) -> None:
    codes = sorted(
        opened.connection.to_pyarrow(opened.observations.select("indicator").distinct())["indicator"].to_pylist()
    )
    wanted = {code: WAYS[n % len(WAYS)] for n, code in enumerate(codes)}
    table = opened.observations.filter(~opened.observations.freq.isin(list(PERIODS)))
    series = ends_in(opened.connection, table, wanted)
    found = judged(series, methods()[plain.NAME])
    rows = opened.connection.to_pyarrow(
        table.filter(table.obs_value.notnull()).select(*KEY, "year", "obs_value", "time_period")
    )
    points: defaultdict[tuple[str, ...], list[Point]] = defaultdict(list)
    for row in zip(*(rows[name].to_pylist() for name in rows.column_names), strict=True):
        points[row[: len(KEY)]].append(Point(row[-3], row[-2], row[-1]))
    keys = list(zip(*(series.table[name].to_pylist() for name in KEY), strict=True))
    assert len(keys) == len(points) > 500
    for n, key in enumerate(keys):
        expected = plain.progress(sorted(points[key]), wanted[key[1]])
        assert (found.status[n], found.code[n] or "") == (expected.status, expected.code), key
        if expected.score is not None:
            assert found.score[n] == pytest.approx(expected.score), key
