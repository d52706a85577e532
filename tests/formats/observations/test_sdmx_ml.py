"""SDMX-ML as statistical offices send it: true files to the last observation, generic messages, broken and hostile ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from local2030.formats.observations.sdmx_ml import SdmxMessage, Structure

HEAD = (
    '<m:{kind} xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
    'xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" '
    'xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic">'
    '<m:Header><m:Structure><c:Structure><Ref agencyID="XX" id="SDG" version="1.0"/></c:Structure></m:Structure></m:Header>'
    "<m:DataSet>{body}</m:DataSet></m:{kind}>"
)
SPECIFIC = (
    '<Series SERIES="SI_POV" REF_AREA="KG" SEX="_T"><Obs TIME_PERIOD="2015" OBS_VALUE="12.5" OBS_STATUS="A"/>'
    '<Obs TIME_PERIOD="2016" OBS_VALUE="" OBS_STATUS="M"/></Series>'
)
GENERIC = (
    '<g:Series><g:SeriesKey><g:Value id="SERIES" value="SI_POV"/><g:Value id="REF_AREA" value="KG"/></g:SeriesKey>'
    '<g:Obs><g:ObsDimension value="2015"/><g:ObsValue value="12.5"/><g:Attributes><g:Value id="OBS_STATUS" value="A"/>'
    "</g:Attributes></g:Obs></g:Series>"
)


def read(tmp_path: Path, text: str | bytes):
    path = tmp_path / "message.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    message = SdmxMessage(path, path.name)
    return list(message.observations()), message


def test_seventeen_true_files_give_every_observation(real_data: Path) -> None:
    folder = real_data / "reference" / "sdmx-kg" / "data"
    files = sorted(folder.glob("*.xml"))
    total, areas, structures = 0, set(), set()
    for path in files:
        message = SdmxMessage(path, path.name)
        for observation in message.observations():
            total += 1
            areas.add(dict(observation.key)["REF_AREA"])
        assert not [f for f in message.notes.findings() if f.severity == "error"], path.name
        structures |= {s.id for s in message.structures}
    assert (len(files), total) == (17, 7427)
    assert {a for a in areas if a.startswith("KG") and len(a) == 4} and structures == {"SDG"}


def test_a_structure_specific_message(tmp_path: Path) -> None:
    (first, second), message = read(tmp_path, HEAD.format(kind="StructureSpecificData", body=SPECIFIC))
    assert first.key == (("SERIES", "SI_POV"), ("REF_AREA", "KG"), ("SEX", "_T"))
    assert (first.period, first.value, first.attributes) == ("2015", 12.5, (("OBS_STATUS", "A"),))
    assert (second.value, second.raw, second.attributes) == (None, "", (("OBS_STATUS", "M"),))  # missing, and says so
    assert message.structures == [Structure("XX", "SDG", "1.0")]


def test_a_flat_message_knows_attributes_by_their_names(tmp_path: Path) -> None:
    body = '<Obs SERIES="SI_POV" REF_AREA="KG" OWN_DIM="x" TIME_PERIOD="2015" OBS_VALUE="1" UNIT_MULT="0"/>'
    ((found,), _message) = read(tmp_path, HEAD.format(kind="StructureSpecificData", body=body))
    assert found.key == (("SERIES", "SI_POV"), ("REF_AREA", "KG"), ("OWN_DIM", "x"))
    assert found.attributes == (("UNIT_MULT", "0"),)


def test_a_generic_message(tmp_path: Path) -> None:
    ((found,), message) = read(tmp_path, HEAD.format(kind="GenericData", body=GENERIC))
    assert message.is_generic
    assert (found.key, found.period, found.value) == ((("SERIES", "SI_POV"), ("REF_AREA", "KG")), "2015", 12.5)
    assert found.attributes == (("OBS_STATUS", "A"),)


def test_a_byte_order_mark_is_no_trouble(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + HEAD.format(kind="StructureSpecificData", body=SPECIFIC).encode()
    found, message = read(tmp_path, text)
    assert len(found) == 2 and not message.notes.findings()


def test_what_stands_before_an_error_is_given_with_its_line(tmp_path: Path) -> None:
    broken = HEAD.format(kind="StructureSpecificData", body=SPECIFIC).replace("</Series>", "</Serie>")
    found, message = read(tmp_path, broken)
    assert len(found) == 2
    (finding,) = message.notes.findings()
    assert (finding.code, finding.line) == ("sdmx-broken", 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<sdg><a/></sdg>", "sdmx-not-data"),
        ("<html><body/></html>", "sdmx-not-data"),
        ('<m:Structure xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"/>', "sdmx-not-data"),
        (HEAD.format(kind="StructureSpecificData", body=""), "sdmx-no-observation"),
        ("", "sdmx-broken"),
        ("not xml", "sdmx-broken"),
    ],
)
def test_what_is_no_data_message_is_told(tmp_path: Path, text: str, code: str) -> None:
    found, message = read(tmp_path, text)
    assert found == [] and [f.code for f in message.notes.findings()] == [code]


def test_values_that_are_no_numbers_are_kept_as_they_were_written(tmp_path: Path) -> None:
    body = '<Series SERIES="S"><Obs TIME_PERIOD="2015" OBS_VALUE="&lt;5"/><Obs OBS_VALUE="1"/></Series>'
    found, message = read(tmp_path, HEAD.format(kind="StructureSpecificData", body=body))
    assert (found[0].value, found[0].raw) == (None, "<5")
    assert {f.code for f in message.notes.findings()} == {"sdmx-value-unreadable", "sdmx-no-period"}


def test_entities_are_not_followed(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y SYSTEM "file:///etc/passwd">]>'
    body = (
        SPECIFIC.replace("12.5", "&x;") + '<Series SERIES="S"><Obs TIME_PERIOD="2015" OBS_VALUE="1">&y;</Obs></Series>'
    )
    found, _message = read(tmp_path, bomb + HEAD.format(kind="StructureSpecificData", body=body))
    assert all("root:" not in str(o) for o in found)
