"""What a row changes in the head besides its state.  Pure: a situation and an order in, an order out."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.orders import events as ev
from chalicelib.orders.appeal import Appeal, appeal_about
from chalicelib.orders.labels import ERASED
from chalicelib.orders.machine.guards import granted_until
from chalicelib.orders.machine.leases import prolonged
from chalicelib.orders.machine.situation import Situation, SituationOf
from chalicelib.orders.model import CONTACT, Contest, Correction, Lease, Order, Posting, Rejection, Student

DOUBTED = 1.0  # risk of a photo that a person doubts, or that a person is asked for


def no_due(_: Situation, order: Order) -> Order:
    return order.but(due_at=None)


def submitted(situation: SituationOf[ev.Submit | ev.Resubmit | ev.Appeal], order: Order) -> Order:
    """While correcting, the rejection stays, as it tells the reviewer what must be corrected; otherwise it goes, and is
    in the history."""
    kept = order.head.rejection if order.head.correcting else None
    return order.but(photo_no=situation.event.photo_no, rejection=kept, stopped=False)


def appealed(situation: SituationOf[ev.Appeal], order: Order) -> Order:
    event = situation.event
    appeal = Appeal(photo_no=event.photo_no, reason=event.reason, at=situation.now, note=event.note)
    return order.but(appeals=(*order.head.appeals, appeal))


def stopped(_: Situation, order: Order) -> Order:
    return order.but(stopped=True)


def contested(situation: Situation, order: Order) -> Order:
    return order.but(contest=Contest(person_id=situation.event.actor.id, at=situation.now))


def kept(_: Situation, order: Order) -> Order:
    contest = order.head.contest
    assert contest is not None
    return order.but(contest=None, denied=(*order.head.denied, contest.person_id))


def rules(situation: Situation, order: Order) -> Order:
    """The student accepts the task's present rules; they bind this order even if the task's change later."""
    return order.but(rules=situation.task.rules)


def price(situation: Situation, order: Order) -> Order:
    return order.but(price=situation.task.price)


def pay_deadline(situation: Situation, order: Order) -> Order:
    expires = situation.task.deadline_to_pay(situation.now)
    return order.but(expires_at=expires, due_at=expires)


def no_pay_deadline(_: Situation, order: Order) -> Order:
    return order.but(expires_at=None)


def queue(situation: Situation, order: Order) -> Order:
    return order.but(queued_at=situation.now, priority=False, risk=_risk(order))


def queue_first(situation: Situation, order: Order) -> Order:
    return order.but(queued_at=situation.now, priority=True, risk=_risk(order))


def queue_doubted(situation: Situation, order: Order) -> Order:
    """A person doubts what a person approved."""
    return queue(situation, order).but(risk=DOUBTED)


def _risk(order: Order) -> float:
    """Of the photo handed in: as the engine doubts it, and 1 where the student asked for a person."""
    head = order.head
    photo = order.photo(head.photo_no)
    if appeal_about(head.appeals, head.photo_no):
        return DOUBTED
    return photo.risk if photo else 0.0


def no_queue(_: Situation, order: Order) -> Order:
    return order.but(queued_at=None, priority=False)


def no_lease(_: Situation, order: Order) -> Order:
    return order.but(lease=None)


def lease(situation: SituationOf[ev.Take], order: Order) -> Order:
    event, head = situation.event, order.head
    assert head.photo_no is not None
    lease = Lease(owner=event.actor.id, until=event.until, photo_no=head.photo_no, taken=head.seq)
    return order.but(lease=prolonged(head.lease, lease))


def rejection(situation: SituationOf[ev.Reject], order: Order) -> Order:
    event = situation.event
    return order.but(
        rejection=Rejection(reasons=event.reasons, note=event.note),
        rejected_sha256=(*order.head.rejected_sha256, *_content(order, event.photo_no)),
    )


def count_rejection(_: Situation, order: Order) -> Order:
    return order.but(rejections=order.head.rejections + 1)


def resubmit_deadline(situation: Situation, order: Order) -> Order:
    deadline = situation.rules.resubmit_deadline(situation.now)
    return order.but(deadline=deadline, due_at=deadline, undecided=False)


def no_deadline(_: Situation, order: Order) -> Order:
    return order.but(deadline=None, undecided=False)


def decision_item(_: Situation, order: Order) -> Order:
    return order.but(undecided=True)


def granted(situation: SituationOf[ev.Grant], order: Order) -> Order:
    deadline, tries = granted_until(situation), order.head.granted + situation.event.tries
    return order.but(deadline=deadline, due_at=deadline, undecided=False, granted=tries)


def packaged(situation: SituationOf[ev.Deliver], order: Order) -> Order:
    package, student = situation.event.package, situation.event.student or order.head.student
    packed = order.but(package=package, student=student, correcting=False, correction=None, rejection=None)
    return packed.but(posting=None)


def posted(situation: SituationOf[ev.Post], order: Order) -> Order:
    event = situation.event
    return order.but(posting=Posting(courier=event.courier, number=event.number))


def start_correcting(situation: SituationOf[ev.Correct], order: Order) -> Order:
    event, head = situation.event, order.head
    rejection = Rejection(reasons=event.reasons, note=event.note)
    began = Correction(said=rejection, state=head.state, package=head.package, photo_no=head.photo_no)
    rejected = (*head.rejected_sha256, *_content(order, head.photo_no))
    return order.but(correcting=True, correction=began, package=None, rejection=rejection, rejected_sha256=rejected)


def explained(situation: SituationOf[ev.Explain], order: Order) -> Order:
    said = Rejection(reasons=situation.event.reasons, note=situation.event.note)
    began = order.head.correction
    return order.but(rejection=said, correction=replace(began, said=said) if began else None)


def stop_correcting(_: Situation, order: Order) -> Order:
    """The delivered photo is the order's again, whatever was handed in and taken back since."""
    was = order.head.correction
    assert was is not None
    own = _content(order, was.photo_no)
    rejected = tuple(one for one in order.head.rejected_sha256 if one not in own)
    back = order.but(correcting=False, correction=None, rejection=None, package=was.package, photo_no=was.photo_no)
    return back.but(stopped=False, rejected_sha256=rejected)


