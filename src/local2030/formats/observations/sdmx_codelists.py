"""Names of codes out of an SDMX-ML 2.1 structure message: what its dimensions' code lists call each code, by language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

PASSED = ("REF_AREA", "FREQ", "TIME_PERIOD", "REPORTING_TYPE")
MOST_CODES, LONGEST = 20_000, 300
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

Names = dict[str, dict[str, dict[str, str]]]


def code_names(path: Path) -> Names:
    """By dimension, code and language; what stands before an error in the XML. Places, frequencies and periods are passed."""
    lists: dict[str, dict[str, dict[str, str]]] = {}
    of_dimension: dict[str, str] = {}
    kept = 0
    events = etree.iterparse(
        str(path), events=("end",), tag=("{*}Codelist", "{*}Dimension"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _event, element in events:
            kind = etree.QName(element).localname
            if kind == "Codelist":
                codes = {}
                for code in _below(element, "Code"):
                    names = {one.get(LANGUAGE, "en").partition("-")[0]: " ".join((one.text or "").split())[:LONGEST]
                             for one in _below(code, "Name")}  # fmt: skip
                    if kept < MOST_CODES and (names := {language: name for language, name in names.items() if name}):
                        codes[code.get("id", "")] = names
                        kept += 1
                lists[element.get("id", "")] = codes
                element.clear()
            elif kind == "Dimension":
                ref = next((r for r in element.iter() if r.get("class") == "Codelist"), None)
                if ref is not None and element.get("id"):
                    of_dimension[element.get("id", "")] = ref.get("id", "")
    except etree.XMLSyntaxError:
        pass
    return {name: lists[ref] for name, ref in of_dimension.items() if lists.get(ref) and name not in PASSED}


def _below(element: Any, kind: str) -> list[Any]:
    return [one for one in element if isinstance(one.tag, str) and etree.QName(one).localname == kind]
