"""What staff may do to an order by hand, as a table: who may do it, and which event of the order it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.desk.errors import (
    AttemptUnknown,
    NobodyWithPhone,
    NotAboutOrders,
    NotEditable,
    NothingToEdit,
    OwnAlready,
    PartlyBack,
    PartWrong,
    ReferenceNeeded,
    VerdictNeeded,
)
from chalicelib.desk.going_back import hand_refusal, page_refusal
from chalicelib.desk.model import EDITABLE, ActionName, Params, Verdict
from chalicelib.orders import events as ev
from chalicelib.orders import form
from chalicelib.orders.errors import FieldMissing
from chalicelib.orders.model import CONTACT, Actor, Order
from chalicelib.orders.money_model import Attempt, RefundState, left_of
from chalicelib.orders.store.sealed_fields import SealedFields
from chalicelib.pay.model import Back
from chalicelib.pay.money_tracer import MoneyTracer, Whereabouts
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import Invalid
from chalicelib.shared.money import Fen, yuan
from chalicelib.shared.names import half_width, is_name
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import FIELD_LABELS, Task


@dataclass(frozen=True, kw_only=True)
class ActionRequest:
    """An action on an order.  second: who agreed; None: nobody yet."""

    order: Order
    params: Params
    reason: str
    by: str
    second: str | None

    @property
    def actor(self) -> Actor:
        return Actor(kind="staff", id=self.by)


@dataclass(frozen=True, kw_only=True)
class Action:
    """roles: who may ask for it and who may agree; closes: attempts that could still be paid are first closed at the
    channel; returns: a paid order's money goes back; glance: the event to check with, in place of `event`, where the
    channel is not asked."""

    roles: tuple[StaffRole, ...]
    event: Callable[[ActionRequest], ev.Event]
    closes: bool = False
    returns: bool = False
    glance: Callable[[ActionRequest], ev.Event] | None = None


class Actions:
    """by_phone: verified phone → person id; task: task id → task; tracing: finds out where a payment's money is."""

    def __init__(
        self,
        *,
        keys: Keys,
        by_phone: Callable[[str], str | None],
        task: Callable[[str], Task],
        tracing: Callable[[], MoneyTracer],
    ) -> None:
        self._fields, self._by_phone, self._task, self._tracing = SealedFields(keys), by_phone, task, tracing
        desk, money = (StaffRole.MANAGER,), (StaffRole.FINANCE,)
        self.table: Mapping[ActionName, Action] = {
            "grant": Action(roles=desk, event=_grant),
            "close": Action(roles=desk, event=lambda request: ev.Close(**_who(request))),
            "uncorrect": Action(roles=desk, event=lambda request: ev.Uncorrect(**_who(request))),
            "cancel": Action(roles=desk, event=lambda request: ev.Cancel(actor=request.actor), closes=True),
            "release": Action(roles=desk, event=lambda request: ev.Release(**_who(request)), closes=True, returns=True),
            "keep": Action(roles=desk, event=lambda request: ev.Keep(**_who(request))),
            "transfer": Action(roles=desk, event=self._transfer, closes=True),
            "edit": Action(roles=desk, event=self._edit),
            "refund": Action(roles=money, event=_refund, returns=True),
            "refund_part": Action(roles=money, event=_part, returns=True),
            "refund_retry": Action(roles=money, event=_retry),
            "returned_by_hand": Action(roles=money, event=self._by_hand, glance=self._at_hand),
            "returned_on_page": Action(roles=money, event=self._on_page, glance=_page_seen),
            "resolve": Action(roles=money, event=self._resolve, glance=lambda request: _resolved(request, None)),
            "change_phone": Action(roles=desk, event=_no_order),
            "put_school": Action(roles=desk, event=_no_order),
        }

    def _transfer(self, request: ActionRequest) -> ev.Event:
        phone = half_width(request.params.owner_phone)
        owner = self._by_phone(phone) if form.PATTERNS["contact_phone"].fullmatch(phone) else None
        if owner is None:
            raise NobodyWithPhone(field="owner_phone")
        if owner == request.order.head.person_id:
            raise OwnAlready(field="owner_phone")
        return ev.Transfer(**_who(request), owner=owner)

    def _edit(self, request: ActionRequest) -> ev.Event:
        if not request.params.fields:
            raise NothingToEdit(field="fields")
        for name in request.params.fields:
            if name not in EDITABLE:
                raise NotEditable(field=name, label=FIELD_LABELS.get(name, name))
        student, values = request.order.head.student, form.normalise(request.params.fields)
        given = {name: values[name] for name in request.params.fields}
        after = dict.fromkeys(FIELD_LABELS, "kept") | given
        form.require(self._task(request.order.head.task_id).form_fields, after)
        if not after["name"]:  # no form asks for it where a collection code gives it
            raise FieldMissing(field="name", label=FIELD_LABELS["name"])
        unsealed = {name: text for name, text in given.items() if name not in CONTACT}
        kept = {name: text for name, text in student.sealed.items() if name not in given}
        sealed = self._fields.seal_contact(request.order.head.order_id, given)
        fresh = replace(student, **unsealed, sealed=kept | sealed)
        return ev.Edit(**_who(request), student=fresh)

    def _resolve(self, request: ActionRequest) -> ev.Event:
        """The channel and the bills are asked now: where the money is decides what may be done.  If the channel is no
        longer set up, two people decide by what it said last."""
        verdict, attempt = _verdict(request), _attempt(request)
        if not self._tracing().is_set_up(attempt.channel):
            return _resolved(request, None if verdict == "dismiss" else attempt.paid_amount)
        whereabouts = self._trace(request)
        if whereabouts.back is Back.SOME:
            raise PartlyBack
        untouched = whereabouts.paid if whereabouts.back is Back.NOTHING else None
        return _resolved(request, untouched.amount if untouched else None)

    def _by_hand(self, request: ActionRequest) -> ev.Event:
        """A channel that is no longer set up cannot be asked.  Raises WentBack, BillFirst."""
        event, refund = self._at_hand(request), request.order.refund_of(request.params.attempt_no)
        if not event.channel_gone and refund is not None and refund.state is RefundState.CLOSED:
            refusal = hand_refusal(request.order, _attempt(request), self._trace(request), self._tracing())
            if refusal is not None:
                raise refusal
        return event

    def _on_page(self, request: ActionRequest) -> ev.Event:
        """Raises BillShowsPart, NotBack, RefundStillOpen."""
        _require_reference(request)
        found = self._trace(request)
        refusal = page_refusal(request.order.refund_of(request.params.attempt_no), found)
        if refusal is not None:
            raise refusal
        assert found.paid is not None
        return _on_page(request, found.paid.amount, found.paid.transaction_id, found.paid.paid_at)

    def _at_hand(self, request: ActionRequest) -> ev.ReturnedByHand:
        _require_reference(request)
        return ev.ReturnedByHand(
            **_who(request),
            attempt_no=request.params.attempt_no,
            reference=request.params.reference,
            channel_gone=not self._tracing().is_set_up(_attempt(request).channel),
        )

    def _trace(self, request: ActionRequest) -> Whereabouts:
        """Where the money is now.  Raises AttemptUnknown, OutsideBusy, OutsideFailed."""
        return self._tracing().trace(request.order, _attempt(request))


