"""What is wanted, kept: a new version of the data set with its reason, one line in the history, for page and API alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.locks import alone
from local2030.web.monitoring.stores import Opened
from local2030.workflows.say_wanted import Asked, mark_of, say_wanted

WAIT = 20
SHORTEST_WHY, LONGEST_WHY = 10, 500


def say(
    reader: Any, thing: Any, data: Opened, asked: Mapping[str, Mapping[str, Any]], why: str, known: str | None = None
) -> tuple[int, Asked]:
    """The version in which it is said (the present one where nothing differs) and what changed.

    WrongUse where somebody else said something since `known` was shown, or is at work on the data set just now.
    """
    ask(reader, "change", thing)
    with alone(f"dataset-{data.name}", WAIT) as mine:
        if not mine:
            raise WrongUse(Finding("dataset-changed-meanwhile", "error", values={"version": data.latest}))
        with transaction.atomic():
            at = timezone.now().isoformat(timespec="seconds")
            state, found = say_wanted(data.store, data.name, asked, at, reader.shown_name, why, known)
            if found.changes:
                codes = [change.indicator for change in found.changes]
                after = {"version": state.version, "name": data.name, "count": len(codes), "indicators": codes}
                append(by=reader, deed="say-wanted", kind="dataset", id=thing.serial, after=after, why=why, audience=thing.audience)  # fmt: skip
    return state.version, found


def mark(data: Opened) -> str:
    """What a page shows goes with this; it comes back with the form."""
    return mark_of(data.manifest)
