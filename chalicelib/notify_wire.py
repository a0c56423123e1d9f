"""The composition root's part for what follows from events and from time passing: counters, messages, reminders."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.identity.sms import TencentSms
    from chalicelib.identity.wechat_client import OpenApi
    from chalicelib.notify.counter_store import CounterStore
    from chalicelib.notify.held import Held
    from chalicelib.notify.messenger import Messenger
    from chalicelib.notify.once import Once
    from chalicelib.notify.reminder import Reminder, ReminderQueue
    from chalicelib.notify.service import Notify
    from chalicelib.wire import Wire

REMINDERS = ("remind_submit", "remind_pay", "remind_resubmit", "remind_proof")


class NotifyWire:
    """Every service by name."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @cached_property
    def counters(self) -> CounterStore:
        from chalicelib.notify.counter_store import CounterStore

        return CounterStore(self._wire.settings.tasks_table, self._wire.inbox)

    @cached_property
    def once(self) -> Once:
        from chalicelib.notify.once import Once

        return Once(self._wire.inbox, self._wire.clock)

    @cached_property
    def held(self) -> Held:
        from chalicelib.notify.held import Held

        return Held(self._wire.inbox, self._wire.clock)

    @cached_property
    def telling(self) -> Messenger:
        from chalicelib.notify.messenger import Messenger
        from chalicelib.notify.sms import NoticeSms
        from chalicelib.notify.wechat import Subscribe
        from chalicelib.notify.wording import ANOTHER_PHOTO, MONEY_BACK, WHOSE

        wire, found = self._wire, self._wire.settings
        templates = {"result": found.wechat_result_template, "state": found.wechat_state_template}
        texts = dict.fromkeys(ANOTHER_PHOTO, found.sms_reject_template)
        texts |= dict.fromkeys(MONEY_BACK, found.sms_refund_template)
        texts |= dict.fromkeys((*REMINDERS, *WHOSE), found.sms_remind_template)
        senders = {kind: self._texting(template) for kind, template in texts.items() if template}
        return Messenger(
            person_of=wire.people.get, subscribe=Subscribe(self._open_api, templates, found.stage),
            sms=NoticeSms(senders),
            unseal=lambda text: wire.keys.unseal(text, about="contact"), appid=found.wechat_appid,
        )  # fmt: skip

    @cached_property
    def notify(self) -> Notify:
        from chalicelib.notify.counters import Counters
        from chalicelib.notify.service import Notify

        wire = self._wire
        return Notify(
            load=wire.order_store.load, event_of=wire.order_store.event, task_of=wire.tasks.get,
            counting=Counters(self.counters, wire.clock), once=self.once, held=self.held, telling=self.telling,
            shipping=lambda: wire.money.shipping, returned=lambda order: wire.rights.returns.note(order),
            clock=wire.clock,
        )  # fmt: skip

    @cached_property
    def looking(self) -> ReminderQueue:
        from chalicelib.notify.reminder import ReminderQueue
        from chalicelib.shared.jobs import JobQueue

        wire = self._wire
        queue = JobQueue(wire.settings.remind_queue_url)
        return ReminderQueue(
            orders=wire.order_store, desk=wire.branch.desk, tasks=wire.tasks, held=self.held, send=queue.send_all,
            clock=wire.clock,
        )  # fmt: skip

    @cached_property
    def reminding(self) -> Reminder:
        from chalicelib.notify.reminder import Reminder

        wire = self._wire
        return Reminder(
            load=wire.order_store.load, task_of=wire.tasks.get, on_site=wire.tasks.is_captured, once=self.once,
            telling=self.telling, clock=wire.clock,
        )  # fmt: skip

    def _open_api(self) -> OpenApi:
        from chalicelib.identity.wechat_client import OpenApi
        from chalicelib.identity.wechat_token import SharedToken

        wire, found = self._wire, self._wire.settings
        token = SharedToken(wire.inbox, wire.keys, wire.clock, found.wechat_appid)
        return OpenApi(found.wechat_appid, found.wechat_secret, found.wechat_api_url, token)

    def _texting(self, template: str) -> Callable[[], TencentSms]:
        def sender() -> TencentSms:
            from chalicelib.identity.sms import TencentSms

            found = self._wire.settings
            return TencentSms(
                secret_id=found.sms_secret_id, secret_key=found.sms_secret_key, app_id=found.sms_app_id,
                sign=found.sms_sign, template=template, url=found.sms_api_url, more=(),
            )  # fmt: skip

        return cache(sender)
