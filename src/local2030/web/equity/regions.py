"""Countries by M49 sub-region, for lists whose rows lie in countries."""

from __future__ import annotations

from functools import cache

from local2030.vocabulary.places import countries

NONE = ""


@cache
def region_of() -> dict[str, str]:
    """The sub-region of each country, by alpha-2."""
    return {place.code: place.region for place in countries() if place.region}


def regions_in(codes: str | list[str]) -> tuple[str, ...]:
    """The sub-regions that these countries lie in, each once; one without a name where no country is named."""
    listed = codes.split() if isinstance(codes, str) else codes
    known = region_of()
    return tuple(dict.fromkeys(known.get(code, NONE) for code in listed)) or (NONE,)
