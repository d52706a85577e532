"""`local2030 archive`: everything public as a folder of files. Django is imported only when the command runs."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import click

EVERY_SECONDS = 2.0


@click.command()
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--base", default="", metavar="ADDRESS", help="Where it will be published; the sitemap then has full addresses."
)
@click.option(
    "--pdfs", is_flag=True, help="With the PDFs of programmes and the offers to countries: some minutes more."
)
@click.option("--replace", is_flag=True, help="Put it in the place of an older archive.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def archive(out: Path, base: str, pdfs: bool, replace: bool, shape: str) -> None:
    """Write everything public to the folder OUT: pages, lists, search. It opens without a server."""
    if base and not base.startswith(("https://", "http://")):
        raise click.BadParameter("an address begins with https:// or http://", param_hint="--base")
    os.environ["LOCAL2030_JOBS"] = "worker"  # reading pages must begin no work
    from local2030.cli.site import load_django

    load_django()
    from local2030.web.archive.folder import InTheWay
    from local2030.web.archive.writing import write_archive

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped by either, nothing is left behind
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        made = write_archive(out, base=base, pdfs=pdfs, replace=replace, say=_Progress())
    except InTheWay as trouble:
        raise click.ClickException(str(trouble)) from None
    if shape == "json":
        click.echo(json.dumps(made))
    else:
        size = made["bytes"] / 1e6
        click.echo(f"{made['pages']} pages, {made['files']} files, {size:.1f} MB in {made['out']}")
        for address in made["broken"][:20]:
            click.echo(f"Left out, for the site can't show it: {address}", err=True)
        click.echo(f"Open {made['out']}/index.html. The history's head was {made['head']}")
    if made["broken"]:
        raise SystemExit(3)


class _Progress:
    """Says every two seconds how far it is; Ctrl-C stops, and nothing is left behind."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self._last >= EVERY_SECONDS:
            self._last = now
            click.echo(f"{what}: {done}{f' of {of} known' if of else ''}", err=True)
            sys.stderr.flush()
