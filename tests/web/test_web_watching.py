"""Health, figures, the log and the settings: what those who keep the site see, and what they must not."""

from __future__ import annotations

import json
import logging
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections import namedtuple
from pathlib import Path
from typing import Any

import engines
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.test import Client
from test_web_site_command import COMMAND, answers, environment, free_port, run

from local2030.web.known_settings import KNOWN, check_settings, slips
from local2030.web.logs import REQUEST_ID, Lines
from local2030.web.watching import health

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-some-length"


def test_health_says_what_it_looked_at(client: Client, db: object) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["status"], found["database"], found["jobs"]) == ("ok", "ok", {"waiting": 0, "running": 0})
    assert found["disk"]["ok"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_health_is_503_without_a_database(client: Client, db: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from local2030.web.jobs.models import Job

    def away(*_args: object, **_named: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(Job.objects, "order_by", away)
    monkeypatch.setattr(health, "connection", namedtuple("C", "close")(lambda: None))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")


def test_health_is_503_with_a_full_disk(client: Client, db: object, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _path: usage)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["disk"]["ok"]) == (503, False)


def test_figures_count_routes_and_never_addresses(client: Client, db: object) -> None:
    client.get("/marker/", headers={"host": "localhost"})
    client.get("/nowhere/secret-name", headers={"host": "localhost"})
    client.generic("BREW", "/marker/", headers={"host": "localhost"})
    text = client.get("/metrics", headers={"host": "localhost"}).content.decode()
    assert 'local2030_requests_total{method="GET",route="marker",status="200"}' in text
    assert 'method="other"' in text
    assert "BREW" not in text
    assert "secret-name" not in text
    assert "local2030_request_seconds_bucket" in text
    for name in ("jobs{", "findings{", "history_entries", "disk_free_bytes", "database_up 1.0", "programmes"):
        assert f"local2030_{name}" in text, name


@pytest.mark.parametrize(
    ("headers", "address", "token", "status"),
    [
        ({}, "127.0.0.1", "", 200),
        ({}, "203.0.113.9", "", 404),
        ({"x-forwarded-for": "203.0.113.9"}, "127.0.0.1", "", 404),
        ({"forwarded": "for=203.0.113.9"}, "127.0.0.1", "", 404),
        ({}, "127.0.0.1", TOKEN, 404),
        ({"authorization": "Bearer wrong"}, "127.0.0.1", TOKEN, 404),
        ({"authorization": f"Bearer {TOKEN}"}, "203.0.113.9", TOKEN, 200),
        ({"authorization": "Bearer \u00e9"}, "203.0.113.9", TOKEN, 404),
    ],
)
def test_figures_are_for_this_machine_or_for_the_token(
    db: object, settings: Any, headers: dict[str, str], address: str, token: str, status: int
) -> None:
    settings.METRICS_TOKEN = token
    answer = Client(REMOTE_ADDR=address, headers={"host": "localhost"} | headers).get("/metrics")
    assert answer.status_code == status


def test_every_answer_has_the_id_of_its_request(client: Client, db: object) -> None:
    assert client.get("/health", headers={"x-request-id": "abc-12345"}).headers["X-Request-ID"] == "abc-12345"
    made = client.get("/health", headers={"x-request-id": "a b\nc"}).headers["X-Request-ID"]
    assert len(made) == 32
    assert REQUEST_ID.get() == ""


def test_a_line_names_route_and_mark_and_no_visitor(signed_in: Client, caplog: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(logging.getLogger("local2030.requests"), "level", logging.INFO)
    with caplog.at_level(logging.INFO, logger="local2030.requests"):
        signed_in.get("/marker/uploads/?q=private", REMOTE_ADDR="203.0.113.9")
    record = next(r for r in caplog.records if r.name == "local2030.requests")
    said = json.loads(Lines("json").format(record))
    assert (said["route"], said["status"], said["method"]) == ("uploads", 200, "GET")
    assert len(said["user"]) == 12
    for secret in ("private", "203.0.113", "ana"):
        assert secret not in json.dumps(said)
    assert "route=uploads" in Lines("text").format(record)


def test_a_line_stays_a_line_whatever_is_in_it() -> None:
    record = logging.LogRecord("x", logging.WARNING, "f", 1, "a\nlevel=error\r\nb", None, None)
    assert len(Lines("text").format(record).splitlines()) == 1
    assert len(Lines("json").format(record).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LOCAL2030_DEMO", "yes", "must be 0 or 1, and is 'yes'"),
        ("LOCAL2030_JOBS", "there", "here or worker"),
        ("LOCAL2030_LOG", "xml", "text or json"),
        ("LOCAL2030_WORKERS", "0", "from 1 to 64"),
        ("LOCAL2030_WORKERS", "٣", "from 1 to 64"),
        ("LOCAL2030_METRICS_TOKEN", "short-one", "at least 16"),
    ],
)
def test_a_value_that_cannot_be_meant_refuses_the_start(name: str, value: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        check_settings({name: value})
    assert name in str(refused.value)
    assert says in str(refused.value)
    assert "short-one" not in str(refused.value)
    check_settings({name: ""})


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"LOCAL2030_DEMO.*LOCAL2030_JOBS"):
        check_settings({"LOCAL2030_JOBS": "x", "LOCAL2030_DEMO": "x"})


def test_a_slip_of_the_pen_is_told_with_the_nearest_name() -> None:
    assert slips({"LOCAL2030_ALOWED_HOSTS": "", "PATH": "", "local2030_home": ""}) == [
        "LOCAL2030_ALOWED_HOSTS sets nothing. Is LOCAL2030_ALLOWED_HOSTS meant?",
        "local2030_home sets nothing. Is LOCAL2030_HOME meant?",
    ]
    assert slips({"LOCAL2030_XYZZY": ""}) == ["LOCAL2030_XYZZY sets nothing."]


def test_the_table_the_code_and_the_page_know_the_same_names() -> None:
    import re

    sources = (ROOT / "src" / "local2030").rglob("*.py")
    used = {n for path in sources for n in re.findall(r"LOCAL2030_[A-Z]+(?:_[A-Z]+)*\b", path.read_text("utf-8"))}
    page = set(
        re.findall(r"^\| `(LOCAL2030_[A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text(), re.MULTILINE)
    )
    assert used - set(KNOWN) == set()
    assert page == set(KNOWN)


def test_the_command_tells_both(tmp_path: Path) -> None:
    refused = run(tmp_path, "setup", "--no-example", LOCAL2030_DEMO="yes")
    assert (refused.returncode, "must be 0 or 1" in refused.stderr) == (1, True)
    told = run(tmp_path, "tick", LOCAL2030_METRIC_TOKEN="x")
    assert "Is LOCAL2030_METRICS_TOKEN meant?" in told.stderr


def test_a_database_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    away = f"postgresql://nobody:hunter22@/none?host={tmp_path}"
    done = run(tmp_path, "setup", LOCAL2030_DATABASE_URL=away)
    assert done.returncode == 1
    assert "database" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter22" not in done.stderr


@pytest.mark.skipif(engines.POSTGRESQL, reason="asked on SQLite")
def test_several_server_processes_are_refused_on_sqlite(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--workers", "2", PORT=str(free_port()))
    assert (done.returncode, "need PostgreSQL" in done.stderr) == (1, True)


@pytest.mark.skipif(not engines.POSTGRESQL, reason="several server processes need PostgreSQL")
def test_several_server_processes_count_together_and_write_lines(tmp_path: Path) -> None:
    port = free_port()
    given = environment(tmp_path, PORT=str(port), LOCAL2030_LOG="json")
    with (tmp_path / "log").open("w+") as log:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--no-example", "--workers", "2"], env=given, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            assert answers(f"{address}/health")
            for _n in range(40):
                urllib.request.urlopen(f"{address}/health", timeout=10).read()
            time.sleep(0.3)
            text = urllib.request.urlopen(f"{address}/metrics", timeout=10).read().decode()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        log.seek(0)
        lines = [json.loads(line) for line in log if line.startswith("{")]
    counted = next(line for line in text.splitlines() if 'route="health"' in line and "requests_total" in line)
    assert float(counted.split()[-1]) >= 41
    assert len({line["request"] for line in lines if line.get("route") == "health"}) >= 41
    assert "127.0.0.1" not in json.dumps(lines)
