"""A cell of a column as text and as a value: the same reading for forms, files and the API.

Empty stays empty: it is never zero and never "no". Marks that turn the direction of text are taken out of what people
write, because they can make a name look like another one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from local2030.vocabulary.findings import Finding
from local2030.vocabulary.places import country, country_named
from local2030.web.registry.kinds import Column, Kind
from local2030.web.registry.models import AUDIENCES, WORKSTREAMS

MOST_IN_LIST = 200
YES, NO = (
    frozenset({"yes", "true", "1", "x", "oui", "sí", "si", "да", "نعم", "是"}),
    frozenset({"no", "false", "0", "non", "нет", "لا", "否"}),
)
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # and halves of letters, which no file can hold
_address = URLValidator(schemes=["http", "https"])
_mail = EmailValidator()

STANDARD: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("title", "Title", required=True),
        Column("summary", "Summary", "long", longest=4000),
        Column("country", "Country", "country"),
        Column("owner", "Owner", "thing", of=("entity", "body", "hub", "local-government")),
        Column("workstream", "Workstream", "choice", choices=WORKSTREAMS[1:]),
        Column("due", "Due", "day"),
        Column("audience", "Who may read it", "choice", choices=AUDIENCES),
    )
}


class Unreadable(ValueError):
    """A cell that can't be what its column holds; `finding` says why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def columns_of(kind: Kind) -> tuple[Column, ...]:
    """All columns that people fill for a kind: the standard ones first."""
    return (*(STANDARD[name] for name in kind.standard), *kind.columns)


def value_of(column: Column, raw: Any) -> Any:
    """What a cell means: text, number, ISO day, True/False, list of texts, or None where it is empty.

    Raises `Unreadable` with the code of what is wrong. A `thing` stays text here; `changing.py` looks it up.
    """
    if isinstance(raw, str):
        raw = clean(raw)
    if raw is None or raw == "" or raw == []:
        return None
    return _READERS[column.sort](column, raw)


def text_of(column: Column, value: Any) -> str:
    """The value as it stands in a file: what `value_of` reads back to the same value."""
    if value is None or value == "":
        return ""
    if column.sort == "yes":
        return "yes" if value else "no"
    if column.sort == "list":
        return "; ".join(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def clean(text: str) -> str:
    """Without control characters, without marks of direction, without blanks at the ends."""
    return _TURNING.sub("", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def finding_of(column: Column, wrong: Unreadable, file: str = "", line: int | None = None) -> Finding:
    """The finding for a cell that can't be read."""
    return Finding(wrong.code, "error", file, line, {"column": column.name, **wrong.values})


def _text(column: Column, raw: Any) -> str:
    if isinstance(raw, list | tuple):
        raise Unreadable("cell-one-text")
    text = clean(str(raw))
    if column.sort != "long":
        text = " ".join(text.split())
    if len(text) > column.longest:
        raise Unreadable("cell-too-long", longest=column.longest, found=len(text))
    return text


def _choice(column: Column, raw: Any) -> str:
    text = _text(column, raw)
    for code, words in column.choices:
        if text.casefold() in (code.casefold(), str(words).casefold()):
            return code
    raise Unreadable("cell-not-a-choice", found=text[:80], choices=", ".join(code for code, _w in column.choices))


def _number(column: Column, raw: Any) -> float:
    try:
        number = float(str(raw).replace("\u00a0", "").replace(" ", ""))
    except ValueError:
        raise Unreadable("cell-not-a-number", found=str(raw)[:80]) from None
    if not math.isfinite(number):
        raise Unreadable("cell-not-a-number", found=str(raw)[:80])
    if (column.low is not None and number < column.low) or (column.high is not None and number > column.high):
        raise Unreadable("cell-out-of-range", found=str(raw)[:80], low=column.low, high=column.high)
    return number


def _day(column: Column, raw: Any) -> str:
    try:
        return date.fromisoformat(str(raw)[:10]).isoformat()
    except ValueError:
        raise Unreadable("cell-not-a-day", found=str(raw)[:80]) from None


def _yes(column: Column, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    text = str(raw).casefold().removesuffix(".0")
    if text in YES or text in NO:
        return text in YES
    raise Unreadable("cell-not-yes-or-no", found=str(raw)[:80])


def _country(column: Column, raw: Any) -> str:
    found = country(str(raw)) or country_named(str(raw))
    if found is None:
        raise Unreadable("cell-not-a-country", found=str(raw)[:80])
    return str(found.code)


def _checked(column: Column, raw: Any) -> str:
    text = _text(column, raw)
    try:
        (_mail if column.sort == "mail" else _address)(text)
    except ValidationError:
        raise Unreadable(f"cell-not-{'a-mail' if column.sort == 'mail' else 'an'}-address", found=text[:80]) from None
    return text


def _list(column: Column, raw: Any) -> list[str]:
    parts = raw if isinstance(raw, list | tuple) else re.split(r"[;\n]", str(raw))
    texts = list(dict.fromkeys(text for part in parts if (text := _text(column, part))))
    if len(texts) > MOST_IN_LIST:
        raise Unreadable("cell-list-too-long", longest=MOST_IN_LIST, found=len(texts))
    return [_choice(column, text) for text in texts] if column.choices else texts


_READERS: Mapping[str, Any] = {
    "text": _text,
    "long": _text,
    "choice": _choice,
    "number": _number,
    "day": _day,
    "yes": _yes,
    "country": _country,
    "address": _checked,
    "mail": _checked,
    "list": _list,
    "thing": _text,
}
