"""A score said again in another language reads as if it had been made in that language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from local2030.workflows.score_programme import ScoreRequest, score_files
from local2030.workflows.score_words import document_in, finding_in, programme_in

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "src" / "local2030" / "workflows" / "example"
SAMPLES = sorted((ROOT / "tests" / "samples" / "iati").glob("*.xml"))
LANGUAGES = ("en-xa", "ar-xb")


def _score(language: str, *files: Path, **given: Any) -> dict[str, Any]:
    request = ScoreRequest(files=tuple(str(file) for file in files), language=language, **given)
    return json.loads(json.dumps(score_files(request), default=str))  # type: ignore[no-any-return]


def _example(language: str, phase: str = "monitoring") -> dict[str, Any]:
    given = {"ledger": EXAMPLE / "ledger.csv", "claims": EXAMPLE / "claims.csv"}
    return _score(language, EXAMPLE / "activity.xml", phase=phase, **given)


def _without_owners(document: dict[str, Any]) -> dict[str, Any]:
    """Owners are the rubric's own English words until somebody reads them."""
    for programme in document["programmes"]:
        for step in programme["lift"]:
            step["owner"] = ""
    return document


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", ["design", "monitoring"])
def test_the_worked_example_said_again_is_as_if_scored_in_that_language(language: str, phase: str) -> None:
    again = document_in(_example("en", phase), language)
    assert _without_owners(again) == _without_owners(_example(language, phase))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
def test_so_is_every_sample(sample: Path) -> None:
    again = document_in(_score("en", sample), "en-xa")
    assert _without_owners(again) == _without_owners(_score("en-xa", sample))


def test_codes_values_and_hashes_are_the_same_in_every_language() -> None:
    first, other = (_example(language)["programmes"][0] for language in ("en", "ar-xb"))
    assert first["trace_sha256"] == other["trace_sha256"]
    assert [step["values"] for step in first["trace"]] == [step["values"] for step in other["trace"]]
    assert [step["reason_values"] for step in first["lift"]] == [step["reason_values"] for step in other["lift"]]
    assert [w["code"] for w in first["known"]["wanted"]] == [w["code"] for w in other["known"]["wanted"]]


def test_who_has_to_act_is_said_too() -> None:
    document = _example("en")
    owners = {step["owner"] for step in document["programmes"][0]["lift"]}
    again = {step["owner"] for step in document_in(document, "en-xa")["programmes"][0]["lift"]}
    assert owners and not owners & again


def test_a_score_of_an_earlier_version_keeps_the_sentences_it_has() -> None:
    document = _example("en")
    programme = document["programmes"][0]
    for item in (item for criterion in programme["criteria"] for item in criterion["evidence"]):
        del item["values"]
    for step in programme["lift"]:
        del step["reason_code"], step["reason_values"]
    for key in ("code", "values", "wanted"):
        del programme["known"][key]
    again = programme_in(programme, document, "en-xa")
    assert again["known"] == programme["known"]
    assert [s["reason"] for s in again["lift"]] == [s["reason"] for s in programme["lift"]]
    assert again["lift"][0]["message"] != programme["lift"][0]["message"], "what has its values is said again"
    for before, after in zip(programme["criteria"], again["criteria"], strict=True):
        assert [e["message"] for e in after["evidence"]] == [e["message"] for e in before["evidence"]]


def test_another_rubric_keeps_its_own_words() -> None:
    document = _example("en")
    document["rubric"]["sha256"] = "00" * 32
    before, after = document["programmes"][0], programme_in(document["programmes"][0], document, "en-xa")
    assert [c["title"] for c in after["criteria"]] == [c["title"] for c in before["criteria"]]
    assert after["level_name"] == before["level_name"]
    steps = [(b, a) for b, a in zip(before["lift"], after["lift"], strict=True) if b["code"] == "step"]
    assert steps and all(b["message"] == a["message"] for b, a in steps)


def test_english_is_left_as_it_was_said() -> None:
    document = _example("en")
    assert document_in(document, "en-gb") == document
    finding = {"code": "no-rate", "values": {}, "message": "As it was.", "remedy": ""}
    assert finding_in(finding, "fr") == finding
