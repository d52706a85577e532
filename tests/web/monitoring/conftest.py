"""The invented region in a store of the test's own: loaded once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from local2030.web.accounts.models import Role, User
from local2030.web.monitoring import adopting, examples


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with Sandoria in its two states, as `site setup` leaves it."""
    from django.conf import settings as plain

    home = tmp_path_factory.mktemp("sandoria")
    was, plain.HOME = plain.HOME, home
    try:
        before = adopting.adopt
        examples.adopt = lambda: None  # type: ignore[assignment]
        examples.file_examples(None)
        examples.adopt = before
    finally:
        plain.HOME = was
    return home


@pytest.fixture
def store(loaded: Path, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The test's own copy, with the folder for locks."""
    home = tmp_path / "home"
    shutil.copytree(loaded, home)
    (home / "work").mkdir()
    settings.HOME = home
    adopting._seen.clear()
    yield home
    adopting._seen.clear()


@pytest.fixture
def visitor(store: Path, db: Any) -> Client:
    """Somebody without an account."""
    return Client()


@pytest.fixture
def officer(store: Path, db: Any) -> Client:
    """A data officer of a local government in Kenya."""
    from web_builders import granted

    user = granted(
        User.objects.create_user("dara", password="a-long-enough-password", first_name="Dara"), Role.LRG, "country:KE"
    )
    client = Client()
    client.force_login(user)
    return client
