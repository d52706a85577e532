"""Names of codes out of structure messages: by dimension and language, within bounds, of hostile files too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from local2030.formats.observations.sdmx_codelists import LONGEST, code_names
from local2030.store.datasets import Datasets
from local2030.workflows.load_observations import Request, load

HEAD = ('<m:Structure xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
        'xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure" '
        'xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">')  # fmt: skip
LISTS = (
    '<s:Codelist id="CL_SEX"><s:Code id="F"><c:Name xml:lang="en">Female</c:Name><c:Name xml:lang="ru-RU">Женщины</c:Name></s:Code>'
    '<s:Code id="M"><c:Name>Male</c:Name></s:Code><s:Code id="X"><c:Name xml:lang="en"> </c:Name></s:Code></s:Codelist>'
    '<s:Codelist id="CL_AREA"><s:Code id="KG"><c:Name>Kyrgyzstan</c:Name></s:Code></s:Codelist>'
)
DIMENSIONS = (
    '<s:Dimension id="SEX"><s:Enumeration><Ref id="CL_SEX" class="Codelist"/></s:Enumeration></s:Dimension>'
    '<s:Dimension id="REF_AREA"><s:Enumeration><Ref id="CL_AREA" class="Codelist"/></s:Enumeration></s:Dimension>'
    '<s:Dimension id="AGE"><s:Enumeration><Ref id="CL_NONE" class="Codelist"/></s:Enumeration></s:Dimension>'
)


def test_a_dimension_has_the_names_of_its_list_by_language(tmp_path):
    path = tmp_path / "dsd.xml"
    path.write_text(f"{HEAD}{LISTS}{DIMENSIONS}</m:Structure>", "utf-8")
    assert code_names(path) == {"SEX": {"F": {"en": "Female", "ru": "Женщины"}, "M": {"en": "Male"}}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no xml",
        f"{HEAD}<s:Codelist>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        f"{HEAD}{DIMENSIONS}</m:Structure>",
    ],
)
def test_what_is_broken_or_hostile_gives_no_names_and_no_error(tmp_path, text):
    path = tmp_path / "dsd.xml"
    path.write_text(text, "utf-8")
    assert code_names(path) == {}


def test_a_name_is_cut_where_it_is_too_long(tmp_path):
    path = tmp_path / "dsd.xml"
    path.write_text(f"{HEAD}{LISTS.replace('Female', 'x' * 2000)}{DIMENSIONS}</m:Structure>", "utf-8")
    assert len(code_names(path)["SEX"]["F"]["en"]) == LONGEST


def test_an_import_keeps_the_names_beside_the_data_and_lets_go_of_those_whose_file_is_gone(tmp_path):
    folder, home = tmp_path / "town", tmp_path / "home"
    folder.mkdir()
    (folder / "a.csv").write_text("indicator,year,SEX,value\n1.2.1,2020,F,5\n1.2.1,2020,,6\n")
    dsd = folder / "dsd.xml"
    dsd.write_text(f"<?xml version='1.0'?>{HEAD}{LISTS}{DIMENSIONS}</m:Structure>", "utf-8")
    store, at = Datasets(home), datetime(2026, 11, 23, tzinfo=UTC)
    load(Request(folder, at, "town"), home)
    assert store.side(store.manifest("town"), "codes")["SEX"]["F"]["en"] == "Female"
    (folder / "a.csv").write_text("indicator,year,SEX,value\n1.2.1,2020,F,7\n1.2.1,2020,,6\n")
    load(Request(folder, at, "town"), home)
    assert store.side(store.manifest("town"), "codes")["SEX"]["M"] == {"en": "Male"}
    dsd.unlink()
    load(Request(folder, at, "town"), home)
    assert store.side(store.manifest("town"), "codes") == {}
