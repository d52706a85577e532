"""How a set of scores would look with each threshold of the rubric 20% down and up: a block for any portfolio view.

    block(records, rubric, only="reviewed")  ->  what `windows/parts/plus_minus.html` prints

Records are worked through a part at a time, so that three thousand of them take little memory; what only counts adds up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from itertools import islice

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from local2030.marker.criteria import Rubric, rubric
from local2030.marker.sensitivity import FIFTH, Sensitivity, Variation, varied
from local2030.marker.standing_record import Record
from local2030.marker.thresholds import thresholds_of
from local2030.web.marker.models import Programme
from local2030.web.marker.score_records import newest_scores, outcomes_of

AT_ONCE, DAY = 500, 86_400
WAYS = (("down", 1 - FIFTH), ("up", 1 + FIFTH))
LEVELS: tuple[int | None, ...] = (3, 2, 1, 0, None)


@dataclass(frozen=True, slots=True)
class Row:
    """One threshold moved: who rises, who falls, and how many stand at each level then (3, 2, 1, 0, not screened)."""

    threshold: str
    direction: str
    before: Decimal
    value: Decimal
    up: int
    down: int
    possible_up: int
    possible_down: int
    levels: tuple[int, ...]

    @property
    def label(self) -> str:
        """The threshold as people call it."""
        return threshold_words(self.threshold)

    @property
    def moves(self) -> bool:
        """Whether anybody's level moves, proven or possible."""
        return bool(self.up or self.down or self.possible_up or self.possible_down)

    @property
    def is_share(self) -> bool:
        """Whether the threshold is a part of one, to be shown as a percentage."""
        return self.threshold.count(".") == 2 or self.threshold in ("coverage_floor", "indirect_most", "unread_most")


@dataclass(frozen=True, slots=True)
class Block:
    """What the include prints. `waiting`: programmes whose record isn't made yet and that don't count here."""

    programmes: int
    by: int
    now: tuple[int, ...]
    rows: tuple[Row, ...]
    rubric_sha256: str
    only: str
    waiting: int = 0

    @property
    def moving(self) -> list[Row]:
        """The rows in which anything moves, those that move most first."""
        return sorted(
            (r for r in self.rows if r.moves), key=lambda r: -(r.up + r.down) * 10_000 - r.possible_up - r.possible_down
        )

    @property
    def still(self) -> list[Row]:
        """The rows in which nothing moves."""
        return [row for row in self.rows if not row.moves]

    @property
    def most(self) -> int:
        """The most programmes whose proven level one threshold moves."""
        return max((row.up + row.down for row in self.rows), default=0)


def block(
    records: Iterable[Record], rubric: Rubric, definition: str | None = None, only: str = "", waiting: int = 0
) -> Block:
    """The block over these records. `only` "reviewed": by what people accepted and measured money."""
    coming, parts = iter(records), []
    while part := list(islice(coming, AT_ONCE)):
        parts.append(varied(part, rubric, FIFTH, definition, only))
    return _together(parts or [varied((), rubric, FIFTH, definition, only)], only, waiting)


def kept_block(
    records: Sequence[tuple[int, Record]], rubric: Rubric, definition: str | None = None, only: str = ""
) -> Block:
    """The block over records with the keys of their standings, kept by these: a standing never changes."""
    keys = ",".join(str(key) for key, _record in sorted(records, key=lambda pair: pair[0]))
    digest = blake2b(keys.encode(), digest_size=16).hexdigest()
    name = f"plus-minus:{digest}:{rubric.sha256[:16]}:{definition}:{only}"
    found: Block | None = cache.get(name)
    if found is None:
        found = block((record for _key, record in records), rubric, definition, only)
        cache.set(name, found, DAY)
    return found


def of_programmes(rows: QuerySet[Programme]) -> Block:
    """The block over the newest scores of these programmes, out of what is kept beside each: warm, one statement."""
    using = rubric()
    kept, waiting = outcomes_of(newest_scores(rows), using)
    values = [(n, d, v, v * f) for n, v in thresholds_of(using).items() for d, f in WAYS]
    width = 1 + len(values)
    kept = [one for one in kept if len(one) == width]
    joined = b"".join(kept)
    found = [_from_bytes(Counter(joined[at::width]), *value) for at, value in enumerate(values, 1)]
    return Block(
        len(kept), int(FIFTH * 100), _levels(Counter(joined[0::width])), tuple(found), using.sha256, "", waiting
    )


def threshold_words(name: str) -> str:
    """A threshold by its name in the rubric, in words."""
    parts = name.split(".")
    of_money = {
        "coverage_floor": _("Floor of known receivers"),
        "indirect_most": _("Usual part of indirect cost, at most"),
        "unread_most": _("Money left out, at most"),
    }
    if name in of_money:
        return of_money[name]
    if parts[0] == "divergence":
        words = {"small": _("small"), "some": _("some"), "large": _("large")}
        return _("Word for the gap: below this it is “%(word)s”") % {"word": words.get(parts[1], parts[1])}
    if len(parts) == 3:
        measures = {"local_share": _("local share"), "direct_part": _("part paid directly")}
        return _("%(criterion)s level %(level)s: %(measure)s") % {
            "criterion": parts[0], "level": parts[1], "measure": measures.get(parts[2], parts[2])
        }  # fmt: skip
    asked = parts[1].partition("-")[0]
    words = {"mean": _("mean of the criteria"), "most_not_applicable": _("criteria left out, at most")}
    return _("Gate of level %(level)s: %(what)s") % {"level": parts[0][1:], "what": words.get(asked, asked)}


def _together(parts: list[Sensitivity], only: str, waiting: int) -> Block:
    rows = [_row(same) for same in zip(*(part.rows for part in parts), strict=True)]
    levels = _sum(part.levels for part in parts)
    return Block(sum(part.programmes for part in parts), int(FIFTH * 100), _counted(levels), tuple(rows),
                 parts[0].rubric_sha256, only, waiting)  # fmt: skip


def _row(same: tuple[Variation, ...]) -> Row:
    first = same[0]
    sums = [sum(getattr(v, name) for v in same) for name in ("up", "down", "possible_up", "possible_down")]
    return Row(
        first.threshold, first.direction, first.before, first.value, *sums, _counted(_sum(v.levels for v in same))
    )


def _from_bytes(counts: Counter[int], name: str, direction: str, before: Decimal, value: Decimal) -> Row:
    """A row out of how often each byte of `score_records.outcome_bytes` stands in a column."""

    def ways(of: Callable[[int], int], way: int) -> int:
        return sum(number for byte, number in counts.items() if of(byte) == way)

    level, possible = (lambda byte: byte // 3 % 3), (lambda byte: byte % 3)
    return Row(name, direction, before, value, ways(level, 2), ways(level, 0), ways(possible, 2), ways(possible, 0),
               _levels(counts))  # fmt: skip


def _levels(counts: Counter[int]) -> tuple[int, ...]:
    found: Counter[int | None] = Counter()
    for byte, number in counts.items():
        found[byte // 9 - 1 if byte >= 9 else None] += number
    return _counted(found)


def _sum(counts: Iterable[Mapping[int | None, int]]) -> Counter[int | None]:
    found: Counter[int | None] = Counter()
    for one in counts:
        found.update(one)
    return found


def _counted(levels: Mapping[int | None, int]) -> tuple[int, ...]:
    return tuple(levels.get(level, 0) for level in LEVELS)
