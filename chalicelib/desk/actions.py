"""What staff may do to an order by hand, as data: who may, and which event of the order's table it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.desk.errors import (
    AttemptUnknown,
    BillFirst,
    NobodyWithPhone,
    NotAboutOrders,
    NotBack,
    NotEditable,
    NothingToEdit,
    PartlyBack,
    ReferenceNeeded,
    VerdictNeeded,
    WentBack,
)
from chalicelib.desk.model import EDITABLE, ActionName, Params, Verdict
from chalicelib.desk.order_errors import RefundStillOpen
from chalicelib.orders import events as ev
from chalicelib.orders import form
from chalicelib.orders.errors import FieldMissing
from chalicelib.orders.model import CONTACT, Actor, Order
from chalicelib.orders.money_model import AMOUNT, Attempt, Refund, RefundState
from chalicelib.pay.model import Back, RefundStatus
from chalicelib.pay.whereabouts import MoneyTracer, Whereabouts
from chalicelib.shared.crypto import Keys
from chalicelib.shared.money import Fen
from chalicelib.shared.names import half_width, is_name
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import FIELD_LABELS, Task


@dataclass(frozen=True, kw_only=True)
class AskedAction:
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
    """roles: who may ask for it and who may agree; closes: what could still be paid is closed at the channel first;
    glance: stands for `event` where nobody asks the channel."""

    roles: tuple[StaffRole, ...]
    event: Callable[[AskedAction], ev.Event]
    closes: bool = False
    glance: Callable[[AskedAction], ev.Event] | None = None


class Actions:
    """by_phone: the person id of a verified phone; task: by its id; tracing: where a trade's money is."""

    def __init__(
        self,
        *,
        keys: Keys,
        by_phone: Callable[[str], str | None],
        task: Callable[[str], Task],
        tracing: Callable[[], MoneyTracer],
    ) -> None:
        self._keys, self._by_phone, self._task, self._tracing = keys, by_phone, task, tracing
        desk, money = (StaffRole.MANAGER,), (StaffRole.FINANCE,)
        self.table: Mapping[ActionName, Action] = {
            "grant": Action(roles=desk, event=_grant),
            "close": Action(roles=desk, event=lambda one: ev.Close(**_who(one))),
            "uncorrect": Action(roles=desk, event=lambda one: ev.Uncorrect(**_who(one))),
            "cancel": Action(roles=desk, event=lambda one: ev.Cancel(actor=one.actor), closes=True),
            "release": Action(roles=desk, event=lambda one: ev.Release(**_who(one)), closes=True),
            "keep": Action(roles=desk, event=lambda one: ev.Keep(**_who(one))),
            "transfer": Action(roles=desk, event=self._transfer),
            "edit": Action(roles=desk, event=self._edit),
            "refund": Action(roles=money, event=lambda one: ev.AskRefund(**_who(one))),
            "refund_retry": Action(roles=money, event=_retry),
            "returned_by_hand": Action(roles=money, event=self._by_hand, glance=self._at_hand),
            "returned_on_page": Action(roles=money, event=self._on_page, glance=_page_seen),
            "resolve": Action(roles=money, event=self._resolve, glance=lambda one: _resolved(one, None)),
            "merge": Action(roles=desk, event=_no_order),
        }

    def _transfer(self, asked: AskedAction) -> ev.Event:
        phone = half_width(asked.params.owner_phone)
        owner = self._by_phone(phone) if form.PATTERNS["contact_phone"].fullmatch(phone) else None
        if owner is None:
            raise NobodyWithPhone(field="owner_phone")
        return ev.Transfer(**_who(asked), owner=owner)

    def _edit(self, asked: AskedAction) -> ev.Event:
        if not asked.params.fields:
            raise NothingToEdit(field="fields")
        for name in asked.params.fields:
            if name not in EDITABLE:
                raise NotEditable(field=name, label=FIELD_LABELS.get(name, name))
        student, values = asked.order.head.student, form.normalise(asked.params.fields)
        given = {name: values[name] for name in asked.params.fields}
        after = dict.fromkeys(FIELD_LABELS, "kept") | given
        form.require(self._task(asked.order.head.task_id).form_fields, after)
        if not after["name"]:  # asked for by no form where a collection code gives it
            raise FieldMissing(field="name", label=FIELD_LABELS["name"])
        unsealed = {name: text for name, text in given.items() if name not in CONTACT}
        kept = {name: text for name, text in student.sealed.items() if name not in given}
        sealed = {n: self._keys.seal(text, about="contact") for n, text in given.items() if n in CONTACT and text}
        fresh = replace(student, **unsealed, sealed=kept | sealed)
        return ev.Edit(**_who(asked), student=fresh)

    def _resolve(self, asked: AskedAction) -> ev.Event:
        """The channel is asked now, and the bills: what is there decides what may be done.  Of a channel that is gone
        two people decide by what it had said."""
        verdict, attempt = _verdict(asked), _attempt(asked)
        if not self._tracing().is_set_up(attempt.channel):
            return _resolved(asked, None if verdict == "dismiss" else attempt.paid_amount)
        found = self._trace(asked)
        if found.back is Back.SOME:
            raise PartlyBack
        return _resolved(asked, found.paid.amount if found.paid and found.back is Back.NOTHING else None)

    def _by_hand(self, asked: AskedAction) -> ev.Event:
        """What went back at the channel would be paid a second time; a channel that is gone tells nothing."""
        event, refund = self._at_hand(asked), asked.order.refund_of(asked.params.attempt_no)
        if not event.channel_gone and refund is not None and refund.state is RefundState.CLOSED:
            self._require_untouched(asked)
        return event

    def _require_untouched(self, asked: AskedAction) -> None:
        """A trade of which a refund was closed counts as returned, and a refund made on the channel's page since then
        shows in the bills alone."""
        found, attempt = self._trace(asked), _attempt(asked)
        if not found.untouched:
            raise WentBack
        if found.closed_try and found.paid and found.paid.back is Back.SOME:
            closed = asked.order.refund(attempt.attempt_no, found.closed_try)
            assert closed is not None
            day = self._tracing().unmatched(attempt.channel, closed.requested_at)
            if day is not None:
                raise BillFirst(day=day.isoformat())

    def _on_page(self, asked: AskedAction) -> ev.Event:
        """Of what went back by no refund of ours the channel may not say how much: two people looked there."""
        _require_reference(asked)
        found, refund = self._trace(asked), asked.order.refund_of(asked.params.attempt_no)
        if found.paid is None or Back.NOTHING in (found.back, found.paid.back):
            raise NotBack
        if refund is not None and _may_end(refund, found):
            raise RefundStillOpen
        return _on_page(asked, found.paid.amount, found.paid.transaction_id, found.paid.paid_at)

    def _at_hand(self, asked: AskedAction) -> ev.ReturnedByHand:
        _require_reference(asked)
        return ev.ReturnedByHand(
            **_who(asked), attempt_no=asked.params.attempt_no, reference=asked.params.reference,
            channel_gone=not self._tracing().is_set_up(_attempt(asked).channel),
        )  # fmt: skip

    def _trace(self, asked: AskedAction) -> Whereabouts:
        """Where the money is now.  Raises AttemptUnknown, OutsideBusy, OutsideFailed."""
        return self._tracing().trace(asked.order, _attempt(asked))


