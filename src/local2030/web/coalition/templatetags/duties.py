"""The marks of the matrix of responsibilities."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_SHAPES = {
    "accepted": '<rect class="c-have" width="36" height="24"/><path class="d-tick" d="M11 12.5l5 5 9-10"/>',
    "lead": '<rect class="c-have" width="36" height="24"/>',
    "maybe": '<rect fill="url(#hatch)" width="36" height="24"/><rect class="c-out" x=".75" y=".75" width="34.5" height="22.5" stroke-width="1.5"/>',
    "part": '<rect class="c-old" width="36" height="24"/>',
    "group": '<rect class="c-ground" width="36" height="24"/><path class="d-line" d="M8 12h20"/>',
    "none": '<rect class="c-ground" width="36" height="24"/>',
}


@register.simple_tag
def duty_shapes() -> SafeString:
    """The drawings, once in a page; its marks use them."""
    shapes = "".join(
        f'<symbol id="d-{mark}" viewBox="0 0 36 24" preserveAspectRatio="none">{shape}</symbol>'
        for mark, shape in _SHAPES.items()
    )
    return mark_safe(f'<svg width="0" height="0" aria-hidden="true" focusable="false" class="vh">{shapes}</svg>')


@register.simple_tag
def duty_mark(mark: str) -> SafeString:
    """A cell's mark; its words stand beside it, so it says nothing to those who hear the page."""
    return format_html('<svg class="duty" aria-hidden="true"><use href="#d-{}"/></svg>', mark)
