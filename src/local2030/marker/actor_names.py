"""What an organisation's name says of it: its words, and the phrases in it that the rule files know.

`reading` takes the name with its aliases and the programme's countries; the answer is a `Reading`: which kinds of phrase
stand in it, which countries it names, and whether these are the programme's ("own") or others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from local2030.marker.actor_rules import ABBREVIATIONS, ENDS, MIN_SPELLED, Mark, Rules, words_of
from local2030.vocabulary import gazetteer
from local2030.vocabulary.folding import fold

MAX_NAME = 400  # letters looked at; longer names are cut
MAX_ALIASES = 8
MIN_PLACE = 4  # shorter names of places are too often words
NOTHING: tuple[Sequence[Mark], int] = ((), 0)  # no phrase begins here
SHORT = 4  # single words up to this long are abbreviations, and count at the head of a name only
SHORTEST_MENDED = MIN_SPELLED - 1  # letters of a word that may be a key word with one left out
SHORT_FORM = 3  # legal forms of so few letters count as the last word only
LONG_PLACES = (3, 4, 5)  # words of a place's name
WIDER = 4  # words beside a country's name that may make another place's name of it
PLACE_KINDS = ("state", "city", "province", "region", "department", "county", "district", "parish")
FEATURES = frozenset(
    {"delta", "river", "basin", "rio", "fleuve", "bassin", "cuenca", "lake", "new", "nueva", "nuevo", "nouvelle"}
)
NATIONAL = frozenset(
    {
        "NATGOV", "MISSION", "FOREIGN_MINISTRY", "DONOR_AGENCY", "MULTILATERAL", "MEMBER", "SECRETARIAT",
        "FAMILY_NATIONAL", "FAMILY_OFFICES", "FAMILY_ALONE",
    }
)  # fmt: skip
GLUE = frozenset(
    {
        "in", "of", "the", "for", "and", "de", "du", "des", "la", "le", "les", "el", "los", "del", "da", "do", "das", "dos",
        "e", "y", "et", "en", "au", "a", "office", "country", "program", "programme", "inc", "ltd", "limited",
    }
)  # fmt: skip


class Reading(NamedTuple):
    """A name as the rules see it. `kinds`: kind -> values found; `words` are those of the name without aliases, `plain` all that no phrase explains."""

    words: tuple[str, ...]
    kinds: dict[str, set[str]]
    own: bool  # a country of the programme is named
    abroad: tuple[str, ...]  # other countries named, in order
    plain: tuple[str, ...]

    def has(self, *kinds: str) -> bool:
        """Whether any of these kinds of phrase stands in the name."""
        found = self.kinds
        for kind in kinds:  # noqa: SIM110 - mostly one or two, and for that any() is slow
            if kind in found:
                return True
        return False


def reading(name: str, aliases: tuple[str, ...], countries: tuple[str, ...], rules: Rules) -> Reading:
    """The name read; aliases add what the name itself doesn't say, country for country and kind for kind."""
    found = _read(name, countries, rules)
    for alias in aliases[:MAX_ALIASES]:
        if alias and alias != name:
            found = _with_alias(found, _read(alias, countries, rules))
    return found


def _read(name: str, countries: tuple[str, ...], rules: Rules) -> Reading:
    words = words_of(name[:MAX_NAME])
    kinds: dict[str, set[str]] = {}
    foreign: list[tuple[str, Mark]] = []
    plain: list[str] = []
    own = False
    index, last, phrases, known = 0, len(words), rules.phrases, rules.known
    while index < last:
        word = words[index]
        marks, length = _longest(words, index, countries, rules) if word in phrases else NOTHING
        if not length and word not in known and len(word) >= SHORTEST_MENDED:
            mended = _mended(word, rules)
            if mended and mended in phrases:
                words[index] = mended
                marks, length = _longest(words, index, countries, rules)
        if not length:
            plain.append(words[index])
            index += 1
            continue
        for mark in marks:
            kind, value, _ = mark
            if kind == "COUNTRY" or kind == "PEOPLE":
                if not _one_of(value, countries):
                    foreign.append((seen_at_home(words, index, length, countries), mark))
                    continue
                own = True
            if kind in kinds:
                kinds[kind].update(value)
            else:
                kinds[kind] = set(value)
        index += length
    abroad = _settle_foreign(foreign, kinds) if foreign else []
    if "FAMILY_ALONE" in kinds:
        _settle_alone(words, kinds, plain)
    if plain:
        for country in countries:
            if _names_place(plain, words, country, rules):
                kinds["PLACE"] = set()
                break
    return Reading(tuple(words), kinds, own, tuple(abroad), tuple(plain))


