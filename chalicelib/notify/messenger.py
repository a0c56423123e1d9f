"""Sends messages to students: by WeChat as often as they agreed to, and by SMS what must not be missed."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.identity.model import Person
from chalicelib.notify.notices import SmsTemplate
from chalicelib.notify.once import Effects
from chalicelib.notify.sms import NoticeSms
from chalicelib.notify.wechat import Subscribe
from chalicelib.notify.wording import Message
from chalicelib.orders.model import Order
from chalicelib.shared.log import log


class Messenger:
    """unseal: decrypts an order's sealed contact data."""

    def __init__(
        self,
        *,
        person_of: Callable[[str], Person | None],
        subscribe: Subscribe,
        sms: NoticeSms,
        unseal: Callable[[str], str],
        appid: str,
    ) -> None:
        self._person_of, self._subscribe, self._sms = person_of, subscribe, sms
        self._unseal, self._appid = unseal, appid

    def effects(self, name: str, kind: str, order: Order, message: Message, *, to: str = "") -> Effects:
        """One effect per channel: `name` by WeChat, and `name`_sms if the message has an SMS.

        kind: the event, for the log; to: a person's id, the owner's by default.

        Each raises OutsideBusy, TooOften, Refused.
        """
        person = self._person_of(to or order.head.person_id)
        effects = {name: lambda: self._push(kind, order, person, message)}
        template = message.sms_template
        if template is None:
            return effects
        phone = (person.phone if person else "") if to else self.phone(order, person)
        return effects | {f"{name}_sms": lambda: self._text(kind, order, phone, template, message)}

    def _push(self, kind: str, order: Order, person: Person | None, message: Message) -> None:
        openid = person.wechat.get(self._appid) if person else None
        pushed = bool(openid) and self._subscribe.send(str(openid), message.template, message.page, message.fields)
        log("told", order_id=order.head.order_id, event=kind, outcome=f"wechat={pushed}")

    def _text(self, kind: str, order: Order, phone: str, template: SmsTemplate, message: Message) -> None:
        texted = self._sms.send(phone, template, message.sms)
        log("told", order_id=order.head.order_id, event=kind, outcome=f"sms={texted}")

    def phone(self, order: Order, person: Person | None = None) -> str:
        """The order's own contact phone, else the account's, "" if there is neither.  The account's too before anything
        was handed in, since no reviewer has looked at what was typed."""
        sealed = order.head.student.sealed.get("contact_phone")
        if sealed and order.head.photo_no is not None:
            return self._unseal(sealed)
        return person.phone if person else ""
