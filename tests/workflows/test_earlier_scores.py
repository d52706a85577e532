"""A second run reads nothing again that hasn't changed, and says the very same."""

from __future__ import annotations

import json

import pytest

from builders import iati, iati_activity, iati_payment, write
from local2030.formats.activities import iati as reader
from local2030.vocabulary.organisations import RegisterEntry
from local2030.workflows.score_programme import ScoreRequest, score_files


@pytest.fixture
def parsed(monkeypatch):
    """The identifiers of activities that were parsed, as they come."""
    seen = []
    whole = reader.read_activity

    def read_activity(element, *rest, **more):
        seen.append(element.findtext("iati-identifier"))
        return whole(element, *rest, **more)

    monkeypatch.setattr(reader, "read_activity", read_activity)
    return seen


def run(tmp_path, file, **more):
    return score_files(ScoreRequest(files=(str(file),), cache=tmp_path / "cache.sqlite", **more))


def activities(*names):
    return iati(
        *(
            iati_activity(n, iati_payment(10, "Municipality of Nyeri", type_="11"), iati_payment(5, currency="KPW"))
            for n in names
        )
    )


def test_nothing_is_parsed_again_and_the_answer_is_the_same(tmp_path, parsed):
    file = write(tmp_path, "a.xml", activities("A", "B"))
    first = run(tmp_path, file)
    assert parsed == ["A", "B"]
    assert run(tmp_path, file) == first
    assert parsed == ["A", "B"]


def test_only_what_changed_is_parsed_and_lines_and_names_are_set_right(tmp_path, parsed):
    run(tmp_path, write(tmp_path, "a.xml", activities("A", "B")))
    parsed.clear()
    moved = write(tmp_path, "b.xml", activities("new", "A", "B"))
    document = run(tmp_path, moved)
    assert parsed == ["new"]
    alone = score_files(ScoreRequest(files=(moved,)))
    assert json.dumps(document["programmes"]) == json.dumps(alone["programmes"])
    assert document["findings"] == alone["findings"]


def test_a_correction_of_an_organisation_makes_all_old_scores_void(tmp_path, parsed):
    file = write(tmp_path, "a.xml", activities("A"))
    before = run(tmp_path, file)["programmes"][0]["local_share"]["strict"]["low"]
    entry = RegisterEntry("Municipality of Nyeri", "", "", "INTL", "unknown", "a test", "me", "me", None)
    after = run(tmp_path, file, register=(entry,))["programmes"][0]["local_share"]["strict"]["low"]
    assert (before, after) == (1.0, 0.0)
    assert parsed == ["A", "A"]
