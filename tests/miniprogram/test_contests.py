"""A collection code that another account holds with a good photo: its owner asks the branch to decide."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import agree_to_privacy
from tests.worlds.staff_orders import own_portrait
from tests.worlds.wording import says
from tools.demo import sample_code

ASK = "是我本人，请分社核对"


def held(owner: Person, code: str, picture: bytes) -> str:
    """Her order with a good photo, of a collection code; its id."""
    task_id = owner.api.lookup(code)["task"]["task_id"]
    read = owner.api.read_code(task_id, picture)
    order_id = owner.api.open(task_id, read["read_id"], contact_phone=owner.phone.number)["order_id"]
    owner.api.judge(order_id, own_portrait())
    return str(order_id)


def show(person: Person, picture: bytes, word: str) -> None:
    person.phone.wishes.picture = (picture, "image/png")
    person.tap(word)


def test_a_held_code_is_for_the_branch_and_goes_on_once_it_is_free(
    someone: Opens, bundle: Path, seeded: Seeded
) -> None:
    owner, person = someone(bundle, known=True), someone(bundle, known=True)
    picture = sample_code(zjhm="123X")
    order_id = held(owner, seeded.encrypted, picture)
    person.expected += ["409 (Conflict)", "ERR_CONNECTION_RESET"]
    person.open(f"pages/tasks/code/code?code={seeded.encrypted}")
    show(person, picture, "从相册选择采集码")
    agree_to_privacy(person)
    person.sees("照片已提交或初检合格，尚未支付")
    person.look("code-held")
    person.page.route("**/api/contests", lambda route: route.abort("connectionreset"))
    person.tap(ASK)
    person.sees("网络连接不上")
    person.page.unroute("**/api/contests")
    person.tap(ASK)
    person.sees("已请分社核对，结果会用短信或微信通知您")
    expect(person.button(ASK)).to_have_count(0)
    expect(person.here.get_by_text("照片已提交或初检合格，尚未支付")).to_have_count(0)
    person.look("code-contested")

    show(person, picture, "换一张图片")
    person.sees(says("collect_code_being_checked"))
    expect(person.button(ASK)).to_have_count(0)
    owner.api.act(order_id, "cancel")
    show(person, picture, "换一张图片")
    person.title("核对学生信息")


def test_a_code_that_was_freed_meanwhile_goes_on_at_once(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    owner, person = someone(bundle, known=True), someone(bundle, known=True)
    picture = sample_code(zjhm="123X")
    order_id = held(owner, seeded.encrypted, picture)
    person.expected.append("409 (Conflict)")
    person.open(f"pages/tasks/code/code?code={seeded.encrypted}")
    show(person, picture, "从相册选择采集码")
    agree_to_privacy(person)
    expect(person.button(ASK)).to_be_visible()
    owner.api.act(order_id, "cancel")
    person.tap(ASK)
    person.title("核对学生信息")
    person.tap("信息无误，下一步")
    person.title("填写信息")
