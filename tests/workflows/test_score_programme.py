"""From files to scores: programmes, families, groups, copies, books; the contract that other programs rely on."""

from __future__ import annotations

import json
from decimal import Decimal as D

import pytest

from builders import iati, iati_activity, iati_payment, write
from local2030.vocabulary.errors import NothingToRead
from local2030.workflows.score_programme import ScoreRequest, Scoring, score_files

CHILD = '<related-activity ref="{}" type="2"/>'
PARENT = '<related-activity ref="{}" type="1"/>'
MAYOR = "Municipality of Nyeri"


def scored(*files, **more):
    return score_files(ScoreRequest(files=tuple(str(f) for f in files), **more))


def codes(document):
    return [f["code"] for f in document["findings"]]


@pytest.fixture
def family(tmp_path):
    """A parent that pays an intermediary, whose own activity is its child; a second child with money of its own."""
    return write(tmp_path, "family.xml", iati(
        iati_activity("XM-T-1", iati_payment(60, "Big International", type_="21", link="B-1"), iati_payment(40, "World Office", type_="40"),
                      inner=CHILD.format("B-1")),
        iati_activity("B-1", iati_payment(60, "XM", code="1", provider="XM-T-1"), iati_payment(30, MAYOR, type_="11"),
                      reporter=("Big International", "B")),
        iati_activity("XM-T-2", iati_payment(100, MAYOR, type_="11"), inner=PARENT.format("XM-T-1")),
    ))  # fmt: skip


def test_each_activity_is_a_programme_in_file_order(family):
    document = scored(family)
    assert [p["identifier"] for p in document["programmes"]] == ["XM-T-1", "B-1", "XM-T-2"]
    first = document["programmes"][0]
    assert first["totals"]["in_scope"] == "100.00"
    assert first["local_share"]["strict"]["via1"] == "30.00"
    assert first["local_share"]["strict"]["low"] == 0.3


def test_a_programme_is_an_activity_and_its_children_and_money_counts_once(family):
    (p,) = scored(family, programme="XM-T-1")["programmes"]
    assert p["activities"] == ["XM-T-1", "B-1", "XM-T-2"]
    assert p["totals"]["in_scope"] == "200.00", "what B-1 pays lives on XM-T-1's money"
    share = p["local_share"]["strict"]
    assert (share["direct"], share["via1"]) == ("100.00", "30.00")


def test_linked_activities_are_found_in_every_file_given(tmp_path):
    one = write(
        tmp_path, "a.xml", iati(iati_activity("XM-T-1", iati_payment(100, "Big International", type_="21", link="B-1")))
    )
    two = write(tmp_path, "b.xml", iati(iati_activity("B-1", iati_payment(100, "XM", code="1"), iati_payment(80, MAYOR, type_="11"),
                                                      reporter=("Big International", "B"))))  # fmt: skip
    alone = scored(one)
    assert alone["programmes"][0]["local_share"]["strict"]["low"] == 0
    assert "linked-activity-missing" in codes(alone)
    for order in ((one, two), (two, one)):
        by_id = {p["identifier"]: p for p in scored(*order)["programmes"]}
        assert by_id["XM-T-1"]["local_share"]["strict"]["low"] == 0.8


def test_an_identifier_that_stands_twice_is_two_programmes_and_a_finding(tmp_path):
    twice = write(
        tmp_path, "a.xml", iati(iati_activity("X", iati_payment(1, MAYOR)), iati_activity("X", iati_payment(2, MAYOR)))
    )
    document = scored(twice)
    assert [p["totals"]["in_scope"] for p in document["programmes"]] == ["1.00", "2.00"]
    assert codes(document).count("duplicate-identifier") == 1


def test_a_copy_in_a_second_file_counts_once_in_a_programme(tmp_path):
    one = write(tmp_path, "a.xml", iati(iati_activity("X", iati_payment(5, MAYOR))))
    two = write(tmp_path, "b.xml", iati(iati_activity("X", iati_payment(5, MAYOR))))
    document = scored(one, two, programme="X")
    assert [p["totals"]["in_scope"] for p in document["programmes"]] == ["5.00"]
    assert "duplicate-identifier" in codes(document)


def test_a_group_makes_one_programme_of_several_publishers(tmp_path, family):
    group = write(tmp_path, "group.csv", "programme,activity\nJP-1,XM-T-1\nJP-1,XM-T-2\nJP-1,nowhere\n")
    from pathlib import Path

    document = scored(family, group=Path(group))
    (p,) = document["programmes"]
    assert (p["identifier"], p["totals"]["in_scope"]) == ("JP-1", "200.00")
    assert "group-activity-missing" in codes(document)


def test_children_in_a_circle_come_to_an_end(tmp_path):
    circle = write(
        tmp_path,
        "a.xml",
        iati(iati_activity("A", inner=CHILD.format("B")), iati_activity("B", inner=CHILD.format("A"))),
    )
    (p,) = scored(circle, programme="A")["programmes"]
    assert p["activities"] == ["A", "B"]


def test_a_programme_that_is_not_there_is_refused(family):
    with pytest.raises(NothingToRead) as refusal:
        scored(family, programme="nope")
    assert refusal.value.finding.code == "programme-not-found"


