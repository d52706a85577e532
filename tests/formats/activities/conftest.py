"""Reading bytes or files in a test as a program would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from local2030.formats.activities import Read, Source, open_sources, read_source
from local2030.vocabulary.activities import Activity
from local2030.vocabulary.findings import Finding

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "iati"


class Whole(NamedTuple):
    """All that a file gave."""

    source: Source
    reads: list[Read]
    activities: list[Activity]
    findings: list[Finding]

    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings]


@pytest.fixture
def read_file(tmp_path: Path) -> Callable[..., Whole]:
    def read(path: Path, **how: object) -> Whole:
        (source,) = open_sources([str(path)], spool=tmp_path)
        reads = list(read_source(source, **how))  # type: ignore[arg-type]
        findings = [*source.findings, *(finding for read in reads for finding in read.findings)]
        return Whole(source, reads, [r.activity for r in reads if r.activity is not None], findings)

    return read


@pytest.fixture
def read_bytes(tmp_path: Path, read_file: Callable[..., Whole]) -> Callable[..., Whole]:
    def read(data: bytes, name: str = "given.xml", **how: object) -> Whole:
        path = tmp_path / name
        path.write_bytes(data)
        return read_file(path, **how)

    return read


@pytest.fixture
def sample(read_file: Callable[..., Whole]) -> Callable[[str], Whole]:
    return lambda name: read_file(SAMPLES / name)
