"""An order's owner with a link, and whoever she asks to pay, over the payment service in memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.identity.inbox_store import InboxEntry
from chalicelib.orders.model import State
from chalicelib.pay.links import PayLink, PayLinks, Request
from chalicelib.pay.methods import Device
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import TooMany
from tests.unit.pay.pay_desk import ID, WHO, Desk

AT, KEY = "10.9.9.9", "payers-key"
WECHAT = {"mothers-code": "oMother"}  # whoever holds a wx.login code


class Inbox:
    """Keeps what is put there until its end."""

    def __init__(self) -> None:
        self.of: dict[str, InboxEntry] = {}

    def get(self, pk: str, *, now: datetime) -> InboxEntry | None:
        entry = self.of.get(pk)
        return entry if entry and now < entry.until else None

    def put(self, pk: str, *, until: datetime, body: str) -> None:
        self.of[pk] = InboxEntry(pk=pk, until=until, n=0, body=body)


class Family:
    """An order's owner and whoever she asks.  asked: (network, link) of each request; begun: links that began a
    payment, and until when that counts; full: they may begin no more; taken_back: at that moment her consent is."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.inbox = desk, Inbox()
        self.asked: list[tuple[str, str]] = []
        self.begun: list[tuple[str, datetime]] = []
        self.full = self.taken_back = False
        inbox: Any = self.inbox
        store: Any = desk.store
        self.links = PayLinks(
            orders=desk.orders,
            store=store,
            tasks=desk.tasks,
            pay=desk.pay,
            inbox=inbox,
            keys=Keys(bytes(32)),
            claim=lambda *who: self.asked.append(who),
            claim_start=self.begins,
            require_kept=desk.require_kept,
            openid_of=WECHAT.__getitem__,
            clock=lambda: desk.now,
        )

    def begins(self, digest: str, until: datetime) -> None:
        if self.full:
            raise TooMany(retry_after=60)
        self.begun.append((digest, until))
        self.desk.consents = not self.taken_back

    def ask(self) -> PayLink:
        return self.links.make(WHO, ID)

    def look(self, token: str, agent: str = "", touch: bool | None = None) -> Request:
        return self.links.look(token, AT, Device(agent=agent, touch=touch))

    def look_inside(self, token: str, platform: str = "android") -> Request:
        """In the mini-program."""
        return self.links.look(token, AT, Device(agent="MicroMessenger", mini=True, platform=platform))

    def move(self, state: State, **changes: Any) -> None:
        """The order goes on."""
        self.desk.store.order = self.desk.store.order.but(state=state, **changes)
