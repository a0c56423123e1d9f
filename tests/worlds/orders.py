"""Tasks, orders and their parts for tests of the order machine: valid by default, any field may be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import structs

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.appeal import Appeal, AppealReason
from chalicelib.orders.model import (
    PAID_STATES,
    RESUBMITTABLE,
    Actor,
    Head,
    Lease,
    Order,
    Photo,
    PhotoState,
    Reason,
    State,
    Student,
)
from chalicelib.orders.money_model import Attempt, AttemptState, Refund, RefundState
from chalicelib.shared.money import Fen
from chalicelib.tasks.levels import Level
from chalicelib.tasks.model import Background, Contact, Task

T0 = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
HOUR = timedelta(hours=1)
PRICE = Fen(2000)
MCHID, APPID = "1900000001", "wx0000000000000001"

ME = Actor(kind="student", id="person-a")
OTHER = Actor(kind="student", id="person-b")
REVIEWER = Actor(kind="staff", id="reviewer")
STAFF = Actor(kind="staff", id="staff")
SECOND = "second"
# The log keeps no reason: this is the one a replay takes.
FOUR_EYES: dict[str, Any] = {"actor": STAFF, "second": SECOND, "reason": "student"}
BLURRED = Reason(code="BLURRED", message="照片模糊", cure="请重新拍摄")
STUDENT = Student(name="张*", school_code="10532", school_name="湖南大学", level="BACHELOR", id_tail="123X")


def a_task(**changes: Any) -> Task:
    """Open from T0 for 48 h, 24 h to pay, 24 h of grace."""
    task = Task(
        task_id="task1",
        code="A1B2C3",
        title="2026届毕业生图像采集",
        branch="hunan",
        schools=("10532",),
        levels=(Level.BACHELOR,),
        task_type="INDIVIDUAL",
        collect_mode="ENCRYPTED",
        opens_at=T0 - HOUR,
        closes_at=T0 + 48 * HOUR,
        price=PRICE,
        spec="chsi",
        spec_rev=1,
        background=Background((255, 255, 255), 10, "keep"),
        contacts=(Contact(role="BRANCH", name="分社", phone="0731-0000000"),),
        state="OPEN",
        resubmit_days=1,
    )
    return replace(task, **changes)


def a_photo(photo_no: int = 1, state: PhotoState = PhotoState.PASSED, **changes: Any) -> Photo:
    photo = Photo(
        photo_no=photo_no,
        state=state,
        asked_at=T0,
        upload_id=f"u{photo_no}",
        spec="chsi",
        spec_rev=1,
        source_sha256=f"sha{photo_no}",
        standard_sha256=f"std{photo_no}",
    )
    return replace(photo, **changes)


def a_refused(photo_no: int = 1, **changes: Any) -> Photo:
    """A photo that failed on soft codes alone."""
    return a_photo(photo_no, PhotoState.FAILED, appealable=True, **changes)


def an_appeal(photo_no: int = 1, **changes: Any) -> Appeal:
    return replace(Appeal(photo_no=photo_no, reason=AppealReason.MISJUDGED, at=T0), **changes)


def an_attempt(attempt_no: int = 1, state: AttemptState = AttemptState.PENDING, **changes: Any) -> Attempt:
    settled = state not in (AttemptState.PENDING, AttemptState.CLOSED, AttemptState.ABANDONED)
    attempt = Attempt(
        attempt_no=attempt_no,
        state=state,
        channel="wechat",
        kind="JSAPI",
        amount=PRICE,
        mchid=MCHID,
        appid=APPID,
        client_key=f"key{attempt_no}",
        started_at=T0,
        time_expire=T0 + 24 * HOUR,
        due_at=T0 + HOUR if state in (AttemptState.PENDING, AttemptState.ABANDONED) else None,
        paid_amount=PRICE if settled else None,
    )
    return replace(attempt, **changes)


def a_refund(attempt_no: int = 1, state: RefundState = RefundState.REQUESTED, **changes: Any) -> Refund:
    refund = Refund(
        attempt_no=attempt_no,
        try_no=1,
        state=state,
        amount=PRICE,
        reason="student",
        requested_at=T0,
        due_at=T0,
        by="channel",
        branch="hunan",
        done_at=T0 if state is RefundState.DONE else None,
    )
    return replace(refund, **changes)


def an_order(
    state: State,
    *,
    attempts: tuple[Attempt, ...] | None = None,
    refunds: tuple[Refund, ...] | None = None,
    photos: tuple[Photo, ...] = (a_photo(),),
    **head: Any,
) -> Order:
    """An order as it stands in `state`; a paid state has its OK attempt, REFUNDING also the refund."""
    paid = state in PAID_STATES or state is State.REFUNDING
    if attempts is None:
        attempts = (an_attempt(state=AttemptState.OK),) if paid else ()
    if refunds is None:
        refunds = (a_refund(),) if state is State.REFUNDING else ()
    fields: dict[str, Any] = {
        "order_id": "O" * 22, "seq": 7, "state": state, "person_id": ME.id, "task_id": "task1",
        "branch": "hunan", "enrolment": "e1", "round": 1, "student": STUDENT,
        "source": "picture", "opened_at": T0, "state_at": T0,
    }  # fmt: skip
    if state is not State.DRAFT:
        fields |= {"photo_no": 1, "price": PRICE}
    return Order(head=Head(**(fields | _standing(state) | head)), photos=photos, attempts=attempts, refunds=refunds)


def _standing(state: State) -> dict[str, Any]:
    """What a head carries because of its state."""
    if state is State.DRAFT:
        return {"due_at": T0 + 48 * HOUR}
    if state is State.AWAITING_PAYMENT:
        return {"expires_at": T0 + 24 * HOUR, "due_at": T0 + 24 * HOUR}
    if state is State.IN_REVIEW:
        return {"queued_at": T0}
    if state in RESUBMITTABLE:
        return {"deadline": T0 + 38 * HOUR, "due_at": T0 + 38 * HOUR, "correcting": state is State.CORRECTION}
    return {}


def a_lease(owner: Actor = REVIEWER, **changes: Any) -> Lease:
    return replace(Lease(owner=owner.id, until=T0 + HOUR, photo_no=1), **changes)


def paid(attempt_no: int = 1, **changes: Any) -> facts.Paid:
    """The channel says an attempt is paid, in full and to the right account."""
    fact = facts.Paid(
        attempt_no=attempt_no,
        amount=PRICE,
        currency="CNY",
        mchid=MCHID,
        appid=APPID,
        transaction_id="4200",
        paid_at=T0,
    )
    return structs.replace(fact, **changes)


def outside(attempt_no: int = 1) -> facts.ReturnedOutside:
    """What an attempt took went back without us."""
    return facts.ReturnedOutside(attempt_no=attempt_no, amount=PRICE, transaction_id="4200", paid_at=T0)


def start(actor: Actor = ME, client_key: str = "key") -> ev.Start:
    return ev.Start(actor=actor, channel="wechat", kind="JSAPI", mchid=MCHID, appid=APPID, client_key=client_key)


def resolve(verdict: str, *, held: Fen | None, attempt_no: int = 1) -> ev.Resolve:
    return ev.Resolve(actor=STAFF, second=SECOND, attempt_no=attempt_no, verdict=verdict, held=held)
