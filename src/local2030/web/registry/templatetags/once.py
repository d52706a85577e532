"""The token of a form that may be sent once."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from local2030.web.registry.once import FIELD, token_of

register = template.Library()


@register.simple_tag(takes_context=True)
def sent_once(context: Any) -> SafeString:
    """The hidden field."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token_of(context["request"]))
