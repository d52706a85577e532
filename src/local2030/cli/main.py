"""The one command, `local2030`: a word for each subject, imported only when it is used.

Exit codes: 0 all read; 3 read, with errors in the data (results are printed); 2 wrong use; 1 nothing could be read.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

SUBJECTS = {
    "archive": ("local2030.cli.archive", "archive", "Everything public as a folder that opens without a server."),
    "audit": ("local2030.cli.audit", "audit", "The history: prove it, take it out."),
    "coalition": (
        "local2030.cli.coalition",
        "coalition",
        "What the Coalition brings: the two-page offer of a country.",
    ),
    "marker": ("local2030.cli.marker", "marker", "How really is a programme localized? Scores, actors, the rubric."),
    "monitoring": (
        "local2030.cli.monitoring",
        "monitoring",
        "Local indicators: checks, gaps, progress, comparison, export.",
    ),
    "places": ("local2030.cli.places", "places", "Names of places, resolved."),
    "rights": ("local2030.cli.rights", "rights", "Who may do what: the matrix of rights."),
    "site": ("local2030.cli.site", "site", "The web site and its store."),
    "verify": ("local2030.cli.verify", "verify", "Recompute a report (PDF) offline: the same, or changed, and where."),
    "backup": ("local2030.cli.store", "backup", "Everything that the site keeps, in one file."),
    "restore": ("local2030.cli.store", "restore", "Put a backup back."),
    "upgrade": ("local2030.cli.store", "upgrade", "Take the store to this version."),
    "digest": ("local2030.cli.store", "digest", "One hash over all rows of the store."),
}
DAMAGED = ("not a database", "malformed", "no such table", "no such column", "decode to")


class Subjects(click.Group):
    """The subjects by name; a subject's module is imported when its word is said, so that --help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUBJECTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUBJECTS:
            return None
        module, name, _ = SUBJECTS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Subjects"):
            formatter.write_dl([(name, line) for name, (_, _, line) in SUBJECTS.items()])


@click.command(cls=Subjects, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="local2030", prog_name="local2030")
def cli() -> None:
    """The operating platform for the local delivery of the Sustainable Development Goals."""


def main(arguments: list[str] | None = None) -> Any:
    """Run the command; trouble is told in a sentence, never as a traceback."""
    try:
        code = cli.main(args=arguments, prog_name="local2030", standalone_mode=False)
    except click.ClickException as trouble:
        trouble.show()
        code = trouble.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        code = 130
    except BrokenPipeError:
        code = 0
    except Exception as trouble:
        code = _told(trouble)
    sys.exit(code if isinstance(code, int) else 0)


def _told(trouble: Exception) -> int:
    """Say what stopped the work, and give the exit code for it."""
    from local2030.vocabulary.errors import Local2030Error
    from local2030.vocabulary.messages import remedy, say

    if isinstance(trouble, Local2030Error):
        finding = trouble.finding
        where = f"{finding.file}: " if finding.file else ""
        click.echo(
            f"{where}{say(finding.code, finding.values)} {remedy(finding.code, finding.values)}".rstrip(), err=True
        )
        return trouble.exit_code
    if isinstance(trouble, OSError):
        click.echo(f"Can't read or write {trouble.filename or 'a file'}: {trouble.strerror or trouble}", err=True)
        return 1
    import os

    if os.environ.get("LOCAL2030_DEBUG"):
        raise trouble
    if damage := _damage(trouble):
        click.echo(damage, err=True)
        return 1
    click.echo(
        f"Something went wrong that is our mistake ({type(trouble).__name__}). Run again with LOCAL2030_DEBUG=1 and send us the text.",
        err=True,
    )
    return 70


def _damage(trouble: Exception) -> str:
    """What is told of a store that can't be read; "" for other trouble. Known by its module: Django isn't imported here."""
    said = str(trouble).strip().split("\n")[0]
    if type(trouble).__module__ != "django.db.utils":
        return ""
    if "is locked" in said:
        return "The store is busy: the site or another command is writing. Try again in a moment."
    if not any(word in said for word in DAMAGED):
        return ""
    way = "If local2030 upgrade doesn't help, put a backup into a new folder: local2030 restore FILE --into DIRECTORY"
    return f"The store can't be read ({said}). {way}"
