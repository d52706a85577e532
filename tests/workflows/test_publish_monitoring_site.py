"""A data set as a folder of pages: each opens from a disk, loads nothing from outside, runs nothing, says whose it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from exported_bilbo import bilbo, store_with
from local2030.vocabulary.errors import WrongUse
from local2030.workflows.export_source import open_source
from local2030.workflows.publish_monitoring_site import publish_site

OURS = ("https://www.eustat.eus/",)


class Read(HTMLParser):
    """What a page has: tags with their attributes, ids, links, words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("site")
    publish_site(bilbo(home), home / "out")
    return home / "out"


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_there_is_a_page_for_each_indicator_and_place_and_the_downloads(folder: Path) -> None:
    names = {str(path.relative_to(folder)) for path in pages(folder)}
    assert names == {
        "index.html", "places.html", "downloads.html", "indicators/1-2-1.html", "indicators/3-1-1.html", "places/_T.html",
        "places/ES48020.html", "places/ES48013.html", "places/ES48044.html",
    }  # fmt: skip
    endings = sorted(
        "".join(path.suffixes[-1:]) for path in (folder / "downloads").iterdir() if "metadata" not in path.name
    )
    assert endings == sorted([".csv", ".xlsx", ".csv", ".xml", ".zip", ".parquet", ".zip", ".json"])


def test_no_page_runs_or_loads_anything_from_outside(folder: Path) -> None:
    for path in pages(folder):
        page = Read(path.read_text("utf-8"))
        assert not page.all("script"), path
        assert not [name for _tag, a in page.tags for name in a if name.startswith("on") or name == "style"], path
        addresses = [a[name] or "" for _tag, a in page.tags for name in ("href", "src") if name in a]
        assert [a for a in addresses if "//" in a and a not in OURS] == [], path
        assert "default-src 'none'" in path.read_text("utf-8")


def test_every_link_leads_to_a_file_or_a_place_in_the_page(folder: Path) -> None:
    for path in pages(folder):
        page = Read(path.read_text("utf-8"))
        ids = {a["id"] for _tag, a in page.tags if "id" in a}
        for link in (a["href"] or "" for tag, a in page.tags if "href" in a):
            file, _, mark = link.partition("#")
            if "//" in link:
                continue
            assert not file or (path.parent / unquote(file)).resolve().is_file(), (path, link)
            assert file or mark in ids, (path, link)


def test_every_page_has_its_landmarks_language_one_title_and_the_licence(folder: Path) -> None:
    for path in pages(folder):
        text = path.read_text("utf-8")
        page = Read(text)
        assert page.all("html") == [{"lang": "en", "dir": "ltr"}]
        assert [len(page.all(name)) for name in ("main", "h1", "footer", "title")] == [1, 1, 1, 1], path
        assert page.all("nav") and all(nav.get("aria-label") for nav in page.all("nav"))
        assert all(svg.get("aria-label") or svg.get("aria-hidden") for svg in page.all("svg")), path
        assert len(page.all("caption")) == len(page.all("table")), path
        assert "Licence: CC-BY-4.0" in "".join(page.words), path
        assert len(text.encode()) < 100_000


def test_words_of_the_data_are_words_and_no_markup(folder: Path) -> None:
    text = (folder / "indicators" / "1-2-1.html").read_text("utf-8")
    assert "Poverty &lt;/script&gt;" in text
    assert "</script>" not in text
    assert "Bilbo &lt;city&gt; &amp; &quot;sons&quot;" in text


def test_the_goals_without_an_indicator_stand_there_as_nothing_reported(folder: Path) -> None:
    text = (folder / "index.html").read_text("utf-8")
    assert text.count("nothing is reported here") == 15
    assert "2 indicators tell of 2 of the 17 goals" in text


def test_an_indicator_has_its_line_with_the_numbers_and_says_why_a_value_is_lacking(folder: Path) -> None:
    text = (folder / "indicators" / "1-2-1.html").read_text("utf-8")
    words = re.sub(r"<[^>]+>", "|", text)
    assert "Bizkaia: from 15 in 2019 down to 14 in 2020" in words
    assert re.search(r"Barakaldo\|+.*withheld", words, re.S)
    assert "not applicable" in words and "not answered" in words
    assert "no data" in words
    assert len(re.findall(r'<svg role="img"', text)) == 3  # the line wide and narrow, and a map for every width


def test_places_are_on_a_map_with_the_missing_hatched_and_in_a_table_that_says_why(folder: Path) -> None:
    text = (folder / "indicators" / "1-2-1.html").read_text("utf-8")
    [level] = re.findall(
        r'<section class="section holds"><div class="head"><h2>By place: Municipio.*?</section>', text, re.S
    )
    assert level.count('fill="url(#hatch)"') == 2  # two of three places in one path, and the key
    assert "All places with a value have the same, 12.5" in level
    words = re.sub(r"(<[^>]+>)+", "|", level)
    assert "|Barakaldo|withheld|13 in 2019|" in words
    assert "|Bilbao|12.5|" in words and "|Getxo|no data|" in words
    assert "Municipio (3)" in words and "1 of 3 places" in words