def _content(order: Order, photo_no: int | None) -> tuple[str, ...]:
    """Of a photo, which may not be handed in again once it was turned down; empty where there is no such photo."""
    photo = order.photo(photo_no)
    return (photo.source_sha256,) if photo else ()


def late(_: Situation, order: Order) -> Order:
    return order.but(late=True)


def nobody(student: Student) -> Student:
    """School and class stay, for the counters: they name a group and nobody in it."""
    return Student(
        name=ERASED,
        school_code=student.school_code,
        school_name=student.school_name,
        level=student.level,
        college=student.college,
        class_name=student.class_name,
    )


def erased(situation: Situation, order: Order) -> Order:
    student = nobody(order.head.student)
    return order.but(
        student=student,
        erased_at=situation.now,
        rejection=None,
        correction=None,
        rejected_sha256=(),
        appeals=(),
        posting=None,
    )


def new_owner(situation: SituationOf[ev.Transfer], order: Order) -> Order:
    """What somebody else said of an illness or a faith is not the new owner's to read."""
    owner, contest = situation.event.owner, order.head.contest
    resolved = contest is not None and contest.person_id == owner
    appeals = tuple(replace(each, note="") for each in order.head.appeals)
    return order.but(person_id=owner, contest=None if resolved else contest, appeals=appeals)


def new_info(situation: SituationOf[ev.Edit | ev.Refill], order: Order) -> Order:
    return order.but(student=situation.event.student)


def new_contact(situation: SituationOf[ev.Contact], order: Order) -> Order:
    student = order.head.student
    others = {name: text for name, text in student.sealed.items() if name not in CONTACT}
    return order.but(student=replace(student, sealed={**others, **situation.event.sealed}))
