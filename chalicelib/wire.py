"""The composition root: settings → stores and channels → services.  Built on first use, once per container, and
only what the step at hand uses: importing this module imports no outside library."""

# The imports inside the properties are the point: a light step never loads what only a heavy one needs.
from __future__ import annotations

import base64
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.shared.clock import system_clock
from chalicelib.shared.settings import AllSettings, settings

if TYPE_CHECKING:
    from chalicelib.branch_wire import BranchWire
    from chalicelib.collect_codes.readers import Reader
    from chalicelib.collect_codes.service import CollectCodes
    from chalicelib.identity.accounts import Accounts
    from chalicelib.identity.captcha import Captchas
    from chalicelib.identity.consents import Consents
    from chalicelib.identity.inbox_store import Inbox
    from chalicelib.identity.limits import Limits
    from chalicelib.identity.phone_change import PhoneChange
    from chalicelib.identity.service import Login
    from chalicelib.identity.sessions import Sessions
    from chalicelib.identity.sms_codes import SmsCodes
    from chalicelib.identity.store import People
    from chalicelib.identity.wechat import WeChat
    from chalicelib.notify_wire import NotifyWire
    from chalicelib.orders.opening import OrderOpener
    from chalicelib.orders.photos.judge import PhotoJudge
    from chalicelib.orders.photos.uploads import Uploads
    from chalicelib.orders.screen.screens import Screens
    from chalicelib.orders.service import OrderService
    from chalicelib.orders.store.orders import Orders
    from chalicelib.pay.service import Pay
    from chalicelib.pay_wire import PayWire
    from chalicelib.photo.engine import Engine
    from chalicelib.rights_wire import RightsWire
    from chalicelib.shared.crypto import Keys
    from chalicelib.storage.links import LinkSigner
    from chalicelib.storage.objects import Objects
    from chalicelib.tasks.service import Tasks

LINK_SECONDS = 300  # how long a link to a picture works


