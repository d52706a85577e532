"""The store as a whole: backed up while it is written to, put back to the same hashes on either engine, never by halves."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import engines
import pytest

from local2030.web.keeping.checking import NoBackup, checked, opened
from local2030.web.keeping.tables import digest_of

COMMAND = [sys.executable, "-c", "from local2030.cli.main import main; main()"]
# What commit f3ebe8c, the last before the registry, had made of a store.
EARLIER = [
    ("accounts", "0001_initial"),
    ("jobs", "0001_initial"),
    ("marker", "0001_initial"),
    ("sessions", "0001_initial"),
]


def environment(home: Path, *, sqlite: bool = False) -> dict[str, str]:
    bare = {k: v for k, v in os.environ.items() if not k.startswith("LOCAL2030")}
    return bare | ({"LOCAL2030_HOME": str(home)} if sqlite else engines.settings_of(home))


def local2030(home: Path, *words: str, sqlite: bool = False, **more: Any) -> subprocess.CompletedProcess[str]:
    home.mkdir(exist_ok=True)
    given = environment(home, sqlite=sqlite)
    return subprocess.run(
        [*COMMAND, *words], env=given, capture_output=True, text=True, timeout=engines.PATIENCE, **more
    )


def digest(home: Path, **more: Any) -> str:
    done = local2030(home, "digest", **more)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def in_store(home: Path, code: str) -> str:
    home.mkdir(exist_ok=True)
    given = environment(home) | {"DJANGO_SETTINGS_MODULE": "local2030.web.settings"}
    code = f"import django; django.setup()\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", code], env=given, capture_output=True, text=True, timeout=engines.PATIENCE
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the worked example, first things, a history, and a file."""
    home = tmp_path_factory.mktemp("kept")
    done = local2030(home, "site", "setup")
    assert done.returncode == 0, done.stderr
    assert engines.one(home, "select count(*) from marker_programme") == 1
    return home


