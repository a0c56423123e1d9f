"""Imports over HTTP: a table is right as a whole, or nothing of it is written and every wrong row is named."""

from __future__ import annotations

import io
import secrets
from typing import Any

import openpyxl
import pytest

from chalicelib.imports import sheets, store
from chalicelib.imports.results import NO_COURIER
from chalicelib.orders.model import Posting
from chalicelib.shared.sheets import xlsx_bytes
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from drawings import qr_card
from tests.worlds.app import World, card, refused, school_code, student_no
from tests.worlds.branch import approved, deliver, moved_on, run, table
from tests.worlds.review_desk import approve
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import own_portrait

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def test_a_roster_lets_in_who_is_on_it(world: World, manager: Colleague) -> None:
    task, numbers = world.plain_task(roster="STUDENT_NOS", price=0), [student_no() for _ in range(3)]
    lines = [
        ["2027届毕业生名单", "", ""],
        ["学号", "学院", "班级"],
        *([one, "信息学院", "软件2201"] for one in numbers),
    ]
    job = run(manager, "ROSTER", table(lines, "gb18030"), task.task_id)
    assert (job["state"], job["rows"], job["done"], job["wrong"]) == ("DONE", 3, 3, 0)
    assert world.student().open(task.task_id, **world.form(student_no=numbers[0].lower()))["state"] == "DRAFT"
    refused(lambda: world.student().open(task.task_id, **world.form()), 422, "student_not_on_roster", "student_no")
    again = run(manager, "ROSTER", xlsx_bytes([["学号"], *([one] for one in numbers)], "名单"), task.task_id)
    assert (again["state"], again["done"]) == ("DONE", 3)


def test_one_wrong_row_and_nothing_is_imported(world: World, manager: Colleague) -> None:
    task, good = world.plain_task(roster="STUDENT_NOS"), student_no()
    lines = [["学号"], [good], ["！！"], [good], [student_no()], ["x" * 99]]
    job = run(manager, "ROSTER", table(lines), task.task_id)
    assert (job["state"], job["done"], job["wrong"]) == ("REFUSED", 0, 3)
    assert [(one["line"], one["message"]) for one in job["problems"]] == [
        (3, "不是有效的学号"),
        (4, "与第 2 行重复"),
        (6, "不是有效的学号"),
    ]
    assert wire().student.tasks.roster(task.task_id, limit=5, after=None) == ([], None)


def test_collection_codes_on_a_roster(world: World, manager: Colleague) -> None:
    task = world.task(roster="CODES", price=0)
    text = qr_card.chsi_like_text(seed=secrets.randbits(40), school_code="10532")
    job = run(manager, "ROSTER", table([["采集码"], [text]]), task.task_id)
    assert job["state"] == "DONE", job
    student = world.student()
    read_id = student.read_code(task.task_id, qr_card.png(text))["read_id"]
    order_id = student.open(task.task_id, read_id, contact_phone=world.form()["contact_phone"])["order_id"]
    assert manager.call("GET", f"/api/staff/orders/{order_id}")["identified_by"] == "未加密的采集码（图片）"
    refused(lambda: student.read_code(task.task_id, card()), 422, "not_on_roster")
    (row,), _ = wire().student.tasks.roster(task.task_id, limit=5, after=None)
    assert len(row.shown) == 5


def test_who_was_photographed_on_site_is_not_collected_again(world: World, manager: Colleague) -> None:
    from drawings import qr_card

    plain, number = world.plain_task(), student_no()
    assert run(manager, "CAPTURED", table([["学号"], [number]]), plain.task_id)["state"] == "DONE"
    refused(lambda: world.student().open(plain.task_id, **world.form(student_no=number)), 409, "collected_on_site")
    task, text = world.task(), qr_card.chsi_like_text(seed=secrets.randbits(40), school_code="10532")
    assert run(manager, "CAPTURED", table([["采集码"], [text]]), task.task_id)["state"] == "DONE"
    refused(lambda: world.student().read_code(task.task_id, qr_card.png(text)), 409, "collected_on_site")


