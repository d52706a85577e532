"""What a person reads is in the reader's language: no sentence of the catalogues is left in plain English on a page."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from local2030.marker.criteria import rubric
from local2030.vocabulary.messages import catalogue
from local2030.vocabulary.messages.trial import FILLER
from local2030.web.jobs.models import Job
from local2030.web.marker.models import Programme, Score, Scoring, Upload, packed

SAMPLES = Path(__file__).parents[1] / "samples" / "iati"
VALUE = re.compile(r"\\\{\w*\\\}")
FILLED = re.compile(rf"(?: {'| '.join(FILLER.split())})+(?: [a-z]{{1,5}})?\b")
PLAIN = re.compile(r"[A-Za-z]{2,}(?:[ ,'’]+[A-Za-z]{2,}){2,}")  # three English words in a row
UNSEEN = {"script", "style", "code", "q"}  # quotes are the documents' own words
SPOKEN = {"aria-label", "title", "alt", "data-l", "placeholder"}
VOID = {"meta", "link", "input", "br", "img", "rect", "path", "use", "circle", "ellipse", "stop"}


class Texts(HTMLParser):
    """Every text that is seen or heard on a page, but codes and quotes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        shown_as_code = "code" in (given.get("class") or "").split()
        if tag not in VOID:
            self.inside.append("code" if shown_as_code else tag)
        self.found.update(value for name, value in attrs if name in SPOKEN and value)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.inside:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not UNSEEN & set(self.inside):
            self.found.add(" ".join(data.split()))


@pytest.fixture
def odd(signed_in: Client, send: Any) -> Upload:
    """An upload in whose data much is odd."""
    text = (SAMPLES / "gardens_v203.xml").read_text("utf-8")
    again = re.search(r"<iati-activity[ >].*?</iati-activity>", text, re.S)
    assert again is not None
    text = text.replace("</iati-activities>", again[0].replace("<value ", "<value currency='XXX' ", 1) + "<iati-act")
    send(signed_in, text.encode(), "odd.xml")
    return Upload.objects.latest("pk")


@pytest.fixture
def refused(signed_in: Client, send: Any) -> Upload:
    """An upload that could not be scored."""
    send(signed_in, b"<html><body>no aid data</body></html>", "page.xml")
    return Upload.objects.select_related("job").latest("pk")


@pytest.mark.parametrize("language", ["en-xa", "ar-xb"])
def test_no_page_holds_a_sentence_of_the_catalogues_in_english(
    example: Programme, odd: Upload, refused: Upload, signed_in: Client, language: str
) -> None:
    signed_in.cookies["django_language"] = language
    assert Scoring.objects.get(upload=odd).findings and refused.job is not None and refused.job.trouble
    sentences = _sentences()
    for address in _pages(example, odd, refused):
        answer = signed_in.get(address)
        assert answer.status_code == 200, address
        for text in Texts(answer.content.decode()).found:
            english = [found.pattern for part, found in sentences if part in text and found.search(text)]
            assert not english, f"{address}: {text!r} is {english[0]!r}"


@pytest.mark.parametrize("language", ["en-xa", "ar-xb"])
def test_plain_english_on_a_page_comes_from_the_data(
    example: Programme, odd: Upload, refused: Upload, signed_in: Client, language: str
) -> None:
    """Names of organisations, programmes, places and files may stand; three other English words in a row may not."""
    signed_in.cookies["django_language"] = language
    data = _data_texts()
    for address in _pages(example, odd, refused):
        for text in Texts(signed_in.get(address).content.decode()).found:
            left = text
            for known in data:
                left = left.replace(known, " | ")
            assert not PLAIN.search(FILLED.sub("", left)), f"{address}: {text!r}"


def test_accept_language_is_enough_and_english_stays_english(example: Programme, signed_in: Client) -> None:
    address = f"/marker/programmes/{example.pk}/"
    english = unescape(signed_in.get(address).content.decode())
    other = unescape(signed_in.get(address, headers={"accept-language": "en-xa"}).content.decode())
    for criterion in example.score.result["criteria"]:
        assert criterion["reason"]["message"] in english
        assert criterion["reason"]["message"] not in other
        assert f"[{criterion['id']}" not in english


