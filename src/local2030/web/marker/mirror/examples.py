"""Three local governments of the worked example, and what they say in it: invented, and said to be invented.

The places are real and their governments weren't asked. No link is printed: its token is thrown away at once, and the
demonstration's sign-in can open a new one from the page of a local government.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from local2030.web.marker.mirror.answering import Said, answer
from local2030.web.marker.mirror.asked import item_of
from local2030.web.marker.mirror.gathering import gather
from local2030.web.marker.mirror.links import link_of, send_link
from local2030.web.marker.mirror.models import Attestation
from local2030.web.marker.models import Programme
from local2030.web.registry.models import Thing

IDENTIFIER = "XM-EXAMPLE-JP-2030"
INVENTED = "Invented for the worked example."
KISUMU, HOMA_BAY, BUSIA = "ke-17", "ke-08", "ke-04"
ANSWERS = {
    (KISUMU, "paid"): Said(
        "yes", Decimal("138000.00"), "USD", f"{INVENTED} All tranches came; the bank kept 5,000 in charges.",
        "Chief Officer", "Department of Water", False,
    ),
    (KISUMU, "place"): Said("yes", None, "", f"{INVENTED} The data desks work.", "Chief Officer", "Department of Water", False),
    (HOMA_BAY, "paid"): Said(
        "partly", Decimal("80000.00"), "USD", f"{INVENTED} A part came a year late.", "Director", "County Treasury", True
    ),
}  # fmt: skip


@transaction.atomic
def file_examples(by: Any) -> None:
    """One answered yes with what it received, one partly and in confidence, one without an answer. Twice is as good as once."""
    gather()
    if not Programme.objects.filter(identifier=IDENTIFIER, current=True).exists():
        return
    if Attestation.objects.filter(identifier=IDENTIFIER).exists():
        return
    for key in (KISUMU, HOMA_BAY, BUSIA):
        town = Thing.objects.filter(kind="local-government", key=key).first()
        link = link_of(send_link(by, town, "", "")) if town is not None else None
        if town is None or link is None:
            continue
        for (of, subject), said in ANSWERS.items():
            item = item_of(town, f"{subject}|{IDENTIFIER}") if of == key else None
            if item is not None:
                answer(link, item, said)
