"""The log: one JSON line per occurrence.  Personal data cannot get in, since only listed fields are accepted."""

from __future__ import annotations

import json
import sys
import time
from contextvars import ContextVar
from types import TracebackType
from typing import Any

# The fields of a line.  There is none for a name, phone number, openid, token, code or student number.
FIELDS = frozenset(
    [
        "ref",
        "step",
        "method",
        "path",
        "status",
        "ms",
        "code",
        "order_id",
        "seq",
        "event",
        "state",
        "attempt_no",
        "out_trade_no",
        "channel",
        "photo_no",
        "verdict",
        "findings",
        "task_id",
        "count",
        "due",
        "kind",
        "id",
        "error",
        "where",
        "stage",
        "outcome",
        "serial",
        "reason",
        "amount",
        "expected",
        "version",
        "person",
        "cold",
        "release",
        "account",  # a digest, of the trail alone
        "client",
        "proven",
        "network",  # sealed
    ]
)

NO_REF = "-"
ref: ContextVar[str] = ContextVar("ref", default=NO_REF)


def carried() -> str | None:
    """The ref, to be carried on in an item, a message or an object, so that what follows is told under it; None outside
    of a request."""
    current = ref.get()
    return None if current == NO_REF else current


def continue_under(carried: str | None) -> None:
    """From now on lines have the ref that something carried."""
    ref.set(carried or NO_REF)


def _where(trace: TracebackType | None) -> str:
    last = "-"
    while trace is not None:
        last = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return last


def line(what: str, *, level: str = "info", **fields: object) -> dict[str, Any]:
    """A line that is yet to be written.  Raises ValueError for a field that is not in FIELDS: a programming error."""
    unknown = fields.keys() - FIELDS
    if unknown:
        raise ValueError(f"fields that may not be logged: {sorted(unknown)}")
    return {"at": round(time.time(), 3), "level": level, "what": what, "ref": ref.get(), **fields}


def write(told: dict[str, Any]) -> None:
    """Write a line to standard output, which Lambda puts in the step's log group."""
    sys.stdout.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")


def log(what: str, *, level: str = "info", **fields: object) -> None:
    """Write a line.  Raises as `line`."""
    write(line(what, level=level, **fields))


def alarm(what: str, **fields: object) -> None:
    """Log something that a person must look at; a metric filter on level=alarm notifies them."""
    log(what, level="alarm", **fields)


def fault(what: str, error: BaseException, **fields: object) -> None:
    """Log an exception by type and place only, since its text may quote what must not be logged."""
    log(what, level="error", error=type(error).__name__, where=_where(error.__traceback__), **fields)
