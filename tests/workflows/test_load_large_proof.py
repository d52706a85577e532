"""A long proof (make proof): a CSV of 1 GB goes through a whole import, in bounded memory and with every row told."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.proof
def test_a_csv_of_one_gigabyte_is_imported_in_bounded_memory(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.monitoring_large", "1000", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    number = {name.strip(): int(found) for name, found in re.findall(r"([a-z_ -]+) (\d+)", told)}
    assert number["rows_read"] == number["rows written"] > 10_000_000
    assert number["rows_read"] == number["published"] + number["reported"]
    # 1,000 rows stand again with the same value, 500 with another one: of these both are kept out
    assert (number["check-duplicate-same"], number["check-duplicate-conflict"]) == (1000, 1000)
    assert (number["value-unreadable"], number["reported"]) == (300, 2300)
    assert number["peak memory"] <= 1000
