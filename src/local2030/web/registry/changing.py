"""The only way in which things change: each deed asks the right, changes the row and writes its line of history at once.

A deed names why. Whoever changes a thing says which version was read: if another came first, nothing is changed and
`Outdated` says so. A refused move raises `Refused` with the reason and what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date
from typing import Any

from django.db import transaction
from django.utils import timezone

from local2030.methods.stages import (
    SYSTEM,
    Facts,
    Refusal,
    ReviewFact,
    automatic_move,
    due_of,
    moves_from,
    refusal,
)
from local2030.vocabulary.findings import Finding
from local2030.web.accounts.belonging import PARTNER
from local2030.web.accounts.matrix import row_of
from local2030.web.accounts.permissions import ask, roles_over, visible
from local2030.web.history.chain import append
from local2030.web.registry import drafts
from local2030.web.registry.cells import STANDARD, clean, columns_of
from local2030.web.registry.kinds import Kind, kind_of, named, stages_of
from local2030.web.registry.models import Counter, Evidence, Link, Part, ScopeOf, Thing
from local2030.web.search.indexing import file_away

BESIDE = frozenset({"partner"})  # roles of actors who answer for nothing
BOTH_WAYS = frozenset({"overlaps", "same-as", "related", "contradicts"})


class Unfit(Exception):
    """What was handed in can't be kept; `findings` say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(", ".join(found.code for found in self.findings))


class Outdated(Exception):
    """Somebody else changed the thing since it was read; `thing` is as it is now."""

    def __init__(self, thing: Thing) -> None:
        self.thing = thing
        super().__init__(thing.serial)


class Refused(Exception):
    """A move that the stages don't allow now: `refusal` has the reason and what is missing."""

    def __init__(self, refused: Refusal) -> None:
        self.refusal = refused
        super().__init__(refused.reason)


@transaction.atomic
def add(
    reader: Any,
    kind_code: str,
    cells: Mapping[str, Any],
    why: str = "",
    *,
    key: str = "",
    deed: str = "add",
    parts: Iterable[tuple[Thing, str, str]] = (),
    source: str = "",
) -> Thing:
    """A new thing. `parts`: (actor, role, certainty). `reader` None is the platform itself. Raises `Unfit`."""
    kind = kind_of(kind_code)
    draft = drafts.read(kind, cells, reader=reader)
    if not draft.is_fit:
        raise Unfit(draft.findings)
    now = timezone.now()
    thing = Thing(
        kind=kind.code, key=key, source=source, made=now, changed=now, state_since=now, audience=kind.audience
    )
    put(thing, draft.values)
    thing.made_by = reader if getattr(reader, "is_authenticated", False) else None
    thing.number, thing.serial = next_numbers(kind, 1)
    stages = stages_of(kind.code)
    if stages is not None:
        thing.state, thing.state_due = stages.start, due_of(stages, stages.start, now.date())
    thing.save()
    for actor, role, certainty in parts:
        Part.objects.create(thing=thing, actor=actor, role=role, certainty=certainty)
    set_scopes(thing)
    if reader is not None:
        ask(reader, deed, thing)
    append(
        by=by(reader),
        deed=deed,
        kind=kind.code,
        id=thing.serial,
        before={},
        after=seen(thing),
        why=why,
        audience=thing.audience,
    )
    file_away([thing])
    return thing


@transaction.atomic
def change(
    reader: Any,
    thing: Thing,
    cells: Mapping[str, Any],
    why: str,
    version: int,
    *,
    allowed: frozenset[str] | None = None,
) -> Thing:
    """The thing with other values in the columns that are given; what isn't given stays."""
    thing = locked(thing)
    ask(reader, "change", thing)
    if thing.version != version:
        raise Outdated(thing)
    kind = kind_of(thing.kind)
    if allowed is None and kind.written_in and thing.state not in kind.written_in:
        raise Unfit([Finding("thing-closed", "error", values={"serial": thing.serial})])
    draft = drafts.read(kind, cells, whole=False, allowed=allowed, reader=reader)
    if not draft.is_fit:
        raise Unfit(draft.findings)
    before = seen(thing)
    put(thing, without_hidden(reader, thing, draft.values))
    _keep(reader, thing, before, "change", why)
    return thing


