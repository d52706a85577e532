"""What the rights need to know of a row: its object in the matrix, who made it, in which scopes it lies, how open it is.

The registry's things say so themselves; rows of other rooms are read by the table below. Duck-typed, so that no room
is imported here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

from local2030.web.accounts.matrix import objects
from local2030.web.accounts.models import Grant, in_force

PARTNER = "partner:"  # before the scope of an actor who has a part in a thing and doesn't answer for it


@dataclass(frozen=True, slots=True)
class Belonging:
    """How the rows of a model are read: `own` gives the query for the scopes, `maker` the path to who made them."""

    thing: Callable[[Any], str]
    maker: str
    scopes: Callable[[Any], frozenset[str]]
    own: Callable[[Any, frozenset[str]], Q]
    audience: str = ""  # the path to it; "" where rows of the kind are never published
    part_of: str = ""  # the path to the thing that the row is a part of: who reviews that sees this


def belonging_of(thing: Any) -> Belonging:
    """How this row, or the rows of this model, are read."""
    label = getattr(getattr(thing, "_meta", None), "label_lower", "")
    return BELONGINGS.get(label, THING)


def object_of(thing: Any) -> str:
    """The object of the matrix that a row, a kind's code or an object's own name stands for; "" if there is none."""
    if isinstance(thing, str):
        return thing if thing in objects() else kind_objects().get(thing, "")
    if isinstance(thing, type) and issubclass(thing, Model):
        return belonging_of(thing).thing(None)
    code = getattr(thing, "code", None)
    if isinstance(code, str) and hasattr(thing, "rights"):  # a kind itself
        return str(thing.rights)
    return belonging_of(thing).thing(thing)


def kind_objects() -> dict[str, str]:
    """The object of each kind of the registry."""
    from local2030.web.registry.kinds import kinds

    return {code: kind.rights for code, kind in kinds().items()}


def maker_of(thing: Any) -> int | None:
    """The key of who made a row."""
    return _follow(thing, belonging_of(thing).maker)


def scopes_of(thing: Any) -> frozenset[str]:
    """The scopes in which a row lies."""
    return belonging_of(thing).scopes(thing)


def audience_of(thing: Any) -> str:
    """How open a row is; "" where it never is."""
    path = belonging_of(thing).audience
    return str(_follow(thing, path) or "") if path else ""


def reviews(thing: Any, reader: Any) -> bool:
    """Whether the reader was asked to review the thing and hasn't declined."""
    path = belonging_of(thing).part_of
    rows = getattr(_follow(thing, path) if path else thing, "reviews", None)
    return rows is not None and any(r.reviewer_id == reader.pk and not r.declined for r in rows.all())


def _follow(thing: Any, path: str) -> Any:
    for name in path.split("__"):
        thing = getattr(thing, name, None)
    return thing


def _thing_scopes(thing: Any) -> frozenset[str]:
    rows = getattr(thing, "scopes", None)
    if rows is None or getattr(thing, "pk", None) is None:
        return frozenset()
    return frozenset(row.scope for row in rows.all())


def _thing_own(model: Any, scopes: frozenset[str]) -> Q:
    """Things to be read: also those in which somebody of the scope is a partner."""
    scopes |= {f"{PARTNER}{scope}" for scope in scopes}
    rows = model._meta.get_field("scopes").related_model.objects
    return Q(pk__in=rows.filter(scope__in=scopes).values("thing"))


def _team(maker: int | None) -> frozenset[str]:
    """The scopes of whoever made something: those who hold a role in one of them are of the same team."""
    if maker is None:
        return frozenset()
    rows = Grant.objects.filter(in_force(timezone.localdate()), user=maker).exclude(scope="")
    return frozenset(rows.values_list("scope", flat=True))


def _team_own(path: str) -> Callable[[Any, frozenset[str]], Q]:
    def own(model: Any, scopes: frozenset[str]) -> Q:
        givers = Grant.objects.filter(in_force(timezone.localdate()), scope__in=scopes)
        return Q(**{f"{path}__in": givers.values("user")})

    return own


