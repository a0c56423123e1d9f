"""Delivery over HTTP: what is approved goes into zips with a manifest, and what is in them never changes."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import subprocess
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.number import grouped
from chalicelib.shared import sheets
from chalicelib.shared.db import Conflict
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import FormField
from chalicelib.wire import wire
from clients.desk import take
from clients.outside import new_phone
from tests.worlds.app import World, card, refused
from tests.worlds.branch import approved, collecting, decide, deliver, files, ready, rows
from tests.worlds.review_desk import approve, reject
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order, own_portrait
from tests.worlds.tasks import PLAIN_FIELDS
from tools.suite.patience import wait_for

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def test_a_package_holds_every_approved_photo_and_verifies(world: World, manager: Colleague, tmp_path: Path) -> None:
    task = world.plain_task(price=0, file_name="{level}/{student_no}.jpg")
    numbers = {f"20270{number}": f"软件220{number % 2}" for number in range(5)}
    made = [
        made_order(world, task, State.APPROVED, named={"student_no": number, "class_name": name, "college": "信息学院"})
        for number, name in numbers.items()
    ]
    waiting = made_order(world, task, State.IN_REVIEW)
    package = deliver(manager, task.task_id)
    assert (package["members"], sum(one["photos"] for one in package["files"])) == (5, 5)
    states = [one.head.state for order_id in (*made, waiting) if (one := wire().stores.orders.load(order_id))]
    assert states == [State.IN_PRODUCTION] * 5 + [State.IN_REVIEW]

    got = files(manager, package["package_id"])
    assert set(got) == {
        "photos-001.zip",
        "manifest.csv",
        "manifest.xlsx",
        "handover.csv",
        "handover.xlsx",
        "SHA256SUMS",
    }
    for name, data in got.items():
        (tmp_path / name).write_bytes(data)
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert checked.stdout.count(": OK") == 5
    with zipfile.ZipFile(tmp_path / "photos-001.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "photos")
    subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=tmp_path / "photos", check=True)
    manifest = rows(got["manifest.csv"])
    assert [row["学号"] for row in manifest] == sorted(numbers)
    for row in manifest:
        assert row["照片文件名"] == f"BACHELOR/{row['学号']}.jpg"
        photo = (tmp_path / "photos" / row["照片文件名"]).read_bytes()
        assert hashlib.sha256(photo).hexdigest() == row["sha256"]
        assert (row["层次"], row["学院"], row["压缩包"]) == ("本科", "信息学院", "photos-001.zip")
    handed = rows(got["handover.csv"])
    assert [row["姓名"] for row in handed if row["学号"] == "合计"] == ["3 人", "2 人"]
    refused(lambda: deliver(manager, task.task_id), 409, "nothing_to_deliver")


def test_a_package_made_again_has_the_same_bytes(world: World, manager: Colleague) -> None:
    task = world.plain_task(price=0)
    order_ids = [made_order(world, task, State.APPROVED) for _ in range(3)]
    package_id = deliver(manager, task.task_id)["package_id"]
    before = world.objects(f"packages/{package_id}/")
    manager.call("POST", f"/api/staff/orders/{order_ids[0]}/correct", {"reason": "学信网结果", "note": "不是同一人"})
    for key in before:
        world.drop(key)
    manager.call("POST", f"/api/staff/packages/{package_id}/again", {})
    wait_for(lambda: world.objects(f"packages/{package_id}/") == before, "the same package")


def test_while_a_package_collects_no_other_is_made(world: World, manager: Colleague) -> None:
    task, store = world.plain_task(price=0), wire().stores.packages
    made_order(world, task, State.APPROVED)
    first = collecting(task)
    store.create(first, ())
    error = refused(lambda: deliver(manager, task.task_id), 409, "package_still_collecting")
    assert error["data"] == {"package_id": first.package_id}
    with pytest.raises(Conflict):
        store.create(replace(first, package_id=random_id(16)), ())
    manager.call("POST", f"/api/staff/packages/{first.package_id}/again", {})  # its job was lost
    assert ready(manager, first.package_id)["members"] == 1
    made_order(world, task, State.APPROVED)
    assert deliver(manager, task.task_id)["members"] == 1


def test_what_only_the_index_calls_approved_makes_no_package(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = world.plain_task(price=0)
    late = made_order(world, task, State.IN_PRODUCTION)
    monkeypatch.setattr(wire().stores.lists, "in_state", lambda *_, **__: ([late], None))
    refused(lambda: deliver(manager, task.task_id), 409, "nothing_to_deliver")


def test_zips_are_cut_to_size_and_names_never_collide(world: World, manager: Colleague) -> None:
    task = world.plain_task(price=0, file_name="{class_name}.jpg")
    for _ in range(3):
        made_order(world, task, State.APPROVED, named={"class_name": "../../etc/CON"})
    package = deliver(manager, task.task_id, part_mb=1)
    (zip_,) = [data for name, data in files(manager, package["package_id"]).items() if name.endswith(".zip")]
    names = zipfile.ZipFile(io.BytesIO(zip_)).namelist()
    assert len(set(names)) == 4
    assert all("/" not in name and ".." not in name for name in names)


def test_a_collection_code_names_the_file_and_stands_in_the_manifest(
    world: World, reviewer: Colleague, manager: Colleague
) -> None:
    student, task = world.student(), world.task(price=0, file_name="{collect_code}.jpg")
    read = student.read_code(task.task_id, card())
    order_id = student.open(task.task_id, read["read_id"], contact_phone=new_phone())["order_id"]
    student.judge(order_id, own_portrait())
    student.act(order_id, "submit", photo_no=1)
    approve(reviewer, order_id)
    package = deliver(manager, task.task_id)
    (row,) = rows(files(manager, package["package_id"])["manifest.csv"])
    assert row["照片文件名"] == f"{row['采集码']}.jpg"
    assert re.fullmatch("[0-9a-f]{16}", row["采集码"])
    assert row["姓名"] == "张*三"


def test_an_individual_order_is_posted_and_confirmed(world: World, reviewer: Colleague, manager: Colleague) -> None:
    posted = (FormField("consignee"), FormField("address"), FormField("layout"))
    task = world.plain_task(price=0, task_type="INDIVIDUAL", form_fields=(*PLAIN_FIELDS, *posted))
    address = "=cmd|' /C calc'!A0"
    student, order_id = approved(world, reviewer, task, consignee="李四", address=address, layout="一寸8张")
    got = files(manager, deliver(manager, task.task_id)["package_id"])
    assert student.order(order_id)["posting"] is None
    (label,) = rows(got["labels.csv"])
    assert (label["收件人"], label["收件地址"], label["冲印版式"]) == ("李四", f"'{address}", "一寸8张")
    (listed,) = rows(got["manifest.csv"])
    assert label["订单号"] == listed["订单号"] == grouped(student.order(order_id)["number"])
    post = f"/api/staff/orders/{order_id}/post"
    for wrong in ("\u200b ", "!!", "12 <>", "SF12345", "顺丰1234567890", "ABCDEFGH"):
        refused(partial(manager.call, "POST", post, {"courier": "SF", "number": wrong}), 422, "waybill_wrong", "number")
    for own in (student.order(order_id)["number"], label["订单号"]):
        refused(
            partial(manager.call, "POST", post, {"courier": "SF", "number": own}), 422, "waybill_is_order", "number"
        )
    said = manager.call("POST", post, {"courier": "SF", "number": "SF1234567890"})
    assert (said["courier"], said["waybill"], said["state"]) == ("顺丰速运", "SF1234567890", "IN_PRODUCTION")
    unheard = {"courier": "某某速运", "number": "1"}
    refused(lambda: manager.call("POST", post, unheard), 422, "invalid", "courier")
    order = student.order(order_id)
    assert order["timeline"][-1]["label"] == "已邮寄"
    assert order["posting"] == {
        "courier": "顺丰速运",
        "waybill": "SF1234567890",
        "posted_at": order["timeline"][-1]["at"],
    }
    mended = manager.call("POST", post, {"courier": "EMS", "number": "EA123456789CN"})
    assert mended["courier"] == "EMS"
    order = student.order(order_id)
    (listed,) = student.call("GET", "/api/orders")["orders"]
    assert (order["posting"]["courier"], order["posting"]["waybill"]) == ("EMS", "EA123456789CN")
    assert order["posting"]["posted_at"] > order["opened_at"]
    assert listed["posting"] == order["posting"]
    refused(partial(world.student().order, order_id), 404, "order_not_found")
    assert manager.call("POST", f"/api/staff/orders/{order_id}/confirm", {})["label"] == "采集完成"


def test_a_correction_after_delivery_is_free_and_goes_into_another_package(
    world: World, reviewer: Colleague, manager: Colleague
) -> None:
    task = world.plain_task(reject_limit=1)
    student = world.student()
    order_id = world.paid(student, task)
    approve(reviewer, order_id)
    first = deliver(manager, task.task_id)["package_id"]
    path = f"/api/staff/orders/{order_id}"
    refused(lambda: manager.call("POST", f"{path}/recall", {"reason": "重审"}), 409, "order_not_in_this_state")
    refused(lambda: manager.call("POST", f"{path}/correct", {"reason": "学信网来函"}), 422, "nothing_to_correct")
    why = {"reason": "学信网来函", "reasons": ["clothes_unsuitable"], "note": "衣领没有翻好"}
    manager.call("POST", f"{path}/correct", why)
    order = student.order(order_id)
    assert (order["label"], order["rejection"]["note"]) == ("待勘误", "衣领没有翻好")
    assert [one["code"] for one in order["rejection"]["reasons"]] == ["clothes_unsuitable"]
    row = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"][0]
    assert (row["action"], row["reason"], row["data"]["reasons"]) == ("correct", "学信网来函", ["clothes_unsuitable"])
    assert "衣领" not in str(row)
    refused(lambda: student.act(order_id, "resubmit", photo_no=1), 409, "photo_already_rejected")  # that one again
    photo_no = student.judge(order_id, own_portrait())["photo_no"]
    assert student.act(order_id, "resubmit", photo_no=photo_no)["label"] == "待审核"
    reject(reviewer, order_id, photo_no)
    assert student.order(order_id)["rejection"]["note"] is None
    photo_no = student.judge(order_id, own_portrait())["photo_no"]
    student.act(order_id, "resubmit", photo_no=photo_no)
    seen = take(reviewer, order_id)["order"]
    assert seen["to_correct"]["note"] == "衣领没有翻好"  # whoever reviews it knows, whatever was rejected since
    approve(reviewer, order_id, photo_no)
    second = deliver(manager, task.task_id)["package_id"]
    order = student.order(order_id)
    assert (order["label"], order["paid"], len({first, second})) == ("制作中", True, 2)
    listed = manager.call("GET", f"/api/staff/tasks/{task.task_id}/packages")["packages"]
    assert [one["package_id"] for one in listed] == [second, first]


def test_a_correction_by_mistake_is_taken_back_whatever_was_handed_in_and_withdrawn_since(
    world: World, reviewer: Colleague, manager: Colleague
) -> None:
    task = world.plain_task(price=0)
    student, order_id = approved(world, reviewer, task)
    package = deliver(manager, task.task_id)["package_id"]
    path, why = f"/api/staff/orders/{order_id}", {"reason": "导入了别的学校的结果"}
    manager.call("POST", f"{path}/confirm", {})
    manager.call("POST", f"{path}/correct", why | {"note": "不是同一人"})
    photo_no = student.judge(order_id, own_portrait())["photo_no"]
    student.act(order_id, "resubmit", photo_no=photo_no)
    refused(lambda: decide(manager, order_id, "uncorrect"), 409, "order_not_in_this_state")  # it is being reviewed
    student.act(order_id, "withdraw")
    assert "uncorrect" in [one["action"] for one in manager.call("GET", path)["actions"]]
    finance = colleague(world.box.console_url, FINANCE)
    refused(lambda: decide(finance, order_id, "uncorrect"), 403, "forbidden")
    done = decide(manager, order_id, "uncorrect", **why)["order"]
    assert (done["state"], done["package"], done["photo_no"], done["correcting"]) == ("DONE", package, 1, False)
    assert done["rejection"] is None
    order = student.order(order_id)
    assert (order["label"], order["photo"]["photo_no"], order["actions"]) == ("采集完成", 1, [])
    assert (order["deadlines"]["resubmit"], order["timeline"][-1]["label"]) == (None, "撤销勘误")
    row = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"][0]
    assert (row["action"], row["reason"], row["data"]) == (
        "uncorrect",
        why["reason"],
        {"from": "CORRECTION", "to": "DONE"},
    )
    refused(lambda: decide(manager, order_id, "uncorrect"), 409, "order_not_in_this_state")


LEADS_AWAY = (
    "../{order_id}.jpg", "/{order_id}.jpg", "a//b.jpg", "{order_id}.exe", "{name}.jpg", "{collect_code}.jpg",
    "{order_id!r}.jpg", "{order_id.__class__}.jpg", "x/.jpg/",
)  # fmt: skip


@pytest.mark.parametrize("template", LEADS_AWAY)
def test_a_file_name_leads_nowhere_else(world: World, manager: Colleague, template: str) -> None:
    task = world.plain_task(price=0)
    body = {"file_name": template}
    refused(
        lambda: manager.call("POST", f"/api/staff/tasks/{task.task_id}/packages", body),
        422,
        "file_name_wrong",
        "file_name",
    )


def test_another_branchs_package_is_absent(world: World, manager: Colleague) -> None:
    task, stranger = world.plain_task(price=0), colleague(world.box.console_url, MANAGER, branch="guangdong")
    made_order(world, task, State.APPROVED)
    package_id = deliver(manager, task.task_id)["package_id"]
    path = f"/api/staff/packages/{package_id}"
    refused(lambda: stranger.call("GET", path), 404, "package_unknown")
    for step in ("links", "again"):
        refused(partial(stranger.call, "POST", f"{path}/{step}", {}), 404, "package_unknown")


def test_a_negative_number_stays_one_that_can_be_added_up() -> None:
    assert sheets.csv_bytes([["-59.00", "-1"]]).decode("utf-8-sig") == "-59.00,-1\r\n"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠SUM(A1)"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    text = io.StringIO(sheets.csv_bytes([[cell]]).decode("utf-8-sig"), newline="")
    assert list(csv.reader(text)) == [[f"'{cell}"]]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(sheets.xlsx_bytes([[cell]], "x"))).read("xl/worksheets/sheet1.xml")
