"""Routes of payments: the branch's, by filter or by number."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from chalicelib.api.desk.door import FINANCE, Id, staff
from chalicelib.api.endpoint import routes
from chalicelib.desk.money.payments import PaymentFound, Wanted
from chalicelib.orders.labels import LABELS
from chalicelib.orders.number import grouped
from chalicelib.orders.store.index_keys import PAYMENT_GROUPS, PaymentGroup
from chalicelib.shared.clock import iso
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.money import yuan
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

ChannelName = Literal["wechat", "alipay"]
Amount = Annotated[int, Meta(ge=1, le=100_000_000)]
Number = Annotated[str, Meta(min_length=1, max_length=80)]


class WhichPayments(Struct, frozen=True, forbid_unknown_fields=True):
    """first, last: days in Shanghai on which they were paid; amount: fen taken; what is left out is not asked for.
    number: an order's, or one of a payment or a refund as we or the channel name it: then nothing else counts.
    cursor: of the answer before."""

    first: date | None = None
    last: date | None = None
    group: PaymentGroup | None = None
    channel: ChannelName | None = None
    task_id: Id | None = None
    amount: Amount | None = None
    number: Number | None = None
    cursor: Annotated[str, Meta(max_length=80)] | None = None


class PaymentInList(Struct, frozen=True):
    """number: as the channel was told; amount: fen that were asked for, taken: that came; order_number, order_label: of
    its order, and where that stands; actions: decisions finance may ask for."""

    order_id: str
    order_number: str
    order_label: str
    task_id: str
    task_title: str
    attempt_no: int
    channel: str
    number: str
    transaction_id: str
    state: str
    group: PaymentGroup
    amount: int
    taken: int
    taken_text: str
    paid_at: str | None
    actions: list[str]


class PaymentList(Struct, frozen=True):
    """Newest first.  A page with a rare filter may be short, or empty, though there are more."""

    payments: list[PaymentInList]
    cursor: str | None


@routes.route("/api/staff/payments", methods=["GET"], name="staff")
@staff(FINANCE, query=WhichPayments, answer=PaymentList)
def list_payments(who: Staff, query: WhichPayments) -> PaymentList:
    """List the branch's payments.  By day, state, channel, task and amount, or by any number; newest first, in pages
    from the indexes by_task_state and task_queue."""
    desk = wire().finance.payments
    if query.number:
        return PaymentList(list(map(_payment, desk.by_number(who, query.number))), None)
    wanted = Wanted(
        first=query.first,
        last=query.last,
        group=query.group,
        channel=query.channel,
        task_id=query.task_id,
        amount=query.amount,
    )
    found, following = desk.search(who, wanted, query.cursor)
    return PaymentList(list(map(_payment, found)), following)


def _payment(found: PaymentFound) -> PaymentInList:
    head, attempt = found.order.head, found.attempt
    return PaymentInList(
        order_id=head.order_id,
        order_number=grouped(head.shown_number),
        order_label=LABELS[head.state],
        task_id=found.task.task_id,
        task_title=found.task.title,
        attempt_no=attempt.attempt_no,
        channel=attempt.channel,
        number=out_trade_no(head.order_id, attempt.attempt_no),
        transaction_id=attempt.transaction_id,
        state=attempt.state.value,
        group=PAYMENT_GROUPS[attempt.state],
        amount=attempt.amount,
        taken=attempt.taken,
        taken_text=yuan(attempt.taken),
        paid_at=iso(attempt.paid_at) if attempt.paid_at else None,
        actions=list(found.actions),
    )
