"""The signed rule files of the actor classifier, read once: which phrase in a name means what, and how sure a rule is.

`rules()` gives all of it. A phrase is a run of folded words; `Rules.phrases` finds it by its first word, longest first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from local2030.methods.signed_files import TITLED, signed_bytes
from local2030.vocabulary.words import fold

FILES = ("rules", "government", "bodies", "international", "networks", "countries", "country_names", "word_groups")
MIN_SPELLED = 7  # only words this long are recognised when one letter is wrong
MIN_SPELLED_TWICE = 11  # and from here on also with two letters left out
ABBREVIATIONS = frozenset(
    {"MULTILATERAL", "DONOR_AGENCY", "FAMILY_NATIONAL", "FAMILY_OFFICES", "MEMBER", "SECRETARIAT"}
)  # kinds of which a short word counts at the head of a name only
SOMETIMES = ABBREVIATIONS | {"FAMILY_ALONE", "LEGAL"}  # kinds that don't count wherever they stand
ENDS = 3  # letters of a spelling's beginning and end by which most words are known to be no slip
NOT_A_COUNTRY = {
    "reunion",
    "man",
    "territories",
    "france france",
}  # folded names that are common words

_WORD = re.compile(r"[^\W_]+")
_ONLY_IN = re.compile(r"\s*\(([A-Z ]+)\)\s*$")


class Mark(NamedTuple):
    """What a phrase means: a kind (LRG, COUNTRY, FAMILY...) with its value: languages, countries, or a family's sort."""

    kind: str
    value: tuple[str, ...]
    only_in: tuple[str, ...]  # programme countries in which it counts, () = everywhere


class Phrase(NamedTuple):
    """A run of words and everything that it means."""

    words: tuple[str, ...]
    marks: tuple[Mark, ...]
    always: bool  # all of them count wherever the phrase stands


