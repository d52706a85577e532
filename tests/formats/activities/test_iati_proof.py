"""Long proofs (make proof): memory stays small however large the file, measured on replicas of the true files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[3] / "benchmarks" / "parse.py"


@pytest.mark.proof
@pytest.mark.parametrize("megabytes", [300, 1000])
def test_reading_needs_at_most_150_megabytes_at_any_size(real_data, megabytes):
    told = subprocess.run(
        [sys.executable, str(BENCHMARK), str(real_data / "iati"), "--rounds", "1", "--replica", str(megabytes)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (activities,) = re.findall(r"(\d+) activities", told)
    (peak,) = re.findall(r"peak memory (\d+) MB", told)
    assert int(activities) > 80 * megabytes
    assert int(peak) <= 150
