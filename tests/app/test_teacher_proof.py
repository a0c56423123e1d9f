"""A link made for a teacher's phone shows nothing before its code, and the code is as hard to get as a login's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import ApiError
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused
from tests.worlds.staff import Colleague
from tests.worlds.teachers import asked_code, links_of, made_link, on_roster, proven


def test_nothing_is_shown_before_the_code(world: World, manager: Colleague, clock: SandboxClock) -> None:
    task, phone = world.plain_task(roster="STUDENT_NOS"), new_phone()
    on_roster(task, "20270001")
    token = made_link(manager, task, 7, phone=phone)["token"]
    for path in ("", "/people"):
        error = refused(
            lambda path=path: world.guest().call("GET", f"/api/progress/{token}{path}"),  # type: ignore[misc]
            403,
            "teacher_code_needed",
        )
        assert error["data"] == {"phone": f"{phone[:3]}****{phone[-4:]}"}
    (one,) = manager.call("GET", links_of(task))["links"]
    assert one["opened"] == 0
    device = proven(world, token, phone)
    seen = world.guest().call("GET", f"/api/progress/{device}")
    assert (seen["title"], seen["kind"]) == (task.title, "LIST")
    assert world.guest().call("GET", f"/api/progress/{device}/people")["people"][0]["shown"] == "20270001"
    assert world.guest().call("GET", f"/api/progress/{seen['forward']}")["kind"] == "COUNTS"  # numbers need no code
    (one,) = manager.call("GET", links_of(task))["links"]
    assert (one["opened"], one["forwarded"]) == (1, 1)
    assert device not in str(world.tables())
    clock.move(days=6, schedules=False)
    assert world.guest().call("GET", f"/api/progress/{device}")["title"] == task.title
    clock.move(days=1, schedules=False)
    refused(lambda: world.guest().call("GET", f"/api/progress/{device}"), 404, "teacher_link_over")
    code = {"code": "000000"}
    refused(lambda: world.guest().call("POST", f"/api/progress/{token}/proof", code), 404, "teacher_link_over")


def test_a_proven_device_loses_a_link_that_is_revoked(world: World, manager: Colleague) -> None:
    task, phone = world.plain_task(), new_phone()
    link = made_link(manager, task, phone=phone)
    device = proven(world, link["token"], phone)
    manager.call("POST", f"{links_of(task)}/{link['link_id']}/revoke", {"reason": "换了老师"})
    for token in (device, link["token"]):
        refused(lambda token=token: world.guest().call("GET", f"/api/progress/{token}"), 404, "teacher_link_over")  # type: ignore[misc]
        for step, body in (
            ("code", {"captcha_id": "x" * 22, "captcha": "ABCD", "work": "1"}),
            ("proof", {"code": "000000"}),
        ):
            path = f"/api/progress/{token}/{step}"
            refused(lambda path=path, body=body: world.guest().call("POST", path, body), 404, "teacher_link_over")  # type: ignore[misc]


def test_a_code_is_of_one_link_and_may_be_tried_five_times(world: World, manager: Colleague) -> None:
    phone = new_phone()
    first, other = (made_link(manager, world.plain_task(), phone=phone)["token"] for _ in range(2))
    asker = {"asker": asked_code(world, first)["asker"]}
    code = world.outside.sms_code(phone)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    refused(
        lambda: world.guest().call("POST", f"/api/progress/{other}/proof", {"code": code} | asker),
        422,
        "sms_code_over",
        "code",
    )
    for left in range(4, 0, -1):
        error = refused(
            lambda: world.guest().call("POST", f"/api/progress/{first}/proof", {"code": wrong} | asker),
            422,
            "sms_code_wrong",
            "code",
        )
        assert str(left) in error["message"] + error["action"]
    for typed in (wrong, code):
        refused(
            lambda typed=typed: world.guest().call("POST", f"/api/progress/{first}/proof", {"code": typed} | asker),  # type: ignore[misc]
            422,
            "sms_code_over",
            "code",
        )


def test_the_right_code_is_good_for_one_of_two_at_once(world: World, manager: Colleague) -> None:
    phone = new_phone()
    token = made_link(manager, world.plain_task(), phone=phone)["token"]
    asker = asked_code(world, token)["asker"]
    body = {"code": world.outside.sms_code(phone), "asker": asker}

    def prove(_: int) -> str:
        try:
            return str(world.guest().call("POST", f"/api/progress/{token}/proof", body)["token"])
        except ApiError as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        two = sorted(pool.map(prove, range(2)), key=len)
    assert two[0] == "sms_code_over"
    assert world.guest().call("GET", f"/api/progress/{two[1]}")["kind"] == "LIST"


def test_captcha_and_limits_are_those_of_a_login(world: World, manager: Colleague, clock: SandboxClock) -> None:
    phone = new_phone()
    token = made_link(manager, world.plain_task(), 7, phone=phone)["token"]
    captcha = {"captcha_id": world.guest().captcha()["captcha_id"], "captcha": "WRONG", "work": "1"}
    path = f"/api/progress/{token}/code"
    refused(lambda: world.guest().call("POST", path, captcha), 422, "captcha_wrong", "captcha")
    assert asked_code(world, token)["retry_after"] == 60
    refused(lambda: asked_code(world, token), 429, "sms_too_often", "phone")
    clock.move(seconds=61, schedules=False)
    asked_code(world, token)
    login = world.guest()
    solved = world.outside.solved(login.captcha())
    # the number's limit is one, whatever it is asked for
    refused(lambda: login.ask_code(phone, solved), 429, "sms_too_often", "phone")


def test_a_link_without_a_phone_has_no_code(world: World, manager: Colleague) -> None:
    token = made_link(manager, world.plain_task())["token"]
    captcha = {"captcha_id": world.guest().captcha()["captcha_id"], "captcha": "ABCD"}
    refused(lambda: world.guest().call("POST", f"/api/progress/{token}/code", captcha), 409, "teacher_code_idle")
    refused(
        lambda: world.guest().call("POST", f"/api/progress/{token}/proof", {"code": "000000"}), 409, "teacher_code_idle"
    )


def test_a_link_of_before_still_opens(world: World, manager: Colleague) -> None:
    """One that was given out when there were no kinds."""
    import boto3

    task = world.plain_task()
    link = made_link(manager, task)
    table = boto3.resource("dynamodb").Table(world.box.env["TASKS_TABLE"])
    (listed,) = wire().stores.teacher_links.of_task(task.task_id)
    table.update_item(
        Key={"pk": f"TEACHER#{listed.digest}", "sk": "TEACHER"},
        UpdateExpression="REMOVE kind, phone, forwards, opened, opened_at",
    )
    seen = world.guest().call("GET", f"/api/progress/{link['token']}")
    assert (seen["title"], seen["kind"], seen["forward"]) == (task.title, "LIST", None)
    (one,) = manager.call("GET", links_of(task))["links"]
    assert one["opened"] == 1
