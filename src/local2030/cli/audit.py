"""`local2030 audit`: prove the history, take it out. Django is imported only when a command runs."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any

import click

KEPT = re.compile(r"(\d{1,18}:)?[0-9a-fA-F]{64}\Z")


@click.group()
def audit() -> None:
    """The history of the store: its proof and its entries."""


@audit.command()
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--head", default=None, metavar="HEAD", help="A head kept elsewhere (NUMBER:HASH or HASH), from a PDF say."
)
def verify(shape: str, head: str | None) -> int:
    """Prove the chain: reads every entry and takes every hash again. Exit code 0: whole; 1: broken."""
    if head is not None and not KEPT.match(head.strip()):
        raise click.BadParameter("it is a hash of 64 hexadecimal digits, or NUMBER:HASH", param_hint="--head")
    _django()
    from local2030.web.history.proof import verify as prove

    verdict = prove(_counting if shape == "text" and sys.stderr.isatty() else None, head)
    if shape == "json":
        click.echo(json.dumps(verdict._asdict()))
    elif verdict.ok:
        click.echo(f"The chain is whole: {verdict.entries} entries. Its head is {verdict.entries}:{verdict.head}")
    else:
        click.echo(f"The chain is broken at entry {verdict.first_broken}. Entries read: {verdict.entries}.")
    return 0 if verdict.ok else 1


@audit.command()
@click.option("--format", "shape", type=click.Choice(["csv", "jsonl"]), default="jsonl", show_default=True)
def export(shape: str) -> None:
    """Write all entries to standard output, newest last; that is an entry itself. JSONL has all that the hashes need."""
    _django()
    from local2030.web.history.chain import append
    from local2030.web.history.exporting import csv_lines, jsonl_lines
    from local2030.web.history.models import Entry

    what = {"what": "the whole history", "format": shape.upper()}
    entry = append(by=None, deed="export", kind="audit", id="history", after=what, audience="audit")
    rows = Entry.objects.filter(number__lt=entry.number).order_by("number").select_related("by", "content")
    for line in (csv_lines if shape == "csv" else jsonl_lines)(rows):
        click.echo(line, nl=False)


def _counting(entries: int) -> None:
    click.echo(f"\r{entries}", nl=False, err=True)


def _django() -> None:
    """Loads the settings and looks whether there is a store; what is wrong is told in a sentence (exit code 2)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "local2030.web.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as refused:
        raise click.UsageError(str(refused)) from None
    from django.conf import settings
    from django.db import connection

    if not _has_history(connection):
        raise click.UsageError(f"The store in {settings.HOME} has no history yet. Make it ready: local2030 site setup")


def _has_history(connection: Any) -> bool:
    return "history_entry" in connection.introspection.table_names()