def test_who_is_photographed_on_site_after_ordering_does_not_pay_any_more(world: World, manager: Colleague) -> None:
    student, task = world.student(), world.plain_task()
    numbers = [student_no() for _ in range(4)]
    draft, waiting, paid = (student.open(task.task_id, **world.form(student_no=one))["order_id"] for one in numbers[:3])
    for order_id in (draft, waiting, paid):
        student.judge(order_id, own_portrait())
    for order_id in (waiting, paid):
        student.act(order_id, "submit", photo_no=1)
    world.outside.scan(student.pay(paid)["params"]["code_url"])
    student.wait_for(paid, "IN_REVIEW")
    world.box.stream.drain()
    job = run(manager, "CAPTURED", table([["学号"], *([one] for one in numbers)]), task.task_id)
    assert (job["state"], job["done"], job["wrong"]) == ("DONE", 4, 3)
    said = sorted((one["line"], one["message"]) for one in job["problems"])
    states = ("待提交", "待支付", "待审核")
    assert said == [(at, f"已有线上订单（{state}），请查找该订单后处理") for at, state in enumerate(states, 2)]
    assert {one["line"]: one["order_id"] for one in job["problems"]} == {2: draft, 3: waiting, 4: paid}
    refused(lambda: student.act(draft, "submit", photo_no=1), 409, "collected_on_site")
    refused(lambda: student.pay(waiting), 409, "collected_on_site")
    refused(lambda: student.upload("PHOTO", own_portrait(), "image/jpeg", draft), 409, "collected_on_site")
    for order_id in (draft, waiting):
        order = student.order(order_id)
        assert (order["actions"], order["way_out"]["sentence"][:13]) == (["cancel"], "您已在现场或门店完成采集，")
        assert student.act(order_id, "cancel")["label"] == "已取消"
    assert student.order(paid)["label"] == "待审核"


def test_the_ministrys_list_adds_schools_and_keeps_former_names(world: World, manager: Colleague) -> None:
    code = school_code()
    head = ["序号", "学校名称", "学校标识码", "主管部门", "所在地", "办学层次", "备注"]
    old = [
        head,
        ["湖南省（1所）", "", "", "", "", "", ""],
        ["1", f"测试学院{code}", f"41430{code}", "湖南省", "长沙市", "本科", ""],
    ]
    assert run(manager, "SCHOOLS", table(old))["state"] == "DONE"
    new = [head, ["1", f"测试大学{code}", f"41430{code}", "湖南省", "长沙市", "本科", ""]]
    job = run(manager, "SCHOOLS", table(new))
    assert (job["state"], job["done"]) == ("DONE", 1)
    (school,) = manager.call("GET", "/api/staff/schools", codes=code)["schools"]
    assert (school["name"], school["aliases"], school["city"]) == (f"测试大学{code}", [f"测试学院{code}"], "长沙市")
    assert run(manager, "SCHOOLS", table(new))["done"] == 0
    bad = [
        head,
        ["1", "湖南大学", "4143090999", "", "", "", ""],
        ["2", "某学院", "3643000496", "", "", "", ""],
        ["3", "", "4143090998", "", "", "", ""],
    ]
    job = run(manager, "SCHOOLS", table(bad))
    assert [(one["line"], one["column"]) for one in job["problems"]] == [
        (2, "学校名称"),
        (3, "院校代码"),
        (4, "学校名称"),
    ]


