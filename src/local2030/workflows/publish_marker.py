"""The proven level back into the publisher's own file: policy-marker or tag, and a link to the report.

Only what is proven is written; a claim stays a claim. What the file says besides stays as it is, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from local2030.formats.activities import file_header
from local2030.formats.activities.placing import Placed, rewritten
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import say
from local2030.vocabulary.published_marker import MARKER_URI, SIGNIFICANCE, VOCABULARY
from local2030.workflows.score_programme import Scoring

VERSIONS = ("2.02", "2.03")  # 2.02 brought vocabulary-uri
TAGS_SINCE = "2.03"
REVIEW = "A07"  # document category: review of project performance and evaluation


def publish(
    scoring: Scoring, out: BinaryIO, *, link: str = "", elements: Sequence[str] = ("policy-marker",)
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Score, and write the file with the levels in it. Gives the activities that got one, and what was odd."""
    programmes = list(scoring.programmes())
    sources = [source for source in scoring.opened if source.sha256]
    if len(sources) != 1:
        raise WrongUse(Finding("publish-one-file", "error", None, None, {"count": len(sources)}))
    source = sources[0]
    version = file_header(source).version.strip()
    if version not in VERSIONS:
        raise WrongUse(Finding("publish-version-refused", "error", source.name, None, {"version": version or "none"}))
    if "tag" in elements and version < TAGS_SINCE:
        raise WrongUse(Finding("publish-no-tags", "error", source.name, None, {"version": version}))
    findings: list[Finding] = []
    wanted: dict[str, list[Placed]] = {}
    for programme in programmes:
        if programme["level"] is None:
            values = {"identifier": programme["identifier"]}
            findings.append(Finding("publish-not-screened", "warning", source.name, programme["line"], values))
            continue
        made = _elements(programme, scoring, elements, link)
        for identifier in _bearers(programme):
            wanted[identifier] = made
    done = rewritten(source, wanted, _stale(link), out)
    findings += [
        Finding("publish-not-placed", "error", source.name, None, {"identifier": identifier})
        for identifier in wanted
        if identifier not in done
    ]
    return done, tuple(findings)


def _bearers(programme: Mapping[str, Any]) -> list[str]:
    """The activities that bear a programme's level: the one of its name, or all where it is a group's name."""
    members: list[str] = programme["activities"]
    return [programme["identifier"]] if programme["identifier"] in members else members


def _elements(programme: Mapping[str, Any], scoring: Scoring, elements: Sequence[str], link: str) -> list[Placed]:
    rubric = scoring.rubric
    level = programme["level"]
    values = {
        "level": level, "possible": programme["level_possible"], "version": rubric.version, "sha256": rubric.sha256[:12],
        "label": programme["label"],
    }  # fmt: skip
    words = [say("publish-narrative" if rubric.adopted_by else "publish-narrative-prototype", values)]
    if programme["provisional"]:
        words.append(say("publish-narrative-provisional", {}))
    narrative = _narrative(" ".join(words))
    where = f'vocabulary="{VOCABULARY}" vocabulary-uri={quoteattr(MARKER_URI)} code="L{level}"'
    made = []
    if "tag" in elements:
        made.append(Placed("tag", f"<tag {where}>{narrative}</tag>"))
    if "policy-marker" in elements:
        weight = f'significance="{SIGNIFICANCE[level]}"'
        made.append(Placed("policy-marker", f"<policy-marker {where} {weight}>{narrative}</policy-marker>"))
    if link:
        title = _narrative(say("publish-link-title", values))
        body = f'<title>{title}</title><category code="{REVIEW}"/><language code="en"/>'
        kind = "application/pdf" if Path(link.partition("?")[0]).suffix.lower() == ".pdf" else "text/html"
        made.append(
            Placed("document-link", f'<document-link format="{kind}" url={quoteattr(link)}>{body}</document-link>')
        )
    return made


def _stale(link: str) -> Any:
    """Our own elements from an earlier publication: the marker under our name, the link to the same address."""

    def ours(name: str, attributes: Mapping[str, str]) -> bool:
        if name in ("policy-marker", "tag"):
            return attributes.get("vocabulary-uri", "").strip() == MARKER_URI
        return bool(link) and name == "document-link" and attributes.get("url") == link

    return ours


def _narrative(words: str) -> str:
    return f'<narrative xml:lang="en">{escape(words)}</narrative>'
