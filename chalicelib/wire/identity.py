"""The services of identity: logging in, the account, its number."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.wire.outside import LINK_SECONDS

if TYPE_CHECKING:
    from chalicelib.identity.accounts import Accounts
    from chalicelib.identity.captcha import Captchas
    from chalicelib.identity.consents import Consents
    from chalicelib.identity.limits import Limits
    from chalicelib.identity.number.change import PhoneChange
    from chalicelib.identity.number.proof import PhoneProof
    from chalicelib.identity.number.proven import Proven
    from chalicelib.identity.service import Login
    from chalicelib.identity.sessions import Sessions
    from chalicelib.identity.sms_codes import SmsCodes
    from chalicelib.identity.sms_limits.networks import Networks
    from chalicelib.shared.clock import Clock
    from chalicelib.shared.settings import AllSettings
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.stores import Stores


class IdentityWire:
    """Every service by name."""

    def __init__(self, settings: AllSettings, clock: Clock, stores: Stores, outside: Outside) -> None:
        self._settings, self._clock, self._stores, self._outside = settings, clock, stores, outside

    @cached_property
    def sessions(self) -> Sessions:
        from chalicelib.identity.sessions import Sessions

        return Sessions(self._stores.inbox, self._clock)

    @cached_property
    def limits(self) -> Limits:
        from chalicelib.identity.limits import Limits

        return Limits(self._stores.inbox, self._stores.keys, self._clock)

    @cached_property
    def networks(self) -> Networks:
        from chalicelib.identity.sms_limits.networks import Networks

        return Networks(self._stores.inbox, self._stores.keys, self._clock)

    @cached_property
    def consents(self) -> Consents:
        from chalicelib.identity.consents import Consents

        return Consents(self._stores.people, self._clock)

    @cached_property
    def accounts(self) -> Accounts:
        from chalicelib.identity.accounts import Accounts
        from chalicelib.identity.number.moved_store import TAIL_PUT

        outside, moved = self._outside, self._stores.moved
        return Accounts(
            people=self._stores.people,
            sessions=self.sessions,
            limits=self.limits,
            keys=self._stores.keys,
            clock=self._clock,
            appid=self._settings.wechat_appid,
            sign=lambda key: outside.signer.link(key, LINK_SECONDS),
            exists=lambda key: outside.objects.exists(key),
            tail_put=lambda phone, at: moved.new(phone, at, TAIL_PUT),
        )

    @cached_property
    def captchas(self) -> Captchas:
        from chalicelib.identity.captcha.picture import PictureCaptchas

        settings, inbox, keys = self._settings, self._stores.inbox, self._stores.keys
        pictures = PictureCaptchas(inbox, keys, self._clock)
        if not getattr(settings, "captcha_app_id", ""):  # of the staff step, whose invitees read a picture
            return pictures
        from chalicelib.identity.captcha.tencent import TencentCaptchas

        return TencentCaptchas(
            cloud=self._outside.captcha_cloud,
            app_id=settings.captcha_app_id,
            app_secret=settings.captcha_app_secret,
            pictures=pictures,
            store=inbox,
            keys=keys,
            clock=self._clock,
            newer=self._outside.newer_captcha_cloud,
        )

    @cached_property
    def codes(self) -> SmsCodes:
        from chalicelib.identity.sms_codes import Codes, SmsCodes
        from chalicelib.identity.sms_limits.budget import Budget
        from chalicelib.identity.sms_limits.numbers import Numbers

        inbox, keys, clock = self._stores.inbox, self._stores.keys, self._clock
        return SmsCodes(
            captchas=self.captchas,
            numbers=Numbers(inbox, keys, clock),
            networks=self.networks,
            budget=Budget(inbox, keys, clock),
            codes=Codes(inbox, keys, clock),
            sender=self._outside.code_sms,
            has_account=lambda phone: self._stores.people.by_phone(phone) is not None,
        )

    @cached_property
    def login(self) -> Login:
        from chalicelib.identity.service import Login

        return Login(
            people=self._stores.people,
            sessions=self.sessions,
            accounts=self.accounts,
            wechat=self._outside.wechat,
            codes=self.codes,
            clock=self._clock,
            ending=self._stores.orders.ending,
            forget=lambda person_id: self._outside.objects.forget(person_id),
            trail=self._stores.trail,
        )

    @cached_property
    def phone_change(self) -> PhoneChange:
        from chalicelib.identity.number.change import PhoneChange

        return PhoneChange(
            people=self._stores.people,
            sessions=self.sessions,
            accounts=self.accounts,
            codes=self.codes,
            proof=self.phone_proof,
            moved=self._stores.moved,
            login=self.login,
            ending=self._stores.orders.ending,
            clock=self._clock,
        )

    @cached_property
    def proven(self) -> Proven:
        from chalicelib.identity.number.proven import Proven

        return Proven(inbox=self._stores.inbox, clock=self._clock)

    @cached_property
    def phone_proof(self) -> PhoneProof:
        from chalicelib.identity.number.proof import PhoneProof

        return PhoneProof(
            inbox=self._stores.inbox,
            accounts=self.accounts,
            codes=self.codes,
            wechat=self._outside.wechat,
            clock=self._clock,
        )
