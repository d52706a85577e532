"""`local2030 monitoring index`: scores of goals and places out of values and bounds, or the bounds out of scores."""

from __future__ import annotations

from pathlib import Path

import click

from local2030.cli.monitoring_options import EXISTING, FORMATS
from local2030.cli.monitoring_tables import exit_code, print_document


@click.command()
@click.option(
    "--values", required=True, type=EXISTING, help="WIDE: a row for each place (id), a column for each indicator."
)
@click.option("--bounds", required=True, type=EXISTING, help="BOUNDS: code, goal, lower, optimum.")
@click.option("--groups", type=EXISTING, help="GROUPS: id, group; a goal without values gets its group's mean.")
@click.option("--published", type=EXISTING, help="A published index (id, overall, goal_1 ...) to hold against itself.")
@click.option("--most-missing", type=click.FloatRange(0, 1), default=0.2, show_default=True,
              help="Part of the indicators that a ranked place may lack.")  # fmt: skip
@click.option(
    "--recover",
    type=EXISTING,
    help="Instead of an index: bounds out of published goal scores (id, goal_1 ...); BOUNDS needs code and goal.",
)
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
@click.pass_context
def index(
    ctx: click.Context, values: Path, bounds: Path, groups: Path | None, published: Path | None, most_missing: float,
    recover: Path | None, format_: str,
) -> None:  # fmt: skip
    """Score goals and places from 0 to 100, with every imputed goal named and ranks as intervals."""
    if recover is not None:
        _recovered(ctx, values, bounds, recover, format_)
    from local2030.workflows.monitoring_index import COLUMNS, index_of

    document = index_of(values, bounds, groups, published, most_missing)
    shown = ("id", "overall", "rank", "rank_low", "rank_high", "imputed_goals", "known", "indicators")
    print_document(document, "places", COLUMNS, shown, format_)
    if format_ == "table":
        for cell in document["imputations"]:
            click.echo("imputed: {id} goal {goal} = {score:.2f}, mean of {places} places of {group}".format(**cell))
    ctx.exit(exit_code(document))


def _recovered(ctx: click.Context, values: Path, goals: Path, published: Path, format_: str) -> None:
    from local2030.workflows.recover_bounds import COLUMNS, recover_bounds

    document = recover_bounds(values, goals, published)
    print_document(document, "bounds", COLUMNS, COLUMNS, format_)
    ctx.exit(exit_code(document))