@transaction.atomic
def move(
    reader: Any,
    thing: Thing,
    to: str,
    why: str = "",
    version: int | None = None,
    cells: Mapping[str, Any] | None = None,
) -> Thing:
    """The thing in another state. `cells`: columns that this move sets, such as a gap note or the day of a signature.

    `reader` None is the platform, for moves by date. Raises `Refused`, `Outdated`, `Unfit`.
    """
    thing = locked(thing)
    stages = stages_of(thing.kind)
    if reader is not None:
        ask(reader, "read", thing)
    if version is not None and thing.version != version:
        raise Outdated(thing)
    if stages is None:
        raise Refused(Refusal("not-a-move", (to,)))
    before = seen(thing)
    chosen = next((found for found in moves_from(stages, thing.state) if found.to == to), None)
    if cells and chosen is not None:
        draft = drafts.read(kind_of(thing.kind), cells, whole=False, allowed=frozenset(chosen.sets), reader=reader)
        if not draft.is_fit:
            raise Unfit(draft.findings)
        put(thing, draft.values)
    today = timezone.now().date()
    refused = refusal(stages, thing.state, to, roles_in(reader, thing), facts_of(thing), today, why)
    if refused is not None:
        raise Refused(refused)
    was, thing.state = thing.state, to
    thing.state_since, thing.moved_by = timezone.now(), by(reader)
    thing.state_due = due_of(stages, to, today)
    if follows := kind_of(thing.kind).moved:
        named(follows)(reader, thing, was, why)
    _keep(reader, thing, before, "move", why)
    return thing


@transaction.atomic
def add_evidence(
    reader: Any, thing: Thing, what: str, address: str, quote: str, day: date | None, why: str = ""
) -> Evidence:
    """A piece of evidence for the thing."""
    thing = locked(thing)
    if reader is not None:
        ask(reader, evidence_deed(thing), thing)
    item = Evidence.objects.create(
        thing=thing,
        what=clean(what)[:500],
        address=address,
        quote=clean(quote),
        day=day,
        by=by(reader),
        at=timezone.now(),
    )
    _touch(reader, thing, "add-evidence", {"what": item.what, "address": address, "quote": item.quote}, why)
    return item


@transaction.atomic
def withdraw_evidence(reader: Any, item: Evidence, why: str) -> None:
    """Takes evidence out of account; it stays readable with the reason."""
    thing = locked(item.thing)
    ask(reader, evidence_deed(thing), thing)
    item.withdrawn = clean(why)[:500] or "-"
    item.save(update_fields=["withdrawn"])
    _touch(reader, thing, "withdraw-evidence", {"what": item.what}, why)


@transaction.atomic
def set_part(reader: Any, thing: Thing, actor: Thing, role: str, certainty: str, why: str = "", note: str = "") -> Part:
    """An actor's part in the thing, or its certainty anew."""
    thing = locked(thing)
    if reader is not None:
        ask(reader, "change", thing)
    part, _made = Part.objects.update_or_create(
        thing=thing, actor=actor, role=role, defaults={"certainty": certainty, "note": clean(note)[:300]}
    )
    set_scopes(thing)
    _touch(reader, thing, "set-part", {"actor": actor.serial, "role": role, "certainty": certainty}, why, actor)
    return part


@transaction.atomic
def tie(reader: Any, thing: Thing, other: Thing, relation: str, note: str = "", why: str = "") -> Link:
    """Ties the thing to another one."""
    thing = locked(thing)
    if reader is not None:
        ask(reader, "change", thing)
        ask(reader, "read", other)
    link, _made = Link.objects.get_or_create(
        thing=thing, other=other, relation=relation, defaults={"note": clean(note)[:500]}
    )
    _touch(reader, thing, "tie", {"other": other.serial, "relation": relation, "note": link.note}, why, other)
    return link


def move_by_date(thing: Thing, today: date) -> Thing | None:
    """The move that the day itself asks for, made by the platform; None where there is none."""
    stages = stages_of(thing.kind)
    found = automatic_move(stages, thing.state, facts_of(thing), today) if stages else None
    return move(None, thing, found.to, "by date") if found else None


def evidence_deed(thing: Thing) -> str:
    """The right that whoever brings evidence needs: to report where the matrix knows it, else to change."""
    return "report" if row_of(kind_of(thing.kind).rights, "report") else "change"


def roles_in(reader: Any, thing: Thing) -> frozenset[str]:
    """The reader's roles over the thing as its stages name them; the platform's own is "system"."""
    if reader is None:
        return frozenset({SYSTEM})
    mover = {"mover"} if thing.moved_by_id is not None and thing.moved_by_id == reader.pk else set()
    return roles_over(reader, thing) | mover


