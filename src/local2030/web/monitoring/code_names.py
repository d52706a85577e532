"""What a data set's own code lists call codes; where they don't, our words for the common ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from local2030.vocabulary.breakdowns import column_word, value_word

SERIES = "SERIES"


class CodeNames:
    """Names by dimension, code and language; of one state, which never changes, so one of these is as good as itself only."""

    def __init__(self, plain: Mapping[str, Any] | None = None) -> None:
        self._plain = plain or {}

    def in_words(self, groups: Mapping[str, Any]) -> str:
        """A breakdown in the reader's language: "Sex: women and girls"."""
        language = _language()
        return ", ".join(f"{column_word(c, language)}: {self.value(c, str(v))}" for c, v in groups.items())

    def value(self, column: str, code: str) -> str:
        """What a value of a column is called: by its own list in the reader's language, by our words, by its list in another."""
        own = self._of(column, code).get(_language())
        ours = value_word(column, code, _language())
        return str(own) if own else ours if ours != code else self._listed(column, code) or code

    def series(self, code: str) -> str:
        """What a series is called; "" where no list has it."""
        return self._listed(SERIES, code)

    def _listed(self, column: str, code: str) -> str:
        names = self._of(column, code)
        return str(names.get(_language()) or names.get("en") or next(iter(names.values()), ""))

    def _of(self, column: str, code: str) -> Mapping[str, str]:
        return (self._plain.get(column) or {}).get(code) or {}


NO_NAMES = CodeNames()


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
