"""Options that several monitoring commands share."""

from __future__ import annotations

import os
from pathlib import Path

import click

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
FORMATS = click.Choice(["table", "json", "csv"])
HOME = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), help="The folder of the store. [LOCAL2030_HOME]"
)


def home_of(given: Path | None) -> Path:
    """The folder of the store: as given, as the setting says, else ./local2030-data."""
    return given or Path(os.environ.get("LOCAL2030_HOME") or "local2030-data")
