"""A form that is sent twice makes one thing: by a double click, by three copies at once, by going back and sending again.

Each form carries a token that nobody can guess. Its hash is unique in the store: whoever comes second waits for the
first and is led to what that made. If the deed fails nothing is kept, and the same form may be sent again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from local2030.web.registry.models import Sent

FIELD = "once"
KEPT_DAYS = 30
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}")


def token_of(request: HttpRequest) -> str:
    """The token for a form: the one that came with it if it is shown again, else a new one."""
    sent = request.POST.get(FIELD, "")
    return sent if _TOKEN.fullmatch(sent) else secrets.token_urlsafe(18)


def once(request: HttpRequest, deed: Callable[[], str]) -> str:
    """Does the deed, which gives the address to go on to; for a copy of the form that address and nothing else."""
    token = request.POST.get(FIELD, "")
    if not _TOKEN.fullmatch(token):
        return deed()
    name = sha256(f"{getattr(request.user, 'pk', None)}|{request.path}|{token}".encode()).hexdigest()
    with transaction.atomic():
        row, is_first = Sent.objects.get_or_create(hash=name, defaults={"at": timezone.now()})
        if is_first:
            row.address = deed()
            row.save(update_fields=["address"])
        return str(row.address)


def forget_sent(day: date) -> str:
    """Removes what was kept of forms that nobody will send again."""
    number, _by_kind = Sent.objects.filter(at__date__lt=day - timedelta(days=KEPT_DAYS)).delete()
    return f"{number} forms"
