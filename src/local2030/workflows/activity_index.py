"""Where each activity of a run lies, and who names whom: small enough to hold for a gigabyte of files."""

from __future__ import annotations

from array import array

from local2030.formats.activities import Read, Source, read_at
from local2030.vocabulary.activities import CHILD_OF, INCOMING, OUTGOING, PARENT_OF, Activity
from local2030.workflows.earlier_scores import Ties


def ties_of(activity: Activity) -> Ties:
    """The ties that the index keeps of an activity."""
    providers: dict[str, None] = {}
    receivers = {
        p.receiver.activity_id: None for p in activity.planned if p.receiver is not None and p.receiver.activity_id
    }
    for transaction in activity.transactions:
        if transaction.type == INCOMING and transaction.provider is not None and transaction.provider.activity_id:
            providers[transaction.provider.activity_id] = None
        if transaction.type in OUTGOING and transaction.receiver is not None and transaction.receiver.activity_id:
            receivers[transaction.receiver.activity_id] = None
    return Ties(
        tuple(providers),
        tuple(receivers),
        tuple(ref for kind, ref in activity.related if kind == PARENT_OF),
        tuple(ref for kind, ref in activity.related if kind == CHILD_OF),
    )


class ActivityIndex:
    """Where each activity lies, and who names whom: small enough to hold for a gigabyte of files."""

    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources
        self.numbers, self.offsets, self.lengths, self.lines = array("H"), array("Q"), array("L"), array("L")
        self.by_identifier: dict[str, int] = {}
        self.edges: dict[str, list[str]] = {}  # who pays whom, by identifier
        self.sending: set[int] = set()  # pay money on to other activities
        self.funded: dict[str, list[int]] = {}  # identifier of the provider: who lives on its money
        self.children: dict[str, list[int]] = {}
        self.family_edges: dict[str, list[str]] = {}  # who is whose child, by identifier

    @property
    def count(self) -> int:
        """How many activities there are."""
        return len(self.offsets)

    def add(self, number: int, read: Read, line: int, identifier: str, ties: Ties) -> bool:
        """Note an activity; True where its identifier was there before."""
        position = self.count
        self.numbers.append(number)
        self.offsets.append(read.offset)
        self.lengths.append(read.length)
        self.lines.append(line)
        for provider in ties.providers:
            self.funded.setdefault(provider, []).append(position)
            self.edges.setdefault(provider, []).append(identifier)
        if ties.receivers:
            self.sending.add(position)
            self.edges.setdefault(identifier, []).extend(ties.receivers)
        for parent in ties.parents:
            self.children.setdefault(parent, []).append(position)
            self.family_edges.setdefault(parent, []).append(identifier)
        for child in ties.children:
            self.family_edges.setdefault(identifier, []).append(child)
        if not identifier:
            return False
        if identifier in self.by_identifier:
            return True
        self.by_identifier[identifier] = position
        return False

    def position(self, identifier: str) -> int | None:
        """The first activity of that identifier."""
        return self.by_identifier.get(identifier)

    def where(self, identifier: str) -> str:
        """The name of the file in which that identifier was first met."""
        return self.sources[self.numbers[self.by_identifier[identifier]]].name

    def touched(self) -> set[int]:
        """Activities whose score may hang on another one."""
        payers = {p for provider in self.funded if (p := self.by_identifier.get(provider)) is not None}
        return self.sending | payers

    def read(self, position: int) -> Activity | None:
        """The activity at that position, read again from its file."""
        source = self.sources[self.numbers[position]]
        return read_at(source, self.offsets[position], self.lengths[position], line=self.lines[position])

    def family(self, identifier: str) -> list[int]:
        """The activity and all that are tied to it as children, and theirs; each identifier once."""
        found: list[int] = []
        waiting = [identifier]
        seen = set(waiting)
        while waiting:
            current = waiting.pop(0)
            position = self.by_identifier.get(current)
            if position is None:
                continue
            found.append(position)
            activity = self.read(position)
            named = [ref for kind, ref in activity.related if kind == CHILD_OF] if activity is not None else []
            naming = [a.identifier for p in self.children.get(current, ()) if (a := self.read(p)) is not None]
            for child in (*named, *naming):
                if child and child not in seen:
                    seen.add(child)
                    waiting.append(child)
        return found
