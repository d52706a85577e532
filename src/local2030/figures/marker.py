"""A programme's score in plain form -> its figures. The title of each is the finding, said by a tested rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from local2030.charts.band import share_band
from local2030.charts.flow import Kind, Receiver, flow
from local2030.charts.palette import HATCH, TOKENS
from local2030.charts.svg import said
from local2030.figures.figure import Figure, NumberTable
from local2030.figures.words import GATES, age, amount, day, percent, percent_range, short, unit_of
from local2030.vocabulary.messages import is_from_right, say
from local2030.vocabulary.organisations import CLASSES, DEFINITIONS

Plain = Mapping[str, Any]

GROUPS: dict[Kind, tuple[str, ...]] = {
    "local": ("LRG", "LRGA", "LCSO", "LPRIV", "LACAD"),
    "national": ("NATGOV", "NATAFF"),
    "international": ("INTAFF", "INTL", "DONORLOC"),
    "unknown": ("UNK",),
    "kept": ("indirect_cost", "internal"),
}


def verdict_figure(
    programme: Plain,
    *,
    gates: tuple[float, ...] = GATES,
    claimed: float | None = None,
    language: str = "en",
    today: date | None = None,
) -> Figure:
    """The local share as a band against the gates of the levels; hatched whole where it can't be told."""
    share = programme["local_share"]["strict"]
    low, high = told(programme)
    value = (
        say("figure-verdict-cannot-tell", {}, language)
        if low is None or high is None
        else percent_range(low, high, language)
    )
    draw = partial(_band, low=low, high=high, gates=gates, value=value, claimed=claimed, language=language)
    title = _sentence("figure-verdict", programme, {}, language)
    what = "figure-verdict-what" if low is not None else "figure-verdict-what-unknown"
    coverage = percent(share["coverage"], language=language) if share.get("coverage") is not None else ""
    said = say(what, {"coverage": coverage}, language)
    return Figure(
        "verdict", title, said, title, source_line(programme, language, today), _definitions(programme, language), draw
    )


def money_flow(programme: Plain, currency: str = "USD", language: str = "en", *, today: date | None = None) -> Figure:
    """Each dollar once, from the programme to the class of its first receiver; own cost and unknown always shown."""
    receivers = _receivers(programme, language)
    total = sum((Decimal(str(r.amount)) for r in receivers), Decimal(0))
    paid = sum((value for _, value in _paid(programme)), Decimal(0))
    table = _classes(programme, currency, language)
    if total <= 0:
        title = say("figure-flow-none", {}, language)
        what = say("figure-flow-what-none", {}, language)
        return Figure(
            "flow", title, what, title, source_line(programme, language, today), table, partial(_empty, text=title)
        )
    if paid > 0:
        title = _sentence("figure-flow", programme, {"total": amount(paid, currency, language)}, language)
    else:
        title = say("figure-flow-kept", {"total": amount(total, currency, language)}, language)
    what = say("figure-flow-what", {"currency": _currency(currency, language)}, language)
    unit = unit_of(total)
    groups = tuple(
        (say(f"group-{kind}", {}, language), short(_sum(receivers, kind), unit))
        for kind in GROUPS
        if any(r.kind == kind for r in receivers)
    )
    planned = _planned(programme)
    source = (say("figure-flow-source-planned" if planned else "figure-flow-source", {}, language), short(total, unit))
    draw = partial(flow, source=source, receivers=receivers, groups=groups)
    return Figure("flow", title, what, title, source_line(programme, language, today), table, draw)


def told(programme: Plain) -> tuple[float | None, float | None]:
    """The bounds of the strict local share, or nothing where the data can't tell: no bounds, or no receiver known."""
    share = programme["local_share"].get("strict") or {}
    low, high, coverage = share.get("low"), share.get("high"), share.get("coverage")
    if low is None or high is None or not coverage:
        return None, None
    return float(low), float(high)


def source_line(programme: Plain, language: str = "en", today: date | None = None) -> str:
    """Which source the money of a programme was read from, by the name of its file; with a day, how old it is then."""
    used = (programme.get("money_source") or {}).get("used", "none")
    updated = (programme.get("last_updated") or "")[:10]
    values = {
        "files": programme.get("file") or "",
        "date": day(updated, language),
        "age": age(updated, today, language),
    }
    code = {"iati": "figure-source-iati", "planned": "figure-source-iati", "ledger": "figure-source-ledger"}.get(used)
    if code == "figure-source-iati" and updated:
        code = "figure-source-iati-aged" if values["age"] else "figure-source-iati-dated"
    return say(code or "figure-source-none", values, language)


