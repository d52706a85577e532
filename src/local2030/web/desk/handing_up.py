"""Data that a reader has handed up and whose values nobody has looked at yet, or that have something to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from local2030.web.accounts.permissions import visible
from local2030.web.accounts.standing import standing_of
from local2030.web.desk.todo import Todo, day
from local2030.web.registry.models import Thing

FEW = 50


def handing_up(reader: Any) -> Iterator[Todo]:
    """What is submitted and isn't checked goes on by a look at its values, and that is its maker's."""
    if standing_of(reader).reader is None:
        return
    rows = Thing.objects.filter(kind="data-submission", state="submitted", made_by=reader)
    for thing in visible(reader, rows, "read").order_by("state_since", "pk")[:FEW]:
        values = {"title": thing.title, "day": day(thing.state_since.date())}
        if "taken" in thing.fields:
            deed, why = (
                _("Mend what stands in the way: %(title)s"),
                _("Data handed up. Its page says which values, and what to do."),
            )
        else:
            deed, why = (
                _("Look at the values: %(title)s"),
                _("Data handed up on %(day)s. Nobody has looked at the values yet."),
            )
        yield Todo(deed % values, why % values, f"{thing.get_absolute_url()}#looked", weight=(2, date.max))
