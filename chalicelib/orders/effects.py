"""What a row does to the head besides its state.  Pure: a scene and an order in, an order out."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.orders import events as ev
from chalicelib.orders.guards import granted_until
from chalicelib.orders.labels import ERASED
from chalicelib.orders.model import CONTACT, Contest, Correction, Lease, Order, Posting, Rejection, Student
from chalicelib.orders.scene import Scene, effect


@effect
def no_due(_: Scene, order: Order) -> Order:
    return order.but(due_at=None)


@effect
def submitted(scene: Scene, order: Order) -> Order:
    """What a correction is about stays for its reviewer; what else was said of the photo before is in the history."""
    assert isinstance(scene.event, ev.Submit | ev.Resubmit)
    kept = order.head.rejection if order.head.correcting else None
    return order.but(photo_no=scene.event.photo_no, rejection=kept, stopped=False)


@effect
def stopped(_: Scene, order: Order) -> Order:
    return order.but(stopped=True)


@effect
def contested(scene: Scene, order: Order) -> Order:
    return order.but(contest=Contest(person_id=scene.event.actor.id, at=scene.now))


@effect
def kept(_: Scene, order: Order) -> Order:
    contest = order.head.contest
    assert contest is not None
    return order.but(contest=None, denied=(*order.head.denied, contest.person_id))


@effect
def rules(scene: Scene, order: Order) -> Order:
    """What the task says now is what she accepts; it holds for this order whatever it says later."""
    return order.but(rules=scene.task.rules)


@effect
def price(scene: Scene, order: Order) -> Order:
    return order.but(price=scene.task.price)


@effect
def pay_deadline(scene: Scene, order: Order) -> Order:
    expires = scene.task.deadline_to_pay(scene.now)
    return order.but(expires_at=expires, due_at=expires)


@effect
def no_pay_deadline(_: Scene, order: Order) -> Order:
    return order.but(expires_at=None)


@effect
def queue(scene: Scene, order: Order) -> Order:
    return order.but(queued_at=scene.now, priority=False)


@effect
def queue_first(scene: Scene, order: Order) -> Order:
    return order.but(queued_at=scene.now, priority=True)


@effect
def no_queue(_: Scene, order: Order) -> Order:
    return order.but(queued_at=None, priority=False)


@effect
def no_lease(_: Scene, order: Order) -> Order:
    return order.but(lease=None)


@effect
def lease(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Take)
    assert order.head.photo_no is not None
    return order.but(lease=Lease(owner=event.actor.id, until=event.until, photo_no=order.head.photo_no))


@effect
def rejection(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Reject)
    photo = order.photo(event.photo_no)
    known = order.head.rejected_sha256
    return order.but(
        rejection=Rejection(reasons=event.reasons, note=event.note),
        rejected_sha256=(*known, photo.source_sha256) if photo else known,
    )


@effect
def count_rejection(_: Scene, order: Order) -> Order:
    return order.but(rejections=order.head.rejections + 1)


@effect
def resubmit_deadline(scene: Scene, order: Order) -> Order:
    deadline = scene.rules.resubmit_deadline(scene.now)
    return order.but(deadline=deadline, due_at=deadline, undecided=False)


@effect
def no_deadline(_: Scene, order: Order) -> Order:
    return order.but(deadline=None, undecided=False)


@effect
def decision_item(_: Scene, order: Order) -> Order:
    return order.but(undecided=True)


@effect
def granted(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Grant)
    deadline = granted_until(scene)
    return order.but(deadline=deadline, due_at=deadline, undecided=False, granted=order.head.granted + event.tries)


@effect
def packaged(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Deliver)
    return order.but(package=event.package, correcting=False, correction=None, rejection=None, posting=None)


@effect
def posted(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Post)
    return order.but(posting=Posting(courier=event.courier, number=event.number))


@effect
def start_correcting(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Correct)
    head, said = order.head, Rejection(reasons=event.reasons, note=event.note)
    began = Correction(said=said, state=head.state, package=head.package, photo_no=head.photo_no)
    return order.but(correcting=True, correction=began, package=None, rejection=said)


@effect
def stop_correcting(_: Scene, order: Order) -> Order:
    """The photo that was delivered is the order's again, whatever was handed in and taken back since."""
    was = order.head.correction
    assert was is not None
    back = order.but(correcting=False, correction=None, rejection=None, package=was.package, photo_no=was.photo_no)
    return back.but(stopped=False)


@effect
def late(_: Scene, order: Order) -> Order:
    return order.but(late=True)


def nobody(known: Student) -> Student:
    """School and class stay for the counters: they name a group, nobody in it."""
    return Student(
        name=ERASED, school_code=known.school_code, school_name=known.school_name, level=known.level,
        college=known.college, class_name=known.class_name,
    )  # fmt: skip


@effect
def erased(scene: Scene, order: Order) -> Order:
    student = nobody(order.head.student)
    return order.but(
        student=student, erased_at=scene.now, rejection=None, correction=None, rejected_sha256=(), posting=None
    )


@effect
def new_owner(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Transfer)
    contest = order.head.contest
    hers = contest is not None and contest.person_id == event.owner
    return order.but(person_id=event.owner, contest=None if hers else contest)


@effect
def new_info(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Edit | ev.Refill)
    return order.but(student=event.student)


@effect
def new_contact(scene: Scene, order: Order) -> Order:
    event, student = scene.event, order.head.student
    assert isinstance(event, ev.Contact)
    others = {name: text for name, text in student.sealed.items() if name not in CONTACT}
    return order.but(student=replace(student, sealed={**others, **event.sealed}))
