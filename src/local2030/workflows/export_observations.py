"""A data set's observations out, in a format by name: one file, a folder of files, or all formats at once.

    export(source, "sdmx-csv", Path("bilbo.csv"))      -> what was written, with sizes and hashes, and findings
    stream(source, "xlsx")                             -> file name, media type, the bytes in pieces (for a web answer)

Beside a CSV lies a CSVW description (`...-metadata.json`) with licence, attribution, source and version, since a CSV has
no room for them; all other formats carry them inside.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from local2030.formats.observations.out.csv_description import description
from local2030.formats.observations.out.head import LICENCE_UNSAID
from local2030.formats.observations.out.open_sdg_meta import licence_text
from local2030.formats.observations.out.sdmx_coding import Coding
from local2030.store.tables import schema
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import ROOT_PLACE
from local2030.workflows.export_source import Source

SCHEMA = "local2030/monitoring-export/1"
PIECE = 1 << 16
ALWAYS = (2015, 9, 25, 0, 0, 0)  # the time of files in a zip: equal data make equal bytes


class Format(NamedTuple):
    """How a format is called and what it is written by; `folder`: many files; `described`: by a file beside it.

    `on_request`: another spelling of a format that is there already, and no part of `export_all`.
    """

    name: str
    ending: str
    media: str
    write: Callable[[Source, Any, list[Finding]], None]
    folder: bool = False
    described: bool = False
    on_request: bool = False


@dataclass(slots=True)
class Written:
    """What was written: (name, size, SHA-256) of each file, and what a reader should know."""

    format: str
    out: Path
    files: list[tuple[str, int, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Folder:
    """Files on their way into a folder or a zip: `put` takes one in."""

    def __init__(self, put: Callable[[str, bytes], None]) -> None:
        self.put = put


def export(source: Source, format_: str, out: Path, *, replace: bool = False) -> Written:
    """Write a format to a file, or into a folder; never over what is there unless that was asked for."""
    asked = format_of(format_)
    written = Written(format_, out, findings=_on_licence(source))
    if out.exists() and not replace:
        raise WrongUse(Finding("export-in-the-way", "error", None, None, {"path": str(out)}))
    if not out.absolute().parent.is_dir():
        raise WrongUse(Finding("export-no-folder", "error", None, None, {"path": str(out.absolute().parent)}))
    aside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        if asked.folder:
            _into_folder(source, asked, aside, written)
        else:
            with aside.open("wb") as stream:
                counted = _Hashing(stream)
                asked.write(source, counted, written.findings)
            written.files.append((out.name, counted.size, counted.sha256.hexdigest()))
        if out.is_dir() and replace:
            shutil.rmtree(out)
        aside.replace(out)
    finally:
        shutil.rmtree(aside, ignore_errors=True) if aside.is_dir() else aside.unlink(missing_ok=True)
    if asked.described:
        beside = out.with_name(f"{out.name}-metadata.json")
        content = description(source.head, out.name, format_, source.dimensions)
        beside.write_bytes(content)
        written.files.append((beside.name, len(content), hashlib.sha256(content).hexdigest()))
    return written


def export_all(source: Source, out: Path, *, replace: bool = False) -> list[Written]:
    """All formats into one folder, with a word on what they are and the hash of each file."""
    if out.exists() and not replace:
        raise WrongUse(Finding("export-in-the-way", "error", None, None, {"path": str(out)}))
    out.mkdir(parents=True, exist_ok=True)
    done = [
        export(source, one.name, out / file_name(source, one.name), replace=replace)
        for one in FORMATS.values()
        if not one.on_request
    ]
    (out / "LICENSE-DATA.txt").write_text(licence_text(source.head), "utf-8")
    sums = [
        f"{sha256}  {one.out.name + '/' if FORMATS[one.format].folder else ''}{name}\n"
        for one in done
        for name, _size, sha256 in one.files
    ]
    (out / "SHA256SUMS").write_text("".join(sums), "utf-8")
    return done


def stream(source: Source, format_: str) -> tuple[str, str, Iterator[bytes]]:
    """File name, media type and bytes; what is many files comes as a zip. Made before the first piece is given."""
    asked = format_of(format_)
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the iterator closes it
    told: list[Finding] = []
    if asked.folder or asked.described:
        _zipped(source, asked, made, told)
        name, media = f"{Path(file_name(source, format_)).stem}.zip", "application/zip"
    else:
        asked.write(source, made, told)
        name, media = file_name(source, format_), asked.media
    made.seek(0)

    def pieces() -> Iterator[bytes]:
        with made:
            while piece := made.read(PIECE):
                yield piece

    return name, media, pieces()


def plain_stream(source: Source, format_: str) -> Iterator[bytes]:
    """The bytes of a format that is one file; of one that is many, a zip."""
    asked = format_of(format_)
    if asked.folder:
        yield from stream(source, format_)[2]
        return
    with tempfile.TemporaryFile() as made:
        asked.write(source, made, [])
        made.seek(0)
        while piece := made.read(PIECE):
            yield piece


def format_of(name: str) -> Format:
    """The format of that name."""
    if name not in FORMATS:
        raise WrongUse(Finding("export-no-format", "error", None, None, {"name": name, "known": ", ".join(FORMATS)}))
    return FORMATS[name]


def file_name(source: Source, format_: str) -> str:
    """How the file or folder of a format is called: bilbo-v3.xlsx, bilbo-v3-open-sdg."""
    stem, asked = f"{source.head.dataset}-v{source.head.version}", FORMATS[format_]
    return f"{stem}{asked.ending}"


def _into_folder(source: Source, asked: Format, folder: Path, written: Written) -> None:
    folder.mkdir()

    def put(name: str, content: bytes) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.files.append((name, len(content), hashlib.sha256(content).hexdigest()))

    asked.write(source, Folder(put), written.findings)


def _zipped(source: Source, asked: Format, to: BinaryIO, told: list[Finding]) -> None:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:

        def put(name: str, content: bytes) -> None:
            zipped.writestr(zipfile.ZipInfo(name, ALWAYS), content, zipfile.ZIP_DEFLATED)

        if asked.folder:
            asked.write(source, Folder(put), told)
        else:
            name = file_name(source, asked.name)
            with zipped.open(zipfile.ZipInfo(name, ALWAYS), "w", force_zip64=True) as inside:
                asked.write(source, inside, told)
            put(f"{name}-metadata.json", description(source.head, name, asked.name, source.dimensions))
            put("LICENSE-DATA.txt", licence_text(source.head).encode())


class _Hashing(io.RawIOBase):
    """A stream that counts and hashes what goes through; a format that goes back (a zip) is hashed at the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.sha256, self.size = stream, hashlib.sha256(), 0

    def write(self, content: Any) -> int:
        """The content, on to the file."""
        self.sha256.update(content)
        self.size += len(content)
        return self.stream.write(content)

    def writable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """No: so that zips are written from front to back, and the hash is that of the file."""
        return False


