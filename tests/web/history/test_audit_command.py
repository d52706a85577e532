"""`local2030 audit` on a store in a folder; and several processes that append at once to one chain."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from engines import one, settings_of

MAKE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
APPEND = """
import sys, django; django.setup()
from django.db import transaction
from local2030.web.history.chain import Deed, append, append_many
for n in range(int(sys.argv[2])):
    try:
        with transaction.atomic():
            append(by=None, deed="add", kind=sys.argv[1], id=str(n))
            if n % 5 == 0:
                raise ZeroDivisionError
            if n % 7 == 0:
                append_many(Deed(None, "change", sys.argv[1], str(m)) for m in range(3))
    except ZeroDivisionError:
        pass
print("done")
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with an empty history."""
    folder = tmp_path_factory.mktemp("store")
    _python(folder, MAKE).communicate(timeout=120)
    return folder


def test_processes_that_append_at_once_keep_one_chain_without_a_gap(home: Path) -> None:
    running = [_python(home, APPEND, name, "60") for name in ("one", "two", "three")]
    said = [process.communicate(timeout=120) for process in running]
    assert [out for out, _err in said] == ["done\n"] * 3, said
    each = sum(n % 5 != 0 for n in range(60)) + sum(3 * (n % 7 == 0 and n % 5 != 0) for n in range(60))
    assert one(home, "SELECT count(*) FROM history_entry") == 3 * each
    assert one(home, "SELECT max(number) FROM history_entry") == 3 * each
    code, out, _err = _audit(home, "verify", "--format", "json")
    verdict = json.loads(out)
    assert code == 0
    assert list(verdict) == ["entries", "ok", "first_broken", "head"]
    assert (verdict["entries"], verdict["ok"], verdict["first_broken"]) == (3 * each, True, None)
    assert verdict["head"] == one(home, "SELECT hash FROM history_head")


def test_a_head_kept_elsewhere_is_asked_for_and_a_wrong_one_breaks_the_proof(home: Path) -> None:
    _append(home, 3)
    number, head = one(home, "SELECT number FROM history_head"), one(home, "SELECT hash FROM history_head")
    assert _audit(home, "verify", "--head", f"{number}:{head}")[0] == 0
    assert _audit(home, "verify", "--head", head)[0] == 0
    code, out, _err = _audit(home, "verify", "--format", "json", "--head", f"{number + 1}:{'f' * 64}")
    assert (code, json.loads(out)["first_broken"]) == (1, number + 1)
    assert _audit(home, "verify", "--head", "abc")[0] == 2


def test_the_export_has_all_that_a_stranger_needs_and_is_an_entry_itself(home: Path) -> None:
    _append(home, 2)
    code, out, _err = _audit(home, "export", "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert one(home, "SELECT deed FROM history_entry WHERE number = ?", len(rows) + 1) == "export"
    assert all(now["previous"] == before["hash"] for before, now in pairwise(rows))
    assert {"salt", "content", "content_hash"} <= rows[0].keys()
    assert _audit(home, "export", "--format", "csv")[1].startswith("\ufeffnumber,at,by,who,deed")


def test_an_altered_store_is_told_with_exit_code_1(home: Path) -> None:
    _append(home, 5)
    off = "import django; django.setup()\nfrom django.db import connection as c\nfrom local2030.web.history.guards import take_off\n"
    change = off + "take_off(c)\nc.cursor().execute(\"UPDATE history_entry SET deed = 'x' WHERE number = 2\")"
    assert _python(home, change).wait(60) == 0
    code, out, _err = _audit(home, "verify", "--format", "json")
    assert (code, json.loads(out)["first_broken"]) == (1, 2)
    assert "broken at entry 2" in _audit(home, "verify")[1]


def test_a_folder_without_a_store_is_told_so(tmp_path: Path) -> None:
    code, out, err = _audit(tmp_path / "nothing", "verify", "--format", "json")
    assert (code, out) == (2, "")
    assert "local2030 site setup" in err


def _append(home: Path, number: int) -> None:
    if not one(home, "SELECT count(*) FROM history_entry"):
        _python(home, APPEND, "one", str(number)).communicate(timeout=60)


def _audit(home: Path, *words: str) -> tuple[int, str, str]:
    process = _python(home, "from local2030.cli.main import main; main()", "audit", *words)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def _python(home: Path, code: str, *words: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOCAL2030_")}
    environment: dict[str, Any] = {**kept, **settings_of(home), "DJANGO_SETTINGS_MODULE": "local2030.web.settings"}
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    return subprocess.Popen([sys.executable, "-c", code, *words], env=environment, **pipes)
