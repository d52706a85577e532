"""Under which rubric an assessment runs: the one it was begun under, to the byte, whatever became of it since."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from shutil import copyfile

from django.conf import settings

from local2030.marker.criteria import SHIPPED, Rubric, read_rubric, rubric_sha256
from local2030.web.marker.assessing.models import Assessment


def rubric_in_force() -> Rubric:
    """The rubric that a new assessment is begun under: the last that a bill brought into force, else the shipped one."""
    from local2030.web.marker.expert_group.rubrics import rubric_in_force as in_force

    return in_force()


def keep_rubric(used: Rubric) -> None:
    """Keeps a copy of the rubric's files, so that what was begun under it goes on under it."""
    folder = _kept(used.sha256)
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in sorted(used.folder.glob("*.yaml")):
        copyfile(path, folder / path.name)


def rubric_of(assessment: Assessment) -> Rubric:
    """The rubric of an assessment."""
    return _read(folder_for(assessment.rubric, assessment.rubric_sha256))


def folder_for(rubric_id: str, sha256: str) -> Path:
    """Where the files of that rubric lie: as shipped while they are the same, else as they were kept."""
    return _folder(rubric_id, sha256, str(settings.UPLOADS))


@lru_cache(maxsize=16)
def _read(folder: Path) -> Rubric:
    return read_rubric(folder)


@lru_cache(maxsize=64)
def _folder(rubric_id: str, sha256: str, _store: str) -> Path:
    shipped = SHIPPED / rubric_id
    same = (shipped / "rubric.yaml").is_file() and rubric_sha256(shipped) == sha256
    return shipped if same else _kept(sha256)


def _kept(sha256: str) -> Path:
    return Path(settings.UPLOADS) / "assessing" / "rubrics" / sha256
