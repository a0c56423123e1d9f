"""SMS of what must not be missed: a rejection, a refund."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chalicelib.identity.errors import SmsRefused, SmsTooOften
from chalicelib.identity.sms import TencentSms
from chalicelib.shared.log import log


class NoticeSms:
    """senders: by event, None where the branch has no template."""

    def __init__(self, senders: Mapping[str, Callable[[], TencentSms] | None]) -> None:
        self._senders = senders

    def send(self, phone: str, event: str, word: str) -> bool:
        """word: the first parameter.  False when it cannot be delivered.  Raises OutsideBusy, OutsideFailed."""
        sender = self._senders.get(event)
        if sender is None or not phone:
            return False
        try:
            sender().send(phone, word)
        except (SmsRefused, SmsTooOften) as error:
            log("notice sms", outcome=error.code)
            return False
        return True
