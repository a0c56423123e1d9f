"""Reads an uploaded table in a process of its own, with bounds on memory and processor time: whatever a hostile file
makes a reader do, the import step survives it and says so.  The process has no credentials in its environment.

python -m chalicelib.imports.apart REQUEST < TABLE
"""

from __future__ import annotations

import os
import resource
import subprocess  # nosec B404
import sys
from collections.abc import Collection

import msgspec

from chalicelib.imports.sheets import TOO_MUCH, SheetTable, Spellings, Unreadable, read
from chalicelib.shared.log import log

MEMORY = 700_000_000  # bytes of address space: the step has 1,024 MB, and holds what this one hands over
SECONDS = 40  # of a processor; 200,000 rows of 10 columns take 8, of 15 columns 16.5
DIED = f"读取表格时超出了内存或时间的限制，没有读完。{TOO_MUCH}"
STARVED = 3  # exit status of a reader without memory
PANIC = "PanicException"  # a crash of the library itself, which the table causes


class ReaderFailed(Exception):
    """The reader ended by a mistake of ours.  Its text is the type of the exception alone: the rest may quote cells."""


class Request(msgspec.Struct, frozen=True):
    """As the arguments of `read`."""

    needed: list[str]
    spellings: dict[str, list[str]]


class Answer(msgspec.Struct, frozen=True):
    """table: None if the table is unreadable, for the reason `wrong`; head: as in Unreadable."""

    table: SheetTable | None = None
    wrong: str = ""
    head: tuple[str, ...] = ()


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_ANSWER = msgspec.msgpack.Decoder(Answer)


def read_apart(data: bytes, needed: Collection[str], spellings: Spellings | None = None) -> SheetTable:
    """As `read`.  Raises Unreadable, also where the table made the reader exceed a bound or crash; ReaderFailed where
    the reader itself is broken."""
    request = msgspec.json.encode(Request([*needed], {name: [*all] for name, all in (spellings or {}).items()}))
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")}
    command = [sys.executable, "-m", __name__, request.decode()]
    process = subprocess.run(  # noqa: S603  # nosec B603 - our own module; the table is only its standard input
        command, input=data, capture_output=True, env=environment, check=False
    )
    if process.returncode:
        error = process.stderr.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        log("import reader died", outcome=str(process.returncode), error=error)
        if process.returncode < 0 or process.returncode == STARVED or error.endswith(PANIC):
            raise Unreadable(DIED)
        raise ReaderFailed(error)
    answer = _ANSWER.decode(process.stdout)
    if answer.table is None:
        raise Unreadable(answer.wrong, answer.head)
    return answer.table


def main() -> None:
    """Exits with STARVED without memory; a processor's time that is over ends the process by a signal."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    request = msgspec.json.decode(sys.argv[1], type=Request)
    try:
        answer = Answer(table=read(sys.stdin.buffer.read(), request.needed, request.spellings))
        written = msgspec.msgpack.encode(answer)
    except Unreadable as error:
        written = msgspec.msgpack.encode(Answer(wrong=str(error), head=error.head))
    except MemoryError:
        sys.exit(STARVED)
    sys.stdout.buffer.write(written)


if __name__ == "__main__":
    main()
