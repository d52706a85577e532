"""Small files of aid data in the manner of true ones, and what the tests of the site share."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

EXAMPLE = Path(str(files("local2030.workflows") / "example"))
PASSWORD = "a-long-enough-password"


def activity(
    identifier: str, title: str = "Wells", *, value: str = "1000", receiver: str = "Municipality of Nyeri"
) -> str:
    """One activity with one payment, in the manner of true ones."""
    return f"""<iati-activity default-currency="USD" last-updated-datetime="2026-10-14T00:00:00Z">
<iati-identifier>{identifier}</iati-identifier><reporting-org ref="XM-DAC-1" type="40"><narrative>UN Agency</narrative></reporting-org>
<title><narrative>{title}</narrative></title><recipient-country code="KE"/>
<transaction><transaction-type code="3"/><transaction-date iso-date="2026-01-05"/><value value-date="2026-01-05">{value}</value>
<receiver-org type="11"><narrative>{receiver}</narrative></receiver-org></transaction></iati-activity>"""


def aid_file(*activities: str) -> bytes:
    """A whole file of activities."""
    return f'<?xml version="1.0"?><iati-activities version="2.03">{"".join(activities)}</iati-activities>'.encode()


def granted(user: Any, role: str, scope: str = "") -> Any:
    """The person with a role from now on."""
    from local2030.web.accounts.models import Grant

    Grant.objects.create(user=user, role=role, scope=scope)
    return user
