"""The matrix of responsibilities shows what is empty and doubled, and counts what overlaps once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from local2030.coalition.responsibilities import Cell, Duty, Gap, Matrix, PartIn, responsibilities
from local2030.coalition.stock import first_stock

ALL = {"all": ("undp", "fao")}


def _duty(id: str, *parts: PartIn, links: tuple[tuple[str, str], ...] = (), **more: object) -> Duty:
    return Duty(id, "next-step", id, parts, links=links, **more)  # type: ignore[arg-type]


def _report() -> Matrix:
    """The report's own steps, events and bodies."""
    stock = first_stock()
    entities = [e.id for e in stock.entities]
    leads: dict[str, list[PartIn]] = {}
    for lead in stock.event_leads:
        leads.setdefault(lead.event, []).append(PartIn(lead.who, lead.role, lead.certainty))
    links: dict[str, list[tuple[str, str]]] = {}
    for pair in stock.step_links:
        relation = "overlaps" if pair.relation == "differs" else pair.relation
        links.setdefault(pair.step, []).append((relation, pair.other))
    steps = [
        Duty(
            s.id, "next-step", s.what,
            (*(PartIn(a, "lead", "identified") for a in s.leads), *(PartIn(a, "partner") for a in s.partners)),
            (s.outcome,), tuple(links.get(s.id, ())), needs_lead=True,
        )
        for s in stock.next_steps
    ]  # fmt: skip
    events = [
        Duty(id, "event", id, tuple(leads.get(id, ())), needs_lead=True)
        for id in ("ffd4", "hlpf-2025", "cop30", "unfss4", "wssd2")
    ]
    bodies = [Duty(b.id, "body", b.name, tuple(PartIn(a, "lead") for a in b.leads)) for b in stock.bodies]
    outcomes = [Duty(o.id, "outcome", o.title) for o in stock.outcomes]
    groups = {"all-members": entities, "each-member": entities}
    return responsibilities(entities, [*outcomes, *steps, *events, *bodies], groups)


def test_the_report_leaves_steps_and_one_event_without_a_lead() -> None:
    gaps = {(gap.id, gap.why) for gap in _report().empty}
    assert {id for id, why in gaps if why == "no-lead"} == {"NS01", "NS03", "NS13", "NS16", "hlpf-2025"}
    assert {id for id, why in gaps if why == "lead-only-suggested"} == {"cop30", "unfss4", "wssd2"}


def test_entities_that_the_report_gives_nothing_of_their_own_are_listed() -> None:
    idle = {gap.id for gap in _report().empty if gap.why == "entity-without-own-part"}
    assert idle == {"unep", "uneca", "who", "unhcr", "unicef", "iom", "eosg"}


def test_the_report_doubles_leads_and_overlapping_steps() -> None:
    doubled = {(found.ids, found.why) for found in _report().doubled}
    assert (("NS04", "NS15"), "overlapping-things") in doubled
    assert (("NS06", "NS16"), "overlapping-things") in doubled
    assert {ids for ids, why in doubled if why == "several-leads"} == {
        ("NS10",), ("ffd4",), ("wssd2",), ("tf-capacity",), ("eg-marker",),
    }  # fmt: skip


def test_fourteen_entities_and_the_fund_counts_overlapping_flagship_steps_once() -> None:
    matrix = _report()
    assert len(matrix.entities) == 14
    assert matrix.cells["jsdgf", "NS06"] == Cell("partner", "")
    # NS06 and NS16 are one; NS11, NS12 and the Expert Group are three more.
    assert matrix.counts["jsdgf"] == 4
    assert matrix.counts["undesa"] == 4  # NS02, NS08, the social summit, the Task Force


def test_a_part_through_a_group_is_a_cell_but_nobodys_own() -> None:
    matrix = responsibilities(["undp", "fao"], [_duty("a", PartIn("all", "partner", "accepted"))], ALL)
    assert matrix.cells["undp", "a"] == Cell("partner", "identified", ("all",))
    assert not matrix.cells["undp", "a"].accepted
    assert matrix.counts == {"undp": 0, "fao": 0}


def test_own_and_surer_parts_win_the_cell() -> None:
    parts = (PartIn("all", "lead"), PartIn("undp", "partner", "suggested"), PartIn("undp", "partner", "accepted"))
    cell = responsibilities(["undp", "fao"], [_duty("a", *parts)], ALL).cells["undp", "a"]
    assert (cell.role, cell.accepted, cell.through) == ("partner", True, ())


def test_an_outcome_is_answered_for_through_what_serves_it() -> None:
    duties = [
        Duty("O1", "outcome", "O1"),
        _duty("a", PartIn("undp", "partner"), serves=("O1",)),
        _duty("b", PartIn("undp", "lead", "accepted"), serves=("O1",)),
    ]
    assert responsibilities(["undp"], duties).cells["undp", "O1"] == Cell("lead", "accepted", ("a", "b"))


def test_what_has_ended_is_no_gap() -> None:
    matrix = responsibilities(["undp"], [_duty("a", needs_lead=True, ended=True)])
    assert matrix.empty == (Gap("undp", "entity-without-own-part"),)
    assert matrix.duties == ()


@pytest.mark.parametrize("relation", ["feeds", "uses", "related", "contradicts"])
def test_other_links_double_nothing(relation: str) -> None:
    duties = [_duty("a", PartIn("undp", "lead"), links=((relation, "b"),)), _duty("b", PartIn("undp", "lead"))]
    matrix = responsibilities(["undp"], duties)
    assert matrix.doubled == ()
    assert matrix.counts["undp"] == 2


ACTORS = some.sampled_from(["undp", "fao", "ilo", "all", "stranger"])
PARTS = some.lists(some.builds(PartIn, ACTORS, some.sampled_from(["lead", "partner"])), max_size=3).map(tuple)
DUTIES = some.lists(PARTS, max_size=6).map(lambda parts: [_duty(f"d{n}", *p) for n, p in enumerate(parts)])


@given(DUTIES)
def test_writing_everything_a_second_time_as_the_same_changes_no_count(duties: list[Duty]) -> None:
    entities = ["undp", "fao", "ilo"]
    copies = [_duty(f"copy-{d.id}", *d.parts, links=(("same-as", d.id),)) for d in duties]
    once, twice = responsibilities(entities, duties, ALL), responsibilities(entities, [*duties, *copies], ALL)
    assert once.counts == twice.counts
    assert all(count <= len(duties) for count in twice.counts.values())


@given(DUTIES)
def test_every_cell_belongs_to_an_entity_and_a_thing(duties: list[Duty]) -> None:
    matrix = responsibilities(["undp", "fao"], duties, ALL)
    ids = {d.id for d in duties}
    assert all(entity in matrix.entities and thing in ids for entity, thing in matrix.cells)