def _require_reference(request: ActionRequest) -> None:
    if not is_name(request.params.reference):
        raise ReferenceNeeded(field="reference")


def _on_page(request: ActionRequest, amount: Fen, transaction_id: str, paid_at: datetime) -> ev.Event:
    return ev.ReturnedOnPage(
        **_who(request),
        attempt_no=request.params.attempt_no,
        reference=request.params.reference,
        amount=amount,
        transaction_id=transaction_id,
        paid_at=paid_at,
    )


def _page_seen(request: ActionRequest) -> ev.Event:
    """The event as if the channel confirmed what we know, to check whether the order would accept it."""
    _require_reference(request)
    attempt = _attempt(request)
    return _on_page(request, attempt.amount, attempt.transaction_id, attempt.paid_at or attempt.started_at)


def _attempt(request: ActionRequest) -> Attempt:
    attempt = request.order.attempt(request.params.attempt_no)
    if attempt is None:
        raise AttemptUnknown(field="attempt_no")
    return attempt


def _who(request: ActionRequest) -> dict[str, Any]:
    return {"actor": request.actor, "second": request.second, "reason": request.reason}


def _resolved(request: ActionRequest, held: Fen | None) -> ev.Event:
    return ev.Resolve(**_who(request), attempt_no=request.params.attempt_no, verdict=_verdict(request), held=held)


def _verdict(request: ActionRequest) -> Verdict:
    if request.params.verdict is None:
        raise VerdictNeeded(field="verdict")
    return request.params.verdict


def _refund(request: ActionRequest) -> ev.Event:
    if request.params.amount:
        raise Invalid(field="amount", text="“退款”退回全部；只退一部分请用“退还一部分”")
    return ev.AskRefund(**_who(request))


def _part(request: ActionRequest) -> ev.Event:
    attempt, amount = _attempt(request), Fen(request.params.amount)
    left = left_of(attempt, request.order.refunds)
    if not 0 < amount < left:
        raise PartWrong(field="amount", most=yuan(Fen(max(left - 1, 0))))
    return ev.RefundPart(**_who(request), attempt_no=attempt.attempt_no, amount=amount)


def _no_order(_: ActionRequest) -> ev.Event:
    raise NotAboutOrders(field="action")


def _grant(request: ActionRequest) -> ev.Event:
    return ev.Grant(**_who(request), days=request.params.days, tries=request.params.tries)


def _retry(request: ActionRequest) -> ev.Event:
    return ev.RefundRetry(**_who(request), attempt_no=request.params.attempt_no)
