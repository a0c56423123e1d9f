"""Ways in: WeChat's phone button, its refusal and the SMS; what is asked is asked once."""

from __future__ import annotations

import re
from pathlib import Path

from tests.miniprogram.conftest import Opens


def test_the_phone_button(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    person.open()
    person.title("登录")
    person.look("login")
    person.tap("微信手机号登录")
    person.sees("请先阅读并勾选同意")
    person.here.get_by_role("link", name="《用户服务条款》").tap()
    person.title(re.compile("条款"))
    person.look("text", full_text=False)
    person.back()
    person.here.get_by_role("checkbox").tap()
    person.tap("微信手机号登录")
    person.sees("隐私保护提示")
    person.look("privacy")
    person.tap("同意并继续")
    person.title("首次填写")
    person.look("profile")
    person.here.get_by_role("textbox").fill("王小明")
    person.tap("保存")
    person.title("毕业生图像采集")
    person.sees("王小明")
    person.look("home")
