"""What a wrong code is called, and which of several codes comes last."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageFilter

from chalicelib.photo.qr.kinds import KINDS, is_personal, kind_of
from chalicelib.photo.qr.scan import read_qr
from drawings import hard_qr
from tests.worlds.pictures import encoded

EXAMPLES = {
    "wxp://f2f0abcdefghij": "payment",
    "WEIXIN://wxpay/bizpayurl?pr=abc": "payment",
    "https://qr.alipay.com/fkx12345": "payment",
    "HTTPS://QR.ALIPAY.COM/FKX12345": "payment",
    "https://qr.alipay.com?x=1": "payment",
    "alipays://platformapi/startapp?x=1": "payment",
    "https://qr.95516.com/00010000/62": "payment",
    "https://wx.tenpay.com/f2f?t=1": "payment",
    "https://i.qianbao.qq.com/wallet/sqrcode.htm?u=1": "payment",
    " wxp://f2f0abcdefghij\n": "payment",
    "https://u.wechat.com/EAbc123": "contact",
    "http://weixin.qq.com/r/abc": "contact",
    "https://qm.qq.com/q/abc": "contact",
    "https://qr.alipay.com.example.com/fkx": "url",
    "https://example.com/?to=wxp://f2f0": "url",
    "https://weixin.qq.com/": "url",
    "https://example.com/a": "url",
    "weixin-not-a-scheme": "other",
    "二维码": "other",
    "": "other",
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_beginning_tells_the_kind(text: str) -> None:
    assert kind_of(text) == EXAMPLES[text]
    assert is_personal(text) == (EXAMPLES[text] in ("contact", "payment"))


def test_there_is_an_example_of_every_kind() -> None:
    assert set(EXAMPLES.values()) == set(KINDS)


@pytest.mark.parametrize("other", ["https://example.com/a", "CJ00000000000001"])
@pytest.mark.parametrize("personal", ["wxp://f2f0abcdefghij", "https://u.wechat.com/EAbc123"])
def test_a_clear_payment_code_comes_after_another_that_is_hard_to_read(personal: str, other: str) -> None:
    """The other one is out of focus, and a later pass reads it; nobody says which is wanted."""
    sheet, dice = Image.new("L", (1000, 400), 255), random.Random(1)
    sheet.paste(hard_qr.code(personal, dice, module=6), (30, 40))
    sheet.paste(hard_qr.code(other, dice, module=6).filter(ImageFilter.GaussianBlur(3.6)), (600, 40))
    assert [found.text for found in read_qr(encoded(sheet), budget_s=10)] == [other, personal]
