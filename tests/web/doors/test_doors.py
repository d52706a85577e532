"""Every cell of the matrix of rights through every door: page, form, API, file out and in, search, history, moves.

What is expected comes from the table and from `rights_cells.allows`, never from the code that decides. A visitor who
may know of a thing is asked to sign in where he would have to be somebody; who is signed in is refused.

On PostgreSQL the doors of one object of each subject are walked: they are the same code for all of it, and that each cell
holds for rows of that database is asked by `test_web_rights`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import engines
import pytest
import rights_cells as cells_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from rights_cells import allows
from web_builders import activity, aid_file

from local2030.methods.stages import moves_from
from local2030.web.accounts.matrix import COLUMNS, EVERYWHERE, PUBLIC, matrix
from local2030.web.accounts.models import Grant, User
from local2030.web.accounts.permissions import READS
from local2030.web.exchange.bringing_in import apply_by_job
from local2030.web.exchange.models import Import
from local2030.web.history.chain import append
from local2030.web.jobs.deeds import Refused
from local2030.web.jobs.models import Job
from local2030.web.marker.models import Programme, Upload
from local2030.web.registry.kinds import kind_of, kinds, stages_of
from local2030.web.registry.models import Thing
from local2030.web.search.indexing import file_away

pytestmark = pytest.mark.django_db

# One kind for each object; all doors of things are the same code for all kinds.
KIND = {
    "hub application": "hub-application", "hub": "hub", "event": "event", "workplan": "deliverable",
    "commitment": "next-step", "registry": "body", "offer": "offer", "local government": "local-government",
    "cooperation framework": "cooperation-framework", "local input": "local-input",
    "funding prospect": "prospect", "joint programme": "joint-programme", "money window": "window", "window proposal": "window-proposal",
    "marker rubric": "rubric-bill", "marker assessment": "marker-assessment", "local data": "dataset", "result": "result",
}  # fmt: skip
ONE_EACH = {kind_of(code).subject: name for name, code in reversed(KIND.items())}  # the first object of each subject
WALKED_HERE = [name for name in KIND if not engines.POSTGRESQL or name in ONE_EACH.values()]
GENERIC = ("read", "export", "add", "change")
MOVES = "moves of its stages, walked below"
# Where each deed that isn't one of the four has its door; all are walked in this file.
OTHER_DOORS = {
    ("commitment", "report"): "evidence", ("event", "report"): "evidence",
    ("commitment", "decide"): MOVES, ("commitment", "close"): MOVES, ("workplan", "decide"): MOVES,
    ("hub", "decide"): MOVES, ("hub application", "decide"): "/coalition/applications/S/decide/",
    ("hub application", "screen"): "/coalition/applications/S/screen/",
    ("hub application", "assign"): "/coalition/applications/S/reviewers/",
    ("hub application", "review"): "/coalition/reviews/N/", ("hub application", "nominate"): "/coalition/apply/nominate/",
    ("hub application", "apply"): "/coalition/apply/",
    ("joint programme", "read"): "marker", ("joint programme", "export"): "marker", ("joint programme", "add"): "marker",
    ("joint programme", "change"): "marker", ("joint programme", "contest"): "marker",
    ("joint programme", "retract"): "marker", ("joint programme", "stop"): "marker",
    ("marker rubric", "read"): "marker", ("users", "read"): "people", ("users", "manage"): "people",
    ("audit", "read"): "history", ("audit", "export"): "history",
    # tests/web/marker_expert_group walks the rounds.
    ("marker rubric", "comment"): "/marker/rounds/S/answer/", ("marker rubric", "decide"): MOVES,
    # tests/web/marker_windows walks these.
    ("money window", "simulate"): "windows", ("money window", "decide"): MOVES, ("window proposal", "decide"): MOVES,
    ("tranche advice", "read"): "windows", ("tranche advice", "export"): "windows",
    ("tranche advice", "decide"): "windows", ("allocation scenario", "read"): "windows",
    ("allocation scenario", "export"): "windows", ("allocation scenario", "add"): "windows",
    ("marker rubric", "set thresholds"): "windows",
    # tests/web/marker_assessing walks these.
    ("marker assessment", "claim"): "assessing", ("marker assessment", "assign"): "assessing",
    ("marker assessment", "contest"): "assessing", ("marker assessment", "review"): "assessing",
    ("marker assessment", "screen"): MOVES,
    # tests/web/monitoring/test_data_flow.py walks these.
    ("local data", "approve"): MOVES, ("result", "approve"): MOVES,
}  # fmt: skip
# Rows of the matrix that have no door yet. Whoever builds one takes its line away here.
WAITING = {
    "selection run": "selection of Flagships isn't built", "roster": "the roster of experts isn't built",
    "flagship": "Flagships are no kind yet",
    "knowledge item": "knowledge items are no kind yet", "talking point": "talking points are no kind yet",
    "insight": "insights are no kind yet",
    ("marker assessment", "comment"): "who disagrees contests; remarks without a claim aren't built",
    ("joint programme", "supersede"): "superseding is the import's own deed; no form of it",
    ("hub application", "comment"): "comments of Resident Coordinators aren't built",
    ("workplan", "suggest"): "suggestions aren't built", ("users", "export"): "people aren't taken out as a list",
}  # fmt: skip


def test_each_row_of_the_matrix_has_a_door_that_is_walked_or_is_known_to_wait() -> None:
    for name, deed in matrix():
        walked = (name in KIND and deed in GENERIC) or (name, deed) in OTHER_DOORS
        waits = name in WAITING or (name, deed) in WAITING
        assert walked != waits, (name, deed)
    known = {(n, d) for n, d in matrix()} | {n for n, _d in matrix()}
    assert set(WAITING) | set(OTHER_DOORS) <= known
    assert set(KIND) == {kind.rights for kind in kinds().values()}
    for name in WAITING:
        assert isinstance(name, tuple) or not cells_of.kinds_of(name), f"{name} is built: walk its doors"


class Reader:
    """Somebody at the doors: the role that counts today, how near he is, his browser."""

    def __init__(self, role: str, who: str, user: Any) -> None:
        self.role = role if who in ("own", "other", "everywhere") else PUBLIC
        self.named, self.who, self.user, self.client = f"{role} {who}", who, user, Client()
        if role != PUBLIC:
            self.client.force_login(user)
        self.is_visitor = role == PUBLIC

    def may(self, name: str, deed: str, thing: Thing) -> bool:
        audience, scope = thing.audience, thing.own_scope  # type: ignore[attr-defined]
        own = scope == cells_of.SCOPES.get(self.named.partition(" ")[0], ("",))[0]
        return allows(name, deed, self.role, self.who, audience, scope if own else "")

    def may_at_all(self, name: str, deed: str) -> bool:
        row = matrix().get((name, deed))  # what no row grants, nobody may
        return row is not None and bool({row[self.role], row[PUBLIC]} - {"-"})


def things_for(kind: str, role: str) -> list[Thing]:
    """Public, for members, inner in the role's own scope, inner without any scope; filed for search, with a history."""
    own = cells_of.SCOPES.get(role, ("country:KE",))[0]
    found = []
    for audience, scope in (("public", ""), ("coalition", ""), ("inner", own), ("inner", "")):
        row = cells_of.thing(kind, scope, audience)
        stages = stages_of(kind)
        Thing.objects.filter(pk=row.pk).update(
            state=stages.start if stages else "",
            serial=f"{kind_of(kind).prefix}-{row.number}",
            title=f"Okapi {row.number}",
        )
        row = Thing.objects.get(pk=row.pk)
        append(by=None, deed="add", kind=kind, id=row.serial, after={"title": row.title}, why=f"why-{row.number}",
               audience=audience)  # fmt: skip
        row.own_scope = scope  # type: ignore[attr-defined]
        found.append(row)
    file_away(found)
    return found


