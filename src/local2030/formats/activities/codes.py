"""What IATI 1.x writes in letters and words, in the codes of 2.03.

Source: the IATI standard's own notes on upgrading from 1.05 to 2.01 (code lists TransactionType, OrganisationRole,
ActivityDateType, GazetteerAgency). What isn't in a table stays as it was written.
"""

from __future__ import annotations

VERSIONS = frozenset("1.0 1.00 1.01 1.02 1.03 1.04 1.05 2.0 2.00 2.01 2.02 2.03".split())

TRANSACTION_TYPES = {
    "IF": "1", "C": "2", "D": "3", "E": "4", "IP": "5", "LR": "6", "R": "7", "QP": "8", "QS": "9", "CG": "10",
    "incoming funds": "1", "commitment": "2", "disbursement": "3", "expenditure": "4", "interest repayment": "5",
    "interest payment": "5", "loan repayment": "6", "reimbursement": "7", "purchase of equity": "8",
    "sale of equity": "9", "credit guarantee": "10",
    **{str(n): str(n) for n in range(1, 14)},
}  # fmt: skip

ROLES = {
    "funding": "1",
    "accountable": "2",
    "extending": "3",
    "implementing": "4",
    **{n: n for n in "1234"},
}

DATE_TYPES = {
    "start-planned": "1",
    "start-actual": "2",
    "end-planned": "3",
    "end-actual": "4",
    **{n: n for n in "1234"},
}

MARKER_VOCABULARIES = {"DAC": "1", "OECD DAC CRS": "1", "RO": "99"}

ORGANISATION_TYPES = {
    "government": "10", "local government": "11", "other public sector": "15", "international ngo": "21",
    "national ngo": "22", "regional ngo": "23", "public private partnership": "30", "multilateral": "40",
    "foundation": "60", "private sector": "70", "academic, training and research": "80", "other": "90",
}  # fmt: skip

RELATED_TYPES = {
    "parent": "1",
    "child": "2",
    "sibling": "3",
    "co-funded": "4",
    "third party": "5",
}

GAZETTEERS = {"1": "G1", "2": "2", "3": "G2", "GEO": "G1", "OSM": "G2"}

SDG_TAGS = {"2": "goal", "3": "target"}  # TagVocabulary
SDG_SECTORS = {"7": "goal", "8": "target", "9": "indicator"}  # SectorVocabulary


def known(table: dict[str, str], stated: str) -> str:
    """The 2.03 code for what is stated, in any case of letters; what the table lacks comes back as it is."""
    return table.get(stated) or table.get(stated.upper()) or table.get(stated.lower()) or stated