def test_waybills_and_chsis_results(world: World, manager: Colleague) -> None:
    reviewer = colleague(world.box.console_url, REVIEWER)
    task = world.plain_task(price=0, task_type="INDIVIDUAL")
    made = [approved(world, reviewer, task) for _ in range(3)]
    waiting = world.submitted(world.student(), task)
    ids = [order_id for _, order_id in made]
    early = run(
        manager, "WAYBILLS", table([["订单号", "快递公司", "快递单号"], [ids[0], "顺丰", "SF000000001"]]), task.task_id
    )
    assert (early["state"], early["problems"][0]["line"]) == ("REFUSED", 2)
    deliver(manager, task.task_id)
    head = ["订单号", "快递公司", "快递单号"]
    twice = run(manager, "WAYBILLS", table([head, *([one, "顺丰", "SF000000001"] for one in ids[:2])]), task.task_id)
    assert [tuple(one.values())[:3] for one in twice["problems"]] == [(3, "快递单号", "与第 2 行重复")]
    unheard = run(manager, "WAYBILLS", table([head, [ids[0], "某某速运", "1"]]), task.task_id)
    (problem,) = unheard["problems"]
    assert (unheard["state"], problem["line"], problem["column"]) == ("REFUSED", 2, "快递公司")
    assert problem["message"] == NO_COURIER
    lines = [head, *([one, "顺丰", f"SF{at:09}"] for at, one in enumerate(ids))]
    assert run(manager, "WAYBILLS", table(lines), task.task_id)["done"] == 3
    wrong = [["订单号", "结果"], [ids[0], "通过"], [waiting, "通过"], [ids[1], "也许"], ["nobody", "通过"]]
    job = run(manager, "CHSI", table(wrong), task.task_id)
    assert (job["state"], [one["line"] for one in job["problems"]]) == ("REFUSED", [3, 4, 5])
    assert made[0][0].order(ids[0])["label"] == "制作中"
    right = table(
        [["订单号", "结果", "说明"], [ids[0], "通过", ""], [ids[1], "非同一人", "比对未通过"], [ids[2], "采集成功", ""]]
    )
    long = table([["订单号", "结果", "说明"], [ids[1], "不通过", "长" * 201]])
    job = run(manager, "CHSI", long, task.task_id)
    assert [(one["line"], one["column"]) for one in job["problems"]] == [(2, "说明")]
    assert run(manager, "CHSI", right, task.task_id)["done"] == 3
    told = made[1][0].order(ids[1])["rejection"]
    assert ([one["code"] for one in told["reasons"]], told["note"]) == (["not_the_person"], "比对未通过")
    row = manager.call("GET", "/api/staff/audit", subject=f"order {ids[1]}")["rows"][0]
    assert (row["action"], row["reason"]) == ("correct", "学信网：非同一人")
    assert [student.order(order_id)["label"] for student, order_id in made] == ["采集完成", "待勘误", "采集完成"]
    posts = [run(manager, "WAYBILLS", table(lines), task.task_id), run(manager, "CHSI", right, task.task_id)]
    assert [(again["state"], again["done"], again["wrong"]) for again in posts] == [("DONE", 3, 0)] * 2
    assert wire().stores.orders.load(ids[0]).head.posting == Posting(courier="SF", number="SF000000000")  # type: ignore[union-attr]
    events = [one.event for one in wire().stores.orders.history(ids[0])]
    assert (events.count("post"), events.count("confirm")) == (1, 1)  # nobody is told of one parcel twice


def test_waybills_of_a_task_that_posts_nothing_are_refused_as_a_whole(world: World, manager: Colleague) -> None:
    lines = [["订单号", "快递公司", "快递单号"], ["x" * 22, "顺丰", "SF000000001"], ["y" * 22, "顺丰", "SF000000002"]]
    job = run(manager, "WAYBILLS", table(lines), world.plain_task().task_id)
    (problem,) = job["problems"]
    assert (job["state"], job["done"], problem["line"]) == ("REFUSED", 0, 0)
    assert "该任务是集中采集，照片不邮寄" in problem["message"]


def test_a_roster_that_restricts_nobody_says_so_and_how_it_would(world: World, manager: Colleague) -> None:
    task, number = world.plain_task(price=0), student_no()
    job = run(manager, "ROSTER", table([["学号"], [number]]), task.task_id)
    (problem,) = job["problems"]
    assert (job["state"], job["done"], job["wrong"], problem["line"]) == ("DONE", 1, 1, 0)
    assert "没有启用名单" in problem["message"]
    world.change(task, roster="STUDENT_NOS")
    refused(lambda: world.student().open(task.task_id, **world.form()), 422, "student_not_on_roster", "student_no")
    assert world.student().open(task.task_id, **world.form(student_no=number))["state"] == "DRAFT"


def test_chsis_results_name_students_as_chsi_knows_them(world: World, manager: Colleague) -> None:
    reviewer, student = colleague(world.box.console_url, REVIEWER), world.student()
    plain, coded = world.plain_task(price=0), world.task(price=0)
    number, text = student_no(), qr_card.chsi_like_text(seed=secrets.randbits(40), school_code="10532")
    read = student.read_code(coded.task_id, qr_card.png(text))
    ids = {
        plain.task_id: student.open(plain.task_id, **world.form(student_no=number))["order_id"],
        coded.task_id: student.open(coded.task_id, read["read_id"], contact_phone="13900000000")["order_id"],
    }
    for task_id, order_id in ids.items():
        student.judge(order_id, own_portrait())
        student.act(order_id, "submit", photo_no=1)
        approve(reviewer, order_id)
        deliver(manager, task_id)
    job = run(manager, "CHSI", table([["学号", "结果"], [number.lower(), "通过"]]), plain.task_id)
    assert (job["state"], job["done"]) == ("DONE", 1)
    unknown = table([["采集码", "结果"], [text, "通过"], ["A" * 20, "通过"], ["？", "通过"]])
    job = run(manager, "CHSI", unknown, coded.task_id)
    said = [(one["line"], one["column"], one["message"]) for one in job["problems"]]
    assert said == [(line, "采集码", "本任务中没有这个订单") for line in (3, 4)]
    assert run(manager, "CHSI", table([["采集码", "结果"], [text, "非同一人"]]), coded.task_id)["done"] == 1
    assert [student.order(order_id)["label"] for order_id in ids.values()] == ["采集完成", "待勘误"]
    job = run(manager, "CHSI", table([["姓名", "结果"], ["张三", "通过"]]), plain.task_id)
    assert job["problems"][0]["message"] == "表格应包含“订单号”或“学号”一列"


