"""The faces: each character said to be covered can be set in a PDF/UA, and the machine's own fonts aren't needed."""

from __future__ import annotations

import json

import typst

from local2030.charts.fonts import FAMILIES, FOLDER, SERIF, covered, uncovered


def test_every_covered_character_can_be_set_in_a_tagged_pdf() -> None:
    source = (
        '#set document(title: "faces")\n#set text(lang: "en", font: json(bytes(sys.inputs.families)))\n'
        "#for part in json(bytes(sys.inputs.text)) [#part ]"
    )
    characters = [chr(code) for code in sorted(covered())]
    made = typst.compile(
        source.encode(),
        font_paths=[FOLDER],
        ignore_system_fonts=True,
        sys_inputs={"text": json.dumps(characters), "families": json.dumps(FAMILIES)},
        pdf_standards=["ua-1"],
    )
    assert made.startswith(b"%PDF")


def test_the_languages_of_the_place_names_are_covered() -> None:
    for text in ("Ñandú çà–“”…", "Вода", "Ελλάδα", "المياه والشوارع", "联合国人居署", "−–·×"):
        assert uncovered(text) == set(), text
    assert uncovered("a☃\n") == {"☃"}


def test_only_the_faces_that_are_named_are_shipped() -> None:
    shipped = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])
    assert set(shipped.families()) == {*FAMILIES, SERIF}
    assert sum(path.stat().st_size for path in FOLDER.glob("*.ttf")) < 2_500_000
