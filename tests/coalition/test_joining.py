"""Names of a list are joined to entities; what is merely like a name is suggested and never joined."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as some

from local2030.coalition.joining import LIKE_ENOUGH, attendance, join_names, likeness, suggest
from local2030.coalition.records import Entity
from local2030.coalition.stock import first_stock
from local2030.vocabulary.messages import remedy, say

ENTITIES = first_stock().entities
NAMES = [name for e in ENTITIES for name in (e.name, e.full_name, *e.aliases)]


def test_fifteen_names_are_fourteen_entities_and_the_log_has_one_line() -> None:
    joined = join_names(attendance(), ENTITIES)
    assert len(attendance()) == 15
    assert sorted(e.id for e in joined.entities) == sorted(e.id for e in ENTITIES)
    assert [(x.entity, x.name, x.first) for x in joined.log] == [
        ("jsdgf", "Joint SDG Fund (UN DCO)", "Joint SDG Fund"),
    ]
    assert joined.unknown == ()


def test_the_slip_in_the_list_itself_is_suggested_and_no_name_of_the_entity() -> None:
    joined = join_names(attendance(), ENTITIES)
    (found,) = joined.suggestions
    assert (found.name, found.entity) == ("United Nations Human Sttelements Programme", "unhabitat")
    assert LIKE_ENOUGH < found.score < 1


SLIPS = [
    ("UN-Hab1tat", "unhabitat"),
    ("Human Sttelements", "unhabitat"),
    ("United Nations Human Sttelements Programme", "unhabitat"),
    ("FAQ", "fao"),
    ("WH0", "who"),
    ("International Labor Organisation", "ilo"),
]


@pytest.mark.parametrize(("name", "entity"), SLIPS)
def test_a_misread_name_is_suggested_with_its_score_and_not_joined(name: str, entity: str) -> None:
    joined = join_names([name], ENTITIES)
    assert joined.entities == ()
    assert joined.log == ()
    assert joined.suggestions[0].entity == entity
    assert 0.8 <= joined.suggestions[0].score < 1


@pytest.mark.parametrize("name", ["UNECE", "UNCP", "UNIDO", "ICAO", "UNFPA", "World Bank", "United Nations", "UN"])
def test_another_organisation_is_not_taken_for_a_member(name: str) -> None:
    joined = join_names([name], ENTITIES)
    assert (joined.entities, joined.suggestions, joined.unknown) == ((), (), (name,))


SAME = [
    ("un habitat", "unhabitat"),
    ("UN‑HABITAT", "unhabitat"),
    ("  United   Nations Children's Fund (UNICEF) ", "unicef"),
    ("Economic Commission of somewhere (UNECA)", "uneca"),
    ("DCO", "undco"),
]


@pytest.mark.parametrize(("name", "entity"), SAME)
def test_case_hyphens_and_a_known_short_name_in_brackets_are_enough(name: str, entity: str) -> None:
    assert [e.id for e in join_names([name], ENTITIES).entities] == [entity]


def test_a_name_whose_two_parts_mean_two_entities_joins_neither() -> None:
    joined = join_names(["Joint SDG Fund (UNDP)"], ENTITIES)
    assert joined.entities == ()
    assert {x.entity for x in joined.suggestions} == {"jsdgf", "undp"}


def test_a_name_that_two_entities_go_by_is_nobodys() -> None:
    twins = [Entity(id, id, f"{id} long", "", ("Fund",), "") for id in ("a", "b")]
    assert join_names(["Fund"], twins).entities == ()


def test_without_the_alias_the_second_name_of_the_fund_would_only_be_suggested() -> None:
    bare = [Entity(e.id, e.name, e.full_name, e.kind, (), e.note) for e in ENTITIES]
    joined = join_names(attendance(), bare)
    assert joined.log == ()
    assert {x.entity for x in joined.suggestions if x.name == "Joint SDG Fund (UN DCO)"} == {"jsdgf", "undco"}


def test_every_line_has_words() -> None:
    joined = join_names([*attendance(), "FAQ"], ENTITIES)
    for found in (joined.log[0].finding, joined.suggestions[0].finding):
        assert say(found.code, found.values) != found.code
        assert "{" not in say(found.code, found.values)
    assert remedy("entity-name-suggested")
    assert remedy("entity-name-unknown")


ANY_NAME = some.one_of(
    some.sampled_from(NAMES),
    some.sampled_from([name for name, _ in SLIPS]),
    some.text(string.ascii_letters + " ()-01", max_size=30),
)


@given(some.lists(ANY_NAME, max_size=8), some.randoms(use_true_random=False))
def test_the_order_of_a_list_changes_nothing_but_order_and_no_name_is_lost(names: list[str], random: object) -> None:
    one = join_names(names, ENTITIES)
    other = join_names(random.sample(names, len(names)), ENTITIES)  # type: ignore[attr-defined]
    assert {e.id for e in one.entities} == {e.id for e in other.entities}
    assert sorted(map(str, one.suggestions)) == sorted(map(str, other.suggestions))
    joined = sum(len(group) for group in one.names.values())
    assert len(one.log) == joined - len(one.entities)
    told = {n for group in one.names.values() for n in group} | {s.name for s in one.suggestions} | set(one.unknown)
    assert {" ".join(n.split()) for n in names} - {""} <= told


@given(some.sampled_from(NAMES), some.integers(0, 40), some.sampled_from("xw7"))
def test_a_changed_letter_never_joins(name: str, at: int, letter: str) -> None:
    spoiled = name[: at % len(name)] + letter + name[at % len(name) + 1 :]
    if spoiled.casefold() != name.casefold() and "(" not in name:
        assert join_names([spoiled], ENTITIES).entities == ()


@given(some.text(max_size=20), some.text(max_size=20))
def test_likeness_is_between_0_and_1_the_same_both_ways_and_1_for_equals(text: str, other: str) -> None:
    assert 0 <= likeness(text, other) <= 1
    assert likeness(text, other) == pytest.approx(likeness(other, text))
    assert likeness(text, text) == 1


def test_suggestions_come_likest_first() -> None:
    scores = [x.score for x in suggest("UN DCQ", ENTITIES)]
    assert scores == sorted(scores, reverse=True)
    assert scores
