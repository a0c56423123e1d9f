"""WeChat's open API as a server: login codes, phone codes, the stable token, subscribe messages and codes of the
mini-program."""

from __future__ import annotations

import base64
import re
import secrets
import time
from collections.abc import Callable, Mapping

from sandbox.faults import Faults
from sandbox.keys import Keys
from sandbox.records import Record, Records
from sandbox.server import Reply, Request, Server, Service
from sandbox.times import Clock
from sandbox.wechat.program_codes import ProgramCodeError, drawn
from sandbox.wechat.shipping import ShippingDesk, ShippingError

CODE_SECONDS = 300  # wx.login and getPhoneNumber codes: single use, five minutes
TOKEN_SECONDS, OVERLAP_SECONDS = 7200, 300  # renewed five minutes early; until the old one ends, both are valid
FORCED_PER_DAY, FORCED_EVERY_SECONDS = 20, 30
NO_TOKEN: Record = {"token": "", "ends": 0.0, "old": "", "old_ends": 0.0, "forced": []}
TEMPLATE_ID = re.compile(r"[0-9A-Za-z_-]{43}")
# The allowed values of a subscribe message's field, by its type.
FIELD_RULES: Mapping[str, re.Pattern[str]] = {
    "thing": re.compile(r".{1,20}", re.S),
    "character_string": re.compile(r"[\x21-\x7e]{1,32}"),
    "number": re.compile(r"[0-9.]{1,32}"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
    "name": re.compile(r"[\u4e00-\u9fff]{1,10}|[A-Za-z ]{1,20}"),
    "amount": re.compile(r"[￥¥]?[0-9]{1,10}(\.[0-9]+)?元?"),
    "phone_number": re.compile(r"[0-9+-]{1,17}"),
    "date": re.compile(r"\d{4}年\d{1,2}月\d{1,2}日( \d{1,2}:\d{2})?"),
    "time": re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日 ?)?\d{1,2}:\d{2}(:\d{2})?"),
}
# Refusals of correct messages: fault → (errcode, errmsg).
MESSAGE_FAULTS: Mapping[str, tuple[int, str]] = {
    "wechat_quota": (45009, "reach max api daily quota limit"),
    "wechat_minute": (45011, "api minute-quota reach limit  mustslower  retry next minute"),
    "wechat_template_gone": (40037, "invalid template_id"),
    "wechat_template_changed": (47003, "argument invalid! data.thing1.value is empty"),
}
# Of correct requests for a mini-program's code.
PROGRAM_CODE_FAULTS: Mapping[str, tuple[int, str]] = {
    "wechat_code_quota": (45009, "reach max api daily quota limit"),
    "wechat_code_page": (41030, "invalid page"),
}


