"""A page of the site without what needs a server: forms, scripts, sign-in. Pure, on the text of our own templates.

Tags can be found by pattern because no value in our pages holds a bare `<` or `>`: the templates escape them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from urllib.parse import parse_qsl, urlsplit

from local2030.web.archive.names import address_of, way

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' file:",
        "style-src 'self' file:",
        "img-src 'self' file: data:",
        "font-src 'self' file:",
        "form-action 'none'",
        "base-uri 'none'",
    )
)
SEARCH = "/search/"
NEEDLESS = ("/sign-in/", "/preferences/", "/api/")  # links that go with their words
_GONE = re.compile(
    r"<form\b.*?</form>|<script\b.*?</script>|<meta name=\"htmx-config\"[^>]*>|<meta http-equiv=\"refresh\"[^>]*>"
    r"|<link rel=\"(?:preload|alternate)\"[^>]*>|<div class=\"demo\">.*?</div>|<details class=\"account\">.*?</details>",
    re.S,
)
_LIVE = re.compile(r"\s(?:data-)?hx-[a-z:-]+=(?:\"[^\"]*\"|'[^']*')")
_ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.S)
_HREF = re.compile(r"\s(?:xlink:)?href=\"([^\"]*)\"")
_OTHER = re.compile(r"(<(?!a\b)[a-z]+\b[^>]*?\s(?:xlink:)?(?:href|src)=\")(/[^\"]*)(\")")
_CLASS = re.compile(r"\sclass=\"([^\"]*)\"")
_SYMBOL = re.compile(r"<symbol\b[^>]*\bid=\"([^\"]+)\".*?</symbol>\s*", re.S)
_CHARSET = '<meta charset="utf-8">'


def cut(html: str, note: str, own_head: str = "", scripts: str = "") -> str:
    """The page without what needs a server, with the note on top; its links still lead to the site."""
    html = _LIVE.sub("", _GONE.sub("", html))
    html = _SYMBOL.sub(lambda found: found[0] if f'"#{found[1]}"' in html else "", html)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=False)}">'
    html = html.replace(_CHARSET, f"{_CHARSET}\n{policy}", 1)
    html = html.replace("</head>", f"{own_head}</head>", 1).replace("<header>", f"<header>{note}", 1)
    return html.replace("</body>", f"{scripts}</body>", 1)


def links_in(html: str, page: str) -> Iterator[str]:
    """The addresses of the site that the page leads to or shows, each in one spelling."""
    found = [href[1] for anchor in _ANCHOR.finditer(html) if (href := _HREF.search(anchor[1]))]
    found += [other[2] for other in _OTHER.finditer(html)]
    for link in found:
        link = unescape(link)
        if link and not link.startswith(("#", "/static/", *NEEDLESS)):
            address = address_of(link, page)
            if address is not None:
                yield address


def relinked(html: str, page: str, file: str, known: Mapping[str, str]) -> str:
    """The page with links from file to file. `known`: files by address; what isn't there is no link any more."""
    html = _ANCHOR.sub(lambda found: _anchor(found[1], found[2], page, file, known), html)

    def other(found: re.Match[str]) -> str:
        to = _file(unescape(found[2]), page, known)
        return f"{found[1]}{escape(way(file, to)) if to else 'data:,'}{found[3]}"

    return _OTHER.sub(other, html)


def _anchor(attributes: str, words: str, page: str, file: str, known: Mapping[str, str]) -> str:
    href = _HREF.search(attributes)
    if href is None:
        return f"<a{attributes}>{words}</a>"
    link = unescape(href[1])
    if link.startswith(("#", "http://", "https://")):
        return f"<a{attributes}>{words}</a>"
    if link.startswith(SEARCH):
        asked = dict(parse_qsl(urlsplit(link).query)).get("q", "")
        link = f"{SEARCH}#{asked}" if asked else SEARCH
    to = _file(link, page, known)
    if to is None:
        return _unlinked(link, attributes, words)
    fragment = urlsplit(link).fragment
    new = escape(way(file, to) + (f"#{fragment}" if fragment else ""))
    return f"<a{_with(attributes, lambda _old: new)}>{words}</a>"


def _with(attributes: str, new: Callable[[str], str]) -> str:
    return _HREF.sub(lambda found: f' href="{new(found[1])}"', attributes)


def _unlinked(link: str, attributes: str, words: str) -> str:
    """What is left of a link to something that isn't in the archive: nothing of a button, the words of any other."""
    classes = (_CLASS.search(attributes) or ["", ""])[1].split()
    if "btn" in classes or "more" in classes or link.startswith(NEEDLESS):
        return ""
    kept = f' class="{" ".join(classes)}"' if classes else ""
    return f"<span{kept}>{words}</span>"


def _file(link: str, page: str, known: Mapping[str, str]) -> str | None:
    if link.startswith("/static/") or link.endswith(".js"):
        return link[1:]
    address = address_of(link, page)
    return known.get(address) if address is not None else None
