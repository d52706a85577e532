"""What the environment says about signing in and mail: providers, a mail server, who needs a second factor.

Read by the settings, before Django is ready: nothing here imports more of it than the error shown without a traceback.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from local2030.web.accounts.matrix import ROLES

NEEDED = ("id", "name", "server_url", "client_id", "secret")


def providers(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """The OpenID Connect providers of LOCAL2030_OIDC: a JSON list, or the name of a file that holds one."""
    given = environment.get("LOCAL2030_OIDC", "").strip()
    if not given:
        return []
    try:
        listed = json.loads(given if given[0] in "[{" else Path(given).read_text("utf-8"))
        listed = listed if isinstance(listed, list) else [listed]
        return [_app(provider) for provider in listed]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise ImproperlyConfigured(
            f"LOCAL2030_OIDC must be a JSON list of objects with {', '.join(NEEDED)}, or a file of it: {wrong}"
        ) from None


def mail(environment: Mapping[str, str], home: Path) -> dict[str, Any]:
    """Settings of mail from LOCAL2030_SMTP_URL (smtp:// or smtps://); without it, mails lie as files in the store."""
    kept = {"DEFAULT_FROM_EMAIL": environment.get("LOCAL2030_MAIL_FROM") or "local2030@localhost"}
    url = environment.get("LOCAL2030_SMTP_URL", "")
    if not url:
        files = "django.core.mail.backends.filebased.EmailBackend"
        return kept | {"EMAIL_BACKEND": files, "EMAIL_FILE_PATH": str(home / "mail")}
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("smtp", "smtps"):
        raise ImproperlyConfigured("LOCAL2030_SMTP_URL must look like smtp://user:password@mail.example.org:587")
    return kept | {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and (port == 587 or "starttls" in parts.query),
        "EMAIL_TIMEOUT": 10,
    }


def roles_with_second_factor(environment: Mapping[str, str]) -> frozenset[str]:
    """The roles that hold only for whoever signs in with a second factor: LOCAL2030_MFA=SEC,SC."""
    named = frozenset(role.strip().upper() for role in environment.get("LOCAL2030_MFA", "").split(",") if role.strip())
    if named - set(ROLES):
        raise ImproperlyConfigured(
            f"LOCAL2030_MFA names roles that aren't there: {', '.join(sorted(named - set(ROLES)))}"
        )
    return named


def _app(provider: Mapping[str, Any]) -> dict[str, Any]:
    """A provider as allauth reads it. Its word on a person's e-mail counts, so only trusted ones may be listed."""
    told = {name: str(provider[name]) for name in NEEDED}
    if urlsplit(told["server_url"]).scheme not in ("https", "http"):
        raise ValueError("server_url is no address")
    if not re.fullmatch(r"[-a-zA-Z0-9_]+", told["id"]):
        raise ValueError("an id has letters, digits, - and _ only")
    return {
        "provider_id": told["id"],
        "name": told["name"],
        "client_id": told["client_id"],
        "secret": told["secret"],
        "settings": {"server_url": told["server_url"], "oauth_pkce_enabled": True},
    }
