"""A report recomputed from what it carries, or from the inputs that are given: the same, or changed, and where.

No network is used. What is the same follows from these inputs; that the inputs are true is another question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from local2030 import __version__
from local2030.formats.activities import open_sources
from local2030.formats.carried_report import CarriedReport, ReportInput, read_report
from local2030.marker.criteria import SHIPPED, Rubric, read_rubric, rubric, rubric_sha256
from local2030.marker.sensitive_places import shown_result
from local2030.vocabulary.errors import Local2030Error, WrongUse
from local2030.vocabulary.findings import Finding
from local2030.workflows.score_programme import ScoreRequest, Scoring

MOST_DIFFERENCES = 50
MOST_GIVEN = 512 * 1024 * 1024
SAID = frozenset({"message", "reason", "remedy", "title", "level_name", "level_possible_name", "most_wanted"})
OF_THE_PLACE = frozenset({"file"})  # where the inputs lie, not what they say


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that isn't what the report says."""

    programme: str
    where: str
    reported: Any
    recomputed: Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """`result`: same, changed, or unchecked (inputs are missing). Findings say why, differences where."""

    result: str
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]
    engine: tuple[str, str]
    rubric: tuple[str, str]


def verify(pdf: Path, given: Sequence[Path] = (), *, rubric_folder: Path | None = None) -> Verdict:
    """Recompute a report; `given` are inputs that it doesn't carry, or that stand in for those it carries."""
    report = read_report(pdf)
    inputs, findings = _with_given(report, given)
    known, differs = _rubric(report, rubric_folder)
    findings += [*differs, *(Finding("check-altered", "error", pdf.name, None, {"name": n}) for n in report.altered)]
    engines = (str(report.manifest["engine"]), __version__)
    if engines[0] != engines[1]:
        values = {"reported": engines[0], "running": engines[1]}
        findings.append(Finding("check-engine-differs", "warning", pdf.name, None, values))
    rubrics = (str(report.manifest["rubric"]["sha256"]), rubric_sha256(known))
    missing = [one.name for one in inputs if one.content is None]
    if missing:
        findings.append(Finding("check-inputs-missing", "error", pdf.name, None, {"names": ", ".join(missing[:9])}))
    if not any(one.kind == "iati" for one in inputs):
        findings.append(Finding("check-inputs-missing", "error", pdf.name, None, {"names": "IATI"}))
        missing.append("IATI")
    if missing:
        return Verdict("changed" if report.altered else "unchecked", tuple(findings), (), engines, rubrics)
    document = _with_places_as_published(report.score, _recomputed(report, inputs, known))
    findings += _circumstances(report, document, pdf.name)
    differences = list(_differences(report.score, document, words=False))
    if not differences and engines[0] == engines[1] and _english(report):
        differences = list(_differences(report.score, document, words=True))
    if not differences and not report.altered and engines[0] == engines[1]:
        findings += _printed(report, document, pdf)
    failed = differences or any(f.severity == "error" for f in findings)
    return Verdict(
        "changed" if failed else "same", tuple(findings), tuple(differences[:MOST_DIFFERENCES]), engines, rubrics
    )


