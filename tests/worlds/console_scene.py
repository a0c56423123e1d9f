"""A branch with something on every page of the console, made once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.delivery.prints.model import PrintKind
from chalicelib.desk.model import Params
from chalicelib.exports.model import Asked
from chalicelib.orders.model import State
from chalicelib.pay.bills.model import BillReport
from chalicelib.shared.ids import random_id
from chalicelib.shared.sheets import csv_bytes
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds.branch import run
from tests.worlds.faces import count_faces
from tests.worlds.finance import invoice_number, unbooked
from tests.worlds.home import Branch, counted
from tests.worlds.postings import posting_task, printed
from tests.worlds.prints import portrait
from tests.worlds.reviewer import many
from tests.worlds.staff import a_phone, colleague, shown
from tests.worlds.staff_orders import bought, made_order, moved
from tests.worlds.staff_scene import settled
from tests.worlds.task_figures import in_season

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
TITLE = {"kind": "COMPANY", "title": "某某大学", "tax_no": "91430100MA4L16JQ9D", "email": "cw@example.com"}
PLACES = [("信息学院", "软件2201", 40), ("文学院", "中文2201", 30)]
TASK_TITLE = "湘潭大学 2027 届毕业生图像采集"
Found = dict[str, str]  # what stands in addresses, by its name there


def stocked(branch: Branch) -> Found:
    """The ids of what was made; `postedId` and `busyId` are tasks whose prints are posted, and in mid-season."""
    found = {"taskId": branch.task.task_id} | _orders(branch) | _delivery(branch) | _money(branch) | _people(branch)
    branch.proposed(branch.who(MANAGER))
    branch.stuck_refund()
    return found


def _orders(branch: Branch) -> Found:
    """Tasks, and pictures that wait; the queue holds those that can be seen, and no other."""
    world, task = branch.world, branch.task
    for state in (State.REJECTED, State.APPROVED, State.DONE):
        made_order(world, task, state)
    many(world, task, 3)
    many(world, task, 1, risk=0.8)
    return {"busyId": in_season(world, PLACES, TASK_TITLE, branch.name).task_id}


def _delivery(branch: Branch) -> Found:
    world, clerk = branch.world, colleague(branch.world.box.console_url, MANAGER, branch=branch.name)
    who = branch.who(MANAGER)
    task = posting_task(world, branch=branch.name, title="散拍订单")
    for number in ("S1", "S2"):
        printed(world, task, number, State.APPROVED, photo=portrait())
    counted({(f"COUNT#{task.task_id}", "STATE#APPROVED"): 2, (f"COUNT#{task.task_id}", "STATE#IN_PRODUCTION"): 3})
    package = wire().delivery.packages.create(who, task.task_id, file_name=None, part_mb=None).package_id
    settled(lambda: wire().delivery.packages.show(who, package).state == "READY")
    wire().delivery.prints.ask(who, package, PrintKind.LABELS_A4, "")
    settled(lambda: any(one.ready for one in wire().delivery.print_store.of_package(package)))
    _answered_by_chsi(branch, task, lambda table: run(clerk, "CHSI", table, task.task_id))
    wrong = csv_bytes([["学号", "学院"], ["！！", "信息学院"], ["20270001", "信息学院"]])
    job = run(clerk, "ROSTER", wrong, branch.task.task_id)
    assert job["state"] == "REFUSED"
    wire().finance.exports.start(who, "ORDERS", "CSV", Asked(task_id=task.task_id), "学校要的名单")
    return {"postedId": task.task_id, "packageId": package, "importId": job["import_id"]}


def _answered_by_chsi(branch: Branch, task: Task, imported: Callable[[bytes], object]) -> None:
    ids = [made_order(branch.world, task, State.IN_PRODUCTION, photo=portrait()) for _ in range(3)]
    says = [("不通过", "照片清晰度不合格"), ("不通过", "瞳孔平行角度不合格"), ("通过", "")]
    imported(csv_bytes([["订单号", "结果", "说明"], *([one, *said] for one, said in zip(ids, says, strict=True))]))


def _money(branch: Branch) -> Found:
    """Three paid orders, one with an invoice and one whose refund waits for a second person; a day's bill with a line
    that does not match."""
    world, who = branch.world, branch.who(FINANCE)
    task, ids = world.plain_task(branch=branch.name, title="收费的任务"), list[str]()
    for _ in range(3):
        student = world.student()
        ids.append(bought(world, student, task))
        student.call("PUT", f"/api/orders/{ids[-1]}/invoice-title", TITLE)
        moved(ids[-1], state=State.APPROVED, queued_at=None)
    wire().desk.invoices.issue(who, ids[0], invoice_number(), 1)
    wire().desk.decisions.ask(who, ids[1], "refund", Params(), "学生退学")
    world.box.stream.drain()  # so that the season has counted them
    return {"orderId": ids[0], "channel": "wechat", "day": _unmatched().isoformat()}


def _unmatched() -> date:
    """Three months back, where no other test looks."""
    day = wire().money.bills.yesterday() - timedelta(days=80)
    report = BillReport(channel="wechat", day=day, made_at=wire().clock(), payments=1, refunds=0, paid=3000, returned=0)
    wire().stores.bill_reports.keep(replace(report, lines=(unbooked(),)))
    return day


def _people(branch: Branch) -> Found:
    """An invitation, a count of the stored faces, a task that was cleared and one that will be."""
    boss, closes = branch.who(ADMIN), wire().clock() - timedelta(days=17)
    invitations = wire().staff.invitations
    account = invitations.invite(boss, f"user-{random_id(10)}", "新同事", [REVIEWER], a_phone())
    token = shown(account)
    invitations.invite(boss, f"user-{random_id(10)}", "新财务", [FINANCE], a_phone())
    opened = {"opens_at": closes - timedelta(days=30), "closes_at": closes, "retention_days": 20}
    ending = branch.open_task(title="快到期的任务", **opened)
    made_order(branch.world, ending, State.DONE, state_at=closes - timedelta(days=1))
    cleared = branch.open_task(title="到期的任务")
    wire().privacy.deletions.over(cleared, "RETENTION", {"roster items": 3}, [])
    count_faces()
    return {"token": token}
