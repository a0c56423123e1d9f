"""Services that follow from events and from time passing: counters, messages, reminders, invoices to reverse,
what reviewers decided."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.feedback.service import Feedback
    from chalicelib.invoices.returns import Returns
    from chalicelib.notify.branch_budget import BranchBudget
    from chalicelib.notify.by_hand import ByHand
    from chalicelib.notify.counting.batches import Batch
    from chalicelib.notify.messenger import Messenger
    from chalicelib.notify.money_totals import MoneyTotals
    from chalicelib.notify.moved_numbers import MovedNumbers
    from chalicelib.notify.once import Once
    from chalicelib.notify.reminding.bulk import BulkReminders
    from chalicelib.notify.reminding.held import Held
    from chalicelib.notify.reminding.jobs import Reminder, ReminderQueue
    from chalicelib.notify.reminding.late_reviews import LateReviews
    from chalicelib.notify.service import Notify
    from chalicelib.notify.sms import NoticeSms, Text
    from chalicelib.notify.unfinished import Unfinished
    from chalicelib.shared.clock import Clock
    from chalicelib.shared.settings import AllSettings
    from chalicelib.wire.money import MoneyWire
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.stores import Stores
    from chalicelib.wire.student import StudentWire


class FollowupsWire:
    """Every service by name."""

    def __init__(
        self,
        settings: AllSettings,
        clock: Clock,
        stores: Stores,
        outside: Outside,
        student: StudentWire,
        money: MoneyWire,
    ) -> None:
        self._settings, self._clock, self._stores = settings, clock, stores
        self._outside, self._student, self._money = outside, student, money

    @cached_property
    def once(self) -> Once:
        from chalicelib.notify.once import Once

        return Once(self._stores.inbox, self._clock)

    @cached_property
    def held(self) -> Held:
        from chalicelib.notify.reminding.held import Held

        return Held(self._stores.inbox, self._clock)

    @cached_property
    def unfinished(self) -> Unfinished:
        from chalicelib.notify.unfinished import Unfinished

        return Unfinished(self._stores.inbox, self._clock)

    @cached_property
    def notice_sms(self) -> NoticeSms:
        from chalicelib.notify.sms import NoticeSms

        settings, outside = self._settings, self._outside
        texts: dict[Text, str] = {
            "reject": settings.sms_reject_template,
            "refund": settings.sms_refund_template,
            "remind": settings.sms_remind_template,
            "moved": settings.sms_moved_template,
        }
        senders = {name: outside.notice_sms(template) if template else None for name, template in texts.items()}
        return NoticeSms(senders, self.sms_budget)

    @cached_property
    def sms_budget(self) -> BranchBudget:
        from chalicelib.notify.branch_budget import BranchBudget

        return BranchBudget(self._stores.inbox, self._clock)

    @cached_property
    def moved_numbers(self) -> MovedNumbers:
        from chalicelib.notify.moved_numbers import MovedNumbers

        stores = self._stores
        return MovedNumbers(store=stores.moved, sms=self.notice_sms, once=self.once, held=self.held, clock=self._clock)

    @cached_property
    def messenger(self) -> Messenger:
        from chalicelib.notify.messenger import Messenger
        from chalicelib.notify.wechat import Subscribe

        settings, stores, outside = self._settings, self._stores, self._outside
        templates = {"result": settings.wechat_result_template, "state": settings.wechat_state_template}
        return Messenger(
            person_of=stores.people.get,
            subscribe=Subscribe(lambda: outside.open_api, templates, settings.stage),
            sms=self.notice_sms,
            told=stores.told,
            contact_phone=lambda order: stores.sealed_fields.contact_phone(order),
            appid=settings.wechat_appid,
            clock=self._clock,
        )

    @cached_property
    def returns(self) -> Returns:
        from chalicelib.invoices.returns import Returns

        return Returns(self._stores.invoices)

    @cached_property
    def notify(self) -> Notify:
        from chalicelib.notify.counters import EventCounters
        from chalicelib.notify.service import Notify

        stores = self._stores
        return Notify(
            load=stores.orders.load,
            event_of=stores.orders.event,
            task_of=self._student.tasks.lately,
            counters=EventCounters(stores.counters, stores.waited, stores.orders.history, self._clock),
            once=self.once,
            held=self.held,
            unfinished=self.unfinished.add,
            messenger=self.messenger,
            shipping=lambda: self._money.shipping,
            named=stores.names.note,
            returned=lambda order: self.returns.note(order),
            push=lambda order_id, part: self._outside.due_queue.send(order_id=order_id, part=part),
            clock=self._clock,
        )

    @cached_property
    def money_totals(self) -> MoneyTotals:
        from chalicelib.notify.money_totals import MoneyTotals

        return MoneyTotals(self._stores.counters, self._stores.orders.load, self._clock)

    def batch(self) -> Batch:
        """A new one for each batch of the stream."""
        from chalicelib.notify.counting.batches import Batch

        return Batch(
            load=self._stores.orders.load,
            task_of=self._student.tasks.lately,
            store=self._stores.counters,
            totals=self.money_totals,
            notify=self.notify,
            clock=self._clock,
        )

    @cached_property
    def bulk_reminders(self) -> BulkReminders:
        from chalicelib.notify.reminding.bulk import BulkReminders

        stores, queue = self._stores, self._outside.remind_queue
        return BulkReminders(inbox=stores.inbox, lists=stores.lists, send=queue.send_all, clock=self._clock)

    @cached_property
    def reminder_queue(self) -> ReminderQueue:
        from chalicelib.notify.reminding.jobs import ReminderQueue

        return ReminderQueue(
            orders=self._stores.orders,
            lists=self._stores.lists,
            tasks=self._student.tasks,
            held=self.held,
            send=self._outside.remind_queue.send_all,
            clock=self._clock,
        )

    @cached_property
    def reminder(self) -> Reminder:
        from chalicelib.notify.reminding.jobs import Reminder

        tasks = self._student.tasks
        return Reminder(
            load=self._stores.orders.load,
            task_of=tasks.get,
            on_site=tasks.is_captured,
            once=self.once,
            messenger=self.messenger,
            clock=self._clock,
        )

    @cached_property
    def by_hand(self) -> ByHand:
        from chalicelib.notify.by_hand import ByHand

        stores, tasks = self._stores, self._student.tasks
        return ByHand(
            load=stores.orders.load,
            history=stores.orders.history,
            task_of=tasks.get,
            on_site=tasks.is_captured,
            told=stores.told.of,
            once=self.once,
            messenger=self.messenger,
            clock=self._clock,
        )

    @cached_property
    def late_reviews(self) -> LateReviews:
        from chalicelib.notify.reminding.late_reviews import LateReviews

        return LateReviews(
            branches=self._stores.tasks.branches,
            lists=self._stores.lists,
            once=self.once,
            hours=self._settings.review_hours,
            clock=self._clock,
        )

    @cached_property
    def feedback(self) -> Feedback:
        from chalicelib.feedback.service import Feedback

        stores = self._stores
        return Feedback(
            branches=stores.tasks.branches,
            entries_of=stores.audit_rows.of_day,
            load=stores.orders.load,
            agreed_since=self._student.consents.agreed_since,
            task_of=self._student.tasks.get,
            objects=self._outside.objects,
            clock=self._clock,
        )
