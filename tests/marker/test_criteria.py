"""A rubric is read from files that people may change; all its mistakes are told at once."""

from __future__ import annotations

import shutil

import pytest

from local2030.marker.criteria import LATEST, SHIPPED, check_rubric, read_rubric, rubric
from local2030.vocabulary.errors import WrongUse


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(SHIPPED / LATEST, tmp_path / "3.0")


def test_the_shipped_rubric_has_no_mistake_and_eight_criteria():
    assert check_rubric(SHIPPED / LATEST) == ()
    assert [c.id for c in rubric().criteria] == ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"]


def test_every_file_is_signed():
    for criterion in rubric().criteria:
        assert set(criterion.head) == {"author", "reviewer", "date", "next_review"}


def test_a_changed_word_changes_the_hash(copy):
    before = read_rubric(copy).sha256
    path = copy / "c1.yaml"
    path.write_text(path.read_text("utf-8").replace("local plan", "local scheme"), "utf-8")
    assert before == rubric().sha256 != read_rubric(copy).sha256


def test_all_mistakes_are_told_at_once(copy):
    for name, old, new in (
        ("c2.yaml", "[[D, A]]", "[[D, Z]]"),
        ("c4.yaml", "measure: local_share", "measure: luck"),
        ("gates.yaml", "criterion: C7", "criterion: C9"),
        ("rubric.yaml", "author:", "writer:"),
    ):
        path = copy / name
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    mistakes = "\n".join(check_rubric(copy))
    for word in ("c2.yaml: level 2", "'luck'", "'C9'", "rubric.yaml: author is missing"):
        assert word in mistakes
    with pytest.raises(WrongUse):
        read_rubric(copy)


def test_a_criterion_can_be_added_without_code(copy):
    (copy / "c9.yaml").write_text((copy / "c6.yaml").read_text("utf-8").replace("id: C6", "id: C9"), "utf-8")
    top = copy / "rubric.yaml"
    top.write_text(top.read_text("utf-8").replace("C8]", "C8, C9]"), "utf-8")
    assert check_rubric(copy) == ()
    assert read_rubric(copy).criterion("C9") is not None


def test_a_broken_file_is_told_and_not_raised(copy):
    (copy / "c3.yaml").write_text("levels: [", "utf-8")
    assert any("c3.yaml: can't be read" in mistake for mistake in check_rubric(copy))
