"""Every step alone: it starts with its own settings, loads what it needs, and does one real thing."""

from __future__ import annotations

import ast
import json
import sys
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.settings import STEPS, group_of
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from chalicelib.wire.warm import READY
from clients.outside import new_phone
from clients.student import Student
from sandbox.cloud.template import ROOT
from sandbox.cloud.triggers import object_record, scheduled_event
from tests.cold.cold_step import Lambdas, Ran, http
from tests.worlds.app import World, card, portrait
from tests.worlds.proven import proven
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order

PIXELS = {"cv2", "numpy", "zxingcpp", "pyzbar", "PIL", "pillow_heif"}
OUTSIDE = {"boto3", "wechatpy", "wechatpayv3", "tencentcloud", "requests"}
SOURCES = ("lambda_function", "schedule", "on_sqs_message", "on_s3_event", "on_dynamodb_record", "on_cw_event")

# What a step may have loaded, at its start or after an event: what is slow to import, and only this step's work needs.
# pynamodb (and botocore with it) is not among them: every step reads a table.
NEEDS: dict[str, set[str]] = {
    "login": {"PIL", "wechatpy", "tencentcloud", "requests"},
    "lookup": set(),
    "upload": {"boto3"},
    "decode": {"boto3", "PIL", "numpy", "zxingcpp", "pyzbar"},
    "validate": {"boto3", "PIL", "numpy", "cv2"},
    "orders": {"boto3"},
    "pay": {"wechatpayv3", "requests"},
    "pay_webhook": set(),
    "expire": {"boto3"},
    "reconcile": {"boto3"},
    "settle_due": set(),
    "match_bills": set(),
    "staff": {"boto3"},
    "deliver": {"boto3"},
    "imports": {"boto3"},
    "notify": set(),
    "rights": {"boto3"},
    "purge": {"boto3"},
    "remind": {"boto3"},
    "gather_feedback": {"boto3"},
    "witness": {"boto3"},
}
# Steps that no route leads to load none.
NO_ROUTES = set(STEPS) - {"login", "lookup", "upload", "decode", "orders", "pay", "pay_webhook", "staff", "rights"}
COMMON = {f"chalicelib.api.{name}" for name in ("audited", "endpoint", "events", "headers", "jobs", "routes", "stream")}
# Steps that a student waits for: their first event finds everything imported and connected.
AWAITED = {"login", "lookup", "upload", "decode", "validate", "orders", "pay", "pay_webhook", "rights"}


@pytest.fixture(scope="module")
def student(world: World) -> Student:
    return world.student()


def test_every_step_is_here() -> None:
    assert set(NEEDS) == set(STEPS)


