"""Tags of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def entry(table: Mapping[str, Any], key: str) -> Any:
    """The entry of a table, "" where it has none."""
    return table.get(key, "")
