"""The far side of links between activities, read when asked for, wherever in the given files they lie."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from local2030.marker.flows import outflow
from local2030.marker.local_share import Linked, Passed
from local2030.vocabulary.activities import OUTGOING, Activity
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.organisations import ActorQuery
from local2030.workflows.activity_index import ActivityIndex
from local2030.workflows.one_programme import Desk

KEPT = 256  # activities at hand
KEPT_LINKS = 5_000  # what activities paid, at hand
MOST_REMEMBERED = 200_000


class FileLinks:
    """Links over all files of a run; the last few hundred activities are kept at hand."""

    def __init__(self, index: ActivityIndex, desk: Desk) -> None:
        self._index, self._desk = index, desk
        self.memo: dict[tuple[str, int, int], Passed | None] = {}
        self._kept: OrderedDict[int, Activity | None] = OrderedDict()
        self._linked: OrderedDict[int, Linked | None] = OrderedDict()

    def activity(self, position: int) -> Activity | None:
        """The activity at that position of the index."""
        if position not in self._kept:
            self._kept[position] = self._index.read(position)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[position]

    def find(self, activity_id: str) -> Linked | None:
        """The activity of that identifier with what it paid, if it is in any file."""
        position = self._index.position(activity_id)
        if len(self.memo) > MOST_REMEMBERED:
            self.memo.clear()
        return None if position is None else self._at(position)

    def funded_by(self, activity_id: str) -> Sequence[Linked]:
        """The activities that name this one as provider of money that came in."""
        found = (self._at(position) for position in self._index.funded.get(activity_id, ()))
        return tuple({linked.identifier: linked for linked in found if linked is not None}.values())

    def findings_of(self, activity: Activity) -> tuple[Finding, ...]:
        """A finding where payments go on to activities that aren't in the files given."""
        named = [
            t.receiver.activity_id
            for t in activity.transactions
            if t.type in OUTGOING and t.receiver is not None and t.receiver.activity_id
        ]
        missing = [ref for ref in named if self._index.position(ref) is None]
        if not missing:
            return ()
        values = {"count": len(missing), "activity": activity.identifier, "example": missing[0]}
        return (Finding("linked-activity-missing", "info", activity.file, activity.line, values),)

    def _at(self, position: int) -> Linked | None:
        if position not in self._linked:
            self._linked[position] = self._link(self.activity(position))
            if len(self._linked) > KEPT_LINKS:
                self._linked.popitem(last=False)
        return self._linked[position]

    def _link(self, activity: Activity | None) -> Linked | None:
        if activity is None:
            return None
        desk, reporter = self._desk, activity.reporter
        countries = tuple(code for code, _ in activity.countries)
        actor = desk.classify(ActorQuery(reporter.name, reporter.ref, reporter.type, "", "", (), countries))
        flow = outflow(activity, desk.classify, desk.rates, desk.currency, desk.rubric.money)
        return Linked(activity.identifier, reporter.ref, reporter.name, actor, flow)
