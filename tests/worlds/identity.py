"""The identity context on the emulator, with WeChat's simulator, an SMS outbox to read and a clock to move."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import boto3

from chalicelib.identity.accounts import Accounts
from chalicelib.identity.captcha import Captcha, CaptchaAnswer
from chalicelib.identity.captcha.picture import PictureCaptchas
from chalicelib.identity.consents import Consents
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.limits import Limits
from chalicelib.identity.model import Who
from chalicelib.identity.number.change import PhoneChange
from chalicelib.identity.number.moved_store import TAIL_PUT, MovedStore
from chalicelib.identity.number.proof import PhoneProof
from chalicelib.identity.service import NONE, Login, Place, Versions
from chalicelib.identity.sessions import Sessions
from chalicelib.identity.sms_codes import Codes, SmsCodes
from chalicelib.identity.sms_limits.budget import Budget
from chalicelib.identity.sms_limits.networks import Networks
from chalicelib.identity.sms_limits.numbers import Numbers
from chalicelib.identity.store import People
from chalicelib.identity.trail import Trail
from chalicelib.identity.view import SessionView
from chalicelib.identity.wechat import WeChat
from chalicelib.identity.wechat_token import SharedToken
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import Write
from clients.captcha import work_of
from sandbox.captchas import CaptchaReader
from sandbox.faults import Faults
from sandbox.keys import Keys as SandboxKeys
from sandbox.keys import load_keys
from sandbox.records import Records
from sandbox.wechat.open_api import WeChatOpen
from tests.worlds.outbox import Outbox
from tests.worlds.racing import race

IP = "10.1.2.3"
_numbers = itertools.count(int.from_bytes(os.urandom(3)) * 100)


def fresh_phone() -> str:
    """A number no other test uses."""
    return f"139{next(_numbers) % 10**8:08}"


def rows(table: str) -> list[dict[str, Any]]:
    """Everything that a table holds, as DynamoDB gives it."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return [row for page in pages for row in page["Items"]]


@cache
def simulator_keys() -> SandboxKeys:
    """One set for all tests: making its RSA keys takes longer than most of them."""
    with tempfile.TemporaryDirectory() as directory:
        return load_keys(Path(directory))


