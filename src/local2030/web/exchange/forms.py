"""The forms of an import: the file, and the word that it shall be applied."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    """A file to bring in."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("CSV, XLSX or JSON as it was taken out here, with your changes. At most 100,000 rows and 50 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.json"}),
    )


class ApplyForm(forms.Form):
    """Why, and whether rows that others changed stay as they are."""

    why = forms.CharField(
        label=_("Why"), max_length=500, help_text=_("Stands in the history beside every change of this file.")
    )
    leave_out = forms.BooleanField(
        label=_("Leave out the rows that somebody else changed since the file was taken out"),
        required=False,
        help_text=_("They stay as they are now. Take the list out anew to change them."),
    )

    def __init__(self, *args: object, conflicts: int = 0, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not conflicts:
            del self.fields["leave_out"]
