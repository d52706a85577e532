"""The forms of an assessment: few fields each, so that a telephone will do and nothing is lost between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from local2030.marker.criteria import Criterion
from local2030.marker.justifications import rules
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import remedy, say, text_in
from local2030.web.marker.models import Programme

LEFT_OUT = "na"
ENDINGS = (".pdf", ".docx", ".html", ".htm", ".txt", ".md")
MOST_MEGABYTES = 20
OF_KIND: Mapping[str, tuple[str, ...]] = {
    "D": ("document", "address", "page", "quote", "date"),
    "A": ("document", "address", "page", "quote", "date", "actor"),
    "R": ("document", "address", "page", "quote", "date", "place", "actor"),
    "M": ("actor", "amount", "currency", "date"),
    "P": ("place",),
    "T": ("actor",),
}


class Told(forms.Form):
    """A form that shows findings beside the fields that they concern."""

    def show(self, findings: Iterable[Finding]) -> None:
        """Sets what is wrong beside its field, or above them all."""
        language = get_language() or "en"
        for found in findings:
            name = str(found.values.get("column", ""))
            text = f"{say(found.code, found.values, language)} {remedy(found.code, found.values, language)}".strip()
            self.add_error(name if name in self.fields else None, text)


class SectionForm(Told):
    """One criterion: the level that is claimed, and what a reviewer should know."""

    level = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    text = forms.CharField(required=False, max_length=2000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, criterion: Criterion, most: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        choices = [("0", _("0: none of this"))]
        choices += [
            (str(r.level), f"{r.level}: {text_in(r.anchor, language)}") for r in criterion.levels if r.level <= most
        ]
        if criterion.may_be_not_applicable:
            choices.append((LEFT_OUT, _("It can't apply here (a reason is asked for)")))
        level, text = self.fields["level"], self.fields["text"]
        level.label, level.choices = _("Which of these is so?"), choices  # type: ignore[attr-defined]
        text.label = _("In your own words")
        text.help_text = _("Needed only where no evidence stands above. What would a reviewer ask?")


class EvidenceForm(Told):
    """One piece of evidence, with only the fields that its kind has."""

    def __init__(self, kind: str, criterion: Criterion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = {
            "document": forms.FileField(label=_("Document"), required=False, help_text=_(
                "PDF, DOCX, HTML or text, %(most)s MB at most. A program looks for your quote on the page that you name."
            ) % {"most": MOST_MEGABYTES}),
            "address": forms.URLField(label=_("or its address"), required=False, max_length=1000, assume_scheme="https",
                                      help_text=_("An address isn't opened by the program; reviewers look at it.")),
            "page": forms.IntegerField(label=_("Page"), required=False, min_value=1, max_value=100_000),
            "quote": forms.CharField(label=_("The words on that page that show it"), required=False, max_length=2000,
                                     widget=forms.Textarea({"rows": 3})),
            "date": forms.DateField(label=_("Date of the document"), required=False,
                                    widget=forms.DateInput({"type": "date"})),
            "place": forms.CharField(label=_("Place"), required=False, max_length=300,
                                     help_text=_("A county, province or city, as it is officially called.")),
            "actor": forms.CharField(label=_("Organisation"), required=False, max_length=500),
            "amount": forms.CharField(label=_("Amount"), required=False, max_length=40,
                                      widget=forms.TextInput({"inputmode": "decimal"})),
            "currency": forms.CharField(label=_("Currency"), required=False, max_length=3, initial="USD"),
        }  # fmt: skip
        for name in OF_KIND[kind]:
            self.fields[name] = made[name]
        levels = [(str(n), str(n)) for n in (1, 2, 3)]
        self.fields["level"] = forms.ChoiceField(label=_("For which level it is brought"), choices=levels)
        self.fields["in_confidence"] = forms.BooleanField(
            label=_("In confidence"),
            required=False,
            help_text=_("It is counted, and neither named nor carried by a report."),
        )
        self.fields["sensitive"] = forms.BooleanField(
            label=_("Its place or names could endanger somebody"), required=False,
            help_text=_("Shown to reviewers only; left out of every export, and counted there."),
        )  # fmt: skip

    def clean_document(self) -> Any:
        """A document of a kind and size that can be read."""
        file = self.cleaned_data.get("document")
        if file is None:
            return None
        if not str(file.name).lower().endswith(ENDINGS):
            raise forms.ValidationError(_said("document-not-taken"))
        if file.size > MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(_said("document-too-large-here", most=MOST_MEGABYTES))
        return file

    def clean_amount(self) -> Decimal | None:
        """A plain number."""
        text = self.cleaned_data.get("amount", "").replace(" ", "").replace(",", "")
        try:
            return Decimal(text) if text else None
        except InvalidOperation:
            raise forms.ValidationError(_said("claim-amount-unreadable")) from None


class JustifyForm(Told):
    """Why something isn't as asked, and what is done about it, or who agrees that nothing is."""

    reason = forms.ChoiceField()
    text = forms.CharField(widget=forms.Textarea({"rows": 6}))
    action = forms.CharField(required=False, max_length=500)
    action_owner = forms.CharField(required=False, max_length=200)
    action_due = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
    approver = forms.ChoiceField(required=False)

    def __init__(self, people: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held, language, fields = rules(), get_language() or "en", self.fields
        fields["reason"].label = _("Reason")
        fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", _("choose one")),
            *((code, text_in(words, language)) for code, words in held.reasons.items()),
        ]
        fields["text"].label = _("What stands in the way")
        fields["text"].help_text = _("%(least)s to %(most)s letters, about this programme.") % {
            "least": held.least, "most": held.most
        }  # fmt: skip
        fields["action"].label = _("What will be done")
        fields["action_owner"].label = _("By whom")
        fields["action_due"].label = _("Until when")
        fields["approver"].label = _("Or nothing will be done, and this person agrees")
        fields["approver"].choices = [  # type: ignore[attr-defined]
            ("", _("something will be done")),
            *((str(p.pk), p.shown_name) for p in people),
        ]


