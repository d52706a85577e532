"""What the pages say: the number, the word, the refusal; and what they cost."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape
from web_builders import activity, aid_file

from local2030.web.accounts.models import User
from local2030.web.marker.models import Programme, Score, Scoring, Upload, packed

PROTOTYPE = "prototype rubric, not adopted"


def words(answer: Any) -> str:
    return str(answer.content.decode())


def many_programmes(member: User, number: int, result: dict[str, Any]) -> None:
    """A store with so many programmes, each with the same score but for level, share and country."""
    upload = Upload.objects.create(name="many.xml", sha256="0" * 64, size=1, key="many", by=member)
    scoring = Scoring.objects.create(upload=upload, head={"rubric": {}, "files": []}, findings=[])
    programmes = Programme.objects.bulk_create(
        Programme(
            upload=upload, position=n, identifier=f"XM-DAC-9-{n:05}", title=f"Programme {n} of the river towns and hills",
            reporter="United Nations Settlements Office", countries=" KE UG " if n % 3 else " NP ", phase="monitoring",
            level=None if n % 7 == 0 else n % 4, level_possible=None if n % 7 == 0 else 3,
            ls_low=None if n % 5 == 0 else (n % 30) / 100, ls_high=None if n % 5 == 0 else 0.4, coverage=0.9,
            money=None if n % 5 == 0 else 1000,
        )
        for n in range(number)
    )  # fmt: skip
    Score.objects.bulk_create(Score(programme=p, scoring=scoring, packed=packed(result)) for p in programmes)


def test_an_empty_site_says_what_will_stand_here_and_what_is_needed(db: Any) -> None:
    page = words(Client().get("/marker/"))
    assert "No programme has been scored yet" in page
    assert "A file of aid data is needed" in page


def test_the_worked_example_shows_its_level_share_and_gap_to_everybody(example: Programme) -> None:
    page = words(Client().get(f"/marker/programmes/{example.pk}/"))
    result = example.score.result
    assert result["level"] is not None
    assert f"Level {result['level']}," in page
    assert PROTOTYPE in page
    assert "provisional" in page
    assert result["known"]["message"][:40] in page
    for criterion in result["criteria"]:
        assert criterion["title"] in page
    assert result["actors"][0]["name"] in page
    assert "This is wrong" in page


def test_taking_the_claims_away_lowers_what_is_proven(example: Programme, signed_in: Client, send: Any) -> None:
    from web_builders import EXAMPLE

    send(signed_in, (EXAMPLE / "activity.xml").read_bytes(), name="bare.xml")
    bare = Programme.objects.get(upload__name="bare.xml")
    assert (bare.level or 0) < (example.level or 0)


@pytest.mark.parametrize("address", ["/", "/marker/", "/marker/rubric/", "/marker/corrections/"])
def test_every_page_of_the_marker_says_that_the_rubric_is_a_prototype(example: Programme, address: str) -> None:
    assert "rototype rubric, not adopted" in words(Client().get(address))


def test_the_portfolio_of_3000_programmes_takes_few_queries_and_few_bytes(
    member: User, django_assert_max_num_queries: Any
) -> None:
    """With titles of the greatest length in a script of two bytes a letter, and every country there is."""
    from local2030.vocabulary.places import countries

    many_programmes(member, 3000, {"level": 1})
    Programme.objects.update(title="ماء وشوارع آمنة للمدن الجبلية " * 6, reporter="مكتب المستوطنات " * 6)
    codes = [place.code for place in countries()]
    for n, programme in enumerate(Programme.objects.all()[: len(codes)]):
        Programme.objects.filter(pk=programme.pk).update(countries=f" {codes[n]} ")
    for address in ("/marker/", "/marker/?order=share&country=KE&level=2&q=09-", "/marker/?page=60"):
        for client in (Client(), _in(member)):
            with django_assert_max_num_queries(12):
                answer = client.get(address)
            assert answer.status_code == 200
            before_pictures = re.sub(r"<svg.*?</svg>", "", words(answer), flags=re.S)
            assert len(before_pictures.encode()) <= 100_000, f"{address}: {len(before_pictures.encode())} bytes"


def test_figures_above_the_list_cover_all_that_match_and_not_only_the_page(member: User) -> None:
    many_programmes(member, 120, {"level": 1})
    answer = Client().get("/marker/?level=2")
    at_two = sum(1 for n in range(120) if n % 7 and n % 4 == 2)
    assert answer.context["sums"].programmes == at_two
    whole = Client().get("/marker/")
    assert whole.context["sums"].programmes == 120
    assert len(whole.context["page"].object_list) == 50


def test_programmes_without_the_figure_come_last_in_every_order(member: User) -> None:
    many_programmes(member, 40, {"level": 1})
    for order, column in (("level", "level"), ("share", "ls_low"), ("money", "money")):
        shown = [getattr(p, column) for p in Client().get(f"/marker/?order={order}").context["page"].object_list]
        known = [value for value in shown if value is not None]
        assert shown == [*sorted(known, reverse=True), *[None] * (len(shown) - len(known))]


def test_a_stored_script_in_a_title_is_shown_as_text(signed_in: Client, send: Any) -> None:
    title = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;onload=&quot;"
    send(signed_in, aid_file(activity("XM-1", title, receiver="&lt;img src=x onerror=alert(1)&gt;")))
    programme = Programme.objects.get()
    assert "<script>" in programme.title
    for address in ("/", "/marker/", f"/marker/programmes/{programme.pk}/", f"/marker/uploads/{programme.upload_id}/"):
        page = words(signed_in.get(address))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in words(signed_in.get("/marker/"))


def test_no_page_holds_a_script_or_style_of_its_own(example: Programme, signed_in: Client) -> None:
    for address in ("/", "/marker/", f"/marker/programmes/{example.pk}/", "/marker/uploads/new/", "/preferences/"):
        page = words(signed_in.get(address))
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count("<script src=")


def test_the_api_gives_what_the_command_line_prints(example: Programme) -> None:
    line = Client().get("/api/v1/marker/programmes").json()
    assert line["count"] == 1
    assert line["programmes"][0]["identifier"] == example.identifier
    whole = Client().get(f"/api/v1/marker/programmes/{example.pk}").json()
    assert whole["schema"] == "local2030/marker-score/1"
    assert whole["programmes"][0]["level"] == example.level
    assert json.loads(Client().get(f"/marker/programmes/{example.pk}/score.json").content) == whole


def test_the_api_describes_itself_and_keeps_no_page_that_loads_from_elsewhere(db: Any) -> None:
    described = Client().get("/api/openapi.json").json()
    assert "/api/v1/marker/programmes/{programme_id}" in described["paths"]
    assert Client().get("/api/docs").status_code == 404


def test_an_unknown_page_number_or_filter_leads_to_the_nearest_answer(member: User) -> None:
    many_programmes(member, 60, {"level": 1})
    for query in ("page=9999", "page=-3", "page=x", "level=9", "country=%00", "upload=abc", "q=%00", "order=drop"):
        assert Client().get(f"/marker/?{query}").status_code == 200
    assert Client().get("/api/v1/marker/programmes?page=-5").json()["page"] == 1


def test_a_formula_as_identifier_is_disarmed_in_csv(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("=HYPERLINK(1)")))
    rows = list(csv.reader(io.StringIO(words(Client().get("/marker/portfolio.csv")))))
    assert rows[0] == ["identifier", "level", "level_possible", "local_share_low", "local_share_high", "coverage"]
    assert rows[1][0] == "'=HYPERLINK(1)"


def test_the_pdf_comes_from_its_button(example: Programme) -> None:
    answer = Client().get(f"/marker/programmes/{example.pk}/score.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert example.identifier in answer.headers["Content-Disposition"]


def test_subjects_that_are_not_built_say_so(db: Any) -> None:
    for subject in ("reviews", "advocacy", "matching"):
        assert "built yet" in words(Client().get(f"/{subject}/"))


def test_the_rubric_page_shows_every_criterion_and_gate(db: Any) -> None:
    from local2030.marker.criteria import rubric

    page = words(Client().get("/marker/rubric/"))
    for criterion in rubric().criteria:
        assert criterion.title["en"] in page
    assert rubric().sha256 in page
    assert "a local government is among the partners" in page


def test_results_kept_inside_the_team_are_hidden_from_the_public(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1", "Quiet work")), audience="team")
    programme = Programme.objects.get()
    assert "Quiet work" in words(signed_in.get("/marker/"))
    assert "Quiet work" not in words(Client().get("/marker/"))
    for address in (
        f"/marker/programmes/{programme.pk}/",
        f"/marker/programmes/{programme.pk}/score.json",
        f"/marker/programmes/{programme.pk}/score.pdf",
        f"/api/v1/marker/programmes/{programme.pk}",
    ):
        assert Client().get(address).status_code == 404
    assert Client().get("/api/v1/marker/programmes").json()["count"] == 0
    assert "Quiet work" not in words(Client().get("/marker/portfolio.csv"))


def test_a_newer_file_with_the_same_programme_takes_its_place_and_the_older_stays_readable(
    signed_in: Client, send: Any
) -> None:
    send(signed_in, aid_file(activity("XM-1", "Old title")))
    send(signed_in, aid_file(activity("XM-1", "New title")))
    listed = words(Client().get("/marker/"))
    assert "New title" in listed
    assert "Old title" not in listed
    old = Programme.objects.get(title="Old title")
    assert "older version" in words(Client().get(f"/marker/programmes/{old.pk}/"))


def test_an_identifier_that_stands_twice_in_a_file_gives_two_programmes_and_a_finding(
    signed_in: Client, send: Any
) -> None:
    send(signed_in, aid_file(activity("XM-1", "First"), activity("XM-1", "Second")))
    assert Client().get("/marker/").context["sums"].programmes == 2
    upload = Upload.objects.get()
    assert "duplicate-identifier" in words(signed_in.get(f"/marker/uploads/{upload.pk}/"))


def _in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_coalition_page_shows_the_first_facts_by_name(db: Any) -> None:
    from local2030.coalition.stock import first_stock
    from local2030.web.coalition.first_things import file_first_things

    file_first_things()
    page = words(Client().get("/coalition/"))
    stock = first_stock()
    for entity in stock.entities:
        assert entity.name.replace("'", "&#x27;") in page
    assert "UN entities" in page
    assert "before:" not in page  # a code, said as "before ..."


@pytest.mark.parametrize(
    "name",
    ["cafod_cd_v100", "dfid_cd_v101", "ec_elarg_kosovo_v104", "gdihub_4act", "mixed_bmgf_us_fcdo_48act",
     "uk_beis_9act", "unhcr_2023", "usaid_1act"],
)  # fmt: skip
def test_each_true_file_is_scored_by_upload_and_says_what_can_be_known(
    signed_in: Client, send: Any, real_data: Any, name: str
) -> None:
    send(signed_in, (real_data / "iati" / f"{name}.xml").read_bytes(), name=f"{name}.xml")
    page = words(signed_in.get(f"/marker/uploads/{Upload.objects.get().pk}/"))
    assert "What can be known from this file" in page
    assert "From these data" in page
    assert page.count('<bdi class="words">') <= 3
    programme = Programme.objects.first()
    assert programme is not None
    assert Client().get(f"/marker/programmes/{programme.pk}/").status_code == 200


def test_programmes_of_a_true_file_have_pages_of_bounded_size(signed_in: Client, send: Any, real_data: Any) -> None:
    send(signed_in, (real_data / "iati" / "mixed_bmgf_us_fcdo_48act.xml").read_bytes())
    for programme in Programme.objects.all()[:16]:
        answer = Client().get(f"/marker/programmes/{programme.pk}/")
        assert answer.status_code == 200
        without_pictures = re.sub(r"<svg.*?</svg>", "", answer.content.decode(), flags=re.S)
        assert len(without_pictures) <= 100_000, programme.identifier


def test_a_file_of_somebody_else_with_the_same_identifier_takes_nothing_away(
    signed_in: Client, other_member: User, steward: User, send: Any
) -> None:
    send(signed_in, aid_file(activity("XM-1", "Own title")))
    send(_in(other_member), aid_file(activity("XM-1", "Foreign title")), name="foreign.xml")
    listed = words(Client().get("/marker/"))
    assert "Own title" in listed
    assert "Foreign title" in listed
    assert listed.count("another upload has the same identifier") == 2
    own, foreign = Programme.objects.get(title="Own title"), Programme.objects.get(title="Foreign title")
    page = words(Client().get(f"/marker/programmes/{own.pk}/"))
    assert "Another upload has the same identifier" in page
    assert f'href="/marker/programmes/{foreign.pk}/"' in page
    assert "older version" not in page
    send(_in(steward), aid_file(activity("XM-1", "Settled title")), name="settled.xml")
    listed = words(Client().get("/marker/"))
    assert "Settled title" in listed
    assert "Own title" not in listed
    assert "Foreign title" not in listed
    assert "another upload has the same identifier" not in listed


def test_a_copy_kept_inside_the_team_leaves_the_public_one_listed(signed_in: Client, steward: User, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1", "Public title")))
    for sender in (signed_in, _in(steward)):
        send(sender, aid_file(activity("XM-1", "Quiet title")), audience="team")
    assert "Public title" in words(Client().get("/marker/"))
    page = words(Client().get(f"/marker/programmes/{Programme.objects.get(title='Public title').pk}/"))
    assert "Quiet title" not in page
    assert "Another upload" not in page


@pytest.mark.parametrize(("reporter", "listed"), [("XM-DAC-2", True), ("xm-dac-1", False), ("", False)])
def test_a_file_of_another_reporting_organisation_takes_nothing_away(
    signed_in: Client, send: Any, reporter: str, listed: bool
) -> None:
    send(signed_in, aid_file(activity("XM-1", "First title")))
    other = aid_file(activity("XM-1", "Second title")).replace(b'ref="XM-DAC-1"', f'ref="{reporter}"'.encode())
    send(signed_in, other, name="other.xml")
    assert ("First title" in words(Client().get("/marker/"))) is listed


def test_a_file_that_broke_off_is_not_called_read_in_full(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1"), activity("XM-2"))[:-120])
    scoring = Scoring.objects.get()
    assert scoring.errors
    page = words(signed_in.get(f"/marker/uploads/{Upload.objects.get().pk}/"))
    assert "Read in full" not in page
    assert "Read with errors: 1 programme scored; see what is wrong below" in page
    mistake = next(f for f in scoring.findings if f["severity"] == "error")
    assert page.index('id="mistakes"') < page.index(mistake["code"]) < page.index("These programmes in the portfolio")
    assert page.count(f"<bdi>{mistake['code']}</bdi>") == sum(f["code"] == mistake["code"] for f in scoring.findings)


def test_a_file_without_errors_is_called_read_in_full(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1")))
    page = words(signed_in.get(f"/marker/uploads/{Upload.objects.get().pk}/"))
    assert "Read in full: 1 programme scored" in page
    assert 'id="mistakes"' not in page


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><html><head><title>Log in</title></head><body><p>Please log in</p></body></html>",
        BOMB + b"<iati-activities><iati-activity>&c;</iati-activity></iati-activities>",
        b"<iati-activities>" + b"<a>" * 5000,
        b'<iati-activities version="2.03"><iati-activity>\x00</iati-activity></iati-activities>',
        gzip.compress(b"<iati-activities>" + b" " * 300_000_000),
    ],
    ids=["html", "entities", "nesting", "nul", "gzip"],
)
def test_a_refused_file_says_on_its_page_what_is_wrong_with_it(signed_in: Client, send: Any, content: bytes) -> None:
    send(signed_in, content, name="aid.xml.gz" if content.startswith(b"\x1f") else "aid.xml")
    upload = Upload.objects.get()
    assert upload.job is not None
    found = upload.job.trouble["findings"]
    assert [f["severity"] for f in found].count("error") >= 1
    page = words(signed_in.get(f"/marker/uploads/{upload.pk}/"))
    assert "What is wrong with it" in page
    for finding in found:
        assert escape(finding["message"]) in page
        assert finding["message"] != finding["code"]


TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_marks_that_turn_the_direction_of_text_are_not_shown(signed_in: Client, send: Any) -> None:
    named = aid_file(activity(f"XM-{TURNING}1", f"Wells{TURNING} of Nyeri", receiver=f"Municipality{TURNING} of Nyeri"))
    send(signed_in, named.replace(b"UN Agency", f"UN {TURNING}Agency".encode()))
    programme = Programme.objects.get()
    assert (programme.identifier, programme.title, programme.reporter) == ("XM-1", "Wells of Nyeri", "UN Agency")
    place = next(n for n, a in enumerate(programme.score.result["actors"]) if a["name"] == "Municipality of Nyeri")
    for address in (
        *("/", "/marker/", "/marker/map/", "/marker/portfolio.csv", "/api/v1/marker/programmes"),
        f"/marker/programmes/{programme.pk}/",
        f"/marker/programmes/{programme.pk}/score.json",
        f"/marker/programmes/{programme.pk}/actors/{place}/wrong/",
        f"/marker/uploads/{programme.upload_id}/",
    ):
        assert not set(TURNING) & set(words(signed_in.get(address))), address


def test_a_correction_finds_an_organisation_whose_name_has_such_marks(
    signed_in: Client, send: Any, run_jobs: Any
) -> None:
    send(signed_in, aid_file(activity("XM-1", receiver="Municipality\u202e of Nyeri")))
    programme = Programme.objects.get()
    place = next(n for n, a in enumerate(programme.score.result["actors"]) if a["name"] == "Municipality of Nyeri")
    word = {
        "actor_class": "INTL",
        "reach": "unknown",
        "reason": "A branch\u202e of an office abroad",
        "source": "1\u2067 7",
    }
    signed_in.post(f"/marker/programmes/{programme.pk}/actors/{place}/wrong/", word)
    run_jobs()
    assert programme.score.result["actors"][place]["class"] == "INTL"
    for address in ("/marker/corrections/", "/marker/corrections/1/", f"/marker/programmes/{programme.pk}/"):
        assert not set(TURNING) & set(words(signed_in.get(address))), address


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/", 404),
        ("get", "/api/v1/marker/nowhere", 404),
        ("get", "/api/v1/marker/programmes/99", 404),
        ("get", "/api/v1/marker/programmes/x", 422),
        ("get", "/api/v1/marker/programmes?page=x", 422),
        ("post", "/api/v1/marker/programmes", 405),
        ("delete", "/api/v1/marker/rubric", 405),
    ],
)
def test_every_error_of_the_api_is_json(db: Any, method: str, address: str, status: int) -> None:
    answer = getattr(Client(), method)(address)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["detail"]
    assert "Content-Security-Policy" in answer.headers
    assert ("GET" in answer.headers.get("Allow", "")) is (status == 405)


def test_a_bad_host_is_told_in_json_under_the_api(db: Any) -> None:
    answer = Client(headers={"host": "evil.example"}).get("/api/v1/marker/rubric")
    assert answer.status_code == 400
    assert answer.json() == {"detail": "Bad Request"}


@pytest.mark.parametrize(
    ("language", "codes"),
    [("en", ["DE", "GR", "KE", "ES"]), ("es", ["DE", "ES", "GR", "KE"])],  # Germany ... Spain; Alemania, España, Grecia
)
def test_countries_stand_by_their_names_in_the_language_of_the_reader(
    member: User, settings: Any, language: str, codes: list[str]
) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    many_programmes(member, 4, {"level": 1})
    for programme, code in zip(Programme.objects.all(), ("KE", "GR", "ES", "DE"), strict=True):
        Programme.objects.filter(pk=programme.pk).update(countries=f" {code} ")
    client = Client(headers={"accept-language": language})
    assert [code for code, _number in client.get("/marker/").context["countries"]] == codes
    assert [code for code, _number in client.get("/marker/map/").context["counts"]] == codes


@pytest.mark.parametrize(("now", "said"), [(0, [1, 2]), (1, [2]), (2, []), (None, [1, 2])])
def test_a_step_says_the_level_that_it_proves_only_where_that_is_higher(
    example: Programme, now: int | None, said: list[int]
) -> None:
    result = example.score.result
    step = {
        "message": "Do this",
        "reason": "Because",
        "criterion": "C1",
        "from": 0,
        "to": 1,
        "points": 1,
        "owner": "team",
    }
    result["lift"] = [step | {"kind": kind, "level": level} for kind, level in (("step", 0), ("datum", 1), ("step", 2))]
    Score.objects.update(packed=packed(result | {"level": now, "level_possible": 3}))
    page = words(Client().get(f"/marker/programmes/{example.pk}/"))
    assert page.count("Do this") == 3
    assert re.findall(r"then proven: level (\d)", page) == [str(level) for level in said]


@pytest.mark.parametrize(
    ("identifier", "name"),
    [("EC-ELARG-2011/22939/6", "EC-ELARG-2011-22939-6"), ("../../etc/passwd", "-..-etc-passwd"), ("XM-1", "XM-1")],
)
def test_a_download_is_named_by_the_whole_identifier(signed_in: Client, send: Any, identifier: str, name: str) -> None:
    send(signed_in, aid_file(activity(identifier)))
    for ending in ("pdf", "csv", "json"):
        answer = Client().get(f"/marker/programmes/{Programme.objects.get().pk}/score.{ending}")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.{ending}"'


def test_a_sentence_that_was_cut_short_has_one_end_only(example: Programme) -> None:
    result = example.score.result
    Score.objects.update(packed=packed(result | {"known": {"message": "Named in five: A, B…. Next"}}))
    page = words(Client().get(f"/marker/programmes/{example.pk}/"))
    assert "A, B… Next" in page
    assert "…." not in page


def test_a_ledger_that_is_refused_counts_as_an_error_under_the_heading(signed_in: Client, send: Any) -> None:
    ledger = SimpleUploadedFile("books.csv", b"colour,shape\nred,round\n")
    send(signed_in, aid_file(activity("XM-1")), ledger=ledger)
    page = words(signed_in.get(f"/marker/uploads/{Upload.objects.get().pk}/"))
    assert "Read with errors: 1 programme scored" in page
    assert 'id="mistakes"' in page
