"""Forms of the mirror: an answer, a link to be sent, what came of calling back, a reply, two names joined."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from local2030.vocabulary.currencies import CURRENCIES
from local2030.web.marker.mirror.answering import Said
from local2030.web.marker.mirror.models import ANSWERS, CALLS
from local2030.web.registry.cells import clean

THOUSANDS = re.compile(r"[\s'’_]|,(?=\d{3}(?!\d))")
MOST = Decimal(10) ** 18
GIVEN = [(code, words) for code, words in ANSWERS if code]


class Amount(forms.DecimalField):
    """An amount as people type it: 1,250,000 or 1 250 000.50."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:
        """The number without the marks between thousands."""
        return super().to_python(THOUSANDS.sub("", str(value).strip()) if value else value)


class AnswerForm(forms.Form):
    """One answer. The post and the body are said with each, and stand there already from the second one on."""

    answer = forms.ChoiceField(choices=GIVEN, error_messages={"required": _("Press one of the four answers.")})
    received = Amount(
        label=_("What we received"), required=False, min_value=0, max_value=MOST, max_digits=20, decimal_places=2
    )
    currency = forms.CharField(label=_("Currency"), required=False, max_length=3)
    words = forms.CharField(label=_("In your words"), required=False, max_length=2000, widget=forms.Textarea)
    post = forms.CharField(
        label=_("Your post"),
        max_length=200,
        error_messages={"required": _("Say your post: chief officer, mayor, clerk.")},
    )
    body = forms.CharField(
        label=_("Your office or department"), max_length=200,
        error_messages={"required": _("Say for which office or department you speak.")},
    )  # fmt: skip
    in_confidence = forms.BooleanField(label=_("In confidence: count it, don't name us"), required=False)

    def clean_currency(self) -> str:
        """A code that there is."""
        code = str(self.cleaned_data["currency"]).strip().upper()
        if code and code not in CURRENCIES:
            raise forms.ValidationError(_("A currency has three letters: KES, USD, EUR."))
        return code

    def clean(self) -> dict[str, Any]:
        """An amount needs its currency."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("received") is not None and not found.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Say in which currency."))
        return found

    def said(self) -> Said:
        """What was filled in."""
        of = self.cleaned_data
        return Said(
            of["answer"], of["received"], of["currency"] if of["received"] is not None else "", clean(of["words"]),
            clean(of["post"]), clean(of["body"]), bool(of["in_confidence"]),
        )  # fmt: skip


class LinkForm(forms.Form):
    """Where a link is mailed to."""

    mail = forms.EmailField(label=_("E-mail of the office"), max_length=254)
    post = forms.CharField(label=_("Post to write to"), required=False, max_length=200)


class CallForm(forms.Form):
    """What came of calling back."""

    result = forms.ChoiceField(label=_("Result"), choices=[(code, words) for code, words in CALLS if code])
    what = forms.CharField(label=_("What was said"), max_length=300, required=False)


class ReplyForm(forms.Form):
    """The answer to a local government's word."""

    text = forms.CharField(label=_("Your answer"), min_length=10, max_length=4000, widget=forms.Textarea)


class JoinForm(forms.Form):
    """The other name of the same government."""

    into = forms.CharField(label=_("Serial of the one to keep"), max_length=24)
    why = forms.CharField(label=_("How you know"), min_length=5, max_length=500)


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=_("Why"), max_length=500)
