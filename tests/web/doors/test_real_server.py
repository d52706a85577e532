"""A true server process: slow clients hold up nobody, and of those who change one thing at once one comes through."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import engines
import pytest
from test_web_site_command import COMMAND, answers, environment, free_port, run

SLOW = 20  # connections that send a letter now and then
ROUNDS, AT_ONCE = 6, 4
THINGS = "/api/v1/coalition/events"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where a site answers, and a key of the Secretariat."""
    home = tmp_path_factory.mktemp("doors")
    engines.set_up(home)
    made = run(home, "token", "--role", "SEC")
    assert made.returncode == 0, made.stderr
    port = free_port()
    with (home / "log").open("w+") as log:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--no-example"], env=environment(home, PORT=str(port)), stdout=log, stderr=log
        )
        address = f"http://127.0.0.1:{port}"
        try:
            assert answers(f"{address}/health")
            yield address, json.loads(made.stdout)["token"]
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
    told = (home / "log").read_text()
    assert "Traceback" not in told, told[-2000:]


def send(served: tuple[str, str], path: str, body: Any = None, method: str = "GET", **headers: str) -> tuple[int, Any]:
    """What the server answers to somebody with the key."""
    address, token = served
    data = json.dumps(body).encode() if body is not None else None
    named = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address + path, data, named, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


def test_clients_that_send_letter_by_letter_hold_up_nobody(served: tuple[str, str]) -> None:
    address = served[0]
    port = int(address.rsplit(":", 1)[1])
    started = time.monotonic()
    urllib.request.urlopen(f"{address}/", timeout=30).read()
    alone = time.monotonic() - started
    head = f"GET /marker/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Slow: ".encode()
    form = f"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 5000\r\n\r\nname=".encode()
    slow = [socket.create_connection(("127.0.0.1", port), timeout=10) for _n in range(2 * SLOW)]
    stop = threading.Event()

    def drip() -> None:
        while not stop.is_set():
            for connection in slow:
                try:
                    connection.send(b"a")
                except OSError:
                    continue
            time.sleep(0.2)

    try:
        for number, connection in enumerate(slow):
            connection.send(head if number % 2 else form)
        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        for path in ("/health", "/", "/marker/", "/coalition/"):
            started = time.monotonic()
            assert urllib.request.urlopen(address + path, timeout=30).status == 200
            assert time.monotonic() - started < max(2.0, 5 * alone), path
    finally:
        stop.set()
        dripping.join(5)
        for connection in slow:
            connection.close()


def test_of_those_who_change_a_thing_at_once_one_comes_through_and_nothing_is_lost(served: tuple[str, str]) -> None:
    made = send(served, THINGS, {"values": {"title": "At once"}}, "POST")
    assert made[0] == 201, made
    path, version = f"{THINGS}/{made[1]['serial']}", made[1]["version"]
    for turn in range(ROUNDS):
        ready = threading.Barrier(AT_ONCE)

        def change(number: int, turn: int = turn, version: int = version, ready: Any = ready) -> tuple[int, Any]:
            ready.wait(10)
            values = {"summary": f"{turn}-{number}"}
            return send(served, path, {"values": values}, "PATCH", If_Match=f'"{version}"')

        with ThreadPoolExecutor(AT_ONCE) as pool:
            told = list(pool.map(change, range(AT_ONCE)))
        statuses = sorted(status for status, _body in told)
        assert statuses == [200] + [412] * (AT_ONCE - 1), told
        winner = next(number for number, (status, _body) in enumerate(told) if status == 200)
        now = send(served, path)[1]
        assert (now["summary"], now["version"]) == (f"{turn}-{winner}", version + 1)
        assert all(body["version"] == version + 1 for status, body in told if status == 412)
        version = now["version"]
    entries = send(served, f"{path}/history")[1]["entries"]
    assert len(entries) == 1 + ROUNDS


def test_deeds_of_different_sorts_at_once_all_stand(served: tuple[str, str]) -> None:
    made = send(served, THINGS, {"values": {"title": "Evidence"}}, "POST")[1]
    path = f"{THINGS}/{made['serial']}"
    with ThreadPoolExecutor(8) as pool:
        proofs = [
            pool.submit(send, served, f"{path}/evidence", {"what": f"Proof {n}", "quote": "q"}, "POST")
            for n in range(8)
        ]
        others = [pool.submit(send, served, THINGS, {"values": {"title": f"New {n}"}}, "POST") for n in range(8)]
        assert {f.result()[0] for f in [*proofs, *others]} == {201}
    whole = send(served, path)[1]
    assert sorted(item["what"] for item in whole["evidence"]) == [f"Proof {n}" for n in range(8)]
    assert whole["version"] == 9
    serials = [f.result()[1]["serial"] for f in others]
    assert len(set(serials)) == 8


def test_of_two_who_make_the_same_move_at_once_one_makes_it(served: tuple[str, str]) -> None:
    made = send(served, THINGS, {"values": {"title": "To close"}}, "POST")[1]
    path, ready = f"{THINGS}/{made['serial']}/moves", threading.Barrier(3)

    def close(_number: int) -> int:
        ready.wait(10)
        return send(served, path, {"to": "closed", "why": "over"}, "POST")[0]

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(close, range(3))) == [200, 409, 409]
    told = send(served, f"{THINGS}/{made['serial']}/history")[1]["entries"]
    assert len(told) == 2


def test_the_chain_is_whole_afterwards(served: tuple[str, str], tmp_path: Path) -> None:
    status, found = send(served, "/health")
    assert status == 200 and found["database"] == "ok"
