"""Every cell of the matrix of rights, walked with real people and real rows."""

from __future__ import annotations

from typing import Any

import pytest
import rights_cells as cells_of
from django.core.exceptions import PermissionDenied
from django.http import Http404

from local2030.web.accounts.matrix import COLUMNS, PUBLIC, matrix, objects
from local2030.web.accounts.models import Grant
from local2030.web.accounts.permissions import READS, ask, may, needs, roles_over, sees, visible
from local2030.web.registry.kinds import kinds
from local2030.web.registry.models import Thing

REGISTERED = sorted({kind.rights for kind in kinds().values()})


def test_every_kind_has_its_row_in_the_matrix() -> None:
    assert set(REGISTERED) <= objects()
    for name in objects():
        assert (name, "read") in matrix()


def test_nobody_may_do_to_a_thing_what_he_may_not_read() -> None:
    order = {"-": 0, "P": 1, "O": 2, "A": 3}
    for (name, deed), row in matrix().items():
        read = matrix()[(name, "read")]
        for role in COLUMNS:
            widest = max(order[read[role]], order[read[PUBLIC]])
            assert order[row[role]] <= widest, (name, deed, role)


def test_a_visitor_may_only_read(db: Any) -> None:
    for (name, deed), row in matrix().items():
        assert row[PUBLIC] in ("P", "-"), (name, deed)
        assert deed in READS or row[PUBLIC] == "-", (name, deed)


@pytest.mark.parametrize("role", COLUMNS)
def test_every_cell_of_the_matrix_holds_for_rows_of_the_registry(db: Any, role: str) -> None:
    readers = cells_of.people(role)
    own_scope = cells_of.SCOPES.get(role, ("country:KE",))[0]
    walked = 0
    for name in REGISTERED:
        kind = cells_of.kinds_of(name)[0]
        rows = {
            (audience, scope): cells_of.thing(kind, scope, audience)
            for audience in ("public", "coalition", "inner")
            for scope in ("", own_scope)
        }
        for who, reader in readers.items():
            seen = set(
                visible(reader, Thing.objects.filter(pk__in=[r.pk for r in rows.values()])).values_list("pk", flat=True)
            )
            for deed, row in ((d, r) for (n, d), r in matrix().items() if n == name):
                for (audience, scope), thing in rows.items():
                    held = role if who in ("own", "other", "everywhere") else PUBLIC
                    expected = cells_of.allows(name, deed, held, who, audience, scope)
                    where = (name, deed, role, who, audience, scope)
                    assert may(reader, deed, thing) is expected, where
                    walked += 1
                    if deed == "read":
                        assert sees(reader, thing) is expected, where
                        assert (thing.pk in seen) is expected, where
                    if not expected:
                        with pytest.raises(PermissionDenied if sees(reader, thing) else Http404):
                            ask(reader, deed, thing)
                assert may(reader, deed, name) is (bool({row[held], row[PUBLIC]} - {"-"})), (name, deed, role, who)
    assert walked > 100


@pytest.mark.parametrize("role", [role for role in COLUMNS if role != PUBLIC])
def test_what_a_person_made_or_was_asked_to_review_is_own(db: Any, role: str) -> None:
    reader, other = cells_of.person(role, cells_of.SCOPES[role][1]), cells_of.person(role, cells_of.SCOPES[role][1])
    for name in REGISTERED:
        kind = cells_of.kinds_of(name)[0]
        made = cells_of.thing(kind, made_by=reader)
        asked = cells_of.thing(kind, reviewer=reader)
        for deed, row in ((d, r) for (n, d), r in matrix().items() if n == name):
            if row[role] == "O":
                assert may(reader, deed, made) is (deed != "review"), (name, deed)
                assert may(reader, deed, asked) is (deed in READS or deed == "review"), (name, deed)
                assert not may(other, deed, made)
                assert not may(other, deed, asked)
        rows = Thing.objects.filter(pk__in=[made.pk, asked.pk])
        if matrix()[(name, "read")][role] == "O":
            assert visible(reader, rows).count() == 2
        assert "owner" in roles_over(reader, made)
        assert "reviewer" in roles_over(reader, asked)


def test_a_reviewer_who_declined_sees_no_more(db: Any) -> None:
    reader = cells_of.person("KSN", "body:ksn")
    application = cells_of.thing("hub-application", reviewer=reader)
    assert sees(reader, application)
    application.reviews.update(declined="no time")
    assert not sees(reader, application)
    assert not visible(reader, Thing.objects.all()).exists()


