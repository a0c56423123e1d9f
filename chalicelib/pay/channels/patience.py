"""Calls to a channel: at most two tries within the caller's time limit; every call may safely be repeated."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from chalicelib.pay.model import CALL_SECONDS
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.log import log

Timeout = tuple[float, float]  # seconds to connect, and to wait for an answer
PATIENT, HURRIED = (2.0, 4.0), (1.0, 2.0)  # of one try


def parse_answer[T](channel: str, what: str, read: Callable[[], T]) -> T:
    """What `read` returns; if it raises, as for an answer that lacks a field, OutsideFailed.  what: for the log."""
    try:
        return read()
    except Exception as error:
        log(
            "channel's answer is not understood", level="error", channel=channel, where=what, error=type(error).__name__
        )
        raise OutsideFailed from error


def ask_twice[T](channel: str, ask: Callable[[Timeout], T | None], *, seconds: float = CALL_SECONDS) -> T:
    """The answer of `ask` within `seconds`; it returns None if the channel is busy.

    A second try is made if time allows; raises OutsideBusy if that fails too.  OutsideFailed is passed on at once.
    """
    give_up = monotonic() + seconds
    timeout = _try_timeout(seconds)
    for _ in range(2):
        try:
            answer = ask(timeout)
        except OutsideFailed:
            raise
        except Exception as error:  # the libraries raise anything, even bare Exception
            log("channel gave no answer", level="warning", channel=channel, error=type(error).__name__)
        else:
            if answer is not None:
                return answer
            log("channel is busy", level="warning", channel=channel)
        if give_up - monotonic() < sum(timeout):
            break
    raise OutsideBusy


def _try_timeout(seconds: float) -> Timeout:
    """The time-out of one try.  Below HURRIED it is rounded to half seconds: a channel keeps a client per time-out."""
    if seconds >= sum(PATIENT):
        return PATIENT
    if seconds >= sum(HURRIED):
        return HURRIED
    least = max(int(seconds * 2), 1) / 2
    return least / 3, least * 2 / 3
