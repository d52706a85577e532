"""A workflow as a picture in words: Mermaid text, drawn from the same file that the site works by."""

from __future__ import annotations

from local2030.methods.stage_records import SYSTEM, Move, Stages


def diagram(stages: Stages, language: str = "en") -> str:
    """Mermaid text of the states and moves. Moves that the system makes are marked."""
    lines = ["stateDiagram-v2"]
    for code, state in stages.states.items():
        lines.append(f"    state {_quoted(state.words.get(language) or code)} as {_name(code)}")
    lines.append(f"    [*] --> {_name(stages.start)}")
    lines += [f"    {_name(move.start)} --> {_name(move.to)}: {_label(move, language)}" for move in stages.moves]
    lines += [f"    {_name(code)} --> [*]" for code, state in stages.states.items() if state.ends]
    return "\n".join(lines) + "\n"


def _label(move: Move, language: str) -> str:
    words = _plain(move.words.get(language) or move.words.get("en") or move.to)
    return f"{words} (by itself)" if SYSTEM in move.who else words


def _name(code: str) -> str:
    """A name that is no keyword of Mermaid, whatever the state is called."""
    return "s_" + "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in code)


def _quoted(text: str) -> str:
    return f'"{_plain(text)}"'


def _plain(text: str) -> str:
    """Text without the signs by which Mermaid parts lines, labels and names."""
    return " ".join("".join(" " if letter in '"<>;:#{}[]`' else letter for letter in text).split())
