"""Assessments follow what comes in: new aid data, a book, a correction of an organisation; each scored anew at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from local2030.vocabulary.errors import NothingToRead
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.assessing.standing import ENDED, restand

log = logging.getLogger(__name__)
MOST = 500  # assessments that one file may move at once; the others follow at their next event


def follow_data(identifiers: Iterable[str], because: str, detail: str) -> int:
    """Scores the assessments of these programmes anew that haven't ended; says how many.

    One that can't be scored now stays as it stood: the file that came in is kept all the same, and the log says so.
    """
    rows: Any = Assessment.objects.filter(identifier__in=list(identifiers)).exclude(thing__state__in=ENDED)
    done = 0
    for row in rows.select_related("thing").order_by("pk")[:MOST]:
        try:
            restand(row, because, detail[:300])
        except (NothingToRead, OSError) as trouble:
            log.warning("assessment %s doesn't follow %s: %s", row.thing.serial, because, type(trouble).__name__)
        else:
            done += 1
    return done
