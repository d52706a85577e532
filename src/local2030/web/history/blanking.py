"""Blanking what the history says of a person: the content goes, the entry stays, and another entry says that it went."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from local2030.web.history.chain import Deed, append_many, new_act
from local2030.web.history.models import Content, Entry, Head
from local2030.web.history.proof import BLANK

STEP = 500  # rows a statement names
SHORTEST_NAME = 5  # a shorter name, or one of a single word, is looked for only where it is the whole of a value


def blank_entry(entry: Entry, why: str, by: Any = None) -> None:
    """The content of one entry is gone for good. `why` stays readable, so it must not repeat what is to be forgotten."""
    _blank([entry.number], why, by)


def blank_person(user: Any, why: str = "", by: Any = None) -> int:
    """Blanks each content that is about the account or has its name, address, sign-in name or an alias; gives how many.

    What the person did stays: an entry holds the number of the account only, whose own row is blanked by `accounts`.
    Call this before that row loses its name.
    """
    with transaction.atomic(savepoint=False):
        numbers = list(_about(user).order_by("entry_id").values_list("entry_id", flat=True))
        _blank(numbers, why, by)
    return len(numbers)


def _about(user: Any) -> QuerySet[Content]:
    about = Q(entry__kind__in=("user", "person"), entry__serial__in=(str(user.pk), user.get_username()))
    aliases = user.aliases.values_list("alias", flat=True)
    names = (user.email, user.get_full_name(), user.get_username(), _spoken(user.get_username()), *aliases)
    for text in filter(None, names):
        said = json.dumps(text, ensure_ascii=False)
        is_telling = len(text) >= SHORTEST_NAME and (" " in text or "@" in text)
        about |= Q(text__icontains=said[1:-1]) if is_telling else Q(text__contains=said)
    return Content.objects.filter(about, blanked_at=None).exclude(entry__deed=BLANK[0], entry__kind=BLANK[1])


def _spoken(sign_in_name: str) -> str:
    """A sign-in name of several words as people write it: ana.perez is Ana Perez."""
    return " ".join(re.split(r"[._+@-]+", sign_in_name)).strip()


@transaction.atomic(savepoint=False)
def _blank(numbers: Iterable[int], why: str, by: Any) -> None:
    Head.objects.select_for_update().first()  # one at a time: nothing is blanked twice
    wanted = list(numbers)
    open_still: list[int] = []
    for start in range(0, len(wanted), STEP):
        rows = Content.objects.filter(entry_id__in=wanted[start : start + STEP], blanked_at=None)
        open_still += rows.order_by("entry_id").values_list("entry_id", flat=True)
    act, at = new_act(), timezone.now()
    append_many(Deed(by, *BLANK, str(n), why=why, audience="audit", act=act, at=at) for n in open_still)
    for start in range(0, len(open_still), STEP):
        rows = Content.objects.filter(entry_id__in=open_still[start : start + STEP])
        rows.update(salt="", text="", blanked_at=at)
