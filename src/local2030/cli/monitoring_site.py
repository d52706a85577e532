"""`local2030 monitoring site`: a data set as a folder of pages that open without a server."""

from __future__ import annotations

import json
from pathlib import Path

import click

from local2030.cli.monitoring_options import HOME, home_of


@click.command()
@click.option("--dataset", required=True, metavar="NAME", help="The data set, as `load` called it.")
@click.option("--version", type=click.IntRange(1), help="A past state; without it the latest that is published.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write.")
@click.option("--replace", is_flag=True, help="Write over what stands there.")
@click.option("--language", default="en", show_default=True, help="In which language, where the words are there.")
@click.option("--downloads/--no-downloads", default=True, help="With the data in all formats.  [default: with]")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@HOME
def site(
    dataset: str, version: int | None, out: Path, replace: bool, language: str, downloads: bool, format_: str, home: Path | None
) -> None:  # fmt: skip
    """Write a page for each indicator and place, and the downloads, into a folder for a disk or any web space."""
    from local2030.store.datasets import Datasets
    from local2030.workflows.export_source import open_source
    from local2030.workflows.publish_monitoring_site import publish_site

    source = open_source(Datasets(home_of(home)), dataset, version, stage="published")
    document = publish_site(source, out, replace=replace, language=language, downloads=downloads)
    if format_ == "json":
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        click.echo(
            f"{document['out']}: {document['files']} files, {document['bytes']} bytes; open index.html", err=True
        )
        click.echo(f"licence: {document['about']['licence']}", err=True)
