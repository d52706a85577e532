"""Each command in a page's ```console blocks runs, and prints what the page says it prints.

`...` on a line of its own stands for any number of lines, inside a line for any characters.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "src" / "local2030" / "workflows" / "example"
REGION = Path("src") / "local2030" / "web" / "monitoring" / "example" / "sandoria"
SAMPLE = ROOT / "tests" / "samples" / "iati"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANYTHING = "..."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like the repository's for the tutorial, and like the example's for the README."""
    shutil.copytree(EXAMPLE, tmp_path / "src" / "local2030" / "workflows" / "example")
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_the_tutorial_prints_what_it_says(folder: Path) -> None:
    sample = SAMPLE / "roads_v104.xml"
    steps = _steps(ROOT / "docs" / "tutorial" / "score-your-first-programme.md")
    assert len(steps) >= 15
    for command, expected in steps:
        if command.startswith("cd "):
            folder = folder / command[3:]
            shutil.copy(sample, folder / "my-file.xml")
            continue
        if command == "ls":
            (folder / "my-file.xml").unlink()
        _check(command, expected, folder)
        if command == "ls":
            shutil.copy(sample, folder / "my-file.xml")


@pytest.mark.parametrize("name", ["tutorial/from-a-spreadsheet-to-a-place-page", "howto/load-and-correct"])
def test_a_page_on_places_prints_what_it_says(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / REGION, tmp_path / REGION)
    monkeypatch.setenv("LOCAL2030_HOME", str(tmp_path / "first-numbers" / "store"))
    steps = _steps(ROOT / "docs" / f"{name}.md")
    assert len(steps) >= 4
    folder = tmp_path
    for command, expected in steps:
        if command.startswith("cd "):
            folder = folder / command[3:]
            continue
        _check(command, expected, folder)


def test_the_readme_prints_what_it_says(folder: Path) -> None:
    steps = _steps(ROOT / "README.md")
    assert len(steps) >= 2
    for command, expected in steps:
        _check(command, expected, folder)


def test_a_page_that_says_something_else_is_noticed() -> None:
    assert _agree(["a", "...", "z"], ["a", "b", "c", "z"])
    assert _agree(["a ... z"], ["a b c z"])
    assert not _agree(["a", "z"], ["a", "b", "z"])
    assert not _agree(["a", "...", "y"], ["a", "b", "z"])
    assert not _agree(["level 2"], ["level 3"])


def _steps(page: Path) -> list[tuple[str, list[str]]]:
    """The commands of a page in order, each with the lines that it should print."""
    steps: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(page.read_text("utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            else:
                steps[-1][1].append(line.rstrip())
    return steps


def _check(command: str, expected: list[str], folder: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
    )
    printed = [line.rstrip() for line in done.stdout.decode("utf-8").splitlines()]
    assert done.returncode == 0, f"{command}\n" + "\n".join(printed)
    assert _agree(expected, printed), f"{command}\nprinted:\n" + "\n".join(printed)


def _agree(expected: list[str], printed: list[str]) -> bool:
    parts = [r"(?:.*\n)*?" if line == ANYTHING else _line(line) + r"\n" for line in expected]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in printed)) is not None


def _line(text: str) -> str:
    return ".*".join(re.escape(part) for part in text.split(ANYTHING))
