"""Scores kept between runs: found again only under the same rules, and never in the way."""

from __future__ import annotations

from local2030.store.score_cache import ScoreCache


def test_what_was_kept_is_there_after_closing_and_only_in_its_context(tmp_path):
    with ScoreCache(tmp_path / "c.sqlite", "one") as cache:
        cache.put("h", b"body")
        assert cache.get("h") == b"body"
    with ScoreCache(tmp_path / "c.sqlite", "one") as cache:
        assert "h" in cache and cache.get("h") == b"body"
    with ScoreCache(tmp_path / "c.sqlite", "other") as cache:
        assert "h" not in cache and cache.get("h") is None


def test_a_broken_file_is_begun_anew(tmp_path):
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with ScoreCache(path, "one") as cache:
        cache.put("h", b"x")
    with ScoreCache(path, "one") as cache:
        assert cache.get("h") == b"x"
