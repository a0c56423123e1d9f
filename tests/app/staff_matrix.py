"""Every staff route with who may call it, what it needs and what it leaves in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.orders.model import State
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from tests.worlds.app import school_code
from tests.worlds.staff import PASSWORD
from tests.worlds.staff_orders import made_order
from tests.worlds.staff_scene import Scene, Words
from tests.worlds.tasks import SETTINGS

REVIEWER, MANAGER, FINANCE, ADMIN = ROLES = tuple(StaffRole)
ANYBODY = frozenset(ROLES)
DESK, BOTH, REVIEW = frozenset({MANAGER}), frozenset({MANAGER, FINANCE}), frozenset({REVIEWER, MANAGER})
MONEY = frozenset({FINANCE})
TABLES, BOSS = frozenset({MANAGER, ADMIN}), frozenset({ADMIN})


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


def labels_made(words: Words) -> bool:
    runs = wire().delivery.print_store.of_package(words["package_id"])
    return any(run.ready for run in runs)


def in_state(state: State, **changes: Any) -> Callable[[Scene], Words]:
    return lambda scene: scene.order(state, **changes)


WHY = {"reason": "工作需要"}
MATRIX: dict[tuple[str, str], Row] = {
    ("GET", "me"): Row(ANYBODY, nothing, elsewhere=200),
    ("POST", "logout"): Row(ANYBODY, nothing, {}, elsewhere=200, audited="end_session"),
    ("GET", "sessions"): Row(ANYBODY, nothing, elsewhere=200),
    ("POST", "password"): Row(
        ANYBODY, Scene.code, {"password": PASSWORD, "code": "{code}", "new_password": "violet-tram-92-otter"},
        elsewhere=422, audited="change_password",
    ),
    ("DELETE", "sessions/{session_id}"): Row(ANYBODY, Scene.session, audited="end_session"),
    ("GET", "accounts"): Row(BOSS, nothing, elsewhere=200),
    ("POST", "accounts"): Row(
        BOSS, lambda _: {"username": f"u-{random_id(9)}"},
        {"username": "{username}", "name": "新人", "roles": ["REVIEWER"], "phone": "13800000000"}, 201, 201, "invite",
    ),
    ("POST", "accounts/{staff_id}/invite"): Row(BOSS, Scene.colleague, WHY, audited="invite_again"),
    ("POST", "accounts/{staff_id}/roles"): Row(
        BOSS, Scene.colleague, WHY | {"roles": ["MANAGER"]}, audited="propose_give_roles"
    ),
    ("POST", "accounts/{staff_id}/phone"): Row(
        BOSS, Scene.colleague, WHY | {"phone": "13800000000"}, audited="staff_phone"
    ),
    ("POST", "accounts/{staff_id}/grants/{grant_id}/confirm"): Row(BOSS, Scene.grant, WHY, audited="give_roles"),
    ("POST", "accounts/{staff_id}/grants/{grant_id}/refuse"): Row(BOSS, Scene.grant, WHY, audited="refuse_give_roles"),
    ("POST", "accounts/{staff_id}/disable"): Row(BOSS, Scene.colleague, WHY, audited="disable"),
    ("POST", "accounts/{staff_id}/unlock"): Row(BOSS, Scene.colleague, WHY, audited="unlock"),
    ("POST", "accounts/{staff_id}/end-sessions"): Row(BOSS, Scene.colleague, WHY, audited="end_sessions"),
    ("GET", "accounts/{staff_id}/sessions"): Row(BOSS, Scene.colleague),
    ("POST", "accounts/{staff_id}/sessions/{session_id}/end"): Row(
        BOSS, Scene.colleagues_session, WHY, audited="end_session"
    ),
    ("GET", "audit"): Row(TABLES, nothing, elsewhere=200),
    **{("GET", f"privacy/{part}"): Row(TABLES, nothing, elsewhere=200)
       for part in ("faces", "next", "tasks", "deletions")},
    ("GET", "counts"): Row(ANYBODY, nothing, elsewhere=200),
    ("GET", "home"): Row(ANYBODY, nothing, elsewhere=200),
    ("GET", "tasks"): Row(ANYBODY, nothing, elsewhere=200),
    ("GET", "task-search"): Row(ANYBODY, nothing, elsewhere=200, query="?words=湖南"),
    ("POST", "task-preview"): Row(DESK, nothing, {"settings": SETTINGS}, elsewhere=200),
    ("POST", "tasks"): Row(DESK, nothing, {"settings": SETTINGS}, 201, 201, "create_task"),
    ("GET", "tasks/{task_id}"): Row(ANYBODY, Scene.task),
    ("PUT", "tasks/{task_id}"): Row(DESK, Scene.task, {"rev": 1, "settings": {"price": 1}}, audited="change_task"),
    ("POST", "tasks/{task_id}/copy"): Row(DESK, Scene.task, {"settings": {}}, 201, audited="create_task"),
    ("POST", "tasks/{task_id}/open"): Row(
        DESK, lambda scene: scene.task(state="DRAFT"), {"rev": 1}, audited="open_task"),
    ("POST", "tasks/{task_id}/close"): Row(DESK, Scene.task, WHY | {"rev": 1}, audited="close_task"),
    ("GET", "tasks/{task_id}/orders"): Row(ANYBODY, Scene.order, query="?state=IN_REVIEW", audited="view_orders"),
    **{("GET", f"tasks/{{task_id}}/{figures}"): Row(ANYBODY, Scene.task)
       for figures in ("progress", "days", "first-passes", "reasons", "roster")},
    ("GET", "tasks/{task_id}/notice"): Row(ANYBODY, Scene.task),
    ("POST", "tasks/{task_id}/notice/pdf"): Row(ANYBODY, Scene.task, {}),
    ("GET", "tasks/{task_id}/not-begun"): Row(DESK, Scene.task, audited="view_not_begun"),
    ("POST", "tasks/{task_id}/teacher-links"): Row(DESK, Scene.task, WHY | {"days": 7}, 201, audited="teacher_link"),
    ("GET", "tasks/{task_id}/teacher-links"): Row(DESK, Scene.task, audited="view_teacher_links"),
    ("POST", "tasks/{task_id}/teacher-links/{link_id}/revoke"): Row(
        DESK, Scene.teacher_link, WHY, audited="revoke_teacher_link"
    ),
    ("GET", "review/statistics"): Row(REVIEW, nothing, elsewhere=200),
    ("GET", "tasks/{task_id}/packages"): Row(BOTH, Scene.task),
    ("POST", "tasks/{task_id}/packages"): Row(DESK, in_state(State.APPROVED), {}, 202, audited="create_package"),
    ("GET", "tasks/{task_id}/postings"): Row(DESK, Scene.task, audited="view_postings"),
    ("GET", "tasks/{task_id}/postings/labelled"): Row(DESK, Scene.to_post, query="?number={order_id}"),
    ("GET", "tasks/{task_id}/prints"): Row(DESK, Scene.task),
    ("POST", "packages/{package_id}/prints"): Row(
        DESK, Scene.package, {"kind": "LABELS_A4"}, 202, audited="make_prints", done=labels_made,
    ),
    ("POST", "packages/{package_id}/prints/{run_id}/links"): Row(DESK, Scene.prints, {}, audited="fetch_prints"),
    ("GET", "packages/{package_id}"): Row(BOTH, Scene.package),
    ("GET", "packages/{package_id}/manifest"): Row(DESK, Scene.package, audited="view_manifest"),
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
    ("GET", "imports/{import_id}/wrong-rows"): Row(TABLES, Scene.wrong_rows, audited="view_wrong_rows"),
    ("POST", "imports/{import_id}/wrong-rows/file"): Row(TABLES, Scene.wrong_rows, {}, audited="fetch_wrong_rows"),
    ("POST", "imports/{import_id}/corrections"): Row(
        TABLES, Scene.wrong_rows, {"upload_id": "x" * 22, "seen": 0}, 202, audited="correct_import",
        done=lambda words: wire().stores.imports.get(words["import_id"]).state == "REFUSED",  # type: ignore[union-attr]
    ),
    ("POST", "imports/{import_id}/columns"): Row(
        TABLES, Scene.wrong_rows, {"columns": {"班级": "行政班"}}, 202, audited="match_columns",
    ),
    ("GET", "imports/{import_id}/undo"): Row(TABLES, Scene.written),
    ("GET", "table-kinds/{kind}"): Row(TABLES, lambda _: {"kind": "SCHOOLS"}, elsewhere=200),
    ("GET", "chsi/figures"): Row(REVIEW | BOSS, nothing, elsewhere=200),
    ("GET", "chsi/refused"): Row(REVIEW | BOSS, nothing, elsewhere=200),
    ("POST", "chsi/corrections"): Row(
        DESK, Scene.refused_by_chsi,
        WHY | {"photos": [{"order_id": "{order_id}", "photo_no": 1}]}, elsewhere=200, audited="correct",
    ),
    ("PUT", "chsi/words"): Row(
        DESK, nothing, WHY | {"said": "某种原因", "code": "too_dark"}, elsewhere=200, audited="learn_chsi_word"
    ),
    ("POST", "imports/{import_id}/undo"): Row(
        TABLES, Scene.written, WHY, 202, audited="undo_import",
        done=lambda words: wire().stores.imports.get(words["import_id"]).state == "UNDONE",  # type: ignore[union-attr]
    ),
    ("GET", "review/reasons"): Row(ANYBODY, nothing, elsewhere=200),
    ("GET", "review/quality"): Row(REVIEW, nothing, elsewhere=200),
    ("GET", "review/disagreements"): Row(DESK, nothing, elsewhere=200),
    ("POST", "review/disagreements/{order_id}/{photo_no}/settle"): Row(
        DESK, Scene.disagreement, WHY, audited="settle_check"
    ),
    ("GET", "review/queue"): Row(REVIEW, nothing, elsewhere=200),
    ("POST", "review/take"): Row(
        REVIEW, Scene.order, {"task_id": "{task_id}", "band": "LOW", "count": 1}, audited="take"
    ),
    ("POST", "review/renew"): Row(REVIEW, Scene.order, {"orders": ["{order_id}"]}, elsewhere=200, audited="take"),
    ("POST", "review/let-go"): Row(REVIEW, Scene.held, {"orders": ["{order_id}"]}, elsewhere=200, audited="let_go"),
    ("POST", "review/decide"): Row(
        REVIEW, Scene.held,
        {"decisions": [{"order_id": "{order_id}", "photo_no": 1, "verdict": "reject", "reasons": ["blurred"]}]},
        elsewhere=200, audited="reject",
    ),
    ("GET", "orders/{order_id}"): Row(ANYBODY, Scene.order),
    ("GET", "orders/{order_id}/proposals"): Row(BOTH, Scene.order),
    ("GET", "orders/{order_id}/messages"): Row(ANYBODY, Scene.order),
    ("POST", "orders/{order_id}/messages"): Row(
        BOTH, lambda scene: scene.order(State.REJECTED, deadline=wire().clock() + timedelta(days=1)), {}, 202,
        audited="send_message",
    ),
    ("POST", "tasks/{task_id}/reminders"): Row(
        BOTH, in_state(State.REJECTED), {"kind": "RESUBMIT"}, 202, audited="remind_task"
    ),
    ("GET", "orders/{order_id}/student-view"): Row(ANYBODY, Scene.order),
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
        {"courier": "SF", "number": "SF1234567890"}, audited="post",
    ),
    ("POST", "orders/{order_id}/contact"): Row(DESK, Scene.order, WHY, audited="view_contact"),
    ("POST", "orders/{order_id}/decisions"): Row(
        BOTH, Scene.decision, WHY | {"action": "{action}", "days": 1, "tries": 1}, audited="{action}"
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
    ("GET", "decisions"): Row(BOTH, nothing, elsewhere=200, audited="view_decisions"),
    ("GET", "refunds"): Row(MONEY, nothing, elsewhere=200, query="?group=OPEN"),
    ("GET", "payments"): Row(MONEY, nothing, elsewhere=200),
    ("GET", "orders/{order_id}/money"): Row(BOTH, Scene.order),
    ("GET", "orders/{order_id}/payments/{attempt_no}/channel"): Row(MONEY, Scene.paid),
    ("GET", "season"): Row(MONEY, nothing, elsewhere=200),
    ("GET", "exports"): Row(BOTH, nothing, elsewhere=200),
    ("POST", "exports"): Row(BOTH, nothing, WHY | {"kind": "INVOICES", "file": "CSV"}, 202, 202, "export"),
    ("POST", "exports/{export_id}/link"): Row(BOTH, Scene.exported, {}, audited="fetch_export"),
    ("POST", "exports/{export_id}/again"): Row(
        BOTH, Scene.stopped_export, {}, 202, audited="restart_export",
        done=lambda words: wire().stores.exports.get(words["export_id"]).state == "DONE",  # type: ignore[union-attr]
    ),
    ("GET", "bills"): Row(MONEY, nothing, elsewhere=200),
    ("POST", "bills"): Row(MONEY, Scene.bill, WHY | {"day": "{day}"}, 202, 202, "match_bills", done=matched),
    ("GET", "bills/{channel}/{day}"): Row(MONEY, Scene.bill, elsewhere=200),
    ("GET", "bills/{channel}/{day}/file"): Row(MONEY, Scene.bill, elsewhere=200, query="?kind=XLSX"),
    ("GET", "proposals/{proposal_id}"): Row(BOTH, Scene.proposal, audited="view_proposal"),
    ("POST", "proposals/{proposal_id}/confirm"): Row(BOTH, Scene.proposal, WHY, audited="*"),
    ("POST", "proposals/{proposal_id}/refuse"): Row(BOTH, Scene.proposal, WHY, audited="*"),
    ("POST", "people/{person_id}/phone"): Row(
        DESK, lambda scene: scene.person() | {"phone": new_phone()}, WHY | {"phone": "{phone}"}, 202,
        audited="propose_change_phone",
    ),
}  # fmt: skip
ANYBODYS = ("GET", "captcha")  # before an SMS: it changes nothing
OPEN = {  # no session is asked for: a password or an invitation opens them, nothing else does
    ("POST", "login"): {"username": f"nobody-{random_id(8)}", "password": "x" * 12, "code": "000000"},
    ("POST", "invites/show"): {"token": "x" * 40},
    ("POST", "invites/code"): {"phone": "13800000000", "captcha_id": "x" * 40, "captcha": "x", "work": "0"},
    ("POST", "invites/prove"): {"username": "nobody", "phone": "13800000000", "code": "000000", "asker": "x" * 22},
    ("POST", "invites/accept"): {"token": "x" * 40, "password": "x" * 12, "code": "000000"},
}


def filled(body: Any, words: Words) -> Any:
    if isinstance(body, dict):
        return {name: filled(part, words) for name, part in body.items()}
    if isinstance(body, list):
        return [filled(part, words) for part in body]
    if isinstance(body, str) and "{" in body and any(f"{{{word}}}" in body for word in words):
        return body.format(**words)
    return body
