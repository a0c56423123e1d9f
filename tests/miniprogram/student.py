"""What a student does in the mini-program, step by step; each step ends where the next page is in front."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from chalicelib.orders.model import State
from drawings.faulty_portraits import faulty
from tests.miniprogram.person import Person
from tests.worlds.staff_orders import made_order, made_unpaid
from tools.demo import sample_code, sample_portrait

PORTRAIT = "image/jpeg"
CONSENT = "我已阅读，单独同意处理我的人脸照片"


def agree_to_privacy(person: Person) -> None:
    """WeChat holds the first call back that touches personal data."""
    person.sees("隐私保护提示")
    person.tap("同意并继续")


def by_sms(person: Person, number: str, *, typed: bool = True) -> None:
    """Fills the form with the picture's code and the SMS's; nothing is sent yet.  typed: it asks for a number."""
    outside = person.phone.outside
    if typed:
        person.here.get_by_label("手机号").fill(number)
    picture = person.button("换一张图形验证码")
    seen = picture.locator("img")
    expect(seen).to_have_attribute("src", re.compile("^data:"))  # the first one; the next answer is the tap's
    with person.page.expect_response("**/api/captcha**") as issued:
        picture.tap()
    captcha = issued.value.json()
    expect(seen).to_have_attribute("src", captcha["image"])
    person.here.get_by_label("图形验证码", exact=True).fill(outside.solve(captcha["captcha_id"]))
    person.tap("发送验证码")
    expect(person.button(re.compile("秒后重发"))).to_be_visible()
    person.here.get_by_label("短信验证码").fill(outside.sms_code(number))


def is_visitor(person: Person) -> None:
    """At the first page, which asks nobody to log in."""
    person.title("高校图像信息采集")
    person.sees("可以先看看，开始采集时再登录")


def to_login(person: Person) -> None:
    is_visitor(person)
    person.switch("我的")
    person.tap("登录")
    person.title("登录")


def log_in(person: Person) -> None:
    """The first time; she comes back to where she was going."""
    person.title("登录")
    person.here.get_by_role("checkbox").tap()
    person.tap("微信手机号登录")
    agree_to_privacy(person)
    person.title("昵称和头像")
    person.here.get_by_label("昵称").fill("小雨")
    person.tap("保存")


def see_task(person: Person) -> None:
    """What the code stands for."""
    person.title("确认采集任务")
    person.sees("30.00 元")
    person.sees("集中采集")
    person.look("task")
    person.tap("开始办理")


def read_code(person: Person) -> None:
    person.title("上传采集码")
    person.look("code")
    person.phone.wishes.picture = (sample_code(), "image/png")
    person.tap("从相册选择采集码")
    person.title("核对学生信息")
    person.look("info")
    person.tap("信息有误")
    person.sees("学籍信息本身有误，请先联系学校老师或分社")
    person.tap("信息无误，下一步")


def fill_form(person: Person) -> None:
    person.title("填写信息")
    person.look("form")
    person.here.get_by_label("联系电话").fill("")  # after a login that told the number it is there
    person.tap("保存，下一步")
    person.sees(re.compile("请填写.*手机"))
    person.here.get_by_label("联系电话").fill(person.phone.number)
    person.tap("保存，下一步")


def consent(person: Person) -> None:
    person.title("照片要求")
    person.look("requirements")
    person.tap("我知道了，去拍照")
    person.title("拍摄照片")
    person.sees("人脸照片处理单独同意书")
    person.look("face-consent", full_text=False)
    expect(person.button(CONSENT)).to_be_in_viewport(ratio=1)
    person.tap(CONSENT)
    expect(person.button(re.compile("^拍照$"))).to_be_visible()


def shoot(person: Person, picture: tuple[bytes, str]) -> None:
    """Through the camera's page back to the photo's."""
    person.phone.wishes.picture = picture
    person.tap(re.compile("拍照|重新拍摄"))
    person.title("拍照")
    person.sees("请别人帮您拍")
    assert person.page.locator("wx-camera").get_attribute("data-position") == "back"
    person.look("camera")
    person.tap("拍摄")
    person.sees("看清楚、头在正中就可以使用")
    person.tap("使用这张")
    person.title("拍摄照片")


def photograph(person: Person) -> None:
    """A photo that is refused with all its problems, then one that is fine."""
    shoot(person, (faulty("sunglasses"), "image/png"))
    person.sees("初检未通过")
    person.sees("佩戴了墨镜或有色眼镜")
    person.sees("请摘下墨镜")
    expect(person.here.locator(".box").first).to_be_visible()
    person.look("photo-failed")
    shoot(person, (sample_portrait(), PORTRAIT))
    person.sees("✓ 合格")
    person.sees("初检合格，以人工审核为准")
    person.look("photo-passed")
    compare(person)
    expect(person.button("下一步：核对信息")).to_be_in_viewport()
    person.tap("下一步：核对信息")


def compare(person: Person) -> None:
    """The wall was replaced: a finger moves what parts the two pictures, and so do the keys of the slider."""
    person.sees("背景已替换")
    slider = person.here.get_by_role("slider", name="左右拖动，比较原图和标准照")
    expect(slider).to_have_value("50")
    picture = person.here.locator(".compare")
    picture.scroll_into_view_if_needed()
    drag(picture, 0.5, 0.25)
    expect(slider).to_have_value("25")
    slider.press("End")
    expect(person.here.locator(".half")).to_have_attribute("style", re.compile("width: ?100%"))
    person.look("photo-original")


def drag(picture: Locator, start: float, end: float) -> None:
    """A finger over a picture, from one share of its width to another."""
    picture.evaluate(
        """async (it, [start, end]) => {
          const { left, top, width } = it.getBoundingClientRect();
          const touch = (type, share) => {
            const at = { identifier: 1, target: it, clientX: left + width * share, clientY: top + 9 };
            const touches = [new Touch(at)];
            it.dispatchEvent(new TouchEvent(type, { bubbles: true, touches, changedTouches: touches }));
          };
          touch('touchstart', start);
          await new Promise(requestAnimationFrame);
          touch('touchmove', end);
        }""",
        [start, end],
    )


def hand_in(person: Person) -> None:
    person.title("核对全部信息")
    person.sees("若有误请联系分社")
    person.look("confirm")
    person.tap(re.compile("确认无误，去支付"))
    person.title("支付")


def pay(person: Person) -> None:
    person.sees("剩余支付时间")
    person.look("pay")
    person.tap(re.compile("微信支付"))
    see_paid(person)


def see_paid(person: Person) -> None:
    """What comes next, and the order."""
    person.sees("支付成功")
    person.look("paid")
    person.tap("查看订单")
    person.title("订单详情")
    person.sees("待审核")


def drafted(person: Person, code: str) -> str:
    """An order without a photo, made without the phone; its id."""
    task = person.api.lookup(code)["task"]
    read = person.api.read_code(task["task_id"], sample_code())
    order = person.api.open(task["task_id"], read["read_id"], contact_phone=person.phone.number)
    return str(order["order_id"])


def judged(person: Person) -> str:
    """An order with a good photo that is not handed in yet."""
    world, person_id = person.world, person.world.person(person.api)
    return made_order(world, world.plain_task(), State.DRAFT, person_id=person_id, price=None, photo=sample_portrait())


def unpaid(person: Person) -> str:
    """An order that waits for its money."""
    return made_unpaid(person.world, person.world.person(person.api))
