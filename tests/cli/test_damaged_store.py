"""A store that can't be read is told in a sentence, with what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("command", [["audit", "verify"], ["digest"], ["site", "setup"]])
def test_a_store_that_is_none_is_told_in_a_sentence(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "store.sqlite3").write_bytes(b"this was a store once " * 300)
    program = "from local2030.cli.main import main; import sys; main(sys.argv[1:])"
    environment = {"LOCAL2030_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    told = subprocess.run([sys.executable, "-c", program, *command], env=environment, capture_output=True, text=True)
    assert told.returncode == 1
    assert "can't be read (file is not a database)" in told.stderr and "restore FILE --into" in told.stderr
    assert "Traceback" not in told.stderr
