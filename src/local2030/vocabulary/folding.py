"""One spelling for names that people write in many: what two spellings of one place have in common."""

from __future__ import annotations

import re
import unicodedata

MAX_LETTERS = 200

_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u093c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+"
)
_APOSTROPHES = re.compile("['`´ʹʺʻʼʽʾʿˈˊˋ\u2018\u2019\u201b\u2032\u05f3\u05f4]+")
_BREAKS = re.compile(r"[\W_]+")
_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "e", "ŋ": "n",
        "ħ": "h", "ŧ": "t", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɛ": "e", "ɔ": "o", "ƴ": "y", "ɲ": "n", "ß": "ss",
        "ٱ": "ا", "آ": "ا", "أ": "ا", "إ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ہ": "ه",
        "ە": "ه", "ھ": "ه", "ۀ": "ه", "ۃ": "ه", "ں": "ن", "ړ": "ر", "ځ": "ح", "ء": None,
        "ς": "σ", "ё": "е", "ї": "і", "ґ": "г", "ヶ": "ケ", "ヵ": "カ", "・": " ", "゠": " ", "＝": " ", "臺": "台",
    }
)  # fmt: skip
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}

# Words that say what kind of place it is, by the level they speak of ("Nugaal Region" is Nugaal).
_KIND_WORDS = {
    1: "region regions province state governorate gobolka department departement departamento provincia region estado "
    "prefecture oblast oblasti kraj krai republic gouvernorat muhafazat wilayat wilaya provins county land autonomous "
    "область край республика регион провинция губернаторство мухафаза штат محافظه منطقه ولايه اقليم 省 州 地区 県",
    2: "city town municipality municipio municipalidad ville commune comune ciudad cidade village camp district degmada "
    "город г поселок municipal مدينه بلديه ناحيه قضاء 市 县 區 区",
}
_LEVEL_OF_WORD = {word: level for level, words in _KIND_WORDS.items() for word in words.split()}
_SMALL_WORDS = frozenset({"of", "the", "de", "du", "des", "del", "da", "do", "di", "la", "le", "les", "el"})
_HAN_ENDS = tuple(word for word in _LEVEL_OF_WORD if "\u4e00" <= word[0] <= "\u9fff")


def fold(name: str) -> str:
    """The name without what spellings differ in: case, accents, hamza, harakat, width, kana, hyphens, apostrophes.

    Vowel signs of Indic scripts stay, since they are letters there. Longer input is cut at 200 letters.
    """
    text = unicodedata.normalize("NFKD", name[:MAX_LETTERS]).casefold()
    text = _MARKS.sub("", text)
    if not text.isascii():
        text = (
            unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text)).translate(_LETTERS).translate(_HIRAGANA)
        )
    return " ".join(_BREAKS.sub(" ", _APOSTROPHES.sub("", text)).split()) if text.isascii() else _spaced(text)


def bare(folded: str) -> tuple[str, int | None]:
    """The folded name without its word for the kind of place, and the level that word speaks of (None: no such word).

    >>> bare("provincia de cuanza norte")
    ('cuanza norte', 1)
    """
    words = folded.split()
    if len(words) > 1:
        for word, rest in ((words[-1], words[:-1]), (words[0], words[1:])):
            level = _LEVEL_OF_WORD.get(word)
            if level is not None:
                while len(rest) > 1 and rest[0] in _SMALL_WORDS and word == words[0]:
                    rest = rest[1:]
                return " ".join(rest), level
    elif len(folded) > 2 and folded.endswith(_HAN_ENDS):
        return folded[:-1], _LEVEL_OF_WORD[folded[-1]]
    return folded, None


def is_latin(folded: str) -> bool:
    """Whether the folded name is in Latin letters throughout: only then is a likeness of letters weighed."""
    return any(c.isalpha() for c in folded) and all(c < "\u0250" for c in folded)


def _spaced(text: str) -> str:
    """Words parted by one space; marks that combine with letters of their script count as letters."""
    text = _APOSTROPHES.sub("", text)
    return " ".join("".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split())