def test_an_applicant_of_the_same_country_sees_nothing_of_another_application(db: Any) -> None:
    theirs = cells_of.thing("hub-application", "country:KE")
    for role in ("LRG", "HUB", "KSN"):
        reader = cells_of.person(role, "country:KE")
        assert not sees(reader, theirs)
        assert not visible(reader, Thing.objects.all()).exists()
        assert role not in roles_over(reader, theirs)
    assert sees(cells_of.person("RC", "country:KE"), theirs)


def test_several_roles_at_once_add_up_and_each_ends_by_itself(db: Any) -> None:
    reader = cells_of.person("UN", "entity:undp", until=0)
    Grant.objects.create(user=reader, role="RC", scope="country:KE")
    undp, kenya = cells_of.thing("commitment", "entity:undp"), cells_of.thing("commitment", "country:KE")
    assert may(reader, "change", undp)
    assert may(reader, "change", kenya)
    assert roles_over(reader, undp) == {"UN"}
    assert roles_over(reader, kenya) == {"RC"}
    grant = reader.grants.get(role="UN")
    grant.until = cells_of.timezone.localdate() - cells_of.timedelta(days=1)
    grant.user = reader
    grant.save()
    assert not may(reader, "change", undp)
    assert may(reader, "change", kenya)


def test_roles_of_the_whole_coalition_are_held_over_everything(db: Any) -> None:
    application = cells_of.thing("hub-application", "country:KE")
    assert roles_over(cells_of.person("SC", "body:sc"), application) == {"SC"}
    assert roles_over(cells_of.person("UN", "entity:undp"), application) == frozenset()
    assert roles_over(cells_of.person(PUBLIC), application) == frozenset()


def test_what_a_reader_may_see_is_asked_of_the_database_in_one_query_for_any_mix_of_kinds(
    db: Any, django_assert_num_queries: Any
) -> None:
    for n in range(12):
        cells_of.thing(("hub", "event", "commitment")[n % 3], "entity:undp" if n % 2 else "", "inner")
    reader = cells_of.person("UN", "entity:undp")
    with django_assert_num_queries(2):  # the grants, then the rows
        found = list(visible(reader, Thing.objects.all()))
    assert {row.kind for row in found} == {"event", "commitment"}
    with django_assert_num_queries(1):
        list(visible(reader, Thing.objects.all()))


def test_a_deed_that_is_not_in_the_matrix_is_nobodys(db: Any) -> None:
    secretariat = cells_of.person("SEC")
    assert not may(secretariat, "launch", "hub")
    assert not may(secretariat, "read", "moon")
    with pytest.raises(KeyError):
        needs("launch", "hub")


def test_rows_of_a_kind_that_nobody_declared_are_shown_to_nobody(db: Any) -> None:
    row = cells_of.thing("moon", audience="public")
    for role in ("UN", PUBLIC):
        assert not sees(cells_of.person(role), row)
        assert not visible(cells_of.person(role), Thing.objects.all()).exists()


@pytest.mark.parametrize("role", [role for role in COLUMNS if role != PUBLIC])
def test_what_is_kept_in_a_team_is_seen_by_the_cells_of_the_matrix(
    role: str, signed_in: Any, member: Any, send: Any, client: Any
) -> None:
    from web_builders import activity, aid_file

    from local2030.web.marker.models import Programme, Upload

    Grant.objects.filter(user=member).update(scope="entity:undp", role="UN")
    send(signed_in, aid_file(activity("XM-1")), audience="team")  # in Kenya, by somebody of UNDP
    programme, upload = Programme.objects.get(), Upload.objects.get()
    cell = matrix()[("joint programme", "read")][role]
    for scope in ("entity:undp", "country:KE", "entity:unicef", "country:UG", ""):
        reader = cells_of.person(role, scope)
        near = scope in ("entity:undp", "country:KE", "")
        expected = cell == "A" or (cell == "O" and near)
        assert sees(reader, programme) is expected, (role, scope)
        assert visible(reader, Programme.objects.all()).exists() is expected
        client.force_login(reader)
        assert client.get(f"/marker/programmes/{programme.pk}/").status_code == (200 if expected else 404)
        assert client.get(f"/api/v1/marker/programmes/{programme.pk}").status_code == (200 if expected else 404)
        with_file = cell == "A" or (cell == "O" and scope in ("entity:undp", ""))
        assert visible(reader, Upload.objects.all()).exists() is with_file
        assert sees(reader, upload) is with_file
