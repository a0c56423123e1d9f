"""What students were told of an order, for whoever answers their questions: each message, and how it went.

It names nobody in full: names are masked as in the message itself, phones as anywhere on the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.notify.notices import Audience
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.log import fault
from chalicelib.shared.outside import OverBudget, Refused, TooOften

Channel = Literal["wechat", "sms"]
# What became of a message.  TAKEN: the channel has it; NOBODY: there is no account or number to send to; NOT_TAKEN: she
# agreed to none, or the operator reaches no such number, or there is no template; TOO_OFTEN, BUSY: it comes again;
# OVER_BUDGET: the branch's SMS of the day are used up, and the event is retried;
# REFUSED: something of ours must be mended first.
Fate = Literal["TAKEN", "NOBODY", "NOT_TAKEN", "TOO_OFTEN", "OVER_BUDGET", "BUSY", "REFUSED"]
FATES: tuple[tuple[type[Exception], Fate], ...] = (
    (OverBudget, "OVER_BUDGET"), (TooOften, "TOO_OFTEN"), (Refused, "REFUSED"), (OutsideBusy, "BUSY"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """One message.  kind: the event, or the reminder; to: whom of the order; phone: masked, empty by WeChat and of
    anybody but the owner; text: what it says, of an SMS the three words that its template is filled with."""

    kind: str
    channel: Channel
    to: Audience
    at: datetime
    fate: Fate
    text: str
    phone: str = ""


def sent(send: Callable[[], bool], note: Callable[[Fate], None], *, to_somebody: bool) -> bool:
    """Sends a message and notes what became of it; raises what sending raises.  A note that cannot be written is logged
    and no more: nobody is told twice for it."""
    try:
        taken = to_somebody and send()
    except Exception as error:
        fate = next((fate for kind, fate in FATES if isinstance(error, kind)), None)
        if fate:
            _noted(note, fate)
        raise
    _noted(note, "TAKEN" if taken else "NOT_TAKEN" if to_somebody else "NOBODY")
    return taken


def _noted(note: Callable[[Fate], None], fate: Fate) -> None:
    try:
        note(fate)
    except Exception as error:
        fault("message not noted", error)
