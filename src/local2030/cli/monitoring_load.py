"""`local2030 monitoring load` and `check`: observations into the store, or only looked at."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from local2030.cli.monitoring import FORMATS, _code, _print, monitoring

HOME = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), help="The folder of the store. [LOCAL2030_HOME]"
)


def home_of(given: Path | None) -> Path:
    """The folder of the store: as given, as the setting says, else ./local2030-data."""
    return given or Path(os.environ.get("LOCAL2030_HOME") or "local2030-data")


@monitoring.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dataset", default="", help="The data set's name. [the folder's name]")
@HOME
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
@click.pass_context
def load(ctx: click.Context, path: Path, dataset: str, home: Path | None, format_: str) -> None:
    """Read a folder or file of observations into the store, as the next state of a data set."""
    from local2030.workflows.load_observations import load as load_

    document = load_(path, home_of(home), datetime.now(UTC), dataset)
    show(document, format_)
    ctx.exit(_code(document))


def show(document: dict[str, Any], format_: str) -> None:
    """The document as JSON; else its findings as rows."""
    columns = ("severity", "code", "file", "row", "rows", "column", "message", "remedy")
    if format_ == "json":
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    _print(document, "findings", columns, ("severity", "file", "row", "column", "message", "remedy"), format_)
