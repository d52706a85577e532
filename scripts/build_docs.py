"""Writes the reference pages that follow from the code: docs/reference/commands.md, findings.md and workflows.md.

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
from local2030.methods.stages import Automatic, Condition, Move, Stages, State, diagram, load

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
MESSAGES = ROOT / "src" / "local2030" / "vocabulary" / "messages" / "en"
STAGES = ROOT / "src" / "local2030" / "coalition" / "stages"
WRITTEN = "<!-- Written by scripts/build_docs.py (make docs). Don't edit it here. -->"
ROOMS = {
    "activities": "Reading files of aid activities",
    "tables": "Ledgers, claims, registers, groups",
    "documents": "Documents given as evidence",
    "checks": "Reports checked",
    "publishing": "Levels published back",
    "rates": "Exchange rates",
    "marker": "The marker",
    "performance": "The marker's own audit, allocation, time",
    "expert_group": "The Expert Group: audit, samples, expert rounds, bills",
    "assessments": "Assessments on the marker",
    "attestations": "Words of local governments",
    "monitoring": "Indicators, progress, index",
    "monitoring_export": "Observations out",
    "monitoring_comparison": "Progress in data sets, comparisons, momentum",
    "monitoring_checks": "Checks of observations",
    "monitoring_reading": "Files of indicator values, while they are read",
    "monitoring_load": "Tables understood, values and periods, imports",
    "monitoring_places": "Places of a data set: hierarchy, borders, places files, matching, peers",
    "monitoring_pages": "Pages and figures of monitoring",
    "monitoring_gaps": "What is expected and what is there; duties of reporting",
    "store": "Data sets on disk",
    "actors": "Organisations",
    "places": "Places",
    "goals": "Goals, targets, indicators",
    "joint_programmes": "Joint programmes, their money and what the marker changed",
    "coalition": "The first stock of the Coalition's facts",
    "windows": "Money windows",
    "stages": "States and moves",
    "registry": "Cells of lists, reviews",
    "exchange": "Lists brought back from a file",
    "site": "The site",
}
# Labels that stand in figures, reports and pages only: no result carries their codes.
LABELS_ONLY = frozenset({"equity", "figures", "offers", "reports"})


def pages() -> dict[str, str]:
    """The text of each page that is written, by its file name."""
    return {"commands.md": commands_page(), "findings.md": findings_page(), "workflows.md": workflows_page()}


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


def workflows_page() -> str:
    """Every workflow with its states, moves and picture, from the files that the site works by."""
    lines = [
        "# Workflows",
        "",
        WRITTEN,
        "",
        "Each workflow is a file in `src/local2030/coalition/stages/`; its format stands at the head of",
        "`src/local2030/methods/stage_files.py`. Roles are those of the matrix of rights; *owner* is whoever made the",
        "thing, *reviewer* whoever reviews it, *mover* whoever brought it into its state, *system* the platform itself,",
        "by date. A move that isn't listed can't be made; nothing is undone but by another move.",
        "",
    ]
    for path in sorted(STAGES.glob("*.yaml")):
        lines += _workflow(path.name, load(path))
    return "\n".join(lines).rstrip() + "\n"


def _workflow(name: str, stages: Stages) -> list[str]:
    head = stages.head
    lines = [f"## {stages.title['en']}", ""]
    lines += [f"`{name}`, version {head['version']}, {head['date']}; next review {head['next_review']}. "
              f"Author: {head['author']}. Reviewer: {head['reviewer']}.", ""]  # fmt: skip
    lines += ["| State | | Due within | By itself |", "|---|---|---|---|"]
    lines += [_state(stages, state) for state in stages.states.values()]
    lines += ["", "| From | To | Move | Who | What is needed |", "|---|---|---|---|---|"]
    together: dict[tuple[object, ...], list[Move]] = {}
    for move in stages.moves:
        together.setdefault((move.to, tuple(move.words.items()), move.who, move.excluded, repr(move.needs)), []).append(
            move
        )
    lines += [_moves(stages, moves) for moves in together.values()]
    return [*lines, "", "```mermaid", diagram(stages).rstrip(), "```", ""]


def _state(stages: Stages, state: State) -> str:
    kind = "start" if state.code == stages.start else "end" if state.ends else ""
    itself = "; ".join(_automatic(stages, automatic) for automatic in state.automatic)
    name = f"{state.words['en']} (`{state.code}`)"
    return f"| {_cell(name)} | {kind} | {_time(state.due_days, state.due_months)} | {_cell(itself)} |"


def _automatic(stages: Stages, automatic: Automatic) -> str:
    time = _time(automatic.after_days, automatic.after_months)
    parts = [f"after {time}"] if time else []
    parts += [_condition(stages, condition) for condition in automatic.when]
    return f"to {_called(stages, automatic.to)}: {' and '.join(parts)}"


def _moves(stages: Stages, moves: list[Move]) -> str:
    move = moves[0]
    who = ", ".join(move.who) + (f"; but not {' or '.join(move.excluded)}" if move.excluded else "")
    needs = [_condition(stages, need) for need in move.needs] + (["a reason"] if move.reason else [])
    start = ", ".join(_called(stages, each.start) for each in moves)
    cells = (start, _called(stages, move.to), move.words["en"], who, "; ".join(needs))
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _condition(stages: Stages, condition: Condition) -> str:
    """A condition in plain words; one that is new to this page is shown as it is written."""
    if condition.kind in ("any", "all"):
        joint = " or " if condition.kind == "any" else " and "
        return "(" + joint.join(_condition(stages, part) for part in condition.parts) + ")"
    values = condition.values
    named = ", ".join(stages.fields[name]["en"] for name in values.get("fields", ()))
    field = stages.fields.get(str(values.get("field")), {}).get("en", "")
    match condition.kind:
        case "filled" | "empty" | "confirmed":
            return f"{condition.kind}: {named}"
        case "unconfirmed":
            return f"not so: {named}"
        case "past":
            return f"past: {named}"
        case "one_of":
            return f"{field} is {' or '.join(values['values'])}"
        case "evidence":
            return f"evidence: {values['at_least']}"
        case "parts" | "links" | "unlinked":
            names = " or ".join(values.get("role") or values["relation"])
            what = {"parts": "actors as", "links": "linked as", "unlinked": "not linked as"}[condition.kind]
            return f"{what} {names}" + (f": {values['at_least']}" if "at_least" in values else "")
        case "reviewers":
            return "reviewers: " + ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in values.items())
        case "score" | "spread":
            what = "mean of the reviews" if condition.kind == "score" else "distance of the reviews"
            limit = f"at least {values['at_least']}" if "at_least" in values else f"below {values['below']}"
            instead = f", or filled: {stages.fields[values['or_filled']]['en']}" if "or_filled" in values else ""
            return f"{what} {limit}{instead}"
        case "days_in_state":
            return f"{values['at_least']} days in this state"
        case "reached" | "until":
            shift = values.get("days") or values.get("months") or 0
            time = f"{abs(shift)} {'days' if 'days' in values else 'months'} {'after' if shift > 0 else 'before'} "
            word = "from" if condition.kind == "reached" else "earlier than"
            return f"{word} {time if shift else ''}{field}"
    return f"{condition.kind}: {dict(values)}"


def _time(days: int | None, months: int | None) -> str:
    return " and ".join(f"{n} {unit}" for n, unit in ((months, "months"), (days, "days")) if n is not None)


def _called(stages: Stages, code: str) -> str:
    return stages.states[code].words["en"]


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
