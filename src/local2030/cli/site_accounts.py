"""`local2030 site user` and `site token`: accounts, roles and keys from the command line; answers are JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

ROLES = ("SEC", "UN", "RC", "LRG", "HUB", "KSN", "DON", "COM", "WG", "SC")
SCOPE_HELP = "Over what: country:KE, entity:undp, body:wg1, hub:hub-hgg, programme:ID. [default: everywhere]"
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

    click.echo(json.dumps(_in_store(made, scope)))


@user.command()
@click.argument("name")
@click.option("--second-factor", is_flag=True, help="Take off the second factor as well.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input; else one is made.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def reset(name: str, second_factor: bool, password_stdin: bool, shape: str) -> None:
    """Set a new password for NAME, who lost it; all sign-ins end. The new one is shown this once."""
    password = click.get_text_stream("stdin").readline().rstrip("\r\n") if password_stdin else ""
    if password_stdin and not password:
        raise click.ClickException("There is no password on standard input.")

    def made() -> dict[str, Any]:
        from local2030.web.accounts.resetting import reset_by_command

        return reset_by_command(name, second_factor, password)

    done = _in_store(made)
    if shape == "json":
        click.echo(json.dumps(done))
        return
    click.echo(
        f"The new password of {done['name']}: {done['password']}" if done["password"] else "The password is set."
    )
    if done["second_factor"]:
        click.echo("The second factor stays; --second-factor takes it off.")


@click.command()
@click.option("--user", "name", default="", help="The account that the key acts for. [default: a new service account]")
@role_option
@click.option("--scope", default="", help=SCOPE_HELP)
@click.option("--days", type=click.IntRange(1, 730), default=365, show_default=True, help="How long it is valid.")
@click.option("--label", default="", help="What the key is for.")
@click.option("--list", "listed", is_flag=True, help="List the keys that there are instead.")
@click.option(
    "--revoke", "revoked", type=click.IntRange(1), metavar="ID", help="Revoke the key of that number instead."
)
def token(name: str, role: str | None, scope: str, days: int, label: str, listed: bool, revoked: int | None) -> None:
    """Make an API key; prints JSON. The key is shown this once, only its hash is kept."""
    if listed or revoked:
        click.echo(json.dumps(_in_store(lambda: _keys(revoked))))
        return
    if not name and not role:
        raise click.UsageError("Say for whom: --user NAME, or --role ROLE for a new service account.")

    def made() -> dict[str, Any]:
        from local2030.web.accounts.api_keys import add_key

        return add_key(name, (role or "").upper(), scope, days, label)

    click.echo(json.dumps(_in_store(made, scope)))


def _keys(revoked: int | None) -> Any:
    from local2030.web.accounts.api_keys import listed_keys, revoke_by_command

    return revoke_by_command(revoked) if revoked else listed_keys()


def _in_store(work: Callable[[], Any], scope: str = "") -> Any:
    """Does the work in a store that is up to date and, for a scope that names a thing, filled; a refusal is a sentence."""
    from local2030.cli.site import load_django

    load_django()
    from django.core.exceptions import ValidationError

    from local2030.web.keeping.upgrading import NewerStore, upgrade

    try:
        upgrade()
    except NewerStore as newer:
        raise click.ClickException(str(newer)) from None
    _fill_for(scope)
    try:
        return work()
    except ValidationError as refused:
        raise click.ClickException(" ".join(refused.messages)) from None


def _fill_for(scope: str) -> None:
    """The first things, where a scope names one and the store, not set up yet, has none at all."""
    from local2030.web.accounts.scopes import names_a_thing
    from local2030.web.registry.models import Thing

    if names_a_thing(scope) and not Thing.objects.exists():
        from local2030.web.coalition.first_things import file_first_things

        file_first_things()