def _sentence(stem: str, programme: Plain, values: Mapping[str, object], language: str) -> str:
    """The finding on the share: a range, a point, zero, or that nobody can tell; planned money has its own sentences."""
    stem = f"{stem}-planned" if _planned(programme) else stem
    low, high = told(programme)
    if low is None or high is None:
        return say(f"{stem}-unknown", values, language)
    if high == 0:
        return say(f"{stem}-zero", values, language)
    first, last = percent(low, language=language), percent(high, language=language)
    if first == last:
        return say(f"{stem}-point", {"share": first, **values}, language)
    return say(f"{stem}-range", {"low": first.removesuffix("%"), "high": last, **values}, language)


def _band(width: int, **given: Any) -> str:
    language = given.pop("language")
    gates = tuple(
        (
            gate,
            say("figure-verdict-gate", {"share": percent(gate), "level": level}, language)
            if width > 500
            else percent(gate),
        )
        for level, gate in enumerate(given.pop("gates"), 1)
    )
    claimed = given["claimed"]
    claim = say("figure-verdict-claim", {"share": percent(claimed)}, language) if claimed is not None else ""
    turned = is_from_right(language)
    return share_band(width, given.pop("low"), given.pop("high"), gates=gates, claim=claim, from_right=turned, **given)


def _empty(width: int, text: str) -> str:
    """A hatched box with the words: what is missing is drawn as missing."""
    box = f'<rect x=".5" y=".5" width="{width - 1}" height="119" fill="{HATCH}" stroke="{TOKENS["edge"]}"/>'
    words = (
        f'<text x="{width / 2:g}" y="66" text-anchor="middle" font-size="13" font-weight="600" fill="{TOKENS["ink"]}">'
    )
    plate = f'<rect x="{width / 2 - 95:g}" y="46" width="190" height="30" fill="{TOKENS["ground"]}"/>'
    return f'<svg viewBox="0 0 {width} 120">{box}{plate}{words}{said(text)}</text></svg>'


def _planned(programme: Plain) -> bool:
    return (programme.get("money_source") or {}).get("used") == "planned"


def _paid(programme: Plain) -> list[tuple[str, Decimal]]:
    by_class = (programme.get("totals") or {}).get("outgoing_by_class") or {}
    return [(name, Decimal(by_class.get(name) or "0")) for name in CLASSES]


def _kept(programme: Plain) -> list[tuple[str, Decimal]]:
    excluded = (programme.get("totals") or {}).get("excluded") or {}
    return [(name, Decimal(excluded.get(name) or "0")) for name in GROUPS["kept"]]


def _receivers(programme: Plain, language: str) -> tuple[Receiver, ...]:
    """Those that got more than nothing, in the order of the groups."""
    sums = dict(_paid(programme)) | dict(_kept(programme))
    unit = unit_of(sum((value for value in sums.values() if value > 0), Decimal(0)))
    found = []
    for kind, names in GROUPS.items():
        group = say(f"group-{kind}", {}, language)
        for name in names:
            if sums[name] > 0:
                code = f"kept-{name}" if kind == "kept" else f"class-{name}"
                label = say(code, {}, language)
                found.append(Receiver(label, float(sums[name]), short(sums[name], unit), kind, group))
    return tuple(found)


def _sum(receivers: tuple[Receiver, ...], kind: Kind) -> Decimal:
    return sum((Decimal(str(r.amount)) for r in receivers if r.kind == kind), Decimal(0))


def _classes(programme: Plain, currency: str, language: str) -> NumberTable:
    """Every class with its amount and share, those without money too; then what was kept, without a share."""
    paid = _paid(programme)
    total = sum((value for _, value in paid), Decimal(0))
    head = [
        say(f"figure-column-{column}", {"currency": currency}, language) for column in ("receiver", "amount", "share")
    ]
    rows = [
        (
            say(f"class-{name}", {}, language),
            f"{value:,.2f}",
            percent(float(value / total), language=language) if total > 0 else "",
        )
        for name, value in paid
    ]
    rows += [(say(f"kept-{name}", {}, language), f"{value:,.2f}", "") for name, value in _kept(programme) if value]
    return NumberTable(tuple(head), tuple(rows))


def _definitions(programme: Plain, language: str) -> NumberTable:
    head = [say(f"figure-column-{column}", {}, language) for column in ("definition", "low", "high", "coverage")]
    rows = []
    for name in DEFINITIONS:
        share = programme["local_share"].get(name) or {}
        cells = [share.get(part) for part in ("low", "high", "coverage")]
        unknown = say("figure-verdict-cannot-tell", {}, language)
        rows.append(
            (
                say(f"definition-{name}", {}, language),
                *(unknown if c is None else percent(c, language=language) for c in cells),
            )
        )
    return NumberTable(tuple(head), tuple(rows))


def _currency(code: str, language: str) -> str:
    name = say(f"currency-{code.lower()}", {}, language)
    return code if name.startswith("currency-") else name[:1].upper() + name[1:]
