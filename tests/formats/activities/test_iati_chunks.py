"""Cutting a file into activities, whatever stands between and whatever hides a mark."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local2030.formats.activities import chunks
from local2030.formats.activities.chunks import pieces

HIDDEN = "<!-- <iati-activity> --> <![CDATA[</iati-activity>]]> <?x <iati-activity?>"


def cut(text: str) -> list[tuple[str, str]]:
    return [(p.kind, p.data.decode()) for p in pieces(io.BytesIO(text.encode()), 0, 1)]


@pytest.mark.parametrize(
    ("text", "activities"),
    [
        ("<iati-activity>a</iati-activity>", ["<iati-activity>a</iati-activity>"]),
        ("<iati-activity/><iati-activity />", ["<iati-activity/>", "<iati-activity />"]),
        ("<iati-activity a='>'>b</iati-activity >", ["<iati-activity a='>'>b</iati-activity >"]),
        ("<iati-activity a='/'>b</iati-activity\n>", ["<iati-activity a='/'>b</iati-activity\n>"]),
        ("<iati-activity\n>b</iati-activity>", ["<iati-activity\n>b</iati-activity>"]),
        ("<iati-activity-x>b</iati-activity-x>", []),
        ("<x-iati-activity>b</x-iati-activity>", []),
        ("<!-- <iati-activity>b</iati-activity> -->", []),
        ("<![CDATA[<iati-activity>b</iati-activity>]]>", []),
        ("<?p <iati-activity>b</iati-activity>?>", []),
        (f"<iati-activity>{HIDDEN}</iati-activity>", [f"<iati-activity>{HIDDEN}</iati-activity>"]),
        ("</iati-activity><iati-activity>b</iati-activity>", ["<iati-activity>b</iati-activity>"]),
        ("<iati-activity><iati-activity>b</iati-activity>", []),
        ("<iati-activity>b", []),
        ("! ? iati-activity &lt;iati-activity>", []),
    ],
)
def test_activities_are_found_and_only_they(text, activities):
    assert [data for kind, data in cut(text) if kind == "activity"] == activities


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<iati-activity>", "</iati-activity>", "<iati-activity a='<'/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>",
             "\n", "x", "<iati-act", "ivity ", "'", '"', "<", ">"]
        ),
        max_size=30,
    ),
    st.integers(1, 40),
)  # fmt: skip
def test_no_byte_is_lost_and_the_size_of_blocks_changes_nothing(parts, block):
    data = "".join(parts).encode()
    whole = list(pieces(io.BytesIO(data), 0, 1))
    before = chunks.BLOCK
    try:
        chunks.BLOCK = block
        in_blocks = list(pieces(io.BytesIO(data), 0, 1))
    finally:
        chunks.BLOCK = before
    assert in_blocks == whole
    assert b"".join(p.data for p in whole) == data
    for piece in whole:
        assert data[piece.offset : piece.offset + piece.length] == piece.data
        assert piece.line == 1 + data.count(b"\n", 0, piece.offset)
        assert piece.lines == piece.data.count(b"\n")


def test_an_activity_too_large_to_hold_is_measured_and_the_next_is_found(monkeypatch):
    monkeypatch.setattr(chunks, "LARGEST", 5000)
    monkeypatch.setattr(chunks, "BLOCK", 1000)
    large = "<iati-activity>" + "<x>\n</x>" * 5000 + "</iati-activity>"
    found = list(pieces(io.BytesIO(f"{large}\n<iati-activity>b</iati-activity>".encode()), 0, 1))
    assert [(p.kind, p.length, p.line) for p in found] == [
        ("oversize", len(large), 1),
        ("between", 1, 5001),
        ("activity", 32, 5002),
        ("tail", 0, 5002),
    ]