def _one_of(values: tuple[str, ...], countries: tuple[str, ...]) -> bool:
    for value in values:  # noqa: SIM110 - hardly ever more than one, and for that any() is slow
        if value in countries:
            return True
    return False


def _longest(words: list[str], index: int, countries: tuple[str, ...], rules: Rules) -> tuple[Sequence[Mark], int]:
    """The marks of the longest phrase that begins here and counts in these countries, and its length (0 = none)."""
    left = len(words) - index
    following = words[index + 1] if left > 1 else ""
    sure = following in rules.known  # then it can't be mended
    for wanted, meanings, always in rules.phrases.get(words[index], ()):
        length = len(wanted)
        if length > 1 and (
            length > left or (sure and wanted[1] != following) or not _fits(wanted, words, index, rules)
        ):
            continue
        if always:
            return meanings, length
        short = length == 1 and len(words[index]) <= SHORT
        marks = [
            mark
            for mark in meanings
            if (not mark.only_in or _one_of(mark.only_in, countries))
            and not (short and index and mark.kind in ABBREVIATIONS)
            and not (mark.kind == "FAMILY_ALONE" and index)
            and not (
                mark.kind == "LEGAL" and length == 1 and len(words[index]) <= SHORT_FORM and index < len(words) - 1
            )
        ]
        if marks:
            return marks, length
    return NOTHING


def _fits(wanted: tuple[str, ...], words: list[str], index: int, rules: Rules) -> bool:
    """Whether the words from the second on are the wanted ones, or can be mended to be; there are enough of them."""
    for offset in range(1, len(wanted)):
        word = words[index + offset]
        if word != wanted[offset] and (word in rules.known or _mended(word, rules) != wanted[offset]):
            return False
    return True


def _mended(word: str, rules: Rules) -> str:
    """The key word that differs from this one by one letter, "" where there is none.

    Right: "municiapl" -> "municipal", "goverment" -> "government". Wrong would be to mend a word that is one itself.
    """
    if len(word) < SHORTEST_MENDED or word in rules.known:
        return ""
    spelled = rules.spellings
    if word in spelled:
        return spelled[word]
    size = len(word)
    first = (
        1 if word[-ENDS:] in rules.spelled_ends else size - ENDS
    )  # a letter left out further on keeps the beginning,
    last = size if word[:ENDS] in rules.spelled_begins else ENDS  # and one before that the end
    for i in range(first, last):
        key = spelled.get(word[:i] + word[i + 1 :])
        if key:
            return key
    return ""


def _settle_foreign(foreign: list[tuple[str, Mark]], kinds: dict[str, set[str]]) -> list[str]:
    """The countries that remain named when those are taken away that are rather places of the programme's own.

    A bare name that a place here and a country share is the country's beside words of states ("Ministry of Health of Niger"),
    and nobody's beside those of universities ("University of Manchester" in Jamaica).
    """
    abroad: list[str] = []
    if foreign:
        national = not kinds.keys().isdisjoint(NATIONAL)
        for seen, (kind, value, _) in foreign:
            if not seen or (seen == "name" and national):
                abroad.append(value[0])
                kinds.setdefault(kind, set()).update(value)
            elif seen != "feature" and not (seen == "name" and "LACAD" in kinds):
                kinds["PLACE"] = set()
    return abroad


