"""The worked example: the invented region of Sandoria, loaded through the door that everybody's files take.

Filed once, in two states: in the first a decimal point had slipped, as a check says; the second has it put right.
"""

from __future__ import annotations

import shutil
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from local2030.web.monitoring.adopting import adopt
from local2030.web.monitoring.stores import datasets

NAME = "sandoria"
ABOUT = {
    "title": "Sandoria (invented)",
    "licence": "CC0 1.0",
    "attribution": "Statistics of Sandoria (invented)",
    "source_url": "https://stat.sandoria.example/",
}
SLIPPED = ("data/indicator_11-2-1.csv", ",710.0", ",71.0")
NOTE = "The decimal point of Port Merrin's value of 2023 had slipped."


def file_examples(_by: Any) -> None:
    """Loads it where it isn't there yet."""
    from local2030.workflows.load_observations import Request, load

    if datasets().versions(NAME):
        return
    home = Path(settings.HOME)
    with as_file(files("local2030.web.monitoring") / "example" / NAME) as folder, tempfile.TemporaryDirectory() as work:
        mended = Path(work) / NAME
        shutil.copytree(folder, mended)
        load(Request(mended, timezone.now(), NAME, about=ABOUT, by="local2030"), home)
        name, wrong, right = SLIPPED
        text = (mended / name).read_text("utf-8")
        (mended / name).write_text(text.replace(wrong, right), "utf-8")
        load(Request(mended, timezone.now(), NAME, by="local2030", note=NOTE), home)
    adopt()
