"""Data from one level to the next, duties, dividends, results: who may do what, and what the pages say."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from web_builders import granted

from local2030.store.datasets import Datasets, Manifest, Source, origin_of
from local2030.store.tables import engine, observations
from local2030.web.accounts.models import User
from local2030.web.desk.own_desk import todo_for
from local2030.web.monitoring.adopting import adopt
from local2030.web.monitoring.adopting import file as file_dataset
from local2030.web.monitoring.flow.examples import file_examples
from local2030.web.monitoring.flow.submissions import look_at
from local2030.web.registry.changing import Refused, Unfit, add, add_evidence, change, move
from local2030.web.registry.models import Thing
from observation_tables import table_of

pytestmark = pytest.mark.django_db
LAND = [{"code": "_T", "level": 0, "name": "Land"}, {"code": "C1", "level": 1, "parent": "_T", "name": "City"}]
CAUSAL = re.compile(r"\b(caused|led to|thanks to|because of|due to|impact of|resulted in)\b", re.IGNORECASE)


@pytest.fixture
def people() -> dict[str, User]:
    given = {"mayor": "LRG", "statistician": "RC", "colleague": "RC", "academic": "KSN"}
    return {
        name: granted(User.objects.create_user(name), role, "" if role == "KSN" else "country:KE")
        for name, role in given.items()
    }


@pytest.fixture
def handed(store: Path, people: dict[str, User]) -> Thing:
    above = _data("land", [{"year": 2020, "obs_value": 9.0}], LAND)
    below = _data("city", [{"year": 2020, "obs_value": 4.0}, {"year": 2021, "obs_value": 5.0}], LAND[:1])
    cells = {"title": "City 2021", "country": "KE", "below": below.serial, "above": above.serial, "place": "C1"}
    return add(people["mayor"], "data-submission", cells)


def test_a_city_s_value_flows_into_the_national_data_by_the_hands_of_two(
    handed: Thing, people: dict[str, User]
) -> None:
    thing = look_at(people["mayor"], handed)
    assert thing.state == "checked" and thing.fields["taken"] == 2 and thing.fields["rules_kept"] is True
    with pytest.raises(Refused):
        move(people["academic"], thing, "accepted")
    thing = move(people["statistician"], thing, "accepted")
    thing = move(people["colleague"], thing, "published")
    data = Datasets(Path(settings.HOME))
    state = data.manifest("land")
    assert state is not None and thing.fields["published_in"] == state.version == 2
    rows = observations(data, state, engine()).filter(lambda t: t.ref_area == "C1").to_pyarrow().to_pylist()
    assert sorted(row["obs_value"] for row in rows) == [4.0, 5.0]
    assert {origin_of(row["source_file"]) for row in rows} == {("city", 1, "a.csv")}
    page = Client().get("/monitoring/d/land/p/C1/").content.decode()
    assert "City" in page and "series" in page


def test_values_that_contradict_the_data_above_go_back_and_nothing_is_overwritten(
    store: Path, people: dict[str, User]
) -> None:
    above = _data("land", [{"ref_area": "C1", "year": 2020, "obs_value": 9.0}], LAND)
    below = _data("city", [{"year": 2020, "obs_value": 4.0}], LAND[:1])
    cells = {"title": "City", "country": "KE", "below": below.serial, "above": above.serial, "place": "C1"}
    thing = look_at(people["mayor"], add(people["mayor"], "data-submission", cells))
    assert thing.state == "submitted" and thing.fields["differing"] == 1
    with pytest.raises(Refused):
        move(people["statistician"], thing, "accepted")
    assert Datasets(Path(settings.HOME)).versions("land") == (1,)


def test_newer_data_than_those_that_were_looked_at_are_not_published(handed: Thing, people: dict[str, User]) -> None:
    thing = move(people["statistician"], look_at(people["mayor"], handed), "accepted")
    _data("city", [{"year": 2020, "obs_value": 400.0}], LAND[:1], version=2)
    with pytest.raises(Refused) as refused:
        move(people["colleague"], thing, "published")
    assert refused.value.refusal.reason == "data-changed-since-check"


def test_the_page_of_data_handed_up_says_what_was_found_and_what_to_do(handed: Thing, people: dict[str, User]) -> None:
    client = Client()
    client.force_login(people["mayor"])
    before = client.get(handed.get_absolute_url()).content.decode()
    assert "Nobody has looked at the values yet" in before and "Look at the values" in before
    client.post(f"/monitoring/submissions/{handed.serial}/look/")
    after = client.get(handed.get_absolute_url()).content.decode()
    assert "2 values can be taken over, and nothing contradicts" in after
    assert Client().post(f"/monitoring/submissions/{handed.serial}/look/").status_code in (302, 403, 404)


def test_a_result_without_a_source_can_t_be_verified_and_nobody_verifies_his_own(
    store: Path, people: dict[str, User]
) -> None:
    cells = {
        "title": "Fewer people look for work", "country": "KE", "indicator": "8.5.2", "place_name": "Sandoria",
        "baseline": "12% in 2019", "value": "9", "unit": "%", "period": "2023", "method": "Survey of 800 homes",
    }  # fmt: skip
    thing = add(people["statistician"], "result", cells)
    add_evidence(people["statistician"], thing, "Report", "https://example.org/report", "", None)
    with pytest.raises(Refused):
        move(people["colleague"], thing, "verified")
    thing.refresh_from_db()
    thing = change(people["statistician"], thing, {"source": "Statistics office, 2024"}, "", thing.version)
    with pytest.raises(Refused):
        move(people["statistician"], thing, "verified")
    thing = move(people["colleague"], thing, "verified")
    with pytest.raises(Unfit):
        change(people["statistician"], thing, {"source": ""}, "", thing.version)
    client = Client()
    client.force_login(people["colleague"])
    page = client.get(thing.get_absolute_url()).content.decode()
    assert "verified" in page and "Statistics office, 2024" in page and not CAUSAL.search(page)


def test_a_result_says_when_the_data_it_rests_on_were_revised(store: Path, people: dict[str, User]) -> None:
    data = _data("land", [{"year": 2020, "obs_value": 9.0}], LAND)
    cells = {
        "title": "x",
        "country": "KE",
        "indicator": "1.2.1",
        "place_name": "Land",
        "value": "9",
        "period": "2020",
        "dataset": data.serial,
    }
    thing = add(people["statistician"], "result", cells)
    client = Client()
    client.force_login(people["statistician"])
    assert "has this value as it stands here" in client.get(thing.get_absolute_url()).content.decode()
    _data("land", [{"year": 2020, "obs_value": 8.0}], LAND, version=2)
    assert "The data set says 8.0" in client.get(thing.get_absolute_url()).content.decode()


def test_the_page_of_duties_says_what_is_due_and_which_data_serve_several(visitor: Client) -> None:
    page = visitor.get("/monitoring/d/sandoria/duties/?year=2027").content.decode()
    assert "Sandoria (invented): " in page and "ask for its data in 2027" in page and "Of these it writes" in page
    assert "Due in 2027" in page and "Data that serve several duties" in page and "8.5.2" in page
    assert visitor.get("/monitoring/d/sandoria/duties/?place=nowhere").status_code == 404
    assert visitor.get("/monitoring/d/sandoria/duties/?year=abc").status_code == 200


def test_the_page_of_dividends_shows_groups_and_what_isn_t_known_without_a_word_of_causes(visitor: Client) -> None:
    page = visitor.get("/monitoring/d/sandoria/dividends/").content.decode()
    text = re.sub(r"<[^>]+>", " ", page)
    assert "not measured here" in text and "half of them below" in text and not CAUSAL.search(text)
    assert "no places in it" in visitor.get("/monitoring/d/sandoria/dividends/?place=SN-B1").content.decode()
    one = visitor.get("/monitoring/d/sandoria/dividends/?transition=tr5").content.decode()
    assert 'id="tr5"' in one and 'id="tr1"' not in one
    assert visitor.get("/monitoring/d/sandoria/dividends/?transition=tr9").status_code == 404


def _data(name: str, rows: list[dict[str, Any]], places: list[dict[str, Any]], version: int = 1) -> Thing:
    data = Datasets(Path(settings.HOME))
    batch = data.write_batch(name, table_of([{"dataset": name, **row} for row in rows], f"i{version}"))
    side = data.write_side(name, json.dumps(places).encode())
    sources = {"a.csv": Source("x", f"i{version}", batch, len(rows), len(rows), 0)}
    data.write_manifest(Manifest(name, version, "2026-11-23T10:00:00Z", sources=sources, sides={"places": side}))
    return Thing.objects.filter(kind="dataset", key=name).first() or _filed(name)


def _filed(name: str) -> Thing:
    thing = file_dataset(None, name, {"title": name.title()}, audience="public")
    return change(_keeper(), thing, {"country": "KE"}, "", thing.version)


def _keeper() -> User:
    return User.objects.filter(username="keeper").first() or granted(User.objects.create_user("keeper"), "LRG")


def test_an_indicator_s_page_shows_the_spread_within_each_place_above_and_not_only_their_mean(visitor: Client) -> None:
    page = visitor.get("/monitoring/d/sandoria/i/8.5.2/?level=2").content.decode()
    section = page[page.index('id="equity"') :]
    assert "Places differ most within" in section and section.count("<tr>") == 4  # a head and three districts
    assert all(name in section for name in ("Aldermoor", "Brinedale", "Corvane"))
    assert 'id="equity"' not in visitor.get("/monitoring/d/sandoria/i/8.5.2/?level=1").content.decode()


def test_the_secretariat_reads_local_data_and_writes_none(store: Path, people: dict[str, User]) -> None:
    client, sena = Client(), granted(User.objects.create_user("sena"), "SEC")
    client.force_login(sena)
    above, below = (_data(name, [{"year": 2020, "obs_value": 1.0}], LAND) for name in ("land", "city"))
    assert client.get(above.get_absolute_url()).status_code == 200
    for address in (
        "/monitoring/uploads/new/",
        "/monitoring/data-submissions/new/",
        f"{above.get_absolute_url()}change/",
    ):
        assert client.get(address).status_code == 403, address
    cells = {"title": "City", "country": "KE", "below": below.serial, "above": above.serial, "place": "C1"}
    thing = look_at(people["mayor"], add(people["mayor"], "data-submission", cells))
    for state in ("returned", "accepted", "published"):
        with pytest.raises(Refused):
            move(sena, thing, state, "no")


def test_the_demonstration_shows_the_whole_flow_by_the_grant_of_a_local_government(store: Path, settings: Any) -> None:
    from local2030.web.setting_up import _demonstration

    settings.DEMO = True
    name, _password = _demonstration() or ("", "")
    user, client = User.objects.get(username=name), Client()
    assert set(user.grants.values_list("role", flat=True)) == {"SEC", "LRG"}
    client.force_login(user)
    above, below = (
        _data(n, [{"year": 2020, "obs_value": 1.0}], LAND[: 2 - at]) for at, n in enumerate(("land", "city"))
    )
    form = {"title": "City", "country": "KE", "below": below.serial, "above": above.serial, "place": "C1",
            "audience": "coalition", "why": ""}  # fmt: skip
    page = client.post("/monitoring/data-submissions/new/", form)["Location"]
    assert client.post(f"/monitoring/submissions/{page.split('/')[2]}/look/").status_code == 302
    Thing.objects.filter(kind="data-submission").update(made_by=None)  # as the example: nobody accepts his own
    for state in ("accepted", "published"):
        version = Thing.objects.get(kind="data-submission").version
        assert client.post(f"{page}move/{state}/", {"why": "", "version": version}).status_code == 302, state
    assert Datasets(Path(settings.HOME)).versions("land") == (1, 2)


def test_what_was_handed_up_waits_on_the_desk_of_whoever_can_go_on(handed: Thing, people: dict[str, User]) -> None:
    def desk(name: str) -> list[str]:
        return [todo.deed for todo in todo_for(people[name]) if handed.title in todo.deed]

    assert desk("mayor") == [f"Look at the values: {handed.title}"] and desk("statistician") == []
    thing = look_at(people["mayor"], handed)
    assert desk("mayor") == [] and desk("statistician") == [f"Accept: {handed.title}"]
    with pytest.raises(Refused):  # who brought it doesn't accept it
        move(people["mayor"], thing, "accepted")
    thing = move(people["statistician"], thing, "returned", "Of 2021 half is missing.")
    assert desk("mayor") == [f"Submit anew: {handed.title}"]
    thing = move(people["mayor"], thing, "submitted")
    assert desk("mayor") and desk("mayor")[0].startswith(("Look at the values", "Mend what stands in the way"))
    thing = move(people["statistician"], look_at(people["mayor"], thing), "accepted")
    assert desk("colleague") == [f"Publish: {handed.title}"]


def test_a_result_waits_on_the_desk_of_those_who_may_verify_it(store: Path, people: dict[str, User]) -> None:
    cells = {"title": "Okapis", "country": "KE", "indicator": "8.5.2", "place_name": "x", "source": "s", "method": "m",
             "baseline": "1", "value": "2", "period": "2023"}  # fmt: skip
    thing = add(people["statistician"], "result", cells)
    add_evidence(people["statistician"], thing, "Report", "https://example.org/report", "", None)
    assert [t.deed for t in todo_for(people["colleague"]) if "Okapis" in t.deed] == ["Verify: Okapis"]
    assert not [t for t in todo_for(people["statistician"]) if "Okapis" in t.deed]
    move(people["colleague"], thing, "questioned", "Of whom?")
    assert [t.deed for t in todo_for(people["statistician"]) if "Okapis" in t.deed] == ["Report anew: Okapis"]


def test_a_new_store_has_a_town_s_values_that_wait_to_be_accepted(store: Path, people: dict[str, User]) -> None:
    adopt()
    for _twice in range(2):
        file_examples(granted(User.objects.get_or_create(username="keeper")[0], "SEC"))
    thing = Thing.objects.get(kind="data-submission")
    assert (thing.state, thing.fields["taken"], thing.fields["differing"]) == ("checked", 3, 0)
    anybody = granted(User.objects.create_user("everywhere"), "LRG")
    assert any(thing.title in todo.deed for todo in todo_for(anybody))
    move(anybody, move(anybody, thing, "accepted"), "published")
    page = Client().get("/monitoring/d/sandoria/i/8.5.2/?place=SN-B1").content.decode()
    assert "2025" in page and thing.serial in page and "port-merrin" in page


def test_a_place_s_page_is_three_clicks_from_home_and_leads_to_its_duties_and_dividends(visitor: Client) -> None:
    clicks = ("/", "/monitoring/", "/monitoring/d/sandoria/places/", "/monitoring/d/sandoria/p/SN-B1/")
    for here, there in pairwise(clicks):
        assert f'href="{there}"' in visitor.get(here).content.decode(), there
    page = visitor.get(clicks[-1]).content.decode()
    assert "/duties/?place=SN-B1" in page and "/dividends/?place=SN-B1" in page
    peers = page[page.index('id="peers"') :]
    assert "Why" in peers and "Furthest apart" in peers
