"""What the text of a value says: a number, a reason why there is none, or nothing that can be trusted.

Nothing is guessed in silence. `1,234` is a thousand or one and a bit: the other values of its column decide, and the
reading carries a code that points at its row. A formula is a text like any other and is never reckoned.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from local2030.vocabulary.folding import fold
from local2030.vocabulary.observations import (
    BREAK,
    ESTIMATED,
    FORECAST,
    LOW_RELIABILITY,
    MISSING,
    NORMAL,
    NOT_APPLICABLE,
    PROVISIONAL,
    REFUSED,
    SUPPRESSED,
)

DecimalSign = Literal[".", ",", ""]
LONGEST = 60

# Signs and words that stand where a number can't. A lone hyphen is nothing to some and zero to others: it is told.
_MARKERS: Mapping[str, str] = {
    **dict.fromkeys(
        ("na", "#n/a", "..", ".", "…", ":", "-", "–", "—", "--", "null", "none", "nan", "nd", "n.d.", "n.d", "n/d", "n.e.", "s/d", "sd", "s.d.", "n.a", "n.a.",
         "k.a.", "ka", "n.v.", "nv", "n.c.", "nc", "nr", "#null!", "#value!", "#ref!", "#div/0!", "#name?", "?", "//", "missing",
         "no data", "not available", "sin datos", "sin dato", "no disponible", "non disponible", "keine angabe", "keine daten",
         "nicht verfugbar", "nicht verfügbar", "ez dago", "daturik ez", "нет данных", "н/д", "маалымат жок", "غير متوفر", "データなし"), MISSING),
    **dict.fromkeys(
        ("c", "(c)", "[c]", "s", "*", "**", "***", "x", "[x]", "conf", "confidential", "suppressed", "secret", "geheim", "gesperrt",
         "[low]", "disclosive", "confidencial", "secreto estadistico", "secreto estadístico", "secret statistique", "confidentiel",
         "dato protegido", "конфиденциально", "..c", ":c", ": c", "q"), SUPPRESSED),
    **dict.fromkeys(
        ("n/a", "z", "[z]", "(z)", "not applicable", "...", "no aplica", "no procede", "sans objet", "entfallt", "entfällt",
         "nicht zutreffend", "non applicabile", "не применимо", "не применяется", "колдонулбайт", ":z", ": z"), NOT_APPLICABLE),
    **dict.fromkeys(
        ("refused", "refusal", "no answer", "no response", "not reported", "verweigert", "rehusado", "no contesta", "refus",
         "sans reponse", "sans réponse", "отказ", "не сообщается"), REFUSED),
}  # fmt: skip
# A letter behind a number, as Eurostat and the statistical offices put it.
_FLAGS = {
    "p": PROVISIONAL, "e": ESTIMATED, "b": BREAK, "u": LOW_RELIABILITY, "f": FORECAST, "r": NORMAL, "d": NORMAL, "s": ESTIMATED, "*": NORMAL,
    "†": NORMAL, "‡": NORMAL,
}  # fmt: skip
_EUROSTAT = frozenset("bcdefimnoprsuz")
_BOUND = re.compile(r"(<=|>=|≤|≥|<|>)\s*([\d.,' ]+%?)")
_FLAGGED = re.compile(r"([-+]?[\d][\d.,' ]*)\s*[(\[]?\s*([a-z*†‡]|[bde][depru]{1,2}|pu)\s*[)\]]?", re.IGNORECASE)
_NOTHING = re.compile(r":\s*\(?([a-z]{1,3})\)?")  # Eurostat's colon with flags
_ABOUT = re.compile(r"(?:~|≈|ca\.?|c\.|approx\.?|etwa|env\.?|aprox\.?)\s*([-+]?[\d].*)", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]\s*[\d.,' ]+%?\s*[)\]]")
_RANGE = re.compile(r"\d[\d.,]*\s*(?:-|–|to|a|bis|à)\s*\d[\d.,]*")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?|\d{1,2}([/.-])\d{1,2}\1\d{2,4}|\d{1,2}[- ][a-z]{3,9}[- ]\d{2,4}",
    re.IGNORECASE,
)
_MONEY = re.compile(r"^[£$€¥₽₴₸₹]\s*(?=[-\d])|(?<=\d)\s*[£$€¥₽₴₸₹]$")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'\u2019]")
_POINTED = re.compile(
    r"[-+]?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3})?(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE
)
_COMMAED = re.compile(r"[-+]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)?(?:,\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)
_EITHER = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")
_COMMA_SURE = re.compile(
    r"[-+]?(?:\d+,(?:\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})"
)
_POINT_SURE = re.compile(
    r"[-+]?(?:\d*\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?)"
)


_SIGNS = {"\u066b": ".", "\u066c": "", "\u066a": "%", "\uff0e": ".", "\uff0c": ",", "\uff05": "%", "\uff0d": "-"}


class Reading(NamedTuple):
    """`value` None has its reason in `status`. `code`: what is to be told of the row, "" for nothing; with `refused`
    the row is no observation at all. `low` and `high` bound what was kept back or only said to be less or more."""

    value: float | None
    status: str = NORMAL
    code: str = ""
    refused: bool = False
    low: float | None = None
    high: float | None = None


EMPTY = Reading(None, MISSING)


def read_values(texts: Iterable[str]) -> dict[str, Reading]:
    """What each of a column's distinct texts says."""
    found: dict[str, Reading] = {}
    odd: list[str] = []
    for text in texts:
        try:
            number = float(text)
        except ValueError:
            odd.append(text)
            continue
        if math.isfinite(number) and "_" not in text and len(text) <= LONGEST:
            found[text] = Reading(number)
        else:
            odd.append(text)
    if odd and (sign := decimal_sign([*found, *odd])) != ".":
        odd += [text for text in found if "." in text] if sign == "," else []
    elif odd:
        sign = "."
    else:
        return found
    for text in odd:
        found[text] = read_value(text, sign)
    return found


