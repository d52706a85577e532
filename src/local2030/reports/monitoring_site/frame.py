"""The frame of a page: head with its policy, skip link, way home, main, footer with licence and version."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from local2030.charts.svg import PAGE_HATCH
from local2030.reports.monitoring_site.records import Site
from local2030.vocabulary.messages import say

STYLES = ("tokens.css", "components.css", "site.css", "monitoring.css")
POLICY = "default-src 'none'; style-src 'self' file:; img-src 'self' file: data:; font-src 'self' file:; base-uri 'none'; form-action 'none'"
LARGEST = 100_000  # bytes of a page
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


def page(site: Site, title: str, main: str, way: Sequence[tuple[str, str]], up: str = "") -> str:
    """The whole page. `way`: (words, file) of the pages above it; `up` leads to the folder of the site."""
    words = lambda code, **values: escape(say(f"site-{code}", values, site.language))  # noqa: E731
    direction = "rtl" if site.language in RIGHT_TO_LEFT else "ltr"
    name = escape(str(site.about["title"]))
    styles = "".join(f'<link rel="stylesheet" href="{up}assets/{style}">' for style in STYLES)
    crumbs = "".join(
        f'<li class="words"><a href="{escape(up + file)}"><bdi>{escape(text)}</bdi></a></li>' for text, file in way
    )
    here = f'<nav aria-label="{words("breadcrumb")}"><ol class="crumbs">{crumbs}<li aria-current="page" class="words"><bdi>{escape(title)}</bdi></li></ol></nav>' if way else ""  # fmt: skip
    rooms = "".join(
        f'<a href="{up}{file}">{words(code)}</a>'
        for code, file in (("goals", "index.html"), ("places", "places.html"), ("downloads", "downloads.html"))
    )
    return (
        f'<!doctype html>\n<html lang="{escape(site.language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=False)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f'<title>{escape(title)} | {name}</title>\n{styles}<link rel="icon" href="{up}assets/mark.svg" type="image/svg+xml">\n</head>\n<body>\n'
        f'<svg width="0" height="0" aria-hidden="true" focusable="false" class="vh">{PAGE_HATCH}{site.sprite}</svg>\n'
        f'<a class="skip" href="#main">{words("skip")}</a>\n<header><div class="bar"><div class="page">'
        f'<a class="word" href="{up}index.html"><bdi>{name}</bdi></a>'
        f'<nav class="subjects" aria-label="{words("rooms")}">{rooms}</nav></div></div></header>\n'
        f'<main id="main" class="page">\n<header class="page-head">{here}\n{main}\n</main>\n{_foot(site, up)}\n</body>\n</html>\n'
    )


def _foot(site: Site, up: str) -> str:
    about = site.about
    values = {"version": about["version"], "date": str(about["date"])[:10], "sha256": str(about["sha256"])[:12]}
    parts = [
        f"<span>{escape(say('site-licence', {'licence': about['licence']}, site.language))}</span>",
        f"<span><bdi>{escape(str(about['attribution']))}</bdi></span>",
        _source(site),
        f'<span class="num">{escape(say("site-version", values, site.language))}</span>',
        f'<a href="{up}downloads.html">{escape(say("site-downloads", {}, site.language))}</a>',
    ]
    return f'<footer class="foot"><div class="page">{"".join(parts)}</div></footer>'


def _source(site: Site) -> str:
    source = str(site.about["source"] or "")
    if not source:
        return ""
    words = escape(say("site-source", {"source": source}, site.language))
    return (
        f'<a href="{escape(source)}">{words}</a>'
        if source.startswith(("https://", "http://"))
        else f"<span>{words}</span>"
    )
