"""A folder that is there whole or not at all: written beside its place, renamed at the end; each file's hash is kept."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

MANIFEST = "manifest.json"
SCHEMA = "local2030-archive-1"


class InTheWay(Exception):
    """Something stands where the archive shall be; the text says what."""


class Folder:
    """Files on their way to `out`. Use as a context: `keep()` puts them in place, leaving without it removes them."""

    def __init__(self, out: Path, *, replace: bool) -> None:
        self.out, self.replace = out.absolute(), replace
        self._refuse()
        self.aside = self.out.with_name(f".{self.out.name}.{os.getpid()}.part")
        self.files: dict[str, tuple[int, str]] = {}

    def __enter__(self) -> Folder:
        self.aside.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.aside, ignore_errors=True)
        self.aside.mkdir()
        return self

    def __exit__(self, *trouble: object) -> None:
        shutil.rmtree(self.aside, ignore_errors=True)

    def write(self, file: str, parts: bytes | Iterable[bytes], *, hashed: bool = True) -> int:
        """One file, in one piece or in parts; gives its size."""
        path, size, digest = self.aside / file, 0, hashlib.sha256()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as to:
            for part in [parts] if isinstance(parts, bytes) else parts:
                to.write(part)
                digest.update(part)
                size += len(part)
        if hashed:
            self.files[file] = size, digest.hexdigest()
        return size

    def manifest(self) -> str:
        """Writes the list of all files that are hashed, and gives the list's own hash."""
        rows = (json.dumps({"path": f, "bytes": n, "sha256": h}) for f, (n, h) in sorted(self.files.items()))
        text = f'{{"schema": "{SCHEMA}", "files": [\n' + ",\n".join(rows) + "\n]}\n"
        self.write(MANIFEST, text.encode(), hashed=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def keep(self) -> None:
        """Puts the folder in its place; what stood there goes only when the new one is whole."""
        self._refuse()
        old = self.out.with_name(f".{self.out.name}.{os.getpid()}.old")
        if self.out.is_dir() and any(self.out.iterdir()):
            os.rename(self.out, old)
        os.rename(self.aside, self.out)
        shutil.rmtree(old, ignore_errors=True)

    def _refuse(self) -> None:
        if self.out.is_symlink() or (self.out.exists() and not self.out.is_dir()):
            raise InTheWay(f"{self.out} is no folder.")
        if not self.out.is_dir() or not any(self.out.iterdir()):
            return
        if not self.replace:
            raise InTheWay(f"{self.out} isn't empty. Name another folder, or say --replace if it is an older archive.")
        if not _is_archive(self.out / MANIFEST):
            raise InTheWay(f"{self.out} isn't empty and no archive of ours, so it isn't replaced.")


def _is_archive(manifest: Path) -> bool:
    try:
        with manifest.open("rb") as file:
            return file.read(100).startswith(f'{{"schema": "{SCHEMA}"'.encode())
    except OSError:
        return False