def loaded(modules: frozenset[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules} & (PIXELS | OUTSIDE)


@pytest.mark.parametrize(("step", "path", "tries"), [("lookup", "/api/tasks/lookup", 2), ("upload", "/api/uploads", 0)])
def test_a_start_without_a_database_is_logged_and_the_step_starts(
    lambdas: Lambdas, step: str, path: str, tries: int
) -> None:
    """Nothing listens at the address: the first event says so again, to whoever sent it."""
    environ = lambdas.environ(step) | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    *said, last = lambdas.python("import app\nprint(app.app.routes.keys())", environ).splitlines()
    lines = [(line["level"], line["what"]) for line in map(json.loads, said)]
    assert lines == [("warning", "secret not read yet")] * tries + [("error", "not ready")]  # one has no secret to read
    assert path in last


@pytest.mark.parametrize("step", STEPS)
def test_a_step_may_do_what_it_does_at_its_start(world: World, step: str) -> None:
    """By its policy."""
    with world.box.steps.permissions.of(step):
        for do in READY[step].does:
            do(wire())


def test_every_step_is_made_ready() -> None:
    assert set(READY) == set(STEPS)


def test_only_a_lambda_makes_itself_ready(lambdas: Lambdas) -> None:
    """A tool, a test or the sandbox asks for nothing at its start."""
    environ = {name: value for name, value in lambdas.environ("upload").items() if name != "STEP"}
    said = lambdas.python("import sys, app\nfrom chalicelib.wire import root\nprint(root._wire)", environ)
    assert said.split() == ["None"]


def test_a_step_without_one_of_its_settings_says_which(lambdas: Lambdas) -> None:
    said = lambdas.said_without("TASKS_TABLE")
    assert {step for step, words in said.items() if "not set: TASKS_TABLE" in words} == set(STEPS)


def test_steps_are_declared_in_the_map_only(world: World) -> None:
    """A handler string of a Blueprint would skip app.py, and with it every route and setting made there."""
    app = world.box.steps.module.app
    assert {one.name for one in app.pure_lambda_functions} | {one.name for one in app.event_sources} == set(STEPS)
    handlers = [*app.pure_lambda_functions, *app.event_sources]
    assert {one.handler_string for one in handlers} == {f"app.{step}" for step in STEPS}
    for path in (ROOT / "chalicelib").rglob("*.py"):
        called = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not called & set(SOURCES), path


# -- one real thing each ------------------------------------------------------------------------------------------


def ran_light(lambdas: Lambdas, step: str, event: Any) -> Any:
    """The run, which loaded nothing that its step has no use for, and if somebody waits nothing late."""
    ran = lambdas.run(step, event)
    assert loaded(ran.end) <= NEEDS[step]
    assert step not in AWAITED or late(ran) == set()
    return ran


def late(ran: Ran) -> set[str]:
    """What the event had to import, besides parts of Python itself."""
    return {name for name in ran.end - ran.start if name.partition(".")[0] not in sys.stdlib_module_names}


def test_login_draws_a_captcha(world: World, lambdas: Lambdas) -> None:
    ran = ran_light(lambdas, "login", http(world, "GET", "/api/captcha"))
    assert (ran.status, ran.body["image"][:22]) == (200, "data:image/webp;base64")
    assert "CAPTCHA#" not in world.tables()  # nothing is stored of one that nobody answered


def test_login_by_wechat(world: World, lambdas: Lambdas) -> None:
    user = world.outside.control("POST", "/users")
    body = {"code": user["login_code"], "phone_code": user["phone_code"]}
    ran = ran_light(lambdas, "login", http(world, "POST", "/api/login/wechat", body))
    assert (ran.status, len(ran.body["token"])) == (200, 43)


def test_lookup_finds_schools_and_tasks(world: World, lambdas: Lambdas, student: Student) -> None:
    schools = ran_light(lambdas, "lookup", http(world, "GET", "/api/schools?q=%E6%B9%96%E5%8D%97%E5%A4%A7"))
    assert schools.body["schools"][0]["name"] == "湖南大学"
    task = world.task()
    found = ran_light(lambdas, "lookup", http(world, "POST", "/api/tasks/lookup", {"code": task.code}, by=student))
    assert found.body["task"]["task_id"] == task.task_id


def test_upload_gives_a_form(world: World, lambdas: Lambdas, student: Student) -> None:
    body = {"purpose": "QR", "type": "image/png", "size": 9}
    ran = ran_light(lambdas, "upload", http(world, "POST", "/api/uploads", body, by=student))
    assert ran.status == 201
    assert student.post_form(ran.body, b"x", "image/png").status_code == 204


def test_decode_reads_a_picture(world: World, lambdas: Lambdas, student: Student) -> None:
    task = world.task()
    body = {"task_id": task.task_id, "upload_id": student.upload("QR", card(), "image/png")["upload_id"]}
    ran = ran_light(lambdas, "decode", http(world, "POST", "/api/collect-codes", body, by=student))
    assert (ran.status, ran.body["details"][0]["value"]) == (201, "张*三")


def test_orders_opens_and_shows(world: World, lambdas: Lambdas, student: Student) -> None:
    body = {"task_id": world.plain_task().task_id, "form": world.form()}
    opened = ran_light(lambdas, "orders", http(world, "POST", "/api/orders", body, by=student))
    assert (opened.status, opened.body["state"]) == (200, "DRAFT")
    path = f"/api/orders/{opened.body['order_id']}"
    assert ran_light(lambdas, "orders", http(world, "GET", path, by=student)).body == opened.body


def test_validate_judges_a_photo(world: World, lambdas: Lambdas, student: Student) -> None:
    order_id = world.draft(student)
    key, judged = world.photo_judged_and_forgotten(student, order_id, portrait())
    ran = ran_light(lambdas, "validate", {"Records": [object_record({"key": key, "size": 1, "eTag": "x"})]})
    assert ran.answer == {key: "PASSED"}
    again = student.call("GET", f"/api/orders/{order_id}/photos/1")
    assert (again["state"], again["report"]) == ("PASSED", judged["report"])


def test_pay_starts_a_payment(world: World, lambdas: Lambdas, student: Student) -> None:
    order_id = world.submitted(student)
    body = {"channel": "WECHAT_NATIVE", "client_key": "k" * 8}
    ran = ran_light(lambdas, "pay", http(world, "POST", f"/api/orders/{order_id}/payments", body, by=student))
    assert (ran.status, ran.body["params"]["code_url"][:9]) == (201, "weixin://")


def test_pay_makes_a_link_and_opens_it(world: World, lambdas: Lambdas, student: Student) -> None:
    path = f"/api/orders/{world.submitted(student)}/pay-link"
    ran = ran_light(lambdas, "pay", http(world, "POST", path, by=student))
    assert ran.status == 201
    token, body = ran.body["url"].rpartition("/")[2], {"channel": "WECHAT_NATIVE", "client_key": "k" * 8}
    assert ran_light(lambdas, "pay", http(world, "GET", f"/api/payfor/{token}")).body["state"] == "PAYABLE"
    begun = ran_light(lambdas, "pay", http(world, "POST", f"/api/payfor/{token}/payments", body))
    assert (begun.status, begun.body["kind"]) == (201, "NATIVE")
    asked = ran_light(lambdas, "pay", http(world, "GET", f"/api/payfor/{token}/payments/{'k' * 8}"))
    assert asked.body == {"state": "PENDING", "link": "PAYABLE"}


def test_pay_asks_wechat_who_pays_by_a_card(world: World, lambdas: Lambdas, student: Student) -> None:
    token = student.call("POST", f"/api/orders/{world.submitted(student)}/pay-link")["token"]
    code = world.outside.control("POST", "/users", phone=new_phone())["login_code"]
    body = {"channel": "WECHAT_JSAPI", "client_key": "k" * 8, "code": code}
    begun = lambdas.run("pay", http(world, "POST", f"/api/payfor/{token}/payments", body))
    assert (begun.status, begun.body["kind"]) == (201, "JSAPI")
    assert loaded(begun.end) <= NEEDS["pay"] | {"wechatpy"}


def test_pay_webhook_refuses_what_is_not_signed(world: World, lambdas: Lambdas) -> None:
    ran = ran_light(lambdas, "pay_webhook", http(world, "POST", "/api/pay/notices/wechat", {}))
    assert (ran.status, ran.body) == (401, {"code": "FAIL", "message": "not verified"})


def test_staff_knows_who_calls(world: World, lambdas: Lambdas) -> None:
    reviewer = colleague(world.box.console_url, StaffRole.REVIEWER)
    ran = ran_light(lambdas, "staff", http(world, "GET", "/api/staff/me", by=reviewer))
    assert (ran.status, ran.body["name"]) == (200, reviewer.account.name)


def test_rights_says_what_deletion_would_do_and_makes_a_copy(world: World, lambdas: Lambdas) -> None:
    student = world.student()
    order_id = made_order(world, world.plain_task(price=0), State.DONE, person_id=world.person(student))
    plan = ran_light(lambdas, "rights", http(world, "GET", "/api/me/deletion", by=student))
    assert (plan.status, plan.body["orders"]) == (200, [order_id])
    made = ran_light(lambdas, "rights", http(world, "POST", "/api/me/export", {}, by=proven(student)))
    assert (made.status, "/exports/" in made.body["url"]) == (201, True)
    done = ran_light(lambdas, "rights", http(world, "POST", "/api/me/closing", {"confirmed": True}, by=student))
    assert (done.status, done.body["orders"]) == (200, [order_id])


def test_purge_looks_at_every_task(world: World, lambdas: Lambdas) -> None:
    task = world.plain_task(price=0)
    made_order(world, task, State.CANCELLED, erased_at=wire().clock())
    ran = ran_light(lambdas, "purge", scheduled_event("purge"))
    assert not [line for line in ran.log if line["level"] == "error"]
    assert ran.log[-1]["what"] == "purged"


def test_gather_feedback_writes_the_days_that_are_over(world: World, lambdas: Lambdas) -> None:
    ran = ran_light(lambdas, "gather_feedback", scheduled_event("gather_feedback"))
    assert not [line for line in ran.log if line["level"] != "info"]
    yesterday = (wire().clock() - timedelta(days=1, hours=1)).astimezone(SHANGHAI).date()
    assert f"feedback/{yesterday}.jsonl" in world.objects("feedback/")


def test_witness_writes_the_digest_of_a_row(world: World, lambdas: Lambdas) -> None:
    keys = {"pk": {"S": "AUDIT#b#2026-11-29"}, "sk": {"S": "2026-11-29T00:00:00Z#1"}}
    change = {"Keys": keys, "NewImage": keys | {"body": {"S": "{}"}}, "SequenceNumber": "1"}
    record = {"eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": change}
    ran = ran_light(lambdas, "witness", {"Records": [record]})
    assert (ran.answer, ran.log) == ({"batchItemFailures": []}, [])
    s3, bucket = world.box.aws_client("s3"), world.box.env["AUDIT_BUCKET"]
    (kept,) = s3.list_objects_v2(Bucket=bucket, Prefix="audit/2026-11-29/")["Contents"]
    assert "AUDIT#b#2026-11-29" in s3.get_object(Bucket=bucket, Key=kept["Key"])["Body"].read().decode()


@pytest.mark.parametrize("step", ["expire", "reconcile", "remind"])
def test_the_clocks_steps_look_for_what_is_due(lambdas: Lambdas, step: str) -> None:
    ran = ran_light(lambdas, step, scheduled_event(step))
    assert ran.answer is None
    assert not [line for line in ran.log if line["level"] == "error"]


def test_settle_due_takes_a_message_and_is_done_with_it(world: World, lambdas: Lambdas, student: Student) -> None:
    order_id = world.draft(student)
    body = f'{{"order_id": "{order_id}", "part": "HEAD"}}'
    ran = ran_light(lambdas, "settle_due", {"Records": [{"messageId": "1", "body": body}]})
    assert ran.answer == {"batchItemFailures": []}
    assert student.order(order_id)["state"] == "DRAFT"


@pytest.mark.parametrize("step", STEPS)
def test_a_step_starts_with_its_own_settings_and_what_it_needs(lambdas: Lambdas, step: str) -> None:
    """What it loads is the check; `make bench` counts its seconds. Last, for most steps have started by then."""
    ran = lambdas.started(step)
    assert ran.start_log == []
    groups = {group_of(one) for one in fields(STEPS[step])} - {""}
    assert sorted(ran.secrets) == sorted(f"gradphoto/dev/{group}" for group in groups)
    assert loaded(ran.start) <= NEEDS[step]
    assert "pynamodb.connection.base" in ran.start
    if step in NO_ROUTES:
        assert {name for name in ran.start if name.startswith("chalicelib.api.")} == COMMON
