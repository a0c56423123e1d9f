"""Prints over HTTP: sheets by class with their captions, labels beside them, made once, again and on."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from typing import Any

import pypdfium2
import pytest

from chalicelib.delivery.making import EditionOver, OutOfTime
from chalicelib.delivery.model import PackageState
from chalicelib.delivery.prints import model
from chalicelib.delivery.prints.model import PrintKind
from chalicelib.orders.model import State
from chalicelib.orders.number import fresh, grouped
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.branch import collecting, deliver, rows
from tests.worlds.postings import posting_task, printed
from tests.worlds.prints import pages, pdfs_in, portrait, printed_run, ready_run, run_files
from tests.worlds.proven import proven
from tests.worlds.staff import Colleague, colleague, who
from tests.worlds.staff_orders import made_order

NAME = "欧阳𠮷野"  # the second character of the given name is in no Chinese font
WISH = {"kind": "SMALL"}


def school(world: World, manager: Colleague, *numbers: str, **task: Any) -> str:
    """A package of a school's task, with an approved order for each number."""
    made = world.plain_task(price=0, **task)
    for number in numbers:
        of = {"student_no": number, "college": "文学院", "class_name": f"中文220{int(number[-1]) % 2}", "name": NAME}
        made_order(world, made, State.APPROVED, photo=portrait(), named=of)
    return str(deliver(manager, made.task_id)["package_id"])


def unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody but the test makes the files."""
    monkeypatch.setattr(wire().delivery.prints, "_send", lambda *_: None)


def asked(manager: Colleague, package_id: str, kind: PrintKind = PrintKind.SMALL) -> Any:
    return wire().delivery.prints.ask(who(manager.account), package_id, kind, model.CAPTION)[1]


def test_a_class_is_a_pdf_with_a_page_for_each_and_one_picture_a_page(world: World, manager: Colleague) -> None:
    package_id = school(world, manager, "S3", "S1", "S2", "S4")
    run = printed_run(manager, package_id, "SMALL")
    assert (run["state"], run["people"], run["done"]) == ("READY", 4, 4)
    files = run_files(manager, run)
    assert set(files) == {"prints-001.zip", "prints.csv", "prints.xlsx", "SHA256SUMS"}
    found = pdfs_in(files)
    assert list(found) == ["湖南大学-文学院-中文2200.pdf", "湖南大学-文学院-中文2201.pdf"]
    assert [[page.split(" ")[1] for page in pages(one)] for one in found.values()] == [["S2", "S4"], ["S1", "S3"]]
    for one in found.values():
        assert one.count(portrait()) == 1  # of a class whose members have the same one
        size = pypdfium2.PdfDocument(one)[0].get_size()
        assert [round(side / 72 * 25.4) for side in size] == [127, 89]
    listed = rows(files["prints.csv"])
    assert [(row["学号"], row["文件"], row["页"], row["压缩包"]) for row in listed] == [
        ("S2", "湖南大学-文学院-中文2200.pdf", "1", "prints-001.zip"),
        ("S4", "湖南大学-文学院-中文2200.pdf", "2", "prints-001.zip"),
        ("S1", "湖南大学-文学院-中文2201.pdf", "1", "prints-001.zip"),
        ("S3", "湖南大学-文学院-中文2201.pdf", "2", "prints-001.zip"),
    ]
    assert {row["分辨率"] for row in listed} == {"一寸 464 dpi"}
    assert {row["字体没有的字"] for row in listed} == {"𠮷"}
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(files[name]).hexdigest() for name in files if name != "SHA256SUMS"}
    (entry, *_) = manager.call("GET", "/api/staff/audit", subject=f"task {_task_of(package_id)}")["rows"]
    assert (entry["action"], entry["data"]["prints"]) == ("fetch_prints", "SMALL")


def _task_of(package_id: str) -> str:
    package = wire().stores.packages.get(package_id)
    assert package is not None
    return package.task_id


def test_each_gets_the_layout_she_chose_and_a_label_with_her_address(world: World, manager: Colleague) -> None:
    task = posting_task(world)
    wanted = {"S1": "二寸 4 张", "S2": "", "S3": "相框", "S4": "一寸 8 张"}
    for number, layout in wanted.items():
        printed(
            world,
            task,
            number,
            State.APPROVED,
            photo=portrait(),
            layout=layout,
            number=fresh(),
            address="" if number == "S4" else "长沙市 1 号",
        )
    package_id = deliver(manager, task.task_id)["package_id"]
    files = run_files(manager, printed_run(manager, package_id, "CHOSEN", caption="{number} {name}"))
    assert list(pdfs_in(files)) == ["湖南大学-文学院-中文2201-二寸4张.pdf", "湖南大学-文学院-中文2201-一寸8张.pdf"]
    said = {row["学号"]: (row["版面"], row["说明"]) for row in rows(files["prints.csv"])}
    assert said == {
        "S1": ("二寸 4 张", ""),
        "S2": ("一寸 8 张", "学生没有选择版面，按一寸 8 张"),
        "S3": ("一寸 8 张", "学生选择的“相框”不是这里的版面，按一寸 8 张"),
        "S4": ("一寸 8 张", ""),
    }
    for kind, sheets in (("LABELS_A4", 1), ("LABELS_ROLL", 4)):
        got = run_files(manager, printed_run(manager, package_id, kind))
        labels = pages(got["labels-001.pdf"])
        assert len(labels) == sheets
        words = "".join(labels)
        assert words.count("长沙市 1 号") == words.count("19900000000") == 3
        listed = rows(got["prints.csv"])
        assert [row["说明"] for row in listed] == ["", "", "", "没有收件地址"]
        assert all(row["订单号"] in words for row in listed)
        assert all(row["订单号"] == grouped(row["订单号"].replace(" ", "")) for row in listed)


def test_the_same_wish_is_one_run_and_makes_the_same_bytes_again(world: World, manager: Colleague) -> None:
    package_id = school(world, manager, "S1", "S2", "S3")
    first = printed_run(manager, package_id, "MIXED")
    prefix = f"packages/{package_id}/prints-{first['run_id']}/"
    before = world.objects(prefix)
    for key in before:
        world.drop(key)
    again = manager.call("POST", f"/api/staff/packages/{package_id}/prints", {"kind": "MIXED"})
    assert again["run_id"] == first["run_id"]
    wire().delivery.printer.make(package_id, first["run_id"], lambda: 900.0)
    assert world.objects(prefix) == before
    other = printed_run(manager, package_id, "MIXED", caption="{college}")
    assert other["run_id"] != first["run_id"]
    (listed,) = manager.call("GET", f"/api/staff/tasks/{_task_of(package_id)}/prints")["packages"]
    assert [one["run_id"] for one in listed["runs"]] == [other["run_id"], first["run_id"]]


def test_a_run_that_was_stopped_goes_on_where_it_was(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    package_id = school(world, manager, "S1", "S2", "S3")
    whole = printed_run(manager, package_id, "LARGE")
    unsent(monkeypatch)
    monkeypatch.setattr(model, "MOST_PAGES", 1)
    monkeypatch.setattr(model, "MOST_STUDENTS", 1)
    run, printer = asked(manager, package_id), wire().delivery.printer
    left = iter([900.0, 900.0, 30.0])
    with pytest.raises(OutOfTime):
        printer.make(package_id, run.run_id, lambda: next(left))
    half = wire().delivery.print_store.get(package_id, run.run_id)
    assert half is not None
    assert ([file.name for file in half.files], half.ready) == (["prints-001.zip", "prints-002.zip"], False)
    assert printer.make(package_id, run.run_id, lambda: 900.0) == "ready"
    done = ready_run(manager, {"package_id": package_id, "run_id": run.run_id})
    assert (done["done"], whole["done"]) == (3, 3)
    assert printer.make(package_id, "nobody", lambda: 900.0) == "unknown"


def test_whoever_deleted_her_data_is_in_no_prints(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    student, task = world.student(), world.plain_task(price=0)
    mine = made_order(
        world, task, State.APPROVED, photo=portrait(), person_id=world.person(student), named={"name": NAME}
    )
    made_order(world, task, State.APPROVED, photo=portrait())
    package_id = str(deliver(manager, task.task_id)["package_id"])
    manager.call("POST", f"/api/staff/orders/{mine}/confirm", {})
    first = printed_run(manager, package_id, "SMALL")
    proven(student).call("POST", "/api/me/deletion", {"confirmed": True})
    assert world.objects(f"packages/{package_id}/") == {}
    (package,) = manager.call("GET", f"/api/staff/tasks/{task.task_id}/prints")["packages"]
    assert [(one["state"], one["files"]) for one in package["runs"]] == [("OUTDATED", [])]
    links = f"/api/staff/packages/{package_id}/prints/{first['run_id']}/links"
    refused(partial(manager.call, "POST", links, {}), 404, "prints_unknown")
    assert wire().delivery.printer.make(package_id, first["run_id"], lambda: 900.0) == "unknown"  # a late message
    again = printed_run(manager, package_id, "SMALL")
    assert (again["run_id"], again["people"]) == (first["run_id"], 1)
    files = run_files(manager, again)
    assert all(NAME.encode() not in data for data in files.values())
    (_, gone) = rows(files["prints.csv"])
    assert (gone["姓名"], gone["说明"]) == ("（已删除）", "学生已删除个人信息，照片不在包内")


def test_a_printer_that_is_at_work_leaves_nothing_of_her(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    student, task = world.student(), world.plain_task(price=0)
    mine = made_order(world, task, State.APPROVED, photo=portrait(), person_id=world.person(student))
    made_order(world, task, State.APPROVED, photo=portrait())
    package_id = str(deliver(manager, task.task_id)["package_id"])
    manager.call("POST", f"/api/staff/orders/{mine}/confirm", {})
    unsent(monkeypatch)
    run, printer = asked(manager, package_id), wire().delivery.printer
    put, once = printer._objects.put_file, list[str]()

    def put_and_go(key: str, file: Any, content_type: str) -> bool:
        done = put(key, file, content_type)
        if not once:
            once.append(key)
            proven(student).call("POST", "/api/me/deletion", {"confirmed": True})
        return done

    monkeypatch.setattr(printer._objects, "put_file", put_and_go)
    with pytest.raises(EditionOver):
        printer.make(package_id, run.run_id, lambda: 900.0)
    assert world.objects(f"packages/{package_id}/") == {}


def test_what_cannot_be_printed_says_why(world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    task: Task = world.plain_task(price=0)
    waits = collecting(task)
    wire().stores.packages.create(waits, ())
    path = f"/api/staff/packages/{waits.package_id}/prints"
    refused(lambda: manager.call("POST", path, WISH), 409, "cannot_print_yet")
    nobody = replace(collecting(world.plain_task()), state=PackageState.OUTDATED, members=0)  # all deleted their data
    wire().stores.packages.create(nobody, ())
    path = f"/api/staff/packages/{nobody.package_id}/prints"
    refused(lambda: manager.call("POST", path, WISH), 409, "nothing_to_print")
    package_id = school(world, manager, "S1")
    path = f"/api/staff/packages/{package_id}/prints"
    for caption in ("{address}", "{", ""):
        refused(partial(manager.call, "POST", path, WISH | {"caption": caption}), 422, "caption_wrong", "caption")
    refused(lambda: manager.call("POST", path, {"kind": "POSTER"}), 422, "invalid", "kind")
    stranger = colleague(world.box.console_url, StaffRole.MANAGER, branch="guangdong")
    refused(lambda: stranger.call("POST", path, WISH), 404, "package_unknown")
    refused(lambda: manager.call("POST", f"{path}/nobody/links", {}), 404, "prints_unknown")
