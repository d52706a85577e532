"""`local2030 verify report.pdf`: recompute a report offline. Exit codes: 0 same, 1 changed, 2 can't be checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from local2030.workflows.verify_report import Verdict

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
CODES = {"same": 0, "changed": 1, "unchecked": 2}


@click.command()
@click.argument("report", type=EXISTING)
@click.option("--input", "inputs", type=EXISTING, multiple=True, help="An input that the report doesn't carry.")
@click.option(
    "--rubric",
    "rubric_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the rubric, where the report was made with one that isn't shipped.",
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def verify(
    ctx: click.Context, report: Path, inputs: tuple[Path, ...], rubric_folder: Path | None, format_: str
) -> None:
    """Recompute a REPORT (PDF) offline, from what it carries: the same, or changed, and where.

    Exit codes: 0 the same; 1 changed; 2 can't be checked, or wrong use.
    """
    from local2030.vocabulary.errors import NothingToRead
    from local2030.workflows.verify_report import Verdict
    from local2030.workflows.verify_report import verify as verified

    try:
        verdict = verified(report, inputs, rubric_folder=rubric_folder)
    except NothingToRead as trouble:
        verdict = Verdict("unchecked", (trouble.finding,), (), ("", ""), ("", ""))
    if format_ == "json":
        click.echo(json.dumps(_plain(verdict, report.name), ensure_ascii=False, indent=1))
    else:
        _tell(verdict)
    ctx.exit(CODES[verdict.result])


def _plain(verdict: Verdict, name: str) -> dict[str, Any]:
    from local2030.workflows.finding_log import plain_finding

    return {
        "schema": "local2030/verify/1",
        "report": name,
        "result": verdict.result,
        "engine": {"reported": verdict.engine[0], "running": verdict.engine[1]},
        "rubric": {"reported": verdict.rubric[0], "running": verdict.rubric[1]},
        "findings": [plain_finding(f) for f in verdict.findings],
        "differences": [
            {"programme": d.programme, "where": d.where, "reported": d.reported, "recomputed": d.recomputed}
            for d in verdict.differences
        ],
    }


def _tell(verdict: Verdict) -> None:
    from local2030.vocabulary.messages import say
    from local2030.workflows.finding_log import plain_finding

    click.echo(say(f"check-{verdict.result}", {}))
    for difference in verdict.differences[:12]:
        values = {
            "programme": difference.programme, "where": difference.where,
            "reported": _value(difference.reported), "recomputed": _value(difference.recomputed),
        }  # fmt: skip
        click.echo(_one_line("  " + say("check-figure-differs", values)))
    if len(verdict.differences) > 12:
        click.echo(f"  {len(verdict.differences) - 12} more: --format json lists them.")
    for finding in verdict.findings:
        said = plain_finding(finding)
        click.echo(_one_line(f"{said['severity']}: {said['message']} {said['remedy']}".rstrip()))


def _value(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
