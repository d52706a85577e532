"""The learned part of the classifier, asked where no rule decides."""

from __future__ import annotations

from local2030.marker.actor_evidence import Case
from local2030.vocabulary.organisations import Actor


def by_model(case: Case) -> Actor | None:
    """What the model makes of the name, or None where it isn't sure."""
    return None


def sha256() -> str:
    """The hash of the model file."""
    return ""
