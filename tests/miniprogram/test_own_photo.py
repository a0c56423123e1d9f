"""The photo that is done goes into the phone's album, and an order that leads nowhere says whom to call."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Route, expect

from chalicelib.orders.model import State
from sandbox.seed import Seeded
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import agree_to_privacy, drafted
from tests.worlds.staff_orders import made_order, moved
from tools.demo import sample_portrait

SAVE = "保存标准照到相册"


def done(person: Person) -> str:
    """An order with a photo that is reported; its id."""
    world, person_id = person.world, person.world.person(person.api)
    return made_order(world, world.plain_task(), State.DONE, person_id=person_id, photo=sample_portrait())


def test_the_photo_is_kept_in_the_album_unless_it_is_to_be_replaced(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    order_id = done(person)
    person.open(f"pages/orders/detail/detail?order_id={order_id}")
    person.sees("采集完成")
    order = person.api.order(order_id)
    person.sees(order["number_text"])
    person.tap("复制订单号")
    person.wait_until(lambda: person.phone.times("setClipboardData") == 1)
    assert person.phone.asked[-1][1]["data"] == order["number"]
    person.sees("人工审核通过")
    person.look("order-done")
    person.phone.wishes.writes_album = False
    person.tap(SAVE)
    agree_to_privacy(person)
    person.sees("没有写入相册的权限")
    person.look("order-album-denied")
    person.tap("去允许")
    person.phone.wishes.writes_album = True
    person.tap(SAVE)
    person.reads("已保存到相册")
    expect(person.here.get_by_text("没有写入相册的权限")).to_have_count(0)
    assert person.phone.times("saveImageToPhotosAlbum") == 2
    moved(order_id, state=State.CORRECTION)  # the branch has found a mistake since
    keep = person.button(SAVE)
    keep.tap()
    person.sees("待勘误")
    expect(keep).to_have_count(0)
    assert person.phone.times("saveImageToPhotosAlbum") == 2


def hold(person: Person, x: float, z: float, said: str) -> None:
    """The phone, as far from upright; what it says then."""
    person.page.clock.fast_forward(1000)
    person.page.evaluate(f"harness.happens.hold({{ x: {x}, y: -0.9, z: {z} }})")
    person.sees(said)


def test_the_camera_says_when_it_is_not_level_and_its_timer_waits_and_is_stopped(
    someone: Opens, bundle: Path, seeded: Seeded
) -> None:
    person = someone(bundle, known=True)
    person.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    person.page.clock.install()
    person.open(f"pages/photo/camera/camera?order_id={drafted(person, seeded.encrypted)}")
    agree_to_privacy(person)
    person.sees("请别人帮您拍")
    expect(person.button("相册")).to_have_count(0)
    for x, z, said in ((0.5, 0, "手机拿平"), (0.05, 0.1, "请别人帮您拍"), (0, 0.7, "手机拿平")):
        hold(person, x, z, said)
    person.look("camera-tilted")
    expect(person.button("拍摄")).to_be_enabled()  # it advises, the server judges
    hold(person, 0.05, 0.1, "请别人帮您拍")
    person.tap("定时：关")
    person.tap("拍摄")
    person.sees("3 秒后拍摄，请保持不动")
    person.look("camera-timer")
    person.tap("拍摄")  # thought better of it
    person.sees("请别人帮您拍")
    person.page.clock.fast_forward(5000)
    assert person.phone.times("takePhoto") == 0
    person.tap("拍摄")
    person.page.clock.run_for(3000)
    person.sees("看清楚、头在正中就可以使用")
    assert person.phone.times("takePhoto") == 1


def test_the_album_is_beside_the_shutter_and_the_outline_lies_on_the_lens(
    someone: Opens, bundle: Path, seeded: Seeded
) -> None:
    person = someone(bundle, known=True)
    person.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    person.open(f"pages/photo/shoot/shoot?order_id={drafted(person, seeded.encrypted)}")
    person.tap(re.compile("^拍照$"))
    agree_to_privacy(person)
    person.sees("请别人帮您拍")
    for height in (844, 568):
        person.page.set_viewport_size({"width": 320, "height": height})
        lens, outline = (person.here.locator(one).bounding_box() for one in ("wx-camera", ".outline"))
        assert lens == outline
        assert lens is not None
        assert abs(lens["width"] / lens["height"] - 0.75) < 0.01
        expect(person.button("拍摄")).to_be_in_viewport()
    person.tap("相册")
    person.title("拍摄照片")
    person.sees("✓ 合格")
    expect(person.button("下一步：核对信息")).to_be_in_viewport()


def test_no_tries_left_says_whom_to_call(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    world = person.world
    order_id = made_order(world, world.plain_task(), State.REJECTED, person_id=world.person(person.api))
    told = {"sentence": "3 次都没有通过，请联系分社。", "telephone": "0731-84300000"}
    spent = {"tries_left": 0, "actions": [], "next": None, "way_out": told}

    def answer(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | spent)

    person.page.route(f"**/api/orders/{order_id}", answer)
    person.open(f"pages/orders/detail/detail?order_id={order_id}")
    person.sees("3 次都没有通过，请联系分社。")
    person.look("order-no-tries")
    expect(person.here.get_by_text(re.compile("0 次"))).to_have_count(0)
    person.tap("拨打 0731-84300000")
