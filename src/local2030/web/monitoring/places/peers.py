"""The places most like a place, with the reasons; the values of a level are gathered once for each state."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import get_language

from local2030.monitoring.peers import Peer, peers_of
from local2030.monitoring.place_records import LocalPlace, place_of
from local2030.store.datasets import Datasets
from local2030.vocabulary.messages import say
from local2030.web.monitoring.places.register import Place, Register
from local2030.web.monitoring.stores import Opened
from local2030.web.monitoring.titles import title_of
from local2030.workflows.monitoring_peers import indicators_of, profiles

MOST, TITLES = 5, 48
# Reasons that every peer on the page has say nothing there.
UNSAID = frozenset({"peer-same-level"})


class Shown(NamedTuple):
    """A peer as the page shows it: how far, out of how many shared indicators, in words why, and where they differ."""

    place: Place
    name: str
    parent_name: str
    distance: float
    shared: int
    is_unsure: bool
    reasons: list[str]
    apart: list[str]


def peers_shown(data: Opened, code: str) -> list[Shown]:
    """The nearest peers; none for the whole territory or a place that shares too little."""
    register = data.register
    here = register.by_code.get(code)
    if here is None or here.level == 0:
        return []
    places = _places(register)
    found = peers_of(
        code, _profiles(str(data.store.folder), data.name, data.manifest.version, here.level), places, MOST
    )
    return [_shown(data, register, places[code], peer) for peer in found]


def _shown(data: Opened, register: Register, here: LocalPlace, peer: Peer) -> Shown:
    own = round(peer.shared / peer.coverage) if peer.coverage else 0
    parent = register.parent(peer.code)
    alike = [_short(title_of(data, code)) for code in indicators_of(peer.alike) if code != "population"]
    values = {"indicators": "; ".join(alike), "kind": here.urban, "shared": peer.shared, "own": own}
    reasons = [say(code, values, get_language() or "en") for code in peer.reasons if code not in UNSAID]
    apart = [_short(title_of(data, code)) for code in indicators_of(peer.apart) if code != "population"]
    return Shown(
        register.by_code[peer.code], register.name(peer.code), register.name(parent.code) if parent else "", peer.distance,
        peer.shared, "peer-few-shared" in peer.reasons, reasons, apart,
    )  # fmt: skip


def _short(title: str) -> str:
    return title if len(title) <= TITLES else f"{title[: TITLES - 1].rstrip()}…"


def _places(register: Register) -> dict[str, LocalPlace]:
    return {
        code: place_of({**one.plain, "code": code, "name": one.name, "level": one.level, "level_name": one.level_name, "parent": one.parent})
        for code, one in register.by_code.items()
    }  # fmt: skip


@lru_cache(maxsize=16)
def _profiles(folder: str, name: str, version: int, level: int) -> Mapping[str, Mapping[str, float]]:
    """The values of a level in one state, which never changes."""
    store = Datasets(Path(folder).parent)
    manifest = store.manifest(name, version)
    if manifest is None:
        return {}
    data = Opened(store, manifest, version)
    return profiles(data.table, [place.code for place in data.register.at_level(level)])
