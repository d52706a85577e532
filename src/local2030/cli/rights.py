"""`local2030 rights`: the matrix of rights as the code uses it. Needs no store and no Django."""

from __future__ import annotations

import csv
import json
import sys

import click


@click.group()
def rights() -> None:
    """Who may do what."""


@rights.command()
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
def table(form: str) -> None:
    """Print how far each role goes in each deed: A all, O its own, P the published, - none."""
    from local2030.web.accounts.matrix import COLUMNS, matrix

    rows = [(thing, deed, *(cells[column] for column in COLUMNS)) for (thing, deed), cells in matrix().items()]
    head = ("object", "deed", *COLUMNS)
    if form == "json":
        click.echo(json.dumps([dict(zip(head, row, strict=True)) for row in rows], indent=1))
    elif form == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows([head, *rows])
    else:
        for row in (head, *rows):
            click.echo(f"{row[0]:18} {row[1]:15} " + " ".join(f"{cell:>3}" for cell in row[2:]))
