"""The API of things: for each subject `/things` and an address for each kind, `/hubs`, `/next-steps`; reads and deeds.

Every read asks `visible`, every deed goes through `changing.py`; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Any, Literal
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date, parse_datetime
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask, visible
from local2030.web.history.lines import history_of
from local2030.web.registry import api_shapes as shapes
from local2030.web.registry import changing
from local2030.web.registry.api_answers import answer, body_of, signed_in, version_asked
from local2030.web.registry.api_plain import line, whole
from local2030.web.registry.asking import ORDERS, late_rows
from local2030.web.registry.cells import STANDARD, Unreadable, columns_of, finding_of, value_of
from local2030.web.registry.kinds import Column, Kind, by_slug, kind_of, kinds
from local2030.web.registry.models import Thing
from local2030.web.registry.reading import prepared
from local2030.web.search.finding import matching_things
from local2030.web.search.query import read as read_query

PAGE, MOST, HISTORY = 50, 200, 200
TROUBLE = dict.fromkeys((401, 403, 404), shapes.Trouble)
EVIDENCE = (
    Column("what", "What", required=True),
    Column("address", "Address", "address", longest=1000),
    Column("quote", "Quote", "long", longest=4000),
    Column("day", "Day", "day"),
)


class Filters(Schema):
    """What a list is narrowed by; dates and times as ISO 8601, those without a zone are UTC."""

    state: str = ""
    country: str = Field("", description="ISO 3166, two letters")
    workstream: str = ""
    owner: str = Field("", description="serial or key of the owner")
    q: str = Field("", description="words that all must occur, as on the page of search")
    late: bool = Field(False, description="only what has not ended and whose day has passed")
    changed_since: str = ""
    order: Literal["number", "title", "due", "changed", "state"] = "number"
    page: int = Field(1, ge=1, le=10_000_000)
    per_page: int = Field(PAGE, ge=1, description="200 at most")


def router_of(subject: str) -> Router:
    """All addresses of a subject's things."""
    router = Router(tags=[subject])
    _routes(router, subject, "things", None)
    for slug, kind in by_slug(subject).items():
        _routes(router, subject, slug, kind)
    return router


def subjects() -> tuple[str, ...]:
    """The subjects that have things."""
    return tuple(dict.fromkeys(kind.subject for kind in kinds().values()))


