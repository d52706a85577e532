"""The files that an assessment is scored from, kept by their hash for as long as there is a score made of them.

    {"programme": 7, "file": "activity.xml", "position": 0, "whole": "<sha256>", "part": "<sha256>",
     "ledger": {"name": "ledger.csv", "sha256": "..."} or None}

Of a large file only the part is kept that the score hangs on (`workflows/cut_programme`). Documents of claims lie beside
under their hash. Nothing here is ever written over.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings

from local2030.web.marker.models import Programme
from local2030.web.marker.scoring import folder_of


def kept(sha256: str) -> Path:
    """Where the file of that hash lies."""
    return Path(settings.UPLOADS) / "assessing" / sha256[:2] / sha256


def keep_bytes(content: bytes) -> str:
    """Keeps a file; gives its hash. The same file again is kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = kept(sha256)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = Path(settings.WORK) / f"receiving-{os.getpid()}-{token_hex(8)}"
        try:
            with aside.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)
    return sha256


def inputs_of(programme: Programme) -> dict[str, Any]:
    """The kept files for a programme of an upload: the part of its aid data, and its ledger."""
    from local2030.workflows.cut_programme import cut

    upload, folder = programme.upload, folder_of(programme.upload)
    part = cut(folder / upload.name, programme.position)
    if part is None:
        raise FileNotFoundError(programme.identifier)
    ledger = folder / upload.ledger if upload.ledger else None
    return {
        "programme": programme.pk,
        "file": upload.name.removesuffix(".gz"),
        "position": part.position,
        "whole": upload.sha256,
        "part": keep_bytes(part.content),
        "ledger": {"name": upload.ledger, "sha256": keep_bytes(ledger.read_bytes())} if ledger else None,
    }


def laid_out(folder: Path, files: Mapping[str, str]) -> None:
    """Puts kept files into a folder under their names; a name never leads out of it."""
    for name, sha256 in files.items():
        goal = folder / safe_path(name)
        goal.parent.mkdir(parents=True, exist_ok=True)
        if goal.exists() or not kept(sha256).exists():
            continue
        try:
            os.link(kept(sha256), goal)
        except OSError:  # another file system
            shutil.copyfile(kept(sha256), goal)


def safe_path(name: str) -> str:
    """The name of a document as a path inside a folder: no way up, nothing absolute."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[-300:] or "document"
