"""Circles among activities are found, whatever their size."""

from __future__ import annotations

import pytest

from builders import iati, iati_activity, iati_payment, write
from local2030.workflows.circles import circles
from local2030.workflows.score_programme import ScoreRequest, score_files


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({}, []),
        ({"A": ["B"], "B": ["C"]}, []),
        ({"A": ["A"]}, [{"A"}]),
        ({"A": ["B"], "B": ["A"]}, [{"A", "B"}]),
        ({"A": ["B"], "B": ["C"], "C": ["B", "D"], "D": []}, [{"B", "C"}]),
        ({"A": ["B"], "B": ["A"], "X": ["Y"], "Y": ["X"]}, [{"A", "B"}, {"X", "Y"}]),
    ],
)
def test_groups_that_reach_each_other(edges, expected):
    assert [set(group) for group in circles(edges)] == expected


def test_a_ring_of_ten_thousand():
    ring = {str(i): [str((i + 1) % 10_000)] for i in range(10_000)}
    assert len(circles(ring)[0]) == 10_000


def ring_file(tmp_path, size):
    return write(tmp_path, "ring.xml", iati(*(
        iati_activity(f"N-{i}", iati_payment(10, f"NGO {(i + 1) % size}", type_="21", link=f"N-{(i + 1) % size}"),
                      iati_payment(10, code="1", provider=f"N-{(i - 1) % size}"), reporter=(f"NGO {i}", f"XX-{i}"))
        for i in range(size)
    )))  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 400])
def test_a_ring_of_payments_is_a_finding_and_comes_to_an_end(tmp_path, size):
    document = score_files(ScoreRequest(files=(ring_file(tmp_path, size),), lift=False))
    found = [f["values"]["count"] for f in document["findings"] if f["code"] == "circular-chain"]
    assert found == [size]
    assert len(document["programmes"]) == size


def test_who_receives_an_income_is_no_payment_on(tmp_path):
    """Some publishers name themselves as receiver of what comes in, with an activity of the giver beside it."""
    income = iati_payment(10, "NGO", link="A", code="1", provider="A")
    file = write(
        tmp_path, "a.xml", iati(iati_activity("A", iati_payment(10, "NGO", link="B")), iati_activity("B", income))
    )
    document = score_files(ScoreRequest(files=(file,)))
    assert [f["code"] for f in document["findings"] if "circular" in f["code"]] == []


def test_children_of_each_other_are_a_finding(tmp_path):
    child = '<related-activity ref="{}" type="2"/>'
    file = write(
        tmp_path,
        "a.xml",
        iati(iati_activity("A", inner=child.format("B")), iati_activity("B", inner=child.format("A"))),
    )
    document = score_files(ScoreRequest(files=(file,), programme="A"))
    assert "circular-children" in [f["code"] for f in document["findings"]]
