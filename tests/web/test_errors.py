"""Every refusal the server can utter is shown in plain words with a next step, never as a code."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.worlds.browsers import Visits
from tests.worlds.looks import check

CONTRACT = Path(__file__).parents[2] / "docs" / "openapi.json"
WORD = re.compile(r"{\w+}")
PLAIN = re.compile(r"[A-Za-z]+_[A-Za-z_]+")
SERVER_FAULT = 500


def test_every_code_has_a_sentence_and_a_next_step(visit: Visits) -> None:
    student = visit()
    student.come_in()
    student.heading("找到采集任务")
    codes = json.loads(CONTRACT.read_text())["x-errors"]
    answer: dict[str, object] = {}
    student.page.route("**/api/orders/*", lambda route: _refuse(route, answer))
    student.expected += ["Failed to load resource"]
    for code, said in codes.items():
        if code == "session_over":  # leads to the login by itself: another test
            continue
        words = {"message": WORD.sub("三", said["message"]), "action": WORD.sub("三", said["action"])}
        answer.clear()
        answer.update({"code": code, "status": said["status"], **words})
        student.open(f"/orders/{code}")
        box = student.page.locator("main [role=alert].error-box")
        expect(box.locator(".error-what")).to_have_text(words["message"])
        told = box.inner_text()
        assert words["action"] in told, code
        assert not PLAIN.search(told), f"{code}: {told}"
        assert ("编号" in told) == (said["status"] >= SERVER_FAULT), code


def test_what_is_wrong_with_a_field_is_said_once(visit: Visits) -> None:
    student = visit()
    student.come_in()
    student.expected += ["404 (Not Found)", "422 (Unprocessable"]
    student.heading("找到采集任务")
    student.page.get_by_label("学校全称").fill("湖南大学")
    student.page.get_by_label("特征码").fill("NOPE99")
    student.button("下一步").click()
    expect(student.page.locator("#code-error")).to_contain_text("没有找到特征码“NOPE99”，请核对老师发布的特征码")
    expect(student.page.locator(".error-box")).to_have_count(0)
    check(student.page, full_text=False)
    student.open("/tasks/NOPE99")
    student.sees("没有找到特征码“NOPE99”")
    student.link("重新填写特征码").click()
    student.heading("找到采集任务")


def _refuse(route: Route, answer: dict[str, object]) -> None:
    status = int(str(answer["status"]))
    envelope = {**answer, "field": None, "retry_after": None, "ref": "0f-1", "data": None}
    route.fulfill(status=status, json={"error": envelope})


def test_an_answer_without_words_still_says_what_to_do(visit: Visits) -> None:
    student = visit()
    student.come_in()
    student.expected += ["Failed to load resource"]
    student.page.route("**/api/orders", lambda route: route.fulfill(status=502, body="<html>Bad Gateway</html>"))
    student.open("/orders")
    student.sees("系统暂时无法处理")
    student.sees("您的信息已保存，请稍后重试")
