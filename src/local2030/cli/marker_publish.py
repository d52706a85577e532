"""`local2030 marker publish`: the proven level into a copy of the publisher's own IATI file."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
ELEMENTS = {"policy-marker": ("policy-marker",), "tag": ("tag",), "both": ("tag", "policy-marker")}


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The new file; never FILE.")
@click.option("--link", default="", metavar="URL", help="Where the report lies; becomes a document-link.")
@click.option("--as", "as_", type=click.Choice(list(ELEMENTS)), default="policy-marker", show_default=True)
@click.option("--programme", metavar="ID", help="One programme: this activity and all that are tied to it as children.")
@click.option("--group", type=EXISTING, help="Table (programme, activity): one programme of several activities.")
@click.option("--claims", type=EXISTING, help="Claims with their evidence, CSV or XLSX (see claims-template).")
@click.option("--ledger", type=EXISTING, help="Payments from your own books, CSV or XLSX (see ledger-template).")
@click.option("--register", type=EXISTING, help="A person's corrections of organisations, CSV or XLSX.")
@click.option("--rates", type=EXISTING, help="Exchange rates: date, currency, usd_per_unit.")
@click.option("--currency", default="USD", show_default=True, help="Reporting currency, ISO 4217.")
@click.option("--phase", type=click.Choice(["design", "monitoring"]), default="monitoring", show_default=True)
@click.pass_context
def publish(
    ctx: click.Context, file: str, out: Path, link: str, as_: str, programme: str | None, group: Path | None,
    claims: Path | None, ledger: Path | None, register: Path | None, rates: Path | None, currency: str, phase: str,
) -> None:  # fmt: skip
    """Write the proven level into a copy of an IATI FILE (2.02 or 2.03), for the publisher to publish.

    All else in the file stays as it is. Claims are never written.
    """
    from local2030.cli.fetch import fetch
    from local2030.vocabulary.currencies import CURRENCIES
    from local2030.workflows.publish_marker import publish as published
    from local2030.workflows.score_programme import ScoreRequest, Scoring

    if programme and group:
        raise click.UsageError("--programme and --group can't be used together.")
    if currency.upper() not in CURRENCIES:
        raise click.UsageError(f"{currency} is not a currency code of ISO 4217, such as USD or EUR.")
    if link and (not link.startswith(("https://", "http://")) or any(c.isspace() or not c.isprintable() for c in link)):
        raise click.UsageError("--link needs an address that begins with https:// or http://.")
    if out.exists():
        raise click.UsageError(f"{out} is there already and isn't written over.")
    if not out.parent.is_dir():
        raise click.UsageError(f"There is no folder {out.parent}.")
    request = ScoreRequest(
        files=(file,), programme=programme, group=group, claims=claims, ledger=ledger, register_file=register,
        rates=rates, currency=currency.upper(), phase=phase, lift=False, fetch=fetch,
    )  # fmt: skip
    with NamedTemporaryFile(dir=out.parent, prefix=".publish-", delete=False) as made:
        try:
            with Scoring(request) as scoring:
                done, findings = published(scoring, made, link=link, elements=ELEMENTS[as_])
        except BaseException:
            os.unlink(made.name)
            raise
    _finish(Path(made.name), out, bool(done))
    _tell(findings)
    click.echo(f"Written: {out}, {len(done)} activities with a level" if done else "No activity got a level.", err=True)
    ctx.exit(3 if any(f.severity == "error" for f in findings) else 0 if done else 1)


def _finish(made: Path, out: Path, any_done: bool) -> None:
    """The whole file under its name, or none at all."""
    if any_done:
        made.chmod(0o644)
        made.replace(out)
    else:
        made.unlink()


def _tell(findings: tuple[object, ...]) -> None:
    from local2030.workflows.finding_log import plain_finding

    for finding in findings[:12]:
        said = plain_finding(finding)  # type: ignore[arg-type]
        click.echo(f"{said['severity']}: {said['message']} {said['remedy']}".rstrip(), err=True)
    if len(findings) > 12:
        click.echo(f"{len(findings) - 12} more.", err=True)
