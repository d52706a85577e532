"""Records for tests, with only what matters written out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from local2030.marker.criteria import rubric
from local2030.vocabulary.activities import Activity, Location, ParticipatingOrg, Party, Transaction
from local2030.vocabulary.money import Rate, RateTable
from local2030.vocabulary.organisations import Actor, ActorQuery
from local2030.vocabulary.programmes import CheckedClaim, ClaimRow, LedgerRow

RUBRIC = rubric()
RATES = RateTable([Rate(date(2023, 1, 1), "EUR", Decimal("1.10"))], source="test", sha256="0" * 64)
DAY = date(2023, 6, 1)


def classify(query: ActorQuery) -> Actor:
    """Who is local, by the first word of the name: LRG Nyeri is a local government. Nothing else is asked."""
    first, _, rest = (query.name or query.ref).partition(" ")
    if first in ("LRG", "LRGA", "NATGOV", "LACAD", "NATAFF", "INTAFF", "INTL", "DONORLOC"):
        return Actor(first, "unknown", f"test-{first}", 1.0, "KE")
    if first in ("LCSO", "LPRIV"):
        reach = rest.split(" ")[0] if rest.split(" ")[0] in ("local", "national") else "unknown"
        return Actor(first, reach, f"test-{first}", 1.0, "KE")
    return Actor("UNK", "unknown", "test-unknown", 0.0, "")


def paid(
    amount: str | int, to: str = "", *, ref: str = "", link: str = "", type_: str = "3", currency: str = "USD",
    description: str = "", aid: str = "", number: int = 1, on: date | None = DAY, country: str = "", provider: str = "",
) -> Transaction:  # fmt: skip
    """A payment; `to` is the receiver's name, "" for none."""
    receiver = Party(to, ref, "", link) if to or ref or link else None
    giver = Party("", "", "", provider) if provider else None
    return Transaction(number, type_, Decimal(str(amount)), currency, on, on, giver, receiver, (aid,) if aid else (), description,
                       country, "", "", 10 + number)  # fmt: skip


def location(
    name: str = "", *, point: tuple[float, float] | None = None, admin: str = "", percentage: str | None = None
) -> Location:
    """A place; `admin` is the level of an administrative code, as a digit."""
    codes = (("A4", admin, "KE-01"),) if admin else ()
    share = Decimal(percentage) if percentage is not None else None
    return Location(1, "", name, "1", (), codes, point, "", "", "", share, 20)


def activity(
    *transactions: Transaction, identifier: str = "XM-T-1", reporter: tuple[str, str] = ("UN Test Agency", "XM-T"),
    countries: tuple[str, ...] = ("KE",), parties: tuple[ParticipatingOrg, ...] = (), locations: tuple[Location, ...] = (),
    **more: object,
) -> Activity:  # fmt: skip
    """An activity in Kenya with these payments."""
    fields: dict[str, object] = {
        "identifier": identifier, "title": "Test programme", "description": "", "reporter": Party(*reporter, "40", ""),
        "version": "2.03", "default_currency": "USD", "countries": tuple((c, None) for c in countries), "regions": (),
        "scope": "", "status": "2", "start": None, "end": None, "hierarchy": "1", "sdg_goals": (), "parties": parties,
        "transactions": transactions, "planned": (), "budgets": (), "locations": locations, "indicators": (),
        "documents": (), "markers": (), "related": (), "last_updated": "", "content_hash": "0" * 64, "file": "t.xml", "line": 1,
    }  # fmt: skip
    return Activity(**(fields | more))  # type: ignore[arg-type]


def ledger_row(
    receiver: str, amount: str | int, *, place: str = "", planned: bool = False, currency: str = "USD",
    giver: str = "UN Test Agency",
) -> LedgerRow:  # fmt: skip
    """A row of the team's own books."""
    return LedgerRow("XM-T-1", DAY, giver, receiver, "", "", place, Decimal(str(amount)), currency, planned, "l.csv", 2)


def claim(
    criterion: str, level: int | None, kind: str, *, found: bool | None = True, actor: str = "", place: str = "",
    dated: bool = True, amount: str | None = None,
) -> CheckedClaim:  # fmt: skip
    """An evidence item as it is after the machine looked for its quote."""
    row = ClaimRow("XM-T-1", "monitoring", criterion, level, kind, "a.pdf", 1, "a quote", DAY if dated else None, "", place, actor,
                   Decimal(amount) if amount else None, "USD", "team", "c.csv", 2)  # fmt: skip
    return CheckedClaim(row, found, "f" * 64, None)


def iati(*activities: str, version: str = "2.03") -> str:
    """A whole IATI file around these activity elements."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="{version}">\n'
        + "\n".join(activities)
        + "\n</iati-activities>\n"
    )


def iati_activity(
    identifier: str, *transactions: str, reporter: tuple[str, str] = ("UN Test Agency", "XM-T"), country: str = "KE", inner: str = "",
) -> str:  # fmt: skip
    """An iati-activity element in the manner of true ones."""
    return (
        f'<iati-activity default-currency="USD" xml:lang="en"><iati-identifier>{escape(identifier)}</iati-identifier>'
        f'<reporting-org ref={quoteattr(reporter[1])} type="40"><narrative>{escape(reporter[0])}</narrative></reporting-org>'
        f"<title><narrative>Title of {escape(identifier)}</narrative></title>"
        f'<recipient-country code="{country}"/>{inner}{"".join(transactions)}</iati-activity>'
    )


def iati_payment(
    amount: str | int, to: str = "", *, ref: str = "", type_: str = "", link: str = "", code: str = "3", provider: str = "",
    currency: str = "", day: str = "2023-06-01",
) -> str:  # fmt: skip
    """A transaction element; `code` 1 is incoming."""
    giver = f'<provider-org provider-activity-id="{provider}"/>' if provider else ""
    receiver = ""
    if to or ref or type_ or link:
        attributes = "".join(
            f" {k}={quoteattr(v)}" for k, v in (("ref", ref), ("type", type_), ("receiver-activity-id", link)) if v
        )
        receiver = f"<receiver-org{attributes}>{f'<narrative>{escape(to)}</narrative>' if to else ''}</receiver-org>"
    unit = f' currency="{currency}"' if currency else ""
    return (
        f'<transaction><transaction-type code="{code}"/><transaction-date iso-date="{day}"/>'
        f'<value value-date="{day}"{unit}>{amount}</value>{giver}{receiver}</transaction>'
    )


def write(folder: Path, name: str, text: str) -> str:
    """The path of a file just written."""
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)
