"""What the rows of the staff's routes are tried on: an order, a package, a proposal, made for a caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from chalicelib.delivery.prints.model import PrintKind
from chalicelib.desk.model import Params
from chalicelib.desk.review.check import Check, CheckKind
from chalicelib.exports import model as exports
from chalicelib.exports.model import Asked
from chalicelib.imports.model import LONGEST, Problem
from chalicelib.orders.model import State
from chalicelib.orders.store.bands import Band
from chalicelib.pay.bills.model import BillReport
from chalicelib.shared.db import transact
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import World
from tests.worlds.postings import posting_task, printed
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import bought, made_order
from tools.suite.patience import wait_for

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
Words = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """What a row's words are made of."""

    world: World
    caller: Colleague

    @property
    def who(self) -> Staff:
        return staff.who(self.caller.account)

    def order(self, state: State = State.IN_REVIEW, **changes: Any) -> Words:
        task = self.world.plain_task(price=0)
        return {"order_id": made_order(self.world, task, state, **changes), "task_id": task.task_id}

    def held(self) -> Words:
        return self.order(held_by=self.caller.account.staff_id)

    def task(self, **changes: Any) -> Words:
        return {"task_id": self.world.plain_task(**changes).task_id}

    def teacher_link(self) -> Words:
        found = self.task()
        _, link = wire().teachers.links.create(self.who, found["task_id"], 7, "辅导员查看")
        return found | {"link_id": link.link_id}

    def colleague(self) -> Words:
        return {"staff_id": staff.hire(REVIEWER).staff_id}

    def grant(self) -> Words:
        account, boss = staff.hire(REVIEWER), staff.who(staff.hire(ADMIN))
        waits = wire().staff.grants.give_roles(boss, account.staff_id, [REVIEWER, FINANCE], "工作需要").grant
        assert waits is not None
        return {"staff_id": account.staff_id, "grant_id": waits.grant_id}

    def colleagues_session(self) -> Words:
        account = staff.hire(REVIEWER)
        staff.session(account)
        (session,) = wire().staff.sessions.listed(account.staff_id)
        return {"staff_id": account.staff_id, "session_id": session.session_id}

    def package(self) -> Words:
        found = self.order(State.APPROVED)
        package = wire().delivery.packages.create(self.who, found["task_id"], file_name=None, part_mb=None)
        settled(lambda: wire().delivery.packages.show(self.who, package.package_id).state == "READY")
        return {"package_id": package.package_id}

    def prints(self) -> Words:
        """Labels: the pictures of these packages are none."""
        found = self.package()
        _, run = wire().delivery.prints.ask(self.who, found["package_id"], PrintKind.LABELS_A4, "")
        store = wire().delivery.print_store
        settled(lambda: any(one.ready for one in store.of_package(found["package_id"])))
        return found | {"run_id": run.run_id}

    def to_post(self) -> Words:
        task = posting_task(self.world)
        return {"order_id": printed(self.world, task, random_id(8).upper()), "task_id": task.task_id}

    def imported(self) -> Words:
        job = wire().delivery.imports.start(self.who, "ROSTER", random_id(), self.task()["task_id"], "学校提供")
        settled(lambda: wire().delivery.imports.show(self.who, job.import_id).state == "REFUSED")
        return {"import_id": job.import_id}

    def written(self) -> Words:
        found = self.imported()
        done = replace(wire().delivery.imports.show(self.who, found["import_id"]), state="DONE", problems=())
        wire().stores.imports.save(done)
        return found

    def wrong_rows(self) -> Words:
        """An import with a row that was wrong."""
        found = self.imported()
        job = replace(wire().delivery.imports.show(self.who, found["import_id"]), kept=1, parts=(0,), head=("行政班",))
        wrong = Problem(line=2, column="学号", message="不是有效的学号")
        wire().delivery.wrong_rows.put(job, 0, [wrong], {2: {"学号": "？"}})
        wire().stores.imports.save(job)
        return found

    def refused_by_chsi(self) -> Words:
        """An order whose photo CHSI refused, while the branch looks at it."""
        found = self.order(State.IN_PRODUCTION)
        order = wire().stores.orders.load(found["order_id"])
        assert order is not None
        wire().delivery.chsi.held(order, "不通过", "照片模糊")
        return found

    def stalled(self) -> Words:
        found = self.imported()
        then = wire().clock() - 2 * LONGEST
        job = replace(
            wire().delivery.imports.show(self.who, found["import_id"]), state="QUEUED", problems=(), moved_at=then
        )
        wire().stores.imports.save(job)
        return found

    def paid(self) -> Words:
        return {"order_id": bought(self.world, self.world.student()), "attempt_no": 1}

    def exported(self) -> Words:
        service = wire().finance.exports
        export = service.start(self.who, "INVOICES", "CSV", Asked(), "月底核对")
        settled(lambda: service.show(self.who, export.export_id).state == "DONE")
        return {"export_id": export.export_id}

    def stopped_export(self) -> Words:
        found, store = self.exported(), wire().stores.exports
        export = store.get(found["export_id"])
        assert export is not None
        then = wire().clock() - 2 * exports.LONGEST
        store.move(export, replace(export, state="RUNNING", parts=0, moved_at=then))
        return found

    def proposal(self) -> Words:
        role, action = (FINANCE, "refund") if FINANCE in self.caller.account.roles else (MANAGER, "edit")
        student, task = self.world.student(), self.world.plain_task()
        order_id = bought(self.world, student, task)
        other = staff.who(staff.hire(role))
        if action == "refund":  # before approval finance needs nobody
            made = wire().review.orders
            made.take(other, order_id)
            made.approve(other, order_id, 1)
        params = Params(fields={"college": "新学院"}) if action == "edit" else Params()
        outcome = wire().desk.decisions.ask(other, order_id, action, params, "学生来电")  # type: ignore[arg-type]
        assert outcome.proposal is not None
        return {"proposal_id": outcome.proposal.proposal_id}

    def invoice(self) -> Words:
        student = self.world.student()
        order_id = bought(self.world, student)
        title = {"kind": "PERSONAL", "title": "张三", "email": "a@example.com"}
        student.call("PUT", f"/api/orders/{order_id}/invoice-title", title)
        return {"order_id": order_id, "number": random_id(20)}

    def issued(self) -> Words:
        words = self.invoice()
        wire().desk.invoices.issue(staff.who(staff.hire(FINANCE)), words["order_id"], random_id(20), 1)
        return words

    def decision(self) -> Words:
        if FINANCE in self.caller.account.roles:
            return {"order_id": bought(self.world, self.world.student()), "action": "refund"}
        return self.order(State.REJECTED) | {"action": "grant"}

    def person(self) -> Words:
        student = self.world.student()
        self.world.draft(student)
        return {"person_id": self.world.person(student)}

    def bill(self) -> Words:
        """A day with a report, three months back."""
        day = wire().money.bills.yesterday() - timedelta(days=80)
        report = BillReport(
            channel="wechat", day=day, made_at=wire().clock(), payments=0, refunds=0, paid=0, returned=0
        )
        wire().stores.bill_reports.keep(report)
        return {"channel": "wechat", "day": day.isoformat(), "since": report.made_at}

    def disagreement(self) -> Words:
        words, who = self.order(State.APPROVED), self.who
        check = Check(
            order_id=words["order_id"],
            photo_no=1,
            branch=who.branch,
            band=Band.LOW,
            kind=CheckKind.LOOK,
            first_by=random_id(),
            first_approved=True,
            made_at=wire().clock(),
            by=random_id(),
            approved=False,
            at=wire().clock(),
        )
        wire().stores.checks.add(check)
        return words | {"photo_no": 1}

    def code(self) -> Words:
        return {"code": staff.code(self.caller.account)}

    def session(self) -> Words:
        token, session, writes = wire().staff.sessions.start(self.caller.account, "10.0.0.1")
        transact(writes)
        return {"session_id": session.session_id, "token": token}


def settled(done: Callable[[], bool]) -> None:
    """Waits until a job behind the scenes ended, so that it writes nothing while another test looks."""
    wait_for(done, "the end of the job")
