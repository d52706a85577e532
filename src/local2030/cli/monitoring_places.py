"""`local2030 monitoring places` and `peers`: the places of a data set, what holds them, what the world knows them as, and
which of them are like each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from local2030.cli.monitoring_options import FORMATS, HOME, home_of
from local2030.cli.monitoring_tables import exit_code, print_document

SHOWN = ("code", "name", "level_name", "parent_name", "basis", "matched", "sure")
NAMED = 5  # places of a kind whose names are printed


@click.command()
@click.option("--dataset", default="", help="The data set. [the only one in the store]")
@click.option(
    "--country", default="", metavar="CC", help="The country they lie in: ISO 3166 or M49. [by points, codes]"
)
@click.option("--version", type=click.IntRange(1), help="An earlier state. [the latest]")
@HOME
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
@click.pass_context
def places(
    ctx: click.Context, dataset: str, country: str, version: int | None, home: Path | None, format_: str
) -> None:
    """List the places with level and parent, and what the gazetteer knows them as: nothing, where that isn't sure."""
    from local2030.workflows.monitoring_places import COLUMNS, places_of

    document = places_of(home_of(home), dataset, country, version)
    print_document(document, "places", COLUMNS, SHOWN, format_)
    if format_ == "table":
        sure = ", ".join(f"{count} {word}" for word, count in document["sure"].items())
        click.echo(f"{len(document['places'])} places; matched with the gazetteer: {sure}.")
        _reasons(document["places"])
    ctx.exit(exit_code(document))


def _reasons(rows: Sequence[Mapping[str, Any]]) -> None:
    """Why places aren't matched for sure: each reason once, with how many more it holds for and a few of them."""
    by_reason: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["sure"] != "sure":
            by_reason[row["reason"]].append(row)
    for found in by_reason.values():
        said, more = str(found[0]["message"]), [row["name"] or row["code"] for row in found[1:]]
        if more:
            rest = ", ..." if len(more) > NAMED - 1 else ""
            said += f" {len(more)} more like it: {', '.join(more[: NAMED - 1])}{rest}"
        click.echo(said)
    if by_reason:
        click.echo("--format json has what was found for each.")


@click.command()
@click.option("--place", default="", help="The place, by code or name. [the only one below the whole]")
@click.option("--dataset", default="", help="The data set. [the only one in the store]")
@click.option("--most", type=click.IntRange(1, 50), default=5, show_default=True, help="How many peers.")
@HOME
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
@click.pass_context
def peers(ctx: click.Context, place: str, dataset: str, most: int, home: Path | None, format_: str) -> None:
    """Name the places most like PLACE, with the reasons; few shared indicators are said."""
    from local2030.workflows.monitoring_peers import COLUMNS
    from local2030.workflows.monitoring_peers import peers as peers_

    document = peers_(home_of(home), dataset, place, most)
    print_document(document, "peers", COLUMNS, ("name", "distance", "shared", "alike", "apart", "messages"), format_)
    if format_ == "table" and not document["peers"]:
        click.echo("No place of its level shares enough indicators with it.")
    ctx.exit(exit_code(document))
