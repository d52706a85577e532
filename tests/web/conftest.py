"""A site in a folder of its own for every run, people who sign in, and a store filled by the engine itself."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

_HOME = Path(tempfile.mkdtemp(prefix="local2030-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["LOCAL2030_HOME"] = str(_HOME)
os.environ["LOCAL2030_PSEUDO"] = "1"
for name in [n for n in os.environ if n.startswith("LOCAL2030_")]:
    if name not in ("LOCAL2030_HOME", "LOCAL2030_PSEUDO", "LOCAL2030_SHARED_DATA", "LOCAL2030_TEST_DATABASE"):
        os.environ.pop(name)
os.environ["DJANGO_SETTINGS_MODULE"] = "local2030.web.settings"

import engines  # noqa: E402

if engines.POSTGRESQL:
    os.environ["LOCAL2030_DATABASE_URL"] = engines.address()

from local2030.web.translation.trial_languages import write_trial_languages  # noqa: E402

write_trial_languages(_HOME / "locale")

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import translation  # noqa: E402
from web_builders import EXAMPLE, PASSWORD, granted  # noqa: E402

from local2030.web.accounts.models import Role, User  # noqa: E402
from local2030.web.jobs import running  # noqa: E402
from local2030.web.jobs.deeds import DEEDS  # noqa: E402
from local2030.web.jobs.models import Job, State  # noqa: E402


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own uploads; jobs wait until the test runs them in its own process."""
    for name in ("UPLOADS", "WORK"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        setattr(settings, name, folder)
    settings.FILE_UPLOAD_TEMP_DIR = settings.WORK
    settings.KEPT_PAGES = 0  # tests write rows without the history, which tells when pages are old
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(running, "_start", lambda job_id: None)
    cache.clear()
    translation.activate("en")  # whatever language the test before was in


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests empty their tables, which a store refuses for its history: the guards stand where a test puts them on."""
    from django.db import connection
    from flushing import put_back_after_each_flush

    from local2030.web.history.guards import take_off

    with django_db_blocker.unblock():
        take_off(connection)
        put_back_after_each_flush()


@pytest.fixture
def member(db: Any) -> User:
    """Ana, of a country team."""
    return granted(User.objects.create_user("ana", password=PASSWORD, first_name="Ana", last_name="Mutua"), Role.RC)


@pytest.fixture
def other_member(db: Any) -> User:
    """Ben, of another team."""
    return granted(User.objects.create_user("ben", password=PASSWORD), Role.RC)


@pytest.fixture
def steward(db: Any) -> User:
    """Sena, of the Secretariat."""
    return granted(User.objects.create_user("sena", password=PASSWORD), Role.SEC)


@pytest.fixture
def signed_in(member: User) -> Client:
    """Ana's browser."""
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def run_jobs() -> Callable[[], None]:
    """Does what the child processes would do, here and now."""
    from local2030.web.jobs import child

    def run() -> None:
        for job in Job.objects.filter(state__in=(State.RUNNING, State.WAITING)).order_by("id"):
            Job.objects.filter(pk=job.pk).update(state=State.RUNNING)
            child._do(job.pk)

    assert DEEDS
    return run


@pytest.fixture
def send(run_jobs: Callable[[], None]) -> Callable[..., Any]:
    """Sends a file by the form and runs its job; gives the last answer."""

    def sent(client: Client, content: bytes, name: str = "aid.xml", *, run: bool = True, **fields: Any) -> Any:
        data = {"aid": SimpleUploadedFile(name, content), "phase": "monitoring", "audience": "public", **fields}
        answer = client.post("/marker/uploads/new/", data, follow=True)
        if run:
            run_jobs()
        return answer

    return sent


@pytest.fixture
def example(signed_in: Client, send: Callable[..., Any]) -> Any:
    """The worked example's programme, filed by Ana with its ledger, claims and documents."""
    from local2030.web.marker.models import Programme

    documents = [SimpleUploadedFile(p.name, p.read_bytes()) for p in sorted((EXAMPLE / "documents").iterdir())]
    send(
        signed_in,
        (EXAMPLE / "activity.xml").read_bytes(),
        ledger=SimpleUploadedFile("ledger.csv", (EXAMPLE / "ledger.csv").read_bytes()),
        claims=SimpleUploadedFile("claims.csv", (EXAMPLE / "claims.csv").read_bytes()),
        documents=documents,
    )
    return Programme.objects.select_related("upload").get()
