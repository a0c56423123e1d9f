"""Everything outside this process: objects in S3, queues, WeChat, the payment channels, the SMS vendor."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.identity.tencent.cloud import TencentCloud
    from chalicelib.identity.tencent.sms import TencentSms
    from chalicelib.identity.wechat import WeChat
    from chalicelib.identity.wechat_client import OpenApi
    from chalicelib.identity.wechat_token import SharedToken
    from chalicelib.pay.channels.alipay import Alipay
    from chalicelib.pay.channels.retired import Channels
    from chalicelib.pay.channels.wechat import WeChatPay
    from chalicelib.shared.clock import Clock
    from chalicelib.shared.jobs import JobQueue
    from chalicelib.shared.settings import AllSettings
    from chalicelib.storage.links import LinkSigner
    from chalicelib.storage.objects import Objects
    from chalicelib.wire.stores import Stores

CAPTCHA_SECONDS = 2  # the SMS after it may take three more, of the step's ten
LINK_SECONDS = 300  # how long a link to a picture works


class Outside:
    """Every outside service by name.

    newer: the same by newer secrets, if there are any: for a service that is refused.
    """

    def __init__(
        self, settings: AllSettings, clock: Clock, stores: Stores, newer: Callable[[], Outside | None]
    ) -> None:
        self._settings, self._clock, self._stores, self._newer = settings, clock, stores, newer

    # -- S3 and SQS ----------------------------------------------------------------------------------------------------

    @cached_property
    def objects(self) -> Objects:
        from chalicelib.storage.objects import Objects

        return Objects(self._settings.photo_bucket)

    @cached_property
    def signer(self) -> LinkSigner:
        from chalicelib.storage.links import LinkSigner

        return LinkSigner(self._settings.photo_bucket)

    @cached_property
    def due_queue(self) -> JobQueue:
        return _queue(self._settings.due_queue_url)

    @cached_property
    def judge_queue(self) -> JobQueue:
        return _queue(self._settings.judge_queue_url)

    @cached_property
    def deliver_queue(self) -> JobQueue:
        return _queue(self._settings.deliver_queue_url)

    @cached_property
    def import_queue(self) -> JobQueue:
        return _queue(self._settings.import_queue_url)

    @cached_property
    def remind_queue(self) -> JobQueue:
        return _queue(self._settings.remind_queue_url)

    @cached_property
    def bill_queue(self) -> JobQueue:
        return _queue(self._settings.bill_queue_url)

    # -- WeChat's open API and SMS -------------------------------------------------------------------------------------

    @cached_property
    def wechat(self) -> WeChat:
        """Exchanges a login code for its holder, and a phone code for a number."""
        from chalicelib.identity.wechat import CodesTried, WeChat

        settings, stores = self._settings, self._stores
        return WeChat(
            appid=settings.wechat_appid,
            secret=settings.wechat_secret,
            base_url=settings.wechat_api_url,
            token=self._token,
            newer_secret=self._newer_wechat_secret,
            tried=CodesTried(stores.inbox, stores.keys, self._clock),
        )

    @cached_property
    def open_api(self) -> OpenApi:
        """WeChat's messages and shipping records.  Building it imports wechatpy."""
        from chalicelib.identity.wechat_client import OpenApi

        settings = self._settings
        return OpenApi(
            settings.wechat_appid,
            settings.wechat_secret,
            settings.wechat_api_url,
            self._token,
            self._newer_wechat_secret,
        )

    def _newer_wechat_secret(self) -> str | None:
        newer = self._newer()
        return newer._settings.wechat_secret if newer else None

    @cached_property
    def _token(self) -> SharedToken:
        from chalicelib.identity.wechat_token import SharedToken

        stores = self._stores
        return SharedToken(stores.inbox, stores.keys, self._clock, self._settings.wechat_appid)

    @cached_property
    def code_sms(self) -> TencentSms:
        """Sends codes."""
        from chalicelib.identity.tencent.sms import TencentSms

        settings = self._settings
        return TencentSms(
            secret_id=settings.sms_secret_id,
            secret_key=settings.sms_secret_key,
            app_id=settings.sms_app_id,
            sign=settings.sms_sign,
            template=settings.sms_template,
            url=settings.sms_api_url,
            newer=lambda: newer.code_sms if (newer := self._newer()) else None,
        )

    @cached_property
    def captcha_cloud(self) -> TencentCloud:
        """Knows the tickets of Tencent Captcha."""
        from chalicelib.identity.tencent.cloud import TencentCloud

        settings = self._settings
        return TencentCloud(
            secret_id=settings.sms_secret_id,
            secret_key=settings.sms_secret_key,
            service="captcha",
            version="2019-07-22",
            url=settings.captcha_api_url,
            timeout=CAPTCHA_SECONDS,
        )

    def newer_captcha_cloud(self) -> TencentCloud | None:
        """The same by newer secrets, if there are any."""
        return newer.captcha_cloud if (newer := self._newer()) else None

    def notice_sms(self, template: str) -> Callable[[], TencentSms]:
        """Sends notices of a template; built when there is one to send."""

        def sender() -> TencentSms:
            from chalicelib.identity.tencent.sms import TencentSms

            settings = self._settings
            return TencentSms(
                secret_id=settings.sms_secret_id,
                secret_key=settings.sms_secret_key,
                app_id=settings.sms_app_id,
                sign=settings.sms_sign,
                template=template,
                url=settings.sms_api_url,
                more=(),
                newer=lambda: newer.notice_sms(template)() if (newer := self._newer()) else None,
            )

        return cache(sender)

    # -- payment channels ----------------------------------------------------------------------------------------------

    @cached_property
    def offered(self) -> frozenset[str]:
        """Names of the channels that are set up; Alipay only if the branch has an account there."""
        return frozenset({"wechat", "alipay"} if self._settings.alipay_app_id else {"wechat"})

    @cached_property
    def channels(self) -> Channels:
        """The channels that are set up; building them reads their keys."""
        from chalicelib.pay.channels.retired import Channels

        channels = Channels(wechat=self.wechat_pay)
        if "alipay" in self.offered:
            channels["alipay"] = self.alipay
        return channels

    @cached_property
    def wechat_pay(self) -> WeChatPay:
        import msgspec

        from chalicelib.pay.channels.wechat import WeChatMerchant, WeChatPay

        settings = self._settings
        merchant = WeChatMerchant(
            appid=settings.wechat_appid,
            mchid=settings.wxpay_mchid,
            serial=settings.wxpay_serial,
            private_key=settings.wxpay_private_key,
            apiv3_key=settings.wxpay_apiv3_key,
            public_key_id=settings.wxpay_public_key_id,
            public_key=settings.wxpay_public_key,
            more_keys=msgspec.json.decode(settings.wxpay_more_keys or "{}", type=dict[str, str]),
            notice_url=settings.wxpay_notice_url,
            api_url=settings.wxpay_api_url,
        )
        return WeChatPay(merchant, self._clock, lambda: newer.wechat_pay if (newer := self._newer()) else None)

    @cached_property
    def alipay(self) -> Alipay:
        from chalicelib.pay.channels.alipay import Alipay, AlipayMerchant

        settings = self._settings
        merchant = AlipayMerchant(
            app_id=settings.alipay_app_id,
            seller_id=settings.alipay_seller_id,
            private_key=settings.alipay_private_key,
            public_key=settings.alipay_public_key,
            gateway_url=settings.alipay_gateway_url,
            notice_url=f"{settings.site_url}/api/pay/notices/alipay",
        )
        return Alipay(merchant, self._clock, lambda: newer.alipay if (newer := self._newer()) else None)


def _queue(url: str) -> JobQueue:
    from chalicelib.shared.jobs import JobQueue

    return JobQueue(url)
