"""Native parsers at work in a child process with limits, so that a hostile file can only hurt the child.

`run_limited("pdf", stream)` gives what the task yielded, one value after the other, and in one word what went wrong.
The child sets its own limits (address space, CPU, output) before it touches a byte; the parent adds the wall clock.
Limits on memory and CPU are those of POSIX; where the system has none, the wall clock and the checks of sizes remain.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any, BinaryIO

SECONDS = 20
MEMORY_BYTES = 376 * 1024 * 1024
OUTPUT_BYTES = 128 * 1024 * 1024
REFUSED, OUT_OF_MEMORY, OUT_OF_SPACE, BROKEN = 3, 4, 5, 6  # exit codes of the child

TASKS = {
    "xlsx": "local2030.formats.tables.xlsx_rows:rows_in_child",
    "xlsx-sheets": "local2030.formats.tables.xlsx_rows:sheets_in_child",
    "pdf": "local2030.formats.documents.pdf:pages_in_child",
    "pdf-attachments": "local2030.formats.documents.pdf_attachments:attachments_in_child",
    "docx": "local2030.formats.documents.docx:pages_in_child",
    "html": "local2030.formats.documents.html:pages_in_child",
}


class Refused(Exception):
    """Said by a task in the child: this file isn't read, for the reason given in one word (`encrypted`, `bomb`...)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the child gave before it ended; `trouble` is "" or a word: time, memory, output, broken, or as refused."""

    output: IO[bytes]
    trouble: str

    def values(self) -> Iterator[Any]:
        """The values in order. A last line cut off by the death of the child is left out."""
        self.output.seek(0)
        for line in self.output:
            if line.endswith(b"\n"):
                yield json.loads(line)


def run_limited(
    task: str,
    source: BinaryIO | bytes,
    options: Mapping[str, object] | None = None,
    *,
    seconds: float = SECONDS,
) -> Outcome:
    """Runs one of `TASKS` over the bytes of a file and comes back within `seconds`, whatever the file does."""
    output = tempfile.TemporaryFile()  # noqa: SIM115 - lives on in the outcome
    with _as_file(source) as stream:
        command = [
            sys.executable,
            "-P",
            "-m",
            __name__,
            task,
            json.dumps(dict(options or {})),
        ]
        child = subprocess.Popen(
            command,
            stdin=stream,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env=_bare_environment(),
        )
        try:
            code = child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return Outcome(output, "time")
    return Outcome(output, _trouble(code, output))


def _bare_environment() -> dict[str, str]:
    """What Python needs to start, and none of the site's secrets."""
    wanted = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
    return {name: os.environ[name] for name in wanted if name in os.environ}


def _as_file(source: BinaryIO | bytes) -> IO[bytes]:
    if not isinstance(source, bytes):
        source.seek(0)
        return os.fdopen(os.dup(source.fileno()), "rb")
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    copy.write(source)
    copy.seek(0)
    return copy


def _trouble(code: int, output: IO[bytes]) -> str:
    if code == 0:
        return ""
    if code == REFUSED:
        return _last_word(output)
    if code == OUT_OF_SPACE:
        return "output"
    if code == OUT_OF_MEMORY or code in (-signal.SIGABRT, -signal.SIGKILL):
        return "memory"  # a native parser that gets no memory aborts
    if code == -getattr(signal, "SIGXCPU", 24):
        return "time"
    return "broken"


def _last_word(output: IO[bytes]) -> str:
    """The reason of a refusal: the last line, without its newline, so that `values` leaves it out."""
    size = output.seek(0, io.SEEK_END)
    output.seek(max(0, size - 64))
    return output.read().rsplit(b"\n", 1)[-1].decode("ascii", "replace") or "broken"


def _main(arguments: list[str]) -> int:
    task, options = arguments[0], json.loads(arguments[1])
    _limit()
    module, function = TASKS[task].split(":")
    work: Callable[[BinaryIO, dict[str, Any]], Iterator[object]] = getattr(import_module(module), function)
    out = sys.stdout.buffer
    try:
        for value in work(sys.stdin.buffer, options):
            out.write(json.dumps(value).encode("ascii") + b"\n")
        out.flush()
    except Exception as trouble:  # whatever a parser throws ends the child in order
        return _end(out, trouble)
    return 0


def _end(out: BinaryIO, trouble: Exception) -> int:
    # `__main__.Refused` here and `local2030.formats.sandbox.Refused` in the task are two classes of one name.
    if type(trouble).__name__ == "Refused":
        out.write(str(trouble).encode("ascii", "replace")[:40])
        out.flush()
        return REFUSED
    if isinstance(trouble, MemoryError):
        return OUT_OF_MEMORY
    return OUT_OF_SPACE if isinstance(trouble, OSError) else BROKEN


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    wanted = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: OUTPUT_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in wanted.items():
        try:
            # One second between the two, so that CPU time ends in its own signal and not in a plain kill.
            resource.setrlimit(which, (most, most + (which == resource.RLIMIT_CPU)))
        except (ValueError, OSError):
            continue


if __name__ == "__main__":
    # The buffered rest can't be written once the output is full; leaving without the interpreter's flush is quieter.
    os._exit(_main(sys.argv[1:]))
