"""Beginning an assessment: a draft that has all that is known already, so that little is left to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from local2030.formats.documents.evidence_files import _inside
from local2030.formats.tables.claims import read_claims
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import ClaimRow
from local2030.vocabulary.words import fold
from local2030.web.accounts.belonging import scopes_of
from local2030.web.accounts.permissions import may, scopes_for, visible
from local2030.web.locks import one_writer
from local2030.web.marker.assessing.claims import COLUMNS, file_claim
from local2030.web.marker.assessing.inputs import inputs_of, keep_bytes
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.assessing.rubrics import keep_rubric, rubric_in_force
from local2030.web.marker.assessing.standing import restand
from local2030.web.marker.assessing.taking_over import taken_over
from local2030.web.marker.models import Programme
from local2030.web.marker.scoring import folder_of
from local2030.web.registry import changing
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_word

KIND = "marker-assessment"
PHASES = ("design", "monitoring")
OPEN = ("draft", "submitted", "returned", "in-review", "divergent", "third-review", "agreed")
MOST_DOCUMENT = 50_000_000
ORIGIN_OF = {"D": "document", "A": "document", "M": "ledger", "T": "document", "P": "document", "R": "document"}


def start(reader: Any, identifier: str, phase: str = "monitoring", *, source: str = "") -> Thing:
    """A new draft for a programme, prefilled with the claims that were sent in; raises `Unfit` where one is open."""
    programme = _programme(reader, identifier, phase)
    inputs = inputs_of(programme)
    rubric = rubric_in_force()
    keep_rubric(rubric)
    joint = _joint(identifier)
    with transaction.atomic():
        one_writer("assessing")
        if (found := begun(identifier, phase)) is not None:  # somebody pressed the button at the same moment
            raise changing.Unfit([Finding("assessment-open-already", "error", values={"serial": found.thing.serial})])
        thing = changing.add(
            reader, KIND, _cells(reader, programme), deed="claim", parts=_parts(programme, joint),
            source=source,
        )  # fmt: skip
        about = {"identifier": programme.identifier, "phase": phase}
        thing = changing.change(reader, thing, about, "", thing.version, allowed=frozenset(about))
        assessment = Assessment.objects.create(
            thing=thing, identifier=identifier, programme=programme, joint=joint, phase=phase, rubric=rubric.id,
            rubric_sha256=rubric.sha256, inputs=inputs,
        )  # fmt: skip
        sent = _claims_sent(programme, phase, [c.id for c in rubric.criteria])
        for columns in taken_over(reader, assessment, sent, {c.id for c in rubric.criteria}):
            giver = columns.pop("giver", None)
            claim = file_claim(reader, assessment, columns)
            if giver is not None:  # what was given in confidence is read by who gave it, not by who begins anew
                Claim.objects.filter(pk=claim.pk).update(by_id=giver)
    restand(assessment, "aid-data", "begun")
    return thing


def begun(identifier: str, phase: str) -> Assessment | None:
    """The assessment of a programme that is under way."""
    rows = Assessment.objects.filter(identifier=identifier, phase=phase, thing__state__in=OPEN)
    return rows.select_related("thing").order_by("-id").first()


def assessments_of(reader: Any, identifier: str) -> list[Assessment]:
    """The assessments of a programme that the reader may see, the newest first, each with its state in words."""
    rows = (
        visible(reader, Assessment.objects.filter(identifier=identifier)).select_related("thing") if identifier else []
    )
    found = list(rows.order_by("-id")[:6]) if identifier else []
    for row in found:
        row.state = state_word(KIND, row.thing.state)
    return found


def may_start(reader: Any, programme: Programme) -> bool:
    """Whether the reader may claim for this programme: it lies in one of the reader's scopes, or the role has none."""
    if not programme.identifier or not may(reader, "claim", "marker assessment"):
        return False
    held = scopes_for(reader, "claim", "marker assessment")
    if "" in held or programme.upload.by_id == reader.pk:
        return True
    joint = _joint(programme.identifier)
    around = scopes_of(programme) | (scopes_of(joint) if joint is not None else frozenset())
    return bool(held & around) or _is_reporter(held, programme.reporter)


