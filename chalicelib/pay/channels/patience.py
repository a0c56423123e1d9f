"""How a channel is asked: at most two tries within the seconds there are, since every question may be repeated."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from chalicelib.pay.model import CALL_SECONDS
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.log import log

Timeout = tuple[float, float]  # seconds to connect, and to wait for an answer
PATIENT, HURRIED = (2.0, 4.0), (1.0, 2.0)  # of one try


def understood[T](channel: str, what: str, read: Callable[[], T]) -> T:
    """What `read` makes of an answer; one that lacks what it must have raises OutsideFailed."""
    try:
        return read()
    except Exception as error:
        log(
            "channel's answer is not understood", level="error", channel=channel, where=what, error=type(error).__name__
        )
        raise OutsideFailed from error


def twice[T](channel: str, ask: Callable[[Timeout], T | None], *, seconds: float = CALL_SECONDS) -> T:
    """What `ask` answers within `seconds`.  None means the channel is busy.

    A second try is made when there is time for it; then raises OutsideBusy.  OutsideFailed passes at once.
    """
    give_up = monotonic() + seconds
    timeout = _fitting(seconds)
    for _ in range(2):
        try:
            answer = ask(timeout)
        except OutsideFailed:
            raise
        except Exception as error:  # the libraries let everything through, bare Exceptions too
            log("channel gave no answer", level="warning", channel=channel, error=type(error).__name__)
        else:
            if answer is not None:
                return answer
            log("channel is busy", level="warning", channel=channel)
        if give_up - monotonic() < sum(timeout):
            break
    raise OutsideBusy


def _fitting(seconds: float) -> Timeout:
    """Of one try.  Below HURRIED it goes by half seconds: a channel keeps a client for each."""
    if seconds >= sum(PATIENT):
        return PATIENT
    if seconds >= sum(HURRIED):
        return HURRIED
    least = max(int(seconds * 2), 1) / 2
    return least / 3, least * 2 / 3