def facts_of(thing: Thing) -> Facts:
    """What the conditions of a move may ask about the thing."""
    latest = max((r.round for r in thing.reviews.all()), default=1)
    reviews = tuple(
        ReviewFact(True, review.done is not None, review.from_region, mean_score(review.scores), review.scores)
        for review in thing.reviews.all()
        if review.round == latest and not review.declined
    )
    return Facts(
        fields={**{name: getattr(thing, name) for name in STANDARD}, **thing.fields, "due": thing.due},
        evidence=sum(not item.withdrawn for item in thing.evidence.all()),
        parts=_counted(part.role for part in thing.parts.all()),
        links=_counted(_relations(thing)),
        reviews=reviews,
        state_since=thing.state_since.astimezone(UTC).date(),
    )


def mean_score(scores: Mapping[str, Any]) -> float | None:
    """The mean of one review's scores; None without any."""
    given = [float(value) for value in scores.values() if value is not None]
    return sum(given) / len(given) if given else None


def locked(thing: Thing) -> Thing:
    """The thing as it is now, kept from others until the transaction ends."""
    return Thing.objects.select_for_update().select_related(None).get(pk=thing.pk)


def seen(thing: Thing) -> dict[str, Any]:
    """The thing as history keeps it: every column that has a value."""
    plain = {name: getattr(thing, name) for name in ("title", "summary", "country", "workstream", "audience", "state")}
    plain |= {"due": thing.due.isoformat() if thing.due else "", "owner": thing.owner.serial if thing.owner else ""}
    return {name: value for name, value in {**plain, **thing.fields}.items() if value not in (None, "", [])}


def put(thing: Thing, values: Mapping[str, Any]) -> None:
    """Sets the values of a draft."""
    for name, value in values.items():
        if name == "due":
            thing.due = date.fromisoformat(value) if value else None
        elif name == "owner":
            thing.owner = value
        elif name in STANDARD:
            setattr(thing, name, value or ("public" if name == "audience" else ""))
        elif value is None:
            thing.fields.pop(name, None)
        else:
            thing.fields[name] = value


