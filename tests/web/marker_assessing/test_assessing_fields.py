"""How much is left to fill in once everything known is there: counted on the forms as they are rendered."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from assessing_builders import IDENTIFIER, LEVELS, People
from django.test import Client

from local2030.web.accounts.models import Grant
from local2030.web.marker.assessing.models import Assessment

pytestmark = pytest.mark.django_db
MOST_LEFT, MOST_TYPED = 25, 8
TYPED = ("text", "url", "number", "date", "email", "file", "textarea")


class Controls(HTMLParser):
    """The controls of all forms of a page: name, sort, and whether something stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, bool]] = {}
        self._open = ""
        self._in_main = False

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        a = dict(given)
        self._in_main |= tag == "main"
        name, sort = a.get("name") or "", a.get("type") or "text"
        if tag == "option" and self._open and "selected" in a and a.get("value"):
            self.found[self._open] = ("select", True)
        if not name or not self._in_main:
            return
        if tag == "input" and sort in ("radio", "checkbox"):
            filled = self.found.get(name, ("", False))[1] or "checked" in a
            self.found[name] = (sort, filled)
        elif tag == "input" and sort not in ("hidden", "submit"):
            self.found[name] = (sort, bool(a.get("value")))
        elif tag == "textarea":
            self.found[name], self._open = ("textarea", False), name
        elif tag == "select":
            self.found[name], self._open = ("select", False), name

    def handle_data(self, data: str) -> None:
        if self._open and self.found[self._open][0] == "textarea" and data.strip():
            self.found[self._open] = ("textarea", True)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._open = ""


def left_on(client: Client, address: str) -> list[tuple[str, str]]:
    """(name, sort) of the controls of a page that nothing stands in."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    controls = Controls()
    controls.feed(answer.content.decode())
    return [(f"{address}{name}", sort) for name, (sort, filled) in controls.found.items() if not filled]


def test_of_the_worked_example_25_fields_are_left_at_most_and_8_of_them_to_type(
    example: Any, people: People, county: Any
) -> None:
    Grant.objects.create(user=people.una, role="UN", scope=f"programme:{IDENTIFIER.lower()}")
    una = people.client("una")
    left = left_on(una, f"/marker/programmes/{example.pk}/assess/")
    made = una.post(f"/marker/programmes/{example.pk}/assess/", {"phase": "monitoring"})
    serial = made["Location"].split("/")[2]
    base = f"/marker/assessments/{serial}/"
    for criterion in LEVELS:
        left += left_on(una, f"{base}criteria/{criterion}/")
    submit = una.get(f"{base}submit/")
    for need in submit.context["needs"]:
        left += left_on(una, need["address"])
    left += left_on(una, f"{base}submit/")
    typed = [name for name, sort in left if sort in TYPED]
    assert len(left) <= MOST_LEFT and len(typed) <= MOST_TYPED, left
    levels = [name for name, sort in left if sort == "radio"]
    assert not levels, "every level is there already"
    assert not submit.context["mistakes"]
    assert una.post(f"{base}submit/", {"version": Assessment.objects.get().thing.version}).status_code == 302


def test_the_counter_of_fields_counts() -> None:
    """A counter that can't count would let any form through."""
    controls = Controls()
    controls.feed(
        '<input name="before"><main><input name="a"><input name="b" value="x"><input type="hidden" name="c">'
        '<input type="radio" name="d" value="1"><input type="radio" name="d" value="2"><textarea name="e">\n</textarea>'
        '<textarea name="f">x</textarea><select name="g"><option value="">-</option><option value="1" selected>1</option>'
        '</select><select name="h"><option value="">-</option></select><input type="radio" name="i" checked>'
    )
    assert {n for n, (_sort, filled) in controls.found.items() if not filled} == {"a", "d", "e", "h"}
