"""Background work: whole or not at all, whatever happens to its process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import engines
import pytest
from django.test import Client
from engines import one
from web_builders import activity, aid_file

from local2030.web.jobs import running
from local2030.web.jobs.models import Job, State
from local2030.web.marker.models import Programme, Scoring, Upload

LARGE = 700  # activities: the filing alone takes long enough to be killed in


@pytest.fixture(scope="module")
def large_file() -> bytes:
    """A file in which every activity has payments of its own."""
    return aid_file(*(activity(f"XM-DAC-7-{n}", f"Wells {n}") for n in range(LARGE)))


@pytest.fixture
def store(tmp_path: Path, large_file: bytes) -> Iterator[Path]:
    """A real store in a folder, with one upload whose job waits."""
    home = tmp_path / "home"
    _in_store(home, "from local2030.web.setting_up import set_up; set_up(example=False)")
    folder = home / "uploads" / "k"
    folder.mkdir(parents=True)
    (folder / "large.xml").write_bytes(large_file)
    _in_store(
        home,
        "from local2030.web.accounts.models import Grant, User; from local2030.web.marker.uploads import file_upload;"
        "u = User.objects.create_user('ana'); Grant.objects.create(user=u, role='RC'); file_upload('k', dict(name='large.xml', sha256='0'*64, size=1), u, {})",
    )
    yield home


def test_a_process_killed_while_reading_or_filing_leaves_nothing_half_written_and_the_job_is_done_again(
    store: Path,
) -> None:
    for tries, moment in enumerate(("reading", "filing"), start=1):
        _in_store(store, "from local2030.web.jobs.running import launch_waiting; launch_waiting()")
        _kill_when(store, moment)
        assert one(store, "select state from jobs_job") == "running"  # it could not say so
        assert _counts(store) == (0, 0, 0, 0)
        _in_store(store, "from local2030.web.jobs.running import bury; assert bury() == 1")
        assert one(store, "select state from jobs_job") == "waiting"
        assert one(store, "select tries from jobs_job") == tries
        assert not list((store / "work").glob("job-*"))
        assert engines.is_sound(store)
    _in_store(store, "from local2030.web.jobs.running import launch_waiting; launch_waiting()")
    _wait(lambda: one(store, "select state from jobs_job") == "done")
    assert _counts(store)[0] == LARGE


def test_a_worker_does_what_waits_and_ends(store: Path) -> None:
    done = _work(store, "--once")
    assert done.wait(60) == 0
    assert one(store, "select state from jobs_job") == "done"
    assert _counts(store)[0] == LARGE


def test_two_jobs_for_one_upload_at_once_file_it_once(store: Path) -> None:
    again = "from local2030.web.jobs import deeds; from local2030.web.marker.models import Upload"
    _in_store(store, f"{again}; u = Upload.objects.get(); deeds.ask('import', u.pk, u.by)")
    assert _work(store, "--once", "--at-once", "2").wait(90) == 0
    assert one(store, "select count(*) from jobs_job where state = 'done'") == 2
    assert _counts(store)[0] == LARGE
    assert one(store, "select count(*) from marker_scoring") == 1


def test_a_job_whose_worker_and_process_are_killed_is_done_by_the_next_worker(store: Path) -> None:
    first = _work(store)
    pid = _kill_when(store, "reading", before=first)
    assert pid
    second = _work(store, "--once")
    assert second.wait(60) == 0
    assert one(store, "select state from jobs_job") == "done"
    assert one(store, "select tries from jobs_job") == 2
    assert _counts(store)[0] == LARGE


def test_a_worker_that_is_asked_to_end_leaves_its_job_to_the_next(store: Path) -> None:
    first = _work(store, "--patience", "0")
    _wait(lambda: one(store, "select pid from jobs_job where state = 'running' and step = 'reading'"))
    first.terminate()
    assert first.wait(30) == 0
    assert one(store, "select state from jobs_job") in ("waiting", "done")  # done, if it was that quick
    assert _work(store, "--once").wait(60) == 0
    assert _counts(store)[0] == LARGE


@pytest.mark.parametrize(
    ("kind", "tries", "state"),
    [
        ("import", 1, State.WAITING),
        ("import", 2, State.WAITING),
        ("import", 3, State.DEAD),
        ("something-else", 1, State.DEAD),
    ],
)
def test_only_what_does_no_harm_twice_is_done_again_and_at_most_twice(
    member: Any, kind: str, tries: int, state: State
) -> None:
    from django.utils import timezone

    now = timezone.now()
    job = Job.objects.create(kind=kind, target=1, by=member, state=State.RUNNING, pid=1, begun=now, tries=tries)
    assert running.bury() == 1
    job.refresh_from_db()
    assert job.state == state
    assert running.bury() == 0


@pytest.mark.parametrize(("code", "state"), [(-signal.SIGSEGV, State.DEAD), (-signal.SIGKILL, State.WAITING)])
def test_a_job_that_brings_its_own_process_down_is_not_begun_again(member: Any, code: int, state: State) -> None:
    from django.utils import timezone

    now = timezone.now()
    job = Job.objects.create(kind="import", target=1, by=member, state=State.RUNNING, pid=1, begun=now, tries=1)
    running.ended(job.pk, code)
    job.refresh_from_db()
    assert job.state == state


def test_where_a_worker_does_the_work_the_site_starts_nothing(member: Any, settings: Any) -> None:
    settings.JOBS = "worker"
    Job.objects.create(kind="import", target=1, by=member)
    running.launch_waiting()
    assert Job.objects.get().state == State.WAITING


def test_of_several_who_take_jobs_at_once_each_gets_others(store: Path) -> None:
    _in_store(
        store,
        "from local2030.web.jobs.models import Job; from local2030.web.accounts.models import User;"
        "u = User.objects.get(username='ana'); [Job.objects.create(kind='other', target=n, by=u) for n in range(20)]",
    )
    code = "import django; django.setup(); from local2030.web.jobs.running import claim; print(sum((claim(1) for _ in range(6)), []))"
    given = os.environ | engines.settings_of(store) | {"LOCAL2030_PSEUDO": "0"}
    takers = [
        subprocess.Popen([sys.executable, "-c", code], env=given, stdout=subprocess.PIPE, text=True) for _n in range(3)
    ]
    taken = [job for taker in takers for job in json.loads(taker.communicate(timeout=60)[0])]
    assert len(taken) == len(set(taken)) == 18
    assert one(store, "select count(*) from jobs_job where state = 'running' and tries = 1") == 18


def test_a_job_is_dead_when_nobody_holds_it_and_lives_while_somebody_does(member: Any) -> None:
    from django.utils import timezone

    job = Job.objects.create(kind="other", target=1, by=member, state=State.RUNNING, pid=1, begun=timezone.now())
    with running.holding(job.pk):
        assert running.bury() == 0
    assert running.bury() == 1
    job.refresh_from_db()
    assert job.state == State.DEAD


def test_an_upload_that_was_stopped_before_it_began_is_stopped_and_can_be_done_again(
    signed_in: Client, send: Any, run_jobs: Callable[[], None], settings: Any
) -> None:
    settings.JOBS_AT_ONCE = 0
    send(signed_in, aid_file(activity("XM-1")), run=False)
    upload = Upload.objects.get()
    page = signed_in.get(f"/marker/uploads/{upload.pk}/").content.decode()
    assert "The file is being read" in page
    assert 'hx-trigger="every 1s"' in page
    assert '<meta http-equiv="refresh" content="5">' in page
    assert upload.job is not None
    page = signed_in.post(f"/marker/jobs/{upload.job.pk}/stop/", follow=True).content.decode()
    assert "Stopped. The file is kept; nothing was scored." in page
    settings.JOBS_AT_ONCE = 2
    signed_in.post(f"/marker/uploads/{upload.pk}/again/")
    run_jobs()
    assert "Read in full: 1 programme scored" in signed_in.get(f"/marker/uploads/{upload.pk}/").content.decode()


def test_a_running_job_that_is_asked_to_stop_stops_at_its_next_step(
    signed_in: Client, send: Any, run_jobs: Callable[[], None]
) -> None:
    send(signed_in, aid_file(activity("XM-1")), run=False)
    Job.objects.update(state=State.RUNNING, stop_asked=True)
    run_jobs()
    assert Job.objects.get().state == State.STOPPED
    assert not Programme.objects.exists()


def test_the_same_files_again_lead_to_what_was_made_of_them(signed_in: Client, send: Any) -> None:
    for _time in range(2):
        send(signed_in, aid_file(activity("XM-1")))
    assert Upload.objects.count() == Job.objects.count() == Scoring.objects.count() == 1


def test_a_file_in_which_nothing_can_be_read_is_told_in_words(signed_in: Client, send: Any) -> None:
    send(signed_in, b"<html><body>Sorry, moved</body></html>")
    page = signed_in.get(f"/marker/uploads/{Upload.objects.get().pk}/").content.decode()
    assert "It could not be read" in page
    assert "Traceback" not in page
    assert "nothing-to-read" not in page  # a sentence and not a code
    assert not Programme.objects.exists()


def test_a_mistake_of_ours_is_told_with_a_number_and_leaves_nothing(
    signed_in: Client, send: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from local2030.web.marker import importing

    monkeypatch.setattr(importing, "score_into", lambda *args: 1 / 0)
    send(signed_in, aid_file(activity("XM-1")))
    job = Job.objects.get()
    assert job.state == State.FAILED
    assert f"work number {job.pk}" in signed_in.get(f"/marker/uploads/{Upload.objects.get().pk}/").content.decode()


def test_no_more_jobs_run_at_once_than_there_is_room_for(member: Any, settings: Any) -> None:
    settings.JOBS_AT_ONCE = 2
    for n in range(5):
        Job.objects.create(kind="import", target=n, by=member)
    running.launch_waiting()
    assert Job.objects.filter(state=State.RUNNING).count() == 2
    running.launch_waiting()
    assert Job.objects.filter(state=State.RUNNING).count() == 2


def _in_store(home: Path, code: str) -> None:
    home.mkdir(exist_ok=True)
    with (home / "said").open("w+") as said:  # a file and no pipe: the job lives on after its starter
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {code}"],
            env=os.environ | engines.settings_of(home) | {"LOCAL2030_PSEUDO": "0"},
            stdout=said, stderr=said, timeout=60,
        )  # fmt: skip
        said.seek(0)
        assert done.returncode == 0, said.read()


def _work(home: Path, *options: str) -> subprocess.Popen[bytes]:
    """The worker as the command starts it."""
    command = [sys.executable, "-c", "from local2030.cli.site import site; site()", "work", *options]
    environment = os.environ | engines.settings_of(home) | {"LOCAL2030_PSEUDO": "0"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _kill_when(home: Path, moment: str, before: subprocess.Popen[bytes] | None = None) -> int:
    """Kills the job's process by its number, once it has begun to read, or is within its one transaction."""
    question = "select pid from jobs_job where state = 'running' and step = ? order by id desc limit 1"
    _wait(lambda: one(home, question, moment))
    pid = int(one(home, question, moment) or 0)
    if moment == "filing":
        _wait(lambda: engines.is_being_written(home))
    if before is not None:
        before.kill()
        before.wait(10)
    os.kill(pid, signal.SIGKILL)
    _wait(lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2])
    return pid


def _counts(home: Path) -> tuple[int, ...]:
    tables = ("marker_programme", "marker_score", "marker_scoring", "marker_met")
    return tuple(int(one(home, f"select count(*) from {table}") or 0) for table in tables)


def _wait(what: Callable[[], Any], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.01)