def decimal_sign(texts: Iterable[str]) -> DecimalSign:
    """By which sign a column writes decimals; "" where nothing or contradictory values show it."""
    commas = points = 0
    for text in texts:
        if "," in text or "." in text:
            bare = _SPACES.sub("", text).strip("%").replace("\u2212", "-")
            if _COMMA_SURE.fullmatch(bare):
                commas += 1
            elif _POINT_SURE.fullmatch(bare):
                points += 1
    if commas and points:
        return ""
    return "," if commas else "." if points else ""


def read_value(text: str, sign: DecimalSign = "") -> Reading:
    """What one text says, where the column writes decimals by `sign`."""
    bare = text.strip().strip("\u200b\ufeff").strip()
    if not bare:
        return EMPTY
    if len(bare) > LONGEST:
        return Reading(None, MISSING, "value-unreadable", refused=True)
    if not bare.isascii() and (plain := _ascii_digits(bare)) != bare:
        return _told_of_digits(read_value(plain, sign))
    folded = bare.casefold()
    if folded in _MARKERS:
        return Reading(None, _MARKERS[folded], "value-hyphen" if bare in "-–—--" else _said(_MARKERS[folded]))
    if (m := _NOTHING.fullmatch(folded)) and not set(m[1]) - _EUROSTAT:
        status = SUPPRESSED if "c" in m[1] else NOT_APPLICABLE if "z" in m[1] else MISSING
        return Reading(None, status, _said(status))
    if bare[0] == "'" and len(bare) > 1 and bare[1] in "-+0123456789.,":
        return read_value(bare[1:], sign)  # the sign by which spreadsheets know a text
    if bare[0] == "=" or (bare[0] in "+-@" and len(bare) > 1 and bare[1].isalpha()):
        return Reading(None, MISSING, "value-formula", refused=True)
    if _DATE.fullmatch(bare):
        return Reading(None, MISSING, "value-date", refused=True)
    if m := _BOUND.fullmatch(bare):
        edge, _ = _number(m[2].rstrip("% "), sign)
        if edge is not None:
            below = m[1] in ("<", "<=", "≤")
            return Reading(None, SUPPRESSED, "value-bound", low=None if below else edge, high=edge if below else None)
    if _BRACKETS.fullmatch(bare):
        return Reading(None, MISSING, "value-in-brackets", refused=True)
    number, code = _number(bare, sign)
    if number is not None:
        return Reading(number, NORMAL, code)
    return _with_signs(bare, sign) or Reading(
        None, MISSING, "value-range" if _RANGE.fullmatch(bare) else "value-unreadable", refused=True
    )