class ContestForm(Told):
    """What a local actor says against it."""

    claim = forms.ChoiceField(required=False)
    text = forms.CharField(max_length=4000, widget=forms.Textarea({"rows": 5}))
    address = forms.URLField(required=False, max_length=1000, assume_scheme="https")
    body = forms.CharField(max_length=300)

    def __init__(self, claims: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claim"].label = _("What you contest")
        self.fields["claim"].choices = [("", _("the assessment as a whole")), *claims]  # type: ignore[attr-defined]
        self.fields["text"].label = _("What is so instead")
        self.fields["address"].label = _("Where it can be seen, if it can")
        self.fields["body"].label = _("For which body you speak")


class WordsForm(Told):
    """One text: a reply, an answer."""

    text = forms.CharField(max_length=4000, widget=forms.Textarea({"rows": 6}))

    def __init__(self, label: str, hint: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, hint


class ReviewForm(Told):
    """A score for each criterion, a word on each piece of evidence, and a comment that tells nothing of who wrote it."""

    def __init__(self, criteria: list[dict[str, Any]], items: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language, self.sections = get_language() or "en", []
        for criterion in criteria:
            rule = criterion["rule"]
            choices = [("0", _("0: none of this"))]
            choices += [(str(r.level), f"{r.level}: {text_in(r.anchor, language)}") for r in rule.levels]
            if criterion["left_out"]:
                choices.append(("none", _("rightly left out")))
            name = f"s_{criterion['id']}"
            self.fields[name] = forms.ChoiceField(label=_("Your level"), choices=choices, widget=forms.RadioSelect)
            own = [self._item(n, item) for n, item in enumerate(items) if item["criterion"] == criterion["id"]]
            self.sections.append({"criterion": criterion, "score": name, "items": own})
        self.fields["comment"] = forms.CharField(
            label=_("Comment"), max_length=4000, widget=forms.Textarea({"rows": 6}),
            help_text=_("The claimant reads it without your name, once it is agreed. Write nothing that tells who you are."),
        )  # fmt: skip

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The sections with their bound fields."""
        return [
            {
                "criterion": s["criterion"], "score": self[s["score"]],
                "items": [{"item": i["item"], "yes": self[i["yes"]], "why": self[i["why"]]} for i in s["items"]],
            }
            for s in self.sections
        ]  # fmt: skip

    def scores(self) -> dict[str, str]:
        """The level of each criterion."""
        return {name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("s_")}

    def verdicts(self) -> dict[str, tuple[bool, str]]:
        """The word on each item, by its key."""
        found = {}
        for section in self.sections:
            for own in section["items"]:
                data = self.cleaned_data
                found[own["item"]["key"]] = (data.get(own["yes"]) == "yes", data.get(own["why"]) or "")
        return found

    def _item(self, number: int, item: dict[str, Any]) -> dict[str, Any]:
        yes, why = f"v_{number}", f"w_{number}"
        self.fields[yes] = forms.ChoiceField(
            label=_("Does it show that?"), choices=[("yes", _("I accept it")), ("no", _("I reject it"))],
            widget=forms.RadioSelect,
        )  # fmt: skip
        self.fields[why] = forms.CharField(label=_("Why (needed if you reject it)"), required=False, max_length=500)
        return {"item": item, "yes": yes, "why": why}


class StartForm(forms.Form):
    """Which phase of a programme is assessed."""

    phase = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, programme: Programme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].label = _("Phase")
        self.fields["phase"].choices = [  # type: ignore[attr-defined]
            ("monitoring", _("monitoring: what happened")),
            ("design", _("design: what is planned")),
        ]
        self.fields["phase"].initial = programme.phase


def _said(code: str, **values: Any) -> str:
    language = get_language() or "en"
    return f"{say(code, values, language)} {remedy(code, values, language)}".strip()
