"""`local2030 monitoring duties`: what a place must report in a year, and which of its data serve several duties."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from local2030.cli.monitoring_gaps import KINDS
from local2030.cli.monitoring_options import EXISTING, FORMATS, HOME, home_of
from local2030.cli.monitoring_tables import exit_code, print_document

WAYS = click.Choice(["duty", "data"])
SHOWN = ("name", "role", "applies", "due", "next_year", "have", "of", "sure")


@click.command()
@click.option("--dataset", default="", help="The data set. [the only one in the store]")
@click.option("--place", default="", help="The place, by code or name. [the whole territory]")
@click.option("--year", type=click.IntRange(1990, 2200), help="The year of the reports. [this one]")
@click.option("--fact", "facts", multiple=True, help="A fact that holds (eu), or doesn't (no-eu). May be given again.")
@click.option("--expected", type=EXISTING, help="What is expected, or out of scope (CSV, XLSX, YAML).")
@click.option("--root-kind", type=KINDS, help="What the whole territory is. [as the data set says]")
@click.option("--by", "way", type=WAYS, default="duty", show_default=True, help="Duties, or the data that serve them.")
@click.option("--today", type=click.IntRange(1990, 2200), help="The year that counts as this one. [the clock's]")
@HOME
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
@click.pass_context
def duties(
    ctx: click.Context, dataset: str, place: str, year: int | None, facts: tuple[str, ...], expected: Path | None,
    root_kind: Any, way: str, today: int | None, home: Path | None, format_: str,
) -> None:  # fmt: skip
    """Say what a place must report in a year, what it has for it, and which data serve several duties."""
    from local2030.workflows.gap_cells import Question
    from local2030.workflows.monitoring_duties import COLUMNS, DATA_COLUMNS, duties_document

    now = today or date.today().year
    question = Question(home_of(home), now, dataset, place, expected=expected, root_kind=root_kind)
    known = {fact.removeprefix("no-"): not fact.startswith("no-") for fact in facts}
    document = duties_document(question, year or now, known)
    if way == "data":
        print_document(document, "data", DATA_COLUMNS, DATA_COLUMNS, format_)
    else:
        print_document(document, "duties", COLUMNS, SHOWN, format_)
    ctx.exit(exit_code(document))
