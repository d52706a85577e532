"""`local2030 site user` and `site token`: accounts, roles and keys from the command line; answers are JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

ROLES = ("SEC", "UN", "RC", "LRG", "HUB", "KSN", "DON", "COM", "WG", "SC")
SCOPE_HELP = "Over what: country:KE, entity:undp, body:NAME, hub:KEY, programme:ID. [default: everywhere]"
role_option = click.option("--role", type=click.Choice(ROLES, case_sensitive=False), help="Column of the rights table.")
day = click.DateTime(["%Y-%m-%d"])


@click.group()
def user() -> None:
    """People who may sign in."""


@user.command()
@click.option("--role", type=click.Choice(ROLES, case_sensitive=False), required=True)
@click.option("--scope", default="", help=SCOPE_HELP)
@click.option("--name", default="", help="An account that is there gets one more role. [default: from role and scope]")
@click.option("--email", default="", help="Where mail to the person goes.")
@click.option("--until", type=day, default=None, help="Last day of the role.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input; else one is made.")
def add(role: str, scope: str, name: str, email: str, until: datetime | None, password_stdin: bool) -> None:
    """Add a person, or a role for a person; prints JSON, with the password if one was made."""
    password = click.get_text_stream("stdin").readline().rstrip("\r\n") if password_stdin else ""
    if password_stdin and not password:
        raise click.ClickException("There is no password on standard input.")

    def made() -> dict[str, Any]:
        from local2030.web.accounts.people import add_person

        return add_person(role.upper(), scope, name, email, password, until.date() if until else None)

    click.echo(json.dumps(_in_store(made)))


@click.command()
@click.option("--user", "name", default="", help="The account that the key acts for. [default: a new service account]")
@role_option
@click.option("--scope", default="", help=SCOPE_HELP)
@click.option("--days", type=click.IntRange(1, 730), default=365, show_default=True, help="How long it is valid.")
@click.option("--label", default="", help="What the key is for.")
def token(name: str, role: str | None, scope: str, days: int, label: str) -> None:
    """Make an API key; prints JSON. The key is shown this once, only its hash is kept."""
    if not name and not role:
        raise click.UsageError("Say for whom: --user NAME, or --role ROLE for a new service account.")

    def made() -> dict[str, Any]:
        from local2030.web.accounts.api_keys import add_key

        return add_key(name, (role or "").upper(), scope, days, label)

    click.echo(json.dumps(_in_store(made)))


def _in_store(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Does the work in a store that is up to date; a refusal is told in a sentence."""
    from local2030.cli.site import load_django

    load_django()
    from django.core.exceptions import ValidationError
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    try:
        return work()
    except ValidationError as refused:
        raise click.ClickException(" ".join(refused.messages)) from None
