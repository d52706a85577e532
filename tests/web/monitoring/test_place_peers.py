"""The nearest peers on a place's page: with reasons in words, none where nothing can be compared."""

from __future__ import annotations

import re
from pathlib import Path

from django.test import Client

from local2030.web.monitoring.places.peers import peers_shown
from local2030.web.monitoring.stores import opened


def test_a_town_has_peers_with_their_reasons_and_the_whole_has_none(store: Path, visitor: Client) -> None:
    (name,) = (path.name for path in (store / "observations").iterdir())
    data = opened(name)
    deepest = max(place.level for place in data.register.by_code.values())
    towns = [place.code for place in data.register.at_level(deepest)]
    found = {code: peers_shown(data, code) for code in towns}
    code, peers = next((code, peers) for code, peers in found.items() if peers)
    assert all(peer.place.level == deepest and peer.place.code != code and peer.distance >= 0 for peer in peers)
    assert not [reason for peer in peers for reason in peer.reasons if "{" in reason or reason.startswith("peer-")]
    page = visitor.get(f"/monitoring/d/{name}/p/{code}/").content.decode()
    shown = re.search(r'id="peers".*?</section>', page, re.DOTALL)
    assert shown and all(peer.name in shown[0] for peer in peers)
    assert peers_shown(data, data.register.root.code) == []
    assert 'id="peers"' not in visitor.get(f"/monitoring/d/{name}/p/{data.register.root.code}/").content.decode()


def test_matching_and_peers_are_asked_by_the_api_as_at_the_command_line(store: Path, visitor: Client) -> None:
    (name,) = (path.name for path in (store / "observations").iterdir())
    base = f"/api/v1/monitoring/data/{name}"
    matched = visitor.get(f"{base}/places/matching").json()
    assert len(matched["places"]) == len(opened(name).register.by_code) == sum(matched["sure"].values())
    assert all(row["message"] for row in matched["places"])
    deepest = max(row["level"] for row in matched["places"])
    codes = [row["code"] for row in matched["places"] if row["level"] == deepest]
    answers = [visitor.get(f"{base}/peers", {"place": code}).json() for code in codes]
    assert any(answer["peers"] for answer in answers)
    assert visitor.get(f"{base}/peers", {"place": "Erewhon"}).status_code == 422
    assert visitor.get(f"{base}/places/matching", {"country": "XX"}).status_code == 422