def _programme_scopes(programme: Any) -> frozenset[str]:
    countries = {f"country:{code}" for code in programme.countries.split()}
    return _team(programme.upload.by_id) | countries | {f"programme:{programme.identifier.lower()}"}


def _programme_own(model: Any, scopes: frozenset[str]) -> Q:
    found = _team_own("upload__by")(model, scopes)
    for scope in scopes:
        if scope.startswith("country:"):
            found |= Q(countries__contains=f" {scope.removeprefix('country:')} ")
        elif scope.startswith("programme:"):
            found |= Q(identifier__iexact=scope.removeprefix("programme:"))
    return found


def _named(thing: str) -> Callable[[Any], str]:
    return lambda row: thing


def _of_thing(path: str) -> Belonging:
    """Rows that belong to a thing: their maker, scopes and audience are those of the thing."""

    def own(model: Any, scopes: frozenset[str]) -> Q:
        things = model
        for name in path.split("__"):
            things = things._meta.get_field(name).related_model
        return Q(**{f"{path}__in": things.objects.filter(_thing_own(things, scopes)).values("pk")})

    return Belonging(
        _named("marker assessment"),
        f"{path}__made_by_id",
        lambda row: _thing_scopes(_follow(row, path)),
        own,
        f"{path}__audience",
        path,
    )


THING = Belonging(
    thing=lambda row: kind_objects().get(getattr(row, "kind", ""), "") if row is not None else "",
    maker="made_by_id",
    scopes=_thing_scopes,
    own=_thing_own,
    audience="audience",
)
BELONGINGS: dict[str, Belonging] = {
    "marker.programme": Belonging(
        _named("joint programme"), "upload__by_id", _programme_scopes, _programme_own, "audience"
    ),
    "marker.upload": Belonging(
        _named("joint programme"), "by_id", lambda row: _team(row.by_id), _team_own("by"), "audience"
    ),
    "marker.correction": Belonging(
        _named("joint programme"),
        "by_id",
        lambda row: _programme_scopes(row.programme),
        lambda model, scopes: Q(programme__in=_programmes(model, scopes)),
        "programme__audience",
    ),
    "assessing.assessment": _of_thing("thing"),
    "assessing.claim": _of_thing("assessment__thing"),
    "assessing.standing": _of_thing("assessment__thing"),
    "assessing.contest": _of_thing("assessment__thing"),
    # No row of it is kept before the Fund decides; from then on it is as open as its audience says.
    "windows.decision": Belonging(
        _named("tranche advice"), "by_id", lambda row: frozenset(), lambda model, scopes: Q(pk__in=[]), "audience"
    ),
    "windows.scenario": Belonging(
        _named("allocation scenario"), "by_id", lambda row: _team(row.by_id), _team_own("by")
    ),
    "expert_group.ratingsfile": Belonging(
        _named("marker rubric"), "by_id", lambda row: frozenset(), lambda model, scopes: Q(pk__in=[])
    ),
    # Files before they are published are for who may change the data set, whoever may read it afterwards.
    "monitoring.dataupload": Belonging(
        _named("local data"),
        "by_id",
        lambda row: _thing_scopes(row.thing),
        lambda model, scopes: Q(
            thing__in=model._meta.get_field("thing").related_model.objects.filter(scopes__scope__in=scopes).values("pk")
        ),
    ),
    "jobs.job": Belonging(_named("joint programme"), "by_id", lambda row: _team(row.by_id), _team_own("by")),
    "accounts.grant": Belonging(
        _named("users"),
        "given_by_id",
        lambda row: frozenset({row.scope}),
        lambda model, scopes: Q(scope__in=scopes),
    ),
    "accounts.invitation": Belonging(
        _named("users"),
        "given_by_id",
        lambda row: frozenset({row.scope}),
        lambda model, scopes: Q(scope__in=scopes),
    ),
}


def _programmes(model: Any, scopes: frozenset[str]) -> Any:
    programmes = model._meta.get_field("programme").related_model
    return programmes.objects.filter(_programme_own(programmes, scopes)).values("pk")
