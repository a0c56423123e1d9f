"""Every staff route with who may call it, what it needs and what it leaves in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from chalicelib.desk.model import Params
from chalicelib.imports.model import LONGEST
from chalicelib.orders.model import State
from chalicelib.pay.bills.model import BillReport
from chalicelib.shared.db import transact
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from tests.worlds import staff
from tests.worlds.app import World, school_code
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import bought, made_order
from tests.worlds.tasks import SETTINGS
from tools.suite.patience import wait_for

REVIEWER, MANAGER, FINANCE, ADMIN = ROLES = tuple(StaffRole)
ANYBODY = frozenset(ROLES)
DESK, BOTH, REVIEW = frozenset({MANAGER}), frozenset({MANAGER, FINANCE}), frozenset({REVIEWER, MANAGER})
MONEY = frozenset({FINANCE})
TABLES, BOSS = frozenset({MANAGER, ADMIN}), frozenset({ADMIN})
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
        _, link = wire().desk.teacher_links.create(self.who, found["task_id"], 7, "辅导员查看")
        return found | {"link_id": link.link_id}

    def colleague(self) -> Words:
        return {"staff_id": staff.hire(REVIEWER).staff_id}

    def package(self) -> Words:
        found = self.order(State.APPROVED)
        package = wire().delivery.packages.create(self.who, found["task_id"], file_name=None, part_mb=None)
        settled(lambda: wire().delivery.packages.show(self.who, package.package_id).state == "READY")
        return {"package_id": package.package_id}

    def imported(self) -> Words:
        job = wire().delivery.imports.start(self.who, "ROSTER", random_id(), self.task()["task_id"], "学校提供")
        settled(lambda: wire().delivery.imports.show(self.who, job.import_id).state == "REFUSED")
        return {"import_id": job.import_id}

    def written(self) -> Words:
        found = self.imported()
        done = replace(wire().delivery.imports.show(self.who, found["import_id"]), state="DONE", problems=())
        wire().stores.imports.save(done)
        return found

    def stalled(self) -> Words:
        found = self.imported()
        then = wire().clock() - 2 * LONGEST
        job = replace(
            wire().delivery.imports.show(self.who, found["import_id"]), state="QUEUED", problems=(), moved_at=then
        )
        wire().stores.imports.save(job)
        return found

    def proposal(self) -> Words:
        role, action = (FINANCE, "refund") if FINANCE in self.caller.account.roles else (MANAGER, "edit")
        student, task = self.world.student(), self.world.plain_task()
        order_id = bought(self.world, student, task)
        other = staff.who(staff.hire(role))
        if action == "refund":  # before approval finance needs nobody
            made = wire().desk.review
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
        student, other = self.world.student(), self.world.student()
        for one in (student, other):
            self.world.draft(one)
        return {"person_id": self.world.person(student), "other_id": self.world.person(other)}

    def bill(self) -> Words:
        """A day with a report, three months back."""
        day = wire().money.bills.yesterday() - timedelta(days=80)
        report = BillReport(
            channel="wechat", day=day, made_at=wire().clock(), payments=0, refunds=0, paid=0, returned=0
        )
        wire().stores.bill_reports.keep(report)
        return {"channel": "wechat", "day": day.isoformat(), "since": report.made_at}

    def session(self) -> Words:
        token, session, writes = wire().desk.sessions.start(self.caller.account, "10.0.0.1")
        transact(writes)
        return {"session_id": session.session_id, "token": token}


def settled(done: Callable[[], bool]) -> None:
    """Waits until a job behind the scenes ended, so that it writes nothing while another test looks."""
    wait_for(done, "the end of the job")


@dataclass(frozen=True)
class Row:
    """roles: who may; status: what they are answered; elsewhere: what the same roles of another branch are answered;
    body: filled with the words; audited: the row's action in the trail; done: what it set going behind the scenes."""

    roles: frozenset[StaffRole]
    words: Callable[[Scene], Words]
    body: Any = None
    status: int = 200
    elsewhere: int = 404
    audited: str = ""
    query: str = ""
    done: Callable[[Words], bool] = lambda _: True


def nothing(_: Scene) -> Words:
    return {}


def matched(words: Words) -> bool:
    reports = [
        wire().stores.bill_reports.of(channel, date.fromisoformat(words["day"])) for channel in wire().outside.channels
    ]
    return all(report is not None and report.made_at > words["since"] for report in reports)


def in_state(state: State, **changes: Any) -> Callable[[Scene], Words]:
    return lambda scene: scene.order(state, **changes)


