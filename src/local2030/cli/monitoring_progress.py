"""`local2030 monitoring progress` and `methods`: progress of a table of values or of a data set in the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from local2030.cli.monitoring_options import EXISTING, FORMATS, HOME, home_of
from local2030.cli.monitoring_tables import exit_code, print_document

SHOWN = ("indicator", "place", "status", "base", "latest", "target", "reason")


@click.command()
@click.option("--values", type=EXISTING, help="LONG: indicator, place, unit, year, value (CSV or XLSX).")
@click.option("--dataset", default="", help="Instead of --values: a data set in the store. [the only one]")
@click.option("--meta", type=EXISTING, help="META: indicator, direction, target, target_year, limit, growth_rate.")
@click.option("--method", default="statcan-2.4", show_default=True, help="How progress is judged: see `methods`.")
@click.option("--compare-methods", is_flag=True, help="What each method says, beside one another (data sets).")
@click.option("--place", default="", help="Only this place, by code or name (data sets).")
@click.option("--goal", default="", help="Only this goal, 1 to 17 (data sets).")
@click.option("--headline", is_flag=True, help="Only totals, no breakdowns (data sets).")
@HOME
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
@click.pass_context
def progress(
    ctx: click.Context, values: Path | None, dataset: str, meta: Path | None, method: str, compare_methods: bool,
    place: str, goal: str, headline: bool, home: Path | None, format_: str,
) -> None:  # fmt: skip
    """Say for each series whether it moves towards what is wanted, by a method that is named."""
    from local2030.monitoring.progress_methods import methods as known

    if method not in known():
        raise click.UsageError(f"There is no method {method}. There are: {', '.join(known())}.")
    if values is not None:
        if dataset or place or goal or headline or compare_methods:
            raise click.UsageError("--values stands alone: the other ways to choose are for data sets.")
        _of_values(ctx, values, meta, method, format_)
    narrow: dict[str, Any] = {"place": place, "goal": goal, "headline": headline, "meta": meta}
    if compare_methods:
        _compared(ctx, home_of(home), dataset, narrow, format_)
    from local2030.workflows.dataset_progress import DATASET_COLUMNS, dataset_progress

    document = dataset_progress(home_of(home), dataset, method, **narrow)
    shown = ("indicator", "place_name", "dims", "status", "base", "latest", "target", "reason")
    print_document(document, "series", DATASET_COLUMNS, shown, format_)
    _summary(document["statuses"], format_)
    ctx.exit(exit_code(document))


@click.command()
@click.option("--dataset", default="", help="A data set in the store. [the only one]")
@HOME
@click.option("--format", "format_", type=FORMATS, default="csv", show_default=True)
def wanted(dataset: str, home: Path | None, format_: str) -> None:
    """Print a table to fill in with what is wanted of each indicator, for --meta: what is known stands in it."""
    from local2030.workflows.wanted_template import COLUMNS, wanted_template

    print_document(wanted_template(home_of(home), dataset), "indicators", COLUMNS, COLUMNS, format_)


@click.command()
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
def methods(format_: str) -> None:
    """List the methods of progress with their sources."""
    from local2030.monitoring.progress_methods import methods as known
    from local2030.workflows.progress_rows import method_row

    rows = [method_row(module) for module in known().values()]
    columns = ("name", "title", "statuses", "source")
    print_document({"methods": rows, "findings": []}, "methods", columns, columns, format_)


def _of_values(ctx: click.Context, values: Path, meta: Path | None, method: str, format_: str) -> None:
    from local2030.workflows.monitoring_progress import progress_of
    from local2030.workflows.progress_rows import COLUMNS

    document = progress_of(values, meta, method)
    print_document(document, "series", COLUMNS, SHOWN, format_)
    ctx.exit(exit_code(document))


def _compared(ctx: click.Context, home: Path, dataset: str, narrow: dict[str, Any], format_: str) -> None:
    from local2030.workflows.dataset_progress import KEYS, methods_compared

    document = methods_compared(home, dataset, **narrow)
    names = [method["name"] for method in document["methods"]]
    print_document(
        document, "series", (*KEYS, *names, "differ"), ("indicator", "place_name", "dims", *names, "differ"), format_
    )
    if format_ == "table":
        click.echo(
            f"{document['differ']} of {len(document['series'])} series are on the way by one method and not by another."
        )
    ctx.exit(exit_code(document))


def _summary(statuses: dict[str, int], format_: str) -> None:
    if format_ == "table":
        click.echo(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in statuses.items()))
