"""Answers of the API: JSON with an ETag, 304 where nothing changed, refusals with their reason in codes and in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.utils import check_csrf

from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import remedy, say
from local2030.web.registry.changing import Outdated, Refused, Unfit
from local2030.web.registry.words import refusal_words

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_VERSION = re.compile(r"(\d{1,9})(?:-[0-9a-f]*)?")


class Unsigned(Exception):
    """Nobody is signed in, and this is for somebody who is."""


def answer(request: HttpRequest, data: Any, status: int = 200, *, version: int | None = None) -> HttpResponse:
    """The data as JSON. Its ETag holds the version, if the answer is one thing, and a hash of all that this reader gets.

    304 without a body where the reader has the same already. Two readers who get different things get different tags.
    """
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder).encode()
    digest = sha256(body).hexdigest()[:20]
    tag = f"{version}-{digest}" if version is not None else digest
    same = request.method == "GET" and status == 200 and _has(request.headers.get("If-None-Match", ""), tag)
    response = HttpResponse(status=304) if same else HttpResponse(body, "application/json", status)
    response.headers["ETag"] = f'W/"{tag}"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, Authorization, Accept-Language"
    return response


def version_asked(request: HttpRequest, body: Mapping[str, Any], now: int) -> int | None:
    """The version that was read, from If-Match or the body's `version`; None if neither is given.

    Of several tags the one that fits counts; a tag that holds no version fits none (0).
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        number = body.get("version")
        return number if isinstance(number, int) and not isinstance(number, bool) else None
    if given == "*":
        return now
    tags = _TAG.findall(given) or [given]
    versions = [int(found[1]) for tag in tags if (found := _VERSION.fullmatch(tag.strip()))]
    return now if now in versions else next(iter(versions), 0)


def signed_in(request: HttpRequest) -> Any:
    """Whoever writes: signed in, and by a form of this site or with a key; else 401, or 403 for a forged request."""
    if not request.user.is_authenticated:
        raise Unsigned
    if check_csrf(request) is not None:
        raise HttpError(403, "The token against forged requests is missing: send X-CSRFToken, or use a key.")
    return request.user


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The object in the request's body; 400 if there is none."""
    try:
        data = json.loads(request.body or b"{}", parse_constant=_no_number)
        if _HALF.search(request.body):  # half a letter, which nothing can keep
            json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise HttpError(400, "The body isn't JSON.") from None
    if not isinstance(data, dict):
        raise HttpError(400, "The body must be a JSON object.")
    return data


def _no_number(name: str) -> None:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(name)


def findings_plain(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings by column, with their words."""
    language = get_language() or "en"
    return [
        {
            "code": found.code,
            "severity": found.severity,
            "column": str(found.values.get("column", "")),
            "text": say(found.code, found.values, language),
            "remedy": remedy(found.code, found.values, language),
        }
        for found in findings
    ]


def tell_refusals(api: NinjaAPI) -> None:
    """Sets what the API answers to each way in which a deed can be refused."""

    def told(error: type[Exception], plain: Callable[[Any], tuple[int, dict[str, Any]]]) -> None:
        def handler(request: HttpRequest, found: Any) -> HttpResponse:
            status, data = plain(found)
            response = api.create_response(request, data, status=status)
            if status == 401:
                response.headers["WWW-Authenticate"] = 'Bearer realm="local2030"'
            if isinstance(found, Outdated):
                response.headers["ETag"] = f'W/"{found.thing.version}"'
            return response

        api.add_exception_handler(error, handler)

    told(Unsigned, lambda _e: (401, {"detail": "Sign in, or send a key: Authorization: Bearer ..."}))
    told(PermissionDenied, lambda _e: (403, {"detail": "You may not do this."}))
    told(
        Outdated, lambda e: (412, {"detail": "Somebody else changed it since you read it.", "version": e.thing.version})
    )
    told(Unfit, _unfit)
    told(Refused, _refused)


def _unfit(error: Unfit) -> tuple[int, dict[str, Any]]:
    found = findings_plain(error.findings)
    first = next((f["text"] for f in found if f["severity"] == "error"), "What was handed in can't be kept.")
    return 422, {"detail": first, "findings": found}


def _refused(error: Refused) -> tuple[int, dict[str, Any]]:
    refusal = error.refusal
    words = refusal_words(getattr(error, "kind", ""), refusal)
    lacks = words["missing"]
    return 403 if refusal.reason == "not-your-role" else 409, {
        "detail": words["reason"],
        "reason": refusal.reason,
        "missing": [name if isinstance(name, str) else str(name.values.get("name", "")) for name in refusal.missing],
        "messages": [lack["message"] for lack in lacks],
    }


def _has(header: str, tag: str) -> bool:
    return header.strip() == "*" or tag in _TAG.findall(header)