def _sdmx_csv(source: Source, out: BinaryIO, told: list[Finding]) -> None:
    from local2030.formats.observations.out.sdmx_csv import write

    coding = Coding(source.periods, source.head.places)
    _poured(write(source.batches(), coding), out)
    told += _on_coding(coding)


def _sdmx_ml(source: Source, out: BinaryIO, told: list[Finding], generic: bool = False) -> None:
    from local2030.formats.observations.out.sdmx_ml import write

    coding = Coding(source.periods, source.head.places)
    _poured(write(source.batches(), source.head, coding, generic=generic), out)
    told += _on_coding(coding)


def _sdmx_ml_generic(source: Source, out: BinaryIO, told: list[Finding]) -> None:
    _sdmx_ml(source, out, told, generic=True)


def _csv(source: Source, out: BinaryIO, told: list[Finding]) -> None:
    from local2030.formats.observations.out.tidy_csv import write

    _poured(write(source.batches(), source.head, source.dimensions), out)


def _json(source: Source, out: BinaryIO, told: list[Finding]) -> None:
    from local2030.formats.observations.out.json_document import write

    _poured(write(source.batches(), source.head), out)


def _parquet(source: Source, out: BinaryIO, told: list[Finding]) -> None:
    from local2030.formats.observations.out.parquet import write

    write(source.batches(), source.head, schema(), out)


