"""The two-page offer: exactly two tagged pages for any country and any text, shortened by rule, never inside a word."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.reports.coordinator_offer import Line, Offer, Overflow, Section, fitted, offer_pdf
from local2030.reports.coordinator_offer.shortening import Rule, read_rules, sentences, shipped_rules, shortened, within
from local2030.vocabulary.messages import catalogue

DAY = date(2026, 11, 23)
CODES = ("marker", "roster", "flagships", "guidance", "tools", "capacity", "finance")
LONG_NAME = "Programme for the strengthening of municipal water and sanitation services in secondary towns " * 4


def section(code: str, lines: int = 1, title: str = "", what: int = 2, text: str = "A thing that exists") -> Section:
    found = tuple(Line(f"{text} {n}", f"A note on it {n}.") for n in range(lines))
    told = tuple(f"This is sentence {n} of what the content {code} is about, for a country team." for n in range(what))
    return Section(code, title or code.capitalize(), told, found, none_yet="", more="/countries/KE/")


def offer(country: str = "Kenya", intro: str = "We begin in the counties. They know.", **more: object) -> Offer:
    made = Offer(
        country, "KE", "Local2030 Coalition", f"{country}: what can be brought", "No programme is scored yet.",
        sentences(intro), tuple(section(code) for code in CODES[:3]), tuple(section(code) for code in CODES[3:]),
        "What can be done now", (Line("Send in the data."), Line("Say what you need.")), DAY,
        "From what is published.", "625:" + "a" * 64, more="/countries/KE/",
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def crowded(text: str = LONG_NAME, lines: int = 40, intro: str = "") -> Offer:
    front = tuple(section(code, lines, what=6, text=text) for code in CODES[:3])
    back = tuple(section(code, lines, what=6, text=text) for code in CODES[3:])
    intro = intro or "The counties carry this, and what they carry is told here in many words. " * 40
    return offer("United Kingdom of Great Britain and Northern Ireland", intro, front=front, back=back)


def words(content: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(content)
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in pages]


def test_two_tagged_pages_with_date_source_and_head_of_the_history() -> None:
    made = offer_pdf(offer())
    pages = words(made.content)
    assert made.pages == len(pages) == 2 and made.cuts == () and made.sha256 == shipped_rules().sha256
    assert b"/StructTreeRoot" in made.content and b"pdfuaid" in made.content
    document = pypdfium2.PdfDocument(made.content)
    assert document.get_metadata_value("Title") == "Kenya: what can be brought"
    for number, page in enumerate(pages, 1):
        assert f"page {number} of 2" in page and "23 Nov 2026" in page and "From what is published." in page
        assert "625:" + "a" * 64 in page.replace(" ", "") or "625:" + "a" * 64 in page
        width, height = document[number - 1].get_size()
        assert (round(width), round(height)) == (595, 842)


def test_a_crowded_offer_keeps_all_seven_contents_and_counts_what_went() -> None:
    whole = crowded()
    made = offer_pdf(whole)
    text = " ".join(words(made.content))
    assert made.pages == 2
    assert all(code.capitalize() in text for code in CODES)
    assert {cut.part for cut in made.cuts} >= {*CODES, "intro"}
    left = {cut.part: cut.left for cut in made.cuts if cut.unit == "items"}
    shown = fitted(whole)
    for part in (*shown.front, *shown.back):
        assert len(part.lines) + part.left == 40 == len(part.lines) + left[part.code]
        assert f"{part.left} more at /countries/KE/" in text
    assert f"{shown.intro_left} more sentences" in text


def test_nothing_is_cut_inside_a_word_or_a_sentence() -> None:
    whole = crowded()
    shown = fitted(whole)
    assert all(sentence in whole.intro for sentence in shown.intro)
    for before, after in zip((*whole.front, *whole.back), (*shown.front, *shown.back), strict=True):
        for old, new in zip(before.lines, after.lines, strict=False):
            kept = new.text.removesuffix("…").split()
            assert kept == old.text.split()[: len(kept)] and kept


def test_no_more_rules_are_applied_than_the_pages_need() -> None:
    assert fitted(offer()).front[0].lines == offer().front[0].lines
    assert fitted(offer()).size == shipped_rules().sizes[0]
    one_page_full = replace(crowded(), back=offer().back)
    assert fitted(one_page_full).back == offer().back, "page one is full, page two isn't touched"


@pytest.mark.parametrize(
    "text",
    ["w" * 5000, "水" * 5000, "مياه المدن " * 500, "Вода и безопасные улицы " * 300, "x\u202e\x00 \U0001f600 " * 200],
    ids=["one word", "Chinese", "Arabic", "Russian", "strange"],
)
def test_the_longest_texts_of_any_script_go_into_two_pages(text: str) -> None:
    made = offer_pdf(crowded(text, 12, intro=text))
    assert made.pages == len(words(made.content)) == 2 and made.cuts


def test_what_never_fits_fails_loudly_and_says_why() -> None:
    endless = offer(next_title="A title without end " * 900)
    with pytest.raises(Overflow) as refused:
        offer_pdf(endless)
    found = refused.value.finding
    assert (found.code, found.severity, found.values["side"]) == ("offer-overflow", "error", "back")
    assert found.code in catalogue("en")


def test_texts_are_inert() -> None:
    hostile = '#read("/etc/passwd") ] $x^2$ @ref <label> *b* `c` // c \\ </svg><script>'
    text = " ".join(words(offer_pdf(offer(hostile, hostile)).content))
    assert '#read("/etc/passwd")' in text and "root:" not in text


def test_from_right_to_left_the_page_turns_where_its_words_do() -> None:
    def left_edge(language: str) -> float:
        made = offer_pdf(replace(offer("مصر", "نبدأ في المحافظات. هي تعرف."), language=language))
        assert made.pages == 2
        page = pypdfium2.PdfDocument(made.content)[0].get_textpage()
        found = page.search("Marker").get_next()
        assert found is not None
        return float(page.get_charbox(found[0])[0])

    assert left_edge("ar-xb") > 300, "a catalogue from right to left"
    assert left_edge("ar") < 100, "no catalogue yet: the words are English and so is their direction"


def test_the_same_offer_gives_the_same_bytes() -> None:
    assert offer_pdf(offer()).content == offer_pdf(offer()).content


def test_the_rules_are_signed_and_each_means_something() -> None:
    rules = shipped_rules()
    assert set(rules.head) == {"title", "version", "author", "reviewer", "date", "next_review"}
    assert len(rules.sha256) == 64 and rules.stale_after_days > 0
    parts = {"intro", "what", "lines", "next", *CODES}
    assert {rule.part for rule in (*rules.always, *rules.front, *rules.back)} <= parts
    head = b"title: t\nversion: v\nauthor: a\nreviewer: r\ndate: d\nnext_review: n\nstale_after_days: 1\nsizes: [9]\n"
    for wrong in (b"{part: intro, pages: 1}", b"{part: intro, items: -1}", b"{part: intro, items: some}"):
        with pytest.raises(ValueError, match="means nothing"):
            read_rules(head + b"always: [" + wrong + b"]\nfront: []\nback: []\n")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ("One.", "Two!", "Three?", "Four")),
        ("他们来了。我们开始！好吗？", ("他们来了。", "我们开始！", "好吗？")),
        ("هل نبدأ؟ نعم.", ("هل نبدأ؟", "نعم.")),
        ('He said "go." Then went.', ('He said "go."', "Then went.")),
        ("First line\nsecond line", ("First line", "second line")),
        ("19.5% of it. Rest", ("19.5% of it.", "Rest")),
        ("", ()),
    ],
)
def test_a_text_is_parted_into_its_sentences(text: str, parts: tuple[str, ...]) -> None:
    assert sentences(text) == parts


@given(st.text(max_size=300))
def test_sentences_lose_nothing_but_blanks(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.lists(st.text("abcdé-", min_size=1, max_size=12), max_size=40), st.integers(2, 120))
def test_a_shortened_line_has_whole_words_and_fits(parts: list[str], most: int) -> None:
    text = " ".join(parts)
    short = within(text, most)
    assert len(short) <= max(most, 1)
    assert short == text or (short.endswith("…") and all(
        word.startswith(kept) if kept != word and word.rstrip("-") == kept else kept == word
        for kept, word in zip(short.removesuffix("…").split(), parts, strict=False)
    ))  # fmt: skip


@given(st.integers(0, 9), st.integers(0, 9))
def test_a_second_rule_only_takes_more(first: int, second: int) -> None:
    once = shortened(crowded(lines=9), [Rule("marker", "items", first)])
    twice = shortened(once, [Rule("marker", "items", second)])
    assert len(twice.front[0].lines) == min(first, second)
    assert len(twice.front[0].lines) + twice.front[0].left == 9