class IdentityWorld:
    """Everything identity consists of.  `now` may be moved; `busy` holds the ids of people with orders."""

    def __init__(self, tables: Mapping[str, str], directory: Path, *, daily_budget: int = 100_000) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.sandbox_keys = simulator_keys()
        self.records = Records(directory / "records.db")
        self.faults = Faults(self.records)
        self.wechat_open = WeChatOpen(self.sandbox_keys, self.records, self.faults)
        self.wechat_open.start()
        self._reader = CaptchaReader()
        self._reader.start()
        self.keys = Keys(os.urandom(32))
        self.inbox = Inbox(tables["inbox"])
        self._forget_token()  # another world's, of another simulator
        self.people = People(tables["people"], self.keys)
        self.moved = MovedStore(tables["orders"], self.keys)
        self.sms = Outbox()
        self.busy: set[str] = set()
        self.forgotten: list[str] = []
        self.limits = Limits(self.inbox, self.keys, self.clock)
        self.numbers = Numbers(self.inbox, self.keys, self.clock)
        self.networks = Networks(self.inbox, self.keys, self.clock)
        self.budget = Budget(self.inbox, self.keys, self.clock, daily_budget)
        self.sessions = self.container()

    def close(self) -> None:
        self._forget_token()
        self._reader.stop()
        self.wechat_open.stop()
        self.records.close()

    def _forget_token(self) -> None:
        for pk in (f"TOKEN#wechat#{self.appid}", f"TOKEN#lease#{self.appid}"):
            self.inbox.drop(pk)

    def clock(self) -> datetime:
        return self.now

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    def container(self) -> Sessions:
        """Sessions as another process would have them: the same table, a cache of its own."""
        return Sessions(self.inbox, self.clock)

    @property
    def appid(self) -> str:
        return self.sandbox_keys.appid

    def wechat_worker(self) -> WeChat:
        """WeChat as another process would have it."""
        token = SharedToken(self.inbox, self.keys, self.clock, self.appid)
        secret = self.sandbox_keys.wechat_secret
        return WeChat(appid=self.appid, secret=secret, base_url=self.wechat_open.url, token=token)

    @cached_property
    def wechat(self) -> WeChat:
        return self.wechat_worker()

    @cached_property
    def captchas(self) -> PictureCaptchas:
        return PictureCaptchas(self.inbox, self.keys, self.clock)

    @cached_property
    def codes(self) -> Codes:
        return Codes(self.inbox, self.keys, self.clock)

    @cached_property
    def sms_codes(self) -> SmsCodes:
        return SmsCodes(
            captchas=self.captchas,
            numbers=self.numbers,
            networks=self.networks,
            budget=self.budget,
            codes=self.codes,
            sender=self.sms,
            has_account=lambda phone: self.people.by_phone(phone) is not None,
        )

    @cached_property
    def consents(self) -> Consents:
        return Consents(self.people, self.clock)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(
            people=self.people,
            sessions=self.sessions,
            limits=self.limits,
            keys=self.keys,
            clock=self.clock,
            appid=self.appid,
            sign=lambda key: f"https://signed/{key}",
            exists=lambda key: not key.endswith("/missing.jpg"),
            tail_put=lambda phone, at: self.moved.new(phone, at, TAIL_PUT),
        )

    @cached_property
    def login(self) -> Login:
        return Login(
            people=self.people,
            sessions=self.sessions,
            accounts=self.accounts,
            wechat=self.wechat,
            codes=self.sms_codes,
            clock=self.clock,
            ending=self._ending,
            forget=self.forgotten.append,
            trail=Trail(lambda: self.keys),
        )

    @cached_property
    def phone_change(self) -> PhoneChange:
        return PhoneChange(
            sessions=self.sessions,
            people=self.people,
            accounts=self.accounts,
            codes=self.sms_codes,
            proof=self.phone_proof,
            moved=self.moved,
            login=self.login,
            ending=self._ending,
            clock=self.clock,
        )

    @cached_property
    def phone_proof(self) -> PhoneProof:
        return PhoneProof(
            inbox=self.inbox, accounts=self.accounts, codes=self.sms_codes, wechat=self.wechat, clock=self.clock
        )

    def _ending(self, person_id: str) -> list[Write] | None:
        return None if person_id in self.busy else []

    # ---- what a person at a client does

    def read_captcha(self, captcha_id: str) -> str:
        return self._reader.read(captcha_id)

    def solved(self, captcha: Captcha) -> CaptchaAnswer:
        """The picture read, its work done."""
        work = work_of(captcha.captcha_id, captcha.bits)
        return CaptchaAnswer(captcha.captcha_id, self.read_captcha(captcha.captcha_id), work)

    def ask_code(self, phone: str, ip: str = IP) -> str:
        """Reads a captcha, has a login code sent; the code."""
        self.login.send_code(phone, answer=self.solved(self.login.captcha(ip)), ip=ip)
        return self.sms.last(phone)

    def issued(self, purpose: str, phone: str) -> tuple[str, str]:
        """A code for the number, and its asker."""
        code, asker, _ = self.codes.issue(purpose, phone)
        return code, asker

    def web_login(self, phone: str, *, agreed: Versions = NONE, own: bool = True) -> SessionView:
        """own: at a computer of her own."""
        place = Place("Windows 电脑 · Chrome", own)
        return self.login.by_sms(phone, *self.issued("login", phone), agreed=agreed, place=place)

    def mini_login(self, openid: str, *, share_phone: bool = True, agreed: Versions = NONE) -> SessionView:
        """Logs a user of the WeChat simulator in."""
        shared = self.wechat_open.phone_code(openid) if share_phone else None
        return self.login.by_wechat(self.wechat_open.login_code(openid), shared, agreed=agreed)

    def wechat_user(self, phone: str | None = None) -> tuple[str, str]:
        """openid and number of a new WeChat user."""
        user = self.wechat_open.new_user(phone or fresh_phone())
        return user["openid"], user["phone"]


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """Races the works; results or exceptions, in order."""
    return race(*works, refusals=Exception)


def kinds(results: list[Any]) -> Counter[str]:
    """How often each came of what was run at once."""
    return Counter(type(result).__name__ for result in results)


def who(world: IdentityWorld, session: SessionView) -> Who:
    return world.sessions.who(session.token, ip=IP)


def idle_owner(world: IdentityWorld, *, id_tail: str | None = "123X") -> tuple[str, str]:
    """Number and person id of an account with a nickname that nobody has used for 60 days."""
    phone = fresh_phone()
    session = world.web_login(phone)
    world.accounts.change(who(world, session), "小雨", id_tail)
    person_id = who(world, session).person_id
    world.pass_time(days=60)
    return phone, person_id


def gets_number(world: IdentityWorld, openid: str, phone: str | None = None) -> str:
    """The WeChat user binds another number."""
    number = phone or fresh_phone()
    world.records.put("user", openid, {"openid": openid, "phone": number})
    return number
