"""A resolved name as plain values for JSON and for a table: the same words at every door."""

from __future__ import annotations

from typing import Any

from local2030.vocabulary.messages import remedy, say
from local2030.vocabulary.places import Place, Resolution, country, place, resolve

LEVELS = {"country": "country", "admin1": "first-level unit", "city": "town"}


def resolved(name: str, country_code: str | None = None, level: int | None = None) -> dict[str, Any]:
    """What a name means: `place` (or null), `reason` with its sentence and remedy, `score`, `runners_up`."""
    answer: Resolution = resolve(name, country_code, level)
    where = country(country_code) if country_code else None
    values = {
        "name": f"“{name}”",
        "country": where.name if where else country_code or "",
        "place": described(answer.place) if answer.place else "",
    }
    code = f"place-name-{answer.reason}"
    return {
        "name": name,
        "country": where.code if where else None,
        "place": record(answer.place) if answer.place else None,
        "reason": answer.reason,
        "score": answer.score,
        "message": say(code, values),
        "remedy": remedy(code, values),
        "runners_up": [{"score": score, **record(other)} for other, score in answer.runners_up],
    }


def record(found: Place) -> dict[str, Any]:
    """The place with every field named, its parents' names and its names by language."""
    above = place(found.parent) if found.parent else None
    return found._asdict() | {
        "names": dict(found.names),
        "parent": found.parent or None,
        "parent_name": above.name if above else None,
        "country_name": _country_name(found),
        "m49": found.m49 or None,
        "region": found.region or None,
    }


def described(found: Place) -> str:
    """ "Mogadishu (town in Banaadir, Somalia)"."""
    above = place(found.parent) if found.parent and found.parent != found.country else None
    inside = ", ".join(
        part for part in (above.name if above else "", _country_name(found) if found.level else "") if part
    )
    return f"{found.name} ({LEVELS[found.kind]}{f' in {inside}' if inside else ''})"


def _country_name(found: Place) -> str:
    whole = country(found.country)
    return whole.name if whole else found.country
