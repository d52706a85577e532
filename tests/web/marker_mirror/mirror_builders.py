"""What the tests of the mirror share: towns gathered from the worked example, a link, an assessment begun."""

from __future__ import annotations

from typing import Any

from local2030.web.marker.mirror.gathering import gather
from local2030.web.marker.mirror.links import link_of, send_link
from local2030.web.registry.models import Thing

EXAMPLE = "XM-EXAMPLE-JP-2030"


def town(title: str = "County Government of Kisumu") -> Thing:
    """The local government of that name, gathered if it wasn't yet."""
    gather()
    return Thing.objects.get(kind="local-government", title=title)


def linked(reader: Any, of: Thing) -> tuple[str, Any]:
    """The token and the row of a new link."""
    token = send_link(reader, of, "", "https://local2030.example.org")
    return token, link_of(token)


def assessed(reader: Any, state: str = "published") -> Any:
    """An assessment of the worked example with its claims, in that state, past the moves that lead there."""
    from local2030.web.marker.assessing.models import Assessment
    from local2030.web.marker.assessing.starting import start

    thing = start(reader, EXAMPLE)
    Thing.objects.filter(pk=thing.pk).update(state=state, audience="public" if state == "published" else "inner")
    return Assessment.objects.select_related("thing").get(thing=thing)
