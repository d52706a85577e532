"""Deeds on rubric bills: propose, amend, vote, close the vote, come into force. Each text is kept; none is ever changed.

The Secretariat and the Expert Group propose and amend, the Steering Committee votes and decides. A bill changes the last
rubric that was adopted; where another bill came first, it must be amended anew before it can be adopted.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.marker.criteria import Rubric
from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask, may, visible
from local2030.web.history.chain import append
from local2030.web.jobs import deeds
from local2030.web.jobs.running import launch_waiting
from local2030.web.marker.expert_group.models import BillText, BillVote, Remark, RubricVersion
from local2030.web.marker.expert_group.rubrics import base_for_bills, folder_of
from local2030.web.registry import changing
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import Unfit, by, locked
from local2030.web.registry.models import Thing
from local2030.workflows.rubric_change import Copy, Edit, changed_copy, read_edits

KIND = "rubric-bill"
OPEN = ("proposed", "stated", "amended", "voting")
CHOICES = ("yes", "no", "abstain")
_CITED = re.compile(r"([A-Z]{2,4}-\d{1,6})/(\d{1,4})")


@transaction.atomic
def propose(
    reader: Any, title: str, summary: str, why: str, asked: Sequence[tuple[str, str]], cites: str | Iterable[str] = ()
) -> Thing:
    """A bill with its first text; its impact is stated in the background. Raises `Unfit`."""
    base = base_for_bills()
    edits = _edits(base, asked)
    thing = changing.add(reader, KIND, {"title": title, "summary": summary}, why)
    _keep_text(reader, thing, 1, base, edits, _cited(reader, cites), why)
    return thing


@transaction.atomic
def amend(
    reader: Any, thing: Thing, why: str, asked: Sequence[tuple[str, str]], cites: str | Iterable[str] = ()
) -> BillText:
    """Another text in place of the last one, which stays readable; votes on the last one don't count for it."""
    thing = locked(thing)
    ask(reader, "change", thing)
    if thing.state not in OPEN:
        raise Unfit([Finding("thing-closed", "error", values={"serial": thing.serial})])
    base = base_for_bills()
    number = (thing.texts.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    text = _keep_text(reader, thing, number, base, _edits(base, asked), _cited(reader, cites), why)
    if thing.state in ("stated", "voting"):
        changing.move(None, thing, "amended", why)
    return text


@transaction.atomic
def vote(reader: Any, thing: Thing, choice: str) -> BillVote:
    """A vote of the Steering Committee on the newest text; the last word of each member counts."""
    thing = locked(thing)
    ask(reader, "decide", thing)
    if thing.state != "voting" or choice not in CHOICES:
        raise Unfit([Finding("bill-vote-closed", "error", values={"serial": thing.serial})])
    text = newest_text(thing)
    if text is None:
        raise Unfit([Finding("bill-without-text", "error")])
    row, _made = BillVote.objects.update_or_create(
        text=text, user=reader, defaults={"vote": choice, "at": timezone.now()}
    )
    append(
        by=by(reader), deed="vote", kind=KIND, id=thing.serial, after={"text": text.number, "vote": choice},
        audience="coalition",
    )  # fmt: skip
    return row


def counts(text: BillText) -> dict[str, int]:
    """How many voted for the text, against it, or abstained."""
    found = Counter(text.votes.values_list("vote", flat=True))
    return {choice: found[choice] for choice in CHOICES}


def count_words(found: dict[str, int]) -> str:
    """The counts in words."""
    return _("%(yes)s for, %(no)s against, %(abstain)s abstained") % found


def newest_text(thing: Thing) -> BillText | None:
    """The text that stands now; None for a bill that was filed without one."""
    return BillText.objects.filter(bill=thing).order_by("-number").first()


def bill_moved(reader: Any, thing: Thing, was: str, why: str) -> None:
    """What follows a move of a bill, in its transaction: the count of the vote, the version, its day."""
    if thing.state == "voting":
        _must_be_current(newest_text(thing))
    elif thing.state in ("carried", "rejected"):
        text = newest_text(thing)
        found = counts(text) if text is not None else dict.fromkeys(CHOICES, 0)
        thing.fields["vote"] = count_words(found)
        if thing.state == "carried":
            _carry(thing, _must_be_current(text), found)
            key = thing.pk  # a bill that holds from today is in force today, not tomorrow
            transaction.on_commit(lambda: _by_date(key), robust=True)
    elif thing.state == "in-force":
        _come_into_force(thing)


def _edits(base: Rubric, asked: Sequence[tuple[str, str]]) -> tuple[Edit, ...]:
    edits, findings = read_edits(base.folder, [(clean(a), clean(t)) for a, t in asked if a and t.strip()])
    if findings:
        raise Unfit(findings)
    return edits


def _keep_text(
    reader: Any, thing: Thing, number: int, base: Rubric, edits: Sequence[Edit], cites: list[str], why: str
) -> BillText:
    """The row and the folder of its version; the folder is whole or not there."""
    rubric_id = f"{base.id.partition('.')[0]}.{thing.number}"
    named = Copy(
        rubric_id, f"{rubric_id}.{number - 1}", f"Expert Group of the Coalition, bill {thing.serial}",
        timezone.localdate().isoformat(), f"{thing.serial}, text {number}: changes version {base.version} ({base.sha256[:12]}).",
    )  # fmt: skip
    made = _written(base, edits, named)
    text = BillText.objects.create(
        bill=thing, number=number, edits=[edit._asdict() for edit in edits], cites=cites, why=clean(why), base=base.version,
        base_sha256=base.sha256, version=made.version, sha256=made.sha256, by=by(reader), at=timezone.now(),
    )  # fmt: skip
    append(
        by=by(reader), deed="bill-text", kind=KIND, id=thing.serial,
        after={"text": number, "version": made.version, "edits": len(edits), "sha256": made.sha256[:12]}, why=why,
        audience=thing.audience,
    )  # fmt: skip
    if reader is not None:
        deeds.ask("state-impact", thing.pk, reader)
    return text


def _written(base: Rubric, edits: Sequence[Edit], named: Copy) -> Rubric:
    target = folder_of(named.version)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".making-") as aside:
        made, findings = changed_copy(base.folder, Path(aside, named.version), edits, named)
        if made is None:
            raise Unfit(findings)
        if target.exists():  # left by a deed that was not kept
            shutil.rmtree(target)
        Path(aside, named.version).rename(target)
    assert Path(settings.HOME) in target.parents
    return made