def content(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def refused(reader: Reader, seen: bool, *, api: bool = False) -> int:
    """What is answered to who may not: nothing is there, sign in, or no."""
    if not seen and not (api and reader.is_visitor):
        return 404
    return (401 if api else 302) if reader.is_visitor else 403


# Who stands before which thing, and whether he tries all its doors or the quick ones: enough to tell A, O, P and none
# from each other, and a role that has ended from one that is held.
BEFORE = (
    ("own", "inner", True, True), ("own", "coalition", False, False), ("other", "inner", True, True),
    ("everywhere", "inner", False, False), ("ended", "inner", True, False), ("ended", "coalition", False, False),
    ("visitor", "public", False, True), ("visitor", "coalition", False, False), ("visitor", "inner", False, True),
)  # fmt: skip


@pytest.mark.parametrize("name", WALKED_HERE)
def test_every_cell_through_every_door_of_things(name: str) -> None:
    kind, walked = kind_of(KIND[name]), 0
    for role in COLUMNS:
        rows = things_for(kind.code, role)
        serials = {row.serial for row in rows}
        for reader in [Reader(role, who, user) for who, user in cells_of.people(role).items() if who != "future"]:
            if reader.who != "everywhere":
                seen = {row.serial for row in rows if reader.may(name, "read", row)}
                taken = {row.serial for row in rows if reader.may(name, "export", row)} & seen
                walked += _lists(reader, kind, name, serials, seen, taken)
            if reader.who in ("own", "visitor"):
                walked += _adding(reader, kind, name)
            for who, audience, scoped, whole in BEFORE:
                row = next(r for r in rows if (r.audience, bool(r.own_scope)) == (audience, scoped))  # type: ignore[attr-defined]
                if who == reader.who:
                    walked += _one(reader, kind, name, row, whole)
        Thing.objects.filter(pk__in=[row.pk for row in rows]).delete()
    assert walked > 300


def _lists(reader: Reader, kind: Any, name: str, serials: set[str], seen: set[str], taken: set[str]) -> int:
    """The list as page, in the API, as files; what is found and counted."""
    base, get = f"/{kind.subject}/{kind.slug}/", reader.client.get
    page = get(base).content.decode()
    assert {s for s in serials if s in page} == seen, (name, reader.named, "list")
    listed = get(f"/api/v1/{kind.subject}/{kind.slug}").json()
    assert {t["serial"] for t in listed["things"]} == seen and listed["count"] == len(seen), (name, reader.named, "api")
    if reader.who in ("own", "visitor"):
        assert get(f"/api/v1/{kind.subject}/things?kind={kind.code}").json()["count"] == len(seen)
    if reader.who == "ended":
        return 2
    found = get("/search/?q=okapi").content.decode()
    assert {s for s in serials if s in found} == seen, (name, reader.named, "search")
    for ending in ("csv", "json") if reader.who in ("own", "visitor") else ("csv",):
        answer = get(f"{base[:-1]}.{ending}")
        if not reader.may_at_all(name, "export"):
            assert answer.status_code == (302 if reader.is_visitor else 403), (name, reader.named, ending)
        else:
            text = content(answer)
            assert {s for s in serials if s in text} == taken, (name, reader.named, ending)
    return 6


def _adding(reader: Reader, kind: Any, name: str) -> int:
    """The form for a new thing, the API's way to it, and a file of new ones."""
    may = reader.may_at_all(name, "add")
    base = f"/{kind.subject}/{kind.slug}/"
    no, no_api = (302, 401) if reader.is_visitor else (403, 403)
    assert reader.client.post(f"{base}new/", {"title": ""}).status_code == (422 if may else no), (
        name,
        reader.named,
        "add",
    )
    given = {"kind": kind.code, "values": {}}
    for address in (kind.slug, "things"):
        answer = reader.client.post(f"/api/v1/{kind.subject}/{address}", given, "application/json")
        assert answer.status_code == (422 if may else no_api), (name, reader.named, "add", answer.content)
    brings = may or reader.may_at_all(name, "change")
    assert reader.client.get(f"{base}import/").status_code == (200 if brings else no), (name, reader.named, "import")
    return 4


def _one(reader: Reader, kind: Any, name: str, row: Thing, whole: bool) -> int:
    """Each door of one thing. `whole`: those with forms as well."""
    client, page, api = reader.client, f"/things/{row.serial}/", f"/api/v1/{kind.subject}/{kind.slug}/{row.serial}"
    seen, changes = reader.may(name, "read", row), reader.may(name, "change", row)
    reports = reader.may(name, "report", row) if (name, "report") in matrix() else changes
    no, no_api, there = refused(reader, seen), refused(reader, seen, api=True), 200 if seen else 404
    old = {"values": {"title": "x"}, "version": 0}
    doors = [
        ("page", client.get(page), there),
        ("api", client.get(api), there),
        ("change by api", client.patch(api, old, "application/json"), 412 if changes else no_api),
        ("evidence by api", client.post(f"{api}/evidence", {}, "application/json"), 422 if reports else no_api),
    ]
    if whole:
        bad = {"to": "nowhere"}
        doors += [
            ("api of any kind", client.get(f"/api/v1/{kind.subject}/things/{row.serial}"), there),
            ("history", client.get(f"{api}/history"), there),
            ("change", client.post(f"{page}change/", {"title": "", "version": 0}), 422 if changes else no),
            ("part", client.post(f"{page}parts/", {"role": ""}), 422 if changes else no),
            ("tie", client.post(f"{page}links/", {"relation": ""}), 422 if changes else no),
            ("evidence", client.post(f"{page}evidence/", {"what": ""}), 422 if reports else no),
            ("move by api", client.post(f"{api}/moves", bad, "application/json"), no_api if reader.is_visitor else 409 if seen else 404),
        ]  # fmt: skip
    for door, answer, expected in doors:
        where = (name, reader.named, row.audience, row.own_scope, door)  # type: ignore[attr-defined]
        assert answer.status_code == expected, where
        if expected in (403, 404):
            assert row.title not in answer.content.decode(), where
    return len(doors)


@pytest.mark.parametrize(
    ("name", "deed", "address"),
    [
        ("audit", "read", "/history/"), ("audit", "export", "/history/history.csv"), ("users", "read", "/people/"),
        ("users", "manage", "/people/invite/"), ("joint programme", "add", "/marker/uploads/new/"),
        ("joint programme", "add", "/marker/uploads/"), ("hub application", "nominate", "/coalition/apply/nominate/"),
    ],
)  # fmt: skip
def test_pages_for_some_roles_only_open_to_them_and_to_nobody_else(name: str, deed: str, address: str) -> None:
    for role in COLUMNS:
        for who, user in cells_of.people(role).items():
            reader = Reader(role, who, user)
            status = reader.client.get(address).status_code
            expected = 200 if reader.may_at_all(name, deed) else 302 if reader.is_visitor else 403
            assert status == expected, (name, deed, reader.named)


def test_the_rubric_is_open_to_everybody_and_applying_too() -> None:
    for role in COLUMNS:
        for who, user in cells_of.people(role).items():
            for address in ("/marker/rubric/", "/coalition/apply/"):
                assert Reader(role, who, user).client.get(address).status_code == 200, (role, who, address)


@pytest.mark.parametrize(
    ("deed", "state", "address"),
    [("screen", "submitted", "screen/"), ("assign", "screened", "reviewers/"), ("decide", "recommended", "decide/")],
)
def test_an_application_is_judged_by_those_alone_whom_the_table_names(deed: str, state: str, address: str) -> None:
    for role in COLUMNS:
        inside = things_for("hub-application", role)[2]
        Thing.objects.filter(pk=inside.pk).update(state=state)
        for who, user in cells_of.people(role).items():
            reader = Reader(role, who, user)
            page = f"/coalition/applications/{inside.serial}/{address}"
            may, seen = reader.may("hub application", deed, inside), reader.may("hub application", "read", inside)
            for method in ("get", "post"):
                status = getattr(reader.client, method)(page).status_code
                if reader.is_visitor:
                    assert status == 302, (deed, reader.named)
                else:
                    expected = (
                        {200, 404, 409, 422} if may and method == "post" else {200} if may else {403 if seen else 404}
                    )
                    assert status in expected, (deed, reader.named, method, status)


def test_a_review_is_opened_by_whoever_was_asked_and_by_nobody_else() -> None:
    asked = cells_of.person("KSN", "body:ksn")
    application = cells_of.thing("hub-application", reviewer=asked)
    address = f"/coalition/reviews/{application.reviews.get().pk}/"
    for role in COLUMNS:
        for who, user in cells_of.people(role).items():
            expected = 302 if role == PUBLIC else 404
            assert Reader(role, who, user).client.get(address).status_code == expected, (role, who)
    assert Reader("KSN", "own", asked).client.get(address).status_code == 200


@pytest.mark.parametrize("code", [c for c, kind in kinds().items() if kind.stages and kind.rights in WALKED_HERE])
def test_each_move_is_made_by_the_roles_that_its_stages_name_and_by_nobody_else(code: str) -> None:
    stages, kind = stages_of(code), kind_of(code)
    assert stages is not None
    for role in [role for role in COLUMNS if role != PUBLIC]:
        inside = things_for(code, role)[2]
        own, other = (cells_of.person(role, scope) for scope in cells_of.SCOPES[role])
        for user, who in ((own, "own"), (other, "other")):
            reader = Reader(role, who, user)
            seen = reader.may(kind.rights, "read", inside)
            fits = role in EVERYWHERE or (who == "own" and cells_of.own_by_scope(kind.rights, "change", role))
            for state, move in {move.to: (s, move) for s in stages.states for move in moves_from(stages, s)}.values():
                with transaction.atomic():
                    Thing.objects.filter(pk=inside.pk).update(state=state)
                    answer = reader.client.post(
                        f"/api/v1/{kind.subject}/{kind.slug}/{inside.serial}/moves", {"to": move.to}, "application/json"
                    )
                    transaction.set_rollback(True)
                where = (code, role, who, state, move.to, answer.status_code)
                if not seen:
                    assert answer.status_code == 404, where
                elif role in move.who and fits:
                    assert answer.status_code in (200, 409, 422), where
                    assert "not-your-role" not in answer.content.decode(), where
                else:
                    assert (answer.status_code, answer.json()["reason"]) == (403, "not-your-role"), where


# What the stages let somebody do though the matrix has no deed for it: to be settled by whoever owns the matrix.
UNSETTLED = {("body", "SC"): "the Committee mandates and ends bodies; the registry has no deed of deciding"}


def test_who_moves_a_thing_has_some_right_over_it_beyond_reading() -> None:
    for code, kind in kinds().items():
        for move in stages_of(code).moves if kind.stages else ():  # type: ignore[union-attr]
            for role in set(move.who) - {"owner", "system", "reviewer", "mover"}:
                deeds = {
                    d for (n, d), row in matrix().items() if n == kind.rights and d not in READS and row[role] != "-"
                }
                assert bool(deeds) is ((code, role) not in UNSETTLED), (code, move.to, role)


@pytest.mark.parametrize("role", ["SEC", "UN", "RC", "HUB", "KSN", "WG"])
def test_a_file_is_not_applied_for_somebody_who_lost_the_right_since_he_sent_it(role: str) -> None:
    inside = things_for("next-step", role)[2]
    user = cells_of.person(role, cells_of.SCOPES[role][0])
    client = Reader(role, "own", user).client
    rows = f"serial,version,title\n{inside.serial},{inside.version},Taken over\n,,Brand new\n".encode()
    sent = client.post("/coalition/next-steps/import/", {"file": SimpleUploadedFile("steps.csv", rows)})
    assert sent.status_code == 302, sent.status_code
    row = Import.objects.get()
    assert row.counts["change"] == 1 and row.counts["add"] == 1, (row.counts, row.findings)
    user.grants.update(until=timezone.localdate() - timedelta(days=1))
    late = client.post(f"{sent.headers['Location']}apply/", {"why": "x"})
    assert late.status_code in (403, 404, 409, 422), late.status_code
    Import.objects.filter(pk=row.pk).update(state="applying")  # and if it had been a job by then
    with pytest.raises(Refused):
        apply_by_job(Job(target=row.pk, by=User.objects.get(pk=user.pk)), None)
    assert not Thing.objects.filter(title__in=("Taken over", "Brand new")).exists()
    assert Import.objects.get().state != "done"


def test_programmes_of_a_team_through_the_doors_of_the_marker(member: User, signed_in: Client, send: Any) -> None:
    Grant.objects.filter(user=member).update(scope="entity:undp", role="UN")
    send(signed_in, aid_file(activity("XM-1", "Okapi wells")), audience="team")
    programme, upload = Programme.objects.get(), Upload.objects.get()
    for role in COLUMNS:
        scopes = (
            {"own": "entity:undp", "other": "entity:other", "ended": "entity:undp"}
            if role != PUBLIC
            else {"visitor": ""}
        )
        for who, scope in scopes.items():
            user = cells_of.person(role, scope, since=-9, until=-1 if who == "ended" else None)
            reader = Reader(role, who, user)
            get = reader.client.get

            def near(deed: str, role: str = role, who: str = who) -> bool:
                cell = matrix()[("joint programme", deed)][role]
                return who != "ended" and (cell == "A" or (cell == "O" and who == "own"))

            where, there = (reader.named,), 200 if near("read") else 404
            base = f"/marker/programmes/{programme.pk}/"
            for address in (base, f"{base}score.json", f"{base}score.csv", f"/api/v1/marker/programmes/{programme.pk}"):
                assert get(address).status_code == there, (*where, address)
            for address in ("/marker/", "/marker/portfolio.csv", "/api/v1/marker/programmes", "/search/?q=okapi", "/"):
                assert ("XM-1" in content(get(address)) or "Okapi wells" in content(get(address))) is near("read"), (
                    *where,
                    address,
                )
            no = 302 if reader.is_visitor else 403
            contest = reader.client.get(f"{base}actors/0/wrong/").status_code
            at_all = reader.may_at_all("joint programme", "contest")
            assert contest == (200 if near("contest") else (403 if near("read") else 404) if at_all else no), (
                *where,
                contest,
            )
            sent = get(f"/marker/uploads/{upload.pk}/").status_code
            may_add = reader.may_at_all("joint programme", "add")
            assert sent == (200 if near("read") and may_add else 404 if may_add else no), (*where, sent)
            for address in (f"/marker/uploads/{upload.pk}/again/", f"/marker/jobs/{upload.job_id}/stop/"):
                status = reader.client.post(address).status_code
                deed = "change" if "again" in address else "stop"
                if deed == "stop" or not near(deed):
                    allowed = deed == "stop" and matrix()[("joint programme", "stop")][role] == "A" and who != "ended"
                    assert status in ((302,) if allowed else (no, 403, 404)), (*where, address, status)
