"""`local2030 site export` and `site import`: whole lists out of the store and back. The owner of the folder sees all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

ENDINGS = (".csv", ".xlsx", ".json")
FINDINGS_SHOWN = 50
FIT, UNFIT = 0, 1


@click.command("export")
@click.argument("kind")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--empty", is_flag=True, help="Only the columns, to be filled.")
def export(kind: str, out: Path, empty: bool) -> None:
    """Write all things of a KIND (hub, next-step...) to OUT: .csv, .xlsx or .json. It stands in the history."""
    if out.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"OUT must end with {', '.join(ENDINGS)}.")
    found = _kind(kind)
    from local2030.web.exchange.plain_files import csv_text, json_text
    from local2030.web.exchange.readers import OWNER
    from local2030.web.exchange.taking_out import Outgoing
    from local2030.web.exchange.workbook import write_workbook
    from local2030.web.registry.asking import Ask

    outgoing = Outgoing(OWNER, found, Ask())
    ending = out.suffix.lower().lstrip(".")
    try:
        if not empty:
            outgoing.log(ending)
        if ending == "xlsx":
            write_workbook(outgoing, out, empty)
        else:
            with out.open("w", encoding="utf-8", newline="") as file:
                file.writelines((csv_text if ending == "csv" else json_text)(outgoing, empty))
    except OSError as trouble:
        raise click.ClickException(f"Can't write {out}: {trouble.strerror}") from None
    click.echo(_warning(), err=True)
    click.echo(f"{0 if empty else len(outgoing.keys)} rows in {out}")


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", is_flag=True, help="Apply the changes, all or none. Without it nothing is changed.")
@click.option("--why", default="", help="Stands in the history beside every change; needed with --apply.")
@click.option(
    "--leave-out", is_flag=True, help="Leave out rows that somebody else changed since the file was taken out."
)
def bring_in(kind: str, file: Path, apply: bool, why: str, leave_out: bool) -> None:
    """Show what FILE (CSV, XLSX, JSON) would change in the list of a KIND; apply it with --apply.

    Exit code 0: nothing is wrong with it; 1: it has errors, or rows that others changed, and nothing was applied.
    """
    if apply and not why.strip():
        raise click.UsageError("Say why: --why TEXT")
    found = _kind(kind)
    click.echo(_warning(), err=True)
    summary, lines = _look(found, file)
    for text in _told(summary, lines):
        click.echo(text, err=True)
    click.echo(", ".join(f"{name}: {count}" for name, count in summary.counts.items()))
    conflicts = bool(summary.counts.get("conflict")) and not leave_out
    if not summary.is_fit or conflicts:
        sys.exit(UNFIT)
    if apply and summary.counts.get("add", 0) + summary.counts.get("change", 0):
        _apply(found, file, why.strip()[:500], leave_out, summary)


def _kind(code: str) -> Any:
    from local2030.cli.site import load_django

    load_django()
    from django.core.management import call_command

    from local2030.web.registry.kinds import kinds

    if code not in kinds():
        raise click.UsageError(f"There is no kind {code!r}. Known: {', '.join(kinds())}")
    call_command("migrate", verbosity=0, interactive=False)
    return kinds()[code]


def _look(kind: Any, file: Path) -> tuple[Any, list[dict[str, Any]]]:
    """What the file would change; the findings of its rows."""
    import tempfile

    from local2030.web.exchange.bringing_in import plan_file, sha256_of_path
    from local2030.web.exchange.planning import plan_lines
    from local2030.web.exchange.readers import OWNER

    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.jsonl"
        summary = plan_file(OWNER, kind, file, file.name, sha256_of_path(file), plan)
        return summary, [line for line in plan_lines(plan) if line.get("findings") or line["what"] == "conflict"]


def _told(summary: Any, lines: list[dict[str, Any]]) -> list[str]:
    from local2030.vocabulary.messages import remedy, say

    told = [f"{f.severity}: {say(f.code, f.values)} {remedy(f.code, f.values)}".rstrip() for f in summary.findings]
    for line in lines[:FINDINGS_SHOWN]:
        if line["what"] == "conflict":
            told.append(f"row {line['line']}: {line['serial']} was changed by somebody else since.")
        for f in line.get("findings", ()):
            words = f"{say(f['code'], f['values'])} {remedy(f['code'], f['values'])}".rstrip()
            told.append(f"row {line['line']}: {f['severity']}: {words}")
    return told + ([f"... and {len(lines) - FINDINGS_SHOWN} rows more"] if len(lines) > FINDINGS_SHOWN else [])


def _apply(kind: Any, file: Path, why: str, leave_out: bool, looked: Any) -> None:
    from local2030.vocabulary.messages import remedy, say
    from local2030.web.exchange.bringing_in import NotApplied, apply_here
    from local2030.web.exchange.readers import OWNER

    try:
        summary = apply_here(kind, file, OWNER, why, leave_out, looked)
    except NotApplied as refused:
        raise click.ClickException(f"{say(refused.code)} {remedy(refused.code)}".strip()) from None
    click.echo(f"Applied. New: {summary.counts.get('add', 0)}, changed: {summary.counts.get('change', 0)}.")


def _warning() -> str:
    return "The owner of the folder sees all, and may change all: no role's rights were asked."
