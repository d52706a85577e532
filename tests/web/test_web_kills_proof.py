"""Long proof (make proof): killed 50 times at random while it writes and imports, the store loses nothing acknowledged.

A writer appends rows with their entries of the history, and says so in a file only after the commit; a worker imports
files. Both are killed (SIGKILL, with their jobs) again and again. Then: every write that was said is there, whole; every import
is there in full or waits; the chain holds. On SQLite, or with LOCAL2030_TEST_DATABASE=postgresql on PostgreSQL. Further
writes to prove: a line in `WRITES`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import engines
import pytest
from web_builders import activity, aid_file

pytestmark = pytest.mark.proof

KILLS = 50
EACH = 40  # activities of an imported file
SEED = 20301123
# What a turn of the writer does in one transaction: Python with `n` and `user` at hand.
WRITES = (
    "User.objects.create(username=f'left-{n}'); User.objects.create(username=f'right-{n}')",
    "append(by=user, deed='change', kind='proof', id=f'P-{n}', after={'n': n}, why='proof')",
)
WRITER = """
import os, sys, time
import django; django.setup()
from django.db import transaction
from local2030.web.accounts.models import User
from local2030.web.history.chain import append
user = User.objects.get(username="keeper")
said = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
n = int(sys.argv[2])
while True:
    n += 1
    with transaction.atomic():
        %s
    os.write(said, f"{n}\\n".encode())
"""


def test_killed_fifty_times_it_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    home, said = tmp_path / "home", tmp_path / "said"
    home.mkdir()
    given = os.environ | engines.settings_of(home)
    given |= {"DJANGO_SETTINGS_MODULE": "local2030.web.settings", "LOCAL2030_PSEUDO": "0", "LOCAL2030_JOBS": "worker"}
    _python(given, "from local2030.web.setting_up import set_up; set_up(example=False)")
    _python(given, _uploads(home, 12))
    writer = WRITER % "\n        ".join(WRITES)
    worker = "from local2030.cli.site import site; site(['work'])"
    chance, last = random.Random(SEED), 0
    for kill in range(KILLS):
        running = [
            subprocess.Popen([sys.executable, "-c", writer, str(said), str(kill * 1_000_000)], env=given, stderr=2),
            subprocess.Popen([sys.executable, "-c", worker], env=given, stdout=subprocess.DEVNULL),
        ]
        _wait_for_more(said, last)
        time.sleep(chance.uniform(0, 0.8))
        for process in running:
            process.kill()
        for process in running:
            process.wait(10)
        _kill_job(home)
        last = said.stat().st_size
    numbers = [int(line) for line in said.read_text().splitlines()]
    assert len({n // 1_000_000 for n in numbers}) == KILLS
    found = _python(
        given,
        "import json; from local2030.web.accounts.models import User; from local2030.web.history.models import Entry;"
        "from local2030.web.history.proof import verify; from local2030.web.jobs.running import bury; bury();"
        "names = set(User.objects.values_list('username', flat=True));"
        "print(json.dumps([sorted(names), list(Entry.objects.filter(kind='proof').values_list('serial', flat=True)), verify()._asdict()]))",
    )
    names, serials, verdict = json.loads(found)
    left, right = ({int(n.split("-")[1]) for n in names if n.startswith(side)} for side in ("left-", "right-"))
    assert left == right == {int(s.removeprefix("P-")) for s in serials}  # no half of a write
    assert set(numbers) <= left  # no acknowledged one is lost
    assert len(left) - len(numbers) <= KILLS  # at most one a kill was written and not yet said
    assert verdict["ok"], verdict
    # Every import is there in full, or not at all; those that wait are done by the next worker.
    assert _halves(home) == 0
    _python(
        given,
        "from local2030.web.jobs.models import Job; Job.objects.filter(state='dead').update(state='waiting', tries=0)",
    )
    _python(given, "from local2030.cli.site import site; site(['work', '--once'], standalone_mode=False)")
    assert engines.one(home, "select count(*) from marker_programme") == 12 * EACH
    assert engines.is_sound(home)
    print(f"{KILLS} kills, {len(numbers)} acknowledged writes, {verdict['entries']} entries, {12 * EACH} programmes")


def _python(given: dict[str, str], code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env=given,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _uploads(home: Path, number: int) -> str:
    """Files in their folders, and the code that asks for their imports."""
    for n in range(number):
        folder = home / "uploads" / f"k{n}"
        folder.mkdir(parents=True)
        (folder / "aid.xml").write_bytes(aid_file(*(activity(f"XM-{n}-{m}") for m in range(EACH))))
    return (
        "from local2030.web.accounts.models import Grant, Role, User; from local2030.web.marker.uploads import file_upload\n"
        "u = User.objects.create_user('keeper'); Grant.objects.create(user=u, role=Role.SEC)\n"
        f"for n in range({number}): file_upload(f'k{{n}}', dict(name='aid.xml', sha256='0'*64, size=1), u, {{}})"
    )


def _wait_for_more(said: Path, before: int) -> None:
    until = time.monotonic() + 90
    while not said.exists() or said.stat().st_size <= before:
        assert time.monotonic() < until, "the writer says nothing"
        time.sleep(0.02)


def _kill_job(home: Path) -> None:
    """The job's process as well, by its number, if it still lives."""
    pid = engines.one(home, "select pid from jobs_job where state = 'running' and pid is not null limit 1")
    if pid and Path(f"/proc/{pid}/cmdline").exists() and b"jobs.child" in Path(f"/proc/{pid}/cmdline").read_bytes():
        os.kill(int(pid), signal.SIGKILL)


def _halves(home: Path) -> int:
    """Uploads with some of their programmes and not all."""
    question = "select count(*) from (select upload_id from marker_programme group by upload_id having count(*) <> ?) as halves"
    return int(engines.one(home, question, EACH))
