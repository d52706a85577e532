"""The marker attacked: the cheapest change found that raises a programme's level without any more localization.

Each move changes the records and the whole is scored again by the engine itself, so what holds here holds in earnest.
First one greedy way is looked for, then cheaper ones in the order of their cost, within a number of re-scorings. Where
the search came to its end (`complete`), nothing cheaper exists among the moves that change something by themselves, up
to the number of steps; else it is what was found within the tries.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from local2030.marker.criteria import Rubric
from local2030.marker.criterion_levels import COUNTING
from local2030.marker.performance.attack_costs import AttackCosts
from local2030.marker.performance.attack_moves import FILE, Case, Move, moves_for
from local2030.marker.score import Score
from local2030.vocabulary.organisations import STRICT

Rescore = Callable[[Case], Score]
Progress = Callable[[int, int], None]
MARGIN = 1e-9


class Step(NamedTuple):
    """One change of an attack, in code and values."""

    code: str
    cost: float
    values: Mapping[str, object]


class Defence(NamedTuple):
    """A change that came to nothing, by what it was held, and how many such changes were tried."""

    move: str
    code: str
    values: Mapping[str, object]
    times: int


@dataclass(frozen=True, slots=True)
class Attack:
    """What was found on one programme; `steps` empty and `cost` None: held."""

    level: int
    after: int
    cost: float | None
    steps: tuple[Step, ...]
    most_steps: int
    moves: int
    tries: int
    complete: bool
    defences: tuple[Defence, ...]

    @property
    def held(self) -> bool:
        """Whether no attack was found."""
        return not self.steps


class _State(NamedTuple):
    used: tuple[int, ...]
    case: Case
    score: Score


def attack(
    case: Case, rescore: Rescore, rubric: Rubric, costs: AttackCosts, progress: Progress | None = None,
    stop: Callable[[], bool] | None = None, *, forge: bool = True,
) -> Attack:  # fmt: skip
    """The cheapest attack on a programme that is found within the bounds; the same case gives the same answer.

    Without `forge` no evidence is made up: the records are only written otherwise, and claims made without proof.
    """
    before = rescore(case)
    moves = tuple(m for m in moves_for(case, before, rubric, costs) if forge or not m.kind.startswith("made-"))
    search = _Search(case, before, moves, rescore, costs, progress, stop)
    level = before.proven_run.level
    found = search.cheapest() if level < 3 else None
    defences = _counted(search.held)
    bound = (costs.most_steps, len(moves), search.tries, search.complete, defences)
    if found is None:
        return Attack(level, level, None, (), *bound)
    steps = tuple(Step(f"attack-{moves[i].kind}", moves[i].cost, moves[i].values) for i in found.used)
    return Attack(level, found.score.proven_run.level, sum(s.cost for s in steps), steps, *bound)


class _Search:
    """The search on one programme, and what it has cost so far."""

    def __init__(
        self, case: Case, before: Score, moves: Sequence[Move], rescore: Rescore, costs: AttackCosts,
        progress: Progress | None, stop: Callable[[], bool] | None,
    ) -> None:  # fmt: skip
        self.start, self.moves, self.rescore, self.costs = _State((), case, before), moves, rescore, costs
        self.progress, self.stop = progress, stop or (lambda: False)
        rows = sum(len(a.transactions) for a in case.activities) + len(case.ledger or ()) + 1
        self.most_tries = max(1, min(costs.most_tries, costs.most_work // rows))
        self.tries, self.complete = 0, True  # until something is left untried
        self.held: list[Defence] = []

    def cheapest(self) -> _State | None:
        """The cheapest state with a higher level, if any is found."""
        acting = [i for i in range(len(self.moves)) if self._acts(i)]
        best = self._greedy(acting)
        return self._in_order_of_cost(acting, self._without_spare(best) if best is not None else None)

    def _acts(self, i: int) -> bool:
        """Whether a move alone changes anything for the better; if not, why not is noted."""
        after = self._with(self.start, i)
        if after is None:
            self.complete = False
            return False
        if any(a > b for a, b in zip(_seen(after.score), _seen(self.start.score), strict=True)):
            return True
        self.held.append(_defence(self.moves[i], self.start.score, after.score))
        return False

    def _with(self, state: _State, i: int) -> _State | None:
        if self.tries >= self.most_tries or self.stop():
            return None
        self.tries += 1
        if self.progress is not None:
            self.progress(self.tries, self.most_tries)
        case = self.moves[i].apply(state.case)
        return _State((*state.used, i), case, self.rescore(case))

    def _greedy(self, acting: Sequence[int]) -> _State | None:
        """Step by step what brings most for its cost, with half of the tries."""
        state, budget = self.start, self.tries + (self.most_tries - self.tries) // 2
        while len(state.used) < self.costs.most_steps:
            options = []
            for i in acting:
                after = self._with(state, i) if i not in state.used and self.tries < budget else None
                if after is not None:
                    options.append((-_gain(state.score, after.score) / self.moves[i].cost, i, after))
            if not options or min(options)[0] >= 0:
                return None
            state = min(options, key=lambda o: o[:2])[2]
            if self._raised(state):
                return state
        return None

    def _without_spare(self, found: _State) -> _State:
        """The same attack without the steps that it doesn't need, the dearest taken away first."""
        for i in sorted(found.used, key=lambda i: -self.moves[i].cost):
            fewer: _State | None = self.start
            for j in found.used:
                if j != i and fewer is not None:
                    fewer = self._with(fewer, j)
            if fewer is not None and self._raised(fewer):
                found = fewer
        return found

    def _in_order_of_cost(self, acting: Sequence[int], best: _State | None) -> _State | None:
        """States by their cost, each kind of outcome once; ends at the first that raises the level, or at the bound."""
        count, seen = 0, set()
        queue: list[tuple[float, int, _State]] = [(0.0, 0, self.start)]
        while queue:
            cost, _, state = heapq.heappop(queue)
            if best is not None and cost >= self._cost(best) - MARGIN:
                break
            if _outcome(state.score) in seen:
                continue
            seen.add(_outcome(state.score))
            if self._raised(state):
                best = state
                break
            for i in acting if len(state.used) < self.costs.most_steps else ():
                reached = cost + self.moves[i].cost
                if i in state.used or (best is not None and reached >= self._cost(best) - MARGIN):
                    continue
                after = self._with(state, i)
                if after is None:
                    self.complete = False
                    return best
                count += 1
                heapq.heappush(queue, (reached, count, after))
        return best

    def _raised(self, state: _State) -> bool:
        return state.score.proven_run.level > self.start.score.proven_run.level

    def _cost(self, state: _State) -> float:
        return sum(self.moves[i].cost for i in state.used)


