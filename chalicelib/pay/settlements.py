"""Facts about payments, from notices, answers and bills, and asking the channel for them; each fact ends in one
transition of its order."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.orders import facts
from chalicelib.orders.machine.decide import Change
from chalicelib.orders.machine.money_effects import WATCH_AFTER
from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import OPEN_ATTEMPT, Attempt, AttemptState, RefundState
from chalicelib.orders.service import OrderService
from chalicelib.orders.store.orders import Orders
from chalicelib.pay.channels.retired import ChannelGone
from chalicelib.pay.model import Back, BillLine, Channel, CloseResult, PaidFact, TradeState
from chalicelib.pay.refunds import Refunds, all_back
from chalicelib.pay.time_budget import Deadline
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_trade_no, parse_out_trade_no
from chalicelib.shared.log import alarm, log

COURTESY = 3.0  # seconds for everything after a notice: WeChat Pay waits five for our answer

GONE_AFTER = timedelta(days=7)  # how much longer an attempt is watched if its channel is no longer set up


class Settlements:
    """channels: by name."""

    def __init__(
        self, *, orders: OrderService, store: Orders, channels: Mapping[str, Channel], refunds: Refunds, clock: Clock
    ) -> None:
        self._orders, self._store, self._channels = orders, store, channels
        self._refunds, self._clock = refunds, clock

    # -- the channel speaks ----------------------------------------------------------------------------------------

    def paid(self, fact: PaidFact, *, seconds: float = COURTESY) -> Change | None:
        """Applies a paid trade, from a notice or an answer.

        seconds: for all calls about it and what follows.  Raises OutsideBusy, OutsideFailed while nobody can say whose
        refund it was.
        """
        named, within = parse_out_trade_no(fact.out_trade_no), Deadline(seconds)
        if named is None:
            alarm("paid trade with a number that is not ours", where="paid")
            return None
        order_id, attempt_no = named
        change = self._orders.apply(order_id, self._fact_of(order_id, attempt_no, fact, within))
        if change and change.record:
            self._after_money(change.after, attempt_no, within)
        return change

    def part_returned(self, line: BillLine, at: datetime) -> None:
        """Applies a finished refund on the channel's own page.  line: of its bill, about a trade of ours; at: when it
        went back, on the day of the bill."""
        named = parse_out_trade_no(line.out_trade_no)
        assert named is not None
        order_id, attempt_no = named
        part = facts.PartReturned(attempt_no=attempt_no, refund_no=line.number, amount=line.refund_amount, back_at=at)
        self._orders.apply(order_id, part)

    def _fact_of(self, order_id: str, attempt_no: int, fact: PaidFact, within: Deadline) -> facts.Fact:
        """Money that came and went back without us is no payment; if only part of it went back, a person must look."""
        order = self._store.load(order_id) if fact.back is not Back.NOTHING else None
        alone = order is not None and self._refunds.went_without_us(order, attempt_no, fact.back, seconds=within.left)
        if alone and fact.back is Back.ALL:
            return all_back(attempt_no, fact)
        return facts.Paid(
            attempt_no=attempt_no,
            amount=fact.amount,
            currency=fact.currency,
            mchid=fact.mchid,
            appid=fact.appid,
            transaction_id=fact.transaction_id,
            paid_at=fact.paid_at,
            partly_back=alone,
        )

    def _after_money(self, order: Order, attempt_no: int, within: Deadline) -> None:
        """Closes what else could still be paid, and sends an orphan's money back.  That is a courtesy: their slots do
        it anyway, so a channel that is away delays nobody's notice."""
        for attempt in order.attempts:
            if attempt.attempt_no != attempt_no and attempt.state in (AttemptState.PENDING, AttemptState.ABANDONED):
                if within.is_over:
                    return
                self.close(order, attempt, seconds=within.left)
        refund = order.refund_of(attempt_no)
        if refund and refund.state is RefundState.REQUESTED and not within.is_over:
            try:
                self._refunds.push(order, refund, seconds=within.left)
            except (OutsideBusy, OutsideFailed):
                log("refund waits for its slot", level="warning", order_id=order.head.order_id)

    # -- asking the channel ----------------------------------------------------------------------------------------

    def close_pending(self, order: Order, *, seconds: float) -> bool:
        """Closes every PENDING attempt at its channel, and returns whether there was any.  If one turns out to be paid,
        the order is paid; if closing is not confirmed, the attempt is ABANDONED."""
        pending = [attempt for attempt in order.attempts if attempt.state is AttemptState.PENDING]
        for attempt in pending:
            self.close(order, attempt, seconds=seconds)
        return bool(pending)

    def close(self, order: Order, attempt: Attempt, *, seconds: float) -> None:
        """Closes one attempt at its channel and applies the result, all within `seconds`."""
        within = Deadline(seconds)
        channel, number = self._channels[attempt.channel], out_trade_no(order.head.order_id, attempt.attempt_no)
        result = channel.close(number, seconds=seconds)
        if result is CloseResult.PAID:
            self._found_paid(channel, number, within)
        elif result is CloseResult.CLOSED:
            self._orders.apply(order.head.order_id, facts.Closed(attempt_no=attempt.attempt_no))
        else:
            self._orders.apply(order.head.order_id, facts.Unknown(attempt_no=attempt.attempt_no))

    def _found_paid(self, channel: Channel, number: str, within: Deadline) -> None:
        """The channel says that the trade is paid.  Until it can also say what was paid, the attempt stays as it is, so
        that nothing overlooks it."""
        if within.is_over:
            return
        with suppress(OutsideBusy, OutsideFailed):
            answer = channel.query(number, seconds=within.left)
            if isinstance(answer, PaidFact):
                self.paid(answer, seconds=within.left)

    def look(self, order_id: str, attempt_no: int) -> None:
        """An attempt's slot is due: ask for its state, and close it past its end.

        Raises OutsideBusy, OutsideFailed, and moves the slot on all the same: the slots of a channel that is away would
        stay in front of all others.  A slot that has moved on comes up again by itself; for a channel that is no longer
        set up a daily alarm reports it.
        """
        order = self._store.load(order_id)
        attempt = order.attempt(attempt_no) if order else None
        if order and attempt and attempt.state in OPEN_ATTEMPT and attempt.due_at is not None:
            try:
                self.ask(order, attempt)
            except ChannelGone:
                self._look_less(order_id, attempt)
            except (OutsideBusy, OutsideFailed):
                if self._look_later(order_id, attempt):
                    raise

    def ask(self, order: Order, attempt: Attempt) -> None:
        """Asks for an attempt's state, closes it when nobody should pay it any more, and applies the answer.

        Raises OutsideBusy, OutsideFailed.
        """
        answer = self._channels[attempt.channel].query(out_trade_no(order.head.order_id, attempt.attempt_no))
        now, order_id, number = self._clock(), order.head.order_id, attempt.attempt_no
        if isinstance(answer, PaidFact):
            self.paid(answer)
        elif answer is TradeState.CLOSED or (answer is TradeState.ABSENT and now >= attempt.time_expire + WATCH_AFTER):
            self._orders.apply(order_id, facts.Closed(attempt_no=number))
        elif now >= attempt.time_expire or order.head.state is not State.AWAITING_PAYMENT:
            self.close(order, attempt, seconds=10)
            if attempt.state is AttemptState.ABANDONED:
                self._look_later(order_id, attempt)
        else:
            self._look_later(order_id, attempt)

    def _look_less(self, order_id: str, attempt: Attempt) -> None:
        """Nobody can say whether the attempt was paid, and it is not watched for ever: money that comes later is still
        taken, and the student's data can be erased."""
        if self._clock() < attempt.time_expire + WATCH_AFTER + GONE_AFTER:
            self._look_later(order_id, attempt)
            return
        self._orders.apply(order_id, facts.Closed(attempt_no=attempt.attempt_no))
        alarm(
            "a payment through a channel that is not set up any more is not watched any longer: look on its page",
            order_id=order_id,
            channel=attempt.channel,
        )

    def _look_later(self, order_id: str, attempt: Attempt) -> bool:
        """Moves a slot that was due on, and returns whether it did; a student who polls leaves no trace."""
        if attempt.due_at is None or self._clock() < attempt.due_at:
            return False
        change = self._orders.apply(order_id, facts.StillOpen(attempt_no=attempt.attempt_no))
        return change is not None and change.record is not None