def _may_end(refund: Refund, found: Whereabouts) -> bool:
    """Whether one of ours is on its way, or the newest over as it was asked for, of which we shall hear."""
    newest = found.tries[-1]
    ended = newest.status is RefundStatus.SUCCESS and (refund.waits != AMOUNT or newest.amount == refund.amount)
    return ended or any(one.status in (RefundStatus.PROCESSING, RefundStatus.ABNORMAL) for one in found.tries)


def _require_reference(asked: AskedAction) -> None:
    if not is_name(asked.params.reference):
        raise ReferenceNeeded(field="reference")


def _on_page(asked: AskedAction, amount: Fen, transaction_id: str, paid_at: datetime) -> ev.Event:
    return ev.ReturnedOnPage(
        **_who(asked), attempt_no=asked.params.attempt_no, reference=asked.params.reference, amount=amount,
        transaction_id=transaction_id, paid_at=paid_at,
    )  # fmt: skip


def _page_seen(asked: AskedAction) -> ev.Event:
    """As if the channel said what we know: whether the order would take it."""
    _require_reference(asked)
    attempt = _attempt(asked)
    return _on_page(asked, attempt.amount, attempt.transaction_id, attempt.paid_at or attempt.started_at)


def _attempt(asked: AskedAction) -> Attempt:
    attempt = asked.order.attempt(asked.params.attempt_no)
    if attempt is None:
        raise AttemptUnknown(field="attempt_no")
    return attempt


def _who(asked: AskedAction) -> dict[str, Any]:
    return {"actor": asked.actor, "second": asked.second, "reason": asked.reason}


def _resolved(asked: AskedAction, held: Fen | None) -> ev.Event:
    return ev.Resolve(**_who(asked), attempt_no=asked.params.attempt_no, verdict=_verdict(asked), held=held)


def _verdict(asked: AskedAction) -> Verdict:
    if asked.params.verdict is None:
        raise VerdictNeeded(field="verdict")
    return asked.params.verdict


def _no_order(_: AskedAction) -> ev.Event:
    raise NotAboutOrders(field="action")


def _grant(asked: AskedAction) -> ev.Event:
    return ev.Grant(**_who(asked), days=asked.params.days, tries=asked.params.tries)


def _retry(asked: AskedAction) -> ev.Event:
    return ev.RefundRetry(**_who(asked), attempt_no=asked.params.attempt_no)
