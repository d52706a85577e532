"""`local2030 site`: set up the store and serve the pages. Django is imported only when a command runs."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from local2030.cli.site_accounts import token, user
from local2030.cli.site_exchange import bring_in, export

SHUTDOWN_SECONDS = 8
THREADS = 8
WAIT_SECONDS = 120  # for the worked example to be scored


@click.group()
def site() -> None:
    """The web site and its store."""


@site.command()
@click.option("--host", default=None, help="Address to listen on. [default: LOCAL2030_HOST or 127.0.0.1]")
@click.option("--port", default=None, type=click.IntRange(1, 65535), help="[default: PORT or 8000]")
@click.option(
    "--workers", default=None, type=click.IntRange(1, 64), help="Server processes; more than 1 needs PostgreSQL."
)
@click.option("--example/--no-example", default=True, help="Fill an empty store with the worked example.")
def serve(host: str | None, port: int | None, workers: int | None, example: bool) -> None:
    """Serve the site; sets the store up first where that is needed."""
    os.environ["LOCAL2030_HOST"] = host or os.environ.get("LOCAL2030_HOST") or "127.0.0.1"
    if workers:
        os.environ["LOCAL2030_WORKERS"] = str(workers)
    chosen = port or _port(os.environ.get("PORT", ""))
    load_django()
    from local2030.web.setting_up import refusal, set_up

    reason = refusal() or _one_writer() or _being_restored() or _occupied(os.environ["LOCAL2030_HOST"], chosen)
    if reason:
        raise click.ClickException(reason)
    done = set_up(example=example)
    _count_together()
    _announce(os.environ["LOCAL2030_HOST"], chosen, done)
    _serve(os.environ["LOCAL2030_HOST"], chosen)


@site.command()
@click.option("--example/--no-example", default=True, help="Fill an empty store with the worked example.")
def setup(example: bool) -> None:
    """Make or update the store; doing it twice changes nothing."""
    load_django()
    from local2030.web.setting_up import set_up

    done = set_up(example=example, wait=WAIT_SECONDS)
    click.echo(f"The store is ready in {done['home']}. Programmes in it: {done['programmes']}.")


site.add_command(user)
site.add_command(token)
site.add_command(export)
site.add_command(bring_in)


@site.command()
@click.option("--at-once", default=2, show_default=True, type=click.IntRange(1, 64), help="Jobs that may run at once.")
@click.option("--once", is_flag=True, help="End when nothing waits any more.")
@click.option(
    "--patience", default=20.0, show_default=True, type=click.FloatRange(0, 3600), help="Seconds for jobs at the end."
)
def work(at_once: int, once: bool, patience: float) -> None:
    """Do the site's background work (with LOCAL2030_JOBS=worker); several may run. Ends when asked to, by Ctrl-C or SIGTERM."""
    os.environ["LOCAL2030_JOBS"] = "worker"
    load_django()
    from local2030.web.jobs.working import work as worked

    if reason := _being_restored():
        raise click.ClickException(reason)
    click.echo(f"{worked(at_once, once=once, patience=patience, say=_said)} jobs came to an end.")


@site.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="[default: today, UTC]")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def tick(day: datetime | None, shape: str) -> None:
    """Do what is done once a day and wasn't yet: states that move by date, reminders, sweeping."""
    load_django()
    from local2030.web.jobs.daily import tick as ticked

    ran = ticked(day.date() if day else datetime.now(UTC).date(), wait=WAIT_SECONDS)
    if shape == "json":
        click.echo(json.dumps([one.plain() for one in ran]))
    else:
        for one in ran:
            click.echo(f"{one.end:8} {one.deed.rsplit('.', 1)[-1]}  {one.said}".rstrip())
    if any(one.end == "failed" for one in ran):
        raise SystemExit(1)


def _said(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()


def _being_restored() -> str:
    from local2030.web.locks import hold_in_use

    return "" if hold_in_use() else "A backup is being put into this store. Wait until it is done."


def _count_together() -> None:
    """With several server processes, the figures of /metrics are gathered in files; those of an earlier run go."""
    import shutil

    from django.conf import settings

    folder = Path(settings.HOME) / "work" / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    if settings.WORKERS > 1:
        folder.mkdir(mode=0o700)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _one_writer() -> str:
    from django.conf import settings
    from django.db import connection

    if settings.WORKERS > 1 and connection.vendor == "sqlite":
        return "SQLite has one writer: several workers need PostgreSQL (LOCAL2030_DATABASE_URL)."
    return ""


def load_django() -> None:
    """Loads the settings; what they refuse is told in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "local2030.web.settings")
    os.environ["LOCAL2030_SERVED"] = "1"
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as refused:
        raise click.ClickException(str(refused)) from None
    from local2030.web.known_settings import slips

    for slip in slips(os.environ):
        click.echo(slip, err=True)
    _reach_database()


def _reach_database() -> None:
    """A server that isn't there is told in a sentence, before anything is done."""
    from django.db import Error, connection

    if connection.vendor == "sqlite":
        return
    try:
        connection.ensure_connection()
    except Error as trouble:
        reason = str(trouble).strip().splitlines()[0]
        raise click.ClickException(f"The database of LOCAL2030_DATABASE_URL can't be reached: {reason}") from None


def _port(text: str) -> int:
    if not text:
        return 8000
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise click.UsageError(f"PORT must be a number from 1 to 65535, and is {text!r}.")
    return int(text)


def _occupied(host: str, port: int) -> str:
    """Why the port can't be had; "" if it can. The server shares ports, so two sites would answer by turns."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as refused:
            return f"Can't listen on {host}:{port} ({refused.strerror}). Choose another port: PORT={port % 65535 + 1}"
    return ""


def _announce(host: str, port: int, done: dict[str, Any]) -> None:
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"\n  local2030 is at  http://{shown}:{port}/")
    click.echo(f"  the store is in  {Path(done['home'])}")
    if done["demo"]:
        name, password = done["demo"]
        click.echo(f"  sign in with     {name} / {password}   (demonstration, on this machine only)")
    click.echo("  stop with        Ctrl-C\n")


def _serve(host: str, port: int) -> None:
    """One worker with threads, for SQLite has one writer and a page takes milliseconds; more on PostgreSQL."""
    from django.conf import settings
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "local2030.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        respawn_failed_workers=settings.WORKERS > 1,
        blocking_threads=THREADS,
        workers_kill_timeout=SHUTDOWN_SECONDS,
        log_access=False,
    ).serve()
