"""`local2030 marker ...`: score programmes, classify actors, show and check the rubric, write templates."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from local2030.cli.marker_publish import publish

if TYPE_CHECKING:
    from local2030.workflows.score_programme import Scoring

READ_WITH_ERRORS = 3
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def marker() -> None:
    """The Localization Marker 2.0 (prototype rubric, not adopted)."""


marker.add_command(publish)


@marker.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--programme", metavar="ID", help="One programme: this activity and all that are tied to it as children.")
@click.option("--group", type=EXISTING, help="Table (programme, activity): one programme of several activities.")
@click.option("--claims", type=EXISTING, help="Claims with their evidence, CSV or XLSX (see claims-template).")
@click.option("--ledger", type=EXISTING, help="Payments from your own books, CSV or XLSX (see ledger-template).")
@click.option("--register", type=EXISTING, help="A person's corrections of organisations, CSV or XLSX.")
@click.option("--rates", type=EXISTING, help="Exchange rates: date, currency, usd_per_unit.")
@click.option("--currency", default="USD", show_default=True, help="Reporting currency, ISO 4217.")
@click.option("--phase", type=click.Choice(["design", "monitoring"]), default="monitoring", show_default=True)
@click.option(
    "--rubric",
    "rubric_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of another rubric.",
)
@click.option("--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option(
    "--cache",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep scores in this file; activities that haven't changed aren't read again the next time.",
)
@click.option(
    "--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as PDF to this file as well."
)
@click.option(
    "--attach",
    type=click.Choice(["files", "hashes"]),
    default="files",
    show_default=True,
    help="What the PDF carries to be checked by (local2030 verify): the inputs while they are small, or their hashes.",
)
@click.pass_context
def score(
    ctx: click.Context, files: tuple[str, ...], programme: str | None, group: Path | None, claims: Path | None,
    ledger: Path | None, register: Path | None, rates: Path | None, currency: str, phase: str,
    rubric_folder: Path | None, format_: str, cache: Path | None, pdf: Path | None, attach: str,
) -> None:  # fmt: skip
    """Score the programmes in IATI FILEs: files, folders, - for standard input, or http(s) addresses."""
    if programme and group:
        raise click.UsageError(
            "--programme and --group can't be used together: each says which activities belong together."
        )
    from local2030.cli.fetch import fetch
    from local2030.vocabulary.currencies import CURRENCIES
    from local2030.workflows.score_programme import ScoreRequest, Scoring

    currency = currency.upper()
    if currency not in CURRENCIES:
        raise click.UsageError(f"{currency} is not a currency code of ISO 4217, such as USD or EUR.")
    _missing_files(files)
    _check_outputs(pdf, cache)
    request = ScoreRequest(
        files=files, programme=programme, group=group, claims=claims, ledger=ledger, register_file=register, rates=rates,
        currency=currency, phase=phase, lift=format_ != "csv" or pdf is not None, rubric_folder=rubric_folder, fetch=fetch,
        cache=cache,
    )  # fmt: skip
    with Scoring(request) as scoring:
        document = _print_scores(scoring, format_, keep=pdf is not None)
        if pdf is not None and document is not None:
            _write_pdf(document, pdf, scoring, attach)
        ctx.exit(READ_WITH_ERRORS if any(f.severity == "error" for f in scoring.log.listed()) else 0)


@marker.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--country", metavar="CC", default="", help="The programme country, ISO 3166 alpha-2.")
@click.pass_context
def actors(ctx: click.Context, file: str, country: str) -> None:
    """Who is local: JSON lines with a name in, the same lines with class, reach, rule and confidence out."""
    from local2030.cli.marker_actors import actors_command

    ctx.exit(actors_command(file, country.upper(), sys.stdout))


@marker.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--rubric", "version", metavar="V", help="Only ratings under this rubric: a version or a rubric's folder."
)
@click.pass_context
def audit(ctx: click.Context, file: str, format_: str, version: str | None) -> None:
    """The marker's audit of itself: FILE holds ratings (CSV or XLSX; - for standard input)."""
    from local2030.cli.marker_audit import audit_command

    ctx.exit(audit_command(file, format_, version))


@marker.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--programme", metavar="ID", help="One programme: this activity and all that are tied to it as children.")
@click.option("--group", type=EXISTING, help="Table (programme, activity): one programme of several activities.")
@click.option("--claims", type=EXISTING, help="Claims with their evidence, CSV or XLSX (see claims-template).")
@click.option("--ledger", type=EXISTING, help="Payments from your own books, CSV or XLSX (see ledger-template).")
@click.option("--register", type=EXISTING, help="A person's corrections of organisations, CSV or XLSX.")
@click.option("--rates", type=EXISTING, help="Exchange rates: date, currency, usd_per_unit.")
@click.option("--currency", default="USD", show_default=True, help="Reporting currency, ISO 4217.")
@click.option("--phase", type=click.Choice(["design", "monitoring"]), default="monitoring", show_default=True)
@click.option(
    "--rubric",
    "rubric_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of another rubric.",
)
@click.option("--most", type=click.IntRange(1, 10_000), default=25, show_default=True, help="Programmes to attack.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def attack(
    ctx: click.Context, files: tuple[str, ...], programme: str | None, group: Path | None, claims: Path | None,
    ledger: Path | None, register: Path | None, rates: Path | None, currency: str, phase: str,
    rubric_folder: Path | None, most: int, format_: str,
) -> None:  # fmt: skip
    """Attack the marker: the cheapest change that raises a level without more localization."""
    from local2030.cli.fetch import fetch
    from local2030.cli.marker_attack import attack_command
    from local2030.vocabulary.currencies import CURRENCIES
    from local2030.workflows.score_inputs import ScoreRequest

    if programme and group:
        raise click.UsageError(
            "--programme and --group can't be used together: each says which activities belong together."
        )
    if currency.upper() not in CURRENCIES:
        raise click.UsageError(f"{currency.upper()} is not a currency code of ISO 4217, such as USD or EUR.")
    _missing_files(files)
    request = ScoreRequest(
        files=files, programme=programme, group=group, claims=claims, ledger=ledger, register_file=register, rates=rates,
        currency=currency.upper(), phase=phase, lift=False, rubric_folder=rubric_folder, fetch=fetch,
    )  # fmt: skip
    ctx.exit(attack_command(request, format_, most))


