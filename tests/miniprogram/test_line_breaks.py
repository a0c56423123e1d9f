"""Dates and telephones in sentences: read at one glance."""

from __future__ import annotations

from pathlib import Path

from sandbox.seed import Seeded
from tests.miniprogram.person import Opens
from tests.miniprogram.student import unpaid
from tests.worlds.looks import whole


def test_a_date_and_a_telephone_stay_on_one_line(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    order_id = unpaid(person)
    for place, title, text in (
        ("home/home/home", "高校图像信息采集", "去支付"),
        ("orders/list/list", "我的订单", "去支付"),
        (f"orders/detail/detail?order_id={order_id}", "订单详情", "学生信息"),
        ("home/text/text?kind=TERMS", "条款", "运营方地址"),
    ):
        person.open(f"pages/{place}")
        person.title(title)
        person.sees(text)
        whole(person.page)


def test_the_largest_letters_of_wechat_push_nothing_off_the_page(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    order_id = unpaid(person)
    person.page.add_init_script("globalThis.wechatFontSize = 23")
    for place, title, text in (
        (f"orders/detail/detail?order_id={order_id}", "订单详情", "学生信息"),
        (f"tasks/task/task?code={seeded.encrypted}", "确认采集任务", "开始办理"),
    ):
        person.open(f"pages/{place}")
        person.title(title)
        person.sees(text)
        assert person.page.evaluate("document.documentElement.style.fontSize") == "23px"
        wide = person.here.evaluate("page => page.scrollWidth - page.clientWidth")
        assert (title, wide) == (title, 0)