def test_claims_and_ledger_for_an_unknown_programme_are_findings(tmp_path, family):
    from pathlib import Path

    ledger = write(tmp_path, "l.csv", "programme,date,giver,receiver,receiver_ref,receiver_type,place,amount,currency,planned_actual\n"
                                      "XX,2023-01-01,a,b,,,,1,USD,actual\n")  # fmt: skip
    claims = write(tmp_path, "c.csv", "programme,phase,criterion,claimed_level,kind,file_or_url,page,quote,date,period,place,actor,amount,"
                                      "currency,by\nXX,,C1,1,,,,,,,,,,,me\n")  # fmt: skip
    found = codes(scored(family, ledger=Path(ledger), claims=Path(claims)))
    assert "ledger-programme-unknown" in found and "claims-programme-unknown" in found


def test_the_design_phase_reads_plans_and_labels_them_intended(tmp_path):
    planned = (
        '<planned-disbursement><period-start iso-date="2023-01-01"/><value currency="USD" value-date="2023-01-01">50</value>'
        f'<receiver-org type="11"><narrative>{MAYOR}</narrative></receiver-org></planned-disbursement>'
    )
    file = write(
        tmp_path, "a.xml", iati(iati_activity("X", iati_payment(100, "World Office", type_="40"), inner=planned))
    )
    (p,) = scored(file, phase="design")["programmes"]
    assert (p["label"], p["totals"]["in_scope"], p["local_share"]["strict"]["low"]) == ("intended", "50.00", 1.0)


def test_the_contract_of_the_json(family):
    document = scored(family)
    assert {"rubric", "currency", "files", "programmes", "findings"} <= document.keys()
    p = document["programmes"][0]
    wanted = {"identifier", "title", "phase", "level", "level_possible", "basis", "criteria", "trace", "lift", "divergence",
              "local_share", "places", "totals"}  # fmt: skip
    assert wanted <= p.keys()
    assert [c["id"] for c in p["criteria"]] == [f"C{i}" for i in range(1, 9)]
    assert {"id", "claimed", "proven", "possible", "state", "reason", "evidence"} <= p["criteria"][0].keys()
    assert set(p["local_share"]) == {"strict", "national", "broad", "lrg", "subnational"}
    assert {"low", "high", "coverage", "direct", "via1", "via2plus"} <= p["local_share"]["strict"].keys()
    totals = p["totals"]
    assert sum(D(v) for v in totals["outgoing_by_class"].values()) == D(totals["in_scope"])
    assert {"indirect_cost", "internal"} <= totals["excluded"].keys()


def test_every_code_that_a_real_score_says_has_words(real_data):
    with Scoring(ScoreRequest(files=(str(real_data / "iati"),))) as scoring:
        document = scoring.document(list(scoring.programmes()))
    text = json.dumps(document, ensure_ascii=False)
    assert "…" not in text or all("…" not in s["message"] for p in document["programmes"] for s in p["trace"])
    for p in document["programmes"]:
        for c in p["criteria"]:
            assert c["reason"]["message"] != c["reason"]["code"]
            assert all(e["message"] != e["code"] for e in c["evidence"])
        assert all(step["message"] != step["code"] for step in (*p["lift"], *p["trace"]))
    assert all(f["message"] != f["code"] for f in document["findings"])


@pytest.mark.parametrize(
    ("file", "programmes"),
    [("unhcr_2023.xml", 134), ("usaid_1act.xml", 1), ("dfid_cd_v101.xml", 205), ("cafod_cd_v100.xml", 57),
     ("ec_elarg_kosovo_v104.xml", 105), ("gdihub_4act.xml", 4), ("uk_beis_9act.xml", 9), ("mixed_bmgf_us_fcdo_48act.xml", 48)],
)  # fmt: skip
def test_sums_equal_a_full_tree_parse_to_the_cent_on_every_true_file(real_data, file, programmes):
    from lxml import etree

    tree = etree.parse(real_data / "iati" / file)
    document = scored(real_data / "iati" / file)
    assert len(document["programmes"]) == programmes
    for element, p in zip(tree.iter("iati-activity"), document["programmes"], strict=True):
        sums: dict[str, D] = {}
        for t in element.findall("transaction"):
            if t.find("transaction-type").get("code") in ("3", "4", "D", "E"):
                value = t.find("value")
                currency = value.get("currency") or element.get("default-currency") or ""
                sums[currency] = sums.get(currency, D(0)) + D((value.text or "0").replace(",", "").strip())
        assert {c: D(v) for c, v in p["totals"]["outgoing"].items()} == sums
        assert p["totals"]["transactions"] == len(element.findall("transaction"))
        assert p["totals"]["locations"] == len(element.findall("location"))
        assert p["totals"]["participating_orgs"] == len(element.findall("participating-org"))


def test_unhcr_money_can_not_be_told_places_can_and_funders_count_for_nothing(real_data):
    document = scored(real_data / "iati" / "unhcr_2023.xml")
    states = {(c["id"], c["state"]) for p in document["programmes"] for c in p["criteria"] if c["id"] == "C4"}
    assert states == {("C4", "unverifiable")}
    assert sum(len(p["places"]["list"]) for p in document["programmes"]) == 558
    assert sum(t["level"] >= 1 for p in document["programmes"] for t in p["places"]["list"]) >= 500
    assert all(c["proven"] == 0 for p in document["programmes"] for c in p["criteria"] if c["id"] == "C5")


def test_usaid_has_no_receiver_and_its_american_association_is_not_local(real_data):
    (p,) = scored(real_data / "iati" / "usaid_1act.xml")["programmes"]
    c4, c5 = (next(c for c in p["criteria"] if c["id"] == i) for i in ("C4", "C5"))
    assert (c4["state"], c5["proven"], p["local_share"]["strict"]["coverage"]) == ("unverifiable", 0, 0.0)
