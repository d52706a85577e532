"""The two trial languages of the interface, written as catalogues; how they read is said in `vocabulary/messages`."""

from __future__ import annotations

from pathlib import Path

from local2030.vocabulary.messages.trial import TRIAL_LANGUAGES, longer, mirrored
from local2030.web.translation.catalogue import write_catalogue
from local2030.web.translation.gathering import texts

__all__ = ["longer", "mirrored", "write_trial_languages"]


def write_trial_languages(folder: Path) -> None:
    """Writes both catalogues, from the texts as they are now."""
    found = texts()
    for language, change in TRIAL_LANGUAGES.items():
        entries: dict[str, str] = {}
        for single, plural in found:
            if not single.strip():
                continue
            if plural is None:
                entries.setdefault(single, change(single))
            else:
                entries[f"{single}\0{plural}"] = f"{change(single)}\0{change(plural)}"
        name, _, region = language.partition("-")
        write_catalogue(folder / f"{name}_{region.upper()}" / "LC_MESSAGES" / "django.mo", entries)
