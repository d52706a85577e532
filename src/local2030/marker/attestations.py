"""When the word of a local government counts, what it supports, and what may be said of many such words together.

Not asked, no answer, no, partly and yes are kept apart. The numbers are policy and stand in `attestation_rules.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from local2030.methods.signed_files import TITLED, Signed, signed_file
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding

FILE = Path(__file__).parent / "attestation_rules.yaml"
YES, PARTLY, NO, CONTESTED, SILENT = "yes", "partly", "no", "contested", ""
ANSWERS = (YES, PARTLY, NO, CONTESTED)


@dataclass(frozen=True, slots=True)
class Rules:
    """All of the file. `supports`: how many levels an answer stays below what is claimed; absent: it supports nothing."""

    average_of_at_least: int
    called_back_every: int
    days_of_link: int
    least_cell: int
    supports: Mapping[str, int]
    contests: frozenset[str]
    asked: tuple[str, ...]
    document_too: Mapping[str, int]
    head: Mapping[str, str]
    sha256: str


class Word(NamedTuple):
    """What a local government said of one claim. `level` is what the programme claims, None where it claims none."""

    answer: str
    criterion: str
    level: int | None
    post: str
    body: str
    asked_by_secretariat: bool
    doubtful: bool  # it came by a link that was reported as having gone to the wrong town


class Worth(NamedTuple):
    """What a word is worth: the level it supports (None: it is no evidence) and why; `document_too` where it can't stand alone."""

    level: int | None
    code: str  # counts | no-answer | contests | not-asked | who-unsaid | doubtful | nothing-claimed
    document_too: bool = False


class Tally(NamedTuple):
    """How many were asked and what they answered; `silent` gave no answer."""

    asked: int
    silent: int
    yes: int
    partly: int
    no: int
    contested: int

    @property
    def answered(self) -> int:
        """Those who answered at all."""
        return self.asked - self.silent


@cache
def shipped_rules() -> Rules:
    """The rules that come with the program."""
    return read_rules(FILE)


def read_rules(path: Path) -> Rules:
    """The rules in that file; a mistake is told as a `WrongUse`."""
    try:
        rules = _rules(signed_file(path, TITLED))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as trouble:
        raise WrongUse(_invalid(path, f"can't be read: {str(trouble).splitlines()[0]}")) from None
    mistake = _mistake(rules)
    if mistake:
        raise WrongUse(_invalid(path, mistake))
    return rules


def worth(word: Word, rules: Rules) -> Worth:
    """Whether a word counts as evidence of kind A, and for which level.

    It must have been asked for by the Secretariat, and say who speaks: the post and the body. A no lifts nothing.
    """
    if word.answer == SILENT:
        return Worth(None, "no-answer")
    if not word.asked_by_secretariat:
        return Worth(None, "not-asked")
    if word.doubtful:
        return Worth(None, "doubtful")
    if not word.post.strip() or not word.body.strip():
        return Worth(None, "who-unsaid")
    if word.answer in rules.contests:
        return Worth(None, "contests")
    if not word.level or word.answer not in rules.supports:
        return Worth(None, "nothing-claimed")
    level = word.level + rules.supports[word.answer]
    if level < 1:
        return Worth(None, "nothing-claimed")
    return Worth(level, "counts", level >= rules.document_too.get(word.criterion, 4))


def tally(answers: Iterable[str]) -> Tally:
    """Answers counted; "" is one who was asked and hasn't answered."""
    found = list(answers)
    return Tally(len(found), found.count(SILENT), *(found.count(answer) for answer in ANSWERS))


def is_called_back(number: int, rules: Rules) -> bool:
    """Whether the answer of that number, counted from 1 over all answers, is called back."""
    return number > 0 and number % rules.called_back_every == 0


def difference(disbursed: Mapping[str, Decimal], received: Decimal | None, currency: str) -> Decimal | None:
    """What was said to be received less what was said to be paid; None where that can't be compared."""
    if received is None or currency not in disbursed or len(disbursed) != 1:
        return None
    return received - disbursed[currency]


def mean(values: Sequence[Decimal], rules: Rules) -> Decimal | None:
    """The mean over local governments, one value each; None where they are too few to show."""
    return sum(values, Decimal(0)) / len(values) if len(values) >= rules.average_of_at_least else None


def shown_cell(count: int, rules: Rules) -> int | None:
    """A count of people or places as an export may show it; None where it is below the least cell. Nought is shown."""
    return count if count == 0 or count >= rules.least_cell else None


def _rules(signed: Signed) -> Rules:
    of = signed.top
    return Rules(
        int(of["average_of_at_least"]), int(of["called_back_every"]), int(of["days_of_link"]), int(of["least_cell"]),
        {str(answer): int(step) for answer, step in of["supports"].items()}, frozenset(map(str, of["contests"])),
        tuple(map(str, of["asked"])), {str(c): int(level) for c, level in of["document_too"].items()},
        signed.head, signed.sha256,
    )  # fmt: skip


def _mistake(rules: Rules) -> str:
    numbers = (rules.average_of_at_least, rules.called_back_every, rules.days_of_link, rules.least_cell)
    if min(numbers) < 1:
        return "numbers must be 1 or more"
    named = {*rules.supports, *rules.contests}
    if named - set(ANSWERS) or set(rules.supports) & rules.contests:
        return "supports and contests name each answer at most once, of yes, partly, no and contested"
    return "" if max(rules.supports.values(), default=0) <= 0 else "no answer supports more than is claimed"


def _invalid(path: Path, mistake: str) -> Finding:
    return Finding("attestation-rules-invalid", "error", path.name, None, {"mistakes": mistake, "count": 1})
