"""Scores in plain form for tests of figures and reports, in the shape of docs/reference/score.md. All is invented."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

TITLES = {
    "C1": "Local need and place",
    "C2": "Co-design",
    "C3": "Governance: seat and vote",
    "C4": "Finance to local level",
    "C5": "Implementation by local actors",
    "C6": "Capacity and systems",
    "C7": "Outcome tracking at local level",
    "C8": "Accountability, learning, inclusion",
}


def evidence(number: int = 1, **given: Any) -> dict[str, Any]:
    """One item of evidence, from a document."""
    source = {
        "file": "council-minute-31.pdf", "line": None, "element": None, "count": None, "page": 3,
        "quote": "The council approves the plan of hill towns before it is sent.", "url": None, "sha256": "ab" * 32,
    }  # fmt: skip
    item = {"id": f"E{number}", "kind": "D", "status": "checked", "level": 2, "code": "claim-document",
            "values": {}, "message": "Council minute 31 approves the plan", "source": source}  # fmt: skip
    return item | given


def criterion(name: str, claimed: int | None, proven: int | None, possible: int | None, **given: Any) -> dict[str, Any]:
    """One criterion; its reason and evidence can be given."""
    made = {
        "id": name, "title": TITLES[name], "claimed": claimed, "proven": proven, "possible": possible, "state": "scored",
        "reason": {"code": "c-reason", "values": {}, "message": f"{TITLES[name]}: what the records hold"},
        "needed": ["D", "A"] if (proven or 0) < 3 else [], "evidence": [],
    }  # fmt: skip
    return made | given


def share(low: float | None, high: float | None, coverage: float | None, direct: str = "0.00") -> dict[str, Any]:
    """The share of one definition."""
    return {"low": low, "high": high, "middle": None, "coverage": coverage,
            "direct": direct, "via1": "0.00", "via2plus": "0.00"}  # fmt: skip


def programme(**given: Any) -> dict[str, Any]:
    """The worked example: level 1 proven, 2 possible; 11 to 19% local; one criterion that cannot be told."""
    iati = {"file": "hill-towns.xml", "line": 4, "element": "iati-activity[1]/location", "count": 7, "page": None,
            "quote": None, "url": None, "sha256": "cd" * 32}  # fmt: skip
    place = evidence(1, kind="P", level=2, message="7 locations with coordinates in 3 regions", source=iati)
    money = evidence(2, kind="M", level=1, message="Between 11 and 19% reached local actors",
                     source=iati | {"element": "iati-activity[1]/transaction", "count": 412})  # fmt: skip
    made: dict[str, Any] = {
        "identifier": "XM-EX-99999-JP-012", "title": "Water and safe streets for hill towns", "phase": "monitoring",
        "label": "observed", "reporter": {"name": "Example Settlements Office", "ref": "XM-EX-99999"},
        "countries": ["KE"], "start": "2024-03-01", "end": "2028-02-28", "goals": ["6", "11", "5"],
        "activities": ["XM-EX-99999-JP-012"], "file": "hill-towns.xml", "line": 4, "last_updated": "2026-10-14",
        "level": 1, "level_possible": 2, "level_claimed": 2, "moved": None, "basis": "machine", "provisional": True,
        "criteria": [
            criterion("C1", 3, 2, 2, evidence=[place]),
            criterion("C2", 2, 2, 3, evidence=[evidence(3), evidence(4, kind="A", message="Mayor of Farrow Hills")]),
            criterion("C3", 2, 1, 2, evidence=[evidence(5, status="submitted", message="Steering group terms")]),
            criterion("C4", 3, 1, 2, evidence=[money]),
            criterion("C5", 1, 2, 2, evidence=[evidence(6, kind="T", message="Agreement 7, register of partners")]),
            criterion("C6", 2, 0, 3),
            criterion("C7", 2, None, None, state="unverifiable",
                      reason={"code": "c7-none", "values": {}, "message": "Results not published since 2025"}),
            criterion("C8", 1, 1, 1, evidence=[evidence(7, message="Annual note 2025")]),
        ],
        "trace": [
            {"step": "gate", "id": "L1", "run": "proven", "code": "gate-mean", "values": {}, "passed": True,
             "message": "Mean of criteria 1.13, level 1 needs 0.75"},
            {"step": "gate", "id": "L2", "run": "proven", "code": "gate-mean", "values": {}, "passed": False,
             "message": "Mean of criteria 1.13, level 2 needs 1.5"},
            {"step": "gate", "id": "L2", "run": "possible", "code": "gate-mean", "values": {}, "passed": True,
             "message": "Mean of criteria 2.0, level 2 needs 1.5"},
        ],
        "trace_sha256": "3f" * 32,
        "lift": [
            {"code": "name-receivers", "kind": "datum", "criterion": "C4", "from": 1, "to": 2, "level": 2,
             "level_possible": 2, "values": {}, "message": "Name the receivers of 580,000 US dollars",
             "reason": "Eleven payments have no receiver in the aid data. If half went to local actors, the low bound "
                       "passes 15%."},
            {"code": "publish-results", "kind": "datum", "criterion": "C7", "from": None, "to": 2, "level": 2,
             "level_possible": 2, "values": {}, "message": "Publish the 2026 results of five territories",
             "reason": "The baselines are there; results let C7 be checked."},
            {"code": "sign", "kind": "step", "criterion": "C3", "from": 1, "to": 2, "level": 1, "level_possible": 2,
             "values": {}, "message": "Countersign the seat in the steering group", "reason": "One signature is missing."},
        ],
        "divergence": {"over": {"low": 0.24, "high": 0.29}, "under": {"low": 0.04, "high": 0.04}, "blind": 0.125,
                       "word": "large", "by_criterion": {"C1": 1, "C2": 0}, "claims": 8},
        "local_share": {
            "strict": share(0.1097, 0.1903, 0.9194, "790000.00"), "national": share(0.44, 0.52, 0.9194),
            "broad": share(0.46, 0.54, 0.9194), "lrg": share(0.0625, 0.143, 0.9194), "subnational": share(0.09, 0.17, 0.9),
        },
        "places": {"subnational_share": 0.7, "equal_split": True, "list": [
            {"name": "Nyeri", "code": "KE-19", "country": "KE", "level": 1, "share": 0.4, "amount": "2880000.00",
             "point": [-0.42, 36.95], "basis": "point", "reach": "1"},
            {"name": "Kisumu", "code": "KE-17", "country": "KE", "level": 1, "share": 0.2, "amount": "1440000.00",
             "point": [-0.09, 34.77], "basis": "name", "reach": "1"},
            {"name": "Mombasa", "code": "KE-28", "country": "KE", "level": 1, "share": 0.1, "amount": "720000.00",
             "point": [-4.05, 39.67], "basis": "code", "reach": "2"},
            {"name": "Kenya", "code": "KE", "country": "KE", "level": 0, "share": 0.3, "amount": "2160000.00",
             "point": None, "basis": "none", "reach": ""},
        ]},
        "totals": {
            "transactions": 412, "locations": 7, "participating_orgs": 9,
            "outgoing_by_class": {"LRG": "450000.00", "LRGA": "0.00", "NATGOV": "2390000.00", "LCSO": "260000.00",
                                  "LPRIV": "80000.00", "LACAD": "0.00", "NATAFF": "0.00", "INTAFF": "140000.00",
                                  "INTL": "3300000.00", "DONORLOC": "0.00", "UNK": "580000.00"},
            "in_scope": "7200000.00", "local_procurement": "120000.00",
            "excluded": {"indirect_cost": "504000.00", "internal": "96000.00", "repayment": "0.00"},
            "no_rate": 0, "outgoing": {"USD": "7800000.00"},
        },
        "money_source": {"used": "iati", "code": "money-iati", "message": "Aid data used; no ledger given",
                         "iati": "7200000.00", "ledger": None},
        "actors": [
            {"name": "County Government of Nyeri", "ref": "", "class": "LRG", "reach": "local", "rule": "name-county",
             "confidence": 0.9, "country": "KE", "amount": "450000.00", "role": "receiver", "corrected": False},
            {"name": "Ministry of Water", "ref": "", "class": "NATGOV", "reach": "national", "rule": "name-ministry",
             "confidence": 0.95, "country": "KE", "amount": "2390000.00", "role": "receiver", "corrected": False},
            {"name": "", "ref": "", "class": "UNK", "reach": "unknown", "rule": "no-name", "confidence": 0.0,
             "country": "", "amount": "580000.00", "role": "receiver", "corrected": False},
        ],
        "known": {"message": "Who received 92% of the money can be known; what it achieved in 2026 cannot.",
                  "code": "known-mostly-none", "values": {"coverage": "92"},
                  "most_wanted": ["Receivers of eleven payments", "Results of 2026", "The signed terms"]},
    }  # fmt: skip
    return made | given


def unverifiable(**given: Any) -> dict[str, Any]:
    """A programme as large publishers write them: 558 points on the map, not one outgoing payment."""
    nothing = dict.fromkeys(programme()["totals"]["outgoing_by_class"], "0.00")
    base = programme(
        identifier="XM-EX-2023-1", title="Operational programme 2023", level=0, level_possible=3, lift=[], divergence=None,
        local_share={name: share(None, None, None) for name in ("strict", "national", "broad", "lrg", "subnational")},
        money_source={"used": "none", "code": "money-none", "message": "No payment is published", "iati": None,
                      "ledger": None},
        actors=[], known={"message": "Where it works can be known; who received the money cannot.", "most_wanted": [
            "Payments with their receivers", "Documents of local bodies", "Results with their places"]},
    )  # fmt: skip
    base["criteria"] = [
        criterion(
            name, None, *((1, 2) if name == "C1" else (None, None)), state="scored" if name == "C1" else "unverifiable"
        )
        for name in TITLES
    ]
    base["totals"] = base["totals"] | {
        "outgoing_by_class": nothing, "in_scope": "0.00", "transactions": 90, "locations": 558, "local_procurement": "0.00",
        "excluded": {"indirect_cost": "0.00", "internal": "0.00", "repayment": "0.00"}, "outgoing": {},
    }  # fmt: skip
    return base | given


def not_screened(**given: Any) -> dict[str, Any]:
    """Nothing was screened: no level at all, which is not level 0."""
    criteria = [criterion(name, None, None, None, state="not_screened", reason={"code": "n", "values": {}, "message": ""})
                for name in TITLES]  # fmt: skip
    return unverifiable(identifier="XM-EX-3", title="Planning grant", level=None, level_possible=None, criteria=criteria,
                        places={"subnational_share": None, "equal_split": False, "list": []}, trace=[], **given)  # fmt: skip


def zero(**given: Any) -> dict[str, Any]:
    """Money was paid and every receiver is known, and none of them is local."""
    base = programme(identifier="XM-EX-4", title="Headquarters support", level=0, level_possible=0)
    base["local_share"] = {n: share(0.0, 0.0, 1.0) for n in ("strict", "national", "broad", "lrg", "subnational")}
    none = dict.fromkeys(base["totals"]["outgoing_by_class"], "0.00")
    base["totals"] = base["totals"] | {"outgoing_by_class": none | {"INTL": "900000.00"}, "in_scope": "900000.00"}
    return base | given


def arabic(**given: Any) -> dict[str, Any]:
    """A title in Arabic."""
    return programme(identifier="XM-EX-5", title="المياه والشوارع الآمنة لبلدات التلال", **given)


def finding(number: int = 1, **given: Any) -> dict[str, Any]:
    """A finding on the data, with its words."""
    return {"code": "receiver-without-name", "severity": "warning", "file": "hill-towns.xml", "line": 100 + number,
            "values": {}, "message": f"Payment {number} names no receiver.",
            "remedy": "Publish the receiver's name and reference."} | given  # fmt: skip


def document(*programmes: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A whole score with these programmes, the worked example when none is given."""
    made: dict[str, Any] = {
        "schema": "local2030/marker-score/1",
        "rubric": {"id": "2.0", "version": "2.0.0", "status": "prototype", "adopted": False, "sha256": "9d" * 32,
                   "title": "Localization Marker 2.0", "author": "local2030 developers", "reviewer": "none yet",
                   "date": "2026-11-23", "next_review": "2027-05-31"},
        "currency": "USD", "rates": {"source": "Invented rates", "sha256": "77" * 32},
        "register": {"entries": 0, "sha256": "00" * 32},
        "files": [{"name": "hill-towns.xml", "kind": "iati", "sha256": "cd" * 32, "bytes": 48213, "version": "2.03",
                   "activities": 1}],
        "programmes": list(programmes) or [programme()],
        "findings": [finding(number) for number in range(1, 4)],
    }  # fmt: skip
    return deepcopy(made | given)
