"""`local2030 marker audit FILE`: the marker's audit of itself, printed for people or as JSON (the contract)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local2030.workflows.audit_marker import NothingReadable, audit_file

if TYPE_CHECKING:
    from rich.console import Console

OK, READ_WITH_ERRORS = 0, 3
MOST_BYTES = 50_000_001
FINDINGS_IN_TEXT = 12
PATTERNS_IN_TEXT = 200


def audit_command(path: str, format_: str, version: str | None) -> int:
    """Prints the audit; 0 when every row was read, 3 when some weren't. No row at all raises, once it is printed."""
    source = sys.stdin.buffer.read(MOST_BYTES) if path == "-" else Path(path)
    name = "standard input" if path == "-" else Path(path).name
    try:
        document = audit_file(source, name, version)
    except NothingReadable as trouble:
        if format_ == "json":
            print(json.dumps(trouble.document, ensure_ascii=False))
        else:
            _tell(trouble.document)
        raise
    if format_ == "json":
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        as_text(document)
        _tell(document)
    return READ_WITH_ERRORS if any(f["severity"] == "error" for f in document["findings"]) else OK


def as_text(document: dict[str, Any]) -> None:
    """The audit for people: how reviewers agree, what goes with the money, patterns to look at."""
    from rich.console import Console

    console = Console()
    rubric = document["rubric"]
    adopted = "" if rubric["adopted"] else ", not adopted"
    console.print(f"Rubric {rubric['version']} ({rubric['status']}{adopted}). {document['note']}", style="dim")
    console.print(f"{document['rows']} rows on {document['programmes']} programmes.\n")
    _agreement(console, document)
    _concordance(console, document)
    _patterns(console, document)


def _agreement(console: Console, document: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(title="Do reviewers agree?", caption="Alpha: Krippendorff, ordinal, with its 95% interval.")
    for column in ("Criterion", "Alpha", "Kappa", "AC2", "Rated twice", ""):
        table.add_column(column, overflow="fold")
    for a in document["agreement"]:
        alpha = _figure(a["alpha"]) + (f" ({a['low']:.2f} to {a['high']:.2f})" if a["low"] is not None else "")
        said = a["reason"] or a["message"] or ""
        table.add_row(_plain(a["criterion"]), alpha, _figure(a["kappa"]), _figure(a["ac2"]), str(a["n"]), _plain(said))
    console.print(table)


def _concordance(console: Console, document: dict[str, Any]) -> None:
    for c in document["concordance"]:
        tau = c["tau"]
        between = f" ({tau['low']:.2f} to {tau['high']:.2f})" if tau["low"] is not None else ""
        said = f"tau-b {tau['value']:.2f}{between}, n {tau['n']}" if tau["value"] is not None else tau["reason"]
        console.print(f"Level ({c['of']}) and local share: {said}")


def _patterns(console: Console, document: dict[str, Any]) -> None:
    found = document["patterns"]
    console.print(
        f"\n[bold]Patterns to look at[/bold]: {len(found)} (of {document['tested']} tests; false discovery rate "
        f"{document['false_discovery_rate']:.0%})"
    )
    for number, pattern in enumerate(found[:PATTERNS_IN_TEXT], 1):
        sure = "" if pattern["q"] is None else f" [dim]q {pattern['q']:.3g}[/dim]"
        console.print(f" {number}. {_plain(pattern['message'])}{sure} [dim]{_plain(pattern['remedy'])}[/dim]")
    if len(found) > PATTERNS_IN_TEXT:
        console.print(f"{len(found) - PATTERNS_IN_TEXT} more: --format json lists them all.")


def _tell(document: dict[str, Any]) -> None:
    """Findings in words, on standard error."""
    order = ("error", "warning", "info")
    listed = sorted(document["findings"], key=lambda f: order.index(f["severity"]))
    for said in listed[:FINDINGS_IN_TEXT]:
        where = ":".join(str(x) for x in (said["file"], said["line"]) if x is not None)
        print(
            f"{said['severity']}: {where}: {_bare(said['message'])} {_bare(said['remedy'])}".rstrip(), file=sys.stderr
        )
    if len(listed) > FINDINGS_IN_TEXT:
        print(f"{len(listed) - FINDINGS_IN_TEXT} more findings: --format json lists them all.", file=sys.stderr)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _bare(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(_bare(text))
