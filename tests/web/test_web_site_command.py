"""`local2030 site`: the store is made, the site answers, and where it must not start it says why."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import engines
import pytest

from local2030.web.accounts.matrix import matrix
from local2030.web.translation.trial_languages import longer, mirrored

COMMAND = [sys.executable, "-c", "from local2030.cli.site import site; site()"]


def environment(home: Path, **more: str) -> dict[str, str]:
    bare = {k: v for k, v in os.environ.items() if not k.startswith("LOCAL2030") and k != "PORT"}
    return bare | engines.settings_of(home) | more


def run(home: Path, *arguments: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=engines.PATIENCE,
        input=given,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """Whether the address answers, in time."""
    until = time.monotonic() + engines.PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was set up once."""
    folder = tmp_path_factory.mktemp("site")
    done = run(folder, "setup", "--no-example")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """The site as the command serves it: its address, what it printed, its process."""
    port = free_port()
    log = (home / "log").open("w+")
    process = subprocess.Popen(
        [*COMMAND, "serve", "--no-example"], env=environment(home, PORT=str(port)), stdout=log, stderr=log, text=True
    )
    address = f"http://127.0.0.1:{port}"
    assert answers(f"{address}/health")
    log.seek(0)
    yield address, log.read(), process
    if process.poll() is None:
        process.kill()
        process.wait(10)


def test_it_prints_its_address_and_the_demonstration_sign_in(served: tuple[str, str, object], home: Path) -> None:
    address, printed, _process = served
    assert address in printed
    assert re.search(rf"sign in with\s+demo / {(home / 'demo-password').read_text()}", printed)
    assert oct((home / "demo-password").stat().st_mode)[-3:] == "600"


def test_static_files_come_packed_and_for_ever(served: tuple[str, str, object]) -> None:
    address = served[0]
    page = urllib.request.urlopen(f"{address}/marker/").read().decode()
    found = re.search(r'href="(/static/components\.[0-9a-f]+\.css)"', page)
    assert found
    request = urllib.request.Request(address + found[1], headers={"Accept-Encoding": "gzip"})
    answer = urllib.request.urlopen(request)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_second_site_on_the_same_port_is_refused(served: tuple[str, str, object], tmp_path: Path) -> None:
    done = run(tmp_path, "serve", PORT=served[0].rsplit(":", 1)[1])
    assert done.returncode == 1
    assert "Choose another port" in done.stderr


def test_it_stops_within_seconds_when_asked(served: tuple[str, str, subprocess.Popen[str]]) -> None:
    process = served[2]
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) is not None


def test_setting_up_twice_changes_nothing(home: Path) -> None:
    kept = {name: (home / name).read_bytes() for name in ("secret-key", "demo-password")}
    assert run(home, "setup", "--no-example").returncode == 0
    assert {name: (home / name).read_bytes() for name in kept} == kept


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"LOCAL2030_DEMO": "1"}, "demonstration sign-in is for this machine only"),
        ({"LOCAL2030_SECRET_KEY": "change-me"}, "can be guessed"),
        ({}, "LOCAL2030_ALLOWED_HOSTS"),
        ({"LOCAL2030_ALLOWED_HOSTS": "*"}, "must name the hosts"),
        ({"LOCAL2030_ALLOWED_HOSTS": "local2030.example.org"}, "has a demonstration sign-in"),
    ],
)
def test_on_a_reachable_address_it_refuses_to_start_and_says_why(home: Path, given: dict[str, str], says: str) -> None:
    done = run(home, "serve", "--host", "0.0.0.0", "--no-example", PORT=str(free_port()), **given)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_with_the_demonstration_shut_the_demo_account_is_shut(home: Path) -> None:
    done = run(home, "setup", "--no-example", LOCAL2030_DEMO="0")
    assert done.returncode == 0
    assert not (home / "demo-password").exists()


def test_a_port_that_is_no_number_is_wrong_use(home: Path) -> None:
    done = run(home, "serve", PORT="eighty")
    assert done.returncode == 2
    assert "PORT must be a number" in done.stderr


def test_a_person_is_added_by_command_and_a_weak_password_is_not_taken(home: Path) -> None:
    asked = ("user", "add", "--role", "RC", "--scope", "country:ke", "--name", "ana", "--password-stdin")
    weak = run(home, *asked, given="short\n")
    assert weak.returncode == 1
    assert "too short" in weak.stderr
    good = run(home, *asked, "--email", "ana@example.org", given="nine-green-bottles-17\n")
    assert good.returncode == 0, good.stderr
    told = json.loads(good.stdout)
    assert (told["name"], told["role"], told["scope"], told["password"]) == ("ana", "RC", "country:KE", None)
    more = json.loads(run(home, "user", "add", "--role", "UN", "--scope", "entity:undp", "--name", "ana").stdout)
    assert (more["id"], more["role"], more["password"]) == (told["id"], "UN", None)
    unnamed = json.loads(run(home, "user", "add", "--role", "SEC").stdout)
    assert (unnamed["name"], unnamed["scope"]) == ("sec", "")
    assert len(unnamed["password"]) > 20
    wrong = run(home, "user", "add", "--role", "RC", "--scope", "Kenya")
    assert wrong.returncode == 1
    assert "country:KE" in wrong.stderr