def test_a_level_of_many_places_has_a_page_of_its_own_and_none_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import exported_bilbo

    codes = [f"ES48{n:03}" for n in range(60)]
    whole = exported_bilbo.PLACES[0]
    local = [{**exported_bilbo.PLACES[1], "code": code, "name": f"Place {code}"} for code in codes]
    monkeypatch.setattr(exported_bilbo, "PLACES", [whole, *local])
    rows = [{"year": 2020, "obs_value": float(n), "ref_area": code} for n, code in enumerate(codes)]
    publish_site(open_source(store_with(tmp_path, rows=rows), "bilbo"), tmp_path / "out", downloads=False)
    text = (tmp_path / "out" / "indicators" / "1-2-1.html").read_text("utf-8")
    [file] = re.findall(r'href="(1-2-1-at-[^"]+)"', text)
    assert "Map and table of all 60 places: Municipio" in text
    own = Read((tmp_path / "out" / "indicators" / file).read_text("utf-8"))
    assert len([a for a in own.all("a") if (a["href"] or "").startswith("../places/")]) == 60


def test_a_map_takes_the_unit_of_its_indicator_where_the_values_say_none(tmp_path: Path) -> None:
    source = bilbo(tmp_path, rows=[{"year": 2020, "unit_measure": "", "ref_area": "ES48020"}])
    source.head.indicators["1.2.1"]["unit"] = {"en": "of all households"}
    publish_site(source, tmp_path / "out", downloads=False)
    assert "of all households, 2020, 1 of 3 places" in (tmp_path / "out" / "indicators" / "1-2-1.html").read_text(
        "utf-8"
    )


def test_what_the_checks_found_stands_with_the_indicator(folder: Path, tmp_path: Path) -> None:
    source = bilbo(tmp_path)
    finding = {
        "severity": "warning",
        "code": "check-template-content",
        "file": "a.csv",
        "row": None,
        "values": {"files": 3},
    }
    side = source.datasets.write_side("bilbo", json.dumps([finding]).encode())
    source.manifest = replace(source.manifest, sides={**source.manifest.sides, "findings": side})
    publish_site(source, tmp_path / "out", downloads=False)
    assert "3 files hold the same" in (tmp_path / "out" / "indicators" / "1-2-1.html").read_text("utf-8")
    sample = "the checks take this for a template"
    assert (tmp_path / "out" / "index.html").read_text("utf-8").count(sample) == 2
    assert sample not in (folder / "index.html").read_text("utf-8")


def test_a_territory_that_nobody_named_is_not_called_as_the_data_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import exported_bilbo

    monkeypatch.setitem(exported_bilbo.PLACES[0], "name", "")
    publish_site(bilbo(tmp_path, about={}), tmp_path / "out", downloads=False)
    text = (tmp_path / "out" / "indicators" / "1-2-1.html").read_text("utf-8")
    assert "The whole territory: from 15 in 2019 down to 14 in 2020" in text


def test_a_status_is_shown_with_its_method_and_none_is_made_up(folder: Path, tmp_path: Path) -> None:
    text = (folder / "index.html").read_text("utf-8")
    assert '<use href="#s-track"/></svg>1 on track</span>' in text
    assert "by the method statcan-2.4" in text
    assert "Progress by statcan-2.4" in (folder / "indicators" / "1-2-1.html").read_text("utf-8")
    assert "Progress by" not in (folder / "indicators" / "3-1-1.html").read_text("utf-8")
    assert '<dt>Wanted</dt><dd class="words"><bdi>less</bdi></dd>' in (folder / "indicators" / "1-2-1.html").read_text(
        "utf-8"
    )
    assert "Wanted" not in (folder / "indicators" / "3-1-1.html").read_text("utf-8")
    source = bilbo(tmp_path)
    source.head.indicators["1.2.1"].pop("direction")
    publish_site(source, tmp_path / "out", downloads=False)
    assert "so there is no status" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_a_place_stands_beside_the_place_above_it(folder: Path) -> None:
    words = re.sub(r"<[^>]+>", "|", (folder / "places" / "ES48020.html").read_text("utf-8"))
    assert "Bilbao: 1 series" in words
    assert "Part of Bizkaia" in words
    assert re.search(r"\|12\.5\|+14\|", words.replace("\n", ""))
    assert "nothing is reported here" in (folder / "places" / "ES48044.html").read_text("utf-8")


def test_many_places_and_groups_keep_a_page_below_100_kB(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"year": 2020, "dims": f'{{"Group":"a group with a rather long name, number {n}"}}'} for n in range(3000)
    ]
    store = store_with(tmp_path, rows=[*rows, {"year": 2020}])
    document = publish_site(open_source(store, "bilbo"), tmp_path / "out", downloads=False)
    assert document["largest_page"] < 100_000
    assert "of 3000 are shown" in (tmp_path / "out" / "indicators" / "1-2-1.html").read_text("utf-8")


def test_a_site_goes_over_nothing_and_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from local2030.workflows import publish_monitoring_site as work

    source = bilbo(tmp_path)
    (tmp_path / "out").mkdir()
    with pytest.raises(WrongUse):
        publish_site(source, tmp_path / "out")
    monkeypatch.setattr(work.pages, "places_page", lambda site: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish_site(source, tmp_path / "other", downloads=False)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["observations", "out"]
