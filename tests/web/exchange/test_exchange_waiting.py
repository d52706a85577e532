"""Long proof (make proof): while a large list is applied, what somebody else saves waits and is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import engines
import pytest

pytestmark = pytest.mark.proof

ROWS = 20_000
# A second thread, with a connection of its own, goes on filing evidence while the main one applies 20,000 changes.
SCRIPT = """
import csv, json, os, sys, threading, time
from pathlib import Path
import django; django.setup()
from local2030.web.setting_up import set_up
set_up(example=False)
from django.db import connection
from local2030.web.exchange import bringing_in
from local2030.web.exchange.readers import OWNER
from local2030.web.history.proof import verify
from local2030.web.registry import changing
from local2030.web.registry.kinds import kind_of
from local2030.web.registry.models import Thing

folder, rows = Path(sys.argv[1]), int(sys.argv[2])
kind = kind_of("next-step")
other = changing.add(None, "entity", {"title": "UNDP", "full_name": "UNDP"}, key="undp-of-the-test")

def bring(name, table):
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table)
    looked = bringing_in.plan_file(OWNER, kind, path, name, "-", folder / "plan")
    bringing_in.apply_here(kind, path, OWNER, "a proof", False, looked)

before = set(Thing.objects.filter(kind=kind.code).values_list("pk", flat=True))
bring("new.csv", [["title", "summary"], *([f"Step number {n}", "In a few words."] for n in range(rows))])
held, waits, wrong, over = [], [], [], threading.Event()
applying = bringing_in.apply_prepared

def timed(*given):
    begun, cpu = time.monotonic(), time.thread_time()
    applying(*given)
    held.append((time.monotonic() - begun, time.thread_time() - cpu))

def save():
    n = 0
    while not over.is_set():
        n, begun = n + 1, time.monotonic()
        try:
            changing.add_evidence(None, other, f"Page {n}", "", "", None)
        except Exception as trouble:
            wrong.append(repr(trouble))
        waits.append(time.monotonic() - begun)
        time.sleep(0.05)
    connection.close()

bringing_in.apply_prepared = timed
rows_now = Thing.objects.filter(kind=kind.code).exclude(pk__in=before).values_list("serial", "version", "title")
table = [["serial", "version", "title"], *([s, v, t + " changed"] for s, v, t in rows_now)]
second = threading.Thread(target=save)
second.start()
bring("changed.csv", table)
over.set()
second.join()
changed = Thing.objects.filter(kind=kind.code, version=2, title__endswith=" changed").count()
print(json.dumps({
    "held": held, "waits": [len(waits), max(waits)], "wrong": wrong, "changed": changed, "ok": verify().ok,
    "evidence": other.evidence.count(),
}))
"""


def test_who_saves_while_20000_rows_are_applied_waits_and_is_not_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    given = os.environ | engines.settings_of(home) | {"DJANGO_SETTINGS_MODULE": "local2030.web.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path), str(ROWS)], env=given, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    print(found)
    (_wall, cpu), (count, longest) = found["held"][0], found["waits"]
    assert found["changed"] == ROWS and found["ok"]
    assert found["wrong"] == [] and found["evidence"] == count > 1
    assert cpu < 15 * ROWS / 100_000 and longest < 20
