"""Amounts to the cent, as pages of allocations print them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def cents(value: Any) -> str:
    """An amount with two decimals, thousands set apart as the reader's language does."""
    try:
        number = Decimal(str(value)).quantize(Decimal("0.01"))
    except (InvalidOperation, ValueError):
        return _("not known")
    return number_format(number, 2, force_grouping=True).replace("-", "−")


@register.filter
def moved(value: Any) -> str:
    """A change with its sign, to the cent."""
    shown = cents(value)
    return shown if shown.startswith("−") or Decimal(str(value)) == 0 else f"+{shown}"
