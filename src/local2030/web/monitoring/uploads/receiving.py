"""Files kept, then the row and its job written in one transaction; the same files again give the same row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from local2030.vocabulary.folding import fold
from local2030.web.accounts.permissions import ask, may, visible
from local2030.web.history.chain import append
from local2030.web.jobs import deeds
from local2030.web.marker.receiving import keep, safe_name, sha256_of
from local2030.web.monitoring.adopting import file, key_of
from local2030.web.monitoring.models import DataUpload
from local2030.web.monitoring.stores import datasets
from local2030.web.monitoring.uploads.reading import folder_of
from local2030.web.registry.models import Thing


def changeable(reader: Any) -> list[Thing]:
    """The data sets that the reader may send files for."""
    return list(visible(reader, Thing.objects.filter(kind="dataset").exclude(key=""), "change").order_by("title"))


def receive(reader: Any, data: dict[str, Any]) -> DataUpload:
    """Keeps what a form brought. A new data set gets its row, which only its owners see until it is published."""
    named = _named(data["sent"])
    hashes = {name: sha256_of(sent) for name, sent in named}
    about = {name: data[name].strip() for name in ("licence", "attribution", "source_url") if data[name].strip()}
    stated = (
        sorted(hashes.items()),
        data["dataset"],
        data["title"],
        about,
        data["whole"],
        data["audience"],
        data["note"],
    )
    key = hashlib.sha256(repr((reader.pk, stated)).encode()).hexdigest()
    known = DataUpload.objects.filter(key=key).first()
    if known is not None:
        return known
    row = DataUpload(
        key=key, names=list(hashes), size=sum(sent.size for _name, sent in named), about=about, whole=data["whole"],
        audience=data["audience"], note=data["note"].strip(), by=reader, at=timezone.now(),
    )  # fmt: skip
    for name, sent in named:
        keep(sent, folder_of(row) / name)
    try:
        with transaction.atomic():
            row.thing = _thing(reader, data, about)
            if data["title"].strip() and not data["dataset"]:
                row.about = {**about, "title": data["title"].strip()}
            row.save()
            begin(reader, row)
            append(by=reader, deed="upload", kind="dataset", id=row.thing.serial, after=hashes, audience="inner")
    except IntegrityError:  # a copy of the form was first
        return DataUpload.objects.get(key=key)
    return row


def begin(reader: Any, row: DataUpload) -> None:
    """Asks for the files to be read (again)."""
    row.state, row.document, row.version = "received", None, None
    row.job = deeds.ask("read-data", row.pk, reader)
    row.save(update_fields=["state", "document", "version", "job", "mapping"])


def _thing(reader: Any, data: dict[str, Any], about: dict[str, str]) -> Thing:
    if data["dataset"]:
        thing = Thing.objects.get(serial=data["dataset"])
        ask(reader, "change", thing)
        return thing
    title = data["title"].strip()
    thing = file(reader, free_name(title), {**about, "title": title}, audience="inner")
    if not may(reader, "change", thing):  # a name that somebody else took just then
        ask(reader, "change", thing)
    return thing


def free_name(title: str) -> str:
    """A name in the store that nobody has, made of the title."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:40] or "data"
    taken = {
        *Thing.objects.filter(kind="dataset").values_list("key", flat=True),
        *(key_of(n) for n in datasets().names()),
    }
    names = (stem, *(f"{stem}-{n}" for n in range(2, 10_000)))
    return next(name for name in names if name not in taken)


def _named(files: Iterable[Any]) -> list[tuple[str, Any]]:
    """Names that a file system takes; of two equal ones the second gets a number."""
    found: dict[str, Any] = {}
    for sent in files:
        name = safe_name(sent.name)
        stem, dot, ending = name.rpartition(".")
        number = 2
        while name in found:
            name, number = f"{stem}-{number}{dot}{ending}", number + 1
        found[name] = sent
    return list(found.items())