@marker.command()
@click.argument("identifier", metavar="ID")
def explain(identifier: str) -> None:
    """What an id means: a criterion (C4), a gate (L2), a class (LRG), a rule of an actor, a finding's code."""
    from local2030.cli.explain import explanation

    text = explanation(identifier)
    if text is None:
        raise click.UsageError(f"Nothing is known by the id {identifier}.")
    click.echo(text)


@marker.group()
def rubric() -> None:
    """The rubric: its criteria, levels and gates."""


@rubric.command("show")
@click.argument("criterion", required=False)
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Another rubric.")
def rubric_show(criterion: str | None, folder: Path | None) -> None:
    """Print the rubric, or one CRITERION of it."""
    from local2030.cli.explain import cheating_text, rubric_text
    from local2030.marker.criteria import read_rubric
    from local2030.marker.criteria import rubric as shipped

    known = read_rubric(folder) if folder else shipped()
    text = rubric_text(known, criterion)
    if text is None:
        raise click.UsageError(f"The rubric has no criterion {criterion}.")
    click.echo(text if criterion else f"{text}\n{cheating_text(known)}")


@rubric.command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_context
def rubric_check(ctx: click.Context, folder: Path | None) -> None:
    """Check a rubric's files and tell all mistakes at once."""
    from local2030.marker.criteria import LATEST, SHIPPED, check_rubric, rubric_sha256

    folder = folder or SHIPPED / LATEST
    mistakes = check_rubric(folder)
    for mistake in mistakes:
        click.echo(mistake)
    if not mistakes:
        click.echo(f"No mistake found. SHA-256 {rubric_sha256(folder)}")
    ctx.exit(READ_WITH_ERRORS if mistakes else 0)


def _template(kind: str, out: Path | None, format_: str) -> None:
    from local2030.formats.tables import templates

    suffix = out.suffix.lower().lstrip(".") if out else ""
    content: bytes = getattr(templates, f"{kind}_template")(suffix if suffix in ("csv", "xlsx") else format_)
    if out is None:
        click.echo(content, nl=False)
    else:
        if out.exists():
            raise click.UsageError(f"{out} is there already and isn't written over.")
        if not out.parent.is_dir():
            raise click.UsageError(f"There is no folder {out.parent}.")
        out.write_bytes(content)
        click.echo(f"Written: {out}", err=True)


@marker.command("ledger-template")
@click.argument("out", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
def ledger_template(out: Path | None, format_: str) -> None:
    """An empty ledger to fill in; to OUT (.csv or .xlsx), else to standard output."""
    _template("ledger", out, format_)


@marker.command("claims-template")
@click.argument("out", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
def claims_template(out: Path | None, format_: str) -> None:
    """An empty claims form to fill in; to OUT (.csv or .xlsx), else to standard output."""
    _template("claims", out, format_)


@marker.command("register-template")
@click.argument("out", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
def register_template(out: Path | None, format_: str) -> None:
    """An empty register of corrections; to OUT (.csv or .xlsx), else to standard output."""
    _template("register", out, format_)


def _check_outputs(pdf: Path | None, cache: Path | None) -> None:
    """Refuse before the work what would fail after it, or would write over a file that isn't ours."""
    for what, path in (("the PDF", pdf), ("kept scores", cache)):
        if path is not None and not path.parent.is_dir():
            raise click.UsageError(f"There is no folder {path.parent} to write {what} to.")
    if pdf is not None and (not pdf.name or pdf.is_dir()):
        raise click.UsageError("--pdf needs the name of a file.")
    if pdf is not None and pdf.is_file():
        with pdf.open("rb") as stream:
            if stream.read(5) not in (b"%PDF-", b""):
                raise click.UsageError(f"{pdf} is there already and is no PDF, so it isn't written over.")


def _missing_files(files: tuple[str, ...]) -> None:
    missing = [f for f in files if f != "-" and not f.startswith(("http://", "https://")) and not Path(f).exists()]
    if missing:
        raise click.UsageError(f"There is no such file or folder: {', '.join(missing)}")


def _print_scores(scoring: Scoring, format_: str, *, keep: bool) -> dict[str, Any] | None:
    from local2030.cli.score_output import FORMATS, nothing_read, progress_bar
    from local2030.vocabulary.errors import NothingToRead

    with progress_bar() as progress:
        try:
            kept = FORMATS[format_](scoring, progress, keep=keep)
        except NothingToRead as trouble:
            if trouble.finding.code != "nothing-to-read":
                scoring.log.add(trouble.finding)
            nothing_read(scoring, format_)
            raise
    return scoring.document(kept) if keep else None


def _write_pdf(document: dict[str, Any], out: Path, scoring: Scoring, attach: str) -> None:
    from datetime import date

    from local2030.reports.programme_score import score_pdf
    from local2030.workflows.report_inputs import report_inputs

    content = score_pdf(
        document, 0 if len(document["programmes"]) == 1 else None, generated=date.today(),
        inputs=report_inputs(scoring, with_files=attach == "files"), programme=scoring.request.programme,
    )  # fmt: skip
    out.write_bytes(content)
    click.echo(f"Written: {out}", err=True)
