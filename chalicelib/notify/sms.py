"""SMS for what must not be missed: a running deadline, returned money, a posted print, a change of ownership."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Literal

from chalicelib.identity.errors import SmsFailed, SmsRefused, SmsTooOften
from chalicelib.identity.tencent.sms import TencentSms
from chalicelib.notify.branch_budget import BranchBudget
from chalicelib.notify.notices import SmsTemplate
from chalicelib.shared.log import log
from chalicelib.shared.outside import Refused, TooOften

Text = SmsTemplate | Literal["moved"]  # of what is about orders, and of a number that an account left


class NoticeSms:
    """senders: one per template, None where the branch has no such template."""

    def __init__(self, senders: Mapping[Text, Callable[[], TencentSms] | None], budget: BranchBudget) -> None:
        self._senders, self._budget = senders, budget

    def send(self, phone: str, template: Text, words: Sequence[str], branch: str = "") -> bool:
        """Send an SMS; False when it cannot be delivered.  words: the template's parameters; branch: whose day's budget
        it counts for, "" for none.

        Raises OutsideBusy; OverBudget; TooOften when the number has reached its limit for now; Refused while something
        is ours to fix (balance, signature, template, credentials: the sender has raised the alarm).
        """
        sender = self._senders[template]
        if sender is None or not phone:
            return False
        try:
            with self._budget.spend(branch) if branch else nullcontext():
                sender().send(phone, *words)
        except SmsRefused as error:
            log("notice sms", outcome=error.code)
            return False
        except SmsTooOften:
            raise TooOften from None
        except SmsFailed:
            raise Refused from None
        return True
