"""The store as a whole: `local2030 backup`, `restore`, `upgrade`, `digest`. Django is imported only when one runs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

SHAPE = click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Replace a file of that name.")
@SHAPE
def backup(file: Path, overwrite: bool, shape: str) -> None:
    """Write everything that the site keeps into one file; the site may run meanwhile."""
    _django()
    from local2030.web.keeping.backing_up import back_up

    manifest = back_up(file.absolute(), replace=overwrite)
    rows = sum(table["rows"] for table in manifest["tables"])
    done = {"file": str(file), "rows": rows, "files": len(manifest["files"]), "digest": manifest["digest"]}
    done["chain"] = manifest["chain"]
    _tell(done, shape, f"{file}: {rows} rows and {done['files']} files. Digest {manifest['digest']}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="The folder of the store. [LOCAL2030_HOME]"
)
@click.option("--replace", is_flag=True, help="Even if the store isn't empty; it is backed up first.")
@SHAPE
def restore(file: Path, into: Path | None, replace: bool, shape: str) -> None:
    """Make the store what it was when FILE was written. Everything is checked before anything is touched."""
    if into is not None:
        os.environ["LOCAL2030_HOME"] = str(into.absolute())
    _django()
    from local2030.web.keeping.checking import NoBackup
    from local2030.web.keeping.restoring import restore as restored

    try:
        done = restored(file, replace=replace)
    except NoBackup as refused:
        raise click.ClickException(str(refused)) from None
    kept = f" What was there before: {done['kept']}" if done["kept"] else ""
    _tell(done, shape, f"Put back: {done['rows']} rows and {done['files']} files. Digest {done['digest']}{kept}")


@click.command()
@SHAPE
def upgrade(shape: str) -> None:
    """Take the store of any earlier version to this one; a store with something in it is backed up first."""
    _django()
    from local2030.web.keeping.upgrading import NewerStore
    from local2030.web.keeping.upgrading import upgrade as upgraded

    try:
        done = upgraded()
    except NewerStore as newer:
        raise click.ClickException(str(newer)) from None
    if not done["steps"]:
        text = "The store is of this version already."
    else:
        text = f"The store is of this version now ({len(done['steps'])} steps)."
        text += f" What it was before: {done['kept']}" if done["kept"] else ""
    _tell(done, shape, text)


@click.command()
@SHAPE
def digest(shape: str) -> None:
    """Print one hash over all rows: the same before a backup and after its restoring, on either database."""
    _django()
    from local2030.web.keeping.tables import store_digest

    found = store_digest()
    _tell({"digest": found}, shape, found)


def _tell(done: dict[str, Any], shape: str, text: str) -> None:
    click.echo(json.dumps(done) if shape == "json" else text)


def _django() -> None:
    from local2030.cli.site import load_django

    load_django()
