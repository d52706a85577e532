"""Writes marker/name_rules/country_names.yaml: what each country is called in twelve languages, from Unicode CLDR.

Run by hand where Babel is installed (it isn't a dependency of the package):
    python scripts/build_country_names.py > src/local2030/marker/name_rules/country_names.yaml
"""

from __future__ import annotations

import unicodedata

from babel import Locale

LANGUAGES = ("en", "fr", "es", "pt", "it", "de", "nl", "id", "sw", "so", "ar", "ru")
LEFT_OUT = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "DG", "EA", "IC", "TA", "AQ", "BV", "HM", "TF", "UM", "GS", "IO", "CC", "CX", "NF"}  # fmt: skip
HEAD = """\
title: What each country is called
author: Unicode CLDR (Unicode License v3), gathered by scripts/build_country_names.py
reviewer: none yet
date: 2026-11-23
next_review: 2027-11-30
languages: {languages}
names:
"""


def main() -> None:
    """Prints the file: one line a country, its names folded and separated by commas."""
    print(HEAD.format(languages=" ".join(LANGUAGES)), end="")
    locales = [Locale(language) for language in LANGUAGES]
    for code in sorted(c for c in locales[0].territories if len(c) == 2 and c.isalpha() and c not in LEFT_OUT):
        names: dict[str, None] = {}
        for locale in locales:
            for name in (
                locale.territories.get(code),
                locale.territories.get(code + "-alt-short"),
            ):
                if name and name != code:
                    names[plain(name)] = None
        print(f'  "{code}": "{", ".join(names)}"')


def plain(name: str) -> str:
    """Lower case, no accents, punctuation as blanks, nothing in brackets."""
    name = name.partition("(")[0].partition(" – ")[0]
    folded = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


if __name__ == "__main__":
    main()