WHY = {"reason": "工作需要"}
MATRIX: dict[tuple[str, str], Row] = {
    ("GET", "me"): Row(ANYBODY, nothing, elsewhere=200),
    ("POST", "logout"): Row(ANYBODY, nothing, {}, elsewhere=200, audited="end_session"),
    ("GET", "sessions"): Row(ANYBODY, nothing, elsewhere=200),
    ("DELETE", "sessions/{session_id}"): Row(ANYBODY, Scene.session, audited="end_session"),
    ("GET", "accounts"): Row(BOSS, nothing, elsewhere=200),
    ("POST", "accounts"): Row(
        BOSS, lambda _: {"username": f"u-{random_id(9)}"},
        {"username": "{username}", "name": "新人", "roles": ["REVIEWER"]}, 201, 201, "invite",
    ),
    ("POST", "accounts/{staff_id}/invite"): Row(BOSS, Scene.colleague, WHY, audited="invite_again"),
    ("POST", "accounts/{staff_id}/roles"): Row(
        BOSS, Scene.colleague, WHY | {"roles": ["FINANCE"]}, audited="give_roles"
    ),
    ("POST", "accounts/{staff_id}/disable"): Row(BOSS, Scene.colleague, WHY, audited="disable"),
    ("POST", "accounts/{staff_id}/unlock"): Row(BOSS, Scene.colleague, WHY, audited="unlock"),
    ("POST", "accounts/{staff_id}/end-sessions"): Row(BOSS, Scene.colleague, WHY, audited="end_sessions"),
    ("GET", "audit"): Row(TABLES, nothing, elsewhere=200),
    ("GET", "tasks"): Row(ANYBODY, nothing, elsewhere=200),
    ("POST", "tasks"): Row(DESK, nothing, {"settings": SETTINGS}, 201, 201, "create_task"),
    ("GET", "tasks/{task_id}"): Row(ANYBODY, Scene.task),
    ("PUT", "tasks/{task_id}"): Row(DESK, Scene.task, {"rev": 1, "settings": {"price": 1}}, audited="change_task"),
    ("POST", "tasks/{task_id}/copy"): Row(DESK, Scene.task, {"settings": {}}, 201, audited="create_task"),
    ("POST", "tasks/{task_id}/open"): Row(
        DESK, lambda scene: scene.task(state="DRAFT"), {"rev": 1}, audited="open_task"
    ),
    ("POST", "tasks/{task_id}/close"): Row(DESK, Scene.task, WHY | {"rev": 1}, audited="close_task"),
    ("GET", "tasks/{task_id}/orders"): Row(ANYBODY, Scene.order, query="?state=IN_REVIEW"),
    ("GET", "tasks/{task_id}/progress"): Row(ANYBODY, Scene.task),
    ("POST", "tasks/{task_id}/teacher-links"): Row(DESK, Scene.task, WHY | {"days": 7}, 201, audited="teacher_link"),
    ("GET", "tasks/{task_id}/teacher-links"): Row(DESK, Scene.task, audited="view_teacher_links"),
    ("POST", "tasks/{task_id}/teacher-links/{link_id}/revoke"): Row(
        DESK, Scene.teacher_link, WHY, audited="revoke_teacher_link"
    ),
    ("GET", "review/statistics"): Row(REVIEW, nothing, elsewhere=200),
    ("GET", "tasks/{task_id}/packages"): Row(BOTH, Scene.task),
    ("POST", "tasks/{task_id}/packages"): Row(DESK, in_state(State.APPROVED), {}, 202, audited="create_package"),
    ("GET", "packages/{package_id}"): Row(BOTH, Scene.package),
    ("POST", "packages/{package_id}/links"): Row(DESK, Scene.package, {}, audited="fetch_package"),
    ("POST", "packages/{package_id}/again"): Row(DESK, Scene.package, {}, 202, audited="make_package_again"),
    ("GET", "schools"): Row(ANYBODY, nothing, elsewhere=200),
    ("PUT", "schools/{school_code}"): Row(
        TABLES, lambda _: {"school_code": school_code()},
        WHY | {"name": "测试学院{school_code}", "rev": 0}, 200, 200, "put_school",
    ),
    ("POST", "uploads"): Row(TABLES, nothing, {}, 201, 201),
    ("GET", "imports"): Row(TABLES, nothing, elsewhere=200),
    ("POST", "imports"): Row(
        TABLES, Scene.task, WHY | {"kind": "ROSTER", "upload_id": "x" * 22, "task_id": "{task_id}"}, 202,
        audited="import",
    ),
    ("GET", "imports/{import_id}"): Row(TABLES, Scene.imported),
    ("POST", "imports/{import_id}/restart"): Row(
        TABLES, Scene.stalled, {}, 202, audited="restart_import",
        done=lambda words: wire().stores.imports.get(words["import_id"]).state == "REFUSED",  # type: ignore[union-attr]
    ),
    ("POST", "imports/{import_id}/undo"): Row(
        TABLES, Scene.written, WHY, 202, audited="undo_import",
        done=lambda words: wire().stores.imports.get(words["import_id"]).state == "UNDONE",  # type: ignore[union-attr]
    ),
    ("GET", "review/reasons"): Row(ANYBODY, nothing, elsewhere=200),
    ("POST", "review/next"): Row(REVIEW, Scene.order, {"task_id": "{task_id}"}, audited="take"),
    ("POST", "review/{order_id}/take"): Row(REVIEW, Scene.order, {}, audited="take"),
    ("POST", "review/{order_id}/let-go"): Row(REVIEW, Scene.held, {}, audited="let_go"),
    ("POST", "review/{order_id}/approve"): Row(REVIEW, Scene.held, {"photo_no": 1}, audited="approve"),
    ("POST", "review/{order_id}/reject"): Row(
        REVIEW, Scene.held, {"photo_no": 1, "reasons": ["blurred"]}, audited="reject"
    ),
    ("GET", "orders/{order_id}"): Row(ANYBODY, Scene.order),
    ("GET", "orders/{order_id}/photos/{photo_no}"): Row(
        frozenset({REVIEWER, MANAGER, ADMIN}), lambda scene: scene.order() | {"photo_no": 1}, audited="view_photo"
    ),
    ("POST", "orders/{order_id}/recall"): Row(DESK, in_state(State.APPROVED), WHY, audited="recall"),
    ("POST", "orders/{order_id}/confirm"): Row(DESK, in_state(State.IN_PRODUCTION), {}, audited="confirm"),
    ("POST", "orders/{order_id}/correct"): Row(
        DESK, in_state(State.IN_PRODUCTION), WHY | {"note": "衣领没有翻好"}, audited="correct"
    ),
    ("POST", "orders/{order_id}/post"): Row(
        DESK, lambda scene: {"order_id": made_order(
            scene.world, scene.world.plain_task(task_type="INDIVIDUAL"), State.IN_PRODUCTION)},
        {"courier": "SF", "number": "SF1"}, audited="post",
    ),
    ("POST", "orders/{order_id}/contact"): Row(DESK, Scene.order, WHY, audited="view_contact"),
    ("POST", "orders/{order_id}/decisions"): Row(
        BOTH, Scene.decision, WHY | {"action": "{action}", "days": 1}, audited="{action}"
    ),
    ("POST", "find"): Row(BOTH, Scene.order, {"number": "{order_id}"}, elsewhere=200, audited="find"),
    ("GET", "invoices"): Row(BOTH, nothing, elsewhere=200, audited="view_invoices"),
    ("GET", "invoices/returned"): Row(BOTH, nothing, elsewhere=200, audited="view_invoices"),
    ("POST", "invoices/{order_id}/issue"): Row(
        MONEY, Scene.invoice, {"number": "{number}", "rev": 1}, audited="issue_invoice"
    ),
    ("POST", "invoices/{order_id}/correct"): Row(
        MONEY, Scene.issued, WHY | {"number": "{number}", "rev": 1}, audited="correct_invoice"
    ),
    ("GET", "decisions"): Row(BOTH, nothing, elsewhere=200),
    ("GET", "refunds"): Row(MONEY, nothing, elsewhere=200, query="?group=OPEN"),
    ("GET", "bills"): Row(MONEY, nothing, elsewhere=200),
    ("POST", "bills"): Row(MONEY, Scene.bill, WHY | {"day": "{day}"}, 202, 202, "match_bills", done=matched),
    ("GET", "bills/{channel}/{day}"): Row(MONEY, Scene.bill, elsewhere=200),
    ("GET", "bills/{channel}/{day}/file"): Row(MONEY, Scene.bill, elsewhere=200, query="?kind=XLSX"),
    ("GET", "proposals/{proposal_id}"): Row(BOTH, Scene.proposal, audited="view_proposal"),
    ("POST", "proposals/{proposal_id}/confirm"): Row(BOTH, Scene.proposal, WHY, audited="*"),
    ("POST", "proposals/{proposal_id}/refuse"): Row(BOTH, Scene.proposal, WHY, audited="*"),
    ("POST", "people/{person_id}/phone"): Row(
        DESK, lambda scene: scene.person() | {"phone": new_phone()}, WHY | {"phone": "{phone}"}, audited="change_phone"
    ),
    ("POST", "people/{person_id}/merge"): Row(
        DESK, Scene.person, WHY | {"other_id": "{other_id}"}, 202, audited="propose_merge"
    ),
}  # fmt: skip
OPEN = {  # no session is asked for: a password or an invitation opens them, nothing else does
    ("POST", "login"): {"username": f"nobody-{random_id(8)}", "password": "x" * 12, "code": "000000"},
    ("POST", "invites/show"): {"token": "x" * 40},
    ("POST", "invites/accept"): {"token": "x" * 40, "password": "x" * 12, "code": "000000"},
}


def filled(body: Any, words: Words) -> Any:
    if isinstance(body, dict):
        return {name: filled(part, words) for name, part in body.items()}
    if isinstance(body, str) and "{" in body and any(f"{{{word}}}" in body for word in words):
        return body.format(**words)
    return body
