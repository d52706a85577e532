"""`local2030 monitoring gaps`: what a data set has of what is expected of it, and which gaps help most when closed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from local2030.cli.monitoring_options import EXISTING, FORMATS, HOME, home_of
from local2030.cli.monitoring_tables import exit_code, filled, print_document

WAYS = click.Choice(["indicator", "place", "goal", "level", "year", "dimension", "closing"])
KINDS = click.Choice(["national", "regional", "local"])
YEARS = re.compile(r"(\d{4})(?:\.\.(\d{4})?)?")
SHOWN = {
    "indicator": ("indicator", "name", "level", "expected", "present", "missing", "stale", "suppressed", "share", "newest", "rule"),
    "place": ("place", "name", "level", "expected", "present", "missing", "stale", "suppressed", "share"),
    "goal": ("goal", "indicators", "expected", "present", "missing", "stale", "suppressed", "out_of_scope", "share"),
    "level": ("level", "level_name", "places", "indicators", "expected", "present", "missing", "stale", "share"),
    "year": ("year", "expected", "present", "missing", "stale", "suppressed", "share"),
    "dimension": ("dimension", "asked", "present", "missing", "stale", "share", "unasked"),
}  # fmt: skip


@click.command()
@click.option("--dataset", default="", help="The data set. [the only one in the store]")
@click.option("--place", default="", help="Only this place, by code or name.")
@click.option("--goal", type=click.IntRange(1, 17), help="Only this goal.")
@click.option("--year", "years", default="", help="The years: 2015..2024. [2015 up to two years ago]")
@click.option("--expected", type=EXISTING, help="What is expected, or out of scope (CSV, XLSX, YAML).")
@click.option("--root-kind", type=KINDS, help="What the whole territory is. [as the data set says]")
@click.option("--by", "way", type=WAYS, default="closing", show_default=True, help="What the rows are of.")
@click.option("--list", "listed", type=click.IntRange(0), help="How many of the gaps that help most. [ten]")
@click.option("--today", type=click.IntRange(1990, 2200), help="The year that counts as this one. [the clock's]")
@HOME
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
@click.pass_context
def gaps(
    ctx: click.Context, dataset: str, place: str, goal: int | None, years: str, expected: Path | None,
    root_kind: Any, way: str, listed: int | None, today: int | None, home: Path | None, format_: str,
) -> None:  # fmt: skip
    """Say what is present, missing, stale, suppressed or out of scope of what is expected, and what helps most."""
    from local2030.workflows.monitoring_gaps import CLOSING_COLUMNS, COLUMNS, USUAL, Question, gaps_of

    since, until = _years(years)
    question = Question(
        home_of(home),
        today or date.today().year,
        dataset,
        place,
        str(goal or ""),
        since,
        until,
        expected,
        root_kind,
        listed=listed,
        categories=way == "dimension",
    )
    document = gaps_of(question, {*USUAL, way} if format_ == "json" else {way})
    rows = document["closing"] if way == "closing" else document["by"][way]
    columns = CLOSING_COLUMNS if way == "closing" else COLUMNS[way]
    shown = {"rows": rows, "findings": document["findings"]} if format_ != "json" else document
    if format_ == "table":
        click.echo(_sentence(document["totals"]))
    if format_ == "table" and way == "closing":
        _closing(document)
        shown["rows"] = []
    print_document(shown, "rows", columns, SHOWN.get(way, ()), format_)
    ctx.exit(exit_code(document))


def _closing(document: Mapping[str, Any]) -> None:
    """The gaps that help most, each as what is lacking, who could close it, and why it stands where it stands."""
    if rows := document["closing"]:
        click.echo(f"\nOf {document['gaps']} gaps, the {len(rows)} whose closing helps most (score of 100):")
    for row in rows:
        click.echo()
        click.echo(filled(f"{row['rank']:>2}. {row['message']}", "", "    "))
        click.echo(filled(" ".join(row["who"]), "    ", "    "))
        gains = [f"{row['cells']:,} cells", f"{len(row['duties'])} duties served"]
        gains += [f"{row['gains_status']} more series with a status"] if row["gains_status"] else []
        click.echo(filled(f"Score {row['score']:g}: {', '.join(gains)}.", "    ", "    "))
    click.echo()


def _sentence(totals: Mapping[str, Any]) -> str:
    """The whole in a line: the share with what it is a share of."""
    if totals["share"] is None:
        return "Nothing is expected."
    parts = ", ".join(
        f"{totals[name]:,} {name.replace('_', ' ')}" for name in ("missing", "stale", "suppressed", "refused")
    )
    return (
        f"{totals['share']:.1%} present: {totals['present']:,} of {totals['expected']:,} expected cells (indicator x place x "
        f"year); {parts}; outside the share {totals['not_applicable']:,} not applicable, {totals['out_of_scope']:,} out of scope."
    )


def _years(text: str) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    found = YEARS.fullmatch(text.strip())
    if found is None:
        raise click.UsageError(f"The years {text} can't be read. Write a year, or two with two dots: 2015..2024.")
    first = int(found[1])
    last = int(found[2]) if found[2] else first if ".." not in text else None
    if last is not None and last < first:
        raise click.UsageError(f"The years {text} run backwards.")
    return first, last


@click.command()
@click.argument("file", required=False, type=EXISTING)
@click.option("--dataset", default="", help="The data set. [the only one in the store]")
@click.option("--goal", type=click.IntRange(1, 17), help="Only this goal.")
@click.option("--root-kind", type=KINDS, help="What the whole territory is. [as the data set says]")
@click.option("--today", type=click.IntRange(1990, 2200), help="The year that counts as this one. [the clock's]")
@HOME
@click.option("--format", "format_", type=FORMATS, default="table", show_default=True)
@click.pass_context
def expected(
    ctx: click.Context, file: Path | None, dataset: str, goal: int | None, root_kind: Any, today: int | None,
    home: Path | None, format_: str,
) -> None:  # fmt: skip
    """Print what is expected of a data set, and by which rule; or keep FILE as what it is expected to have."""
    from local2030.workflows.expected_rows import COLUMNS, expected_document, keep_expected
    from local2030.workflows.gap_cells import Question

    if file is not None:
        document = keep_expected(file, home_of(home), dataset, datetime.now(UTC))
        print_document(
            {**document, "rows": document["findings"]} if format_ != "json" else document,
            "rows",
            ("message",),
            ("message",),
            format_,
        )
        if format_ == "table":
            click.echo(
                f"{document['kept']} rows are what the data set is expected to have from state {document['dataset']['version']} on."
            )
        ctx.exit(exit_code(document))
    question = Question(home_of(home), today or date.today().year, dataset, goal=str(goal or ""), root_kind=root_kind)
    document = expected_document(question)
    print_document(document, "expected", COLUMNS, COLUMNS, format_)
    ctx.exit(exit_code(document))
