"""The page that a browser opens to pay with Alipay: the amount, and buttons to log in, to pay or to fail."""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlsplit

from sandbox.alipay.books import AlipayBooks, yuan
from sandbox.records import Record
from sandbox.server import Reply, Request
from sandbox.wechat_pay.books import CannotPay

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>支付宝（沙箱）</title>
<style>body{{font:16px/1.6 sans-serif;max-width:24rem;margin:3rem auto;padding:0 1rem;text-align:center}}
button{{display:block;width:100%;padding:.7rem;margin:.6rem 0;font:inherit}}</style>
<h1>支付宝（沙箱）</h1>{content}</html>"""
FORM = """<p>{about}</p><p><strong>￥{yuan}</strong></p>
<form method="post" action="/page/{number}?return_url={back}">
<button name="do" value="pay">确认支付</button><button name="do" value="login">登录，暂不支付</button>
<button name="do" value="fail">支付失败</button></form>"""


class AlipayPage:
    """The gateway shows it; POST /page/NUMBER?return_url=… acts, and after a payment sends the browser back."""

    def __init__(self, books: AlipayBooks, pay: Callable[[str], Record], fail: Callable[[str], Record]) -> None:
        self._books, self._pay, self._fail = books, pay, fail

    def show(self, offer: Record, return_url: str) -> Reply:
        about, number = html.escape(offer["subject"]), offer["out_trade_no"]
        return _page(
            FORM.format(about=about, yuan=yuan(offer["total"]), number=number, back=quote(return_url, safe=""))
        )

    def note(self, text: str) -> Reply:
        return _page(f"<p>{html.escape(text)}</p>")

    def handle(self, request: Request) -> Reply:
        number, return_url = request.path.removeprefix("/page/"), request.query.get("return_url", "")
        action = dict(parse_qsl(request.body.decode())).get("do", "")
        actions = {"pay": self._pay, "login": self._books.begin, "fail": self._fail}
        try:
            actions.get(action, self._books.begin)(number)
        except CannotPay as cannot:
            return self.note(str(cannot))
        if action == "pay" and urlsplit(return_url).scheme in ("http", "https"):
            return Reply(status=303, headers=(("Location", return_url),))
        return self.note({"pay": "支付成功", "fail": "支付失败"}.get(action, "已登录，等待支付"))


def _page(content: str) -> Reply:
    return Reply(body=PAGE.format(content=content).encode(), headers=(("Content-Type", "text/html; charset=utf-8"),))
