"""Small forms round a thing: evidence, parts, ties."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from local2030.web.accounts.permissions import visible
from local2030.web.registry.cells import clean
from local2030.web.registry.kinds import Kind, kind_of
from local2030.web.registry.models import CERTAINTIES, Thing

ACTORS = ("entity", "body", "hub")
RELATIONS = {
    "overlaps": _("overlaps with"),
    "same-as": _("is the same as"),
    "contradicts": _("contradicts"),
    "feeds": _("feeds into"),
    "uses": _("uses"),
    "may-use": _("may use"),
    "related": _("is related to"),
    "precedes": _("comes before"),
    "before": _("is due before"),
    "carries-into": _("carries into"),
    "part-of": _("is part of"),
    "serves": _("serves"),
    "needs": _("needs"),
    "carried-over": _("is carried over into"),
    "becomes": _("became"),
    "comes-from": _("comes from"),
    "decided-by": _("was decided by"),
    "about": _("is about"),
}
ROLES = {
    "lead": _("leads"),
    "key lead": _("is key lead"),
    "partner": _("is partner"),
    "owner": _("owns it"),
    "member": _("is member"),
    "pledges": _("pledges it"),
}


class EvidenceForm(forms.Form):
    """What shows that it is so."""

    what = forms.CharField(
        label=_("What it is"), max_length=500, help_text=_("A report, a decision, a page of minutes.")
    )
    address = forms.CharField(
        label=_("Address on the web"),
        required=False,
        max_length=1000,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    quote = forms.CharField(
        label=_("The passage that shows it"), required=False, max_length=4000, widget=forms.Textarea({"rows": 4})
    )
    day = forms.DateField(label=_("Dated"), required=False, widget=forms.DateInput({"type": "date"}))

    def clean_what(self) -> str:
        """Without what nobody sees."""
        text = clean(self.cleaned_data["what"])
        if not text:
            raise forms.ValidationError(_("Say what it is."))
        return text

    def clean(self) -> dict[str, Any]:
        """An address or a passage: one of the two at least."""
        asked: dict[str, Any] = super().clean() or {}
        if not self.errors and not asked.get("address") and not asked.get("quote"):
            raise forms.ValidationError(_("Give an address or the passage itself: somebody has to be able to look."))
        return asked


class WithdrawForm(forms.Form):
    """Why evidence is taken back."""

    why = forms.CharField(max_length=500)


class PartForm(forms.Form):
    """An actor, what it does here, and how sure that is."""

    actor = forms.ModelChoiceField(label=_("Who"), queryset=Thing.objects.none())
    role = forms.ChoiceField(label=_("What it does here"))
    certainty = forms.ChoiceField(label=_("How sure that is"), choices=CERTAINTIES, required=False)
    why = forms.CharField(label=_("Why"), required=False, max_length=500)

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Thing.objects.filter(kind__in=ACTORS, audience="public").order_by("kind", "title")
        field = self.fields["actor"]
        field.queryset = rows  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: row.title  # type: ignore[attr-defined]
        self.fields["role"].choices = [(role, ROLES.get(role, role)) for role in kind.roles]  # type: ignore[attr-defined]


class TieForm(forms.Form):
    """Another thing, by its serial, and how the two belong together."""

    relation = forms.ChoiceField(label=_("This one"))
    other = forms.CharField(label=_("the other"), max_length=24, help_text=_("Its serial: NXT-004."))
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, reader: Any, thing: Thing, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader, self.thing = reader, thing
        relations = kind_of(thing.kind).relations
        self.fields["relation"].choices = [(code, RELATIONS.get(code, code)) for code in relations]  # type: ignore[attr-defined]

    def clean_other(self) -> Thing:
        """A thing that the reader may see, and another one than this."""
        row = visible(self.reader, Thing.objects.filter(serial=self.cleaned_data["other"].strip().upper())).first()
        if row is None or row.pk == self.thing.pk:
            raise forms.ValidationError(_("There is no other thing with this serial."))
        return row