def _xlsx(source: Source, out: BinaryIO, told: list[Finding]) -> None:
    from local2030.formats.observations.out.workbook import write

    cut = write(source.batches(), source.head, source.dimensions, out)
    if cut:
        told.append(Finding("export-text-cut", "warning", None, None, {"count": cut}))


def _open_sdg(source: Source, folder: Folder, told: list[Finding]) -> None:
    from local2030.formats.observations.out.open_sdg_csv import OpenSdgFiles
    from local2030.formats.observations.out.open_sdg_meta import beside

    files = OpenSdgFiles(source.head)
    for name, content in files.write(source.batches()):
        folder.put(name, content)
    for name, content in beside(source.head, files.codes, files.columns, source.boundaries()):
        folder.put(name, content)
    if source.head.root != ROOT_PLACE:
        told.append(Finding("export-root-code", "info", None, None, {"code": source.head.root}))
    if files.raw_lost:
        told.append(Finding("export-raw-lost", "info", None, None, {"count": files.raw_lost}))


def _geojson(source: Source, folder: Folder, told: list[Finding]) -> None:
    from local2030.formats.observations.out.geojson import write

    geometries = source.geometries()
    count = 0
    for name, content in write(source.batches(), source.head, geometries):
        folder.put(name, content)
        count += 1
    folder.put("LICENSE-DATA.txt", licence_text(source.head).encode())
    if not geometries:
        told.append(Finding("export-no-boundaries", "warning", None, None, {}))
    told.append(Finding("export-geojson-latest", "info", None, None, {"count": count}))


def _poured(pieces: Iterable[bytes], out: BinaryIO) -> None:
    for piece in pieces:
        out.write(piece)


def _on_licence(source: Source) -> list[Finding]:
    if source.head.licence:
        return []
    return [Finding("export-licence-unsaid", "warning", None, None, {"words": LICENCE_UNSAID})]


def _on_coding(coding: Coding) -> list[Finding]:
    """What of a data set has no code in the global structure."""
    told = []
    if coding.words:
        names = sorted(coding.words, key=lambda name: -coding.words[name])
        values = {"count": len(names), "names": ", ".join(names[:8])}
        told.append(Finding("export-words-without-code", "info", None, None, values))
    if coding.units:
        values = {"count": len(coding.units), "units": ", ".join(sorted(coding.units)[:8])}
        told.append(Finding("export-units-without-code", "info", None, None, values))
    if coding.over:
        values = {"count": len(coding.over), "series": ", ".join(sorted(coding.over)[:8])}
        told.append(Finding("export-too-many-breakdowns", "warning", None, None, values))
    return told


FORMATS = {
    one.name: one
    for one in (
        Format("sdmx-csv", "-sdmx.csv", "application/vnd.sdmx.data+csv;version=2.0.0", _sdmx_csv, described=True),
        Format("sdmx-ml", "-sdmx.xml", "application/vnd.sdmx.structurespecificdata+xml;version=2.1", _sdmx_ml),
        Format("sdmx-ml-generic", "-sdmx-generic.xml", "application/vnd.sdmx.genericdata+xml;version=2.1", _sdmx_ml_generic, on_request=True),
        Format("csv", ".csv", "text/csv; charset=utf-8", _csv, described=True),
        Format("open-sdg", "-open-sdg", "application/zip", _open_sdg, folder=True),
        Format("xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
        Format("parquet", ".parquet", "application/vnd.apache.parquet", _parquet),
        Format("geojson", "-geojson", "application/geo+json", _geojson, folder=True),
        Format("json", ".json", "application/json", _json),
    )
}  # fmt: skip


def document(source: Source, done: Iterable[Written], language: str = "en") -> dict[str, Any]:
    """What was written, as a plain document."""
    from local2030.workflows.observation_findings import kept_finding, said_finding

    done = list(done)
    findings = {(f.code, str(sorted(f.values.items()))): f for one in done for f in one.findings}
    return {
        "schema": SCHEMA,
        "about": source.head.plain,
        "written": [
            {"format": one.format, "path": str(one.out), "files": len(one.files), "bytes": sum(size for _n, size, _s in one.files),
             "sha256": one.files[0][2] if len(one.files) == 1 or not FORMATS[one.format].folder else None}
            for one in done
        ],
        "findings": [said_finding(kept_finding(f), language) for f in findings.values()],
    }  # fmt: skip
