"""The pages say what the code does: links lead somewhere, named files exist, tables and commands are the code's."""

from __future__ import annotations

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import click
import pytest

from local2030.cli.main import cli
from local2030.formats.tables.shapes import CLAIMS, LEDGER, REGISTER, Shape
from local2030.marker.criteria import SHIPPED, check_rubric, read_rubric
from local2030.marker.levels import level_of
from local2030.vocabulary.organisations import CLASSES, DEFINITIONS
from local2030.vocabulary.programmes import EVIDENCE_KINDS
from local2030.vocabulary.rates import read_rates

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(r"`((?:src|tests|docs|scripts|benchmarks)/[\w./-]+)`")
COMMAND = re.compile(r"(?:^ {4,}|`)local2030 ([^`\n]+)", re.MULTILINE)
COLUMN = re.compile(r"^ *\| `(\w+)` \| (yes)? ?\|", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(DOCS)))
def test_links_and_named_files_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            assert anchor in _anchors(target), f"{page.name}: {link}"
    for name in NAMED.findall(text):
        assert "<" in name or (ROOT / name).exists(), f"{page.name} names {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(DOCS)))
def test_commands_and_options_exist(page: Path) -> None:
    for line in COMMAND.findall(page.read_text("utf-8")):
        command, words = _command_of(line.split())
        options = {name for p in command.params for name in (*p.opts, *p.secondary_opts, "--help")}
        for word in words:
            assert not word.startswith("--") or word in options, f"{page.name}: {line}"


@pytest.mark.parametrize(
    ("page", "shape"),
    [("hand-in-claims", CLAIMS), ("hand-in-a-ledger", LEDGER), ("correct-an-organisation", REGISTER)],
)
def test_a_page_lists_the_columns_of_its_table(page: str, shape: Shape) -> None:
    listed = COLUMN.findall((DOCS / "howto" / f"{page}.md").read_text("utf-8"))
    assert listed == [(column.name, "yes" if column.required else "") for column in shape.columns]


def test_the_glossary_has_every_class_definition_and_kind() -> None:
    text = (DOCS / "GLOSSARY.md").read_text("utf-8")
    for word in (*CLASSES, *DEFINITIONS):
        assert f"| **{word}** |" in text
    for kind in EVIDENCE_KINDS:
        assert f"**{kind}** " in text


def test_the_example_of_rates_can_be_read() -> None:
    text = (DOCS / "howto" / "use-your-own-rates.md").read_text("utf-8")
    example = next(block for block in _blocks(text) if "usd_per_unit" in block)
    table, findings = read_rates(example.encode(), "rates.csv")
    assert findings == ()
    assert table.usd_per_unit("KES", date(2024, 2, 15)) == Decimal("0.0062")
    assert table.usd_per_unit("KES", date(2023, 12, 31)) is None


def test_the_recipe_for_a_criterion_gives_a_rubric_that_works(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED / "2.0", tmp_path / "2.1"))
    head = (folder / "rubric.yaml").read_text("utf-8")
    (folder / "rubric.yaml").write_text(head.replace('id: "2.0"', 'id: "2.1"').replace("C8]", "C8, C9]"), "utf-8")
    assert any("c9.yaml" in mistake for mistake in check_rubric(folder))
    ninth = (folder / "c8.yaml").read_text("utf-8").replace("id: C8", "id: C9")
    (folder / "c9.yaml").write_text(ninth, "utf-8")
    assert check_rubric(folder) == ()
    old, new = read_rubric(SHIPPED / "2.0"), read_rubric(folder)
    assert [c.id for c in new.criteria] == [*(c.id for c in old.criteria), "C9"]
    assert new.sha256 != old.sha256
    # Twelve over eight criteria is a mean of exactly 1.5; over nine it falls short of the gate of level 2.
    values = (1, 2, 2, 2, 2, 1, 1, 1)
    assert level_of(old, values).level == 2
    assert level_of(new, (*values, 0)).level == 1


def test_the_explanation_shows_the_gates_of_the_rubric() -> None:
    text = (DOCS / "explanation" / "marker.md").read_text("utf-8")
    rubric = read_rubric(SHIPPED / "2.0")
    for gate in rubric.gates:
        mean = next(c.at_least for c in gate.conditions if c.kind == "mean")
        name = rubric.level_names[gate.level]["en"]
        assert f"| {gate.level} {name} | at least {mean:g} |" in text
    for criterion in rubric.criteria:
        assert f"| {criterion.id} |" in text
    assert "not adopted" in text.casefold() or rubric.adopted_by
    shares = [m.at_least for rule in rubric.criteria[3].levels for m in rule.measures if m.name == "local_share"]
    for share in shares:
        assert f"{share * 100:.0f}%" in text
    for below, _ in rubric.divergence_words[:-1]:
        assert f"under {below:.2f}" in text
    assert f"Below {rubric.money.coverage_floor * 100:.0f}%" in text


def test_the_thresholds_of_the_ledger_are_those_of_the_rubric() -> None:
    text = (DOCS / "howto" / "hand-in-a-ledger.md").read_text("utf-8")
    money = read_rubric(SHIPPED / "2.0").money
    assert f"less than {money.ledger_least_share * 100:.0f}%" in text
    assert f"more than {money.sources_agree_within * 100:.0f}%" in text


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def _command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that a line calls, and the words that are left for it."""
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, " ".join(words)
        command, words = found, words[1:]
    return command, words


def _blocks(text: str) -> list[str]:
    """The indented blocks of a page, without their indent."""
    blocks, current = [], list[str]()
    for line in [*text.splitlines(), ""]:
        if line.startswith("       "):
            current.append(line.strip())
        elif current:
            blocks.append("\n".join(current) + "\n")
            current = []
    return blocks
