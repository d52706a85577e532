"""`local2030 marker attack FILE...`: the cheapest attack on each programme, printed for people or as JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from local2030.cli.score_output import nothing_read, progress_bar, tell_findings
from local2030.workflows.attack_marker import attack_scoring
from local2030.workflows.score_programme import ScoreRequest, Scoring

if TYPE_CHECKING:
    from rich.console import Console

OK, READ_WITH_ERRORS = 0, 3


def attack_command(request: ScoreRequest, format_: str, most: int) -> int:
    """Prints the attacks; 0 when all was read, 3 with errors in the data."""
    from local2030.vocabulary.errors import NothingToRead

    with Scoring(request) as scoring, progress_bar("Attacking") as progress:
        try:
            document = attack_scoring(scoring, most, progress)
        except NothingToRead as trouble:
            if trouble.finding.code != "nothing-to-read":
                scoring.log.add(trouble.finding)
            nothing_read(scoring, format_)
            raise
        if format_ == "json":
            print(json.dumps(document, ensure_ascii=False, indent=1))
        else:
            as_text(document)
            sys.stdout.flush()
            tell_findings(scoring)
        return READ_WITH_ERRORS if any(f["severity"] == "error" for f in document["findings"]) else OK


def as_text(document: dict[str, Any]) -> None:
    """Each programme with its cheapest attack, what holds, and what each gate costs to cheat."""
    from rich.console import Console

    console = Console()
    rubric = document["rubric"]
    adopted = "" if rubric["adopted"] else ", not adopted"
    console.print(f"Rubric {rubric['version']} ({rubric['status']}{adopted}). {document['note']}\n", style="dim")
    for programme in document["programmes"]:
        _programme(console, programme)
    console.print("[bold]What each gate costs to pass by made-up evidence alone, from nothing[/bold]")
    for gate in document["cost_of_cheating"]:
        cost = "no way" if gate["cost"] is None else f"{gate['cost']:g} days"
        console.print(f"  Level {gate['level']}: {cost}")


def _programme(console: Console, p: dict[str, Any]) -> None:
    console.print(f"[bold]{_plain(p['title'] or '-')}[/bold]  {_plain(p['identifier'])}  level {p['level']} proven")
    _attack(console, "Cheapest attack", p)
    if p["level"] < 3:
        _attack(console, "Without made-up evidence", p["without_forging"])
    for defence in p["defences"]:
        said = f"{defence['move'].removeprefix('attack-')} ({defence['times']}): {defence['message']}"
        console.print(f"    [dim]{_plain(said)}[/dim]")
    console.print()


def _attack(console: Console, title: str, found: dict[str, Any]) -> None:
    cut = "" if found["complete"] else " Not all was tried."
    console.print(f"  {title}: {_plain(found['message'])}{cut}")
    for number, step in enumerate(found["steps"], 1):
        console.print(f"    {number}. {_plain(step['message'])} [dim]{step['cost']:g}[/dim]")


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape("".join(c if c.isprintable() else " " for c in text))
