"""Scores kept between runs: found again only under the same rules, and never in the way."""

from __future__ import annotations

import pytest

from local2030.store.score_cache import ScoreCache
from local2030.vocabulary.errors import WrongUse


def test_what_was_kept_is_there_after_closing_and_only_in_its_context(tmp_path):
    with ScoreCache(tmp_path / "c.sqlite", "one") as cache:
        cache.put("h", b"body")
        assert cache.get("h") == b"body"
    with ScoreCache(tmp_path / "c.sqlite", "one") as cache:
        assert "h" in cache and cache.get("h") == b"body"
    with ScoreCache(tmp_path / "c.sqlite", "other") as cache:
        assert "h" not in cache and cache.get("h") is None


def test_a_file_of_somebody_else_is_never_written_to(tmp_path):
    import sqlite3

    data = tmp_path / "mydata.csv"
    data.write_text("a,b\n1,2\n")
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE mine (x)")
    for path in (data, other):
        before = path.read_bytes()
        with pytest.raises(WrongUse) as refusal:
            ScoreCache(path, "one")
        assert refusal.value.finding.code == "cache-not-ours"
        assert path.read_bytes() == before


def test_our_own_broken_file_is_begun_anew(tmp_path):
    path = tmp_path / "c.sqlite"
    with ScoreCache(path, "one") as cache:
        cache.put("h", b"x" * 100_000)
    path.write_bytes(path.read_bytes()[:2000] + b"broken" * 500)
    with ScoreCache(path, "one") as cache:
        cache.put("h", b"x")
    with ScoreCache(path, "one") as cache:
        assert cache.get("h") == b"x"
