"""Throughput of public pages beside an empty page of one query, from one server in one run.

    python -m benchmarks.pages [THINGS] [SECONDS]

The server is the one of `site serve` (Granian, one process, as many threads). The empty page stands in it under an address
of its own, here and nowhere else: one query by the ORM, no template, the middleware of a new Django project and no more. Clients keep their connections. Each page is asked by
turns with the empty one, so that a machine that is busy with other things is busy for both.

    as served      what visitors get: after the first time, pages come out of memory until something is written
    made anew      the same with nothing kept (settings.KEPT_PAGES = 0): what it costs to make the page
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

THINGS, SECONDS, ROUNDS, CLIENTS, THREADS = 50_000, 1.5, 3, 4, 8
EMPTY = "/benchmark/empty/"
MOST_VISITED, OTHER_LISTS = 0.5, 0.1
KINDS = ("next-step", "hub", "event", "commitment")
CODES = "KE UG CO BR ID PH IN FR ES MA EG JO TH CN JP MX PE SN GH ZA".split()
VISITED = {
    "home": "/", "programmes": "/marker/", "a programme": "/marker/programmes/1/", "the rubric": "/marker/rubric/",
    "the Coalition": "/coalition/", "next steps": "/coalition/next-steps/", "a thing": "/things/NXT-001/", "Hubs": "/coalition/hubs/",
    "search": "/search/?q=water", "a country": "/countries/KE/",
}  # fmt: skip
LISTS = {
    "events": "/coalition/events/", "commitments": "/coalition/commitments/", "next steps, page 200": "/coalition/next-steps/?page=200",
    "next steps by title": "/coalition/next-steps/?order=title", "Hubs of a country": "/coalition/hubs/?country=KE",
    "steps of a workstream": "/workstreams/action/", "countries": "/countries/", "corrections": "/marker/corrections/",
}  # fmt: skip


def main() -> None:
    """Fill a store, serve it twice, ask, print."""
    things = int(sys.argv[1]) if len(sys.argv) > 1 else THINGS
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    with tempfile.TemporaryDirectory() as home:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LOCAL2030_")}
        environment |= {
            "LOCAL2030_HOME": home,
            "PYTHONPATH": os.pathsep.join(filter(None, (os.getcwd(), environment.get("PYTHONPATH")))),
        }
        run = [sys.executable, "-m", "benchmarks.pages_server"]
        subprocess.run([*run, "fill", str(things)], env=environment, check=True)
        failed = False
        for name, kept, limits in (("as served", "1", True), ("made anew", "0", False)):
            with serving([*run, "serve"], environment | {"BENCHMARK_KEPT": kept}) as port:
                print(f"\n{name}, {things} things, SQLite, {CLIENTS} clients, median of {ROUNDS} turns of {seconds} s")
                for group, limit in ((VISITED, MOST_VISITED), (LISTS, OTHER_LISTS)):
                    for page, address in group.items():
                        failed |= not measured(port, page, address, limit, seconds, says=limits)
        print("\nlimits hold" if not failed else "\nA LIMIT DOES NOT HOLD")
        raise SystemExit(int(failed))


def measured(port: int, page: str, address: str, limit: float, seconds: float, *, says: bool) -> bool:
    """Asks the page and the empty one by turns and prints their ratio; whether it is within the limit, where one is said."""
    ratios, rates = [], []
    warm = throughput(port, address, 0.2)
    for _turn in range(ROUNDS):
        empty, full = throughput(port, EMPTY, seconds), throughput(port, address, seconds)
        ratios.append(full / empty)
        rates.append(full)
    ratio = median(ratios)
    holds = not says or ratio >= limit
    verdict = f"limit {limit}: {'holds' if holds else 'DOES NOT HOLD'}" if says else ""
    print(f"  {page:24} {median(rates):7.0f} a second = {ratio:5.2f} x empty  {verdict}", flush=True)
    assert warm > 0
    return holds


def throughput(port: int, address: str, seconds: float) -> float:
    """Answers a second, with some clients at once that keep their connections."""
    counts, until = [0] * CLIENTS, time.perf_counter() + seconds

    def ask(client: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until:
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{address} answered {answer.status}")
            counts[client] += 1
        connection.close()

    begin = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begin)


@contextmanager
def serving(command: list[str], environment: dict[str, str]) -> Iterator[int]:
    """The server on a free port, until it is left."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen([*command, str(port)], env=environment)
    try:
        for _try in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main()