@pytest.fixture(scope="module")
def backup(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup."""
    file = tmp_path_factory.mktemp("backups") / "b.zip"
    done = local2030(store, "backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


def test_a_backup_is_put_back_to_the_same_hashes(store: Path, backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "new"
    done = local2030(home, "restore", str(backup), "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["digest"] == digest(store) == digest(home)
    kept = sorted(p.relative_to(store) for p in (store / "uploads").rglob("*") if p.is_file())
    assert kept
    assert all((home / path).read_bytes() == (store / path).read_bytes() for path in kept)
    assert (home / "secret-key").read_text() == (store / "secret-key").read_text()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    again = local2030(home, "site", "setup", "--no-example")
    assert again.returncode == 0, again.stderr
    in_store(home, "from local2030.web.accounts.models import User; User.objects.create_user('new-number')")
    assert engines.one(home, "select count(*) from search_things") == engines.one(
        home, "select count(*) from registry_thing"
    )


@pytest.mark.skipif(not engines.POSTGRESQL, reason="both engines are at hand in the pass on PostgreSQL")
def test_a_backup_of_one_engine_is_put_into_the_other_and_back(store: Path, backup: Path, tmp_path: Path) -> None:
    lite, back, file = tmp_path / "lite", tmp_path / "back", tmp_path / "lite.zip"
    assert local2030(lite, "restore", str(backup), sqlite=True).returncode == 0
    assert (lite / "store.sqlite3").is_file()
    assert digest(lite, sqlite=True) == digest(store)
    assert local2030(lite, "backup", str(file), sqlite=True).returncode == 0
    assert local2030(back, "restore", str(file)).returncode == 0
    assert digest(back) == digest(store)


def test_a_store_that_holds_something_is_not_overwritten_unless_asked_and_then_it_is_kept(
    store: Path, backup: Path, tmp_path: Path
) -> None:
    home = tmp_path / "other"
    engines.set_up(home)
    before = digest(home)
    refused = local2030(home, "restore", str(backup))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert digest(home) == before
    done = local2030(home, "restore", str(backup), "--replace", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert digest(home) == digest(store)
    earlier = tmp_path / "earlier"
    assert local2030(earlier, "restore", json.loads(done.stdout)["kept"]).returncode == 0
    assert digest(earlier) == before


def test_a_backup_of_a_store_that_is_written_to_is_of_one_moment(tmp_path: Path) -> None:
    """Two rows always go in together; a backup never has one of them."""
    home: Path = tmp_path / "busy"
    written: list[str] = []
    engines.set_up(home)
    code = """
import itertools, sys
from django.db import transaction
from local2030.web.accounts.models import User
for n in itertools.count():
    with transaction.atomic():
        User.objects.create(username=f"left-{n}"); User.objects.create(username=f"right-{n}")
    print(n, flush=True)
"""
    given = environment(home) | {"DJANGO_SETTINGS_MODULE": "local2030.web.settings"}
    writer = subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"], env=given, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    reading = threading.Thread(target=lambda: written.extend(writer.stdout or ()), daemon=True)
    assert writer.stdout.readline()
    reading.start()
    for turn in range(3):
        file = tmp_path / f"{turn}.zip"
        done = local2030(home, "backup", str(file))
        assert done.returncode == 0, done.stderr
        names = [row for row in _rows(file, "accounts_user") if "-" in row]
        assert len([n for n in names if n.startswith("left-")]) == len([n for n in names if n.startswith("right-")]) > 0
    assert writer.poll() is None
    writer.kill()
    writer.wait(10)


def _rows(file: Path, table: str) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        columns = next(t["columns"] for t in json.loads(archive.read("manifest.json"))["tables"] if t["name"] == table)
        place = columns.index("username")
        return [json.loads(line)[place] for line in archive.read(f"tables/{table}.jsonl").splitlines()]


def test_a_file_of_that_name_is_not_overwritten_unless_asked(store: Path, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("mine")
    assert local2030(store, "backup", str(tmp_path / "b.zip")).returncode == 1
    assert (tmp_path / "b.zip").read_text() == "mine"
    assert local2030(store, "backup", str(tmp_path / "b.zip"), "--overwrite").returncode == 0


def test_a_disk_that_is_full_leaves_no_half_of_a_backup(store: Path, tmp_path: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (70_000, 70_000))

    done = local2030(store, "backup", str(tmp_path / "b.zip"), preexec_fn=small)
    assert done.returncode == 1
    assert "Can't read or write" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*b.zip*")) + list(tmp_path.glob(".*"))


# What must not be taken


def anew(source: Path, target: Path, change: Callable[[dict[str, Any], dict[str, bytes]], object]) -> Path:
    """The backup with its manifest and parts changed, and everything else in order."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}
        manifest = json.loads(archive.read("manifest.json"))
    change(manifest, parts)
    manifest["digest"] = manifest.get("forged") or digest_of(
        (t["name"], t["rows"], t["sha256"]) for t in manifest["tables"]
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return target


def file_part(manifest: dict[str, Any], parts: dict[str, bytes], name: str, content: bytes = b"x") -> None:
    sha = hashlib.sha256(content).hexdigest()
    manifest["files"].append({"name": name, "bytes": len(content), "sha256": sha})
    parts[f"files/{name}"] = content


def refusal(path: Path, room: Path) -> str:
    with pytest.raises(NoBackup) as refused, opened(path) as archive:
        checked(archive, room)
    assert not list(room.iterdir())
    return str(refused.value)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "room"
    folder.mkdir()
    return folder


def test_an_untouched_copy_is_taken(backup: Path, tmp_path: Path, room: Path) -> None:
    with opened(anew(backup, tmp_path / "b.zip", lambda m, p: None)) as archive:
        assert checked(archive, room)["tables"]


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/etc/evil", "C:/evil", "a\\..\\evil", "a//b", "./a", "a\x00b", "a/" + "b" * 300,
     "store.sqlite3", "store.sqlite3-wal", "static/app.js", "work/a", "demo-password", "backups/a"],
)  # fmt: skip
def test_a_name_that_leads_out_of_the_folder_or_over_what_no_backup_holds(
    backup: Path, tmp_path: Path, room: Path, name: str
) -> None:
    made = anew(backup, tmp_path / "b.zip", lambda m, p: file_part(m, p, name))
    assert "names a file outside" in refusal(made, room)


