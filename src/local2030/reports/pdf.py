"""Typst without a file of the reader's: a template of ours, data as JSON, a tagged PDF (PDF/UA-1) back.

Texts are never source: they travel as one JSON string and stand as text. The compiler sees the folder of the template
and nothing else. A character that no face can show would stop a PDF/UA, so it is looked for first.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from local2030.charts.fonts import FOLDER, uncovered

UNSHOWN = "\ufffd"


class Attachment(NamedTuple):
    """A file that the PDF carries with it; the template's frame attaches it."""

    name: str
    content: bytes
    mime: str


def compiled(template: Path, data: dict[str, Any], generated: date, attachments: Sequence[Attachment] = ()) -> bytes:
    """The PDF of a template with its data, and with the files that it is to carry.

    Characters outside our faces are set from the machine's own fonts; what those lack too becomes a box, and
    `data["unshown"]` says how many characters that befell.
    """
    data = cleaned(data)
    if not attachments:
        return _typeset(template, data, generated)
    listed = [{"name": a.name, "mime": a.mime, "path": f"/attached/{i}"} for i, a in enumerate(attachments)]
    with TemporaryDirectory(prefix="local2030-") as folder:
        for path in template.parent.glob("*.typ"):
            Path(folder, path.name).write_bytes(path.read_bytes())
        Path(folder, "attached").mkdir()
        for number, attachment in enumerate(attachments):
            Path(folder, "attached", str(number)).write_bytes(attachment.content)
        return _typeset(Path(folder, template.name), data | {"attachments": listed}, generated)


def _typeset(template: Path, data: dict[str, Any], generated: date) -> bytes:
    """With our faces; then with the machine's; then with boxes for what even those lack."""
    strange = uncovered(json.dumps(data, ensure_ascii=False))
    if not strange:
        return _compile(template, data | {"unshown": 0}, generated, system_fonts=False)
    import typst

    try:
        return _compile(template, data | {"unshown": 0}, generated, system_fonts=True)
    except typst.TypstError as trouble:
        if "could not be displayed" not in str(trouble):
            raise
    return _compile(template, boxed(data, strange) | {"unshown": len(strange)}, generated, system_fonts=False)


def cleaned(value: Any) -> Any:
    """The same data with composed characters and without control characters, lone surrogates and unassigned ones."""
    if isinstance(value, str):
        return "".join(c for c in unicodedata.normalize("NFC", value) if _sayable(c))
    if isinstance(value, dict):
        return {cleaned(key): cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(part) for part in value]
    return value


def boxed(value: Any, strange: set[str]) -> Any:
    """The same data with a box in place of each character that can't be shown."""
    if isinstance(value, str):
        return "".join(UNSHOWN if c in strange else c for c in value)
    if isinstance(value, dict):
        return {key: boxed(part, strange) for key, part in value.items()}
    if isinstance(value, list):
        return [boxed(part, strange) for part in value]
    return value


def _compile(template: Path, data: dict[str, Any], generated: date, *, system_fonts: bool) -> bytes:
    import typst

    made: bytes = typst.compile(
        template,
        root=template.parent,
        font_paths=[FOLDER],
        ignore_system_fonts=not system_fonts,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(generated, time(), UTC),
    )
    return made


def _sayable(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":
        return not uncovered(character)
    return category not in ("Cc", "Cs", "Cn", "Co") or character in "\n\t"