def _routes(router: Router, subject: str, base: str, kind: Kind | None) -> None:
    """The addresses under one base: list, one, add, change, move, evidence, history."""
    name = str(kind.names) if kind else "Things of any kind"
    one = str(kind.name) if kind else "thing"
    row = shapes.line_of(kind) if kind else shapes.ThingLine
    page = shapes.page_of(kind, row) if kind else shapes.ThingPage
    entire = shapes.whole_of(kind) if kind else shapes.ThingWhole
    body = shapes.body_of(kind) if kind else shapes.AnyBody
    codes = [kind.code] if kind else [k.code for k in by_slug(subject).values()]
    prefix = f"/api/v1/{subject}/{base}"
    known = base.replace("-", "_")

    def found(request: HttpRequest, serial: str) -> Thing:
        rows = visible(request.user, Thing.objects.filter(kind__in=codes, serial=serial))
        return get_object_or_404(rows.select_related("owner"))

    def told(request: HttpRequest, thing: Thing, status: int = 200) -> HttpResponse:
        thing = Thing.objects.select_related("owner").get(pk=thing.pk)
        address = f"{prefix}/{thing.serial}"
        response = answer(request, whole(request.user, thing, address), status, version=thing.version)
        if status == 201:
            response.headers["Location"] = address
        return response

    if kind is None:

        @router.get(f"/{base}", response={200: page, **TROUBLE}, summary=name, operation_id=f"{subject}_list_{known}")
        def listed(request: HttpRequest, asked: Query[Filters], kind: str = "") -> HttpResponse:  # type: ignore[valid-type]
            """Things of all kinds, or of one: its code, such as next-step."""
            wanted = [kind] if kind in codes else [] if kind else codes
            return _listed(request, wanted, asked, prefix)

    else:

        @router.get(f"/{base}", response={200: page, **TROUBLE}, summary=name, operation_id=f"{subject}_list_{known}")
        def listed_kind(request: HttpRequest, asked: Query[Filters]) -> HttpResponse:  # type: ignore[valid-type]
            """Those that the reader may see, in a stable order; at most 200 a page."""
            return _listed(request, codes, asked, prefix)

    @router.get(
        f"/{base}/{{serial}}",
        response={200: entire, 304: None, **TROUBLE},
        summary=f"One {one}",
        operation_id=f"{subject}_read_{known}",
    )
    def read(request: HttpRequest, serial: str) -> HttpResponse:
        """With its parts, ties, evidence and open moves. The ETag holds its version, for If-Match."""
        return told(request, found(request, serial))

    @router.get(
        f"/{base}/{{serial}}/history",
        response={200: shapes.HistoryPage, **TROUBLE},
        summary=f"History of one {one}",
        operation_id=f"{subject}_history_{known}",
    )
    def history(request: HttpRequest, serial: str) -> HttpResponse:
        """The newest 200 entries, as far as the reader may know."""
        thing = found(request, serial)
        return answer(request, {"serial": thing.serial, "entries": _history(request.user, thing)})

    @router.post(
        f"/{base}",
        response={201: entire, 422: shapes.UnfitShape, **TROUBLE},
        summary=f"Add a {one}",
        operation_id=f"{subject}_add_{known}",
        openapi_extra=_described(body),
    )
    def add(request: HttpRequest) -> HttpResponse:
        """A new one from its values by column."""
        reader, data = signed_in(request), body_of(request)
        code = kind.code if kind else str(data.get("kind", ""))
        if code not in codes:
            raise changing.Unfit(
                [Finding("cell-not-a-choice", "error", values={"column": "kind", "found": code[:80], "choices": ", ".join(codes)})]
            )  # fmt: skip
        ask(reader, "add", code)
        _known_columns(data, code)
        return told(request, changing.add(reader, code, _cells(data), _why(data)), 201)

    @router.patch(
        f"/{base}/{{serial}}",
        response={200: entire, 412: shapes.OutdatedShape, 422: shapes.UnfitShape, 428: shapes.Trouble, **TROUBLE},
        summary=f"Change one {one}",
        operation_id=f"{subject}_change_{known}",
        openapi_extra=_described(body, if_match=True),
    )
    def change(request: HttpRequest, serial: str) -> HttpResponse:
        """Other values in the columns that are given; If-Match says which version was read."""
        reader, data, thing = signed_in(request), body_of(request), found(request, serial)
        ask(reader, "change", thing)
        version = version_asked(request, data, thing.version)
        if version is None:
            raise HttpError(428, "Say which version you read: send its ETag as If-Match.")
        _known_columns(data, thing.kind)
        with _of(thing):
            return told(request, changing.change(reader, thing, _cells(data), _why(data), version))

    @router.post(
        f"/{base}/{{serial}}/moves",
        response={200: entire, 409: shapes.RefusedShape, 412: shapes.OutdatedShape, 422: shapes.UnfitShape, **TROUBLE},
        summary=f"Move one {one} to another state",
        operation_id=f"{subject}_move_{known}",
        openapi_extra=_described(shapes.MoveBody, if_match=True),
    )
    def move(request: HttpRequest, serial: str) -> HttpResponse:
        """409 with reason and what is missing where the stages don't allow it now."""
        reader, data, thing = signed_in(request), body_of(request), found(request, serial)
        version = version_asked(request, data, thing.version)
        with _of(thing):
            moved = changing.move(reader, thing, str(data.get("to", "")), _why(data), version, _cells(data, ("to",)))
        return told(request, moved)

    @router.post(
        f"/{base}/{{serial}}/evidence",
        response={201: entire, 422: shapes.UnfitShape, **TROUBLE},
        summary=f"Add evidence to one {one}",
        operation_id=f"{subject}_evidence_{known}",
        openapi_extra=_described(shapes.EvidenceBody),
    )
    def evidence(request: HttpRequest, serial: str) -> HttpResponse:
        """What shows that it is so."""
        reader, data, thing = signed_in(request), body_of(request), found(request, serial)
        ask(reader, changing.evidence_deed(thing), thing)
        given = _evidence(data)
        changing.add_evidence(
            reader, thing, given["what"], given["address"] or "", given["quote"] or "", given["day"], _why(data)
        )
        return told(request, thing, 201)


@contextmanager
def _of(thing: Thing) -> Iterator[None]:
    """A refusal in here knows the kind whose words it is told in."""
    try:
        yield
    except changing.Refused as refused:
        refused.kind = thing.kind  # type: ignore[attr-defined]
        raise


