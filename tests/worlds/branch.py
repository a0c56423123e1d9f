"""What a branch's people do, in one call each: approve, deliver, import, decide, confirm."""

from __future__ import annotations

import csv
import io
from typing import Any

import requests

from chalicelib.delivery.model import Package, PackageState
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients import desk as desk_client
from clients.student import ApiError, Student
from tests.worlds import review_desk
from tests.worlds.app import World
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import own_portrait
from tools.suite.patience import PATIENCE, wait_for


def approved(world: World, reviewer: Colleague, task: Task, **form: str) -> tuple[Student, str]:
    student = world.student()
    order_id = student.open(task.task_id, **world.form(**form))["order_id"]
    assert student.judge(order_id, own_portrait())["state"] == "PASSED"
    student.act(order_id, "submit", photo_no=1)
    review_desk.approve(reviewer, order_id)
    return student, str(order_id)


def deliver(manager: Colleague, task_id: str, **wanted: object) -> dict[str, Any]:
    """A finished package."""
    asked = manager.call("POST", f"/api/staff/tasks/{task_id}/packages", wanted)
    return ready(manager, asked["package_id"])


def collecting(task: Task) -> Package:
    """One whose builder never came."""
    return Package(
        package_id=random_id(16),
        task_id=task.task_id,
        branch=task.branch,
        state=PackageState.COLLECTING,
        created_at=wire().clock(),
        created_by="x",
        file_name="{order_id}.jpg",
    )


def stored(package_id: str) -> Package:
    """The package as the table has it."""
    package = wire().stores.packages.get(package_id)
    assert package is not None
    return package


def ready(manager: Colleague, package_id: str) -> dict[str, Any]:
    """The package, once it is finished."""
    path = f"/api/staff/packages/{package_id}"
    return dict(wait_for(lambda: manager.call("GET", path), "the package", lambda made: made["state"] == "READY"))


def files(manager: Colleague, package_id: str) -> dict[str, bytes]:
    links = manager.call("POST", f"/api/staff/packages/{package_id}/links", {})["files"]
    return {link["name"]: requests.get(link["url"], timeout=PATIENCE).content for link in links}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


Lines = list[list[str]]


def table(lines: Lines, encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(",".join(line) for line in lines).encode(encoding)


def run(
    manager: Colleague,
    kind: str,
    data: bytes,
    task_id: str | None = None,
    seen: list[int] | None = None,
    **more: object,
) -> dict[str, Any]:
    """The import, once it ended.  seen: gets how many rows were done whenever more were; more: of the request."""
    form = manager.call("POST", "/api/staff/uploads", {})
    assert manager.post_form(form, data, "application/octet-stream").status_code < 300
    body = {"kind": kind, "upload_id": form["upload_id"], "task_id": task_id, "reason": "学校提供"} | more
    job = manager.call("POST", "/api/staff/imports", body)
    while job["state"] not in ("DONE", "REFUSED"):
        job = moved_on(manager, job)
        if seen is not None:
            seen.append(job["done"])
    return dict(job)


def moved_on(manager: Colleague, job: dict[str, Any]) -> dict[str, Any]:
    """The import once it is further than in `job`: it may take its time as long as it moves."""
    path = f"/api/staff/imports/{job['import_id']}"
    return wait_for(lambda: dict(manager.call("GET", path)), "more of the import", lambda now: now != job)


class Desk:
    """Two of every kind."""

    def __init__(self, world: World) -> None:
        url = world.box.console_url
        self.reviewer = colleague(url, StaffRole.REVIEWER)
        self.manager, self.manager2 = colleague(url, StaffRole.MANAGER), colleague(url, StaffRole.MANAGER)
        self.finance, self.finance2 = colleague(url, StaffRole.FINANCE), colleague(url, StaffRole.FINANCE)


def decide(who: Colleague, order_id: str, action: str, **params: Any) -> dict[str, Any]:
    body = {"action": action, "reason": "学生来电说明情况"} | params
    return dict(who.call("POST", f"/api/staff/orders/{order_id}/decisions", body))


def confirm(who: Colleague, proposal: dict[str, Any]) -> dict[str, Any]:
    return dict(who.call("POST", f"/api/staff/proposals/{proposal['proposal_id']}/confirm", {"reason": "同意"}))


def send_back(reviewer: Colleague, order_id: str) -> None:
    """Rejects the photo that waits, for two reasons."""
    photo_no = desk_client.take(reviewer, order_id)["photo"]["photo_no"]
    reasons = ["not_frontal", "background_shadow"]
    desk_client.decide(reviewer, order_id, "reject", photo_no=photo_no, reasons=reasons)


def find(who: Colleague, **by: str) -> dict[str, Any]:
    return dict(who.call("POST", "/api/staff/find", by))


def waits(who: Colleague, order_id: str) -> list[str]:
    found = who.call("GET", "/api/staff/decisions")["orders"]
    return next((list(one["why"]) for one in found if one["order"]["order_id"] == order_id), [])


def proposal_seen(who: Colleague, proposal: dict[str, Any]) -> dict[str, Any] | None:
    """What waits, as somebody's list shows it; None where it does not."""
    after: dict[str, str] = {}
    while True:
        page = who.call("GET", "/api/staff/decisions", **after)
        for one in page["proposals"]:
            if one["proposal_id"] == proposal["proposal_id"]:
                return dict(one)
        if page["proposals_after"] is None:
            return None
        after = {"proposals_after": page["proposals_after"]}


def outcome_of(who: Colleague, proposal: dict[str, Any]) -> str:
    """“done”, or the code of the refusal."""
    try:
        confirm(who, proposal)
    except ApiError as refusal:
        return refusal.code
    return "done"
