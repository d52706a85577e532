"""Two assessments of the worked example in a new store: one published, one a draft. The people in them are invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.web.accounts.models import Grant, User
from local2030.web.marker.assessing import judging, moving
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.assessing.starting import start
from local2030.web.marker.models import Programme
from local2030.web.registry import changing, reviewing
from local2030.web.registry.models import Review, Thing

IDENTIFIER = "XM-EXAMPLE-JP-2030"
LEVELS = {"C1": 2, "C2": 2, "C3": 2, "C4": 3, "C5": 2, "C6": 1, "C7": 2, "C8": 2}


def file_examples(by: Any) -> None:
    """Files them once the worked example is scored; a second time nothing happens. `by` acts for the Secretariat."""
    programme = Programme.objects.filter(identifier=IDENTIFIER, current=True, upload__by=by).first()
    if programme is None or Assessment.objects.filter(identifier=IDENTIFIER).exists():
        return
    people = {role: _person(role, number) for number, role in enumerate(("UN", "KSN", "KSN2"), 1)}
    try:
        _published(by, people)
        start(people["UN"], IDENTIFIER, source=_source())
    finally:
        _end(list(people.values()))


def _published(by: Any, people: dict[str, User]) -> None:
    thing = start(people["UN"], IDENTIFIER, source=_source())
    row = thing.assessment
    moving.submit(people["UN"], row)
    reviews = [reviewing.assign(by, thing, people[name], from_region=False) for name in ("KSN", "KSN2")]
    changing.move(by, thing, "in-review", "")
    for review in reviews:
        _hand_in(review)
    # The ten days for local actors are told as if they had passed: nobody can contest what is invented.
    Thing.objects.filter(pk=thing.pk).update(state_since=timezone.now() - timedelta(days=11))
    changing.move(by, Thing.objects.get(pk=thing.pk), "published", "")


def _hand_in(review: Review) -> None:
    row = Assessment.objects.select_related("thing").get(thing=review.thing)
    words = {item["key"]: (True, "") for item in judging.items_of(row)}
    judging.judge(
        review.reviewer, review, LEVELS, words, _("Invented: the evidence shows what is claimed, but for C4.")
    )


def _person(role: str, number: int) -> User:
    """Somebody who doesn't exist and can't sign in."""
    name = f"example-person-{number}"
    user, made = User.objects.get_or_create(
        username=name, defaults={"first_name": _("Invented"), "last_name": _("person %(number)s") % {"number": number}}
    )
    if made:
        user.set_unusable_password()
    user.is_active = True
    user.save()
    Grant.objects.create(user=user, role=role.removesuffix("2"), scope="", since=_day(-2))
    return user


def _end(people: list[User]) -> None:
    """They hold no role and no open account any more."""
    for user in people:
        user.grants.update(until=_day(-1))
        user.is_active = False
        user.save(update_fields=["is_active"])


def _day(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def _source() -> str:
    return str(
        _("Invented as an example: the programme, its documents and the people who claim and review don't exist.")
    )
