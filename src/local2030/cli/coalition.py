"""`local2030 coalition`: the two-page offer of a country, the report to the Steering Committee. Django is imported only where there is a store."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from local2030.vocabulary.places import Place
    from local2030.workflows.offer_facts import OfferFacts


@click.group()
def coalition() -> None:
    """What the Coalition brings to a country."""


@coalition.command()
@click.argument("country")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="[default: offer-KE.pdf]")
@click.option("--language", default="en", show_default=True, help="Language of the words; names stay as they are.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--stock", is_flag=True, help="From the Coalition's first facts only, though there is a store.")
def offer(country: str, out: Path | None, language: str, shape: str, stock: bool) -> None:
    """Write the offer to the Resident Coordinator of COUNTRY (KE, KEN, Kenya) as a PDF of two pages.

    Reads the store of LOCAL2030_HOME as its owner, who sees all; without a store, the first facts of the package.
    """
    from local2030.vocabulary.messages import say
    from local2030.workflows.write_offer import write_offer

    place = _place(country)
    facts = _from_stock(place, language) if stock or not _has_store() else _from_store(place, language)
    made = write_offer(facts, language)
    path = out or Path(f"offer-{place.code}.pdf")
    path.write_bytes(made.content)
    if shape == "json":
        cuts = [asdict(cut) for cut in made.cuts]
        told = {"file": str(path), "country": place.code, "pages": made.pages, "source": facts.source}
        click.echo(json.dumps(told | {"head": facts.head, "rules": made.sha256, "shortened": cuts}, indent=1))
        return
    click.echo(f"{path}: {made.pages} pages for {facts.name}. {say(f'offer-source-{facts.source}', {}, language)}")
    for cut in made.cuts:
        click.echo(f"  shortened by rule: {cut.part}, {cut.left} {cut.unit} fewer")


@coalition.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("steering-report.pdf"), show_default=True
)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Day of the last meeting. [default: 90 days ago]"
)
@click.option("--public", is_flag=True, help="Only what everybody may read.")
@click.option("--language", default="en", show_default=True, help="Language of the words; names stay as they are.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def report(out: Path, since: datetime | None, public: bool, language: str, shape: str) -> None:
    """Write the report to the Steering Committee as a PDF, from the store of LOCAL2030_HOME."""
    if not _has_store():
        raise click.ClickException("There is no store here. Set LOCAL2030_HOME, or make one: local2030 site setup")
    from local2030.cli.site import load_django

    load_django()
    from local2030.web.coalition.steering_command import written

    told = written(out, since.date() if since else None, public=public, language=language)
    if shape == "json":
        click.echo(json.dumps({"file": str(out), **told}, indent=1))
        return
    click.echo(f"{out}: {told['since']} to {told['today']}. {told['basis']}.")
    click.echo("  " + ", ".join(f"{name}: {count}" for name, count in told["rows"].items()))
    click.echo(f"  head of the history {told['head']}")


def _place(text: str) -> Place:
    from local2030.vocabulary.errors import WrongUse
    from local2030.vocabulary.findings import Finding
    from local2030.vocabulary.places import country, country_named

    found = (country(text) if len(text) <= 3 else None) or country_named(text)
    if found is None:
        raise WrongUse(Finding("offer-no-country", "error", values={"found": text[:80]}))
    return found


def _has_store() -> bool:
    """Whether there is one, without making its folder."""
    home = Path(os.environ.get("LOCAL2030_HOME") or "local2030-data")
    return bool(os.environ.get("LOCAL2030_DATABASE_URL")) or (home / "store.sqlite3").is_file()


def _from_stock(place: Place, language: str) -> OfferFacts:
    from local2030.workflows.offer_facts import facts_from_stock

    return facts_from_stock(place, datetime.now(UTC).date(), language)


def _from_store(place: Place, language: str) -> OfferFacts:
    from local2030.cli.site import load_django

    load_django()
    from django.utils.translation import override

    from local2030.web.desk.offers import facts_for_owner

    with override(language):
        facts: Any = facts_for_owner(place)
    return facts
