"""The pages that are written from the code are up to date, and leave no code and no command out."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from local2030.formats.tables.shapes import CLAIMS, GROUP, LEDGER, REGISTER, Shape
from local2030.vocabulary.messages import catalogue

ROOT = Path(__file__).resolve().parents[2]


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_docs", ROOT / "scripts" / "build_docs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILD = _script()


@pytest.mark.parametrize("name", ["commands.md", "findings.md", "workflows.md"])
def test_a_written_page_is_what_the_code_says_now(name: str) -> None:
    page = ROOT / "docs" / "reference" / name
    assert page.read_text("utf-8") == BUILD.pages()[name], "run `make docs`"


def test_every_file_of_words_is_a_room_of_the_page_or_holds_labels_only() -> None:
    files = {path.stem for path in BUILD.MESSAGES.glob("*.toml")}
    assert files == set(BUILD.ROOMS) | BUILD.LABELS_ONLY


def test_every_finding_of_the_catalogue_is_listed() -> None:
    text = (ROOT / "docs" / "reference" / "findings.md").read_text("utf-8")
    codes = [code for code, words in catalogue("en").items() if "remedy" in words]
    assert codes
    assert [code for code in codes if f"| `{code}` |" not in text] == []


def test_every_workflow_is_on_its_page_with_all_its_states_and_its_picture() -> None:
    text = (ROOT / "docs" / "reference" / "workflows.md").read_text("utf-8")
    files = sorted(BUILD.STAGES.glob("*.yaml"))
    assert files
    for path in files:
        stages = BUILD.load(path)
        part = text.partition(f"## {stages.title['en']}\n")[2].partition("\n## ")[0]
        assert f"`{path.name}`" in part
        assert [code for code in stages.states if f"(`{code}`)" not in part] == []
        assert BUILD.diagram(stages).rstrip() in part


def test_every_setting_that_the_site_reads_has_its_row() -> None:
    text = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    read = set()
    for path in (ROOT / "src" / "local2030").rglob("*.py"):
        read.update(re.findall(r"""environ(?:ment)?(?:\.get\(|\[)\s*"([A-Z][A-Z0-9_]+)\"""", path.read_text("utf-8")))
    assert {"LOCAL2030_HOME", "PORT"} <= read
    assert sorted(name for name in read if f"| `{name}` |" not in text) == []


@pytest.mark.parametrize("shape", [LEDGER, CLAIMS, REGISTER, GROUP], ids=lambda s: s.kind)
def test_the_score_page_lists_the_columns_of_each_table(shape: Shape) -> None:
    text = (ROOT / "docs" / "reference" / "score.md").read_text("utf-8")
    columns = ", ".join(f"**{c.name}**" if c.required else c.name for c in shape.columns)
    assert f"| {shape.kind} | `--{shape.kind}` | {columns} (" in text


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "NOTICE"])
def test_links_and_files_that_a_page_at_the_root_names_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    named = re.findall(r"(?:^|[\s`(])((?:src|tests|docs|scripts|benchmarks)/[\w./-]*\w)", text)
    assert links or named
    assert [path for path in (*links, *named) if not (ROOT / path).exists()] == []
