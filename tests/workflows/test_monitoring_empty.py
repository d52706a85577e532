"""Questions to a data set that has nothing to answer with: rows that aren't there, and no traceback."""

from __future__ import annotations

import pytest

from local2030.monitoring.progress_methods import methods
from local2030.workflows.dataset_progress import dataset_progress, methods_compared
from local2030.workflows.judged_series import judged_in_parts
from local2030.workflows.monitoring_compare import compare
from local2030.workflows.monitoring_momentum import moving
from local2030.workflows.opened_dataset import open_dataset
from local2030.workflows.wanted_template import wanted_template
from observation_store import kept


@pytest.fixture(params=["no row", "no value"])
def home(request, tmp_path):
    rows = [] if request.param == "no row" else [{"obs_value": None, "obs_status": "O"}]
    return kept(tmp_path, rows, {"1.2.1": {"direction": "increase"}})


def test_nothing_is_answered_with_nothing(home):
    assert dataset_progress(home, "", "statcan-2.4")["series"] == []
    assert methods_compared(home, "")["series"] == []
    assert compare(home, "", "A")["series"] == []
    assert [row["momentum"] for row in moving(home, "")["places"]] == [None] * 3
    assert len(wanted_template(home)["indicators"]) <= 1
    opened = open_dataset(home)
    assert judged_in_parts(opened.connection, opened.observations, {}, methods()["sdg-index"]).num_rows == 0
