"""Opening a data set: which one, and why not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from local2030.vocabulary.errors import NothingToRead
from local2030.workflows.load_observations import Request, load
from local2030.workflows.opened_dataset import open_dataset


def test_a_data_set_that_was_only_checked_is_said_to_be_so(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "indicator_1-2-1.csv").write_text("Year,Value\n2020,1\n2021,2\n")
    load(Request(given, datetime(2026, 1, 1, tzinfo=UTC), "small", stage="checked"), tmp_path / "home")
    with pytest.raises(NothingToRead) as refused:
        open_dataset(tmp_path / "home", "small")
    assert refused.value.finding.code == "dataset-not-published"
    with pytest.raises(NothingToRead) as refused:
        open_dataset(tmp_path / "home", "other")
    assert refused.value.finding.code == "dataset-unknown"
