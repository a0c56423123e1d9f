"""What happens to everybody: sessions that end, lines that break, fingers that are too quick, apps that are closed."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from playwright.sync_api import Route, expect

from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.seed import Seeded
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import drafted, judged
from tests.worlds.staff import hire, who
from tests.worlds.staff_orders import made_order
from tests.worlds.wording import says
from tools.demo import sample_code, sample_portrait

BUCKET = re.compile("/gradphoto-sandbox/?$")


def test_a_session_that_ends_is_renewed_unseen(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    order_id = judged(person)
    person.open(f"pages/photo/confirm/confirm?order_id={order_id}")
    person.title("核对全部信息")
    person.api.call("POST", "/api/logout")
    person.expected.append("401 (Unauthorized)")
    person.tap(re.compile("确认无误，去支付"))
    person.title("支付")
    person.sees("剩余支付时间")
    assert (person.phone.times("login"), person.phone.times("getPhoneNumber")) == (1, 0)
    assert person.requests().count("POST /api/orders/…/submit") == 2  # the first was not heard


def test_a_session_nobody_can_renew_comes_back_to_its_step(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    order_id = judged(person)
    person.open(f"pages/photo/confirm/confirm?order_id={order_id}")
    person.title("核对全部信息")
    person.api.call("POST", "/api/logout")
    person.page.evaluate("wx.removeStorageSync('known')")
    person.expected.append("401 (Unauthorized)")
    person.tap(re.compile("确认无误，去支付"))
    person.title("登录")
    person.here.get_by_role("checkbox").tap()
    person.tap("微信手机号登录")
    person.tap("同意并继续")
    person.title("支付")  # the tap is not asked for again
    assert person.requests().count("POST /api/orders/…/submit") == 2


def test_a_line_lost_in_the_middle_of_an_upload_is_waited_for(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/photo/shoot/shoot?order_id={drafted(person, seeded.encrypted)}")
    tries: list[str] = []

    def break_twice(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) <= 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    person.page.route(BUCKET, break_twice)
    person.expected.append("ERR_CONNECTION_RESET")
    person.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    person.tap("从相册选择")
    person.tap("同意并继续")
    person.sees("网络中断，连上后自动继续")
    person.look("photo-waiting")
    person.sees("✓ 合格")
    assert len(tries) == 3
    assert person.requests().count("POST /api/uploads") == 1  # the same form, the same photo


def test_an_upload_waits_for_the_line_as_long_as_its_page_is_open(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/photo/shoot/shoot?order_id={drafted(person, seeded.encrypted)}")
    person.page.clock.install()
    person.page.route(BUCKET, lambda route: route.abort("connectionreset"))
    person.expected.append("ERR_CONNECTION_RESET")
    person.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    person.tap("从相册选择")
    person.tap("同意并继续")
    for _ in range(9):  # longer than any pause it makes by itself
        person.sees("网络中断，连上后自动继续")
        sent = person.requests().count("POST /bucket")
        person.page.clock.fast_forward(31_000)
        person.wait_until(partial(_sent_more, person, sent))
    person.page.unroute(BUCKET)
    person.page.evaluate("dispatchEvent(new Event('online'))")
    person.page.clock.resume()
    person.sees("✓ 合格")


def _sent_more(person: Person, before: int) -> bool:
    return person.requests().count("POST /bucket") > before


def test_a_line_lost_for_a_request_is_said_and_nothing_is_lost(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open("pages/tasks/start/start")
    person.here.get_by_label("特征码").fill(seeded.encrypted)
    person.page.context.set_offline(True)
    person.expected.append("ERR_INTERNET_DISCONNECTED")
    person.tap("下一步")
    person.sees("网络连接不上")
    person.look("offline")
    person.page.context.set_offline(False)
    expect(person.here.get_by_label("特征码")).to_have_value(seeded.encrypted)
    person.tap("下一步")
    person.title("确认采集任务")


def test_two_quick_taps_are_one(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open("pages/home/home/home")
    _twice(person, "线上采集")
    person.title("线上采集")
    person.here.get_by_label("特征码").fill(seeded.encrypted)
    _twice(person, "下一步")
    person.title("确认采集任务")
    _twice(person, "开始办理")
    person.title("上传采集码")
    person.phone.wishes.picture = (sample_code(), "image/png")
    _twice(person, "从相册选择采集码")
    person.tap("同意并继续")
    person.title("核对学生信息")
    _twice(person, "信息无误，下一步")
    person.title("填写信息")
    steps = ["home/home", "tasks/start", "tasks/task", "tasks/code", "tasks/info", "tasks/form"]
    assert [name.removeprefix("pages/").rpartition("/")[0] for name in person.pages()] == steps
    person.here.get_by_label("联系电话").fill(person.phone.number)
    _twice(person, "保存，下一步")
    person.title("照片要求")
    assert len(person.pages()) == 1
    assert person.phone.times("chooseMedia") == 1
    assert [person.requests().count(f"POST /api/{one}") for one in ("tasks/lookup", "collect-codes", "orders")] == [
        1
    ] * 3


def test_a_hand_in_tapped_twice_is_one_also_without_notices(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.phone.wishes.subscribes = "off"
    person.open(f"pages/photo/confirm/confirm?order_id={judged(person)}")
    _twice(person, re.compile("确认无误，去支付"))
    person.title("支付")
    assert person.requests().count("POST /api/orders/…/submit") == 1
    assert person.phone.times("subscribe") == 1


def test_what_was_cancelled_elsewhere_is_not_handed_in_and_says_so(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    order_id = judged(person)
    person.open(f"pages/photo/confirm/confirm?order_id={order_id}")
    hand_in = person.button(re.compile("确认无误，去支付"))
    hand_in.wait_for()
    person.api.act(order_id, "cancel")
    person.expected.append("409 (Conflict)")
    hand_in.tap()
    person.sees("取消了订单")
    expect(hand_in).to_have_count(0)


def test_an_app_closed_while_a_photo_is_judged_finds_its_verdict(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    order_id = drafted(person, seeded.encrypted)
    person.open(f"pages/photo/shoot/shoot?order_id={order_id}")
    person.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    person.tap("从相册选择")
    person.tap("同意并继续")
    person.sees("正在检测，一般几秒钟")
    person.open(f"pages/photo/shoot/shoot?order_id={order_id}")
    person.sees("✓ 合格")
    person.tap("下一步：核对信息")
    person.title("核对全部信息")


def test_an_old_message_leads_home_and_a_new_version_is_offered(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open("pages/from/an/old/message?order_id=1")
    person.title("高校图像信息采集")
    person.page.evaluate("harness.happens.updateReady()")
    person.reads("已填写的内容会保留")
    person.page.get_by_role("button", name="重新打开").tap()
    person.wait_until(lambda: person.phone.times("applyUpdate") == 1)


def _twice(person: Person, name: str | re.Pattern[str]) -> None:
    person.button(name).evaluate("button => { button.click(); button.click(); }")


def waiting(person: Person) -> str:
    """The student's order in review; its id."""
    world = person.world
    return made_order(world, world.plain_task(), person_id=world.person(person.api))


