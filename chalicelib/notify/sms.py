"""SMS of what must not be missed: a deadline that runs, money that came back, whose an order is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chalicelib.identity.errors import SmsFailed, SmsRefused, SmsTooOften
from chalicelib.identity.sms import TencentSms
from chalicelib.notify.notices import SmsTemplate
from chalicelib.shared.log import log
from chalicelib.shared.outside import Refused, TooOften


class NoticeSms:
    """senders: one for each template, None where the branch has not got it."""

    def __init__(self, senders: Mapping[SmsTemplate, Callable[[], TencentSms] | None]) -> None:
        self._senders = senders

    def send(self, phone: str, template: SmsTemplate, words: Sequence[str]) -> bool:
        """words: the template's parameters.  False when it cannot be delivered.

        Raises OutsideBusy; TooOften when the number has had enough for now; Refused while something is ours to mend
        (balance, signature, template, credentials: the sender has alarmed).
        """
        sender = self._senders[template]
        if sender is None or not phone:
            return False
        try:
            sender().send(phone, *words)
        except SmsRefused as error:
            log("notice sms", outcome=error.code)
            return False
        except SmsTooOften:
            raise TooOften from None
        except SmsFailed:
            raise Refused from None
        return True
