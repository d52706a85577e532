"""The files of a data set as a folder: those of its last state, with what was sent in laid over them."""

from __future__ import annotations

import shutil
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from local2030.store.datasets import Datasets, Manifest
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding

MOST_FILES, MOST_BYTES = 20_000, 2 * 1024**3


def former_files(store: Datasets, manifest: Manifest, folder: Path) -> None:
    """Writes the received files of a state: later ones over earlier ones, without what the state has no more."""
    base = store.folder / manifest.dataset
    for raw in manifest.raw:
        path = base / "raw" / f"{raw}.zip"
        if path.is_file():
            unpack(path, folder)
    for name, side in manifest.sides.items():
        if name.startswith("boundary:"):
            goal = inside(folder, name.partition(":")[2])
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(base / "sides" / side, goal)
    known = {name.partition("#")[0] for name in manifest.sources}
    others = set((store.side(manifest, "reading") or {}).get("others") or ())
    drawn = {name.partition(":")[2] for name in manifest.sides if name.startswith("boundary:")}
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        name = path.relative_to(folder).as_posix()
        if name not in known and name not in others and name not in drawn:
            path.unlink()


def unpack(archive: Path, folder: Path) -> None:
    """The files of a zip below the folder: no way out of it, no links, and not without bounds."""
    with zipfile.ZipFile(archive) as packed:
        entries = [entry for entry in packed.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise WrongUse(Finding("upload-zip-too-large", "error", archive.name, None, {"files": len(entries)}))
        left = MOST_BYTES
        for entry in entries:
            if stat.S_ISLNK(entry.external_attr >> 16):
                continue
            goal = inside(folder, entry.filename)
            goal.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(entry) as source, goal.open("wb") as out:
                while part := source.read(1 << 20):
                    left -= len(part)
                    if left < 0:
                        raise WrongUse(
                            Finding("upload-zip-too-large", "error", archive.name, None, {"files": len(entries)})
                        )
                    out.write(part)


def inside(folder: Path, name: str) -> Path:
    """The path of a name below the folder; parts that lead out of it are left out."""
    parts = [
        part
        for part in PurePosixPath(name.replace("\\", "/")).parts
        if part not in ("..", "/", ".") and ":" not in part
    ]
    if not parts:
        raise WrongUse(Finding("upload-zip-name", "error", name[:80]))
    return folder.joinpath(*parts)


def one_folder_up(folder: Path) -> None:
    """A zip that holds all in one folder is taken without it, so that names stay what they were before."""
    found = list(folder.iterdir())
    while len(found) == 1 and found[0].is_dir() and found[0].name not in ("data", "meta"):
        aside = found[0].rename(folder.with_name(f"{folder.name}-up"))
        for path in aside.iterdir():
            path.rename(folder / path.name)
        aside.rmdir()
        found = list(folder.iterdir())


def lay_over(files: Iterable[tuple[str, Path]], folder: Path) -> None:
    """Each file to where one of its name lies already, if that is one place; else by its name alone."""
    there: dict[str, list[Path]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            there.setdefault(path.name, []).append(path)
    for name, source in files:
        known = there.get(PurePosixPath(name).name, [])
        goal = known[0] if "/" not in name and len(known) == 1 else inside(folder, name)
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, goal)