def _listed(request: HttpRequest, codes: list[str], asked: Filters, prefix: str) -> HttpResponse:
    filters = {*Filters.model_fields, *(("kind",) if prefix.endswith("/things") else ())}
    if unknown := sorted(request.GET.keys() - filters):  # left out in silence, the answer would be of everything
        raise HttpError(422, f"There is no filter {unknown[0][:80]!r}. There are: {', '.join(sorted(filters))}.")
    rows = _narrowed(visible(request.user, Thing.objects.filter(kind__in=codes)), asked)
    size = min(asked.per_page, MOST)
    count = rows.count()
    pages = max(1, -(-count // size))
    order = ("kind", "number") if asked.order == "number" else ORDERS[asked.order]
    shown = rows.select_related("owner").order_by(*order, "pk")[(asked.page - 1) * size : asked.page * size]
    things, known = prepared(request.user, shown if (asked.page - 1) * size < count else ())
    return answer(
        request,
        {
            "count": count,
            "page": asked.page,
            "pages": pages,
            "next": _address(request, prefix, asked.page + 1) if asked.page < pages else None,
            "previous": _address(request, prefix, min(asked.page - 1, pages)) if asked.page > 1 else None,
            "things": [line(request.user, thing, known) for thing in things],
        },
    )


def _narrowed(rows: QuerySet[Thing], asked: Filters) -> QuerySet[Thing]:
    exact = {"state": asked.state, "country": asked.country.upper(), "workstream": asked.workstream}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if asked.owner:
        owners = Thing.objects.filter(Q(serial=asked.owner) | Q(key=asked.owner), kind__in=STANDARD["owner"].of)
        rows = rows.filter(owner__in=owners.order_by().values("pk"))
    if asked.late:
        rows = rows.filter(late_rows())
    if asked.changed_since:
        rows = rows.filter(changed__gte=_moment(asked.changed_since))
    return matching_things(rows, read_query(asked.q)) if asked.q else rows


def _moment(text: str) -> datetime:
    """A day or a time, in UTC where no zone is said; a plus sign that an address made a blank is taken as one."""
    try:
        found = parse_datetime(text.replace(" ", "+") if "T" in text else text)
        day = parse_date(text) if found is None else None
    except ValueError:
        found = day = None
    if found is None and day is None:
        wrong = {"column": "changed_since", "found": text[:80]}
        raise changing.Unfit([Finding("cell-not-a-day", "error", values=wrong)])
    found = found or datetime.combine(day, time())  # type: ignore[arg-type]
    try:
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except OverflowError:  # its day in UTC would be before the first or after the last that there is
        return datetime.max.replace(tzinfo=UTC) if found.year > 1 else datetime.min.replace(tzinfo=UTC)


def _history(reader: Any, thing: Thing) -> list[dict[str, Any]]:
    return [
        {
            "number": entry.number,
            "at": entry.at,
            "who": entry.who,
            "text": " ".join(map(str, entry.sentences)),
            "why": entry.why,
        }
        for entry in history_of(reader, thing.kind, thing.serial, HISTORY, thing)
    ]


def _cells(data: dict[str, Any], but: tuple[str, ...] = ()) -> dict[str, Any]:
    """The values of a body: under `values`, or, where a program sends back what it read, beside it and in `fields`."""
    values = data.get("values")
    if values is None:
        fields = data.get("fields") if isinstance(data.get("fields"), dict) else {}
        left = {"why", "version", "kind", "fields", "values", "parts", "links", "evidence", "moves", *but}
        values = {name: value for name, value in data.items() if name not in left} | dict(fields or {})
    if not isinstance(values, dict):
        raise HttpError(400, "`values` must be an object: column to value.")
    wrong = [name for name, value in values.items() if not _is_plain(value)]
    if wrong:
        raise changing.Unfit(Finding("cell-not-plain", "error", values={"column": name[:80]}) for name in wrong[:50])
    return values


def _known_columns(data: dict[str, Any], code: str) -> None:
    """Under `values` each name must be a column, or a slip of the pen would be taken for a change; beside it, none need be."""
    given = data.get("values")
    known = {column.name for column in columns_of(kind_of(code))}
    if unknown := sorted(given.keys() - known) if isinstance(given, dict) else []:
        raise changing.Unfit(Finding("cell-no-column", "error", values={"column": name[:80]}) for name in unknown[:50])


def _is_plain(value: Any) -> bool:
    """A text, a number, yes or no, nothing, or a list of texts."""
    if isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    return value is None or isinstance(value, str | int | float)


def _why(data: dict[str, Any]) -> str:
    why = data.get("why", "")
    return why[:2000] if isinstance(why, str) else ""


def _evidence(data: dict[str, Any]) -> dict[str, Any]:
    """The values of a piece of evidence, read like any cells."""
    given, findings = {}, []
    for column in EVIDENCE:
        try:
            given[column.name] = value_of(column, data.get(column.name))
        except Unreadable as wrong:
            findings.append(finding_of(column, wrong))
            continue
        if column.required and given[column.name] is None:
            findings.append(Finding("cell-required", "error", values={"column": column.name}))
    if findings:
        raise changing.Unfit(findings)
    given["day"] = parse_date(given["day"]) if given["day"] else None
    return given


def _address(request: HttpRequest, prefix: str, page: int) -> str:
    query = {name: value for name, value in request.GET.items() if name != "page"}
    return f"{prefix}?{urlencode({**query, 'page': page})}"


def _described(body: Any, *, if_match: bool = False) -> dict[str, Any]:
    """The body in OpenAPI; it is read by hand, so that what is wrong is told column by column."""
    shape = body.model_json_schema(ref_template="#/components/schemas/{model}")
    inner = shape.pop("$defs", {})
    shape = _inlined(shape, inner)
    header = {"name": "If-Match", "in": "header", "schema": {"type": "string"}, "description": "the ETag that was read"}
    extra: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": shape}}}}
    return {**extra, "parameters": [header]} if if_match else extra


def _inlined(shape: Any, inner: dict[str, Any]) -> Any:
    if isinstance(shape, dict):
        if "$ref" in shape:
            return _inlined(inner[shape["$ref"].rsplit("/", 1)[1]], inner)
        return {name: _inlined(value, inner) for name, value in shape.items()}
    return [_inlined(value, inner) for value in shape] if isinstance(shape, list) else shape
