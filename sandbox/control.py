"""The control page: a tester plays everything outside the product by hand; programs can do the same with JSON.

    GET  /                                  the page
    GET  /api/state                         users, messages, trades, refunds, notices, faults, the staff's authenticator
    GET  /api/sms?phone=13800000000         the messages that a phone received
    GET  /api/captcha?id=…                  the text of one of the newest captchas
    GET  /api/samples/NAME                  a picture to hand in: code, portrait, or a portrait with the fault NAME
    POST /api/sample-orders                 one in every state but EXPIRED, of a new student: {phone, STATE: order id}
    POST /api/teacher-page                  a link for a teacher: {url}
    POST /api/captcha-tickets               a ticket of Tencent Captcha: {ticket, randstr}
    GET  /api/watch                         what was counted since the start, and the alarms that are raised
    POST /api/users {phone?}                a new WeChat user, with a login code and a phone code
    POST /api/users/OPENID/codes            fresh codes for a user
    POST /api/users/OPENID/subscribe {template_id}
    POST /api/trades/NUMBER {outcome: pay|fail|pay_late|refund_outside, seconds?}
    POST /api/alipay/trades/NUMBER {outcome: scan|pay|fail|pay_late|refund_outside, seconds?}
    POST /api/scan {code_url, openid?}      somebody scans a code of either channel and pays
    POST /api/request-payment {openid, params}   wx.requestPayment, confirmed by the user
    POST /api/refunds/NUMBER {outcome: SUCCESS|ABNORMAL|CLOSED}
    POST /api/refund-seconds {seconds}      how long refunds take; null: until finished by hand
    POST /api/notices/KEY/send              delivers a notice once more, now
    POST /api/faults {name, times?, seconds?}
    POST /api/faults/clear
    POST /api/steps/NAME                    runs a scheduled step now
    POST /api/clock {minutes?|days?|to?}    moves time forward; to: ISO 8601, Shanghai time if without a zone

Without the product here, as in a rehearsal, the state's story is null, and samples, steps and clock answer 400.

Errors: 415 for a body that is not JSON; 400 with {"error": text}; 404 for an unknown address, name or number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from chalicelib.shared.errors import DomainError
from clients.student import ApiError
from sandbox import authenticator
from sandbox.alipay.books import BusinessError
from sandbox.alipay.server import Alipay
from sandbox.captchas import CaptchaReader
from sandbox.clock import SandboxClock, parse_instant
from sandbox.faults import Faults
from sandbox.play.story import Story
from sandbox.records import Record
from sandbox.server import Reply, Request, Server, Service
from sandbox.tencent.captcha import TencentCaptcha
from sandbox.tencent.sms import Sms
from sandbox.wechat.open_api import WeChatOpen
from sandbox.wechat_pay.books import CannotPay, PayError
from sandbox.wechat_pay.server import WeChatPay

NEWEST = 50
LATE_SECONDS = 120.0
PAGE = Path(__file__).with_name("control.html")
Work = Callable[..., Any]


class Control(Service):
    """The control server.  run_step: runs a scheduled step by name.  watched: the counters and raised alarms.

    schedules: returns the names of the scheduled steps.
    story: None where the product runs elsewhere, in real time, with staff and schedules of its own.
    """

    def __init__(
        self,
        wechat: WeChatOpen,
        pay: WeChatPay,
        alipay: Alipay,
        sms: Sms,
        faults: Faults,
        run_step: Work,
        clock: SandboxClock,
        *,
        captchas: CaptchaReader | None = None,
        tickets: TencentCaptcha | None = None,
        watched: Callable[[], Record] = lambda: {"metrics": [], "alarms": []},
        schedules: Callable[[], Collection[str]] = tuple,
        story: Story | None = None,
        port: int = 0,
    ) -> None:
        self._wechat, self._pay, self._alipay, self._sms = wechat, pay, alipay, sms
        self._faults, self._run_step, self._clock = faults, run_step, clock
        self._captchas, self._watched = captchas or CaptchaReader(), watched
        self._story, self._schedules, self._tickets = story, schedules, tickets
        self._server = Server(self._handle, port)
        self._routes: tuple[tuple[str, str, Work], ...] = (
            ("GET", r"/api/state", self._state),
            ("GET", r"/api/sms", self._messages),
            ("GET", r"/api/captcha", self._captcha),
            ("POST", r"/api/captcha-tickets", self._captcha_ticket),
            ("GET", r"/api/samples/([a-z_]+)", lambda request, name: self._product().picture(name)),
            ("POST", r"/api/sample-orders", lambda request: self._product().sample_orders(self._run_step)),
            ("POST", r"/api/teacher-page", lambda request: self._product().teacher_page()),
            ("GET", r"/api/watch", lambda request: self._watched()),
            ("POST", r"/api/users", self._new_user),
            ("POST", r"/api/users/([^/]+)/codes", self._codes),
            ("POST", r"/api/users/([^/]+)/subscribe", self._subscribe),
            ("POST", r"/api/trades/([^/]+)", self._trade),
            ("POST", r"/api/alipay/trades/([^/]+)", self._alipay_trade),
            ("POST", r"/api/scan", self._scan),
            ("POST", r"/api/request-payment", self._request_payment),
            ("POST", r"/api/refunds/([^/]+)", self._refund),
            ("POST", r"/api/refund-seconds", self._refund_seconds),
            ("POST", r"/api/notices/([^/]+)/send", self._send_notice),
            ("POST", r"/api/faults", self._set_fault),
            ("POST", r"/api/faults/clear", self._clear_faults),
            ("POST", r"/api/steps/([a-z_]+)", self._step),
            ("POST", r"/api/clock", self._move_clock),
        )

    def _handle(self, request: Request) -> Reply:
        if request.method == "GET" and request.path == "/":
            return Reply(body=PAGE.read_bytes(), headers=(("Content-Type", "text/html; charset=utf-8"),))
        if request.method == "POST" and not request.header("Content-Type").startswith("application/json"):
            return Reply.of({"error": "请以 application/json 提交"}, status=415)  # keeps out forms of other sites
        for method, pattern, work in self._routes:
            match = re.fullmatch(pattern, request.path)
            if match and method == request.method:
                return self._answer(work, request, match.groups())
        return Reply.of({"error": "没有这个地址"}, status=404)

    def _answer(self, work: Work, request: Request, arguments: tuple[str, ...]) -> Reply:
        try:
            answer = work(request, *arguments)
            return answer if isinstance(answer, Reply) else Reply.of(answer)
        except (KeyError, AttributeError) as missing:
            return Reply.of({"error": f"不存在：{missing}"}, status=404)
        except PayError as error:
            return Reply.of({"error": error.answer["message"]}, status=error.status)
        except DomainError as error:
            return Reply.of({"error": f"{error.text}。{error.cure}"}, status=400)
        except (CannotPay, BusinessError, ValueError, ApiError, TimeoutError) as error:
            return Reply.of({"error": str(error)}, status=400)

    def _state(self, request: Request) -> Record:
        return {
            "users": self._wechat.users(newest=NEWEST)[::-1],
            "sms": self._sms.sent(newest=NEWEST)[::-1],
            "messages": self._wechat.messages(newest=NEWEST)[::-1],
            "alipay_trades": self._alipay.books.trades(newest=NEWEST)[::-1],
            "alipay_notices": self._alipay.notices.notices(newest=NEWEST)[::-1],
            "trades": self._pay.books.trades(newest=NEWEST)[::-1],
            "refunds": self._pay.refunds.refunds(newest=NEWEST)[::-1],
            "refund_seconds": self._pay.refunds.seconds,
            "notices": self._pay.notices.notices(newest=NEWEST)[::-1],
            "faults": self._faults.menu(),
            "clock": self._clock.view(),
            "story": self._story
            and self._story.view()
            | {
                "authenticator": authenticator.current_code(),
                "captcha": self._captchas.newest(),
                "steps": list(self._schedules()),
            },
        }

    def _product(self) -> Story:
        if self._story is None:
            raise ValueError("产品不在沙箱里运行：它按真实时间办理，定时任务由云启动")
        return self._story

    def _messages(self, request: Request) -> list[Record]:
        return self._sms.sent(request.query.get("phone"))

    def _captcha(self, request: Request) -> Record:
        return {"answer": self._captchas.read(request.query["id"])}

    def _captcha_ticket(self, request: Request) -> Record:
        if self._tickets is None:
            raise ValueError("这里没有验证码服务")
        return self._tickets.ticket()

    def _new_user(self, request: Request) -> Record:
        user = self._wechat.new_user(request.json().get("phone"))
        return {**user, **self._codes(request, user["openid"])}

    def _codes(self, request: Request, openid: str) -> Record:
        return {"login_code": self._wechat.login_code(openid), "phone_code": self._wechat.phone_code(openid)}

    def _subscribe(self, request: Request, openid: str) -> Record:
        return {"left": self._wechat.subscribe(openid, request.json()["template_id"])}

    def _trade(self, request: Request, number: str) -> Record:
        body = request.json()
        outcome = body.get("outcome")
        if outcome == "pay":
            return self._pay.user_pays(number)
        if outcome == "pay_late":
            wait = float(body.get("seconds", LATE_SECONDS))
            return self._pay.user_pays(number, notice_after=wait, after_expiry=True)
        if outcome == "fail":
            return self._pay.user_fails(number)
        if outcome == "refund_outside":
            return self._pay.refunds.outside(number)
        raise ValueError(f"没有这个结果：{outcome}")

    def _alipay_trade(self, request: Request, number: str) -> Record:
        body = request.json()
        outcome = body.get("outcome")
        if outcome == "pay_late":
            wait = float(body.get("seconds", LATE_SECONDS))
            return self._alipay.user_pays(number, notice_after=wait, after_expiry=True)
        actions = {
            "scan": self._alipay.user_scans, "pay": self._alipay.user_pays, "fail": self._alipay.user_fails,
            "refund_outside": self._alipay.refund_outside,
        }  # fmt: skip
        if outcome not in actions:
            raise ValueError(f"没有这个结果：{outcome}")
        return actions[outcome](number)

    def _scan(self, request: Request) -> Record:
        body = request.json()
        if body["code_url"].startswith("https://qr.alipay.com/"):
            return self._alipay.scan(body["code_url"])
        return self._pay.scan(body["code_url"], openid=body.get("openid"))

    def _request_payment(self, request: Request) -> Record:
        body = request.json()
        return self._pay.request_payment(body["params"], openid=body["openid"])

    def _refund(self, request: Request, number: str) -> Record:
        return self._pay.refunds.finish(number, request.json().get("outcome", "SUCCESS"))

    def _refund_seconds(self, request: Request) -> Record:
        seconds = request.json()["seconds"]
        self._pay.refunds.seconds = None if seconds is None else float(seconds)
        return {"seconds": self._pay.refunds.seconds}

    def _send_notice(self, request: Request, key: str) -> Record:
        try:
            return self._pay.notices.send_again(key)
        except KeyError:
            return self._alipay.notices.send_again(key)

    def _set_fault(self, request: Request) -> list[Record]:
        body = request.json()
        self._faults.set(body["name"], times=int(body.get("times", 1)), seconds=body.get("seconds"))
        return self._faults.menu()

    def _clear_faults(self, request: Request) -> list[Record]:
        self._faults.clear()
        return self._faults.menu()

    def _step(self, request: Request, name: str) -> Record:
        self._product()
        self._run_step(name)
        return {"ran": name}

    def _move_clock(self, request: Request) -> Record:
        self._product()
        body = request.json()
        minutes, days = body.get("minutes", 0), body.get("days", 0)
        if not isinstance(minutes, int | float) or not isinstance(days, int | float):
            raise ValueError("分钟数和天数须为数字")
        clock = self._clock
        runs = clock.to(parse_instant(str(body["to"]))) if "to" in body else clock.move(minutes=minutes, days=days)
        return {**clock.view(), "ran": runs.view()}
