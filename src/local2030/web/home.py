"""The folder of the store and what guards it: the secret key, the names the site answers to, and when it must not start.

Read before Django is: nothing here may import it but for the error that it shows without a traceback.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KNOWN_SECRETS = ("django-insecure-", "change-me", "changeme", "secret", "local2030")
SHORTEST_SECRET = 32


def store_folder(environment: Mapping[str, str]) -> Path:
    """The folder, made with the folders in it, open to its owner only."""
    home = Path(environment.get("LOCAL2030_HOME") or "local2030-data").absolute()
    for folder in (home, *(home / name for name in ("uploads", "work", "locale", "static"))):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def allowed_hosts(environment: Mapping[str, str]) -> list[str]:
    """The names in Host headers that are answered; without a setting, those of this machine only."""
    named = [name.strip() for name in environment.get("LOCAL2030_ALLOWED_HOSTS", "").split(",") if name.strip()]
    return named or ["127.0.0.1", "localhost", "[::1]"]


def secret_key(environment: Mapping[str, str], home: Path, *, loopback: bool, demo: bool) -> str:
    """The key of the environment, else that of the folder, made at first start.

    Refuses what would leave an open door on a reachable address: the demonstration sign-in, a key that can be guessed.
    """
    if demo and not loopback:
        raise ImproperlyConfigured(
            "The demonstration sign-in is for this machine only. Listen on 127.0.0.1, or set LOCAL2030_DEMO=0."
        )
    given = environment.get("LOCAL2030_SECRET_KEY", "")
    if given and not loopback and is_guessable(given):
        raise ImproperlyConfigured(
            f"LOCAL2030_SECRET_KEY can be guessed. Give at least {SHORTEST_SECRET} random characters, or leave it out: "
            "a key is then made and kept in the store."
        )
    return given or _kept_key(home / "secret-key")


def is_guessable(secret: str) -> bool:
    """Whether a key is short, of few characters, or begins like those in manuals."""
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < 10 or secret.lower().startswith(KNOWN_SECRETS)


def _kept_key(path: Path) -> str:
    """The key in the file. Written aside and linked, so that of two processes that start at once both read one key."""
    if not path.exists():
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    key = path.read_text("ascii").strip()
    if is_guessable(key):
        raise ImproperlyConfigured(f"The key in {path} is damaged. Remove the file; everybody signs in anew.")
    return key
