"""The disk is full in the middle of a write: said in words, nothing half saved, and afterwards all goes on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import engines
import pytest
from django.db import OperationalError
from web_builders import activity, aid_file

from local2030.web.watching.full_disk import is_full

# A process that may write files of 400 KB sends one of 1 MB, then does a job whose results don't fit, then has room.
CODE = """
import resource, sys
import django; django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from local2030.web.accounts.models import User
from local2030.web.jobs import child, running
from local2030.web.jobs.models import Job
from local2030.web.marker.models import Programme, Upload
running._start = lambda job_id: None
def send(content, name="aid.xml"):
    data = {"aid": SimpleUploadedFile(name, content), "phase": "monitoring", "audience": "public"}
    return client.post("/marker/uploads/new/", data)
def work():
    job = Job.objects.latest("id"); Job.objects.filter(pk=job.pk).update(state="running"); child._do(job.pk)
    job.refresh_from_db(); return job
client = Client(raise_request_exception=False)
client.force_login(User.objects.get(demo=True))
large, small = open(sys.argv[1], "rb").read(), open(sys.argv[2], "rb").read()
least = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (least, resource.RLIM_INFINITY))
answer = send(large)
page = answer.content.decode()
assert answer.status_code == 507, answer.status_code
assert "no room left on the disk" in page and "Traceback" not in page
assert not Upload.objects.exists() and not Job.objects.exists()
answer.exc_info = client.exc_info = answer = None; import gc; gc.collect()  # the half file goes with what held it
assert not [p for p in settings.WORK.iterdir() if p.name.startswith(("receiving", "tmp"))]
assert send(small).status_code == 302
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, resource.RLIM_INFINITY))
if sys.argv[4] == "postgresql":
    job = work()
    assert (job.state, job.trouble["code"]) == ("failed", "job-no-room"), (job.state, job.trouble)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert not Programme.objects.exists()
if sys.argv[4] == "postgresql":
    client.post(f"/marker/uploads/{Upload.objects.get().pk}/again/")
assert work().state == "done"
assert Programme.objects.count() == 60
print("whole")
"""


def test_a_full_disk_is_told_and_nothing_is_half_saved(tmp_path: Path) -> None:
    home, large, small = tmp_path / "home", tmp_path / "large.xml", tmp_path / "small.xml"
    home.mkdir()
    large.write_bytes(aid_file(*(activity(f"XM-{n}", "Wells " * 40) for n in range(8000))))
    small.write_bytes(aid_file(*(activity(f"XM-{n}") for n in range(60))))
    given = os.environ | engines.settings_of(home) | {"DJANGO_SETTINGS_MODULE": "local2030.web.settings"}
    given["LOCAL2030_PSEUDO"] = "0"
    begin = "import django; django.setup(); from local2030.web.setting_up import set_up; set_up(example=False)"
    subprocess.run([sys.executable, "-c", begin], env=given, check=True, timeout=120, capture_output=True)
    database = home / "store.sqlite3"
    least = 400_000 + (database.stat().st_size if database.exists() else 0)
    assert large.stat().st_size > 1.5 * least
    engine = "postgresql" if engines.POSTGRESQL else "sqlite"
    command = [sys.executable, "-c", CODE, str(large), str(small), str(least), engine]
    done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "whole", done.stderr
    assert engines.is_sound(home)


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OperationalError("database or disk is full"), True),
        (OperationalError('could not extend file "base/1": No space left on device'), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (OperationalError("database is locked"), False),
        (ValueError("the disk is full"), False),
        (None, False),
    ],
)
def test_what_means_that_there_is_no_room(error: BaseException | None, full: bool) -> None:
    assert is_full(error) is full
    if error is not None:
        wrapped = RuntimeError("later")
        wrapped.__cause__ = error
        assert is_full(wrapped) is full