class Rules(NamedTuple):
    """All rule files in one: phrases by first word, spellings, countries' languages, donors, confidences, thresholds."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    spellings: Mapping[str, str]  # a key word less one letter -> the key word
    spelled_begins: frozenset[str]  # the first letters of all spellings
    spelled_ends: frozenset[str]  # and the last
    known: frozenset[str]
    languages: Mapping[str, frozenset[str]]
    donors: frozenset[str]
    not_places: frozenset[str]  # names of places that are rather words: "la paz"
    nowhere_sure: frozenset[str]  # names of places that are borne everywhere: "san jose", "northern"
    namesakes: frozenset[str]  # countries whose towns bear names that other countries' cities bear too
    country_words: frozenset[str]  # single words of countries' names and peoples
    world_words: frozenset[str]  # single words of international bodies: "international", "worldwide"
    groups: Mapping[str, tuple[str, ...]]  # word -> groups of like meaning
    small_words: frozenset[str]
    confidence: Mapping[str, float]
    thresholds: Mapping[str, float]
    sha256: str


@cache
def rules() -> Rules:
    """The rules as shipped. A ValueError where a file lacks its head."""
    folder = files("local2030.marker") / "name_rules"
    texts = {name: (folder / f"{name}.yaml").read_bytes() for name in FILES}
    data: dict[str, Any] = {name: signed_bytes(text, f"{name}.yaml", TITLED).top for name, text in texts.items()}
    gathered = _gathered(data)
    known = frozenset(word for words in gathered for word in words)
    spellings = _spellings(gathered, known)
    return Rules(
        phrases=_by_first_word(gathered),
        spellings=spellings,
        spelled_begins=frozenset(short[:ENDS] for short in spellings),
        spelled_ends=frozenset(short[-ENDS:] for short in spellings),
        known=known,
        languages={cc: frozenset(str(v).split()) for cc, v in data["countries"]["languages"].items()},
        donors=frozenset(data["countries"]["donors"].split()),
        not_places=_names(data["countries"]["not_places"]),
        nowhere_sure=_names(data["countries"]["nowhere_sure"]),
        namesakes=frozenset(data["countries"]["namesakes"].split()),
        country_words=_country_words(gathered),
        world_words=frozenset(
            words[0]
            for words, meanings in gathered.items()
            if len(words) == 1 and any(k == "WORLD" for k, _ in meanings)
        ),
        groups=_groups(data["word_groups"]["groups"]),
        small_words=frozenset(data["word_groups"]["small"].split()),
        confidence=data["rules"]["confidence"],
        thresholds=data["rules"]["thresholds"],
        sha256=hashlib.sha256(b"".join(texts[n] for n in FILES)).hexdigest(),
    )


def words_of(text: str) -> list[str]:
    """A text as folded words; the Arabic article is taken off and letters with several forms made one.

    >>> words_of("Côte d'Ivoire (S.A.)")
    ['cote', 'd', 'ivoire', 's', 'a']
    """
    words = _WORD.findall(fold(text))
    return words if text.isascii() else [_plain_arabic(w) for w in words]


def _plain_arabic(word: str) -> str:
    if not "\u0600" <= word[0] <= "\u06ff":
        return word
    word = word.replace("ة", "ه").replace("ى", "ي").replace("ـ", "")
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _gathered(
    data: dict[str, Any],
) -> dict[tuple[str, ...], dict[tuple[str, tuple[str, ...]], set[str]]]:
    """words -> (kind, only in) -> values."""
    found: dict[tuple[str, ...], dict[tuple[str, tuple[str, ...]], set[str]]] = {}
    for text, kind, values, only_in in _entries(data):
        words = tuple(
            text.split() if text.isascii() and text.islower() and text.replace(" ", "").isalnum() else words_of(text)
        )
        if words:
            found.setdefault(words, {}).setdefault((kind, only_in), set()).update(values)
    return found


def _entries(
    data: dict[str, Any],
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    for name in ("government", "bodies"):
        for kind, by_language in data[name].items():
            if isinstance(by_language, dict):
                for language, line in by_language.items():
                    yield from _listed(line, kind, (language,))
    world = data["international"]
    for kind in ("MULTILATERAL", "MISSION", "FOREIGN_MINISTRY", "WORLD", "REGION"):
        yield from _listed(world[kind], kind, ())
    for country, line in world["DONOR_AGENCY"].items():
        yield from _listed(line, "DONOR_AGENCY", (country,))
    for form, countries in world["LEGAL"].items():
        yield str(form), "LEGAL", tuple(str(countries).split()), ()
    yield from _network_entries(data["networks"])
    for kind, table in (("COUNTRY", data["country_names"]["names"]), ("COUNTRY", data["countries"]["names"]), ("PEOPLE", data["countries"]["people"])):  # fmt: skip
        for country, line in table.items():
            for entry in _listed(line, kind, (country,)):
                if entry[0] not in NOT_A_COUNTRY:
                    yield entry


def _network_entries(
    networks: dict[str, Any],
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    for sort, kind in (
        ("national", "FAMILY_NATIONAL"),
        ("offices", "FAMILY_OFFICES"),
        ("alone", "FAMILY_ALONE"),
    ):
        for family, line in networks[sort].items():
            yield from _listed(line, kind, (family,))
    for country, line in networks["members"].items():
        yield from _listed(line, "MEMBER", (country,))
    yield from _listed(networks["secretariat"], "SECRETARIAT", ())
    yield from _listed(networks["own_board"], "OWN_BOARD", ())


def _listed(
    line: object, kind: str, values: tuple[str, ...]
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    for text in str(line).split(","):
        only = _ONLY_IN.search(text)
        yield (
            (text[: only.start()] if only else text).strip(),
            kind,
            values,
            tuple(only[1].split()) if only else (),
        )


def _names(line: str) -> frozenset[str]:
    return frozenset(name.strip() for name in line.split(","))


def _by_first_word(
    gathered: Mapping[tuple[str, ...], Mapping[tuple[str, tuple[str, ...]], Iterable[str]]],
) -> dict[str, tuple[Phrase, ...]]:
    lists: dict[str, list[Phrase]] = {}
    for words, meanings in gathered.items():
        marks = tuple(Mark(kind, tuple(sorted(values)), only) for (kind, only), values in meanings.items())
        always = not any(only or kind in SOMETIMES for kind, only in meanings)
        lists.setdefault(words[0], []).append(Phrase(words, marks, always))
    return {first: tuple(sorted(found, key=lambda p: -len(p.words))) for first, found in lists.items()}


def _country_words(gathered: Mapping[tuple[str, ...], Mapping[tuple[str, tuple[str, ...]], object]]) -> frozenset[str]:
    kinds = {"COUNTRY", "PEOPLE"}
    return frozenset(
        word
        for words, meanings in gathered.items()
        if any(k in kinds for k, _ in meanings)
        for word in words
        if len(word) > 2
    )


def _groups(lists: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group, line in lists.items():
        for word in line.split():
            found[word] = (*found.get(word, ()), group)
    return found


def _spellings(
    gathered: Mapping[tuple[str, ...], Mapping[tuple[str, tuple[str, ...]], object]],
    known: frozenset[str],
) -> dict[str, str]:
    """Key words of public bodies with a letter left out, so that a slip in the data can be mended."""
    keys = {
        word
        for words, meanings in gathered.items()
        if any(kind in ("LRG", "LRGA", "NATGOV") for kind, _ in meanings)
        for word in words
        if len(word) >= MIN_SPELLED and word.isascii() and not _is_country(gathered.get((word,), {}))
    }
    spelled: dict[str, str] = {}
    for word in sorted(keys):
        for i in range(1, len(word)):
            short = word[:i] + word[i + 1 :]
            if short not in known:
                spelled.setdefault(short, word)
            if len(word) >= MIN_SPELLED_TWICE:
                for j in range(max(i, 1), len(short)):
                    spelled.setdefault(short[:j] + short[j + 1 :], word)
    return spelled


def _is_country(meanings: Mapping[tuple[str, tuple[str, ...]], object]) -> bool:
    """Whether a word names a country: Bolívar is no slip for Bolivia."""
    return any(kind in ("COUNTRY", "PEOPLE") for kind, _ in meanings)
