"""The forms of an application."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from local2030.web.coalition.applying import FIRST, KIND
from local2030.web.registry.cells import clean
from local2030.web.registry.forms import ThingForm
from local2030.web.registry.kinds import kind_of
from local2030.web.registry.models import Thing

TRAP = "fax"  # nobody sees this field; a program that fills in everything gives itself away


class StartForm(ThingForm):
    """What an application can't begin without. `nominators`: the entities that the one who nominates speaks for."""

    def __init__(self, *args: Any, nominators: Iterable[Thing] = (), **kwargs: Any) -> None:
        super().__init__(kind_of(KIND), *args, only=FIRST, why=False, **kwargs)
        self.fields["title"].label = _now("Name of the Hub")
        self.fields["country"].required = True
        rows = [(row.serial, row.title) for row in nominators]
        if rows:
            choice = forms.ChoiceField(label=_now("Your entity"), choices=rows)
            self.fields = {"nominator": choice, **self.fields}
        self.fields[TRAP] = forms.CharField(required=False, max_length=200)

    def cells(self) -> dict[str, Any]:
        """Only what belongs to the application."""
        return {name: value for name, value in super().cells().items() if name in FIRST}

    def clean(self) -> dict[str, Any]:
        """The field that nobody sees has to be empty."""
        asked: dict[str, Any] = super().clean() or {}
        if asked.get(TRAP):
            raise forms.ValidationError(_now("This looks like a program. Leave the hidden field empty."))
        return asked

    @property
    def shown(self) -> list[Any]:
        """The fields that people see."""
        return [field for field in self if field.name != TRAP]


class AgreeForm(forms.Form):
    """The Hub's own word."""

    consent = forms.BooleanField(
        label=_("We agree to this application"), required=False,
        help_text=_("You speak for the Hub that it names. Without this it can't be handed in."),
    )  # fmt: skip
    branding_terms = forms.BooleanField(
        label=_("We accept the terms of common messages and branding"), required=False,
        help_text=_("Say what the Coalition says together; use its mark only while in good standing, and unchanged."),
    )  # fmt: skip

    def show(self, findings: Iterable[Any]) -> None:
        """What stands against it."""
        from local2030.vocabulary.messages import remedy, say

        for found in findings:
            self.add_error(None, f"{say(found.code, found.values)} {remedy(found.code, found.values)}".strip())


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    why = forms.CharField(label=_("Why"), max_length=500)

    def clean_why(self) -> str:
        """Words, not only marks."""
        text = clean(self.cleaned_data["why"])
        if not text:
            raise forms.ValidationError(_now("Say why."))
        return text
