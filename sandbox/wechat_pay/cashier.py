"""The page that a phone's browser opens with an h5_url: the amount, and buttons to pay or not."""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from sandbox.records import Record
from sandbox.server import Reply, Request
from sandbox.wechat_pay.books import Books, CannotPay

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>微信支付（沙箱）</title>
<style>body{{font:16px/1.6 sans-serif;max-width:24rem;margin:3rem auto;padding:0 1rem;text-align:center}}
button{{display:block;width:100%;padding:.7rem;margin:.6rem 0;font:inherit}}</style>
<h1>微信支付（沙箱）</h1>{content}</html>"""
FORM = """<p>{about}</p><p><strong>￥{yuan}</strong></p><form method="post">
<button name="do" value="pay">确认支付</button><button name="do" value="fail">支付失败</button>
<button name="do" value="leave">暂不支付</button></form>"""
NOTE = """<p>{text}</p>{back}"""


class Cashier:
    """GET and POST /cashier/h5?prepay_id=…[&redirect_url=…]: it sends the user back to redirect_url, paid or not."""

    def __init__(self, books: Books, pay: Callable[[str], Record], fail: Callable[[str], Record]) -> None:
        self._books, self._pay, self._fail = books, pay, fail

    def handle(self, request: Request) -> Reply:
        if request.path != "/cashier/h5":
            return _page("<p>页面不存在</p>", 404)
        redirect = request.query.get("redirect_url", "")
        try:
            trade = self._books.by_prepay(request.query.get("prepay_id", ""))
            if request.method == "POST":
                return self._act(trade, request, redirect)
        except CannotPay as cannot:
            return _note(str(cannot), redirect)
        total = trade["total"]
        yuan = f"{total // 100}.{total % 100:02}"
        return _page(FORM.format(about=html.escape(trade["asked"]["description"]), yuan=yuan))

    def _act(self, trade: Record, request: Request, redirect: str) -> Reply:
        action = dict(parse_qsl(request.body.decode())).get("do")
        if action == "pay":
            self._pay(trade["out_trade_no"])
        elif action == "fail":
            self._fail(trade["out_trade_no"])
        if urlsplit(redirect).scheme in ("http", "https"):
            return Reply(status=303, headers=(("Location", redirect),))
        return _note({"pay": "支付成功", "fail": "支付失败"}.get(action or "", "已取消支付"), "")


def _note(text: str, redirect: str) -> Reply:
    is_http = urlsplit(redirect).scheme in ("http", "https")
    link = f'<p><a href="{html.escape(redirect)}">返回商家</a></p>' if is_http else ""
    return _page(NOTE.format(text=html.escape(text), back=link))


def _page(content: str, status: int = 200) -> Reply:
    kind = (("Content-Type", "text/html; charset=utf-8"),)
    return Reply(status=status, body=PAGE.format(content=content).encode(), headers=kind)
