"""Sends messages to students: by WeChat as often as they agreed to, else by SMS what must not be missed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chalicelib.identity.model import Person
from chalicelib.identity.phone import mask
from chalicelib.notify.notices import Audience, SmsTemplate
from chalicelib.notify.once import Effects
from chalicelib.notify.sms import NoticeSms
from chalicelib.notify.told import Channel, Fate, Told, sent
from chalicelib.notify.told_store import ToldStore
from chalicelib.notify.wechat import Subscribe
from chalicelib.notify.wording import Message
from chalicelib.orders.model import Order, State
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import log
from chalicelib.shared.outside import TooOften

Note = Callable[[Fate], None]
AUDIENCES: dict[str, Audience] = {"farewell": "before", "answer": "asker"}  # effect → whom it tells; any other: owner


class Messenger:
    """contact_phone: opens the one that is sealed in an order, None if it cannot; told: keeps what was sent."""

    def __init__(
        self,
        *,
        person_of: Callable[[str], Person | None],
        subscribe: Subscribe,
        sms: NoticeSms,
        told: ToldStore,
        contact_phone: Callable[[Order], str | None],
        appid: str,
        clock: Clock,
    ) -> None:
        self._person_of, self._subscribe, self._sms, self._told = person_of, subscribe, sms, told
        self._contact_phone, self._appid, self._clock = contact_phone, appid, clock

    def effects(self, name: str, kind: str, order: Order, message: Message, *, mark: str, to: str = "") -> Effects:
        """One effect per channel: `name` by WeChat, and `name`_sms if the message has an SMS, which goes out only if
        WeChat did not take the message, unless the message is for both.  Run them in this order.

        kind: the event; mark: the id under which the effects are done once; to: a person's id, the owner's by default.

        Each raises OutsideBusy, TooOften, Refused.
        """
        person = self._person_of(to or order.head.person_id)
        fates: dict[Channel, Fate] = {}

        def note(channel: Channel, effect: str, text: str, phone: str = "") -> Note:
            def written(fate: Fate) -> None:
                fates[channel] = fate
                told = Told(
                    kind=kind,
                    channel=channel,
                    to=AUDIENCES.get(name, "owner"),
                    at=self._clock(),
                    fate=fate,
                    text=text,
                    phone="" if to else mask(phone),  # of anybody but the owner, it is not the order's to keep
                )
                self._told.put(order.head.order_id, f"{mark}#{effect}", told)

            return written

        by_wechat = note("wechat", name, message.in_words)
        effects = {name: lambda: self._push(kind, order, person, message, by_wechat)}
        template = message.sms_template
        if template is None:
            return effects
        phone = (person.phone if person else "") if to else self.phone(order, person)
        by_sms = note("sms", f"{name}_sms", "，".join(message.sms), phone)

        def text() -> None:
            if message.both or not self._pushed(order, f"{mark}#{name}", fates):
                self._text(kind, order, phone, template, message, by_sms)

        return effects | {f"{name}_sms": text}

    def _pushed(self, order: Order, key: str, fates: Mapping[Channel, Fate]) -> bool:
        """Whether WeChat took the message, in this run or, as stored under the key, in an earlier one.  Raises TooOften
        while WeChat accepts no more messages for now."""
        fate = fates.get("wechat") or self._told.fate(order.head.order_id, key)
        if fate == "TOO_OFTEN":
            raise TooOften
        return fate == "TAKEN"

    def _push(self, kind: str, order: Order, person: Person | None, message: Message, note: Note) -> None:
        openid = person.wechat.get(self._appid, "") if person else ""
        pushed = sent(
            lambda: self._subscribe.send(openid, message.template, message.page, message.fields),
            note,
            to_somebody=bool(openid),
        )
        log("told", order_id=order.head.order_id, event=kind, outcome=f"wechat={pushed}")

    def _text(self, kind: str, order: Order, phone: str, template: SmsTemplate, message: Message, note: Note) -> None:
        branch = order.head.branch
        texted = sent(lambda: self._sms.send(phone, template, message.sms, branch), note, to_somebody=bool(phone))
        log("told", order_id=order.head.order_id, event=kind, outcome=f"sms={texted}")

    def phone(self, order: Order, person: Person | None = None) -> str:
        """The order's own contact phone, else the account's, "" if there is neither.  The account's too before it is
        paid, or handed in where it costs nothing: typing is free, and no reviewer has looked at what was typed, nor
        looks at what was taken back."""
        head = order.head
        free = head.photo_no is not None and not head.price and head.state is not State.WITHDRAWN
        own = self._contact_phone(order) if free or order.paid_attempt() else None
        return own or (person.phone if person else "")
