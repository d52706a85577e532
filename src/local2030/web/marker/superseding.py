"""Which older programmes an upload takes the place of, and which programmes share an identifier without being versions.

An identifier is a claim that anybody can write into a file. So a newer programme takes the place of an older one only
where the same person sent both (or the Secretariat sent the newer one), for the same readers, and where the reporting
organisations, if both are stated, are the same. Else both stay listed, and each says that the other is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, QuerySet

from local2030.web.accounts.permissions import may, visible
from local2030.web.marker.models import Programme, Score, Upload

TWINS_SHOWN = 5


def superseded(upload: Upload) -> list[int]:
    """The keys of the older programmes that this upload, just filed, takes the place of."""
    new = Programme.objects.filter(upload=upload).exclude(identifier="")
    older = Programme.objects.filter(
        current=True, audience=upload.audience, identifier__in=new.values("identifier")
    ).exclude(upload=upload)
    if not may(upload.by, "supersede", "joint programme"):
        older = older.filter(upload__by=upload.by_id)
    reporters: dict[str, set[str]] = {}
    for _pk, identifier, ref in _reporter_refs(new.filter(identifier__in=older.values("identifier"))):
        reporters.setdefault(identifier, set()).add(ref)
    return [pk for pk, identifier, ref in _reporter_refs(older) if _same_reporter(ref, reporters[identifier])]


def twins(reader: Any, row: Programme) -> list[Programme]:
    """Other listed programmes with the same identifier from other uploads, as far as the reader may see them."""
    if not row.identifier:
        return []
    others = visible(reader, Programme.objects.filter(current=True, identifier=row.identifier))
    return list(others.exclude(upload=row.upload_id).select_related("upload")[:TWINS_SHOWN])


def shared_identifiers(reader: Any, rows: Iterable[Programme]) -> set[str]:
    """Of the rows on a page, the identifiers that stand in more than one upload, in one query."""
    named = {row.identifier for row in rows if row.identifier}
    listed = visible(reader, Programme.objects.filter(current=True, identifier__in=named)).order_by()
    counted = listed.values("identifier").annotate(uploads=Count("upload", distinct=True)).filter(uploads__gt=1)
    return set(counted.values_list("identifier", flat=True))


def _same_reporter(old: str, new: set[str]) -> bool:
    return not old or "" in new or old in new


def _reporter_refs(rows: QuerySet[Programme]) -> Iterator[tuple[int, str, str]]:
    """Key, identifier and the reference of the reporting organisation of each row, in one query."""
    for score in Score.objects.filter(newest=True, programme__in=rows).select_related("programme").iterator():
        ref = str((score.result.get("reporter") or {}).get("ref") or "").strip().upper()
        yield score.programme_id, score.programme.identifier, ref
