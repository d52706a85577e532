"""Forms of the marker: sending files in, correcting an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from local2030.web.marker.direction import without_direction
from local2030.web.marker.models import AUDIENCES, Correction
from local2030.web.marker.receiving import looks_like_aid_data, looks_like_table

PHASES = [("monitoring", _("What happened (monitoring)")), ("design", _("What is planned (design)"))]


DOCUMENTS_AT_MOST = 40
DOCUMENT_ENDINGS = (".pdf", ".docx", ".html", ".htm", ".txt", ".md")


class _ManyInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several files in one field; gives a list."""

    widget = _ManyInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself, and not too many."""
        files = [super(ManyFiles, self).clean(file, initial) for file in (data or [])]
        if len(files) > DOCUMENTS_AT_MOST:
            raise forms.ValidationError(_("At most %(most)s documents at once.") % {"most": DOCUMENTS_AT_MOST})
        for file in files:
            if not str(file.name).lower().endswith(DOCUMENT_ENDINGS):
                raise forms.ValidationError(
                    _("%(name)s is not of a kind that can be read (%(kinds)s).")
                    % {"name": file.name, "kinds": ", ".join(DOCUMENT_ENDINGS)}
                )
        return files


class UploadForm(forms.Form):
    """A file of aid data, and what the team adds to it."""

    aid = forms.FileField(label=_("Aid data"), help_text=_("An IATI activity file: .xml, or packed as .xml.gz."))
    ledger = forms.FileField(
        label=_("Ledger"),
        required=False,
        help_text=_("Your own payments, .csv or .xlsx. Compared with the aid data, never added to it."),
    )
    claims = forms.FileField(
        label=_("Claims"), required=False, help_text=_("What the programme claims, with its evidence, .csv or .xlsx.")
    )
    documents = ManyFiles(
        label=_("Documents that the claims quote"),
        required=False,
        help_text=_("PDF, Word (.docx), HTML or text; named in the claims by their file names."),
    )
    phase = forms.ChoiceField(label=_("Phase"), choices=PHASES, initial="monitoring", widget=forms.RadioSelect)
    audience = forms.ChoiceField(
        label=_("Who may see the result"), choices=AUDIENCES, initial="public", widget=forms.RadioSelect
    )

    def clean_aid(self) -> Any:
        """Refuses what isn't XML at its first bytes; the rest is the reader's to judge."""
        file = self.cleaned_data["aid"]
        if not looks_like_aid_data(file):
            raise forms.ValidationError(
                _("This file isn't XML. Choose the IATI activity file as it is published (.xml or .xml.gz).")
            )
        return file

    def clean_ledger(self) -> Any:
        """A table by name and by bytes."""
        return _table(self.cleaned_data["ledger"])

    def clean_claims(self) -> Any:
        """A table by name and by bytes."""
        return _table(self.cleaned_data["claims"])


class CorrectionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an organisation really is, why, and where that is written."""

    class Meta:
        model = Correction
        fields = ["actor_class", "reach", "reason", "source"]
        labels = {
            "actor_class": _("What is it?"),
            "reach": _("How far does its office and mandate reach?"),
            "reason": _("Why?"),
            "source": _("Where is that written?"),
        }
        help_texts = {
            "actor_class": _("Local means local to the country of the programme."),
            "reason": _("One or two sentences. They are shown beside the organisation, with your name."),
            "source": _("An address, a register number, a law, a page of a document."),
        }
        widgets = {"reach": forms.RadioSelect, "source": forms.TextInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reach"].choices = [c for c in self.fields["reach"].choices if c[0]]  # type: ignore[attr-defined]
        self.fields["reason"].min_length = 10  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        """A reason is a sentence, not a word."""
        reason = str(without_direction(self.cleaned_data["reason"])).strip()
        if len(reason) < 10:
            raise forms.ValidationError(_("Write at least a short sentence: the next reader must be able to judge it."))
        return reason

    def clean_source(self) -> str:
        """Shown as it reads."""
        return str(without_direction(self.cleaned_data["source"]))


def _table(file: Any) -> Any:
    if file and not looks_like_table(file):
        raise forms.ValidationError(_("This file is neither a CSV text nor an Excel workbook (.xlsx)."))
    return file