def test_a_key_is_made_by_command_for_a_new_service_account_or_for_a_person(home: Path) -> None:
    told = json.loads(run(home, "token", "--role", "DON", "--scope", "programme:jp-1").stdout)
    assert set(told) == {"token", "id", "user", "role", "scope", "expires"}
    assert (told["role"], told["scope"]) == ("DON", "programme:jp-1")
    if not engines.POSTGRESQL:
        assert told["token"].encode() not in (home / "store.sqlite3").read_bytes()
    assert engines.one(home, "select count(*) from accounts_apikey") == 1
    person = json.loads(run(home, "user", "add", "--role", "RC", "--name", "kim").stdout)
    assert json.loads(run(home, "token", "--user", "kim").stdout)["user"] == person["name"]
    refused = run(home, "token", "--user", "kim", "--role", "SEC")
    assert refused.returncode == 1
    assert "doesn't hold this role" in refused.stderr
    assert run(home, "token").returncode == 2


def test_the_ordered_roles_of_before_become_grants(tmp_path: Path) -> None:
    """A store of the time before, brought to this version by the command."""
    before = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from django.db import connection\n"
        "call_command('migrate', 'accounts', '0001', verbosity=0)\n"
        "for n, role in enumerate(('steward', 'member')):\n"
        "    connection.cursor().execute('insert into accounts_user (password, is_superuser, username, first_name, last_name,'\n"
        "        ' email, is_staff, is_active, date_joined, role, demo)'\n"
        "        ' values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)',\n"
        "        ['x', False, role, '', '', '', False, True, '2026-05-04 03:02:01+00:00', role, False])\n"
    )
    after = (
        "import django; django.setup()\n"
        "from local2030.web.accounts.models import Grant\n"
        "print(sorted(Grant.objects.filter(user__username__in=('steward', 'member'))"
        ".values_list('user__username', 'role', 'scope', 'since', 'until')))"
    )
    given = environment(tmp_path, DJANGO_SETTINGS_MODULE="local2030.web.settings")
    assert subprocess.run([sys.executable, "-c", before], env=given, timeout=engines.PATIENCE).returncode == 0
    assert run(tmp_path, "setup", "--no-example").returncode == 0
    told = subprocess.run(
        [sys.executable, "-c", after], env=given, capture_output=True, text=True, timeout=engines.PATIENCE
    ).stdout
    day = "datetime.date(2026, 5, 4)"
    assert told.strip() == f"[('member', 'RC', '', {day}, None), ('steward', 'SEC', '', {day}, None)]"


def test_the_matrix_of_rights_is_printed_as_the_code_uses_it(tmp_path: Path) -> None:
    table = [sys.executable, "-c", "from local2030.cli.rights import rights; rights()", "table", "--format"]
    printed = subprocess.run([*table, "csv"], capture_output=True, text=True, timeout=engines.PATIENCE).stdout
    rows = list(csv.DictReader(printed.splitlines()))
    assert [(r["object"], r["deed"]) for r in rows] == list(matrix())
    assert all(r[role] == cell for r in rows for role, cell in matrix()[(r["object"], r["deed"])].items())
    assert (
        json.loads(subprocess.run([*table, "json"], capture_output=True, text=True, timeout=engines.PATIENCE).stdout)
        == rows
    )


def test_migrations_are_complete(db: object) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_trial_languages_are_made_where_they_are_switched_on_and_spoken(tmp_path: Path) -> None:
    """In a folder that has nothing yet, by the command itself."""
    asks = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "for language in ('en-xa', 'ar-xb'):\n"
        "    page = Client(headers={'host': 'localhost'}).get('/', headers={'accept-language': language})\n"
        "    print(page.content.decode())"
    )
    done = run(tmp_path, "setup", "--no-example", LOCAL2030_PSEUDO="1")
    assert done.returncode == 0, done.stderr
    given = environment(tmp_path, LOCAL2030_PSEUDO="1", DJANGO_SETTINGS_MODULE="local2030.web.settings")
    pages = subprocess.run(
        [sys.executable, "-c", asks], env=given, capture_output=True, text=True, timeout=engines.PATIENCE
    )
    assert pages.returncode == 0, pages.stderr
    for language, words in (("en-xa", longer("Skip to content")), ("ar-xb", mirrored("Skip to content"))):
        assert f'<html lang="{language}"' in pages.stdout
        assert words in pages.stdout
    assert "Skip to content" not in pages.stdout


def test_without_the_setting_there_are_no_trial_languages(home: Path) -> None:
    assert not list((home / "locale").iterdir())


@pytest.mark.parametrize("talkative", [False, True])
def test_the_terminal_shows_the_sign_in_and_no_chatter_below_it(tmp_path: Path, talkative: bool) -> None:
    engines.set_up(tmp_path)
    port = free_port()
    given = environment(tmp_path, PORT=str(port), **({"LOCAL2030_DEBUG": "1"} if talkative else {}))
    with (tmp_path / "log").open("w+") as log:
        process = subprocess.Popen([*COMMAND, "serve", "--no-example"], env=given, stdout=log, stderr=log)
        try:
            assert answers(f"http://127.0.0.1:{port}/health")
            bad = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "evil.example"})
            with pytest.raises(urllib.error.HTTPError, match="400"):
                urllib.request.urlopen(bad, timeout=10)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        log.seek(0)
        printed = log.read()
    assert "sign in with" in printed
    assert "Invalid HTTP_HOST header: 'evil.example'" in printed
    assert ("Traceback" in printed) is talkative
    assert ("granian" in printed) is talkative
    assert ("WARNING" in printed) is talkative
