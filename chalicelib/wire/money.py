"""Services that move money."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.pay.bills.matching import Bills
    from chalicelib.pay.channels.wechat_shipping import ShippingRecords
    from chalicelib.pay.due import Settler
    from chalicelib.pay.links import PayLinks
    from chalicelib.pay.money_tracer import MoneyTracer
    from chalicelib.pay.service import MerchantAccount, Pay
    from chalicelib.pay.sweep import Sweeper
    from chalicelib.shared.clock import Clock
    from chalicelib.shared.settings import AllSettings
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.stores import Stores
    from chalicelib.wire.student import StudentWire


class MoneyWire:
    """Every service by name."""

    def __init__(
        self, settings: AllSettings, clock: Clock, stores: Stores, outside: Outside, student: StudentWire
    ) -> None:
        self._settings, self._clock, self._stores = settings, clock, stores
        self._outside, self._student = outside, student

    @cached_property
    def pay(self) -> Pay:
        from chalicelib.pay.service import Pay

        settings, stores = self._settings, self._stores
        return Pay(
            orders=self._student.orders,
            store=stores.orders,
            prepays=stores.prepays,
            inbox=stores.inbox,
            channels=self._outside.channels,
            accounts=self._accounts,
            site=settings.site_url,
            no_ios_pay=settings.no_ios_pay == "on",
            clock=self._clock,
        )

    @cached_property
    def _accounts(self) -> dict[str, MerchantAccount]:
        from chalicelib.pay.service import MerchantAccount

        settings = self._settings
        return {
            "wechat": MerchantAccount(mchid=settings.wxpay_mchid, appid=settings.wechat_appid),
            "alipay": MerchantAccount(mchid=settings.alipay_seller_id, appid=settings.alipay_app_id),
        }

    @cached_property
    def links(self) -> PayLinks:
        """Links by which somebody else pays."""
        from chalicelib.pay.links import PayLinks

        stores, student = self._stores, self._student
        return PayLinks(
            orders=student.orders,
            store=stores.orders,
            tasks=student.tasks,
            pay=self.pay,
            inbox=stores.inbox,
            keys=stores.keys,
            claim=student.limits.claim_payer,
            claim_start=student.limits.claim_payment,
            require_kept=student.consents.require_kept,
            openid_of=lambda code: self._outside.wechat.login(code)[0],
            clock=self._clock,
        )

    @cached_property
    def shipping(self) -> ShippingRecords:
        """Tells WeChat of deliveries, so that it releases the money."""
        from chalicelib.pay.channels.wechat_shipping import ShippingRecords

        settings, outside = self._settings, self._outside
        return ShippingRecords(
            api=lambda: outside.open_api,
            appid=settings.wechat_appid,
            mchid=settings.wxpay_mchid,
            payer=outside.wechat_pay.payer,
            clock=self._clock,
        )

    @cached_property
    def sweeper(self) -> Sweeper:
        from chalicelib.pay.sweep import Sweeper

        return Sweeper(self._stores.orders, self._outside.due_queue, self._outside.judge_queue, self._clock)

    @cached_property
    def settler(self) -> Settler:
        from chalicelib.pay.due import Settler

        return Settler(self._stores.orders, self._student.orders, self.pay, self._clock)

    @cached_property
    def bills(self) -> Bills:
        from chalicelib.pay.bills.matching import Bills
        from chalicelib.pay.bills.proof import LedgerProof

        stores = self._stores
        return Bills(
            store=stores.orders,
            ledger=stores.ledger,
            reports=stores.bill_reports,
            channels=self._outside.channels,
            settling=self.pay.settling,
            refunds=self.pay.refunds,
            proof=LedgerProof(stores.ledger, stores.bill_reports, stores.orders.history),
            clock=self._clock,
        )

    @cached_property
    def tracer(self) -> MoneyTracer:
        from chalicelib.pay.money_tracer import MoneyTracer

        return MoneyTracer(channels=self._outside.channels, reports=self._stores.bill_reports, clock=self._clock)
