"""Routes of one order's money: its ledger in plain words, and what a channel says of a payment now."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from chalicelib.api.desk.door import FINANCE, MANAGER, staff
from chalicelib.api.desk.views import DeskOrder, MayNot, order_for
from chalicelib.api.endpoint import routes
from chalicelib.desk.errors import AttemptUnknown
from chalicelib.desk.money.order_money import LedgerLine, back_of
from chalicelib.orders.ledger import EntryKind
from chalicelib.pay.model import TradeState
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class LedgerLineView(Struct, frozen=True):
    """text: what happened; amount: fen, negative for what went out; balance: fen after it; at: according to the
    channel."""

    at: str
    kind: EntryKind
    channel: str
    number: str
    text: str
    amount: int
    balance: int


class OrderMoney(Struct, frozen=True):
    """lines: of the ledger, oldest first; balance: in fen, what of the order's money is there now."""

    order: DeskOrder
    lines: list[LedgerLineView]
    balance: int


class ChannelAnswer(Struct, frozen=True):
    """at: when it was asked; state: of the trade, GONE where the channel is no longer set up and could not be asked;
    amount: fen it took, null for nothing; back: how much of that went back, whoever sent it; text: all in words;
    refused: what it would be refused for to record that the money went back, by hand or on the channel's page."""

    at: str
    state: Literal["PAID", "NOTPAY", "CLOSED", "ABSENT", "GONE"]
    amount: int | None
    back: Literal["NOTHING", "SOME", "ALL"]
    text: str
    refused: list[MayNot]


@routes.route("/api/staff/orders/{order_id}/money", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, answer=OrderMoney)
def show_order_money(who: Staff, order_id: str) -> OrderMoney:
    """Show an order's money in plain words.  Every entry of the ledger with the balance after it, and its payments and
    refunds."""
    order, _, lines = wire().finance.order_money.ledger(who, order_id)
    return OrderMoney(order_for(who, order), list(map(_line, lines)), lines[-1].balance if lines else 0)


@routes.route("/api/staff/orders/{order_id}/payments/{attempt_no}/channel", methods=["GET"], name="staff")
@staff(FINANCE, answer=ChannelAnswer)
def ask_channel(who: Staff, order_id: str, attempt_no: str) -> ChannelAnswer:
    """Ask the channel about a payment now.  Within eight seconds; it changes nothing."""
    if not (attempt_no.isascii() and attempt_no.isdigit() and len(attempt_no) <= 2):
        raise AttemptUnknown(field="attempt_no")
    says = wire().finance.order_money.channel_says(who, order_id, int(attempt_no))
    found = says.whereabouts
    if found is None:
        return ChannelAnswer(iso(says.at), "GONE", None, "NOTHING", says.text, [])
    answer, back = found.answer, back_of(found)
    refused = [MayNot(action, f"{why.text}。{why.cure}") for action, why in says.refused.items()]
    if isinstance(answer, TradeState):
        return ChannelAnswer(iso(says.at), answer.value, None, back.value, says.text, refused)
    return ChannelAnswer(iso(says.at), "PAID", answer.amount, back.value, says.text, refused)


def _line(line: LedgerLine) -> LedgerLineView:
    entry = line.entry
    return LedgerLineView(
        at=iso(entry.at),
        kind=entry.kind,
        channel=entry.channel,
        number=entry.number,
        text=line.text,
        amount=line.amount,
        balance=line.balance,
    )
