"""The texts of the site that are to be translated, gathered from templates and code without outside tools.

Django turns a template into something like Python (`templatize`); the calls in it are found by their form. In code the
calls are found in the syntax tree.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parents[1]
STRING = r"""(?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"(?<![\w.])(n?gettext|_)\(\s*({STRING})(?:\s*,\s*({STRING}))?")
NAMES = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
Text = tuple[str, str | None]  # singular, plural


def texts() -> list[Text]:
    """Every text of the site, sorted; with its plural where it has one."""
    found: set[Text] = set()
    for path in WEB.rglob("*.html"):
        found.update(template_texts(path.read_text("utf-8")))
    for path in WEB.rglob("*.py"):
        source = path.read_text("utf-8")
        found.update(code_texts(source) if "gettext" in source else ())  # whoever marks a text has it imported
    return sorted(found, key=lambda text: (text[0], text[1] or ""))


def template_texts(source: str) -> Iterator[Text]:
    """The texts marked in a template."""
    from django.utils.translation.template import templatize

    for match in CALL.finditer(templatize(source)):
        name, first, second = match.groups()
        yield ast.literal_eval(first), ast.literal_eval(second) if name == "ngettext" and second else None


def code_texts(source: str) -> Iterator[Text]:
    """The texts marked in Python code."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in NAMES:
            continue
        given = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if given:
            yield given[0], given[1] if node.func.id.startswith("ngettext") and len(given) > 1 else None
