"""The fields of metadata that mean something here, under the names that repositories give them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from local2030.formats.observations.indicator_codes import dotted
from local2030.formats.observations.indicator_facts import DataSource, IndicatorFacts, SeriesWish
from local2030.formats.observations.plain_yaml import texts_in
from local2030.vocabulary.observations import Direction

# The first of these that says something in words is the name.
NAMES = (
    "indicator_name_national",
    "indicator_available",
    "indicador_disponible",
    "indicator_name",
    "graph_title",
    "title",
)
DEFINITIONS = (
    "computation_definitions", "indicator_description", "national_indicator_description", "definicion", "definition",
    "STAT_CONC_DEF", "stat_conc_def",
)  # fmt: skip
UNITS = ("computation_units", "unit_of_measurement", "unidad_medida", "unit")
# What is wanted is taken from these words only; a field left empty is no wish.
DIRECTIONS: Mapping[str, Direction] = {
    **dict.fromkeys(("positive", "increase", "up", "higher", "ascending"), "increase"),
    **dict.fromkeys(("negative", "decrease", "down", "lower", "descending"), "decrease"),
    "parity": "parity",
}
KEPT = (
    "graph_title", "graph_type", "graph_target_lines", "graph_limits", "graph_series_breaks", "graph_annotations",
    "data_non_statistical", "data_show_map", "data_footnote", "data_start_values", "data_notice_text", "page_content",
    "national_geographical_coverage", "computation_calculations", "formula", "other_information", "comparability",
    "un_custodian_agency", "un_designated_tier", "goal_meta_link", "tags", "copyright", "progress_status", "precision",
    "national_data_updated_date", "national_metadata_updated_date", "periodicidad", "desagregacion", "observaciones",
    "indicator_sort_order", "permalink", "standalone", "proxy", "proxy_series", "composite_breakdown_label",
    "data_licence", "data_license", "licence", "license", "accuracy", "data_keywords",
)  # fmt: skip
_KEY = re.compile(r"[A-Za-z_][\w-]*(\.[\w-]+)+")
Said = tuple[str, str, Mapping[str, Any]]  # language, file, fields


def facts_of(code: str, said: Sequence[Said], words: Mapping[str, Mapping[str, str]]) -> IndicatorFacts:
    """One indicator from all that is said of it."""
    together: dict[str, Any] = {}
    names: dict[str, str] = {}
    definitions: dict[str, str] = {}
    languages = tuple(dict.fromkeys([*(language for language, _, _ in said), *words]))
    for language, _file, fields in said:
        together |= {name: value for name, value in fields.items() if value not in ("", [], {}, None)}
        own = (language,) if any(language == other for other in words) or language else ()
        for into, wanted in ((names, NAMES), (definitions, DEFINITIONS)):
            for tongue in own or languages or ("",):
                if (text := _worded(fields, wanted, words.get(tongue, {}))) and tongue not in into:
                    into[tongue] = text
    number = dotted(str(together.get("indicator_number") or code))
    parts = number.split(".")
    return IndicatorFacts(
        code, names, definitions, number,
        str(together.get("sdg_goal") or (parts[0] if parts[0].isdigit() else "")),
        str(together.get("target_id") or (".".join(parts[:2]) if parts[0].isdigit() and len(parts) > 1 else "")),
        _worded(together, UNITS, _any(words)),
        tuple(_sources(together, _any(words))), tuple(_wishes(together)), _truth(together.get("growth_rate")),
        str(together.get("reporting_status") or ""), tuple(texts_in(together.get("expected_disaggregations"))),
        {name: together[name] for name in KEPT if name in together}, tuple(file for _, file, _ in said),
    )  # fmt: skip


def _worded(fields: Mapping[str, Any], wanted: Iterable[str], words: Mapping[str, str]) -> str:
    """The first of these fields that says something; a key of the translations counts as what it stands for."""
    for name in wanted:
        text = fields.get(name)
        if isinstance(text, str) and (found := _said(text, words)):
            return found[:2_000]
    return ""


def _said(text: str, words: Mapping[str, str]) -> str:
    plain = text.strip()
    if plain in words:
        return words[plain].strip()
    return "" if _KEY.fullmatch(plain) else plain


def _any(words: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """English words, else those of the first language."""
    return words.get("en") or next(iter(words.values()), {})


def _sources(fields: Mapping[str, Any], words: Mapping[str, str]) -> Iterable[DataSource]:
    listed = fields.get("sources")
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict):
            yield from _source(
                one.get("organisation") or one.get("organization"), one.get("url_text"), one.get("url"), words
            )
    for number in range(1, 10):
        of = f"_{number}"
        yield from _source(
            fields.get("source_organisation" + of),
            fields.get("source_url_text" + of),
            fields.get("source_url" + of),
            words,
        )


def _source(organisation: Any, title: Any, url: Any, words: Mapping[str, str]) -> Iterable[DataSource]:
    """A source with what it says in words; of a key that nobody translated the part that names the source."""
    texts = [_named(str(text or "").strip(), words)[:500] for text in (organisation, title, url)]
    if any(texts):
        link = texts[2] if texts[2].startswith(("https://", "http://")) else ""
        yield DataSource(texts[0], texts[1], link)


def _named(text: str, words: Mapping[str, str]) -> str:
    if text in words or not _KEY.fullmatch(text):
        return words.get(text, text)
    return text.rpartition(".")[2].replace("_", " ")


def _wishes(fields: Mapping[str, Any]) -> Iterable[SeriesWish]:
    """What the progress options say for each series; else what fields of the indicator say itself, if they do."""
    listed = fields.get("progress_calculation_options")
    options = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    each: Sequence[Mapping[str, Any]] = options or [fields]
    for one in each:
        wish = SeriesWish(
            str(one.get("series") or "") if options else "",
            str(one.get("unit") or "") if options else "",
            _dimensions(one.get("disaggregation")) if options else {},
            DIRECTIONS.get(str(one.get("direction") or one.get("desired_direction") or "").strip().casefold(), ""),
            _number(one.get("target" if options else "target_value")),
            _year(one.get("target_year")),
            _number(one.get("limit")),
            _year(one.get("base_year")),
            lower=_number(one.get("lower")),
            optimum=_number(one.get("optimum")),
        )
        if wish != SeriesWish():
            yield wish
    if not options and fields.get("target_value") in (None, ""):
        yield from _lines_of_chart(fields.get("graph_target_lines"))


def _lines_of_chart(value: Any) -> Iterable[SeriesWish]:
    """Target lines that their label calls the target of 2030."""
    for one in value if isinstance(value, list) else []:
        if isinstance(one, dict) and re.search(
            r"2030.{0,3}target|target.{0,6}2030", str(one.get("label_content") or "")
        ):
            target = _number(one.get("value"))
            if target is not None:
                named = str(one.get("series") or ""), str(one.get("unit") or "")
                yield SeriesWish(*named, target_value=target, target_year=2030, of_chart=True)


def _dimensions(value: Any) -> dict[str, str]:
    listed = value if isinstance(value, list) else []
    return {
        str(one["field"]): str(one.get("value") or "") for one in listed if isinstance(one, dict) and one.get("field")
    }


def _number(value: Any) -> float | None:
    try:
        number = float(str(value)) if value not in (None, "") and len(str(value)) < 40 else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _year(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number.is_integer() and 1800 <= number <= 2200 else None


def _truth(value: Any) -> bool | None:
    return {"true": True, "yes": True, "false": False, "no": False}.get(str(value or "").casefold())
