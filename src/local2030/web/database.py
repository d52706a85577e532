"""Where the rows lie: SQLite in the store's folder, or PostgreSQL at `LOCAL2030_DATABASE_URL`.

Read before Django is, like `home.py`. A refusal never repeats the address: a password may stand in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

NAME = "LOCAL2030_DATABASE_URL"
SHAPE = "postgresql://user:password@host:5432/database?sslmode=require"
SCHEMES = ("postgresql", "postgres")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# What may stand after the question mark. `host` there is a folder with the server's socket.
OPTIONS = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name")
KEPT_SECONDS = 300  # a connection is used again by the same thread for so long

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: a commit that was acknowledged survives a power cut, too.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864;"
    "PRAGMA temp_store=MEMORY;",
}


def database(environment: Mapping[str, str], home: Path) -> dict[str, Any]:
    """The entry for Django's `DATABASES`; a refusal with the reason if the address isn't one."""
    address = environment.get(NAME, "").strip()
    if not address:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": home / "store.sqlite3", "OPTIONS": dict(SQLITE)}
    found = _postgresql(address)
    if find_spec("psycopg") is None:
        raise ImproperlyConfigured(f"{NAME} needs the PostgreSQL driver: pip install 'local2030[postgresql]'")
    return found


def _postgresql(address: str) -> dict[str, Any]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{NAME} has a host or a port that can't be read. Write it as {SHAPE}") from None
    if parts.scheme not in SCHEMES:
        raise ImproperlyConfigured(f"{NAME} must begin with postgresql:// . Write it as {SHAPE}")
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise ImproperlyConfigured(f"{NAME} must name one database after the host. Write it as {SHAPE}")
    if parts.fragment:
        raise ImproperlyConfigured(f"{NAME} has a # in it. In a password, write # as %23, @ as %40, / as %2F")
    options = _options(parts.query)
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, "application_name": "local2030"} | options,
    }


def _options(query: str) -> dict[str, Any]:
    found: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    for name in found:
        if name not in OPTIONS:
            raise ImproperlyConfigured(f"{NAME} has {name!r} after the ?; known are: {', '.join(OPTIONS)}")
    if found.get("sslmode", SSL_MODES[0]) not in SSL_MODES:
        raise ImproperlyConfigured(f"{NAME}: sslmode must be one of {', '.join(SSL_MODES)}")
    wait = found.get("connect_timeout")
    if wait is not None:
        if not (wait.isascii() and wait.isdigit() and 0 < int(wait) <= 600):
            raise ImproperlyConfigured(f"{NAME}: connect_timeout must be a number of seconds from 1 to 600")
        found["connect_timeout"] = int(wait)
    return found
