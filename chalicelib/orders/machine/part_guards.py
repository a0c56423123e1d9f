"""The questions that the table asks about a part of a payment's money, which somebody returned on the channel's page or
the branch returns; docs/states.md prints each one's docstring."""

from __future__ import annotations

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.machine.guards import four_eyes
from chalicelib.orders.machine.situation import Situation, SituationOf
from chalicelib.orders.money_model import Attempt, AttemptState, Refund, is_part_open, left_of, parts_of
from chalicelib.shared.money import Fen

MOST_PARTS = 3  # of the nine refunds that a payment has numbers for, so that one of the rest can still be tried again
PART_ALONE = Fen(1000)  # of one payment's parts that one person returns; above it two do

# -- on the channel's page ------------------------------------------------------------------------------------------


def part_known(situation: SituationOf[facts.PartReturned]) -> bool:
    """recorded under its number"""
    refunds = situation.attempt.outside if situation.attempt else ()
    return any(refund.number == situation.event.refund_no for refund in refunds)


def part_is_new(situation: SituationOf[facts.PartReturned]) -> bool:
    """attempt known to be paid, and the refund not recorded under its number"""
    is_paid = situation.attempt is not None and situation.attempt.paid_amount is not None
    return is_paid and not part_known(situation)


def part_of_nothing(situation: SituationOf[facts.PartReturned]) -> bool:
    """attempt unknown or not known to be paid, and the refund not recorded"""
    return not part_known(situation) and not part_is_new(situation)


def part_ends_order(situation: SituationOf[facts.PartReturned]) -> bool:
    """attempt OK, and with this refund all of its money is back"""
    attempt = situation.attempt
    if attempt is None or attempt.state is not AttemptState.OK:
        return False
    return left_of(attempt, situation.order.refunds) <= situation.event.amount


def part_leaves_order(situation: SituationOf[facts.PartReturned]) -> bool:
    """attempt not OK, or some of its money is left"""
    return not part_ends_order(situation)


# -- by the branch ---------------------------------------------------------------------------------------------------


def no_part_open(situation: Situation) -> bool:
    """no refund of a part under way"""
    return not is_part_open(situation.order.refunds)


def part_fits(situation: SituationOf[ev.RefundPart]) -> bool:
    """less than what is left of the payment"""
    attempt = situation.attempt
    return attempt is not None and 0 < situation.event.amount < left_of(attempt, situation.order.refunds)


def parts_left(situation: Situation) -> bool:
    """fewer than 3 refunds of a part"""
    attempt = situation.attempt
    return attempt is not None and sum(_is_part_of(refund, attempt) for refund in situation.order.refunds) < MOST_PARTS


def part_is_small_or_four_eyes(situation: SituationOf[ev.RefundPart]) -> bool:
    """the payment's parts come to at most 10 yuan, or four eyes"""
    event = situation.event
    parts = parts_of(situation.order.refunds, event.attempt_no)
    return sum(part.amount for part in parts) + event.amount <= PART_ALONE or four_eyes(situation)


def _is_part_of(refund: Refund, attempt: Attempt) -> bool:
    return refund.part and refund.attempt_no == attempt.attempt_no