class OpenError(Exception):
    """An error answer: errcode and errmsg."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


class WeChatOpen(Service):
    """One mini-program's open API.  The control page and tests use the methods without an underscore."""

    def __init__(
        self, keys: Keys, records: Records, faults: Faults, *, port: int = 0, clock: Clock = time.time
    ) -> None:
        self._keys, self._records, self._faults, self._clock = keys, records, faults, clock
        self.shipping = ShippingDesk(keys, records)
        self._server = Server(faults.around("wechat", self._handle), port)
        self._routes: Mapping[tuple[str, str], Callable[[Request], Record | bytes]] = {
            ("GET", "/sns/jscode2session"): self._code2session,
            ("POST", "/cgi-bin/stable_token"): self._stable_token,
            ("POST", "/wxa/business/getuserphonenumber"): self._phone_number,
            ("POST", "/cgi-bin/message/subscribe/send"): self._send_message,
            ("POST", "/wxa/getwxacodeunlimit"): self._program_code,
            ("POST", "/wxa/sec/order/is_trade_managed"): lambda request: self._ship(self.shipping.is_managed, request),
            ("POST", "/wxa/sec/order/upload_shipping_info"): lambda request: self._ship(self.shipping.upload, request),
            ("POST", "/wxa/sec/order/opspecialorder"): lambda request: self._ship(self.shipping.special, request),
        }

    # ---- the user's actions

    def new_user(self, phone: str | None = None) -> Record:
        """Creates a WeChat user: {openid, phone}.  phone: 11 digits; None: a random number."""
        number = phone or f"1{secrets.choice(['38', '59', '87'])}{secrets.randbelow(10**8):08}"
        user = {"openid": "o" + secrets.token_urlsafe(32)[:27], "phone": number}
        self._records.put("user", user["openid"], user)
        return user

    def users(self, *, newest: int | None = None) -> list[Record]:
        return self._records.all("user", newest=newest)

    def login_code(self, openid: str) -> str:
        """A code from wx.login, for code2session.  Raises KeyError for an unknown user."""
        return self._new_code("login", "0", openid)

    def phone_code(self, openid: str) -> str:
        """A code from the getPhoneNumber button, not usable to log in.  Raises KeyError for an unknown user."""
        return self._new_code("phone", "", openid)

    def _new_code(self, kind: str, prefix: str, openid: str) -> str:
        if self._records.get("user", openid) is None:
            raise KeyError(openid)
        code = prefix + secrets.token_urlsafe(24)
        self._records.put(f"{kind}_code", code, {"openid": openid, "at": self._clock(), "used": False})
        return code

    def subscribe(self, openid: str, template_id: str) -> int:
        """The user allows one more message of this template.  Returns how many may be sent now."""
        with self._records.changing():
            quota = self._records.get("subscription", f"{openid} {template_id}") or {"left": 0}
            quota["left"] += 1
            self._records.put("subscription", f"{openid} {template_id}", quota)
        return int(quota["left"])

    def messages(self, *, newest: int | None = None) -> list[Record]:
        """Subscribe messages that reached their users, oldest first."""
        return self._records.all("message", newest=newest)

    # ---- the requests of the mini-program's server

    def _handle(self, request: Request) -> Reply:
        route = self._routes.get((request.method, request.path))
        if route is None:
            return Reply.of({"errcode": 40066, "errmsg": "invalid url"})
        try:
            if self._faults.take("wechat_busy"):
                raise OpenError(-1, "system error")
            answer = route(request)
        except OpenError as error:
            answer = {"errcode": error.code, "errmsg": f"{error.text}, rid: {secrets.token_hex(8)}"}
        if isinstance(answer, bytes):
            return Reply(body=answer, headers=(("Content-Type", "image/jpeg"),))
        # The real service sends this one answer as text/plain, although it is JSON.
        plain = request.path == "/sns/jscode2session"
        return Reply.of(answer, kind="text/plain" if plain else "application/json; encoding=utf-8")

    def _check_app(self, appid: object, secret: object) -> None:
        if appid != self._keys.appid:
            raise OpenError(40013, "invalid appid")
        if secret != self._keys.wechat_secret:
            raise OpenError(40125, "invalid appsecret")

    def _code2session(self, request: Request) -> Record:
        query = request.query
        self._check_app(query.get("appid"), query.get("secret"))
        if query.get("grant_type") != "authorization_code":
            raise OpenError(40002, "invalid grant_type")
        if self._faults.take("wechat_rate"):
            raise OpenError(45011, "api minute-quota reach limit  mustslower  retry next minute")
        if self._faults.take("wechat_blocked"):
            raise OpenError(40226, "code blocked")
        openid = self._use_code("login", query.get("js_code", ""), used=40163)
        return {"openid": openid, "session_key": base64.b64encode(secrets.token_bytes(16)).decode()}

    def _use_code(self, kind: str, code: str, *, used: int) -> str:
        with self._records.changing():
            minted = self._records.get(f"{kind}_code", code)
            if minted is None or self._clock() > minted["at"] + CODE_SECONDS:
                raise OpenError(40029, "invalid code")
            if minted["used"]:
                raise OpenError(used, "code been used" if used == 40163 else "invalid code")
            self._records.put(f"{kind}_code", code, {**minted, "used": True})
        return str(minted["openid"])

    def _phone_number(self, request: Request) -> Record:
        self._check_token(request)
        openid = self._use_code("phone", str(request.json().get("code", "")), used=40029)
        user = self._records.get("user", openid)
        assert user is not None
        watermark = {"timestamp": int(self._clock()), "appid": self._keys.appid}
        info = {"phoneNumber": user["phone"], "purePhoneNumber": user["phone"], "countryCode": "86"}
        return {"errcode": 0, "errmsg": "ok", "phone_info": {**info, "watermark": watermark}}

    # ---- the token

    def _stable_token(self, request: Request) -> Record:
        body = request.json()
        self._check_app(body.get("appid"), body.get("secret"))
        if body.get("grant_type") != "client_credential":
            raise OpenError(40002, "invalid grant_type")
        with self._records.changing():
            now = self._clock()
            state = self._records.get("token", "stable") or NO_TOKEN
            if body.get("force_refresh") is True:
                state = self._force_refresh(state, now)
            elif state["ends"] - now <= OVERLAP_SECONDS:
                state = {**state, "old": state["token"], "old_ends": state["ends"], **_new_token(now)}
            self._records.put("token", "stable", state)
        return {"access_token": state["token"], "expires_in": int(state["ends"] - now)}

    def _force_refresh(self, state: Record, now: float) -> Record:
        """A new token at once; the old one becomes invalid."""
        today = [at for at in state["forced"] if at > now - 86400]
        if len(today) >= FORCED_PER_DAY:
            raise OpenError(45009, "reach max api daily quota limit")
        if today and now - today[-1] < FORCED_EVERY_SECONDS:
            return state
        return {**state, **_new_token(now), "old": "", "old_ends": 0.0, "forced": [*today, now]}

    def _check_token(self, request: Request) -> None:
        token, now = request.query.get("access_token", ""), self._clock()
        state = self._records.get("token", "stable") or {}
        valid = [state.get(name) for name, ends in (("token", "ends"), ("old", "old_ends")) if state.get(ends, 0) > now]
        if not token or token not in valid or self._faults.take("wechat_stale_token"):
            raise OpenError(40001, "invalid credential, access_token is invalid or not latest")

    # ---- shipping info

    def _ship(self, work: Callable[[Record], Record], request: Request) -> Record:
        self._check_token(request)
        if self._faults.take("wechat_not_granted"):
            raise OpenError(48001, "api unauthorized")
        try:
            return work(request.json())
        except ShippingError as refused:
            raise OpenError(refused.code, refused.text) from None

    # ---- codes of the mini-program

    def _program_code(self, request: Request) -> bytes:
        self._check_token(request)
        self._take_fault(PROGRAM_CODE_FAULTS)
        wanted = request.json()
        try:
            picture = drawn(wanted)
        except ProgramCodeError as refused:
            raise OpenError(refused.code, refused.text) from None
        self._records.put("program_code", secrets.token_hex(8), {**wanted, "at": self._clock()})
        return picture

    def program_codes(self) -> list[Record]:
        """The requests that got a picture, oldest first."""
        return self._records.all("program_code")

    # ---- messages

    def _take_fault(self, faults: Mapping[str, tuple[int, str]]) -> None:
        for fault, refusal in faults.items():
            if self._faults.take(fault):
                raise OpenError(*refusal)

    def _send_message(self, request: Request) -> Record:
        self._check_token(request)
        self._take_fault(MESSAGE_FAULTS)
        message = request.json()
        _check_message(message)
        if self._records.get("user", str(message.get("touser"))) is None:
            raise OpenError(40003, "invalid openid")
        with self._records.changing():
            key = f"{message['touser']} {message['template_id']}"
            quota = self._records.get("subscription", key) or {"left": 0}
            if quota["left"] < 1:
                raise OpenError(43101, "user refuse to accept the msg")
            self._records.put("subscription", key, {"left": quota["left"] - 1})
            self._records.put("message", secrets.token_hex(8), {**message, "at": self._clock()})
        return {"errcode": 0, "errmsg": "ok", "msgid": secrets.randbelow(10**18)}


def _new_token(now: float) -> Record:
    return {"token": f"90_{secrets.token_urlsafe(96)}", "ends": now + TOKEN_SECONDS}


def _check_message(message: Record) -> None:
    if not TEMPLATE_ID.fullmatch(str(message.get("template_id"))):
        raise OpenError(40037, "invalid template_id")
    if str(message.get("page", "")).startswith("/"):
        raise OpenError(41030, "invalid page")
    if message.get("miniprogram_state", "formal") not in ("developer", "trial", "formal"):
        raise OpenError(47003, "argument invalid! miniprogram_state invalid")
    data = message.get("data")
    if not isinstance(data, dict) or not data:
        raise OpenError(47003, "argument invalid! data is empty")
    for field, cell in data.items():
        rule = FIELD_RULES.get(re.sub(r"\d+$", "", field))
        if rule is None or not rule.fullmatch(str(cell.get("value", ""))):
            raise OpenError(47003, f"argument invalid! data.{field}.value invalid")