def test_data_for_programs_keep_english(example: Programme, signed_in: Client) -> None:
    signed_in.cookies["django_language"] = "en-xa"
    known = example.score.result["known"]["message"]
    for address in (f"/marker/programmes/{example.pk}/score.json", f"/api/v1/marker/programmes/{example.pk}"):
        assert signed_in.get(address).json()["programmes"][0]["known"]["message"] == known
    assert signed_in.get("/api/v1/marker/rubric").json()["criteria"][3]["title"] == "Finance to local level"


def test_the_pdf_is_in_the_language_of_the_page(example: Programme, signed_in: Client) -> None:
    import pypdfium2

    known = example.score.result["known"]["message"].split(",")[0]

    def text() -> str:
        content = signed_in.get(f"/marker/programmes/{example.pk}/score.pdf").content
        pages = pypdfium2.PdfDocument(content)
        return " ".join(page.get_textpage().get_text_bounded() for page in pages).replace("\r\n", " ")

    assert known[:30] in text()
    for language in ("en-xa", "ar-xb"):
        signed_in.cookies["django_language"] = language
        assert known[:30] not in text()


def test_a_score_kept_by_an_earlier_version_shows_what_it_holds(example: Programme, signed_in: Client) -> None:
    score = Score.objects.get(programme=example, newest=True)
    result = score.as_read
    for key in ("code", "values", "wanted"):
        del result["known"][key]
    for item in (item for criterion in result["criteria"] for item in criterion["evidence"]):
        del item["values"]
    Score.objects.filter(pk=score.pk).update(packed=packed(result))
    signed_in.cookies["django_language"] = "ar-xb"
    page = unescape(signed_in.get(f"/marker/programmes/{example.pk}/").content.decode())
    assert result["known"]["message"] in page
    assert result["criteria"][0]["reason"]["message"] not in page


def _pages(example: Programme, odd: Upload, refused: Upload) -> list[str]:
    programmes = [f"/marker/programmes/{row.pk}/" for row in Programme.objects.all()]
    uploads = [f"/marker/uploads/{pk}/" for pk in (example.upload_id, odd.pk, refused.pk)]
    return ["/", "/marker/", "/marker/map/", "/marker/rubric/", *programmes, *uploads]


def _sentences() -> list[tuple[str, re.Pattern[str]]]:
    """Each English sentence of three words and more, with anything for its values, and the longest part without any."""
    texts = [text for entry in catalogue("en").values() for text in entry.values()]
    for criterion in rubric().criteria:
        texts += [criterion.title["en"], criterion.question["en"], criterion.reason["en"]]
        texts += [text["en"] for rule in criterion.levels for text in (rule.anchor, rule.step)]
    long = [text for text in texts if len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w*\}", "", text))) > 2]
    assert len(long) > 300
    longest = (max(re.split(r"\{\w*\}", text), key=len) for text in long)
    return [(part, re.compile(VALUE.sub(".*?", re.escape(text)))) for part, text in zip(longest, long, strict=True)]


def _data_texts() -> list[str]:
    """Whatever stood in the files that were sent, longest first; who wrote rubric and rates; what a parser complains of."""
    said = {"message", "remedy", "most_wanted", "owner"}
    found: set[str] = {*rubric().head.values(), rubric().title}

    def gather(value: Any) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                if key not in said or isinstance(part, dict):
                    gather(part)
        elif isinstance(value, list):
            for part in value:
                gather(part)
        elif isinstance(value, str):
            found.add(" ".join(value.split()))

    for score in Score.objects.all():
        result = json.loads(json.dumps(score.result))
        result["criteria"] = [c | {"title": ""} for c in result["criteria"]]
        result["lift"] = [step | {"reason": ""} for step in result["lift"]]
        gather(result)
    for scoring in Scoring.objects.all():
        gather([scoring.head, [f["values"] for f in scoring.findings]])
    for job in Job.objects.exclude(trouble=None):
        gather([f["values"] for f in (job.trouble or {}).get("findings") or ()])
    cut = {text[:n] for text in found for n in (39, 59, 79, 109, 139, 159, 199) if len(text) > n}
    return sorted((text for text in found | cut if " " in text or len(text) > 5), key=len, reverse=True)