def _ascii_digits(text: str) -> str:
    """The text with its digits as we write them: those of Arabic, of Hindi, full-width ones; and the signs beside them."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else _SIGNS.get(c, c) for c in text)


def _told_of_digits(reading: Reading) -> Reading:
    return reading if reading.code else reading._replace(code="value-other-digits")


def _with_signs(bare: str, sign: DecimalSign) -> Reading | None:
    """A number that something stands beside: a per cent sign, a currency, a flag, a word for about."""
    if bare.endswith(("%", "‰")):
        number, code = _number(bare[:-1].rstrip(), sign)
        return None if number is None else Reading(number, NORMAL, code or "value-percent-sign")
    if (without := _MONEY.sub("", bare)) != bare:
        number, code = _number(without, sign)
        return None if number is None else Reading(number, NORMAL, code or "value-currency-sign")
    if m := _ABOUT.fullmatch(bare):
        number, _ = _number(m[1].rstrip(" %"), sign)
        return None if number is None else Reading(number, ESTIMATED, "value-about")
    if (m := _FLAGGED.fullmatch(bare)) and (status := _flags(m[2].lower())):
        number, _ = _number(m[1].strip(), sign)
        return None if number is None else Reading(number, status, "value-flagged")
    return None


def _flags(letters: str) -> str:
    """The status of one flag or of several together, the first that says something; "" where one isn't known."""
    found = [_FLAGS.get(letter, "") for letter in letters]
    if not all(found) or list(letters) != sorted(set(letters)):
        return ""
    return next((status for status in found if status != NORMAL), NORMAL)


def _number(text: str, sign: DecimalSign) -> tuple[float | None, str]:
    """The number and what is to be told of it; None where the signs don't make one."""
    bare = _SPACES.sub("", text).replace("\u2212", "-").replace("\u2013", "-")
    spaced = bare != text.strip().replace("\u2212", "-")
    if spaced and not _grouped(text):
        return None, ""
    if not any(c.isdigit() for c in bare) or "_" in bare:
        return None, ""
    if _EITHER.fullmatch(bare) and sign == "":
        return _finite(bare.replace(",", "")), "value-thousands-assumed"
    if sign != "," and _POINTED.fullmatch(bare):
        said = "value-thousands" if "," in bare or spaced else "value-minus-sign" if "\u2212" in text else ""
        return _finite(bare.replace(",", "")), said
    if _COMMAED.fullmatch(bare):
        code = "value-decimal-comma" if "," in bare else "value-thousands" if "." in bare or spaced else ""
        return _finite(bare.replace(".", "").replace(",", ".")), code
    if _POINTED.fullmatch(bare):
        return _finite(bare.replace(",", "")), "value-decimal-point"
    return None, ""


def _grouped(text: str) -> bool:
    """Whether the spaces or apostrophes in a text part thousands and nothing else."""
    return (
        re.fullmatch(r"[-+\u2212]?\s?\d{1,3}(?:[\s\u00a0\u202f\u2009'\u2019]\d{3})*(?:[.,]\d+)?", text.strip())
        is not None
    )


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _said(status: str) -> str:
    return {MISSING: "value-marked-missing", SUPPRESSED: "value-suppressed", NOT_APPLICABLE: "value-not-applicable",
            REFUSED: "value-refused"}[status]  # fmt: skip


def is_number(text: str) -> bool:
    """Whether a text is a number, however it is written."""
    return read_value(text).value is not None


def is_marker(text: str) -> bool:
    """Whether a text stands for a value that isn't there."""
    return not text.strip() or fold(text) in _MARKERS or text.strip().casefold() in _MARKERS