def _programme(reader: Any, identifier: str, phase: str) -> Programme:
    if phase not in PHASES:
        raise changing.Unfit([Finding("assessment-phase-unknown", "error", values={"phase": phase[:20]})])
    rows = visible(reader, Programme.objects.filter(identifier=identifier, current=True)).select_related("upload")
    found = sorted(rows, key=lambda p: (p.phase == phase, bool(p.upload.claims), p.pk))
    if not found:
        raise Http404
    mine = [programme for programme in found if may_start(reader, programme)]
    if not mine:
        raise PermissionDenied("claim")
    return mine[-1]


def _cells(reader: Any, programme: Programme) -> dict[str, Any]:
    codes = programme.countries.split()
    held = sorted(s for s in scopes_for(reader, "claim", "marker assessment") if s.startswith("entity:"))
    owner = Thing.objects.filter(kind="entity", key=held[0].partition(":")[2]).first() if len(held) == 1 else None
    return {
        "title": (programme.title or programme.identifier)[:500],
        "country": codes[0] if len(codes) == 1 else "",
        "owner": owner.serial if owner is not None else "",
    }


def _parts(programme: Programme, joint: Thing | None) -> list[tuple[Thing, str, str]]:
    """The joint programme that it is about, and the local governments that it names: these may contest."""
    parts = [(joint, "programme", "")] if joint is not None else []
    return parts + [(thing, "named", "") for thing in named_governments(programme)]


def named_governments(programme: Programme) -> list[Thing]:
    """The local governments of the registry that the programme pays, works with or works in."""
    result = programme.score.as_read
    names = {fold(a.get("name") or "") for a in result.get("actors") or ()}
    refs = {str(a.get("ref") or "").upper() for a in result.get("actors") or ()} - {""}
    codes = {str(p.get("code") or "") for p in (result.get("places") or {}).get("list") or ()} - {""}
    found = []
    for thing in Thing.objects.filter(kind="local-government", country__in=["", *programme.countries.split()]):
        own = {fold(name) for name in (thing.title, *(thing.fields.get("other_names") or ()))}
        same_ref = refs & {str(ref).upper() for ref in thing.fields.get("refs") or ()}
        if own & (names - {""}) or same_ref or thing.fields.get("place_code") in codes:
            found.append(thing)
    return found


def _joint(identifier: str) -> Thing | None:
    found: Thing | None = Thing.objects.filter(kind="joint-programme", fields__iati=identifier).order_by("id").first()
    return found


def _is_reporter(held: frozenset[str], reporter: str) -> bool:
    """Whether one of the entities that the reader acts for is the one that reports the programme."""
    keys = [scope.partition(":")[2] for scope in held if scope.startswith("entity:")]
    entities = Thing.objects.filter(kind="entity", key__in=keys) if keys and reporter else ()
    return any(fold(reporter) in {fold(e.title), fold(e.key), fold(str(e.fields.get("short") or ""))} for e in entities)


def _claims_sent(programme: Programme, phase: str, criteria: list[str]) -> list[dict[str, Any]]:
    """The rows of the claims file that came with the aid data, as columns of claims; their documents are kept."""
    upload, folder = programme.upload, folder_of(programme.upload)
    if not upload.claims:
        return []
    rows, _findings = read_claims(folder / upload.claims, upload.claims, criteria=criteria)
    return [_columns(row, folder) for row in rows if row.programme == programme.identifier and row.phase in ("", phase)]


def _columns(row: ClaimRow, folder: Path) -> dict[str, Any]:
    path = _inside(row.file_or_url, folder) if row.file_or_url else None
    there = path is not None and path.is_file() and path.stat().st_size <= MOST_DOCUMENT
    columns: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS if hasattr(row, name)}
    late = row.date is not None and row.date > timezone.localdate()
    return columns | {
        "level": row.claimed_level,
        "address": row.file_or_url[:1000],
        "sha256": keep_bytes(path.read_bytes()) if there and path is not None else "",
        "quote": row.quote[:2000],
        "origin": ORIGIN_OF.get(row.kind, "typed"),
        **({"status": "expired", "status_why": "dated after the day it was handed in"} if late else {}),
    }
