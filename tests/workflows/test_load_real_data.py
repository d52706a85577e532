"""The true files: every row accounted for, and the figures that we know of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from workflows.load_builders import kept_rows, loaded, side

EUSTAT, BRISTOL, KYRGYZ = "open-sdg/eustat-basque", "open-sdg/bristol", "reference/sdmx-kg"


@pytest.fixture(scope="module")
def imports(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict[str, Any], Path]]:
    home = tmp_path_factory.mktemp("home")
    return {name: (loaded(real_data / name, home), home) for name in (EUSTAT, BRISTOL, KYRGYZ)}


@pytest.mark.parametrize("name", [EUSTAT, BRISTOL, KYRGYZ])
def test_what_was_read_is_published_or_reported(name: str, imports: dict[str, tuple[dict[str, Any], Path]]) -> None:
    document, home = imports[name]
    assert document["rows_read"] == document["published"] + document["reported"]
    for source in document["sources"]:
        assert source["rows_read"] == source["published"] + source["reported"], source["file"]
    rows = kept_rows(home, document["dataset"])
    assert len(rows) == document["observations"] == document["published"]
    pointed = Counter(
        (one["file"], row)
        for one in document["findings"]
        if one["severity"] in ("error", "warning")
        for row in one["rows"] or [one["row"]]
        if row
    )
    out = {source["file"]: source["reported"] for source in document["sources"] if source["reported"]}
    for file, count in out.items():
        assert sum(1 for where, _row in pointed if where == file) >= count, file
    published = Counter((row["source_file"], row["source_row"]) for row in rows)
    assert max(published.values()) == 1


def test_the_basque_country(imports: dict[str, tuple[dict[str, Any], Path]]) -> None:
    document, home = imports[EUSTAT]
    assert (document["files"], document["rows_read"], document["reported"]) == (165, 174_953, 0)
    places = side(home, document["dataset"], "places")
    levels = Counter(place["level_name"] for place in places if place["level"])
    assert (levels["Territorio"], levels["Comarca"]) == (3, 20) and levels["Municipio"] in (251, 252)
    rows = kept_rows(home, document["dataset"])
    municipal = [
        row for row in rows if row["ref_area"].startswith(("ES01", "ES20", "ES48")) and len(row["ref_area"]) == 7
    ]
    assert len(municipal) == 146_340
    assert not any("Municipio" in row["dims"] or "Territorio" in row["dims"] for row in rows)


def test_bristol(imports: dict[str, tuple[dict[str, Any], Path]]) -> None:
    document, home = imports[BRISTOL]
    assert document["files"] == 258
    rows = kept_rows(home, document["dataset"])
    status = Counter(row["obs_status"] for row in rows)
    assert status["O"] > 2_000  # empty is missing, not zero
    assert all((row["obs_value"] is None) == (row["obs_status"] in "OQML") for row in rows)
    assert {row["freq"] for row in rows} >= {"A", "D", "A3"}


def test_seventeen_sdmx_messages(imports: dict[str, tuple[dict[str, Any], Path]]) -> None:
    document, home = imports[KYRGYZ]
    assert (document["files"], document["rows_read"], document["observations"]) == (17, 7_427, 7_427)
    rows = kept_rows(home, document["dataset"])
    assert {row["unit_measure"] for row in rows} >= {"PT"}
    assert not any("_T" in row["dims"] for row in rows)
    assert {row["ref_area"] for row in rows} >= {"KG"}