class Wire:
    """Every service by name."""

    def __init__(self, found: AllSettings) -> None:
        self.settings = found
        self.clock = system_clock

    @cached_property
    def keys(self) -> Keys:
        from chalicelib.shared.crypto import Keys

        return Keys(base64.b64decode(self.settings.master_key))

    # -- identity --------------------------------------------------------------------------------------------------

    @cached_property
    def inbox(self) -> Inbox:
        from chalicelib.identity.inbox_store import Inbox

        return Inbox(self.settings.inbox_table)

    @cached_property
    def people(self) -> People:
        from chalicelib.identity.store import People

        return People(self.settings.people_table, self.keys)

    @cached_property
    def sessions(self) -> Sessions:
        from chalicelib.identity.sessions import Sessions

        return Sessions(self.inbox, self.clock)

    @cached_property
    def limits(self) -> Limits:
        from chalicelib.identity.limits import Limits

        return Limits(self.inbox, self.keys, self.clock)

    @cached_property
    def consents(self) -> Consents:
        from chalicelib.identity.consents import Consents

        return Consents(self.people, self.clock)

    @cached_property
    def accounts(self) -> Accounts:
        from chalicelib.identity.accounts import Accounts

        return Accounts(
            people=self.people, sessions=self.sessions, limits=self.limits, keys=self.keys, clock=self.clock,
            appid=self.settings.wechat_appid, sign=lambda key: self.signing.link(key, LINK_SECONDS),
            there=lambda key: self.objects.there(key),
        )  # fmt: skip

    @cached_property
    def captchas(self) -> Captchas:
        from chalicelib.identity.captcha import Captchas

        return Captchas(self.inbox, self.keys, self.clock)

    @cached_property
    def codes(self) -> SmsCodes:
        from chalicelib.identity.sms import TencentSms
        from chalicelib.identity.sms_codes import Codes, SmsCodes

        found = self.settings
        sender = TencentSms(
            secret_id=found.sms_secret_id, secret_key=found.sms_secret_key, app_id=found.sms_app_id,
            sign=found.sms_sign, template=found.sms_template, url=found.sms_api_url,
        )  # fmt: skip
        return SmsCodes(self.captchas, self.limits, Codes(self.inbox, self.keys, self.clock), sender)

    @cached_property
    def wechat(self) -> WeChat:
        from chalicelib.identity.wechat import WeChat
        from chalicelib.identity.wechat_token import SharedToken

        found = self.settings
        token = SharedToken(self.inbox, self.keys, self.clock, found.wechat_appid)
        return WeChat(appid=found.wechat_appid, secret=found.wechat_secret, base_url=found.wechat_api_url, token=token)

    @cached_property
    def login(self) -> Login:
        from chalicelib.identity.service import Login

        return Login(
            people=self.people, sessions=self.sessions, accounts=self.accounts, wechat=self.wechat,
            captchas=self.captchas, limits=self.limits, codes=self.codes, clock=self.clock,
            ending=self.order_store.ending, forget=lambda person_id: self.objects.forget(person_id),
        )  # fmt: skip

    @cached_property
    def phone_change(self) -> PhoneChange:
        from chalicelib.identity.phone_change import PhoneChange

        return PhoneChange(
            people=self.people, sessions=self.sessions, accounts=self.accounts, codes=self.codes,
            ending=self.order_store.ending,
        )  # fmt: skip

    # -- tasks and pictures ----------------------------------------------------------------------------------------

    @cached_property
    def tasks(self) -> Tasks:
        from chalicelib.tasks.guess_limits import Guesses
        from chalicelib.tasks.roster_store import RosterStore
        from chalicelib.tasks.service import Tasks
        from chalicelib.tasks.store import TaskStore

        table, guesses = self.settings.tasks_table, Guesses(self.inbox, self.keys, self.clock)
        return Tasks(TaskStore(table), RosterStore(table), guesses, self.clock)

    @cached_property
    def objects(self) -> Objects:
        from chalicelib.storage.objects import Objects

        return Objects(self.settings.photo_bucket)

    @cached_property
    def signing(self) -> LinkSigner:
        from chalicelib.storage.links import LinkSigner

        return LinkSigner(self.settings.photo_bucket)

    @cached_property
    def engine(self) -> Engine:
        from chalicelib.photo.engine import Engine

        return Engine(Path(self.settings.models_dir))

    # -- orders ----------------------------------------------------------------------------------------------------

    @cached_property
    def order_store(self) -> Orders:
        from chalicelib.orders.store.orders import Orders

        return Orders(self.settings.orders_table)

    @cached_property
    def orders(self) -> OrderService:
        """Asks pay to close what is pending; pay hands it facts.  So each is made when the other needs it."""
        from chalicelib.orders.service import OrderService

        return OrderService(
            store=self.order_store, tasks=self.tasks, clock=self.clock, closer=lambda: self.pay,
            require_kept=self.consents.require_kept,
        )  # fmt: skip

    @cached_property
    def opening(self) -> OrderOpener:
        from chalicelib.orders.identification import Identification
        from chalicelib.orders.opening import OrderOpener

        return OrderOpener(
            store=self.order_store, tasks=self.tasks, closer=lambda: self.pay,
            students=Identification(tasks=self.tasks, reads=lambda: self.reads, keys=self.keys),
            require_consent=self.consents.require, count_opening=self.limits.claim_opening,
            count_new=self.limits.claim_new_order, uncount_new=self.limits.return_new_order,
            count_guess=self.limits.claim_id_tail, keys=self.keys, clock=self.clock,
        )  # fmt: skip

    @cached_property
    def screens(self) -> Screens:
        from chalicelib.orders.screen.screens import Screens

        return Screens(
            self.order_store, self.tasks, self.signing.link, lambda text: self.keys.unseal(text, about="contact"),
            self.consents.took_back, self.clock,
        )  # fmt: skip

    @cached_property
    def uploads(self) -> Uploads:
        from chalicelib.orders.photos.uploads import Uploads

        return Uploads(
            store=self.order_store, tasks=self.tasks, signing=self.signing, clock=self.clock,
            require_consent=self.consents.require, claim_upload=self.limits.claim_upload,
            claim_photo=self.limits.claim_photo,
        )  # fmt: skip

    @cached_property
    def reads(self) -> CollectCodes:
        from chalicelib.collect_codes.service import CollectCodes
        from chalicelib.collect_codes.store import ReadingStore

        return CollectCodes(
            objects=self.objects, tasks=self.tasks, claims=self.order_store,
            store=ReadingStore(self.settings.inbox_table), prove=self.sessions.prove, keys=self.keys, clock=self.clock,
            readers=lambda: self.code_readers,
        )  # fmt: skip

    @cached_property
    def code_readers(self) -> tuple[Reader, ...]:
        from chalicelib.collect_codes import agency

        return agency.readers(self.settings.agency_code_key)

    @cached_property
    def judging(self) -> PhotoJudge:
        from chalicelib.orders.photos.judge import PhotoJudge
        from chalicelib.orders.store.first_pictures import FirstPictures
        from chalicelib.photo.spec import spec_for

        return PhotoJudge(
            store=self.order_store, tasks=self.tasks, objects=self.objects, engine=lambda: self.engine,
            spec_for=spec_for, small_avatar=_small_avatar, firsts=FirstPictures(self.settings.orders_table),
        )  # fmt: skip

    @cached_property
    def money(self) -> PayWire:
        """What moves money."""
        from chalicelib.pay_wire import PayWire

        return PayWire(self)

    @property
    def pay(self) -> Pay:
        return self.money.pay

    @cached_property
    def rights(self) -> RightsWire:
        """What serves people's rights in their data and money: invoices, copies, deletion, retention."""
        from chalicelib.rights_wire import RightsWire

        return RightsWire(self)

    @cached_property
    def notices(self) -> NotifyWire:
        """What follows from events and from time passing."""
        from chalicelib.notify_wire import NotifyWire

        return NotifyWire(self)

    @cached_property
    def branch(self) -> BranchWire:
        """What serves the branch's staff."""
        from chalicelib.branch_wire import BranchWire

        return BranchWire(self)


def _small_avatar(data: bytes) -> bytes:
    from chalicelib.photo.avatar import avatar

    return avatar(data)


@cache
def wire() -> Wire:
    """This process's services."""
    return Wire(settings())
