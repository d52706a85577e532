"""Long proofs (make proof): files of 300 MB and 1 GB, made of the true ones with new identifiers, in bounded memory.

Their last result stands in docs/proofs.md.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.proof

LIMIT_MB = 150
CHILD = """
import sys, time
from local2030.workflows.score_programme import Scoring, ScoreRequest
begin = time.process_time()
with Scoring(ScoreRequest(files=(sys.argv[1],), lift=False)) as scoring:
    count = sum(1 for _ in scoring.raw_programmes())
peak = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) // 1024  # since it was started
print(count, round(time.process_time() - begin, 1), peak)
"""


def replica(source: Path, target: Path, megabytes: int) -> int:
    """Write a file of about so many megabytes out of the true 2.03 files; how many activities it has."""
    blocks = [b"".join(re.findall(rb"<iati-activity[ >].*?</iati-activity>", f.read_bytes(), re.DOTALL))
              for f in sorted(source.glob("*.xml")) if b'version="2.03"' in f.read_bytes()[:500]]  # fmt: skip
    count = size = turn = 0
    with target.open("wb") as out:
        out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n')
        while size < megabytes * 1_000_000:
            for block in blocks:
                new = re.sub(rb"(<iati-identifier>\s*)", rb"\g<1>R%d-" % turn, block)
                out.write(new)
                size += len(new)
                count += new.count(b"</iati-activity>")
            turn += 1
        out.write(b"</iati-activities>\n")
    return count


@pytest.mark.parametrize("megabytes", [300, 1000])
def test_memory_stays_bounded_whatever_the_size(real_data, tmp_path, megabytes):
    file = tmp_path / "large.xml"
    count = replica(real_data / "iati", file, megabytes)
    out = subprocess.run([sys.executable, "-c", CHILD, str(file)], capture_output=True, text=True, check=True).stdout
    programmes, seconds, peak = out.split()
    print(f"{megabytes} MB: {programmes} programmes, {seconds} s of CPU, peak {peak} MB")
    assert int(programmes) == count
    assert int(peak) <= LIMIT_MB
