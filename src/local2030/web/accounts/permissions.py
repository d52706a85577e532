"""Who may do what: the one place that decides every right, for page, form, API, export, feed and job.

`rights.csv` says for each object and deed how far each role goes: A all, O its own, P the published, - none. A reader
holds roles in scopes (`Grant`) and adds what everybody may. What a reader may see is a query (`visible`), asked before
any engine runs, so that a result never holds what its reader may not see.

Own is what lies in the role's scope or was made by the reader. Three deeds are narrower: reviewing is for those who
were asked, taking back and stopping for whoever began. Published is "public", for members also "coalition".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from local2030.web.accounts.belonging import (
    PARTNER,
    audience_of,
    belonging_of,
    kind_objects,
    maker_of,
    object_of,
    reviews,
    scopes_of,
)
from local2030.web.accounts.conflict import conflict
from local2030.web.accounts.matrix import EVERYWHERE, PUBLIC, matrix, row_of
from local2030.web.accounts.standing import Standing, standing_of

__all__ = ["ask", "conflict", "deeds_over", "may", "needs", "roles_over", "scopes_for", "sees", "visible"]

READS = frozenset({"read", "export"})
BY_HOLDER = frozenset({"read", "change"})  # what the secret link of a thing lets its holder do to it
BY_MAKER = frozenset({"retract", "stop"})
OPEN = {True: ("public", "coalition"), False: ("public",)}

# Where a country's scope would show one applicant or author the work of another, own is told by narrower scopes.
NARROW: dict[tuple[str, str], tuple[str, ...]] = {
    ("hub application", "LRG"): ("place:",),
    ("hub application", "HUB"): ("hub:",),
    ("insight", "LRG"): (),
    # Reviewers see what they were asked to review, and no more.
    ("hub application", "KSN"): (),
    ("flagship", "KSN"): (),
    ("marker assessment", "KSN"): (),
    # A gap between claim and evidence is its claimant's first: donors read what is published.
    ("marker assessment", "DON"): (),
}

View = Callable[..., HttpResponse]


def may(reader: Any, deed: str, thing: Any) -> bool:
    """Whether the reader may do the deed to the thing; of a kind or an object's name: to any such thing at all."""
    name = object_of(thing)
    row = row_of(name, deed)
    if row is None:
        return False
    standing = standing_of(reader)
    cells = [(row[role], role) for role in (*standing.roles, PUBLIC)]
    if _is_kind(thing):
        return any(cell != "-" for cell, _role in cells)
    if deed in BY_HOLDER and _holds(standing, thing):
        return True
    return any(_reaches(reader, standing, cell, role, name, deed, thing) for cell, role in cells)


def sees(reader: Any, thing: Any) -> bool:
    """Whether the reader may know that the thing is there."""
    return may(reader, "read", thing)


def visible(reader: Any, rows: QuerySet[Any], deed: str = "read") -> QuerySet[Any]:
    """Of the rows, those that the reader may see (or export); by the database, whatever the mix of kinds."""
    standing = standing_of(reader)
    model = rows.model
    if belonging_of(model).thing(None):
        reach = _reach(standing, object_of(model), deed)
        return rows if reach.all else rows.filter(_query(reader, model, reach))
    groups: dict[_Reach, list[str]] = {}
    for kind, name in kind_objects().items():
        groups.setdefault(_reach(standing, name, deed), []).append(kind)
    if len(groups) == 1 and next(iter(groups)).all:
        return rows
    found = Q(pk__in=[])
    for reach, kinds in groups.items():
        found |= Q(kind__in=kinds) if reach.all else Q(kind__in=kinds) & _query(reader, model, reach)
    if standing.held is not None and deed in BY_HOLDER:
        found |= Q(pk=standing.held)
    return rows.filter(found)


def ask(reader: Any, deed: str, thing: Any) -> None:
    """Goes on only if the reader may. Else: not found, if he may not know of the thing; forbidden, if he may."""
    if may(reader, deed, thing):
        return
    if not _is_kind(thing) and not sees(reader, thing):
        raise Http404
    raise PermissionDenied(deed)


def needs(deed: str, what: str) -> Callable[[View], View]:
    """A view for those only who may do the deed to some such object; others are asked to sign in, or refused."""
    if row_of(what, deed) is None:
        raise KeyError(f"no right to {deed} a {what}")

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if may(request.user, deed, what):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied(deed)

        return guarded

    return wrap


def roles_over(reader: Any, thing: Any) -> frozenset[str]:
    """The roles that the reader holds over the thing, with "owner" who made it, "reviewer", "partner"."""
    standing = standing_of(reader)
    if _is_kind(thing):
        return frozenset(standing.roles)
    name, lies_in = object_of(thing), scopes_of(thing)
    held = {
        role
        for role, scopes in standing.roles.items()
        if role in EVERYWHERE or _is_everywhere(name, role, scopes) or _fitting(name, role, scopes) & lies_in
    }
    if any(_is_partner(name, role, scopes, thing) for role, scopes in standing.roles.items()):
        held.add("partner")
    if _holds(standing, thing):
        held.add("owner")
    if standing.reader is not None:
        held |= {"owner"} if maker_of(thing) == standing.reader else set()
        held |= {"reviewer"} if reviews(thing, reader) else set()
    return frozenset(held)