def _flip(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    name = next(n for n in parts if n.endswith("accounts_user.jsonl"))
    parts[name] = parts[name].replace(b"demo", b"devo", 1)


def _lie_on_length(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    manifest["files"][0]["bytes"] += 1


def _forge(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    manifest["forged"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_flip, "isn't what the manifest says"),
        (_lie_on_length, "isn't as long as"),
        (_forge, "manifest isn't as it should be"),
        (lambda m, p: p.pop(next(iter(p))), "doesn't hold the parts"),
        (lambda m, p: p.update(more=b"x"), "doesn't hold the parts"),
        (lambda m, p: m.update(format="other"), "no backup of local2030"),
        (lambda m, p: m.update(version=99), "version 99"),
        (lambda m, p: m["tables"][0].update(name='x"; DROP TABLE y'), "manifest isn't as it should be"),
        (lambda m, p: m["tables"][0].update(columns=['id", "x']), "manifest isn't as it should be"),
        (lambda m, p: m.update(migrations=[["a"]]), "manifest isn't as it should be"),
        (lambda m, p: m["tables"][0].update(bytes=-1), "manifest isn't as it should be"),
    ],
)
def test_what_is_not_as_the_manifest_says(backup: Path, tmp_path: Path, room: Path, change: Any, says: str) -> None:
    assert says in refusal(anew(backup, tmp_path / "b.zip", change), room)


def test_a_link_a_bomb_a_cut_and_what_is_none(backup: Path, tmp_path: Path, room: Path) -> None:
    link = anew(backup, tmp_path / "link.zip", lambda m, p: file_part(m, p, "uploads/link", b"/etc/passwd"))
    content = link.read_bytes()
    with zipfile.ZipFile(link) as archive:
        infos = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(link, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in infos:
            if info.filename == "files/uploads/link":
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, data)
    assert "isn't a plain file" in refusal(link, room)
    bomb = anew(backup, tmp_path / "bomb.zip", lambda m, p: file_part(m, p, "uploads/zeros", bytes(40 << 20)))
    assert "would grow" in refusal(bomb, room)
    (tmp_path / "cut.zip").write_bytes(content[: len(content) // 2])
    assert "cut short" in refusal(tmp_path / "cut.zip", room)
    (tmp_path / "text.zip").write_text("hello")
    assert "no backup" in refusal(tmp_path / "text.zip", room)
    assert "no file" in refusal(tmp_path / "none.zip", room)


def test_any_damaged_byte_is_found_before_anything_is_touched(backup: Path, tmp_path: Path, room: Path) -> None:
    whole = bytearray(backup.read_bytes())
    found = 0
    for place in range(50, len(whole) - 100, len(whole) // 40):
        hurt = bytearray(whole)
        hurt[place] ^= 0xFF
        (tmp_path / "hurt.zip").write_bytes(hurt)
        try:
            with opened(tmp_path / "hurt.zip") as archive:
                manifest = checked(archive, room)
        except NoBackup:
            found += 1
        else:  # a byte that carries nothing, such as a time in a head
            with zipfile.ZipFile(backup) as archive:
                assert manifest == json.loads(archive.read("manifest.json"))
    assert found > 30


def test_a_row_that_cannot_be_put_in_leaves_the_store_as_it_was(backup: Path, tmp_path: Path) -> None:
    def orphan(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
        table = next(t for t in manifest["tables"] if t["name"] == "marker_programme")
        name = "tables/marker_programme.jsonl"
        row = json.loads(parts[name])
        row[table["columns"].index("upload_id")] = 999_999
        parts[name] = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        table |= {"bytes": len(parts[name]), "sha256": hashlib.sha256(parts[name]).hexdigest()}

    home = tmp_path / "mine"
    engines.set_up(home)
    before = digest(home)
    done = local2030(home, "restore", str(anew(backup, tmp_path / "b.zip", orphan)), "--replace")
    assert done.returncode == 1
    assert "can't be put in" in done.stderr
    assert "Traceback" not in done.stderr
    assert digest(home) == before


def test_a_backup_of_a_newer_program_is_refused(backup: Path, tmp_path: Path) -> None:
    made = anew(backup, tmp_path / "b.zip", lambda m, p: m["migrations"].append(["jobs", "9999_to_come"]))
    done = local2030(tmp_path / "new", "restore", str(made))
    assert done.returncode == 1
    assert "newer program" in done.stderr


def test_a_store_in_use_is_not_replaced(store: Path, backup: Path) -> None:
    code = "from local2030.web.locks import hold_in_use; assert hold_in_use(); print('held', flush=True); import time; time.sleep(60)"
    given = environment(store) | {"DJANGO_SETTINGS_MODULE": "local2030.web.settings"}
    held = subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup(); {code}"], env=given, stdout=subprocess.PIPE, text=True
    )
    assert held.stdout is not None
    assert held.stdout.readline().strip() == "held"
    done = local2030(store, "restore", str(backup), "--replace")
    held.kill()
    held.wait(10)
    assert done.returncode == 1
    assert "Stop it first" in done.stderr


# Upgrades


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A store as commit f3ebe8c left it, with a person, an upload, a job and a line of the log."""
    home = tmp_path / "earlier"
    in_store(
        home,
        f"""
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
executor = MigrationExecutor(connection)
executor.migrate({EARLIER!r})
state = MigrationExecutor(connection).loader.project_state({EARLIER!r})
model = lambda room, name: state.apps.get_model(room, name)
now = timezone.now()
user = model('accounts', 'User').objects.create(username='ana', first_name='Ana', role='steward', password='!x')
job = model('jobs', 'Job').objects.create(kind='import', target=1, by=user, state='done')
upload = model('marker', 'Upload').objects.create(name='aid.xml', sha256='0'*64, size=5, key='k', by=user, job=job)
model('marker', 'Programme').objects.create(upload=upload, position=0, identifier='XM-1', title='Wells', phase='design')
model('marker', 'Entry').objects.create(by=user, deed='upload', thing='upload', thing_id=upload.pk, values={{'a': 1}})
""",
    )
    (home / "uploads" / "k").mkdir(parents=True)
    (home / "uploads" / "k" / "aid.xml").write_bytes(b"<xml>")
    return home


def test_a_store_of_an_earlier_version_is_taken_to_this_one_and_loses_nothing(earlier: Path, tmp_path: Path) -> None:
    before = digest(earlier)
    done = local2030(earlier, "upgrade", "--format", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told["steps"]) > 5
    assert engines.one(earlier, "select first_name from accounts_user where username = 'ana'") == "Ana"
    assert engines.one(earlier, "select title from marker_programme") == "Wells"
    assert engines.one(earlier, "select tries from jobs_job") == 0
    in_store(
        earlier, "from local2030.web.marker.models import Upload; assert Upload.objects.get().by.username == 'ana'"
    )
    assert (earlier / "uploads" / "k" / "aid.xml").read_bytes() == b"<xml>"
    assert "already" in local2030(earlier, "upgrade").stdout
    # The copy of before is what the store was; put back, it is taken to this version as well.
    with zipfile.ZipFile(told["kept"]) as archive:
        assert json.loads(archive.read("manifest.json"))["digest"] == before
    back = tmp_path / "back"
    assert local2030(back, "restore", told["kept"]).returncode == 0
    assert engines.one(back, "select title from marker_programme") == "Wells"
    assert "already" in local2030(back, "upgrade").stdout


def test_setting_up_upgrades_with_a_copy_as_well(earlier: Path) -> None:
    done = local2030(earlier, "site", "setup", "--no-example")
    assert done.returncode == 0, done.stderr
    assert len(list((earlier / "backups").glob("before-upgrade-*.zip"))) == 1


def test_a_store_of_a_newer_program_is_left_alone(earlier: Path) -> None:
    in_store(
        earlier,
        "from django.db.migrations.recorder import MigrationRecorder; from django.db import connection;"
        "MigrationRecorder(connection).record_applied('jobs', '9999_to_come')",
    )
    done = local2030(earlier, "upgrade")
    assert done.returncode == 1
    assert "newer program" in done.stderr
    assert engines.one(earlier, "select count(*) from marker_programme") == 1