def _with_places_as_published(reported: Mapping[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The score again with its places rounded, where the report has them so: a site gives no points out by itself."""
    places = {p["identifier"]: p.get("places") for p in reported["programmes"]}
    found = []
    for result in document["programmes"]:
        shown = shown_result(result, {})
        is_rounded = places.get(result["identifier"]) not in (None, result.get("places"))
        found.append(shown if is_rounded and shown.get("places") == places[result["identifier"]] else result)
    return {**document, "programmes": found}


def _with_given(report: CarriedReport, given: Sequence[Path]) -> tuple[list[ReportInput], list[Finding]]:
    """The inputs, with the given files in the places of those that they are by hash, else by name."""
    inputs, findings = list(report.inputs), []
    for path in given:
        if path.stat().st_size > MOST_GIVEN:
            raise WrongUse(Finding("check-input-too-large", "error", path.name))
        content = path.read_bytes()
        with TemporaryDirectory(prefix="local2030-") as spool:
            source = next(iter(open_sources((str(path),), spool=Path(spool))))
            unpacked = source.path.read_bytes() if source.sha256 else b""
        place = next(
            (i for i, one in enumerate(inputs) if one.sha256 in (sha256(content).hexdigest(), source.sha256)), None
        )
        if place is None:
            place = next((i for i, o in enumerate(inputs) if PurePosixPath(o.name).name == path.name), None)
            if place is None:
                raise WrongUse(Finding("check-input-unknown", "error", path.name))
            values = {"name": path.name}
            findings.append(Finding("check-input-differs", "error", path.name, None, values))
        one = inputs[place]
        inputs[place] = ReportInput(one.kind, one.name, one.sha256, unpacked if one.kind == "iati" else content)
    return inputs, findings


def _rubric(report: CarriedReport, folder: Path | None) -> tuple[Path, list[Finding]]:
    """The folder of the report's rubric, by its hash; with a finding and the newest one where it isn't here."""
    wanted = str(report.manifest["rubric"]["sha256"])
    folders = [folder] if folder else sorted(p for p in SHIPPED.iterdir() if (p / "rubric.yaml").is_file())
    for one in folders:
        if rubric_sha256(one) == wanted:
            return one, []
    used: Rubric = read_rubric(folder) if folder else rubric()
    values = {"reported": f"{report.manifest['rubric']['version']}, {wanted[:12]}",
              "running": f"{used.version}, {used.sha256[:12]}"}  # fmt: skip
    here = folder or SHIPPED / used.id
    return here if here.is_dir() else folders[-1], [Finding("check-rubric-differs", "error", None, None, values)]


def _recomputed(report: CarriedReport, inputs: Sequence[ReportInput], rubric_folder: Path) -> dict[str, Any]:
    """The whole score again, out of a folder of its own in which no name of the report leads anywhere else."""
    manifest = report.manifest
    with TemporaryDirectory(prefix="local2030-") as place:
        paths = _laid_out(inputs, Path(place))
        request = ScoreRequest(
            files=tuple(str(p) for p in paths["iati"]), programme=manifest["programme"], group=_one(paths, "group"),
            claims=_one(paths, "claims"), ledger=_one(paths, "ledger"), register_file=_one(paths, "register"),
            rates=_one(paths, "rates"), currency=str(manifest["currency"]), phase=str(manifest["phase"]),
            language=str(manifest["language"]), rubric_folder=rubric_folder, verdicts=_one(paths, "verdicts"),
        )  # fmt: skip
        try:
            with Scoring(request) as scoring:
                wanted = {p["identifier"] for p in report.score["programmes"]}
                programmes = [p for p in scoring.programmes() if p["identifier"] in wanted]
                return scoring.document(programmes)
        except WrongUse:
            raise
        except Local2030Error:
            return {"programmes": [], "rates": {}, "register": {}, "policy": {}}


def _laid_out(inputs: Sequence[ReportInput], place: Path) -> dict[str, list[Path]]:
    paths: dict[str, list[Path]] = {
        kind: [] for kind in ("iati", "rates", "register", "claims", "ledger", "group", "verdicts")
    }
    tables = place / "tables"
    tables.mkdir()
    for number, one in enumerate(inputs):
        if one.content is None:
            continue
        if one.kind == "document":
            path = _document_path(one.name, tables)
        elif one.kind == "iati":
            path = place / f"iati-{number}" / _safe(one.name, "activities.xml")
        else:
            path = tables / f"table-{number}-{_safe(one.name, 'table.csv')}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)
        if one.kind in paths:
            paths[one.kind].append(path)
    return paths


def _document_path(name: str, folder: Path) -> Path:
    """Where a document lies beside its claims: below their folder, whatever its name says."""
    parts = PurePosixPath(name).parts
    bad = not parts or len(name) > 500 or any(p in ("..", "/") or len(p) > 200 or not p.isprintable() for p in parts)
    path = folder.joinpath(*parts) if not bad else folder
    if bad or name.startswith("/") or path == folder or not path.resolve().is_relative_to(folder.resolve()):
        raise WrongUse(Finding("check-name-refused", "error", None, None, {"name": name[:80]}))
    return path


def _safe(name: str, otherwise: str) -> str:
    last = re.sub(r"[^\w.() -]", "_", PurePosixPath(name).name)[-100:]
    return last if last.strip(". ") and "." in last else otherwise


def _one(paths: Mapping[str, list[Path]], kind: str) -> Path | None:
    return paths[kind][0] if paths[kind] else None


def _circumstances(report: CarriedReport, document: Mapping[str, Any], file: str) -> list[Finding]:
    """What stands around the score and isn't the same: rates, rules of organisations, corrections."""
    manifest = report.manifest
    pairs = {
        "rates": (manifest["rates"], document["rates"].get("sha256")),
        "actors": (manifest["policy"].get("actors"), document["policy"].get("actors")),
        "register": (manifest["register"].get("sha256"), document["register"].get("sha256")),
    }
    return [
        Finding(f"check-{what}-differs", "warning", file, None,
                {"reported": str(reported)[:12], "running": str(running)[:12]})
        for what, (reported, running) in pairs.items() if reported != running
    ]  # fmt: skip


def _english(report: CarriedReport) -> bool:
    return bool(report.manifest["language"] == "en")


def _differences(reported: Mapping[str, Any], document: Mapping[str, Any], *, words: bool) -> Iterator[Difference]:
    """Programme by programme in the report's order; in a programme what matters most first."""
    again = {p["identifier"]: p for p in document["programmes"]}
    left_out = OF_THE_PLACE if words else OF_THE_PLACE | SAID
    first = ("level", "level_possible", "level_claimed", "criteria", "local_share", "trace")
    for programme in reported["programmes"]:
        name, new = programme["identifier"], again.get(programme["identifier"])
        if new is None:
            yield Difference(name, "programme", "there", "missing")
            continue
        keys = [
            *first,
            *(k for k in (programme if reported.get("shortened") else {**programme, **new}) if k not in first),
        ]
        for key in keys:
            if (
                key not in left_out
                and key in programme | new
                and not (reported.get("shortened") and key not in programme)
            ):
                yield from _unequal(name, key, programme.get(key), new.get(key), left_out, reported.get("shortened"))


def _unequal(name: str, where: str, old: Any, new: Any, left_out: frozenset[str], some: Any) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old if some else {**old, **new}:
            if key not in left_out:
                yield from _unequal(name, f"{where}.{key}", old.get(key), new.get(key), left_out, some)
    elif isinstance(old, list) and isinstance(new, list):
        for i, (a, b) in enumerate(zip(old, new, strict=False)):
            label = a["id"] if isinstance(a, dict) and isinstance(a.get("id"), str) else str(i + 1)
            yield from _unequal(name, f"{where}.{label}", a, b, left_out, some)
        if len(old) != len(new):
            yield Difference(name, f"{where}.count", len(old), len(new))
    elif old != new:
        yield Difference(name, where, _short(old), _short(new))


def _short(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)[:200]


def _printed(report: CarriedReport, document: Mapping[str, Any], pdf: Path) -> list[Finding]:
    """Whether the pages say what the score says: the report is set again and its words compared, page by page."""
    from local2030.formats.documents.pages import pages_of
    from local2030.reports.programme_score import score_pdf
    from local2030.reports.programme_score.carried import CarriedInput, typesetter

    if report.manifest.get("typesetter") != typesetter() or report.score.get("shortened"):
        return [Finding("check-pages-not-compared", "info", pdf.name)]
    around = {key: document[key] for key in ("rubric", "rates", "register", "policy", "currency", "phase")}
    inputs = [
        CarriedInput(one.kind, one.name, one.sha256, b"" if listed["attachment"] else None, listed.get("why") or "")
        for one, listed in zip(report.inputs, report.manifest["inputs"], strict=True)
    ]
    try:
        again = score_pdf(
            {**report.score, **around}, 0 if len(report.score["programmes"]) == 1 else None, generated=report.generated,
            language=str(report.manifest["language"]), inputs=inputs, beside=report.manifest.get("beside"),
        )  # fmt: skip
    except Exception:  # the report's own files and findings are somebody's word, and can have any shape
        return [Finding("check-altered", "error", pdf.name, None, {"name": "score.json"})]
    with TemporaryDirectory(prefix="local2030-") as place:
        made = Path(place, "again.pdf")
        made.write_bytes(again)
        old, new = (_words(pages_of(path, pdf.name).pages) for path in (pdf, made))
    for number, (a, b) in enumerate(zip(old, new, strict=False), 1):
        if a != b:
            return [Finding("check-page-differs", "error", pdf.name, None, {"page": number})]
    if len(old) != len(new):
        return [Finding("check-page-differs", "error", pdf.name, None, {"page": min(len(old), len(new)) + 1})]
    return []


def _words(pages: Sequence[Any]) -> list[str]:
    return ["".join(page.text.split()) for page in pages]
