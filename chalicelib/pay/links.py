"""A link by which somebody else pays for an order: it needs no account, and shows only a task's title, half a name, an
amount and an end.

The token is derived, by a key of ours, from the order, its owner and the end of its time to pay.  So asking again gives
the same link, an order never has more than one, and only a digest of it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache, partial

import msgspec

from chalicelib.identity.errors import ConsentNeeded, WeChatCodeUsed
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.model import LINK, Who
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders.errors import PaymentUnderWay
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.machine.deadlines import until
from chalicelib.orders.machine.decide import NotAllowed
from chalicelib.orders.machine.money_guards import PAY_MARGIN
from chalicelib.orders.machine.refusals import refusal_error
from chalicelib.orders.model import PAID_STATES, Order
from chalicelib.orders.money_model import Attempt, AttemptState
from chalicelib.orders.screen.offers import check_payable
from chalicelib.orders.service import OrderService
from chalicelib.orders.store.orders import Orders
from chalicelib.pay.errors import (
    AttemptNotFound,
    LinkPaid,
    NeedsWeChatLogin,
    NotOnThisPhone,
    PayerNotOnThisPhone,
    PayLinkOver,
)
from chalicelib.pay.methods import Device, Method
from chalicelib.pay.service import Begun, Pay
from chalicelib.shared.clock import Clock, iso
from chalicelib.shared.crypto import Keys, sha256_hex
from chalicelib.shared.db import as_json
from chalicelib.shared.errors import Conflicting
from chalicelib.shared.money import Fen
from chalicelib.shared.names import mask_name
from chalicelib.tasks.service import Tasks

LIFE = timedelta(hours=24)
THANKS = timedelta(days=1)  # how long after the link's end whoever paid can still see what became of the payment
TOKEN = re.compile(r"[0-9a-f]{64}")


class LinkState(StrEnum):
    """What can be done with a link now."""

    PAYABLE = "PAYABLE"
    PAID = "PAID"
    OVER = "OVER"


@dataclass(frozen=True, kw_only=True)
class PayLink:
    """token: whoever has it may pay; until: the last instant to start a payment."""

    token: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Request:
    """All that a payer sees.  name: masked; hint: what to do where no way to pay fits the device."""

    title: str
    name: str
    amount: Fen
    until: datetime
    state: LinkState
    ways: tuple[Method, ...]
    hint: str


class KeptLink(msgspec.Struct, frozen=True, kw_only=True):
    """What the store keeps of a link: whose order it pays for, and until when."""

    order_id: str
    person_id: str
    until: datetime


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_KEPT = msgspec.json.Decoder(KeptLink)


class PayLinks:
    """`make` is for the order's owner; `look`, `start` and `state` for whoever has the link.

    claim: counts one request of (network, link's digest); claim_start: counts one payment begun by a link, until its
    end; both raise TooMany.  require_kept: raises ConsentNeeded if a person took back a consent of that kind.
    openid_of: exchanges a wx.login code for an openid, which is not stored.
    """

    def __init__(
        self,
        *,
        orders: OrderService,
        store: Orders,
        tasks: Tasks,
        pay: Pay,
        inbox: Inbox,
        keys: Keys,
        claim: Callable[[str, str], None],
        claim_start: Callable[[str, datetime], None],
        require_kept: Callable[[str, ConsentKind], None],
        openid_of: Callable[[str], str],
        clock: Clock,
    ) -> None:
        self._orders, self._store, self._tasks, self._pay, self._inbox = orders, store, tasks, pay, inbox
        self._keys, self._claim, self._claim_start, self._clock = keys, claim, claim_start, clock
        self._require_kept, self._openid_of = require_kept, openid_of

    def make(self, who: Who, order_id: str) -> PayLink:
        """The order's link.  It works for LIFE from now, but not beyond the order's time to pay.  Raises OrderNotFound,
        ConsentNeeded, and the table's reason why the order cannot be paid."""
        loaded = self._orders.find(who, order_id)
        try:
            self._check(loaded)
        except NotAllowed as refusal:
            raise refusal_error(loaded.order, refusal, loaded.task.contact_text()) from refusal
        head = loaded.head
        assert head.expires_at is not None
        token = self._keys.digest("pay link", f"{head.order_id}\x00{head.person_id}\x00{iso(head.expires_at)}")
        last = self._last(self._clock() + LIFE, loaded)
        kept = KeptLink(order_id=head.order_id, person_id=head.person_id, until=last)
        self._inbox.put(_pk(sha256_hex(token.encode())), until=last + THANKS, body=as_json(kept))
        return PayLink(token=token, until=last)

    def look(self, token: str, ip: str, device: Device) -> Request:
        """What the payer sees.  Raises PayLinkOver, TooMany."""
        kept, loaded, _ = self._open(token, ip)
        state, head = self._state(kept, loaded), loaded.head
        if state is LinkState.OVER:
            raise PayLinkOver
        ways, hint = self._pay.payers_ways(device) if state is LinkState.PAYABLE else ((), "")
        assert head.price is not None
        return Request(
            title=loaded.task.title,
            name=mask_name(head.student.name),
            amount=head.price,
            until=self._last(kept.until, loaded),
            state=state,
            ways=ways,
            hint=hint,
        )

    def start(
        self, token: str, ip: str, channel: str, client_key: str, *, code: str | None = None, platform: str = ""
    ) -> Begun:
        """Starts a payment as the owner would, or repeats the one of this client_key; a pending payment is closed
        first.

        code, platform: of wx.login and of the phone, from the mini-program.  Raises PayLinkOver, LinkPaid, TooMany,
        PaymentUnderWay, UnknownChannel, PayerNotOnThisPhone, ChannelSilent, ChannelRefuses, and what WeChat says of the
        code.
        """
        kept, loaded, digest = self._open(token, ip)
        self._check_open(kept, loaded)
        openid = cache(partial(self._openid_of, code)) if code else None
        self._check_way(channel, platform, known=openid is not None)
        if not _is_pending(loaded.order, channel, client_key):
            if openid and channel == "WECHAT_JSAPI":
                openid()  # WeChat is asked before anything of the order changes
            self._claim_start(digest, kept.until + THANKS)
        try:
            return self._pay.start(
                _payer(kept, ip), kept.order_id, channel, client_key, f"/#/payfor/{token}", platform, openid
            )
        except ConsentNeeded as refusal:  # it was taken back just now, and only the owner can give it again
            raise PayLinkOver from refusal
        except Conflicting as refusal:  # its words are for the owner, not for a payer
            self._check_open(kept, self._load(kept))
            raise PaymentUnderWay from refusal

    def state(self, token: str, ip: str, client_key: str) -> tuple[Attempt, LinkState]:
        """The payment of this client_key and the link's state; also when the link is over.  Raises PayLinkOver,
        TooMany, AttemptNotFound."""
        kept, loaded, _ = self._open(token, ip)
        attempt = _of_key(loaded.order, client_key)
        if attempt is None:
            raise AttemptNotFound
        order, attempt = self._pay.state(_payer(kept, ip), kept.order_id, attempt.attempt_no)
        return attempt, self._state(kept, loaded.now(order))

    def _last(self, end: datetime, loaded: Loaded) -> datetime:
        """Until when a payment may begin: not past the order's time to pay, which the branch may have shortened
        since."""
        ends = until(loaded.order, loaded.task)
        return min(end, ends - PAY_MARGIN) if ends else end

    def _open(self, token: str, ip: str) -> tuple[KeptLink, Loaded, str]:
        """What the link leads to, the order, and the link's digest.  Raises PayLinkOver, TooMany."""
        if not TOKEN.fullmatch(token):
            raise PayLinkOver
        digest = sha256_hex(token.encode())
        self._claim(ip, digest)
        entry = self._inbox.get(_pk(digest), now=self._clock())
        if entry is None:
            raise PayLinkOver
        kept = _KEPT.decode(entry.body)
        return kept, self._load(kept), digest

    def _load(self, kept: KeptLink) -> Loaded:
        """Raises PayLinkOver, also when the order has another owner by now."""
        order = self._store.load(kept.order_id)
        if order is None or order.head.person_id != kept.person_id or order.head.erased_at is not None:
            raise PayLinkOver
        return Loaded(order, self._store, self._tasks)

    def _check_open(self, kept: KeptLink, loaded: Loaded) -> None:
        state = self._state(kept, loaded)
        if state is LinkState.PAID:
            raise LinkPaid
        if state is LinkState.OVER:
            raise PayLinkOver

    def _state(self, kept: KeptLink, loaded: Loaded) -> LinkState:
        if loaded.head.state in PAID_STATES:
            return LinkState.PAID if loaded.order.paid_attempt() else LinkState.OVER
        if self._clock() >= kept.until:
            return LinkState.OVER
        try:
            self._check(loaded)
        except (NotAllowed, ConsentNeeded):
            return LinkState.OVER
        return LinkState.PAYABLE

    def _check_way(self, channel: str, platform: str, *, known: bool) -> None:
        """Raises what `Pay.check` raises, in words for a payer."""
        try:
            self._pay.check(channel, platform, known=known)
        except NotOnThisPhone as refusal:
            raise PayerNotOnThisPhone from refusal
        except NeedsWeChatLogin as refusal:
            raise WeChatCodeUsed(field="code") from refusal

    def _check(self, loaded: Loaded) -> None:
        """Raises NotAllowed or ConsentNeeded unless the order may be paid now."""
        check_payable(loaded.order, self._clock(), loaded)
        self._require_kept(loaded.head.person_id, ConsentKind.FACE)


def _pk(digest: str) -> str:
    return f"PAYLINK#{digest}"


def _payer(kept: KeptLink, ip: str) -> Who:
    """Acts for the owner, but only in this payment."""
    return Who(person_id=kept.person_id, client=LINK, ip=ip)


def _is_pending(order: Order, channel: str, client_key: str) -> bool:
    """Whether this very tap has begun a payment that still runs: repeating it begins no other."""
    pending = (attempt for attempt in order.attempts if attempt.state is AttemptState.PENDING)
    return any(
        (f"{attempt.channel}_{attempt.kind}".upper(), attempt.client_key) == (channel, client_key)
        for attempt in pending
    )


def _of_key(order: Order, client_key: str) -> Attempt | None:
    return next((attempt for attempt in reversed(order.attempts) if attempt.client_key == client_key), None)
