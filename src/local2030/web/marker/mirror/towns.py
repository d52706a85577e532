"""Which local government a name, a reference or a place stands for; a new one where nothing of it is known yet.

Matched in this order: reference, place in the gazetteer, folded name in its country. Two names of one government are
joined by the Secretariat; from then on both lead to the one.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from local2030.marker.seats import seat
from local2030.vocabulary import places
from local2030.vocabulary.folding import fold
from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.locks import one_writer
from local2030.web.marker.mirror.models import Attestation, Mention, TownLink, TownName
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

KIND = "local-government"
MOST_NEW = 1_000  # of one run: aid data that name more are odd, and the next run goes on


class Met(NamedTuple):
    """A local government as data name it. `code`: of its place, "" where it isn't sure.

    `by_name`: whether the name is its own; that of a place can be its town's as well.
    """

    name: str
    ref: str
    country: str
    code: str
    by_name: bool = True


def met_as(name: str, ref: str, country: str) -> Met:
    """A local government that is named as an actor."""
    found = seat(name, country)
    return Met(name.strip()[:300], ref.strip().upper()[:200], country, found.code if found else "")


class Towns:
    """All local governments by the names they are met under; read once, and grown while data are gone through."""

    def __init__(self) -> None:
        rows = TownName.objects.select_related("government")
        self._by_key = {(row.country, row.key): row.government for row in rows}
        self.made = 0

    def of(self, met: Met, make: bool = True) -> Thing | None:
        """The government that is meant; if it is new, it is made where `make` says so: not from what isn't public.

        None for one without country or name, past the bound, or not known and not to be made.
        """
        if not met.country or not (met.name or met.code):
            return None
        keys = list(_keys(met))
        found = next((self._by_key[met.country, key] for key in keys if (met.country, key) in self._by_key), None)
        if found is None:
            if not make or self.made >= MOST_NEW:
                return None
            found = _made(met)
            self.made += 1
        if not make:
            return found
        fresh = [key for key in keys if (met.country, key) not in self._by_key]
        TownName.objects.bulk_create(
            [TownName(government=found, country=met.country, key=key, said=met.name or met.code) for key in fresh],
            ignore_conflicts=True,
        )
        self._by_key |= {(met.country, key): found for key in fresh}
        return found


@transaction.atomic
def join(reader: Any, joined: Thing, into: Thing, why: str) -> None:
    """Two names are one government: what is known, asked and answered of the one is the other's from now on."""
    one_writer("mirror")
    ask(reader, "change", joined)
    ask(reader, "change", into)
    if joined.pk == into.pk or joined.country != into.country or joined.kind != KIND or into.kind != KIND:
        raise ValueError("two different local governments of one country are joined")
    TownName.objects.filter(government=joined).update(government=into)
    TownLink.objects.filter(government=joined, ended=None).update(ended=changing.timezone.now())
    taken = set(Mention.objects.filter(government=into).values_list("programme", "subject"))
    for mention in Mention.objects.filter(government=joined):
        if (mention.programme_id, mention.subject) not in taken:
            Mention.objects.filter(pk=mention.pk).update(government=into)
    Mention.objects.filter(government=joined).delete()
    said = set(Attestation.objects.filter(government=into, newest=True).values_list("identifier", "subject"))
    for row in Attestation.objects.filter(government=joined):
        row.newest = row.newest and (row.identifier, row.subject) not in said
        row.government = into
        row.save(update_fields=["newest", "government"])
    changing.tie(reader, joined, into, "same-as", why=why)
    append(
        by=changing.by(reader), deed="join-town", kind=KIND, id=into.serial, after={"joined": joined.serial}, why=why
    )


def _keys(met: Met) -> Iterator[str]:
    if met.ref:
        yield f"ref:{met.ref}"[:240]
    if met.code:
        yield f"code:{met.code}"
    folded = fold(met.name)
    if folded and met.by_name:
        yield f"name:{folded}"[:240]


def _made(met: Met) -> Thing:
    place = places.place(met.code) if met.code else None
    name = met.name or (place.name if place else met.code)
    cells = {"title": name, "country": met.country, "place": place.name if place else "", "place_code": met.code}
    if met.ref:
        cells["refs"] = met.ref
    source = _("Named in aid data")
    return changing.add(None, KIND, cells, source, key=_key(met), source=source)


def _key(met: Met) -> str:
    """Its stable key: the place's code, else its country with the beginning of its name and a hash of the whole."""
    if met.code:
        return met.code.lower().replace(":", "-")[:60]
    folded = f"{met.ref} {fold(met.name)}".strip()
    stem = "".join(c if c.isascii() and c.isalnum() else "-" for c in fold(met.name))[:40].strip("-")
    return f"{met.country.lower()}-{stem}-{sha256(folded.encode()).hexdigest()[:8]}"
