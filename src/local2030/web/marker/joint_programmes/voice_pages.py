"""Two pages on piloting the marker: local voice in a proposal's text, measured once and not kept; and the plan."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from local2030.figures.joint_programmes import plan_figure
from local2030.marker.local_voice import KINDS, Passage, Voice, lexicon, local_voice
from local2030.methods.signed_files import signed_file, worded
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.standing import standing_of

PILOT = files("local2030.coalition") / "marker_pilot.yaml"
LARGEST = 10 * 1024 * 1024
LONGEST = 200_000
SHOWN = 200
ENDINGS = (".pdf", ".docx", ".html", ".htm", ".txt", ".md")
KIND_WORDS = {
    "decides": gettext_lazy("decide"), "speaks": gettext_lazy("speak"), "asked": gettext_lazy("are asked"),
    "receives": gettext_lazy("receive"), "named": gettext_lazy("are only named"),
}  # fmt: skip


class TextForm(forms.Form):
    """A proposal as a file or as text."""

    file = forms.FileField(
        label=gettext_lazy("File"), required=False, help_text=gettext_lazy("PDF, DOCX, HTML or text, up to 10 MB.")
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 8})
    )

    def clean(self) -> dict[str, Any]:
        """One of both, of a kind and size that can be read."""
        given: dict[str, Any] = super().clean() or {}
        file, text = given.get("file"), given.get("text")
        if bool(file) == bool(text) and not self.errors:
            raise forms.ValidationError(_("Give a file or a text, one of both."))
        if file and Path(file.name or "").suffix.lower() not in ENDINGS:
            self.add_error("file", _("It must be a PDF, DOCX, HTML or text file."))
        elif file and (file.size or 0) > LARGEST:
            self.add_error("file", _("It may have 10 MB at most."))
        return given


@require_http_methods(["GET", "POST"])
def voice(request: HttpRequest) -> HttpResponse:
    """The form, and below it what was found in the text that was just given; nothing of it is kept."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not standing_of(request.user).roles:
        raise PermissionDenied("voice")
    form = TextForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "lexicon": lexicon(), "shown": SHOWN}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            pages, findings = _pages(form.cleaned_data)
            found = local_voice(pages)
            status = 200
            context |= {"found": found, "findings": _said(findings)} | _told(found)
    answer = render(request, "joint_programmes/voice.html", context, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def pilot_plan(request: HttpRequest) -> HttpResponse:
    """Scope, stakeholders and timeline of piloting the marker, out of a signed file."""
    top, _head, sha256 = signed_file(PILOT)
    language = get_language() or "en"
    steps = [
        (str(worded(s["words"], language)), _day(s["from"]), _day(s["to"]), str(worded(s["done"], language)))
        for s in top["steps"]
    ]
    context = {
        "head": top,
        "sha256": sha256,
        "scope": [worded(words, language) for words in top["scope"]],
        "stops": [worded(words, language) for words in top["stops"]],
        "choice": worded(top["choice"], language),
        "stakeholders": [(worded(s["who"], language), worded(s["part"], language)) for s in top["stakeholders"]],
        "steps": steps,
        "figure": plan_figure([step[:3] for step in steps], timezone.localdate(), str(top["version"]), language),
    }
    return render(request, "joint_programmes/pilot_plan.html", context)


def _pages(given: dict[str, Any]) -> tuple[list[tuple[int, str]], tuple[Finding, ...]]:
    """The pages of what was given; a file is read by the limited reader, from a folder that is gone afterwards."""
    if given["text"]:
        return [(1, given["text"])], ()
    from local2030.formats.documents.pages import pages_of

    file = given["file"]
    with TemporaryDirectory(dir=settings.WORK) as folder:
        path = Path(folder) / f"text{Path(file.name or '').suffix.lower()}"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        document = pages_of(path, Path(file.name or "").name[:200])
    return [(page.number, page.text) for page in document.pages], document.findings


def _told(found: Voice) -> dict[str, Any]:
    rows = [{"kind": kind, "words": KIND_WORDS[kind], "done": found.counts[kind][0], "planned": found.counts[kind][1]} for kind in KINDS]  # fmt: skip
    ordered = sorted(found.passages, key=lambda p: (p.negated, KINDS.index(p.kind), p.planned, p.page))
    return {
        "rows": rows,
        "heard": sum(found.counts[kind][0] for kind in ("decides", "speaks")),
        "passages": [(passage, KIND_WORDS[passage.kind], _note(passage)) for passage in ordered[:SHOWN]],
        "more": max(0, len(found.passages) - SHOWN),
    }


def _note(passage: Passage) -> str:
    return _("said not to be so") if passage.negated else _("planned") if passage.planned else ""


def _said(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    language = get_language() or "en"
    return [
        {"text": say(f.code, f.values, language), "remedy": remedy(f.code, f.values, language) or ""} for f in findings
    ]


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
