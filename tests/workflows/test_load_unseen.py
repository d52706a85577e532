"""Repositories that nobody wrote code for load with every row accounted for and the right observations."""

from __future__ import annotations

from pathlib import Path

import pytest

from local2030.workflows.load_observations import Request, check
from local2030.workflows.observation_mapping import read_mapping
from workflows.load_builders import NOON, kept_rows, loaded, side
from workflows.unseen_repositories import UNSEEN


@pytest.mark.parametrize("name", UNSEEN)
def test_a_repository_never_seen(name: str, tmp_path: Path) -> None:
    unseen = UNSEEN[name]
    document = loaded(unseen.write(tmp_path / "repo"), tmp_path / "home")
    rows = kept_rows(tmp_path / "home", "repo")
    assert (document["rows_read"], document["observations"], document["reported"]) == (
        unseen.rows,
        unseen.observations,
        unseen.reported,
    )
    assert document["rows_read"] == document["published"] + document["reported"]
    assert len(rows) == unseen.observations
    names = {place["code"]: place["name"] for place in side(tmp_path / "home", "repo", "places")}
    for indicator, place, period, value, dims in unseen.some:
        wanted = (indicator, period, value, dims)
        found = [r for r in rows if (r["indicator"], r["time_period"], r["obs_value"], r["dims"]) == wanted]
        assert found, wanted
        assert any(place in ("", row["ref_area"], names.get(row["ref_area"])) for row in found), (place, found)


def test_every_error_points_at_a_row_or_a_file(tmp_path: Path) -> None:
    for number, unseen in enumerate(UNSEEN.values()):
        document = loaded(unseen.write(tmp_path / f"r{number}"), tmp_path / "home")
        pointed = [
            row
            for one in document["findings"]
            if one["severity"] == "error" or one["code"] == "reading-notes"  # no row was meant to be one there
            for row in one["rows"] or [one["row"]]
        ]
        assert len(pointed) >= document["reported"]
        for one in document["findings"]:
            assert one["message"] != one["code"] and (one["severity"] == "info" or one["remedy"]), one


@pytest.mark.parametrize("name", UNSEEN)
def test_the_proposed_mapping_gives_the_same(name: str, tmp_path: Path) -> None:
    repo = UNSEEN[name].write(tmp_path / "repo")
    loaded(repo, tmp_path / "home")
    (tmp_path / "m.yml").write_text(check(Request(repo, NOON))["proposal"])
    loaded(repo, tmp_path / "mapped", mapping=read_mapping(tmp_path / "m.yml"))
    assert kept_rows(tmp_path / "mapped", "repo") == kept_rows(tmp_path / "home", "repo")