def _share(score: Score) -> Decimal:
    return score.material.share.by_definition["strict"].low or Decimal(0)


def _seen(score: Score) -> tuple[Decimal | int, ...]:
    """What tells one outcome from another: what is proven, what the gates ask beside it, the share, the evidence."""
    checked = sum(item.status in COUNTING for item in score.material.items)
    return (*(c.proven for c in score.criteria), len(score.facts), _share(score), checked)  # each grows for the better


def _outcome(score: Score) -> tuple[object, ...]:
    """The same, with the evidence by kind: two ways to the same outcome are one."""
    held = frozenset((i.criterion, i.kind, i.level) for i in score.material.items if i.status in COUNTING)
    return (*_seen(score), held)


def _gain(before: Score, after: Score) -> float:
    """How much nearer: a level counts most, then the gates that hold, what criteria gained or lack less, the share."""
    level = 100.0 * (after.proven_run.level - before.proven_run.level)
    gates = 2.0 * (_holding(after) - _holding(before))
    pairs = list(zip(after.criteria, before.criteria, strict=True))
    points = sum(max(0, a.proven - b.proven) for a, b in pairs)
    lacks = 0.4 * sum(max(0, len(b.missing) - len(a.missing)) for a, b in pairs if a.proven == b.proven)
    return level + gates + points + lacks + float(_share(after) - _share(before))


def _holding(score: Score) -> int:
    return sum(step.passed for step in score.proven_run.steps)


def _defence(move: Move, before: Score, after: Score) -> Defence:
    """By what a move was held."""
    kind = f"attack-{move.kind}"
    made = [item for item in after.material.items if item.file == FILE]
    if move.kind == "title":
        return Defence(kind, "attack-held-not-read", {}, 1)
    if move.kind == "bare-claim":
        return Defence(kind, "attack-held-claim", {}, 1)
    if move.kind == "split":
        return Defence(kind, "attack-held-summed", {}, 1)
    if made and made[-1].status not in COUNTING:
        return Defence(kind, "attack-held-evidence", {"code": made[-1].code}, 1)
    if move.receiver:
        for recipient in after.recipients:
            if move.receiver in (recipient.name, recipient.ref) and recipient.actor.actor_class not in STRICT:
                actor = recipient.actor
                return Defence(kind, "attack-held-actor", {"rule": actor.rule, "class": actor.actor_class}, 1)
    return Defence(kind, "attack-held-no-effect", {}, 1)


def _counted(held: Sequence[Defence]) -> tuple[Defence, ...]:
    """Equal defences as one, with their number."""
    counts = Counter((d.move, d.code, str(sorted(d.values.items()))) for d in held)
    first = {(d.move, d.code, str(sorted(d.values.items()))): d for d in reversed(held)}
    return tuple(first[key]._replace(times=counts[key]) for key in sorted(first))