def test_a_rosters_class_is_the_orders_and_a_later_rosters_the_packages(world: World, manager: Colleague) -> None:
    task, number, student = world.plain_task(price=0, roster="STUDENT_NOS"), student_no(), world.student()
    form = world.form(student_no=number)

    def listed(name: str) -> Any:
        run(manager, "ROSTER", table([["学号", "学院", "班级"], [number, "信息学院", name]]), task.task_id)
        return student.open(task.task_id, **form)["order_id"]

    order_id, load = listed("一班"), wire().stores.orders.load
    assert load(order_id).head.student.class_name == "一班"  # type: ignore[union-attr]
    student.judge(order_id, own_portrait())
    student.act(order_id, "submit", photo_no=1)
    approve(colleague(world.box.console_url, REVIEWER), order_id)
    assert listed("二班") == order_id
    package = deliver(manager, task.task_id)
    (member,) = wire().stores.packages.members(package["package_id"])
    both = member.student, load(order_id).head.student  # type: ignore[union-attr]
    assert [(one.college, one.class_name) for one in both] == [("信息学院", "二班")] * 2
    assert listed("三班") == order_id


def test_an_import_needs_a_table_and_a_task_of_the_branch(world: World, manager: Colleague) -> None:
    task, stranger = (
        world.plain_task(roster="STUDENT_NOS"),
        colleague(world.box.console_url, MANAGER, branch="guangdong"),
    )
    start = {"kind": "ROSTER", "upload_id": "x" * 22, "reason": "学校提供"}
    refused(lambda: manager.call("POST", "/api/staff/imports", start), 422, "import_task_needed", "task_id")
    refused(lambda: stranger.call("POST", "/api/staff/imports", start | {"task_id": task.task_id}), 404, "task_unknown")
    job = run(manager, "ROSTER", table([["姓名"], ["张三"]]), task.task_id)
    assert (job["state"], job["problems"][0]["message"], job["head"]) == (
        "REFUSED",
        "没有找到表头，表格应包含：学号。表格里找到的是：姓名",
        ["姓名"],
    )
    refused(lambda: stranger.call("GET", f"/api/staff/imports/{job['import_id']}"), 404, "import_unknown")
    gone = manager.call("POST", "/api/staff/imports", start | {"task_id": task.task_id})
    while gone["state"] != "REFUSED":
        gone = moved_on(manager, gone)
    assert gone["problems"][0]["message"] == "没有找到上传的文件，请重新上传"


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00\x00", b"PK\x03\x04 broken", b"a\0b,c\n", b"\x89PNG\r\n"])
def test_what_is_no_table_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(sheets.Unreadable):
        sheets.read(data, ["学号"]).rows()


def test_excels_own_files_are_read() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["学号", "班级"])
    book.active.append([202201010101, "软件\u200b 2201"])
    book.active.append([None, None])
    book.active.append([" ２０２２Ａ ", "'=1+1"])
    book.save(out)
    assert sheets.read(out.getvalue(), ["学号"]).rows() == [
        (2, {"学号": "202201010101", "班级": "软件 2201"}),
        (4, {"学号": "2022A", "班级": "=1+1"}),
    ]


def test_imports_are_listed_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SHOWN", 2)
    clerk = colleague(world.box.console_url, MANAGER, branch="pages-of-imports")
    task = world.plain_task(branch="pages-of-imports")
    ids = [run(clerk, "ROSTER", table([["学号"], ["？"]]), task.task_id)["import_id"] for _ in range(5)]
    found: list[str] = []
    cursor: dict[str, Any] = {}
    for length in (2, 2, 1):
        page = clerk.call("GET", "/api/staff/imports", **cursor)
        assert len(page["imports"]) == length
        found += [job["import_id"] for job in page["imports"]]
        cursor = {"cursor": page["cursor"]}
    assert (found, cursor["cursor"]) == (ids[::-1], None)
