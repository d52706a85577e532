"""Forms made from the columns of a kind: what is typed stays text until `cells.py` reads it, so all doors read alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import visible
from local2030.web.marker.portfolio import country_name
from local2030.web.registry.cells import columns_of, text_of
from local2030.web.registry.kinds import Column, Kind, kinds
from local2030.web.registry.models import Thing

WORDS = {
    "title": _("Title"),
    "summary": _("In short"),
    "country": _("Country"),
    "owner": _("Owner"),
    "workstream": _("Workstream"),
    "due": _("Due on"),
    "audience": _("Who may read it"),
}
MOST_CHOICES = 400


class ThingForm(forms.Form):
    """The columns of a kind as fields. `only`: these columns and no other; `but`: all but these.

    `reader`: who chooses among things, of those that he may see; None is a visitor.
    """

    why = forms.CharField(
        label=_("Why"), required=False, max_length=500, help_text=_("Stands in the history beside the change.")
    )

    def __init__(
        self,
        kind: Kind,
        *args: Any,
        only: Iterable[str] | None = None,
        why: bool = True,
        reader: Any = None,
        but: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields.pop("why")
        for column in columns_of(kind):
            wanted = (not column.fixed) if only is None else (column.name in only)
            if wanted and column.name not in but:
                self.fields[column.name] = field_of(column, reader)
        if why:
            self.fields["why"] = reason

    def cells(self) -> dict[str, Any]:
        """What was typed, by column."""
        return {name: value for name, value in self.cleaned_data.items() if name != "why"}

    def show(self, findings: Iterable[Finding]) -> None:
        """Sets what is wrong beside the fields that it concerns."""
        language = get_language() or "en"
        for found in findings:
            name = str(found.values.get("column", ""))
            text = f"{say(found.code, found.values, language)} {remedy(found.code, found.values, language)}".strip()
            self.add_error(name if name in self.fields else None, text)


def field_of(column: Column, reader: Any = None) -> forms.Field:
    """A field for a column; it takes text and leaves the reading to `cells.py`."""
    label, hint = WORDS.get(column.name, column.label), column.hint
    if column.sort == "list" and not column.choices:
        hint = hint or _("One on each line, or parted by semicolons.")
    common: dict[str, Any] = {"label": label, "required": column.required, "help_text": hint}
    if column.sort == "yes":
        choices = [("", _("not said")), ("yes", _("yes")), ("no", _("no"))]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if column.sort == "list" and column.choices:
        return forms.MultipleChoiceField(choices=column.choices, widget=forms.CheckboxSelectMultiple, **common)
    if column.sort == "choice":
        return forms.ChoiceField(choices=[("", _("not said")), *column.choices], **common)
    if column.sort == "country":
        return forms.ChoiceField(choices=_countries, **common)
    if column.sort == "thing":
        return _thing_field(column, common, reader)
    if column.sort in ("long", "list"):
        return forms.CharField(widget=forms.Textarea({"rows": 4}), max_length=max(column.longest, 4000), **common)
    widgets = {"day": forms.DateInput({"type": "date"}), "mail": forms.EmailInput(), "address": forms.URLInput()}
    if column.sort == "number":
        return forms.CharField(widget=forms.TextInput({"inputmode": "decimal"}), max_length=40, **common)
    return forms.CharField(widget=widgets.get(column.sort, forms.TextInput()), max_length=column.longest, **common)


def typed(kind: Kind, thing: Thing) -> dict[str, Any]:
    """The thing's values as its form shows them."""
    values: dict[str, Any] = {}
    for column in columns_of(kind):
        if column.name == "owner":
            values["owner"] = thing.owner.serial if thing.owner else ""
        elif column.name == "due":
            values["due"] = thing.due.isoformat() if thing.due else ""
        elif column.name in kind.standard:
            values[column.name] = getattr(thing, column.name)
        elif column.sort == "list":
            given = thing.fields.get(column.name) or []
            values[column.name] = given if column.choices else "\n".join(given)
        else:
            values[column.name] = text_of(column, thing.fields.get(column.name))
    return values


def _thing_field(column: Column, common: Mapping[str, Any], reader: Any) -> forms.Field:
    """A choice where there are few of the kinds, else a text field for a serial or a title."""
    if set(column.of) & {"term"} or not column.of:
        return forms.CharField(max_length=200, **common)

    def choices() -> list[tuple[str, str]]:
        rows = visible(reader, Thing.objects.filter(kind__in=column.of)).order_by("kind", "title")
        return [("", str(_("nobody yet"))), *((row.serial, row.title) for row in rows[:MOST_CHOICES])]

    return forms.ChoiceField(choices=choices, **dict(common))


def _countries() -> list[tuple[str, str]]:
    from local2030.vocabulary.places import countries

    found = sorted(((place.code, country_name(place.code)) for place in countries()), key=lambda pair: pair[1])
    return [("", str(_("none"))), *found]


def kind_words() -> dict[str, str]:
    """The name of each kind, by its code."""
    return {code: str(kind.name) for code, kind in kinds().items()}
