"""Data too large for memory go through in pieces and come out as they would have in one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from local2030.formats.observations import repository
from local2030.workflows import observation_claims, observation_reading, observation_spool
from workflows.load_builders import kept_rows, loaded, without_words


def table(rows: int, seed: int) -> str:
    """Rows of three indicators, some of them twice with the same value and some with another one."""
    dice = random.Random(seed)
    lines = ["Indicator,Year,Ward,Sex,Value"]
    for n in range(rows):
        lines.append(
            f"{dice.choice(('1.1.1', '1.2.1', '3.1.1'))},{1990 + n % 30},W{n // 30 % 40},{dice.choice(('', 'F', 'M'))},{dice.randint(1, 3)}"
        )
    return "\n".join(lines) + "\n"


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of fifty rows, portions of two hundred, and nothing in memory beyond a hundred."""
    read = repository.read_chunks
    monkeypatch.setattr(observation_reading, "read_chunks", lambda entry: read(entry, 50))
    monkeypatch.setattr(observation_spool, "MOST_IN_MEMORY", 100)
    monkeypatch.setattr(observation_spool, "PORTION", 200)
    monkeypatch.setattr(observation_claims, "AT_ONCE", 60)


def test_in_pieces_it_comes_to_the_same(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    repo = tmp_path / "repo"
    repo.mkdir()
    (repo / "all.csv").write_text(table(1500, 1))
    (repo / "more.csv").write_text(table(400, 2))
    whole = loaded(repo, tmp_path / "whole")
    request.getfixturevalue("small_steps")
    pieces = loaded(repo, tmp_path / "pieces")
    for name in ("rows_read", "published", "reported", "observations", "series", "indicators", "places", "sources"):
        assert pieces[name] == whole[name], name
    assert pieces["reported"] > 100  # there are many that stand twice, within a piece and far apart
    assert kept_rows(tmp_path / "pieces", "repo") == kept_rows(tmp_path / "whole", "repo")
    assert pieces["rows_read"] == pieces["published"] + pieces["reported"]
    cut_up = {one["file"] for one in pieces["findings"] if one["code"] == "load-in-portions"}
    assert cut_up == {"all.csv", "more.csv"}
    _all_pointed_at(pieces)
    _all_pointed_at(whole)


def _all_pointed_at(document: dict) -> None:  # type: ignore[type-arg]
    rows = {
        (one["file"], row)
        for one in document["findings"]
        if "duplicate" in one["code"]
        for row in one["rows"] or [one["row"]]
    }
    assert len(rows) >= document["reported"]


def test_pieces_are_gone_from_disk_afterwards(
    tmp_path: Path, small_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "all.csv").write_text(table(600, 3))
    first = loaded(tmp_path / "repo", tmp_path / "home")
    assert not list((tmp_path / "tmp").iterdir())
    assert without_words(loaded(tmp_path / "repo", tmp_path / "home", 60)) == without_words(first)
