"""Every page in two languages that nobody speaks: what isn't marked for translation stays English and is found."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from local2030.web.marker.models import Correction, Programme, Upload
from local2030.web.marker.templatetags.marks import amount
from local2030.web.translation.catalogue import write_catalogue
from local2030.web.translation.gathering import code_texts, template_texts, texts
from local2030.web.translation.trial_languages import longer, mirrored

BARE = re.compile(r"[A-Za-z][A-Za-z0-9]{3,}")


class Words(HTMLParser):
    """The visible texts of a page, with the element they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "link", "input", "br", "img", "rect", "path", "use", "circle", "ellipse", "stop"}:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside and self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"svg", "script", "style", "code", "bdi", "title"} & set(self.inside):
            self.found.append(data.strip())


@pytest.fixture
def pages(example: Programme, signed_in: Client, run_jobs: Any) -> list[str]:
    """The address of every page there is."""
    signed_in.post(
        f"/marker/programmes/{example.pk}/actors/0/wrong/",
        {"actor_class": "INTL", "reach": "unknown", "reason": "0123456789", "source": "17"},
    )
    run_jobs()
    correction = Correction.objects.get()
    return [
        *("/", "/marker/", "/marker/map/", "/marker/rubric/", "/marker/corrections/", "/preferences/", "/coalition/"),
        *("/monitoring/", "/reviews/", "/advocacy/", "/matching/", "/nowhere"),
        *("/marker/uploads/", "/marker/uploads/new/", reverse("upload", args=[Upload.objects.get().pk])),
        *(reverse("programme", args=[example.pk]), reverse("correct", args=[example.pk, 0])),
        reverse("correction", args=[correction.pk]),
    ]


@pytest.mark.parametrize(("language", "direction"), [("en-xa", "ltr"), ("ar-xb", "rtl")])
def test_every_page_renders_in_the_trial_languages_with_its_direction(
    pages: list[str], signed_in: Client, language: str, direction: str
) -> None:
    signed_in.cookies["django_language"] = language
    for address in pages:
        answer = signed_in.get(address)
        assert answer.status_code in (200, 404), address
        page = answer.content.decode()
        assert f'<html lang="{language}" dir="{direction}"' in page, address
        assert longer("Skip to content") in page or mirrored("Skip to content") in page, address


def test_no_words_of_the_interface_are_left_in_plain_english(pages: list[str], signed_in: Client) -> None:
    """Words that come from data or engines are allowed: those that stand on the English page untouched by a template."""
    frame = ["Marker", "Sign out", "Corrections", "Table", "Criterion", "Evidence", "Level", "Key", "Findings", "Keep"]
    signed_in.cookies["django_language"] = "en-xa"
    for address in pages:
        reader = Words()
        reader.feed(signed_in.get(address).content.decode())
        for word in frame:
            assert word not in reader.found, f"{address}: {word!r} isn't marked for translation"


def test_templates_hold_no_bare_words() -> None:
    """Text between tags in a template is either marked or a code that is the same in all languages."""
    same_everywhere = {"local2030", "JSON", "CSV", "XLSX", "GeoJSON", "SHA-256", "IATI", "D", "M", "P", "R", "A", "T"}
    for path in sorted((Path(__file__).parents[2] / "src/local2030/web").rglob("*.html")):
        source = path.read_text("utf-8")
        bare = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", source, flags=re.S)
        bare = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<svg.*?</svg>|<script.*?</script>", " ", bare, flags=re.S)
        bare = re.sub(r"<[^>]*>", "\n", bare, flags=re.S)
        for word in BARE.findall(bare):
            assert word in same_everywhere, f"{path.name}: {word!r} isn't marked for translation"


def test_texts_are_gathered_from_templates_and_code() -> None:
    assert list(template_texts('{% translate "One" %}{% blocktranslate count n=x %}{{ n }} a{% plural %}{{ n }} b{% endblocktranslate %}')) == [
        ("One", None),
        ("%(n)s a", "%(n)s b"),
    ]  # fmt: skip
    assert list(code_texts('x = _("Two")\ny = ngettext("%s day", "%s days", n)\nz = other("Three")')) == [
        ("Two", None),
        ("%s day", "%s days"),
    ]
    assert len(texts()) > 300


def test_a_catalogue_reads_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "django.mo"
    write_catalogue(path, {"One": "Eins", "%s day\0%s days": "%s Tag\0%s Tage", "é": "ü"})
    with path.open("rb") as file:
        read = GNUTranslations(file)
    assert read.gettext("One") == "Eins"
    assert read.ngettext("%s day", "%s days", 3) == "%s Tage"
    assert read.gettext("é") == "ü"


def test_the_long_language_is_two_fifths_longer_and_keeps_its_values() -> None:
    text = "Show %(n)s of <b>all</b> programmes"
    assert len(longer(text)) >= 1.4 * len(text)
    assert "%(n)s" in longer(text)
    assert "<b>" in longer(text)
    assert "%(n)s" in mirrored(text)


def test_style_sheets_use_logical_properties_only() -> None:
    physical = re.compile(
        r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)(?![\w-])|"
        r"(?<![\w-])(?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)\s*:|"
        r"(?:text-align|float|clear)\s*:\s*(?:left|right)"
    )
    for path in (Path(__file__).parents[2] / "src/local2030/web/static").glob("*.css"):
        css = re.sub(r"@media[^{]*|@container[^{]*|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        assert not physical.findall(css), path.name


@pytest.mark.parametrize(("language", "shown"), [("en", "2,172,736"), ("en-xa", "2,172,736"), ("ar-xb", "2.172.736")])
def test_thousands_are_set_apart_in_every_language(language: str, shown: str) -> None:
    with override(language):
        assert amount("2172736.40") == shown
