"""Writes the reference pages that follow from the code: docs/reference/commands.md and docs/reference/findings.md.

    python scripts/build_docs.py

Run after a command, an option or a sentence of the catalogue has changed (`make docs`); a test tells when it was
forgotten.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

from local2030.cli.main import cli

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
MESSAGES = ROOT / "src" / "local2030" / "vocabulary" / "messages" / "en"
WRITTEN = "<!-- Written by scripts/build_docs.py (make docs). Don't edit it here. -->"
ROOMS = {
    "activities": "Reading files of aid activities",
    "tables": "Ledgers, claims, registers, groups",
    "documents": "Documents given as evidence",
    "rates": "Exchange rates",
    "marker": "The marker",
    "actors": "Organisations",
    "places": "Places",
    "goals": "Goals, targets, indicators",
    "coalition": "The first stock of the Coalition's facts",
    "site": "The site",
}
# Labels that stand in figures, reports and pages only: no result carries their codes.
LABELS_ONLY = frozenset({"figures", "reports"})


def pages() -> dict[str, str]:
    """The text of each page that is written, by its file name."""
    return {"commands.md": commands_page(), "findings.md": findings_page()}


def commands_page() -> str:
    """Every command with its arguments and options, as the code has them."""
    lines = [
        "# Commands",
        "",
        WRITTEN,
        "",
        "`local2030` and its subjects. Each takes `--help`. Exit codes: 0 all was read; 3 read, with errors in the data",
        "(results are printed; `places resolve`: not sure enough; `rubric check`: mistakes found); 2 wrong use; 1 nothing",
        "could be read; 70 our mistake; 130 stopped.",
        "",
    ]
    for path, command in _commands(cli, ("local2030",)):
        lines += _command(path, command)
    return "\n".join(lines).rstrip() + "\n"


def findings_page() -> str:
    """Every code that a result can carry: findings with their remedy, then reasons, rules, trace and lift."""
    rooms = {name: tomllib.loads((MESSAGES / f"{name}.toml").read_text("utf-8")) for name in ROOMS}
    lines = [
        "# Findings and other codes",
        "",
        WRITTEN,
        "",
        "A result names what is odd, and why it says what it says, by a code; the sentence in the asked language stands",
        "beside it. `{values}` in braces are filled in. `local2030 marker explain CODE` prints one of them. How grave a",
        "finding is (`error`, `warning`, `info`) stands in each result, for it can depend on where it was found.",
        "",
        "## Findings",
        "",
    ]
    for name, title in ROOMS.items():
        found = {code: words for code, words in rooms[name].items() if "remedy" in words}
        if found:
            lines += [f"### {title}", "", "| Code | What is odd | What to do |", "|---|---|---|"]
            lines += [f"| `{c}` | {_cell(w['text'])} | {_cell(w['remedy'])} |" for c, w in sorted(found.items())]
            lines.append("")
    lines += ["## Reasons, rules and steps", "", "Sentences that call for nothing to be mended.", ""]
    for name, title in ROOMS.items():
        said = {code: words for code, words in rooms[name].items() if "remedy" not in words}
        if said:
            lines += [f"### {title}: reasons", "", "| Code | Sentence |", "|---|---|"]
            lines += [f"| `{code}` | {_cell(words['text'])} |" for code, words in sorted(said.items())]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The command and all below it, a group before its members."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _commands(found, (*path, name))


def _command(path: tuple[str, ...], command: click.Command) -> list[str]:
    context = click.Context(command, info_name=" ".join(path))
    lines = [f"{'##' if len(path) < 3 else '###'} {' '.join(path)}", ""]
    lines += [" ".join((command.help or "").split()), ""]
    usage = " ".join(command.collect_usage_pieces(context))
    lines += ["```text", f"{' '.join(path)} {usage}", "```", ""]
    options = [p for p in command.params if isinstance(p, click.Option)]
    if options:
        lines += ["| Option | |", "|---|---|"]
        lines += [_option(option, context) for option in options]
        lines.append("")
    return lines


def _option(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    name, help_text = record if record else (", ".join(option.opts), "")
    return f"| `{name.replace('|', chr(92) + '|')}` | {_cell(help_text)} |"


def _cell(text: str) -> str:
    """A text that stays in its cell of a table; what looks like a tag is shown and not taken for one."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def main() -> None:
    """Write the pages and say which."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, "utf-8")
        print(f"Written: docs/reference/{name}")


if __name__ == "__main__":
    main()
