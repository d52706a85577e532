"""Scores printed: as a table for people, as JSON (the contract) and as CSV, each as it is computed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from local2030.workflows.score_programme import Scoring

Progress = Callable[[int, int], None]
CSV_COLUMNS = ("identifier", "level", "level_possible", "local_share_low", "local_share_high", "coverage")
ROWS_IN_TABLE = 200
FINDINGS_IN_TABLE = 12


@contextmanager
def progress_bar(doing: str = "Reading") -> Iterator[Progress | None]:
    """A bar on standard error where a person is looking, nothing elsewhere; it counts bytes while it is reading."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn(doing),
        BarColumn(),
        DownloadColumn() if doing == "Reading" else MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("read", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def as_json(scoring: Scoring, progress: Progress | None, *, keep: bool) -> list[dict[str, Any]]:
    """The whole document, written programme by programme so that a gigabyte of data needs no gigabyte of memory."""
    out = sys.stdout
    kept = []
    first = True
    for raw in scoring.raw_programmes(progress):
        if first:
            out.write(json.dumps(scoring.head(), ensure_ascii=False)[:-1] + ', "programmes": [\n')
        out.write(("" if first else ",\n") + raw.decode())
        first = False
        if keep:
            kept.append(json.loads(raw))
    if first:
        out.write(json.dumps(scoring.head(), ensure_ascii=False)[:-1] + ', "programmes": [')
    out.write("\n], " + json.dumps(scoring.tail(), ensure_ascii=False)[1:] + "\n")
    return kept


def as_csv(scoring: Scoring, progress: Progress | None, *, keep: bool) -> list[dict[str, Any]]:
    """A line a programme; cells that a spreadsheet would take for a formula are neutralized."""
    import csv

    from local2030.formats.tables.safe import safe_cell

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    kept = []
    for programme in scoring.programmes(progress):
        share = programme["local_share"]["strict"]
        cells = (programme["level"], programme["level_possible"], share["low"], share["high"], share["coverage"])
        writer.writerow([safe_cell(programme["identifier"]), *("" if c is None else c for c in cells)])
        if keep:
            kept.append(programme)
    tell_findings(scoring)
    return kept


def as_table(scoring: Scoring, progress: Progress | None, *, keep: bool) -> list[dict[str, Any]]:
    """For people: one programme in full, or a row for each of many; then what was odd."""
    from rich.console import Console

    console = Console()
    kept, count = [], 0
    for programme in scoring.programmes(progress):
        count += 1
        if keep or count <= ROWS_IN_TABLE:
            kept.append(programme)
    console.print(
        f"Rubric {scoring.rubric.version} ({scoring.rubric.status}, not adopted). Machine-checked, so provisional.\n",
        style="dim",
    )
    if count == 1:
        _one(console, kept[0], scoring.request.currency)
    else:
        _many(console, kept[:ROWS_IN_TABLE], count)
    for file in scoring.files:
        if "known" in file:
            console.print(f"\n[bold]{_plain(file['name'])}[/bold]: {file['known']['message']}")
            console.print("  What would settle most: " + "; ".join(file["known"]["most_wanted"]) + ".")
    tell_findings(scoring)
    return kept


FORMATS: dict[str, Callable[..., list[dict[str, Any]]]] = {"json": as_json, "csv": as_csv, "table": as_table}


def nothing_read(scoring: Scoring, format_: str) -> None:
    """What was odd, where nothing could be scored: as a document without programmes, or in words."""
    if format_ == "json":
        print(json.dumps(scoring.document([]), ensure_ascii=False))
    else:
        tell_findings(scoring)


def _many(console: Console, programmes: list[dict[str, Any]], count: int) -> None:
    from rich.table import Table

    table = Table(title=f"{count} programmes", caption="Level: proven to possible. Local share: strict, low to high.")
    for column in ("Programme", "Title", "Level", "Local share", "Receivers known", "Over-claim"):
        table.add_column(column, overflow="fold", justify="left")
    for p in programmes:
        share = p["local_share"]["strict"]
        gap = p["divergence"]
        table.add_row(
            _plain(p["identifier"]), _plain(p["title"][:60]), _level(p), _interval(share["low"], share["high"]),
            _percent(share["coverage"]), "not claimed" if gap is None else _interval(gap["over"]["low"], gap["over"]["high"]),
        )  # fmt: skip
    console.print(table)
    if count > len(programmes):
        console.print(f"{count - len(programmes)} more programmes: --format csv or json lists them all.")


def _one(console: Console, p: dict[str, Any], currency: str) -> None:
    from rich.table import Table

    console.print(f"[bold]{_plain(p['title'])}[/bold]  {_plain(p['identifier'])}  ({p['label']})")
    console.print(f"Level [bold]{_level(p)}[/bold]. {p['known']['message']}")
    console.print(f"Money: {p['money_source']['message']}")
    criteria = Table(title="Criteria", expand=True)
    for column, width in (("", 2), ("Criterion", 16), ("Claim", 5), ("Proven", 6), ("Possible", 8)):
        criteria.add_column(column, overflow="fold", min_width=width, max_width=max(width, 26))
    criteria.add_column("Why", overflow="fold", ratio=1)
    for c in p["criteria"]:
        claimed = "–" if c["claimed"] is None else str(c["claimed"])
        proven = (
            "can't tell"
            if c["state"] == "unverifiable"
            else "not screened"
            if c["state"] == "not_screened"
            else str(c["proven"])
        )
        criteria.add_row(c["id"], c["title"], claimed, proven, str(c["possible"]), c["reason"]["message"])
    console.print(criteria)
    shares = Table(
        title=f"Local share, amounts in {currency}",
        caption="Known: the part of the money whose receivers are known. Via more than one: shown, not counted.",
    )
    for column in ("Definition", "Share", "Known", "Direct", "Via one", "Via more"):
        shares.add_column(column)
    for name, s in p["local_share"].items():
        shares.add_row(
            name, _interval(s["low"], s["high"]), _percent(s["coverage"]), s["direct"], s["via1"], s["via2plus"]
        )
    console.print(shares)
    if p["moved"]:
        old, new = ({k: v[when] for k, v in p["moved"]["local_share"].items()} for when in ("before", "after"))
        console.print(
            f"Corrections of organisations moved the local share from {_interval(old['low'], old['high'])} to "
            f"{_interval(new['low'], new['high'])}, the level from {p['moved']['level']['before']} to {p['level']}."
        )
    if p["lift"]:
        console.print("[bold]What would lift it[/bold]")
        for number, step in enumerate(p["lift"], 1):
            console.print(f" {number}. {_plain(step['message'])} [dim]{_plain(step['reason'])}[/dim]")


def tell_findings(scoring: Scoring) -> None:
    """Findings in words, on standard error."""
    from local2030.workflows.finding_log import plain_finding

    listed = sorted(scoring.log.listed(), key=lambda f: ("error", "warning", "info").index(f.severity))
    for finding in listed[:FINDINGS_IN_TABLE]:
        said = plain_finding(finding)
        where = ":".join(str(x) for x in (said["file"], said["line"]) if x is not None)
        print(
            f"{said['severity']}: {where + ': ' if where else ''}{said['message']} {said['remedy']}".rstrip(),
            file=sys.stderr,
        )
    if len(listed) > FINDINGS_IN_TABLE:
        print(f"{len(listed) - FINDINGS_IN_TABLE} more findings: --format json lists them all.", file=sys.stderr)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape("".join(c if c.isprintable() else " " for c in text))


def _level(p: dict[str, Any]) -> str:
    if p["level"] is None:
        return f"not screened–{p['level_possible']}"
    return str(p["level"]) if p["level"] == p["level_possible"] else f"{p['level']}–{p['level_possible']}"


def _percent(value: float | None) -> str:
    return "too little data" if value is None else f"{value * 100:.1f}%"


def _interval(low: float | None, high: float | None) -> str:
    if high is None:
        return "too little data"
    if low is None:
        return f"?–{high * 100:.0f}%"
    return f"{low * 100:.0f}%" if round(low, 4) == round(high, 4) else f"{low * 100:.0f}–{high * 100:.0f}%"
