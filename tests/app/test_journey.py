"""A student's whole journey over HTTP: both ways in, both kinds of task, both ways to pay."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import requests

from clients.outside import new_phone
from sandbox.seed import Seeded
from tests.worlds.app import World, card, portrait, refused, sms_login, student_no, without_face
from tools.suite.patience import PATIENCE


def test_sms_login_and_a_collection_code_to_review(world: World, seeded: Seeded) -> None:
    student, phone = world.guest(), new_phone()
    sms_login(world, student, phone)
    task = student.lookup(seeded.encrypted.lower(), school="湖南大学", task_type="GROUP")["task"]
    assert task["collect_mode"] == "ENCRYPTED"
    number = student_no()
    read = student.read_code(task["task_id"], card(student_no=number))
    told = {one["label"]: one["value"] for one in read["details"]}
    assert (told["姓名"], told["学号"]) == ("张*三", number)
    order = student.open(task["task_id"], read["read_id"], contact_phone=phone)
    assert (order["state"], order["label"], order["actions"]) == ("DRAFT", "待提交", ["upload", "cancel", "contact"])
    assert order["student"]["name"] == "张*三"
    verdict = student.judge(order["order_id"], portrait())
    assert (verdict["state"], verdict["says"]) == ("PASSED", "初检合格，以人工审核为准")
    preview = requests.get(verdict["preview_url"], timeout=PATIENCE)
    assert preview.headers["Content-Type"] == "image/jpeg"
    assert 30_000 <= len(preview.content) <= 40_960
    before = requests.get(verdict["before"], timeout=PATIENCE)
    assert (before.status_code, before.headers["Content-Type"]) == (200, "image/jpeg")
    assert requests.get(verdict["before"].partition("?")[0], timeout=PATIENCE).status_code == 403
    assert verdict["background_replaced"] is True
    assert 0 < verdict["head"]["top"] < verdict["head"]["chin"] < 1

    order = student.act(order["order_id"], "submit", photo_no=verdict["photo_no"])
    assert (order["label"], order["price"], order["price_text"]) == ("待支付", task["price"], task["price_text"])
    begun = student.pay(order["order_id"])
    assert (begun["kind"], begun["amount"]) == ("NATIVE", task["price"])
    world.outside.scan(begun["params"]["code_url"])
    order = student.wait_for(order["order_id"], "IN_REVIEW")
    assert (order["label"], order["paid"], order["payment"]["state"]) == ("待审核", True, "OK")
    assert [one["event"] for one in order["timeline"]] == ["open", "submit", "paid"]
    assert order["opened_at"] == order["timeline"][0]["at"]
    (receipt,) = order["receipts"]
    assert (receipt["channel"], receipt["amount_text"]) == ("微信支付", task["price_text"])
    assert receipt["paid_at"]
    assert receipt["number"]
    assert receipt["back"] is None
    assert order["task"]["contacts"] == "、".join(f"{one['name']} {one['phone']}" for one in order["task"]["people"])
    state = student.call("GET", f"/api/orders/{order['order_id']}/payments/{begun['attempt_no']}")
    assert state == {"attempt_no": 1, "state": "OK", "order_state": "IN_REVIEW", "order_label": "待审核"}


def test_sms_login_and_a_form_to_review(world: World, seeded: Seeded) -> None:
    student, phone = world.guest(), new_phone()
    sms_login(world, student, phone)
    task = student.lookup(seeded.plain)["task"]
    asked = {field["name"] for field in task["questions"] if field["required"]}
    filled = world.form(
        college="机械学院", major="车辆工程", class_name="2201", consignee="张三", address="长沙市麓山南路1号"
    )
    filled["layout"] = "一寸"
    assert asked <= set(filled)
    order = student.open(task["task_id"], **filled)
    assert order["student"]["student_no"] == filled["student_no"]
    phone = filled["contact_phone"]
    assert phone not in str(order)
    assert order["contact"] == {
        "contact_phone": f"{phone[:3]}****{phone[-4:]}",
        "email": "",
        "consignee": "张三",
        "address": "长沙市麓山南路1号",
        "layout": "一寸",
    }
    assert (order["task"]["code"], order["task"]["glasses"]) == (seeded.plain, "ALLOW")
    assert order["task"]["background"] == task["background"]["rgb"]
    verdict = student.judge(order["order_id"], portrait())
    order = student.act(order["order_id"], "submit", photo_no=verdict["photo_no"])
    world.outside.scan(student.pay(order["order_id"])["params"]["code_url"])
    assert student.wait_for(order["order_id"], "IN_REVIEW")["paid"]


def test_wechat_login_and_payment_in_the_mini_program(world: World) -> None:
    student, user = world.guest(), world.outside.control("POST", "/users", phone=new_phone())
    refused(lambda: student.login_by_wechat(user["login_code"]), 422, "phone_needed", "phone_code")
    codes = world.outside.control("POST", f"/users/{user['openid']}/codes")
    session = student.login_by_wechat(codes["login_code"], codes["phone_code"])
    assert session["person"]["phone"].endswith(user["phone"][-4:])
    assert session["phone"] == user["phone"]  # which WeChat named: for the forms on this phone
    refused(lambda: world.draft(student), 422, "consent_needed")
    versions = {one["kind"]: one["version"] for one in student.call("GET", "/api/me")["consents"]}
    student.call("POST", "/api/me/consents", {"kind": "PRIVACY", "version": versions["PRIVACY"]})
    assert refused(lambda: world.draft(student), 422, "consent_needed")["data"]["kind"] == "TERMS"
    student.agree()
    order_id = world.submitted(student)
    begun = student.pay(order_id, "WECHAT_JSAPI")
    assert begun["kind"] == "JSAPI"
    assert {"timeStamp", "nonceStr", "package", "signType", "paySign"} <= set(begun["params"])
    world.outside.control("POST", "/request-payment", openid=user["openid"], params=begun["params"])
    assert student.wait_for(order_id, "IN_REVIEW")["payment"]["channel"] == "wechat"

    again = world.guest()  # known now: the phone is not asked for again
    again.login_by_wechat(world.outside.control("POST", f"/users/{user['openid']}/codes")["login_code"])
    assert again.order(order_id)["order_id"] == order_id


def test_a_web_session_cannot_pay_inside_wechat_and_is_told_so(world: World) -> None:
    student = world.student()
    order_id = world.submitted(student)
    web = world.session(student)
    refused(lambda: web.pay(order_id, "WECHAT_JSAPI"), 422, "pay_needs_wechat_login")
    assert web.pay(order_id)["kind"] == "NATIVE"


def test_a_rejected_photo_says_everything_and_a_good_one_follows(world: World) -> None:
    student = world.student()
    order_id = world.draft(student)
    bad = student.judge(order_id, without_face())
    assert (bad["photo_no"], bad["state"], bad["preview_url"]) == (1, "FAILED", None)
    assert (bad["before"], bad["head"], bad["background_replaced"]) == (None, None, None)
    (finding,) = bad["report"]["findings"]
    assert (finding["code"], finding["severity"]) == ("no_face", "fail")
    assert finding["message"]
    assert finding["cure"]
    order = student.order(order_id)
    assert order["photo"]["report"] == bad["report"]
    assert order["actions"] == ["upload", "cancel", "contact"]
    good = student.judge(order_id, portrait())
    assert (good["photo_no"], good["state"]) == (2, "PASSED")
    assert student.order(order_id)["actions"] == ["upload", "submit", "cancel", "contact"]
    assert student.act(order_id, "submit", photo_no=2)["photo"]["photo_no"] == 2


def test_a_draft_is_found_again_and_goes_on_elsewhere(world: World) -> None:
    student = world.student()
    order_id = world.photographed(student)
    elsewhere = world.session(student)
    listed = elsewhere.call("GET", "/api/orders")
    assert [order["order_id"] for order in listed["orders"]] == [order_id]
    assert listed["orders"][0]["photo"]["state"] == "PASSED"
    assert elsewhere.act(order_id, "submit", photo_no=1)["state"] == "AWAITING_PAYMENT"
    assert student.order(order_id)["state"] == "AWAITING_PAYMENT"


def test_opening_twice_is_the_same_order_even_at_once(world: World) -> None:
    student, task, form = world.student(), world.plain_task(), world.form()
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: student.open(task.task_id, **form), range(4)))
    assert len({order["order_id"] for order in opened}) == 1
    again = student.open(task.task_id, **form)
    assert (again["order_id"], again["seq"]) == (opened[0]["order_id"], 1)
    assert len(student.call("GET", "/api/orders")["orders"]) == 1


def test_a_collection_code_read_twice_leads_to_the_same_order(world: World) -> None:
    student, task, picture = world.student(), world.task(), card()
    first, second = student.read_code(task.task_id, picture), student.read_code(task.task_id, picture)
    assert first["read_id"] != second["read_id"]
    orders = [student.open(task.task_id, read["read_id"], contact_phone=new_phone()) for read in (first, second)]
    assert orders[0]["order_id"] == orders[1]["order_id"]


def test_the_list_goes_on_where_a_page_ended(world: World) -> None:
    student, task = world.student(), world.plain_task()
    opened = [world.draft(student, task) for _ in range(23)]
    first = student.call("GET", "/api/orders")
    second = student.call("GET", "/api/orders", cursor=first["cursor"])
    assert [len(first["orders"]), len(second["orders"]), second["cursor"]] == [20, 3, None]
    listed = [order["order_id"] for order in first["orders"] + second["orders"]]
    assert listed == opened[::-1]


def test_a_free_order_needs_no_payment(world: World) -> None:
    student = world.student()
    order_id = world.submitted(student, world.plain_task(price=0))
    order = student.order(order_id)
    assert (order["state"], order["price"], order["payment"]) == ("IN_REVIEW", 0, None)
    withdrawn = student.act(order_id, "withdraw")
    assert withdrawn["label"] == "已撤回，待重新提交"
    other = student.judge(order_id, portrait(seed=2))
    assert student.act(order_id, "resubmit", photo_no=other["photo_no"])["state"] == "IN_REVIEW"
