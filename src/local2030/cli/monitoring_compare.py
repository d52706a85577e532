"""`local2030 monitoring compare`: a place beside its parent or another place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from local2030.cli.monitoring_options import EXISTING, FORMATS, HOME, home_of
from local2030.cli.monitoring_tables import exit_code, print_document

SHOWN = ("indicator", "dims", "period", "value", "other_value", "ratio", "stands", "ranks", "movement", "status",
         "other_status")  # fmt: skip


@click.command()
@click.option("--place", default="", help="The place, by code or name. [the only one below the whole]")
@click.option("--with", "other", default="parent", show_default=True,
              help="What to hold it against: parent, whole, or a place by code or name.")  # fmt: skip
@click.option("--dataset", default="", help="A data set in the store. [the only one]")
@click.option("--indicator", default="", help="Only this indicator.")
@click.option("--goal", default="", help="Only this goal, 1 to 17.")
@click.option("--headline", is_flag=True, help="Only totals, no breakdowns.")
@click.option("--method", default="statcan-2.4", show_default=True, help="How progress of both is judged.")
@click.option("--meta", type=EXISTING, help="META: indicator, direction, target, target_year, limit, growth_rate.")
@HOME
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
@click.pass_context
def compare(
    ctx: click.Context, place: str, other: str, dataset: str, indicator: str, goal: str, headline: bool, method: str,
    meta: Path | None, home: Path | None, format_: str,
) -> None:  # fmt: skip
    """Hold a place against its parent: gap, rank among siblings, whether it comes nearer, and why not where it can't be."""
    from local2030.monitoring.progress_methods import methods
    from local2030.workflows.monitoring_compare import COLUMNS
    from local2030.workflows.monitoring_compare import compare as compared

    if method not in methods():
        raise click.UsageError(f"There is no method {method}. There are: {', '.join(methods())}.")
    document = compared(home_of(home), dataset, place, other, indicator=indicator, goal=goal, headline=headline,
                        method=method, meta=meta)  # fmt: skip
    if format_ == "table":
        _head(document)
        rows = [row | {"ranks": _ranks(row)} for row in document["series"] if row["code"] is None]
        print_document({**document, "series": rows}, "series", COLUMNS, SHOWN, format_)
        for reason, count in Counter(row["reason"] for row in document["series"] if row["code"]).most_common(12):
            click.echo(f"not compared: {count} x {reason}")
    else:
        print_document(document, "series", COLUMNS, SHOWN, format_)
    ctx.exit(exit_code(document))


def _head(document: dict[str, Any]) -> None:
    here, there = document["place"]["name"], document["with"]["name"]
    click.echo(f"{here} beside {there}: {document['compared']} series compared, {document['not_compared']} not; "
               f"{document['siblings']} places of its kind.")  # fmt: skip


def _ranks(row: dict[str, object]) -> str:
    """A rank with its interval and of how many; never alone."""
    if row["rank"] is None:
        return ""
    between = f" ({row['rank_low']} to {row['rank_high']})" if row["rank_low"] else ""
    return f"{row['rank']}{between} of {row['rank_of']}"
