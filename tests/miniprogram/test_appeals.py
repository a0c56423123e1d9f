"""A photo that the machine refused, and a person asked to look at it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, expect

from drawings.faulty_portraits import faulty
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import agree_to_privacy
from tests.worlds.appeals import refuse, refused_order, rejected_order
from tests.worlds.reviewer import review_task, state_of
from tests.worlds.wording import says

ASK = "请人工查看"
SENTENCE = "我先天上睑下垂，双眼已经睁到最大。"


def at_photo(person: Person, order_id: str) -> None:
    person.open(f"pages/photo/shoot/shoot?order_id={order_id}")
    person.title("拍摄照片")


def ask(person: Person, reason: str = "眼部情况特殊", note: str = SENTENCE) -> None:
    """From the photo's page to the form, filled in."""
    person.tap(ASK)
    person.title("核对全部信息")
    person.here.get_by_label(reason).tap()
    person.here.get_by_label(re.compile("情况说明")).fill(note)


def test_after_the_second_refused_photo_a_person_is_asked(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    world = person.world
    order_id = refused_order(world, world.person(person.api), world.plain_task(), photos=1)
    at_photo(person, order_id)
    person.sees("换一张后仍未通过的，可以请人工查看")
    expect(person.button(ASK)).to_have_count(0)
    expect(person.here.get_by_text("合格").and_(person.here.locator(".chip"))).to_have_count(0)
    person.look("appeal-later")
    refuse(world, order_id, 2)
    at_photo(person, order_id)
    person.sees("审核人员会看到检测结果和您的说明")
    person.look("appeal-may")
    person.tap(ASK)
    person.title("核对全部信息")
    person.sees("检测结果：眼睛闭合")
    person.tap("去支付，并提交给审核人员")
    person.sees("请选择请人工查看的原因")
    person.here.get_by_label("其他原因").tap()
    person.tap("去支付，并提交给审核人员")
    person.sees(says("appeal_note_needed"))
    person.look("appeal-missing")
    person.here.get_by_label("情况说明").fill(SENTENCE)
    expect(person.here.get_by_text(says("appeal_note_needed"))).to_have_count(0)
    person.sees(f"{len(SENTENCE)}/100")
    person.open(f"pages/photo/confirm/confirm?order_id={order_id}")  # as after WeChat has let it go
    expect(person.here.get_by_label("情况说明")).to_have_value(SENTENCE)
    expect(person.here.get_by_label("其他原因")).to_be_checked()
    person.look("appeal-form")
    person.button("去支付，并提交给审核人员").dblclick()
    person.title("支付")
    asked = person.api.order(order_id)
    assert (asked["state"], asked["photo_no"], asked["appeal"]["left"]) == ("AWAITING_PAYMENT", 2, 1)
    assert person.requests().count("POST /api/orders/…/appeal") == 1
    person.open(f"pages/orders/detail/detail?order_id={order_id}")
    person.sees("已请人工查看，支付后由审核人员决定是否通过。")
    person.look("appeal-asked")


def test_a_verdict_says_whether_a_person_may_be_asked(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    world = person.world
    order_id = world.draft(person.api, review_task(world))
    at_photo(person, order_id)
    person.phone.wishes.picture = (faulty("sunglasses"), "image/png")
    person.tap("从相册选择")
    agree_to_privacy(person)
    person.sees("换一张后仍未通过的，可以请人工查看")
    expect(person.button(ASK)).to_have_count(0)
    person.phone.wishes.picture = (faulty("eyes_closed"), "image/png")
    person.tap("从相册选择")
    person.button(ASK).wait_for()
    expect(person.here.get_by_text("换一张后仍未通过的，可以请人工查看")).to_have_count(0)
    expect(person.here.locator(".box").first).to_be_visible()  # on the picture that was chosen
    person.look("appeal-judged")
    ask(person)
    person.look("appeal-real")
    person.tap("提交给审核人员")
    person.sees("已请人工查看")
    assert state_of(order_id) == "IN_REVIEW"


def test_a_photo_that_was_sent_back_is_replaced_the_same_way(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    world = person.world
    order_id = rejected_order(world, world.person(person.api), review_task(world))
    person.open(f"pages/orders/detail/detail?order_id={order_id}")
    person.title("订单详情")
    person.sees("初检未通过")
    expect(person.here.get_by_text("这张照片已被驳回")).to_have_count(0)
    person.look("appeal-rejected")
    person.tap("查看检测结果")
    person.title("拍摄照片")
    ask(person, "检测有误", "")
    person.look("appeal-again")
    person.tap("提交给审核人员（不再收费）")
    person.sees("已请人工查看")
    person.look("appeal-done")
    assert state_of(order_id) == "IN_REVIEW"


def test_an_appeal_whose_answer_was_lost_is_the_same_one(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    world = person.world
    order_id = refused_order(world, world.person(person.api), review_task(world))
    at_photo(person, order_id)
    ask(person)
    asked: list[Any] = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.post_data_json)
        if len(asked) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    person.page.route("**/appeal", lose_the_first)
    person.expected.append("ERR_CONNECTION_RESET")
    person.tap("提交给审核人员")
    person.sees("网络连接不上")
    person.tap("提交给审核人员")
    person.sees("已请人工查看")
    assert asked == [{"photo_no": 2, "reason": "EYE_CONDITION", "note": SENTENCE}] * 2
    assert person.api.order(order_id)["appeal"]["left"] == 1
