"""What the room shows in a new store: an invented audit, one closed expert round of two sittings, one bill with its impact.

All of it says that it is invented. Filed once; a second time nothing happens.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.web.accounts.models import User
from local2030.web.jobs import deeds
from local2030.web.marker.expert_group import auditing, bills
from local2030.web.marker.expert_group.example_ratings import invented_ratings
from local2030.web.marker.expert_group.models import Answer, Expert, RatingsFile, Statement
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

EXPERTS = 8
ROUND, BILL = "example-round", "Proposal: level 2 asks for 20% of the money"
STATEMENTS = (
    ("C3", "A member of the steering body with a vote: it is clear what counts as a vote.", (1, 2, 3, 3, 5, 7, 8, 9), (2, 3, 3, 3, 4, 4, 5, 6)),
    ("C4", "At least 15% of the money is a fair threshold for level 2.", (2, 4, 4, 5, 5, 6, 8, 9), (3, 3, 4, 4, 4, 5, 5, 6)),
    ("C6", "A plan tied to an assessed gap: two reviewers would find the same plans.", (1, 3, 4, 5, 6, 7, 8, 8), (3, 4, 4, 5, 5, 6, 6, 7)),
    ("C1", "Territories coded at admin level 1 or below can be checked by anybody.", (6, 7, 7, 8, 8, 8, 9, 9), (7, 7, 8, 8, 8, 8, 9, 9)),
    ("", "The marker should tell the level as an interval where data are missing.", (3, 6, 7, 7, 8, 8, 9, 9), (6, 7, 7, 8, 8, 8, 9, 9)),
)  # fmt: skip
REMARKS = (  # statement, sitting, whose, text
    (1, 1, 0, "A vote in a working group isn't a vote on the budget. Ask for the minutes of the steering body."),
    (1, 1, 5, "In small states the municipality sits in by custom, without a seat. Say whether that counts."),
    (2, 1, 1, "Fifteen is what most programmes reach anyway. With twenty the gate would mean something."),
    (3, 1, 3, "What is a plan: a paragraph, a budget line, a paper that the council adopted?"),
    (2, 2, 6, "Twenty, but say it a year before it holds, so that budgets can follow."),
)


def file_examples(by: Any) -> None:
    """Files them under that person's name; in a store that has them nothing changes."""
    if not RatingsFile.objects.exists():
        auditing.receive(
            None,
            "invented-ratings.csv",
            invented_ratings(),
            _("Invented by the platform, to show what the audit says"),
            invented=True,
        )
        deeds.ask("audit-marker", 0, by)
    if Thing.objects.filter(kind="expert-round", key=ROUND).exists():
        return
    with transaction.atomic():
        thing = _round(by)
        bill = bills.propose(
            by, BILL, _("Invented, to show what a bill is: the expert round found 15% too little."),
            _("Experts found that most programmes reach 15% without localizing anything."),
            [
                ("c4.yaml#levels/2/measures/0/at_least", "20%"),
                ("c4.yaml#levels/2/anchor/en", "At least 20% reached local actors."),
                ("c3.yaml#levels/2/anchor/en", "Member of the steering body with a vote, as its minutes show."),
            ],
            [f"{thing.serial}/{r.number}" for r in thing.remarks.filter(text__in=(REMARKS[0][3], REMARKS[2][3]))],
        )  # fmt: skip
        changing.tie(None, thing, bill, "feeds")


def _round(by: Any) -> Thing:
    now = timezone.now()
    thing = changing.add(
        None, "expert-round",
        {
            "title": _("Are the words of rubric 2.0 clear? (invented)"),
            "summary": _("Eight invented experts rated five statements twice."),
            "question": _("How far do you agree with the statement? 1 not at all, 9 fully."),
        },
        key=ROUND,
    )  # fmt: skip
    thing = changing.change(by, thing, {"invented": "yes"}, "", thing.version, allowed=frozenset({"invented"}))
    people = [_expert(n) for n in range(1, EXPERTS + 1)]
    Expert.objects.bulk_create(Expert(round=thing, user=person, at=now) for person in people)
    statements = [
        Statement.objects.create(round=thing, number=n, text=text, criterion=criterion)
        for n, (criterion, text, _first, _second) in enumerate(STATEMENTS, 1)
    ]
    for sitting in (1, 2):
        Answer.objects.bulk_create(
            Answer(
                statement=s, user=person, sitting=sitting, rating=row[1 + sitting][at], at=now,
                comment=next((text for about, when, who, text in REMARKS if (about, when, who) == (s.number, sitting, at)), ""),
            )
            for s, row in zip(statements, STATEMENTS, strict=True)
            for at, person in enumerate(people)
        )  # fmt: skip
    for state in ("first", "between", "second", "closed"):
        thing = changing.move(by, thing, state, _("Invented, to show what a round is."))
    return thing


def _expert(number: int) -> User:
    person, made = User.objects.get_or_create(
        username=f"invented-expert-{number}",
        defaults={"first_name": "Invented", "last_name": f"Expert {number}", "service": True, "is_active": False},
    )
    if made:
        person.set_unusable_password()
        person.save()
    return person
