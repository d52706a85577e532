"""A part of a file is scored like the whole: the same bytes but for nothing."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local2030.workflows.cut_programme import cut
from local2030.workflows.score_programme import ScoreRequest, Scoring

HEAD = (
    '<?xml version="1.0"?>\n<!-- two\nlines -->\n<iati-activities version="2.03"\n generated-datetime="2026-01-01">\n'
)


def activity(identifier: str, *, pays: str = "", funded_by: str = "", receiver: str = "Municipality of Nyeri") -> str:
    target = f' receiver-activity-id="{pays}"' if pays else ""
    incoming = (
        f'<transaction><transaction-type code="1"/><transaction-date iso-date="2025-01-05"/><value value-date="2025-01-05">'
        f'900</value><provider-org provider-activity-id="{funded_by}"/></transaction>' if funded_by else ""
    )  # fmt: skip
    return f"""<iati-activity default-currency="USD">
<iati-identifier>{identifier}</iati-identifier><reporting-org ref="XM-DAC-1" type="40"><narrative>{identifier} Agency</narrative></reporting-org>
<title><narrative>{identifier}</narrative></title><recipient-country code="KE"/>{incoming}
<transaction><transaction-type code="3"/><transaction-date iso-date="2025-02-05"/><value value-date="2025-02-05">800</value>
<receiver-org type="22"{target}><narrative>{receiver}</narrative></receiver-org></transaction></iati-activity>

"""


def whole(path: Path) -> list[dict[str, Any]]:
    with Scoring(ScoreRequest(files=(str(path),))) as scoring:
        return [json.loads(raw) for raw in scoring.raw_programmes()]


def part(path: Path, position: int, folder: Path) -> tuple[dict[str, Any], int, int]:
    found = cut(path, position)
    assert found is not None
    small = folder / path.name
    small.write_bytes(found.content)
    with Scoring(ScoreRequest(files=(str(small),))) as scoring:
        return scoring.one(found.position)[1], found.activities, len(found.content)


CHAIN = (
    activity("A", pays="B", receiver="Partner"), activity("X"), activity("B", pays="C", funded_by="A"), activity("Y"),
    activity("C", funded_by="B"), activity("D", funded_by="A"), activity("Z"), activity("B", receiver="Another B"),
)  # fmt: skip


@pytest.mark.parametrize(("position", "size"), [(0, 4), (1, 1), (2, 2), (4, 1), (5, 1), (7, 3)])
def test_a_part_holds_what_money_links_lead_to_and_is_scored_like_the_whole(
    tmp_path: Path, position: int, size: int
) -> None:
    path = tmp_path / "aid.xml"
    path.write_text(HEAD + "".join(CHAIN) + "</iati-activities>")
    folder = tmp_path / "part"
    folder.mkdir()
    plain, activities, _bytes = part(path, position, folder)
    assert plain == whole(path)[position]
    assert activities == size


NAMES = st.sampled_from(["A", "B", "C", "D", "E"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(NAMES, st.one_of(st.just(""), NAMES), st.one_of(st.just(""), NAMES)), min_size=1, max_size=7))
def test_whatever_pays_whatever_each_part_is_scored_like_the_whole(net: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as place:
        path, folder = Path(place) / "aid.xml", Path(place) / "part"
        folder.mkdir()
        path.write_text(HEAD + "".join(activity(n, pays=p, funded_by=f) for n, p, f in net) + "</iati-activities>")
        programmes = whole(path)
        for position, expected in enumerate(programmes):
            assert part(path, position, folder)[0] == expected


def test_there_is_no_part_beyond_the_end(tmp_path: Path) -> None:
    path = tmp_path / "aid.xml"
    path.write_text(HEAD + CHAIN[0] + "</iati-activities>")
    assert cut(path, 1) is None


def test_parts_of_true_files_are_scored_like_the_whole(real_data: Path, tmp_path: Path) -> None:
    for name in ("uk_beis_9act.xml", "gdihub_4act.xml", "cafod_cd_v100.xml"):
        path = real_data / "iati" / name
        programmes = whole(path)
        for position in sorted({0, len(programmes) // 2, len(programmes) - 1}):
            folder = tmp_path / f"{name}-{position}"
            folder.mkdir()
            plain, _activities, size = part(path, position, folder)
            assert plain == programmes[position], (name, position)
            assert size < path.stat().st_size
