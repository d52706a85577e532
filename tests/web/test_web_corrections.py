"""The button "this is wrong": the word of a person decides, is shown as such, says what it moved, can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from web_builders import activity, aid_file

from local2030.web.history.models import Entry
from local2030.web.marker.models import Correction, Programme, Score

WORD = {
    "actor_class": "INTL",
    "reach": "unknown",
    "reason": "The office is a branch of an organisation seated abroad.",
    "source": "Register of companies, no. 17",
}


@pytest.fixture
def programme(signed_in: Client, send: Any) -> Programme:
    """One payment to a body that the rules take for a local government."""
    send(signed_in, aid_file(activity("XM-1", receiver="Municipality of Nyeri")))
    found = Programme.objects.get()
    assert found.ls_low == 1.0
    return found


def test_a_correction_decides_and_the_score_says_what_it_moved(
    programme: Programme, signed_in: Client, run_jobs: Callable[[], None]
) -> None:
    place = _place(programme, "Municipality of Nyeri")
    answer = signed_in.post(f"/marker/programmes/{programme.pk}/actors/{place}/wrong/", WORD)
    assert answer.status_code == 302
    run_jobs()
    programme.refresh_from_db()
    assert programme.ls_high == 0.0
    page = signed_in.get(answer.headers["Location"]).content.decode()
    assert "1 programme was scored again" in page
    assert "100%" in page
    assert "Register of companies, no. 17" in page
    shown = signed_in.get(f"/marker/programmes/{programme.pk}/").content.decode()
    assert "corrected by a person" in shown
    assert "after a correction" in shown


def test_the_old_score_stays_as_it_was(programme: Programme, signed_in: Client, run_jobs: Callable[[], None]) -> None:
    old = Score.objects.get(programme=programme)
    _correct(signed_in, programme)
    run_jobs()
    assert Score.objects.filter(programme=programme).count() == 2
    kept = Score.objects.get(pk=old.pk)
    assert kept.result == old.result
    assert kept.scoring.head["register"]["entries"] == 0
    newest = Score.objects.filter(programme=programme).first()
    assert newest is not None
    assert newest.scoring.head["register"]["entries"] == 1
    assert newest.scoring.head["register"]["sha256"] != kept.scoring.head["register"]["sha256"]


def test_undoing_brings_the_figure_back_and_deletes_nothing(
    programme: Programme, signed_in: Client, run_jobs: Callable[[], None]
) -> None:
    _correct(signed_in, programme)
    run_jobs()
    correction = Correction.objects.get()
    signed_in.post(f"/marker/corrections/{correction.pk}/undo/")
    run_jobs()
    programme.refresh_from_db()
    assert programme.ls_low == 1.0
    correction.refresh_from_db()
    assert correction.undone_by is not None
    listed = Client().get("/marker/corrections/").content.decode()
    assert "undone" in listed
    assert "Municipality of Nyeri" in listed
    assert list(Entry.objects.exclude(deed="gather-towns").order_by("number").values_list("deed", flat=True))[-2:] == [
        "correct-actor",
        "undo-correction",
    ]


def test_every_programme_that_names_the_organisation_moves_and_no_other(
    programme: Programme, signed_in: Client, send: Any, run_jobs: Callable[[], None]
) -> None:
    other = aid_file(
        activity("XM-2", receiver="Municipality  of NYERI"), activity("XM-3", receiver="Municipality of Meru")
    )
    send(signed_in, other, name="other.xml")
    _correct(signed_in, programme)
    run_jobs()
    shares = dict(Programme.objects.values_list("identifier", "ls_high"))
    assert shares == {"XM-1": 0.0, "XM-2": 0.0, "XM-3": 1.0}


def test_only_the_signed_in_correct_and_only_the_author_or_a_steward_undoes(
    programme: Programme, signed_in: Client, other_member: Any, steward: Any
) -> None:
    address = f"/marker/programmes/{programme.pk}/actors/0/wrong/"
    for answer in (Client().get(address), Client().post(address, WORD)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")
    assert not Correction.objects.exists()
    _correct(signed_in, programme)
    undo = f"/marker/corrections/{Correction.objects.get().pk}/undo/"
    stranger = Client()
    stranger.force_login(other_member)
    assert stranger.post(undo).status_code == 403
    assert Correction.objects.get().undone_at is None
    keeper = Client()
    keeper.force_login(steward)
    keeper.post(undo)
    assert Correction.objects.get().undone_at is not None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": ""}, "required"),
        ({"reason": "no"}, "at least a short sentence"),
        ({"source": ""}, "required"),
        ({"actor_class": "KING"}, "not one of the available"),
        ({"reach": "far"}, "not one of the available"),
    ],
)
def test_a_word_without_reason_or_source_is_not_taken(
    programme: Programme, signed_in: Client, change: dict[str, str], says: str
) -> None:
    answer = signed_in.post(f"/marker/programmes/{programme.pk}/actors/0/wrong/", WORD | change)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Correction.objects.exists()


def test_a_place_in_the_list_that_is_not_there_is_not_found(programme: Programme, signed_in: Client) -> None:
    assert signed_in.get(f"/marker/programmes/{programme.pk}/actors/99/wrong/").status_code == 404


def _place(programme: Programme, name: str) -> int:
    return next(n for n, a in enumerate(programme.score.result["actors"]) if a["name"] == name)


def _correct(client: Client, programme: Programme) -> None:
    place = _place(programme, "Municipality of Nyeri")
    assert client.post(f"/marker/programmes/{programme.pk}/actors/{place}/wrong/", WORD).status_code == 302


def test_a_correction_on_work_kept_inside_the_team_is_not_shown_to_the_public(
    signed_in: Client, send: Any, run_jobs: Callable[[], None]
) -> None:
    send(signed_in, aid_file(activity("XM-9", receiver="Municipality of Nyeri")), audience="team")
    _correct(signed_in, Programme.objects.get())
    run_jobs()
    correction = Correction.objects.get()
    assert Client().get(f"/marker/corrections/{correction.pk}/").status_code == 404
    assert "Nyeri" not in Client().get("/marker/corrections/").content.decode()
    assert "Nyeri" in signed_in.get("/marker/corrections/").content.decode()
