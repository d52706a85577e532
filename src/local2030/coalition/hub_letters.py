"""The Coalition's letters to Hubs and applicants, from their signed file, filled in with the values of one case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from local2030.methods.signed_files import Signed, signed_file, worded

_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter that could be sent: plain paragraphs, and the SHA-256 of the file of templates."""

    code: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    closing: str
    sender: str
    sha256: str


def letter_for(kind: str, state: str) -> str:
    """The code of the letter that goes out as a thing of the kind comes into the state, "" if none does."""
    letters = _file().top["letters"]
    return next((code for code, found in letters.items() if found["kind"] == kind and state in found["states"]), "")


def letter_text(code: str, values: Mapping[str, str], language: str = "en") -> LetterText:
    """The letter in words. Values are put in as they are: braces inside of them stand for nothing."""
    top, _head, digest = _file()
    found = top["letters"][code]

    def said(words: Any) -> str:
        return _NAME.sub(lambda name: values.get(name[1], "–") or "–", words)

    return LetterText(
        code,
        " ".join(said(worded(found["subject"], language)).split()),
        said(worded(top["greeting"], language)),
        tuple(said(part) for part in worded(found["text"], language)),
        worded(top["closing"], language),
        worded(top["sender"], language),
        digest,
    )


def letter_codes() -> tuple[str, ...]:
    """All letters that there are."""
    return tuple(_file().top["letters"])


@cache
def _file() -> Signed:
    return signed_file(Path(__file__).parent / "hub_letters.yaml")
