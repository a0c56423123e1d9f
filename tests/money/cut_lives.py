"""One order of one student and what may happen to its money, each step as the part of the system does it that would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

import pytest

from chalicelib.desk.model import ActionName, Params, Proposal
from chalicelib.identity.model import Who
from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.pay.bills import matching
from chalicelib.pay.model import Bill, RefundOrder
from chalicelib.shared.clock import SHANGHAI, system_clock
from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task
from tests.worlds.orders import BLURRED, REVIEWER
from tests.worlds.pay import World
from tests.worlds.staff import known


class Inline:
    """Stands for a pool of threads: what is cut must run in the thread that is cut."""

    def __init__(self, threads: int) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        pass

    def map(self, work: Callable[[Any], Any], some: Iterable[Any]) -> Iterator[Any]:
        return map(work, some)


@dataclass(frozen=True, kw_only=True)
class Life:
    """One order of one student, paid through one channel."""

    world: World
    channel: str
    who: Who
    order_id: str
    task: Task

    @property
    def till(self) -> Any:
        return self.world.tills[self.channel]

    @property
    def number(self) -> str:
        return out_trade_no(self.order_id, 1)

    # -- paying ----------------------------------------------------------------------------------------------------

    def start(self, kind: str = "NATIVE", key: str = "only-tap") -> None:
        self.world.pay.start(self.who, self.order_id, f"{self.channel.upper()}_{kind}", key)

    def start_anew(self) -> None:
        self.start(key="another-tap")

    def buyer_pays(self, attempt_no: int = 1) -> None:
        self.till.pay(out_trade_no(self.order_id, attempt_no))

    def notice(self, attempt_no: int = 1) -> None:
        told = self.till.paid_notice(out_trade_no(self.order_id, attempt_no), self.world.clock())
        self.world.pay.notice(self.channel, told.headers, told.raw)

    def wrong_notice(self) -> None:
        told = self.till.paid_notice(self.number, self.world.clock(), amount=2999)
        self.world.pay.notice(self.channel, told.headers, told.raw)

    def cancel(self) -> None:
        self.world.orders.cancel(self.who, self.order_id)

    def bought(self) -> None:
        self.start()
        self.buyer_pays()

    def paid(self) -> None:
        self.bought()
        self.notice()

    def suspect(self) -> None:
        self.bought()
        self.wrong_notice()

    def second_bought(self) -> None:
        """Nobody could close the first payment; the second is made."""
        self.start()
        self.world.orders.apply(self.order_id, facts.Unknown(attempt_no=1))
        self.start_anew()
        self.buyer_pays(2)

    def second_notice(self) -> None:
        self.notice(2)

    def time_over(self) -> None:
        self.start()
        self.world.time_over(self.order_id)

    def cancelled_and_paid(self) -> None:
        """Nobody could close the payment, and then it was made."""
        self.start()
        self.world.orders.apply(self.order_id, facts.Unknown(attempt_no=1))
        self.world.orders.cancel(self.who, self.order_id)
        self.buyer_pays()

    # -- looking ---------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """The polling twin of the notice."""
        self.world.settle(self.order_id, "PAY#01")

    def return_page(self) -> None:
        self.world.clock.ahead = timedelta(seconds=3)
        self.world.pay.state(self.who, self.order_id, 1)

    def head_due(self) -> None:
        self.world.settle(self.order_id)

    def match_bill(self) -> None:
        """Of today, and of this order only; the ledger's side of it is but read."""
        asked = self.world.outside.channels[self.channel]
        today = system_clock().astimezone(SHANGHAI).date()
        self.world.box.faults.set(self.till.early_bill)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(matching, "ThreadPoolExecutor", Inline)
            own = tuple(one for one in asked.bill(today).lines if one.out_trade_no == self.number)
            patch.setattr(asked, "bill", lambda day: Bill(lines=own))
            patch.setattr(self.world.stores.ledger, "of_day", lambda *of: iter(()))
            self.world.money.bills.match(self.channel, today)

    # -- returning -------------------------------------------------------------------------------------------------

    def ask_refund(self) -> None:
        self.world.orders.refund(self.who, self.order_id)

    def push_refund(self) -> None:
        self.world.settle(self.order_id, "REFUND#01#1")

    def refund_asked(self) -> None:
        self.paid()
        self.ask_refund()

    def refund_ended(self) -> None:
        """The channel has it; nobody has told us how it ended."""
        self.refund_asked()
        self.push_refund()
        self.world.box.pay.refunds.finish_due()
        due_at = self.world.load(self.order_id).refunds[0].due_at
        if due_at is not None:
            self.world.clock.to(due_at)

    def refund_lost(self) -> None:
        """The channel has it, and its answer was lost."""
        self.refund_asked()
        attempt = self.world.load(self.order_id).attempts[0]
        number = out_refund_no(self.order_id, 1, 1)
        asked = RefundOrder(
            out_trade_no=self.number,
            out_refund_no=number,
            amount=attempt.amount,
            total=attempt.amount,
            reason="student",
        )
        self.world.outside.channels[self.channel].refund(asked)
        self.world.box.pay.refunds.finish_due()

    def refund_notice(self) -> None:
        (told,) = self.till.refund_notices(self.number, self.world.clock())
        self.world.pay.notice(self.channel, told.headers, told.raw)

    def refund_abnormal(self) -> None:
        self.world.box.faults.set("pay_refund_abnormal")
        self.refund_ended()
        self.push_refund()

    def rejected(self) -> None:
        """Nothing new comes before the deadline."""
        self.paid()
        until = self.world.clock() + timedelta(days=1)
        self.world.orders.apply(self.order_id, ev.Take(actor=REVIEWER, until=until))
        self.world.orders.apply(self.order_id, ev.Reject(actor=REVIEWER, photo_no=1, reasons=(BLURRED,)))
        deadline = self.world.load(self.order_id).head.deadline
        assert deadline is not None
        self.world.clock.to(deadline)

    # -- finance ---------------------------------------------------------------------------------------------------

    def _somebody(self, name: str) -> Staff:
        return Staff(staff_id=name, branch=self.task.branch, name=name, roles=frozenset([StaffRole.FINANCE]))

    def finance_refunds(self) -> None:
        self._ask("refund")

    def _ask(self, action: ActionName) -> None:
        desk, params = self.world.branch.decisions, Params(attempt_no=1, verdict="accept")
        desk.ask(known(self._somebody("first")), self.order_id, action, params, "student")

    def asked_for(self, action: ActionName) -> None:
        """One of finance has asked; it waits for another."""
        self._ask(action)
        (mine,) = self._waiting()
        assert mine.action == action

    def _waiting(self) -> list[Proposal]:
        waiting, _ = self.world.branch.decisions.proposals(self._somebody("second"))
        return [one for one in waiting if one.order_id == self.order_id]

    def second_agrees(self) -> None:
        for one in self._waiting():
            self.world.branch.decisions.confirm(self._somebody("second"), one.proposal_id, "同意")
