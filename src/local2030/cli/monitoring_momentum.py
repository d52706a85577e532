"""`local2030 monitoring momentum`: which places move fastest, and the evidence of one of them."""

from __future__ import annotations

from pathlib import Path

import click

from local2030.cli.monitoring_options import EXISTING, FORMATS, HOME, home_of
from local2030.cli.monitoring_tables import exit_code, print_document


@click.command()
@click.option("--dataset", default="", help="A data set in the store. [the only one]")
@click.option("--level", type=int, help="The level of places, 1 the first below the whole.")
@click.option("--place", default="", help="Only this place, by code or name, with the evidence for it.")
@click.option("--goal", default="", help="Only indicators of this goal, 1 to 17.")
@click.option("--meta", type=EXISTING, help="META: indicator, direction, target, target_year, limit, growth_rate.")
@HOME
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
@click.pass_context
def momentum(
    ctx: click.Context, dataset: str, level: int | None, place: str, goal: str, meta: Path | None, home: Path | None,
    format_: str,
) -> None:  # fmt: skip
    """Say which places move fastest in what is wanted, as intervals, with the evidence behind each part."""
    from local2030.workflows.monitoring_momentum import COLUMNS, EVIDENCE, moving

    document = moving(home_of(home), dataset, level=level, place=place, goal=goal, meta=meta)
    shown = (
        "place_name",
        "momentum",
        "low",
        "high",
        "rank",
        "rank_low",
        "rank_high",
        "of",
        "indicators",
        "of_indicators",
    )
    print_document(document, "places", COLUMNS, shown, format_)
    if place and format_ == "table" and document["places"]:
        evidence = {"evidence": document["places"][0]["evidence"], "findings": []}
        print_document(evidence, "evidence", EVIDENCE, ("indicator", "unit", "base", "latest", "yearly", "standardised", "source"),
               format_)  # fmt: skip
    ctx.exit(exit_code(document))