def _settle_alone(words: list[str], kinds: dict[str, set[str]], plain: list[str]) -> None:
    """A family whose name is a common word counts only where nothing but countries and small words stands beside it."""
    family = kinds.pop("FAMILY_ALONE", None)
    if (
        family
        and not [w for w in plain if w not in GLUE]
        and not kinds.keys() - {"COUNTRY", "PEOPLE", "LEGAL", "WORLD"}
    ):
        kinds.setdefault("FAMILY_OFFICES", set()).update(family)
    elif family:
        plain.append(words[0])


def _names_place(plain: list[str], words: list[str], country: str, rules: Rules) -> bool:
    """Whether a town or region of the country stands in the name, in words that mean nothing else."""
    places = own_places(country)
    for word in plain:
        if word in places and len(word) >= MIN_PLACE:
            return True
    begins = _begins_of_places(country)
    if begins.isdisjoint(words) and 1 not in map(len, words):
        return False
    starts = [i for i, word in enumerate(words) if word in begins or len(word) == 1]
    for i in starts:
        for second in words[i + 1 : i + 2]:
            pair = f"{words[i]} {second}"
            joined = len(words[i]) == 1 and words[i] + second in places
            if (pair in places or joined) and pair not in rules.not_places:
                return words[i] in plain or second in plain
    for i in starts:
        for size in LONG_PLACES:
            run = words[i : i + size]
            if len(run) == size and " ".join(run) in places and not set(run).isdisjoint(plain):
                return True
    return False


def seen_at_home(words: list[str], index: int, length: int, countries: tuple[str, ...]) -> str:
    """How the name of another country in these words is rather the programme country's own, "" where it isn't.

    `phrase`: it is part of the name of a place here, longest first ("Niger State", "New Ireland"), or of the country's own
    ("New Guinea"); `name`: a place here is called just so ("Granada"); `feature`: part of a river's or other land's name.
    """
    end = index + length
    for size in range(min(len(words), length + WIDER), length, -1):
        for start in range(max(0, end - size), min(index, len(words) - size) + 1):
            run = " ".join(words[start : start + size])
            if any(run in own_places(c) or f" {run} " in _own_names(c) for c in countries):
                return "phrase"
    name = " ".join(words[index:end])
    if any(called_so(name, country) for country in countries):
        return "name"
    beside = {words[index - 1] if index else "", words[end] if end < len(words) else ""}
    return "feature" if beside & FEATURES else ""


@cache
def _own_names(country: str) -> str:
    """The country's own names, folded, each between spaces."""
    row = gazetteer.country_rows().get(country)
    return " " + " | ".join(fold(n) for n in (row.place.name, *(n for _, n in row.place.names))) + " " if row else ""


@lru_cache(maxsize=4096)
def called_so(name: str, country: str) -> bool:
    """Whether a town or region of the country has this as its own name, not only as one of many others."""
    for row in gazetteer.rows_named(name):
        place = row.place
        if place.level and place.country == country:
            own = {fold(place.name), *(fold(n) for _, n in place.names)}
            if name in own or any(f"{name} {kind}" in own for kind in PLACE_KINDS):
                return True
    return False


@cache
def own_places(country: str) -> frozenset[str]:
    """Folded Latin names of a country's first-level units and its cities of at least 15,000 people."""
    return frozenset(gazetteer.latin_names(country)[0]) if len(country) == 2 and country.isascii() else frozenset()


@cache
def _begins_of_places(country: str) -> frozenset[str]:
    """The first words of those names that have several: where none of them stands, no such name does."""
    return frozenset(name.partition(" ")[0] for name in own_places(country) if " " in name)


def _with_alias(name: Reading, alias: Reading) -> Reading:
    """What an alias adds: kinds; and a country where the name has none and doesn't speak of a whole region of the world."""
    kinds = {kind: set(values) for kind, values in name.kinds.items()}
    for kind, values in alias.kinds.items():
        kinds.setdefault(kind, set()).update(values)
    silent = not name.own and not name.abroad and not name.has("REGION")
    own, abroad = (alias.own, alias.abroad) if silent else (name.own, name.abroad)
    return Reading(name.words, kinds, own, abroad, name.plain + alias.plain)
