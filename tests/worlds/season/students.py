"""Thirty students of one school: each takes part in a browser of her own, most on the web site, some in WeChat."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from clients.outside import new_phone
from drawings.portrait import draw
from tests.miniprogram import student as wechat
from tests.miniprogram.person import Person
from tests.miniprogram.phones import Phones
from tests.worlds.season.branch import Season
from tests.worlds.visitor import Visitor
from tools.demo import sample_code

SCHOOL, SCHOOL_CODE = "湖南大学", "10532"
COLLEGES = {"信息学院": "软件220", "经贸学院": "金融220"}
CLASSES = [(college, f"{name}{number}") for college, name in COLLEGES.items() for number in (1, 2, 3)]
LAYOUTS = ("一寸 8 张", "二寸 4 张", "一寸 4 张 + 二寸 2 张")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
BY_WECHAT = 4  # of the thirty


@dataclass(frozen=True)
class Graduate:
    """One of the thirty; number: 0 to 29."""

    number: int

    @property
    def name(self) -> str:
        return f"{SURNAMES[self.number]}小{'雨晴'[self.number % 2]}"

    @property
    def student_no(self) -> str:
        return f"20230{self.number:04d}"

    @property
    def place(self) -> tuple[str, str]:
        """College and class."""
        return CLASSES[self.number % len(CLASSES)]

    @cached_property
    def phone(self) -> str:
        return new_phone()

    @property
    def address(self) -> str:
        """Where her prints are posted."""
        return f"湖南省长沙市岳麓区麓山南路{self.number + 1}号"

    @property
    def layout(self) -> str:
        """Of her prints."""
        return LAYOUTS[self.number % len(LAYOUTS)]

    @cached_property
    def code(self) -> bytes:
        """The picture of her collection code."""
        college, class_name = self.place
        masked = f"{self.name[0]}*{self.name[-1]}"
        return sample_code(xm=masked, fy=college, bh=class_name, student_no=self.student_no)

    def portrait(self, seed: int = 0) -> bytes:
        out = io.BytesIO()
        draw(480, 640, seed=100 + self.number + 1000 * seed).save(out, "JPEG")
        return out.getvalue()


GRADUATES = [Graduate(number) for number in range(30)]


def come_by_web(season: Season, graduate: Graduate, task_code: str) -> Visitor:
    """From the notice's address to the paid order; the browser stays open."""
    page = season.door.page("phone", {})
    visitor = season.door.let_in(Visitor(page, season.box.api_url, season.outside, graduate.phone))
    visitor.open(f"/tasks/{task_code}")
    visitor.log_in()
    visitor.heading("确认采集任务")
    visitor.link("开始办理").click()
    visitor.upload_code(graduate.code)
    visitor.link("信息无误，下一步").click()
    visitor.fill(
        contact_phone=graduate.phone, consignee=graduate.name, address=graduate.address, layout=graduate.layout
    )
    visitor.button("保存，下一步").click()
    visitor.link("我知道了，去拍照").click()
    visitor.consent()
    visitor.pick_photo(graduate.portrait())
    visitor.sees("初检合格，以人工审核为准")
    visitor.link("下一步：核对信息").click()
    visitor.button(re.compile("确认无误，去支付")).click()
    visitor.heading("支付")
    return visitor


def come_by_wechat(phones: Phones, bundle: Path, graduate: Graduate, task_code: str) -> Person:
    """By the notice's mini-program code to the paid order."""
    person = phones.come(bundle)
    person.open(f"pages/home/home/home?scene={task_code}")
    person.title("线上采集")
    person.tap("下一步")
    wechat.log_in(person)
    person.title("确认采集任务")
    person.tap("开始办理")
    person.title("上传采集码")
    person.phone.wishes.picture = (graduate.code, "image/png")
    person.tap("从相册选择采集码")
    person.title("核对学生信息")
    person.tap("信息无误，下一步")
    person.title("填写信息")
    person.here.get_by_label("联系电话").fill(person.phone.number)
    person.here.get_by_label("收件人").fill(graduate.name)
    person.here.get_by_label("收件地址").fill(graduate.address)
    person.here.get_by_label("冲印版式").select_option(graduate.layout)
    person.tap("保存，下一步")
    person.title("照片要求")
    person.tap("我知道了，去拍照")
    person.title("拍摄照片")
    person.tap(wechat.CONSENT)
    wechat.shoot(person, (graduate.portrait(), wechat.PORTRAIT))
    person.sees("✓ 合格")
    person.tap("下一步：核对信息")
    person.title("核对全部信息")
    person.tap(re.compile("确认无误，去支付"))
    person.title("支付")
    return person


def pay_by_web(visitor: Visitor) -> None:
    """At the channel's own page, and back to the order, which waits for the branch."""
    visitor.expected.append("/favicon.ico")  # that page has no icon
    visitor.button(re.compile("微信支付")).click()
    visitor.heading("微信支付（沙箱）")
    visitor.button("确认支付").click()
    visitor.heading("支付成功")
    visitor.link("查看订单").click()
    visitor.heading("订单详情")
    visitor.sees("待审核")
