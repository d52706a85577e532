"""Files made to hurt: each is answered by a finding within 20 seconds and 400 MB, measured in a child process."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SECONDS, MEGABYTES = 20, 400
HEAD, TAIL = b"<iati-activities version='2.03'>", b"</iati-activities>"
GOOD = b"<iati-activity><iati-identifier>GOOD</iati-identifier></iati-activity>"
CHILD = """
import json, sys, time
from pathlib import Path
from local2030.formats.activities import open_sources, read_source
begin = time.perf_counter()
found, codes = [], {}
for source in open_sources([sys.argv[1]], spool=Path(sys.argv[2])):
    for finding in source.findings:
        codes[finding.code] = codes.get(finding.code, 0) + 1
    for read in read_source(source):
        if read.activity is not None:
            found.append(read.activity.identifier)
        for finding in read.findings:
            codes[finding.code] = codes.get(finding.code, 0) + 1
print(json.dumps({"found": found[-3:], "count": len(found), "codes": codes, "seconds": time.perf_counter() - begin,
                  "megabytes": int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024}))
"""


def billion_laughs() -> Iterator[bytes]:
    yield b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'lol'>"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        yield f"<!ENTITY {name} '{f'&{before};' * 10}'>".encode()
    yield b"]>" + HEAD + b"<iati-activity><title>&i;</title></iati-activity>" + TAIL


def large_attribute() -> Iterator[bytes]:
    yield HEAD + b"<iati-activity><iati-identifier>A</iati-identifier><title x='"
    yield b"a" * 50_000_000 + b"'/></iati-activity>" + GOOD + TAIL


def large_attribute_of_the_activity() -> Iterator[bytes]:
    yield HEAD + GOOD + b"<iati-activity x='" + b"a" * 50_000_000 + b"'/>" + GOOD + TAIL


def large_attribute_of_the_root() -> Iterator[bytes]:
    yield b"<iati-activities x='" + b"a" * 50_000_000 + b"'>" + GOOD + TAIL


def nested() -> Iterator[bytes]:
    yield HEAD + b"<iati-activity>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</iati-activity>" + GOOD + TAIL


def nested_activities() -> Iterator[bytes]:
    yield HEAD + b"<iati-activity>" * 100_000 + b"</iati-activity>" * 100_000 + GOOD + TAIL


def unclosed_activities() -> Iterator[bytes]:
    yield HEAD + GOOD + b"<iati-activity>" * 300_000


def activity_over_the_limit() -> Iterator[bytes]:
    yield HEAD + b"<iati-activity><iati-identifier>A</iati-identifier>"
    yield from (b"<transaction><value>1</value></transaction>" * 10_000 for _ in range(100))
    yield b"</iati-activity>" + GOOD + TAIL


def many_small_elements() -> Iterator[bytes]:
    yield HEAD + b"<iati-activity>" + b"<a/>" * 7_000_000 + b"</iati-activity>" + GOOD + TAIL


def many_attributes() -> Iterator[bytes]:
    yield HEAD + b"<iati-activity><a"
    yield b"".join(b" a%d=''" % n for n in range(1_000_000)) + b"/></iati-activity>" + GOOD + TAIL


def many_bad_values() -> Iterator[bytes]:
    yield HEAD
    for n in range(100):
        yield b"<iati-activity><iati-identifier>%d</iati-identifier>" % n
        yield b"".join(b"<transaction><value>x%d</value></transaction>" % k for k in range(1000)) + b"</iati-activity>"
    yield GOOD + TAIL


def comment_without_end() -> Iterator[bytes]:
    yield HEAD + GOOD + b"<!-- "
    yield from (b"<iati-activity>" * 70_000 for _ in range(100))


def stray_ends() -> Iterator[bytes]:
    yield HEAD + GOOD + b"</iati-activity>" * 300_000 + TAIL


def quotes_without_end() -> Iterator[bytes]:
    yield HEAD + GOOD + b"<iati-activity a=\"'" * 1_000_000 + TAIL


def white_space() -> Iterator[bytes]:
    yield HEAD + GOOD
    yield from (b" " * 1_000_000 for _ in range(100))
    yield GOOD + TAIL


def html() -> Iterator[bytes]:
    yield b"<!doctype html><html>" + b"<p>not found</p>" * 1_000_000 + b"</html>"


def nul_bytes() -> Iterator[bytes]:
    yield HEAD + GOOD + b"\0" * 5_000_000 + GOOD + TAIL


def wrong_utf16() -> Iterator[bytes]:
    yield b"\xff\xfe" + (HEAD + GOOD + TAIL) * 100_000


CASES: list[tuple[Callable[[], Iterator[bytes]], str, list[str]]] = [
    (billion_laughs, "xml-doctype-refused", []),
    (large_attribute, "activity-too-large", ["GOOD"]),
    (large_attribute_of_the_activity, "activity-too-large", ["GOOD"]),
    (large_attribute_of_the_root, "xml-beyond-limits", []),
    (nested, "xml-beyond-limits", ["GOOD"]),
    (nested_activities, "xml-beyond-limits", ["GOOD"]),
    (unclosed_activities, "xml-beyond-limits", ["GOOD"]),
    (activity_over_the_limit, "activity-too-large", ["GOOD"]),
    (many_small_elements, "activity-too-large", ["GOOD"]),
    (many_attributes, "xml-beyond-limits", ["GOOD"]),
    (many_bad_values, "more-of-the-same", ["98", "99", "GOOD"]),
    (comment_without_end, "activity-too-large", ["GOOD"]),
    (stray_ends, "xml-malformed", ["GOOD"]),
    (quotes_without_end, "activity-too-large", ["GOOD"]),
    (white_space, "activity-too-large", ["GOOD"]),
    (html, "not-iati", []),
    (nul_bytes, "xml-nul-bytes", ["GOOD"]),
    (wrong_utf16, "not-iati", []),
]


def answered(path: Path, spool: Path) -> dict:
    told = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), str(spool)], capture_output=True, text=True, timeout=60, check=True
    )
    answer = json.loads(told.stdout)
    assert answer["seconds"] < SECONDS, answer
    assert answer["megabytes"] < MEGABYTES, answer
    return answer


@pytest.mark.parametrize(("made", "code", "found"), CASES, ids=[case[0].__name__ for case in CASES])
def test_a_hostile_file_is_answered_in_bounded_time_and_memory(tmp_path, made, code, found):
    path = tmp_path / "hostile.xml"
    with path.open("wb") as out:
        out.writelines(made())
    answer = answered(path, tmp_path)
    assert code in answer["codes"], answer
    assert answer["found"] == found
    assert sum(answer["codes"].values()) < 200


def test_a_gzip_bomb_is_refused(tmp_path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(HEAD) + gzip.compress(b" " * 50_000_000) * 100)  # 5 GB in 5 MB
    answer = answered(path, tmp_path)
    assert answer["codes"] == {"gzip-bomb": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["bomb.gz"]  # nothing is left behind