def _cited(reader: Any, cites: str | Iterable[str]) -> list[str]:
    """The ids of remarks, each of a round that the reader may see; what isn't one is told."""
    words = re.split(r"[\s,;]+", cites) if isinstance(cites, str) else list(cites)
    found, findings = [], []
    for word in dict.fromkeys(w.strip().upper() for w in words if w.strip()):
        named = _CITED.fullmatch(word)
        rows = Remark.objects.filter(round__serial=named[1], number=int(named[2])) if named else Remark.objects.none()
        row = rows.select_related("round").first()
        if row is None or (reader is not None and not visible(reader, Thing.objects.filter(pk=row.round_id)).exists()):
            findings.append(Finding("bill-cites-unknown", "error", values={"column": "cites", "id": word[:40]}))
        else:
            found.append(word)
    if findings:
        raise Unfit(findings)
    return found


def _must_be_current(text: BillText | None) -> BillText:
    if text is None:
        raise Unfit([Finding("bill-without-text", "error")])
    base = base_for_bills()
    if text.base_sha256 != base.sha256:
        raise Unfit([Finding("bill-base-changed", "error", values={"base": text.base, "now": base.version})])
    if text.impact is None:
        raise Unfit([Finding("bill-impact-missing", "error", values={"number": text.number})])
    return text


def _carry(thing: Thing, text: BillText, found: dict[str, int]) -> None:
    if found["yes"] <= found["no"]:
        raise Unfit([Finding("bill-not-carried", "error", values={"counts": count_words(found)})])
    since = date.fromisoformat(str(thing.fields.get("in_force_from")))
    last = RubricVersion.objects.order_by("-since").first()
    if since < timezone.localdate() or (last is not None and since <= last.since):
        values = {
            "column": "in_force_from",
            "day": max(timezone.localdate(), last.since if last else since).isoformat(),
        }
        raise Unfit([Finding("bill-day-past", "error", values=values)])
    thing.fields["version"] = text.version
    RubricVersion.objects.create(text=text, version=text.version, sha256=text.sha256, since=since, at=timezone.now())


def _by_date(key: int) -> None:
    thing = Thing.objects.filter(pk=key).first()
    if thing is not None:
        changing.move_by_date(thing, timezone.localdate())
        launch_waiting()


def _come_into_force(thing: Thing) -> None:
    """The bill before it is replaced; the archive is scored a second time beside the first, in the background."""
    for other in Thing.objects.filter(kind=KIND, state="in-force").exclude(pk=thing.pk):
        changing.move(None, other, "replaced", thing.serial)
    version = RubricVersion.objects.get(text__bill=thing)
    person = version.text.by or thing.made_by
    if person is not None and version.job_id is None and may(person, "read", "marker rubric"):
        version.job = deeds.ask("second-scores", version.pk, person)
        version.save(update_fields=["job"])