def scopes_for(reader: Any, deed: str, what: str) -> frozenset[str]:
    """Where the reader may do the deed: {""} is everywhere; else the scopes of his roles that may."""
    row, found = row_of(object_of(what), deed), set()
    if row is None:
        return frozenset()
    for role, scopes in standing_of(reader).roles.items():
        if row[role] == "A":
            return frozenset({""})
        found |= scopes if row[role] == "O" else set()
    return frozenset({""}) if "" in found else frozenset(found)


def deeds_over(reader: Any, thing: Any) -> Iterator[str]:
    """All that the reader may do to the thing."""
    name = object_of(thing)
    return (deed for what, deed in matrix() if what == name and may(reader, deed, thing))


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far a reader's sight of an object goes: all, else these audiences, these scopes, what he made or reviews."""

    all: bool
    audiences: tuple[str, ...]
    scopes: frozenset[str]
    made: bool


def _reach(standing: Standing, name: str, deed: str) -> _Reach:
    row = row_of(name, deed)
    if row is None:
        return _Reach(False, (), frozenset(), False)
    open_to = OPEN[False] if row[PUBLIC] in "AP" else ()
    scopes: set[str] = set()
    made = False
    for role, held in standing.roles.items():
        if row[role] == "A" or (row[role] == "O" and _is_everywhere(name, role, held)):
            return _Reach(True, (), frozenset(), False)
        if row[role] != "-":
            open_to = OPEN[True]
        if row[role] == "O":
            made = True
            scopes |= _fitting(name, role, held)
    return _Reach(False, open_to, frozenset(scopes), made)


def _query(reader: Any, model: Any, reach: _Reach) -> Q:
    """The reach as a condition on rows of the model."""
    rows = belonging_of(model)
    found = Q(pk__in=[])
    if rows.audience and reach.audiences:
        found |= Q(**{f"{rows.audience}__in": reach.audiences})
    if reach.scopes:
        found |= rows.own(model, reach.scopes)
    if reach.made:
        found |= Q(**{rows.maker: reader.pk})
        if any(field.name == "reviews" for field in model._meta.related_objects):
            review = model._meta.get_field("reviews").related_model
            found |= Q(pk__in=review.objects.filter(reviewer=reader.pk, declined="").values("thing"))
        if rows.part_of:
            things = model
            for name in rows.part_of.split("__"):
                things = things._meta.get_field(name).related_model
            review = things._meta.get_field("reviews").related_model
            asked = review.objects.filter(reviewer=reader.pk, declined="").values("thing")
            found |= Q(**{f"{rows.part_of}__in": asked})
    return found


def _reaches(reader: Any, standing: Standing, cell: str, role: str, name: str, deed: str, thing: Any) -> bool:
    """Whether a cell of the matrix, held as that role, takes in the thing."""
    if cell == "A":
        return True
    if cell == "P":
        return audience_of(thing) in OPEN[role != PUBLIC]
    return cell == "O" and (
        _is_own(reader, standing, role, name, deed, thing) or (deed in READS and audience_of(thing) in OPEN[True])
    )


def _is_own(reader: Any, standing: Standing, role: str, name: str, deed: str, thing: Any) -> bool:
    if deed == "review":  # who claims doesn't review
        return maker_of(thing) != standing.reader and reviews(thing, reader)
    if maker_of(thing) == standing.reader:
        return True
    if deed in BY_MAKER:
        return False
    scopes = standing.roles[role]
    if _is_everywhere(name, role, scopes) or _fitting(name, role, scopes) & scopes_of(thing):
        return True
    return deed in READS and (reviews(thing, reader) or _is_partner(name, role, scopes, thing))


def _is_partner(name: str, role: str, scopes: frozenset[str], thing: Any) -> bool:
    """Whether somebody of the role's scope has a part in the thing and doesn't answer for it: that lets read, no more."""
    return bool({f"{PARTNER}{scope}" for scope in _fitting(name, role, scopes)} & scopes_of(thing))


def _holds(standing: Standing, thing: Any) -> bool:
    """Whether the reader came by the secret link of just this thing."""
    label = getattr(getattr(thing, "_meta", None), "label_lower", "")
    return standing.held is not None and label == "registry.thing" and thing.pk == standing.held


def _is_kind(thing: Any) -> bool:
    """Whether it is a kind (by code, table or model) or an object's name, and no single row."""
    return isinstance(thing, (str, type)) or hasattr(thing, "rights")


def _is_everywhere(name: str, role: str, scopes: Iterable[str]) -> bool:
    return "" in scopes and (name, role) not in NARROW


def _fitting(name: str, role: str, scopes: frozenset[str]) -> frozenset[str]:
    """Of the scopes, those that tell what is own of this object."""
    if (name, role) not in NARROW:
        return scopes - {""}
    return frozenset(scope for scope in scopes if scope.startswith(NARROW[name, role]))
