"""A row for each data set of the store: what the command line published is there for the pages too.

A row says who answers for a data set and who may read it. One that the command line published in this store is open to
everybody until somebody who may says otherwise; one that came in by a page has its row already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404

from local2030.web.accounts.permissions import visible
from local2030.web.monitoring.stamp import stamp
from local2030.web.monitoring.stores import Opened, datasets, opened
from local2030.web.registry.models import Thing

LONGEST_KEY = 64
COLUMNS = (("title", 500), ("licence", 200), ("attribution", 300))
_seen: dict[str, tuple[tuple[str, int], ...]] = {}


def key_of(name: str) -> str:
    """The key of a data set's row: its name, or a hash of one that is too long."""
    return name if len(name) <= LONGEST_KEY else f"h-{hashlib.sha256(name.encode()).hexdigest()[:40]}"


def adopt() -> None:
    """Files what was published since this process last looked."""
    home, now = str(settings.HOME), stamp()
    if now and now == _seen.get(home) and Thing.objects.filter(kind="dataset").exists():
        return
    store = datasets()
    known = set(Thing.objects.filter(kind="dataset").exclude(key="").values_list("key", flat=True))
    for name, _when in now:
        if key_of(name) not in known:
            manifest = store.manifest(name, stage="published")
            if manifest is not None:
                try:
                    file(None, name, manifest.about, audience="public")
                except PermissionError:  # an archive only reads: whoever looks next files it
                    return
    _seen[home] = now


def file(reader: Any, name: str, about: Mapping[str, Any], *, audience: str = "inner", why: str = "") -> Thing:
    """The row of a data set; the one that is there if another process was first."""
    from local2030.web.registry.changing import Unfit, add

    cells = {column: str(about.get(column) or "")[:longest] for column, longest in COLUMNS}
    cells |= {"audience": audience, "title": cells["title"] or name}
    if str(about.get("source_url") or "").startswith(("http://", "https://")):
        cells["source_url"] = str(about["source_url"])
    for given in (cells, {"title": name, "audience": audience}):  # a store's words may be unfit for a row
        try:
            with transaction.atomic():
                return add(reader, "dataset", given, why, key=key_of(name))
        except IntegrityError:
            break
        except Unfit:
            continue
    return Thing.objects.get(kind="dataset", key=key_of(name))


def dataset_of(reader: Any, name: str, version: str = "") -> tuple[Thing, Opened]:
    """A data set's row and the state asked for; not found where the reader may not know of it."""
    adopt()
    thing = get_object_or_404(visible(reader, Thing.objects.filter(kind="dataset")), key=key_of(name))
    return thing, opened(name, version)


def name_of(thing: Thing) -> str:
    """The store's name of a data set."""
    if not thing.key.startswith("h-"):
        return str(thing.key)
    return next((name for name in datasets().names() if key_of(name) == thing.key), thing.key)


def readable(reader: Any) -> list[tuple[Thing, Opened]]:
    """All data sets with a published state that the reader may see, by title."""
    adopt()
    found = []
    for thing in visible(reader, Thing.objects.filter(kind="dataset").exclude(key="")).order_by("title", "pk"):
        try:
            found.append((thing, opened(name_of(thing))))
        except Http404:
            continue
    return found