def test_a_refused_act_shows_the_order_as_it_is_now_and_is_forgotten_when_it_moves_on(
    someone: Opens, bundle: Path
) -> None:
    person = someone(bundle, known=True)
    order_id = waiting(person)
    person.open(f"pages/orders/detail/detail?order_id={order_id}")
    person.title("订单详情")
    person.tap("撤回审核")
    reviewer = who(hire(StaffRole.REVIEWER))
    wire().review.orders.take(reviewer, order_id)  # in the same moment
    person.expected.append("409 (Conflict)")
    person.page.get_by_role("dialog").get_by_role("button", name="撤回审核").click()
    person.sees(says("in_review_now"))
    person.sees("照片正在等待人工审核")
    expect(person.button("撤回审核")).to_have_count(0)
    wire().review.orders.approve(reviewer, order_id, 1)
    person.page.evaluate("getCurrentPages().at(-1).onShow()")  # back from the background
    person.sees("人工审核通过，等待制作")
    expect(person.here.get_by_text(says("in_review_now"))).to_have_count(0)


def test_an_act_tapped_twice_is_asked_about_once(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/orders/detail/detail?order_id={waiting(person)}")
    _twice(person, "撤回审核")
    expect(person.page.locator("dialog")).to_have_count(1)
    person.page.get_by_role("dialog").get_by_role("button", name="撤回审核").click()
    person.tap("去编辑")
    person.tap("信息无误，更换照片")
    expect(person.button("重新拍摄")).to_be_visible()  # as the order is now, not as it was seen last


def test_a_page_whose_package_does_not_come_is_said(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open("pages/home/home/home")
    person.page.evaluate("harness.happens.packageLost('pages/tasks')")
    person.expected.append("navigateTo: timeout")
    person.tap("线上采集")
    person.reads("页面加载失败，请检查网络后重试")
    person.page.evaluate("harness.happens.packageLost(null)")
    person.tap("线上采集")
    person.title("线上采集")


def test_a_slow_line_leaves_no_page_empty(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    order_id = judged(person)
    held: list[Route] = []
    person.page.route(re.compile(f"/api/orders(/{order_id})?$"), lambda route: held.append(route))
    for page in (
        "orders/detail/detail",
        "orders/pay/pay",
        "orders/list/list",
        "photo/shoot/shoot",
        "photo/confirm/confirm",
        "photo/student/student",
    ):
        person.open(f"pages/{page}?order_id={order_id}")
        expect(person.here.get_by_role("status", name="正在加载")).to_be_visible()
    held[-1].continue_()
    person.sees("湖南大学")
    expect(person.here.get_by_role("status", name="正在加载")).to_have_count(0)
