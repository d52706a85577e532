"""`local2030 places ...`: what a name of a place means, why, and what else it may mean."""

from __future__ import annotations

import json
from typing import Any

import click

UNSURE = 3


@click.group()
def places() -> None:
    """Countries, first-level units and towns of the world."""


@places.command()
@click.argument("name")
@click.option("--country", metavar="CC", help="Only in this country: ISO 3166 (SO, SOM) or the UN's number (706).")
@click.option("--level", type=click.IntRange(0, 2), help="0 country, 1 first-level unit, 2 town.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_context
def resolve(ctx: click.Context, name: str, country: str | None, level: int | None, format_: str) -> None:
    """Say which place NAME means, in any of many scripts. Exit code 3: not sure enough to say."""
    from local2030.vocabulary.place_answers import resolved

    answer = resolved(name, country, level)
    if answer["reason"] == "unknown-country":
        raise click.UsageError(f"{answer['message']} {answer['remedy']}")
    if format_ == "json":
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print(answer)
    ctx.exit(0 if answer["place"] else UNSURE)


def _print(answer: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    console.print(escape(f"{answer['message']} {answer['remedy']}".rstrip()))
    rows = ([(answer["score"], answer["place"])] if answer["place"] else []) + [
        (r["score"], r) for r in answer["runners_up"]
    ]
    if not rows:
        return
    table = Table("", "Code", "Name", "Kind", "In", "People", "Score")
    table.columns[1].no_wrap = True
    for i, (score, place) in enumerate(rows):
        inside = ", ".join(
            dict.fromkeys(n for n in (place["parent_name"], place["country_name"]) if n and place["level"])
        )
        people = f"{place['population']:,}" if place["population"] else ""
        mark = "this" if answer["place"] and i == 0 else "or"
        cells = (place["code"], place["name"], place["kind"], inside, people, f"{score:.2f}")
        table.add_row(mark, *map(escape, cells))
    console.print(table)
    if chosen := answer["place"]:
        point = "" if chosen["lat"] is None else f"{chosen['lat']:.4f}, {chosen['lon']:.4f}; "
        names = "; ".join(f"{language} {name}" for language, name in chosen["names"].items())
        console.print(escape(point + names))
