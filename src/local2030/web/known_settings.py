"""Every name that the environment may set, and what its value must look like. Read before Django is.

A value that can't be meant refuses the start with a sentence. A LOCAL2030_ name that nobody knows is a slip of the pen:
it is told, with the nearest name that there is, and the site starts.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping

from django.core.exceptions import ImproperlyConfigured

Check = Callable[[str], str]  # what the value must be, "" if it is
PREFIX = "LOCAL2030_"
LEAST_TOKEN = 16


def _switch(value: str) -> str:
    return "" if value in ("0", "1") else "must be 0 or 1"


def _one_of(*values: str) -> Check:
    return lambda value: "" if value in values else f"must be {' or '.join(values)}"


def _number(least: int, most: int) -> Check:
    def check(value: str) -> str:
        fits = value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most
        return "" if fits else f"must be a number from {least} to {most}"

    return check


def _token(value: str) -> str:
    fits = len(value) >= LEAST_TOKEN and re.fullmatch(r"[\x21-\x7e]+", value)
    return "" if fits else f"must have at least {LEAST_TOKEN} characters and no blank"


def _any(_value: str) -> str:
    return ""


# Those with `_any` are judged where they are read.
KNOWN: dict[str, Check] = {
    "LOCAL2030_HOME": _any,
    "LOCAL2030_HOST": _any,
    "LOCAL2030_ALLOWED_HOSTS": _any,
    "LOCAL2030_SECRET_KEY": _any,
    "LOCAL2030_DATABASE_URL": _any,
    "LOCAL2030_OIDC": _any,
    "LOCAL2030_MFA": _any,
    "LOCAL2030_SMTP_URL": _any,
    "LOCAL2030_MAIL_FROM": _any,
    "LOCAL2030_DEBUG": _any,
    "LOCAL2030_SHARED_DATA": _any,
    "LOCAL2030_TEST_DATABASE": _any,
    "LOCAL2030_SERVED": _any,
    "LOCAL2030_ENGINE": _any,
    "LOCAL2030_SPARK_MEMORY": _any,
    "LOCAL2030_DEMO": _switch,
    "LOCAL2030_TLS": _switch,
    "LOCAL2030_PSEUDO": _switch,
    "LOCAL2030_FORWARDED_FOR": _switch,
    "LOCAL2030_JOBS": _one_of("here", "worker"),
    "LOCAL2030_LOG": _one_of("text", "json"),
    "LOCAL2030_WORKERS": _number(1, 64),
    "LOCAL2030_METRICS_TOKEN": _token,
}
SECRET = frozenset({"LOCAL2030_SECRET_KEY", "LOCAL2030_METRICS_TOKEN", "LOCAL2030_DATABASE_URL", "LOCAL2030_SMTP_URL"})


def check_settings(environment: Mapping[str, str]) -> None:
    """Goes on if every value can be meant; else refuses with all that can't, not with the first only."""
    wrong = []
    for name, check in KNOWN.items():
        value = environment.get(name, "")
        reason = check(value) if value else ""
        if reason:
            wrong.append(f"{name} {reason}" + ("" if name in SECRET else f", and is {value[:40]!r}") + ".")
    if wrong:
        raise ImproperlyConfigured(" ".join(wrong))


def slips(names: Iterable[str]) -> list[str]:
    """A sentence for each LOCAL2030_ name that sets nothing."""
    found = []
    for name in sorted(n for n in names if n.upper().startswith(PREFIX) and n not in KNOWN):
        words = [known.removeprefix(PREFIX) for known in KNOWN]
        near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), words, n=1, cutoff=0.7)
        found.append(f"{name} sets nothing." + (f" Is {PREFIX}{near[0]} meant?" if near else ""))
    return found
