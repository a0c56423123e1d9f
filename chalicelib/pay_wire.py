"""The composition root's third part: what moves money, built on first use."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from chalicelib.orders.store.ledger_entries import Ledger
    from chalicelib.pay.away import Channels
    from chalicelib.pay.bills.matching import Bills
    from chalicelib.pay.bills.store import Reports
    from chalicelib.pay.channels.alipay import Alipay
    from chalicelib.pay.channels.wechat import WeChatPay
    from chalicelib.pay.channels.wechat_shipping import ShippingRecords
    from chalicelib.pay.due import Settler
    from chalicelib.pay.links import PayLinks
    from chalicelib.pay.service import Account, Pay
    from chalicelib.pay.sweep import Sweeper
    from chalicelib.pay.whereabouts import MoneyTracer
    from chalicelib.wire import Wire


class PayWire:
    """Every service by name; what others use too is the wire's."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @cached_property
    def wechat_pay(self) -> WeChatPay:
        from chalicelib.pay.channels.wechat import Merchant, WeChatPay

        found = self._wire.settings
        merchant = Merchant(
            appid=found.wechat_appid, mchid=found.wxpay_mchid, serial=found.wxpay_serial,
            private_key=found.wxpay_private_key, apiv3_key=found.wxpay_apiv3_key,
            public_key_id=found.wxpay_public_key_id, public_key=found.wxpay_public_key,
            more_keys=msgspec.json.decode(found.wxpay_more_keys or "{}", type=dict[str, str]),
            notice_url=found.wxpay_notice_url, api_url=found.wxpay_api_url,
        )  # fmt: skip
        return WeChatPay(merchant, self._wire.clock)

    @cached_property
    def alipay(self) -> Alipay:
        from chalicelib.pay.channels.alipay import Alipay, Merchant

        found = self._wire.settings
        merchant = Merchant(
            app_id=found.alipay_app_id, seller_id=found.alipay_seller_id, private_key=found.alipay_private_key,
            public_key=found.alipay_public_key, gateway_url=found.alipay_gateway_url,
            notice_url=f"{found.site_url}/api/pay/notices/alipay",
        )  # fmt: skip
        return Alipay(merchant, self._wire.clock)

    @cached_property
    def offered(self) -> frozenset[str]:
        """Names of the channels that are set up: Alipay only where the branch has an account."""
        return frozenset({"wechat", "alipay"} if self._wire.settings.alipay_app_id else {"wechat"})

    @cached_property
    def channels(self) -> Channels:
        """The same, built: their keys are read."""
        from chalicelib.pay.away import Channels

        found = Channels(wechat=self.wechat_pay)
        if "alipay" in self.offered:
            found["alipay"] = self.alipay
        return found

    @cached_property
    def accounts(self) -> dict[str, Account]:
        from chalicelib.pay.service import Account

        found = self._wire.settings
        return {
            "wechat": Account(mchid=found.wxpay_mchid, appid=found.wechat_appid),
            "alipay": Account(mchid=found.alipay_seller_id, appid=found.alipay_app_id),
        }

    @cached_property
    def pay(self) -> Pay:
        from chalicelib.pay.prepay_store import Prepays
        from chalicelib.pay.service import Pay

        wire = self._wire
        return Pay(
            orders=wire.orders, store=wire.order_store, prepays=Prepays(wire.settings.orders_table),
            inbox=wire.inbox, channels=self.channels, accounts=self.accounts, site=wire.settings.site_url,
            no_ios_pay=wire.settings.no_ios_pay == "on", clock=wire.clock,
        )  # fmt: skip

    @cached_property
    def links(self) -> PayLinks:
        from chalicelib.pay.links import PayLinks

        wire = self._wire
        return PayLinks(
            orders=wire.orders, store=wire.order_store, tasks=wire.tasks, pay=self.pay, inbox=wire.inbox,
            keys=wire.keys, claim=wire.limits.claim_payer, claim_start=wire.limits.claim_payment,
            require_kept=wire.consents.require_kept, openid_of=lambda code: wire.wechat.login(code)[0],
            clock=wire.clock,
        )  # fmt: skip

    @cached_property
    def shipping(self) -> ShippingRecords:
        from chalicelib.identity.wechat_client import OpenApi
        from chalicelib.identity.wechat_token import SharedToken
        from chalicelib.pay.channels.wechat_shipping import ShippingRecords

        wire, found = self._wire, self._wire.settings
        token = SharedToken(wire.inbox, wire.keys, wire.clock, found.wechat_appid)
        return ShippingRecords(
            api=cache(lambda: OpenApi(found.wechat_appid, found.wechat_secret, found.wechat_api_url, token)),
            appid=found.wechat_appid, mchid=found.wxpay_mchid, payer=self.wechat_pay.payer, clock=wire.clock,
        )  # fmt: skip

    @cached_property
    def sweeper(self) -> Sweeper:
        from chalicelib.pay.sweep import Sweeper
        from chalicelib.shared.jobs import JobQueue

        return Sweeper(self._wire.order_store, JobQueue(self._wire.settings.due_queue_url), self._wire.clock)

    @cached_property
    def reports(self) -> Reports:
        from chalicelib.pay.bills.store import Reports

        return Reports(self._wire.settings.orders_table)

    @cached_property
    def ledger(self) -> Ledger:
        from chalicelib.orders.store.ledger_entries import Ledger

        return Ledger(self._wire.settings.orders_table)

    @cached_property
    def bills(self) -> Bills:
        from chalicelib.pay.bills.matching import Bills

        return Bills(
            store=self._wire.order_store, ledger=self.ledger, reports=self.reports, channels=self.channels,
            settling=self.pay.settling, refunds=self.pay.refunds, clock=self._wire.clock,
        )  # fmt: skip

    @cached_property
    def tracing(self) -> MoneyTracer:
        from chalicelib.pay.whereabouts import MoneyTracer

        return MoneyTracer(channels=self.channels, reports=self.reports, clock=self._wire.clock)

    @cached_property
    def settler(self) -> Settler:
        from chalicelib.pay.due import Settler

        return Settler(self._wire.order_store, self._wire.orders, self.pay, self._wire.clock)
