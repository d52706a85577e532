"""`local2030 monitoring export`: observations out in the formats that others take, with licence and source."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from local2030.cli.monitoring_options import HOME, home_of

NAMES = ("sdmx-csv", "sdmx-ml", "sdmx-ml-generic", "csv", "open-sdg", "xlsx", "parquet", "geojson", "json")


@click.command()
@click.option("--format", "format_", type=click.Choice(NAMES), help="What to write.")
@click.option("--all", "all_", is_flag=True, help="All formats, into the folder --out.")
@click.option("--dataset", required=True, metavar="NAME", help="The data set, as `load` called it.")
@click.option("--version", type=click.IntRange(1), help="A past state; without it the latest.")
@click.option("--stage", type=click.Choice(["checked", "published"]), default="published", show_default=True)
@click.option("--indicator", "indicators", multiple=True, metavar="CODE", help="Only this indicator; can be repeated.")
@click.option(
    "--place", "places", multiple=True, metavar="CODE", help="Only this place, by code or name; can be repeated."
)
@click.option("--out", type=click.Path(path_type=Path), help="File or folder to write; - for standard output.")
@click.option("--replace", is_flag=True, help="Write over what stands there.")
@click.option("--summary", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="How to say what was written: on standard error, or as JSON on standard output.")  # fmt: skip
@HOME
@click.pass_context
def export(
    ctx: click.Context, format_: str | None, all_: bool, dataset: str, version: int | None, stage: str,
    indicators: tuple[str, ...], places: tuple[str, ...], out: Path | None, replace: bool, summary: str, home: Path | None,
) -> None:  # fmt: skip
    """Write the observations of a data set as SDMX, CSV, Open SDG, XLSX, Parquet, GeoJSON or JSON."""
    from local2030.store.datasets import Datasets
    from local2030.workflows import export_observations as work
    from local2030.workflows.export_source import Selection, codes_of, head_of, open_source

    if bool(format_) == all_:
        raise click.UsageError("Name one --format, or say --all.")
    store = Datasets(home_of(home))
    wanted: str | None = None if version else stage
    manifest = store.manifest(dataset, version, wanted)  # type: ignore[arg-type]
    known = head_of(store, manifest).places if manifest else {}
    source = open_source(store, dataset, version, Selection(indicators, codes_of(known, places)), wanted)
    if str(out) == "-":
        if all_ or summary == "json":
            raise click.UsageError("Standard output takes one format and nothing else.")
        for piece in work.plain_stream(source, str(format_)):
            sys.stdout.buffer.write(piece)
        return
    if all_:
        done = work.export_all(source, out or Path(f"{dataset}-v{source.head.version}"), replace=replace)
    else:
        path = out or Path(work.file_name(source, str(format_)))
        done = [work.export(source, str(format_), path, replace=replace)]
    document = work.document(source, done)
    if summary == "json":
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    for one in document["written"]:
        click.echo(f"{one['path']}: {one['format']}, {one['files']} files, {one['bytes']} bytes", err=True)
    about = document["about"]
    click.echo(f"{about['observations']:,} observations; licence: {about['licence']}", err=True)
    for said in document["findings"]:
        click.echo(f"{said['severity']}: {said['message']} {said['remedy']}".rstrip(), err=True)
