"""From a Vega-Lite specification to SVG, drawn without a browser: one specification, three skins.

`draw` gives the raw picture in the hex values of the palette; `for_page` turns each into the page's token, so that
the same picture follows light and dark; `for_print` keeps them and carries the hatching inside, for a PDF. All texts
of a picture are data: they were escaped when it was drawn, and nothing else is put in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape
from typing import Any

from local2030.charts.fonts import FOLDER, SANS
from local2030.charts.palette import HATCH, TOKENS

WIDE, NARROW = 760, 336

PATTERN = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="{ground}"/><rect width="1.5" height="6" fill="{line}"/></pattern>'
)
PAGE_HATCH = f"<defs>{PATTERN.format(ground='var(--hatch-ground)', line='var(--hatch)')}</defs>"
PRINT_HATCH = f"<defs>{PATTERN.format(ground=TOKENS['hatch-ground'], line=TOKENS['hatch'])}</defs>"

_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # what XML may not hold
_TOKEN_OF = {value: name for name, value in TOKENS.items()}


def draw(spec: Mapping[str, Any]) -> str:
    """The raw picture of a Vega-Lite specification: palette hex, no size but its view box, no style, no script."""
    import json

    return _drawn(json.dumps(_sayable(spec), sort_keys=True, ensure_ascii=False))


def for_page(raw: str, label: str) -> str:
    """The picture as it stands in the page: tokens for colours, the page's own hatching, a label that says the finding."""
    head = f'<svg role="img" aria-label="{said(label)}" font-family="var(--sans)" '
    return in_tokens(raw).replace("<svg ", head, 1)


def in_tokens(raw: str) -> str:
    """A picture or a part of one with the page's own colours and hatching."""
    return re.sub(r'"(#[0-9a-f]{6})"', _token, raw.replace(f'"{HATCH}"', '"url(#hatch)"'))


def for_print(raw: str, label: str = "") -> str:
    """The picture as it stands in a document: hex kept, the hatching inside, our faces by name."""
    hatched = f'"{HATCH}"' in raw
    body = raw.replace(f'"{HATCH}"', '"url(#hatch)"')
    title = f"<title>{said(label)}</title>" if label else ""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{SANS}" '
    body = body.replace("<svg ", head, 1)
    return body.replace(">", f">{title}{PRINT_HATCH if hatched else ''}", 1)


def said(text: str) -> str:
    """A text as it may stand in an SVG: escaped, without what XML forbids. A control character that reached the
    drawing engine would end the whole process.
    """
    return escape(_UNSAYABLE.sub("", text))


def _sayable(value: Any) -> Any:
    """The same specification without the characters that no SVG may hold."""
    if isinstance(value, str):
        return _UNSAYABLE.sub("", value)
    if isinstance(value, Mapping):
        return {key: _sayable(part) for key, part in value.items()}
    return [_sayable(part) for part in value] if isinstance(value, list | tuple) else value


def _token(match: re.Match[str]) -> str:
    name = _TOKEN_OF.get(match[1])
    return f'"var(--{name})"' if name else match[0]


@lru_cache(maxsize=128)
def _drawn(spec: str) -> str:
    return _plain(_converter().vegalite_to_svg(spec))


@cache
def _converter() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FOLDER))
    return vl_convert


def _plain(svg: str) -> str:
    """Only what is seen: without roles, ids, classes, fonts, empty groups and digits behind the second."""
    svg = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", svg)
    head = re.search(r"<svg[^>]*>", svg)
    if head is None:
        raise ValueError("no picture came back")
    width, height = (re.search(rf'\b{side}="([\d.]+)"', head[0]) for side in ("width", "height"))
    assert width is not None and height is not None
    inside = re.sub(r"<defs>.*?</defs>", "", svg[head.end() :], flags=re.S)
    body = "".join(_part(part) for part in re.split(r"(<[^>]*>)", inside))
    for _ in range(4):
        body = re.sub(r"<g(?: [^<>]*)?></g>", "", body)
    body = re.sub(r"<g>((?:(?!</?g[ >]).)*)</g>", r"\1", body)
    return f'<svg viewBox="0 0 {width[1]} {height[1]}">{body}'


def _part(part: str) -> str:
    """One tag or one stretch of text; texts between tags are left untouched."""
    if not part.startswith("<"):
        return part
    if part.startswith("<path") and ('display="none"' in part or (' fill="' not in part and ' stroke="' not in part)):
        return ""
    if part.startswith("</path"):
        return ""
    part = re.sub(r"rgb\((\d+), ?(\d+), ?(\d+)\)", lambda m: "#{:02x}{:02x}{:02x}".format(*map(int, m.groups())), part)
    part = re.sub(
        r' (?:role|aria-[a-z]+|class|id|pointer-events|font-family|style|clip-path|stroke-miterlimit)="[^"]*"', "", part
    )
    part = (
        part.replace('fill="transparent"', 'fill="none"')
        .replace(' transform="translate(0,0)"', "")
        .replace(' opacity="1"', "")
    )
    part = re.sub(r"(\d\.\d\d)\d+", r"\1", part)
    if not part.startswith("<path"):
        return part
    part = part[:-1].rstrip("/") + "/>"
    disc = re.match(r'<path transform="translate\(([\d.-]+),([\d.-]+)\)" d="M([\d.]+),0A\3,\3,0[^"]*"', part)
    return f'<circle cx="{disc[1]}" cy="{disc[2]}" r="{disc[3]}"{part[disc.end() :]}' if disc else part
