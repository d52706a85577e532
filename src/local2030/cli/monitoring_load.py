"""`local2030 monitoring load`, `check` and `template`: observations into the store, looked at only, or asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from local2030.cli.monitoring_options import FORMATS, HOME, home_of
from local2030.cli.monitoring_tables import exit_code, filled, print_document

Command = TypeVar("Command", bound=Callable[..., Any])
COLUMNS = ("severity", "code", "file", "row", "rows", "column", "message", "remedy")
SLOW = 2_000  # files from which on the progress is told

MAPPING = click.option(
    "--mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What columns are, where it must be said.",
)
PLACES = click.option(
    "--places", "places_file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A table of places: code, name, level, parent, valid_from, valid_to, replaced_by...",
)  # fmt: skip
FORMAT = click.option("--format", "format_", type=FORMATS, default="table", show_default=True)


def _about(command: Command) -> Command:
    """The options that say what the data are and who may use them."""
    for option in (
        click.option("--title", default="", help="What the data set is called."),
        click.option("--licence", default="", help="Under which licence the data may be used, e.g. CC-BY-4.0."),
        click.option("--attribution", default="", help="Whom to name as their source."),
        click.option("--source-url", default="", help="Where they were published."),
        click.option("--place", "root", default="", help="The code of the whole territory, e.g. ES-PV."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dataset", default="", help="The data set's name. [the folder's name]")
@HOME
@MAPPING
@PLACES
@_about
@click.option("--stage", type=click.Choice(["published", "checked"]), default="published", show_default=True)
@FORMAT
@click.pass_context
def load(
    ctx: click.Context, path: Path, dataset: str, home: Path | None, mapping: Path | None, places_file: Path | None, stage: str,
    format_: str, **about: str,
) -> None:  # fmt: skip
    """Read a folder or file of observations into the store, as the next state of a data set.

    Only what changed since the last time is read. Nothing is dropped in silence: rows read are rows published and rows
    reported, each of these with a finding.
    """
    from local2030.workflows.load_observations import Request
    from local2030.workflows.load_observations import load as load_

    request = Request(path, datetime.now(UTC), dataset, _mapping(mapping), about, stage,  # type: ignore[arg-type]
                      on_file=_told_slowly(), places=_places(places_file))  # fmt: skip
    document = load_(request, home_of(home))
    _show(document, format_)
    ctx.exit(exit_code(document))


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@MAPPING
@PLACES
@click.option(
    "--propose", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Write a mapping file to edit."
)
@_about
@FORMAT
@click.pass_context
def check(
    ctx: click.Context, path: Path, mapping: Path | None, places_file: Path | None, propose: Path | None, format_: str,
    **about: str,
) -> None:  # fmt: skip
    """Look at a folder or file of observations and keep nothing: what is odd in it, where, and how to mend it."""
    from local2030.workflows.load_observations import Request
    from local2030.workflows.load_observations import check as check_

    request = Request(
        path, datetime.now(UTC), "", _mapping(mapping), about, on_file=_told_slowly(), places=_places(places_file)
    )
    document = check_(request)
    proposal = document.pop("proposal")
    if propose:
        if propose.exists():
            raise click.UsageError(f"{propose} is there already; it isn't written over.")
        propose.write_text(proposal, "utf-8")
        click.echo(
            f"{propose} is written. Edit it, then: local2030 monitoring load {path} --mapping {propose}", err=True
        )
    _show(document, format_)
    ctx.exit(exit_code(document))


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False, writable=True))
def template(out: Path) -> None:
    """Write an empty workbook to fill in: observations, indicators, places, and a sheet that says how."""
    from local2030.formats.observations.workbook_template import write_template

    if out.exists():
        raise click.UsageError(f"{out} is there already; it isn't written over.")
    out = out if out.suffix.casefold() == ".xlsx" else out.with_name(out.name + ".xlsx")
    write_template(out)
    click.echo(f"{out} is written. Fill it in, then: local2030 monitoring load {out}", err=True)


def _places(path: Path | None) -> Any:
    from local2030.workflows.places_file import NO_PLACES, read_places

    return read_places(path) if path else NO_PLACES


def _mapping(path: Path | None) -> Any:
    from local2030.workflows.observation_mapping import NO_MAPPING, read_mapping

    return read_mapping(path) if path else NO_MAPPING


def _told_slowly() -> Callable[[int, int], None]:
    """Tells on standard error how far the reading is, once there is much to read."""

    def tell(done: int, of: int) -> None:
        if of >= SLOW and (done % 1_000 == 0 or done == of):
            click.echo(f"{done} of {of} files read", err=True)

    return tell


def _show(document: Mapping[str, Any], format_: str) -> None:
    """JSON: all of it. CSV: the findings as rows. Else a table of the sums, and the findings in sentences."""
    if format_ == "json":
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    elif format_ == "csv":
        print_document({**document, "findings": []} | {"rows": document["findings"]}, "rows", COLUMNS, COLUMNS, format_)
    else:
        _sums(document)
        _kinds(document["findings"])


MOST_KINDS = 25
MOST_OF_A_KIND = 3
MOST_ROWS = 8


def _kinds(findings: Sequence[Mapping[str, Any]]) -> None:
    """What is wrong, the gravest first: of each kind the first few with their rows, how many more, and once what to do."""
    worth = [one for one in findings if one["severity"] != "info"]
    kinds: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in sorted(worth, key=lambda one: one["severity"] != "error"):
        kinds.setdefault((one["severity"], one["code"]), []).append(one)
    for (severity, code), alike in list(kinds.items())[:MOST_KINDS]:
        for one in alike[:MOST_OF_A_KIND]:
            click.echo(f"\n{severity}: {_where(one)}")
            click.echo(filled(one["message"], "  ", "  "))
        if len(alike) > MOST_OF_A_KIND:
            files = len({one["file"] for one in alike})
            within = f"in {files} files" if files > 1 else "in the same file"
            click.echo(f"\n  ... and {len(alike) - MOST_OF_A_KIND} more of this kind ({code}) {within}.")
        if alike[0]["remedy"]:
            click.echo(filled("What to do: " + alike[0]["remedy"], "  ", "  "))
    shown = sum(min(len(alike), MOST_OF_A_KIND) for alike in list(kinds.values())[:MOST_KINDS])
    if len(findings) > shown:
        told = f"{len(findings):,} findings in all, {len(findings) - len(worth):,} of them for information"
        click.echo(f"\n{told}: --format json or csv has each with its rows.")


def _where(one: Mapping[str, Any]) -> str:
    """File, rows and column; a long list of rows is cut for the eye."""
    rows = one["rows"] or ([] if one["row"] is None else [one["row"]])
    more = f" and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else ""
    at = f"row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows[:MOST_ROWS]))}{more}" if rows else ""
    return ", ".join(part for part in (one["file"], at, one["column"]) if part)


def _sums(document: Mapping[str, Any]) -> None:
    names = ("files", "rows_read", "published", "reported", "observations", "series", "indicators", "places")
    click.echo(f"{document['dataset']}" + (f", version {document['version']}" if document["version"] else ""))
    if document["version"] and not document["changed"]:
        click.echo("Nothing changed since the last time.")
    for name in names:
        click.echo(f"  {name.replace('_', ' '):<13}{document[name]:>12,}")
    sys.stdout.flush()
