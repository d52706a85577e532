"""Native parsers run in a child that has few rights and little room, and whose end never hurts the parent."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from local2030.formats import sandbox

TASKS = """
import os, time
from local2030.formats.sandbox import Refused

def give(stream, options): yield from ("one", stream.read().decode(), options["x"])
def refuse(stream, options):
    yield "one"
    raise Refused("bomb")
def fail(stream, options):
    yield "one"
    raise ValueError("secret words")
def eat(stream, options): yield len(bytearray(2_000_000_000))
def write(stream, options):
    while True: yield "a" * 1_000_000
def sleep(stream, options):
    yield "one"
    time.sleep(60)
def spin(stream, options):
    while True: pass
def abort(stream, options):
    yield os.abort()
def tell(stream, options): yield os.environ.get("LOCAL2030_SECRET_KEY", "nothing")
"""


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tasks of the test in place of ours, put on the child's path."""
    (tmp_path / "hostile_tasks.py").write_text(TASKS)
    runner = tmp_path / "runner.py"
    runner.write_text(
        "import os, sys, local2030.formats.sandbox as s\n"
        "s.TASKS = {name: f'hostile_tasks:{name}' for name in "
        "('give', 'refuse', 'fail', 'eat', 'write', 'sleep', 'spin', 'abort', 'tell')}\n"
        "s.SECONDS = 1\n"
        "s.OUTPUT_BYTES = 5_000_000\n"
        "os._exit(s._main(sys.argv[1:]))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(sandbox, "__name__", "runner")
    return tmp_path


@pytest.mark.parametrize(
    ("task", "values", "trouble"),
    [
        ("give", ["one", "bytes", 5], ""),
        ("refuse", ["one"], "bomb"),
        ("fail", None, "broken"),
        ("eat", [], "memory"),
        ("write", None, "output"),
        ("sleep", None, "time"),
        ("spin", [], "time"),
        ("abort", [], "memory"),
        ("tell", ["nothing"], ""),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="the limits are those of POSIX")
def test_what_comes_back_from_a_child(
    tasks: Path, task: str, values: list[object] | None, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCAL2030_SECRET_KEY", "secret")
    start = time.monotonic()
    outcome = sandbox.run_limited(task, b"bytes", {"x": 5}, seconds=1 if task == "sleep" else 20)
    assert outcome.trouble == trouble
    if values is not None:
        assert list(outcome.values()) == values
    assert time.monotonic() - start < 20