def without_hidden(reader: Any, thing: Thing, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those that would take away the name of something that the reader may not even see."""
    emptied = {name for name, value in values.items() if value is None}
    hidden = hidden_names(reader, thing) if reader is not None and emptied else frozenset()
    return {name: value for name, value in values.items() if not (value is None and name in hidden)}


def hidden_names(reader: Any, thing: Thing) -> frozenset[str]:
    """The columns of the thing that name another one which the reader may not see."""
    named = {"owner": thing.owner.serial} if thing.owner else {}
    for column in kind_of(thing.kind).columns:
        if column.sort == "thing" and thing.fields.get(column.name):
            named[column.name] = str(thing.fields[column.name])
    if not named:
        return frozenset()
    rows = visible(reader, Thing.objects.filter(serial__in=named.values()))
    known = set(rows.values_list("serial", flat=True))
    return frozenset(name for name, serial in named.items() if serial not in known)


def next_numbers(kind: Kind, count: int) -> tuple[int, str]:
    """The first of `count` new numbers and its serial; the numbers up to it plus `count` are taken."""
    Counter.objects.get_or_create(kind=kind.code)
    row = Counter.objects.select_for_update().get(pk=kind.code)
    first = row.last + 1
    row.last += count
    row.save()
    return first, serial_of(kind, first)


def serial_of(kind: Kind, number: int) -> str:
    """What people call the thing with that number: HUB-007."""
    return f"{kind.prefix}-{number:03d}"


def scopes_of(thing: Thing, parts: Iterable[tuple[Thing, str]]) -> set[str]:
    """The scopes that the thing lies in: its own, its owner's, its country, those of actors whose role answers for it.

    A partner answers for nothing: his scope is marked, and lets read what lies open to its owners only. What isn't sent
    yet doesn't lie in its country.
    """
    parts = list(parts)
    acting = {scope_name(actor) for actor, role in parts if role not in BESIDE} | {scope_name(thing)}
    acting |= {scope_name(thing.owner)} if thing.owner else set()
    beside = {scope_name(actor) for actor, role in parts if role in BESIDE} - acting - {""}
    if thing.country and _state(thing) not in kind_of(thing.kind).unsent:
        acting.add(f"country:{thing.country}")
    return (acting - {""}) | {f"{PARTNER}{scope}" for scope in beside}


def scope_name(thing: Thing) -> str:
    """The scope that the thing itself is, "" where it is none."""
    scope = kind_of(thing.kind).scope
    return f"{scope}:{thing.key or thing.serial}" if scope else ""


def set_scopes(thing: Thing) -> None:
    """Writes the scopes of a thing anew where they differ."""
    wanted = scopes_of(thing, ((part.actor, part.role) for part in thing.parts.select_related("actor")))
    nominated = thing.fields.get("nominated_by")
    if nominated:
        wanted |= {scope_name(row) for row in Thing.objects.filter(serial=nominated)} - {""}
    wanted |= shared_scopes([thing]).get(sharing(thing), set())
    there = set(thing.scopes.values_list("scope", flat=True))
    thing.scopes.filter(scope__in=there - wanted).delete()
    ScopeOf.objects.bulk_create([ScopeOf(thing=thing, scope=scope) for scope in sorted(wanted - there)])


def shared_scopes(things: Iterable[Thing]) -> dict[str, set[str]]:
    """By serial, the scopes of the things that these share theirs with (`Kind.scoped_by`): one statement, or none."""
    found: dict[str, set[str]] = {}
    if serials := {sharing(thing) for thing in things} - {""}:
        rows = ScopeOf.objects.filter(thing__serial__in=serials)
        for serial, scope in rows.values_list("thing__serial", "scope"):
            found.setdefault(serial, set()).add(scope)
    return found


def sharing(thing: Thing) -> str:
    """The serial of the thing in whose scopes this one lies too, "" where its kind has no such column."""
    return str(thing.fields.get(kind_of(thing.kind).scoped_by) or "")


def _state(thing: Thing) -> str:
    """Its state, or for one that is still being made the one in which it begins."""
    stages = stages_of(thing.kind)
    return thing.state or (stages.start if stages is not None else "")


def by(reader: Any) -> Any:
    """Who stands in the log for a reader: nobody for visitors and for the platform itself."""
    return reader if getattr(reader, "is_authenticated", False) else None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs, before and after."""
    names = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    return {n: before[n] for n in names if n in before}, {n: after[n] for n in names if n in after}


def _keep(reader: Any, thing: Thing, before: Mapping[str, Any], deed: str, why: str) -> None:
    was, now = differences(before, seen(thing))
    if not was and not now:
        return
    thing.version += 1
    thing.changed = timezone.now()
    thing.save()
    set_scopes(thing)
    append(
        by=by(reader),
        deed=deed,
        kind=thing.kind,
        id=thing.serial,
        before=was,
        after=now,
        why=why,
        audience=_audience(thing, was | now),
    )
    file_away([thing])


def _touch(
    reader: Any, thing: Thing, deed: str, values: Mapping[str, Any], why: str, other: Thing | None = None
) -> None:
    """`other`: a thing that the entry names; whoever may not know of it isn't told."""
    thing.version += 1
    thing.changed = timezone.now()
    thing.save(update_fields=["version", "changed"])
    append(
        by=by(reader),
        deed=deed,
        kind=thing.kind,
        id=thing.serial,
        before={},
        after=dict(values),
        why=why,
        audience=_narrowest({thing.audience, other.audience if other else "public"}),
    )


def _audience(thing: Thing, touched: Mapping[str, Any]) -> str:
    """The narrowest circle of what was touched."""
    narrow = {column.name: column.audience for column in columns_of(kind_of(thing.kind))}
    naming = [column.name for column in columns_of(kind_of(thing.kind)) if column.sort == "thing"]
    named = {str(touched[name]) for name in naming if name in touched}
    others = set(Thing.objects.filter(serial__in=named).values_list("audience", flat=True)) if named else set()
    return _narrowest({narrow.get(name, "public") for name in touched} | {thing.audience} | others)


def _narrowest(circles: set[str]) -> str:
    return next(circle for circle in ("audit", "inner", "coalition", "public") if circle in circles)


def _relations(thing: Thing) -> Iterable[str]:
    """The ties from here, and those to here that say the same from either side."""
    yield from (link.relation for link in thing.links.all())
    yield from (link.relation for link in thing.linked_from.all() if link.relation in BOTH_WAYS)


def _counted(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts
