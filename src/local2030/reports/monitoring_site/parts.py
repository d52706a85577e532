"""Parts that several pages share: numbers as text, figures, tables, the four kinds of nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape

from local2030.figures.figure import Figure
from local2030.reports.monitoring_site.records import Site, Value
from local2030.vocabulary.messages import say

NOTHING = {"O": "missing", "Q": "withheld", "M": "not-applicable", "L": "refused"}
STATUSES = {
    "target_met": ("s-met", "is-met"), "on_track": ("s-track", "is-track"), "progress": ("s-slow", "is-slow"),
    "limited": ("s-slow", "is-slow"), "deterioration": ("s-back", "is-back"),
}  # fmt: skip
DARK_TEXT = (2, 3, 5, 6, 7, 9, 11, 12, 14, 15)


def written(value: float) -> str:
    """A number for people: four digits that count, thousands parted, a true minus."""
    size = abs(value)
    text = f"{value:,.0f}" if size >= 1000 else f"{value:.4g}" if size >= 1e-4 or not size else f"{value:.2e}"
    return text.replace("-", "\u2212")


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what they are; the second is HTML already."""
    listed = "".join(f'<div><dt>{escape(name)}</dt><dd class="words">{cell}</dd></div>' for name, cell in rows)
    return f'<dl class="pairs">{listed}</dl>'


def shown(value: Value, language: str) -> str:
    """A value, or the mark and the word of why there is none. HTML."""
    if value.value is not None:
        return escape(written(value.value))
    return nothing(NOTHING.get(value.status, "missing"), language)


def nothing(kind: str, language: str) -> str:
    """The word of one of the kinds of nothing. HTML."""
    return f'<span class="nil">{escape(say(f"site-{kind}", {}, language))}</span>'


def figure(made: Figure, language: str) -> str:
    """A figure with its picture in two sizes, and its numbers as a table."""
    table = escape(say("site-numbers", {}, language))
    head = "".join(
        f'<th scope="col"{" class=n" if i else ""}>{escape(text)}</th>' for i, text in enumerate(made.numbers.columns)
    )
    rows = "".join(
        "<tr>" + "".join(f"<td{' class=n' if i else ''}>{escape(text)}</td>" for i, text in enumerate(row)) + "</tr>"
        for row in made.numbers.rows
    )
    source = f'<span class="prov">{escape(made.source)}</span>' if made.source else ""
    return (
        f'<figure class="figure"><figcaption><h3 class="h3">{escape(made.title)}</h3><p>{escape(made.what)}</p></figcaption>'
        f'<div class="chart wide">{made.svg_wide}</div><div class="chart narrow">{made.svg_narrow}</div>'
        f'<div class="under">{source}<details class="numbers"><summary>{table}</summary><div class="scroll" tabindex="0" '
        f'role="region" aria-label="{table}"><table class="table"><caption class="vh">{escape(made.title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details></div></figure>"
    )


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    hidden: bool = True,
) -> str:
    """A table of cells that are HTML already; the first of a row is its head. One of many columns becomes records where
    it is narrow.
    """
    class_of = lambda i: ' class="n"' if i in numbers else ""  # noqa: E731
    head = "".join(f'<th scope="col"{class_of(i)}>{escape(text)}</th>' for i, text in enumerate(heads))
    body = "".join(
        f'<tr><th scope="row" class="words">{row[0]}</th>'
        + "".join(f'<td{class_of(i)} data-l="{escape(heads[i])}">{cell}</td>' for i, cell in enumerate(row[1:], 1))
        + "</tr>\n"
        for row in rows
    )
    hide = ' class="vh"' if hidden else ""
    kind = "table stacks" if len(heads) > 2 else "table"
    return f'<table class="{kind}"><caption{hide}>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def statuses(found: Iterable[str], language: str) -> str:
    """How many series have which status: a shape, a number, always the word. Best first."""
    counted = Counter(found)
    parts = []
    for status, (symbol, kind) in STATUSES.items():
        if counted[status]:
            words = escape(say(f"site-status-{status.replace('_', '-')}", {"count": counted[status]}, language))
            shape = f'<svg aria-hidden="true" viewBox="0 0 14 14"><use href="#{symbol}"/></svg>'
            parts.append(f'<span class="status {kind}">{shape}{words}</span>')
    return " ".join(parts)


def goal_mark(number: int) -> str:
    """The square of a goal with its number, in the official colour."""
    dark = " dark-text" if number in DARK_TEXT else ""
    return f'<span class="goal g{number}{dark}"><span class="vh">SDG </span>{number}</span>'


def link(file: str, words: str) -> str:
    """A link whose words may be of any script."""
    return f'<a href="{escape(file)}"><bdi>{escape(words)}</bdi></a>'


def section(name: str, body: str, mark: str = "", head: str = "") -> str:
    """A part of a page under its heading; `mark` is its place in the page, `head` HTML before the words."""
    at = f' id="{mark}"' if mark else ""
    return f'<section class="section holds"{at}><div class="head"><h2>{head}{escape(name)}</h2></div>{body}</section>'


def sayer(site: Site) -> Callable[..., str]:
    """Words of this site in its language, by their code."""
    return lambda code, **values: say(f"site-{code}", values, site.language)


def more(site: Site, shown_: int, count: int) -> str:
    """That not everything is shown; "" where it is."""
    if count <= shown_:
        return ""
    return f'<p class="note small">{escape(sayer(site)("more", shown=shown_, count=count))}</p>'
