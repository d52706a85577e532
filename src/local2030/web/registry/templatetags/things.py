"""Tags for things in lists: a cell, a state."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from local2030.web.marker.templatetags.marks import nil, status
from local2030.web.registry.asking import Ask
from local2030.web.registry.kinds import Column
from local2030.web.registry.models import WORKSTREAMS, Thing
from local2030.web.registry.thing_page import is_late, shown
from local2030.web.registry.words import state_word

register = template.Library()

GOOD = {"formalized", "verified", "closed", "accepted", "active", "published", "on-track"}


@register.simple_tag
def cell(thing: Thing, column: Column) -> SafeString:
    """A value of a thing in a table, or the mark for nothing."""
    text = shown(column, thing.fields.get(column.name))
    return format_html("<bdi>{}</bdi>", text[:160]) if text else nil("missing", _("not said"))


@register.simple_tag
def state_mark(thing: Thing) -> SafeString:
    """The state with its shape; late things say so."""
    if not thing.state:
        return format_html("")
    word = state_word(thing.kind, thing.state)
    if thing.state == "late" or is_late(thing):
        late = word if thing.state == "late" else _("%(state)s, late") % {"state": word}
        return status("slow", late)
    return status("met", word) if thing.state in GOOD else format_html("{}", word)


@register.filter
def workstream(code: str) -> str:
    """A workstream in words."""
    return str(dict(WORKSTREAMS).get(code, code))


@register.filter
def without_late(ask: Ask) -> str:
    """The same question without "only late"."""
    return ask.address(late=False)
