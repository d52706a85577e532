"""The form for files of observations, and the one for a value that is put right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from local2030.web.registry.models import AUDIENCES

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".xml", ".parquet", ".zip", ".yml", ".yaml", ".geojson", ".json")
MOST_FILES = 400
LONGEST_MAPPING = 200_000


class _ManyInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several files in one field; gives a list."""

    widget = _ManyInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself, and not too many."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            raise forms.ValidationError(_("Choose a file."))
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)s files at once; pack them as .zip.") % {"most": MOST_FILES})
        files = [super(ManyFiles, self).clean(file, initial) for file in given]
        for file in files:
            if not str(file.name).lower().endswith(ENDINGS):
                raise forms.ValidationError(
                    _("%(name)s is not of a kind that can be read (%(kinds)s).")
                    % {"name": file.name, "kinds": ", ".join(ENDINGS)}
                )
        return files


class DataForm(forms.Form):
    """Files for a data set that is there, or for a new one."""

    sent = ManyFiles(
        label=_("Files"),
        help_text=_("CSV, Excel, SDMX (CSV or XML), Parquet; or a whole Open SDG repository as .zip."),
    )
    dataset = forms.ChoiceField(label=_("Data set"))
    title = forms.CharField(
        label=_("Name of the new data set"), max_length=200, required=False, help_text=_("Only for a new one.")
    )
    licence = forms.CharField(
        label=_("Licence of the data"), max_length=200, required=False,
        help_text=_("Such as CC BY 4.0. The licence of a repository is often that of its program, not of its data."),
    )  # fmt: skip
    attribution = forms.CharField(label=_("Whom to name as the source"), max_length=300, required=False)
    source_url = forms.URLField(label=_("Where the data are from"), required=False, assume_scheme="https")
    whole = forms.BooleanField(
        label=_("These are all files of the data set"), required=False,
        help_text=_("Files that aren't among them go. Else they stay, and files of the same name are replaced."),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=_("Who may read it once it is published"), choices=AUDIENCES, initial="public", widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What is new, and why"), max_length=500, required=False,
        help_text=_("It stands beside the version for good."), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dataset"].choices = [("", _("a new one")), *choices]  # type: ignore[attr-defined]
        self.fields["dataset"].required = False

    def clean(self) -> dict[str, Any]:
        """A new data set needs a name."""
        data = super().clean() or self.cleaned_data
        if not data.get("dataset") and not str(data.get("title") or "").strip():
            self.add_error("title", _("Give the new data set a name."))
        return data


class CorrectionForm(forms.Form):
    """One value put right."""

    value = forms.CharField(
        label=_("The right value"), max_length=60, required=False, help_text=_("Empty if there is none.")
    )
    why = forms.CharField(
        label=_("Why"), max_length=500, min_length=10,
        help_text=_("One sentence. It stands beside the new version with your name, for good."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
