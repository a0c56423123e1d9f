"""What a student saved is what this phone shows, whatever it knew before; and what to do when a number is in use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import expect

from chalicelib.tasks.model import Background, FormField
from chalicelib.wire import wire
from sandbox.box import Sandbox
from sandbox.seed import Seeded
from tests.miniprogram.person import Opens, Person
from tests.worlds.app import card
from tests.worlds.wording import says
from tools.demo import sample_portrait

FORM = {
    "name": "王小明", "school": "湖南大学", "college": "土木工程学院", "major": "土木工程", "class_name": "土木2201",
    "level": "BACHELOR", "consignee": "王小明", "address": "长沙市旧地址1号", "layout": "一寸 8 张",
}  # fmt: skip


def plain_draft(person: Person, code: str) -> str:
    """An order of the plain task, made without this phone; its id."""
    typed = FORM | {"student_no": person.phone.number[-8:], "contact_phone": person.phone.number}
    return str(person.api.open(person.api.lookup(code)["task"]["task_id"], **typed)["order_id"])


def test_what_was_saved_elsewhere_is_shown_and_mended(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    order_id, number = plain_draft(person, seeded.plain), person.phone.number
    person.api.judge(order_id, sample_portrait())
    person.open(f"pages/photo/confirm/confirm?order_id={order_id}")
    person.title("核对全部信息")
    for text in ("长沙市旧地址1号", "一寸 8 张", f"{number[:3]}****{number[-4:]}"):
        person.sees(text)
    person.look("confirm-plain")
    person.tap("姓名、学号等填写有误？重新填写")
    person.page.get_by_role("dialog").get_by_role("button", name="重新填写").tap()
    person.title("填写信息")
    expect(person.here.get_by_label("收件地址")).to_have_value("长沙市旧地址1号")
    expect(person.here.get_by_label("联系电话")).to_have_value("")


def test_the_wall_the_glasses_and_what_may_cover_the_head_are_the_tasks(someone: Opens, bundle: Path) -> None:
    tasks, code = wire().student.tasks, "WH1TEM"
    white = Background(rgb=(255, 255, 255), tolerance=10, policy="keep")
    model = tasks.get("demo-plain")
    tasks.create(
        replace(model, task_id="white-wall-mini", code=code, background=white, glasses="REFUSE", covers="ALLOW")
    )
    person = someone(bundle, known=True)
    person.open(f"pages/photo/requirements/requirements?order_id={plain_draft(person, code)}")
    person.sees("站在白色或其他纯色墙面前")
    person.sees("请摘下眼镜后拍摄")
    person.sees("头巾等不遮挡脸部")
    expect(person.here.get_by_text("不戴帽子")).to_have_count(0)
    person.look("requirements-no-glasses")


def test_wrong_digits_and_a_lost_line_leave_the_question(someone: Opens, bundle: Path, box: Sandbox) -> None:
    first, second = someone(bundle, known=True), someone(bundle, known=True)
    world = first.world
    task, form = world.plain_task(), world.form(id_tail="123X")
    order_id = first.api.open(task.task_id, **form)["order_id"]
    typed = form | {"id_tail": "", "contact_phone": second.phone.number, "level": "BACHELOR"}
    second.open("pages/home/home/home")
    second.page.evaluate("([name, form]) => wx.setStorageSync(name, form)", [f"kept.form.{task.task_id}", typed])
    second.open(f"pages/tasks/form/form?code={task.code}")
    second.expected += ["409 (Conflict)", "422 (Unprocessable", "ERR_CONNECTION_RESET"]
    second.tap("保存，下一步")
    second.sees(says("collect_code_in_use_unpaid", "action"))
    right, wrong = "123X", "0000"
    tail = second.here.get_by_label("证件号码后 4 位", exact=True)
    tail.fill(wrong)
    second.tap("验证并继续")
    second.sees(says("wrong_id_tail"))
    expect(tail).to_have_value(wrong)
    second.look("takeover-wrong")
    second.page.route("**/api/orders", lambda route: route.abort("connectionreset"))
    tail.fill(right)
    second.tap("验证并继续")
    second.sees("网络连接不上")
    expect(tail).to_have_value(right)
    second.page.unroute("**/api/orders")
    second.tap("验证并继续")
    second.title("照片要求")
    assert first.api.order(order_id)["label"] == "已取消"


def test_a_number_nobody_can_prove_leads_to_the_branch(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    first, second = someone(bundle, known=True), someone(bundle, known=True)
    plain_draft(first, seeded.plain)
    task_id = second.api.lookup(seeded.plain)["task"]["task_id"]
    typed = FORM | {"student_no": first.phone.number[-8:], "contact_phone": second.phone.number}
    second.open("pages/home/home/home")
    second.page.evaluate("([name, form]) => wx.setStorageSync(name, form)", [f"kept.form.{task_id}", typed])
    second.open(f"pages/tasks/form/form?code={seeded.plain}")
    second.expected.append("409 (Conflict)")
    second.tap("保存，下一步")
    second.sees(says("enrolment_in_use_unproven", "action"))
    expect(second.here.get_by_role("link", name="联系分社")).to_be_visible()
    expect(second.here.get_by_label("证件号码后 4 位")).to_have_count(0)
    second.look("number-in-use")


def test_a_phone_may_be_spelt_as_people_do(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    task_id = person.api.lookup(seeded.plain)["task"]["task_id"]
    typed = FORM | {"student_no": person.phone.number[-8:]}
    person.open("pages/home/home/home")
    person.page.evaluate("([name, form]) => wx.setStorageSync(name, form)", [f"kept.form.{task_id}", typed])
    person.open(f"pages/tasks/form/form?code={seeded.plain}")
    person.sees("选填，用于接收电子凭证。")
    phone = person.here.get_by_label("联系电话")
    phone.fill("0731-88880000")
    person.tap("保存，下一步")
    person.sees("请填写 11 位手机号")
    person.look("phone-wrong")
    phone.fill("+86 138-0013-8000")
    person.tap("保存，下一步")
    person.title("照片要求")
    assert person.api.order(person.order_id())["contact"]["contact_phone"] == "138****8000"


LATER = FormField("major")


def answers_what_came_up(person: Person) -> None:
    """Saved with a field that the page did not know of."""
    person.expected.append("422 (Unprocessable")
    person.tap("保存，下一步")
    person.sees(says("field_missing", label="专业"))
    expect(person.here.get_by_label("联系电话")).to_have_value(person.phone.number)
    person.here.get_by_label("专业").fill("土木工程")
    person.tap("保存，下一步")
    person.title("照片要求")


def test_a_question_that_came_up_meanwhile_is_asked(someone: Opens, bundle: Path, box: Sandbox) -> None:
    person = someone(bundle, known=True)
    world = person.world
    task = world.plain_task()
    person.open(f"pages/tasks/form/form?code={task.code}")
    person.here.get_by_label("学校").select_option("湖南大学")
    for label, text in {"姓名": "王小明", "学号": person.phone.number[-8:], "联系电话": person.phone.number}.items():
        person.here.get_by_label(label).fill(text)
    world.change(task, form_fields=(*task.form_fields, LATER))
    answers_what_came_up(person)


def test_so_it_is_beside_a_collection_code(someone: Opens, bundle: Path, box: Sandbox) -> None:
    person = someone(bundle, known=True)
    world = person.world
    task = world.task()
    read = person.api.read_code(task.task_id, card())
    person.open("pages/home/home/home")
    keeps = "([name, read]) => wx.setStorageSync(name, { ...read, until: Date.now() + 1000000 })"
    person.page.evaluate(keeps, [f"kept.read.{task.task_id}", read])
    person.open(f"pages/tasks/form/form?code={task.code}")
    person.here.get_by_label("联系电话").fill(person.phone.number)
    world.change(task, form_fields=(*task.form_fields, LATER))
    answers_what_came_up(person)
