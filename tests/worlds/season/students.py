"""What the graduates do: each in a browser of her own, most on the web site, some in WeChat."""

from __future__ import annotations

import re
from pathlib import Path

from drawings.faulty_portraits import faulty
from tests.miniprogram import student as wechat
from tests.miniprogram.person import Person
from tests.miniprogram.phones import Phones
from tests.worlds.season.branch import Season
from tests.worlds.season.graduates import Graduate
from tests.worlds.visitor import Visitor

PASSED = "初检合格，以人工审核为准"


class Student(Visitor):
    """A graduate at a browser, which she closes and opens again; order: its id, once there is one."""

    def __init__(self, season: Season, graduate: Graduate) -> None:
        page = season.door.page("phone", {})
        super().__init__(page, season.box.api_url, season.outside, graduate.phone)
        season.door.let_in(self)
        self.season, self.graduate, self.order = season, graduate, ""

    @property
    def order_id(self) -> str:
        return self.order or super().order_id

    def leaves(self) -> None:
        self.page.close()

    def opens_her_order(self) -> None:
        """In another tab, whatever is there."""
        self.page = self.page.context.new_page()
        self.season.door.hear(self)
        self.open(f"/orders/{self.order}")

    def returns(self) -> None:
        """To her order, the same day; she is still logged in."""
        self.opens_her_order()
        self.heading("订单详情")

    def returns_days_later(self) -> None:
        """To her order; on a device she did not call her own the night ended her session."""
        self.opens_her_order()
        if not self.graduate.own_device:
            self._logs_in_again()
        self.heading("订单详情")

    def looks_again_days_later(self) -> None:
        """At the page that was left open, as `returns_days_later`."""
        self.page.reload()
        if not self.graduate.own_device:
            self._logs_in_again()
        self.heading("订单详情")

    def _logs_in_again(self) -> None:
        """She reads that she must, and is brought back to where she was."""
        self.expected.append("401 (Unauthorized)")
        self.sees("登录后会回到刚才的步骤")
        self.log_in(own=self.graduate.own_device)

    def hands_in_another(self, seed: int) -> None:
        """Another photo, on the page where it is shot, and without paying again."""
        self.pick_photo(self.graduate.portrait(seed))
        self.sees(PASSED)
        self.link("下一步：核对信息").click()
        self.button("重新提交审核（不再收费）").click()
        self.heading("已重新提交")
        self.leaves()


def _arrives(season: Season, address: str, graduate: Graduate) -> Student:
    """Up to the page on which the collection code is uploaded."""
    student = Student(season, graduate)
    student.page.goto(address)
    student.log_in(own=graduate.own_device)
    student.heading("确认采集任务")
    student.link("开始办理").click()
    student.heading("上传采集码")
    return student


def stranger_is_refused(season: Season, address: str) -> None:
    """Who is not on the list learns it before she has filled in anything."""
    student = _arrives(season, address, season.stranger)
    student.expected.append("/api/collect-codes")
    student.pick("collect-code", "code.png", "image/png", season.stranger.card)
    student.sees("本任务的名单中没有这个采集码")
    student.leaves()


def come_by_web(season: Season, address: str, graduate: Graduate) -> Student:
    """From the notice's address to what has to be paid."""
    student = _fill_in(season, address, graduate)
    student.pick_photo(graduate.portrait())
    student.sees(PASSED)
    student.link("下一步：核对信息").click()
    student.button(re.compile("确认无误，去支付")).click()
    student.heading("支付")
    student.order = student.order_id
    return student


def come_with_doubtful_photos(season: Season, address: str, graduate: Graduate) -> Student:
    """The machine turns two photos down, so she asks for a person; to what has to be paid."""
    student = _fill_in(season, address, graduate)
    student.pick_photo(faulty("sunglasses"), "first.png", "image/png")
    student.sees("换一张后仍未通过的，可以请人工查看")
    student.pick_photo(faulty("eyes_closed"), "second.png", "image/png")
    student.link("请人工查看").click()
    student.page.get_by_label("眼部情况特殊").check()
    student.page.get_by_label("情况说明").fill("我先天上睑下垂，双眼已经睁到最大。")
    student.button(re.compile("提交给审核人员")).click()
    student.heading("支付")
    student.order = student.order_id
    return student


def _fill_in(season: Season, address: str, graduate: Graduate) -> Student:
    """Up to the page on which the photo is taken."""
    student = _arrives(season, address, graduate)
    student.upload_code(graduate.card)
    student.link("信息无误，下一步").click()
    student.fill(
        contact_phone=graduate.phone, consignee=graduate.name, address=graduate.address, layout=graduate.layout
    )
    student.button("保存，下一步").click()
    student.link("我知道了，去拍照").click()
    student.consent()
    return student


def pay_by_web(student: Student) -> None:
    """At the channel's own page, and back to the order, which waits for the branch."""
    student.expected.append("/favicon.ico")  # that page has no icon
    student.button(re.compile("微信支付")).click()
    student.heading("微信支付（沙箱）")
    student.button("确认支付").click()
    student.heading("支付成功")
    student.link("查看订单").click()
    student.heading("订单详情")
    student.sees("待审核")


def replaces_photo(student: Student, said: str) -> None:
    """She reads why it was sent back, and hands in another one for nothing."""
    student.returns()
    student.sees(said)
    student.sees("不再收费")
    student.link("修改订单").click()
    student.sees("这张照片已被驳回")
    student.hands_in_another(seed=1)


def come_by_wechat(season: Season, phones: Phones, bundle: Path, graduate: Graduate) -> Person:
    """By the notice's mini-program code to the paid order."""
    person = phones.come(bundle)
    person.open(f"pages/home/home/home?scene={season.code}")
    person.title("线上采集")
    person.tap("下一步")
    wechat.log_in(person)
    person.title("确认采集任务")
    person.tap("开始办理")
    person.title("上传采集码")
    person.phone.wishes.picture = (graduate.card, "image/png")
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
    wechat.pay(person)
    return person
