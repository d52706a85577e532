"""A signed file says who stands for it; without its head, or where it is no table, it isn't used."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from local2030.methods.signed_files import HEAD, TITLED, signed_bytes, signed_file, worded

WHOLE = b"title: T\nversion: 1.0\nauthor: A\nreviewer: none yet\ndate: 2026-11-23\nnext_review: 2027-05-31\nrest: [1]\n"


def test_a_whole_file_gives_all_of_it_its_head_as_text_and_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(WHOLE)
    top, head, digest = signed_file(path)
    assert top["rest"] == [1]
    assert head == {"title": "T", "version": "1.0", "author": "A", "reviewer": "none yet", "date": "2026-11-23",
                    "next_review": "2027-05-31"}  # fmt: skip
    assert digest == sha256(WHOLE).hexdigest()


@pytest.mark.parametrize("part", HEAD)
@pytest.mark.parametrize("instead", [None, ""])
def test_a_head_that_lacks_something_is_refused_by_name(part: str, instead: str | None) -> None:
    lines = [line for line in WHOLE.decode().splitlines() if not line.startswith(f"{part}:")]
    lines += [] if instead is None else [f"{part}: {instead}"]
    data = "\n".join(lines).encode()
    if part == "version":
        assert signed_bytes(data, "rules.yaml", TITLED).head["title"] == "T"
    with pytest.raises(ValueError, match=rf"rules\.yaml: the head lacks {part}$"):
        signed_bytes(data, "rules.yaml")


def test_what_a_room_asks_for_besides_is_asked_for() -> None:
    with pytest.raises(ValueError, match="the head lacks source, causes"):
        signed_bytes(WHOLE, "rules.yaml", (*HEAD, "source", "causes"))


@pytest.mark.parametrize("data", [b"", b"[1, 2]", b"words"])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="must be a table of keys"):
        signed_bytes(data, "rules.yaml")


@pytest.mark.parametrize(("language", "word"), [("fr", "oui"), ("fr-CA", "oui"), ("en", "yes"), ("zh-hans", "yes")])
def test_words_are_those_of_the_language_of_its_parent_or_english(language: str, word: str) -> None:
    assert worded({"en": "yes", "fr": "oui"}, language) == word
