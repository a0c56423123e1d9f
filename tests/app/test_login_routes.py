"""Login over HTTP, as both clients use it: routes, envelopes, headers, and what never gets out."""

from __future__ import annotations

from functools import partial
from unittest import mock

import pytest
import requests

from chalicelib.identity.captcha.work import BITS
from chalicelib.identity.sms_limits import networks
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.wire import wire
from clients.outside import Outside, new_phone
from clients.student import ApiError, Student
from sandbox.box import Sandbox
from tests.worlds.app import refused
from tests.worlds.logins import mini_login, web_login
from tools.suite.patience import PATIENCE


def test_the_sandbox_reads_each_captcha_and_no_other(student: Student, outside: Outside, box: Sandbox) -> None:
    issued = [student.captcha() for _ in range(2)]
    solved = [outside.solved(one) for one in issued]
    student.ask_code(new_phone(), solved[0] | {"captcha": solved[0]["captcha"].lower()})
    wrong = [solved[1] | {"captcha": solved[0]["captcha"]}, *solved]  # after the wrong one both are used up
    for one in wrong:
        refused(partial(student.ask_code, new_phone(), one), 422, "captcha_wrong", "captcha")
    unknown = requests.get(f"{box.control_url}/api/captcha", params={"id": "x" * 22}, timeout=PATIENCE)
    assert unknown.status_code == 404


def test_the_web_journey_past_one_wrong_code(student: Student, outside: Outside) -> None:
    phone = new_phone()
    captcha = student.captcha()
    assert set(captcha) == {"kind", "captcha_id", "image", "bits", "app_id", "expires_at"}
    assert (captcha["kind"], captcha["bits"], captcha["app_id"]) == ("picture", 16, "")
    assert captcha["image"].startswith("data:image/webp;base64,")
    sent = student.ask_code(phone, outside.solved(captcha))
    assert (set(sent), sent["retry_after"]) == ({"expires_at", "retry_after", "asker"}, 60)
    code = outside.sms_code(phone)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    error = refused(lambda: student.login(phone, wrong), 422, "sms_code_wrong", "code")
    assert "4 次" in error["action"]
    session = student.login(phone, code)
    assert set(session) == {"token", "expires_at", "person", "proven", "next", "wechat", "phone"}
    assert session["phone"] is None  # the client knows it
    me = student.call("GET", "/api/me")
    assert me == session["person"]
    assert (me["phone"], me["proven"]) == (f"{phone[:3]}****{phone[-4:]}", True)
    filled = student.call("PATCH", "/api/me", {"nickname": "小雨", "id_tail": "123X"})
    assert (filled["nickname"], filled["id_tail_known"]) == ("小雨", True)
    assert "123X" not in str(filled)
    student.agree()
    assert all(consent["given_at"] for consent in student.call("GET", "/api/me")["consents"])
    assert student.call("POST", "/api/logout") == {"done": True}
    refused(lambda: student.call("GET", "/api/me"), 401, "session_over")


def test_the_mini_program_journey_meets_the_same_person(student: Student, outside: Outside, box: Sandbox) -> None:
    phone = new_phone()
    web_login(student, outside, phone)
    student.call("PATCH", "/api/me", {"nickname": "小雨"})
    openid = box.wechat.new_user(phone)["openid"]
    mini = Student(box.api_url)
    refused(lambda: mini_login(mini, box, openid, share_phone=False), 422, "phone_needed", "phone_code")
    session = mini_login(mini, box, openid)
    assert (session["proven"], session["next"]) == (True, None)
    assert session["person"]["nickname"] == "小雨"
    assert openid not in str(session)
    assert mini_login(mini, box, openid, share_phone=False)["person"] == mini.call("GET", "/api/me")


def test_a_consent_is_taken_back_over_http(student: Student, outside: Outside) -> None:
    web_login(student, outside, new_phone())
    face = {"kind": "FACE", "version": current(ConsentKind.FACE).version}
    given = {each["kind"]: each["given_at"] for each in student.call("POST", "/api/me/consents", face)["consents"]}
    assert given["FACE"]
    assert given["PRIVACY"] is None
    back = student.call("POST", "/api/me/consents", {**face, "agreed": False})["consents"]
    assert {each["kind"]: each["given_at"] for each in back}["FACE"] is None
    older = {"kind": "FACE", "version": "2019-01"}
    error = refused(lambda: student.call("POST", "/api/me/consents", older), 422, "consent_outdated", "version")
    assert error["data"]["version"] == face["version"]


def test_several_texts_are_agreed_to_in_one_call_or_none_of_them(student: Student, outside: Outside) -> None:
    web_login(student, outside, new_phone())
    kinds = (ConsentKind.TERMS, ConsentKind.FACE)
    texts = [{"kind": kind, "version": current(kind).version} for kind in kinds]
    older = {"texts": [*texts, {"kind": "PRIVACY", "version": "2019-01"}]}
    error = refused(lambda: student.call("POST", "/api/me/consents", older), 422, "consent_outdated", "version")
    assert error["data"]["kind"] == "PRIVACY"
    assert not any(one["given_at"] for one in student.call("GET", "/api/me")["consents"])
    twice, both = {"texts": [texts[0], texts[0]]}, {**texts[0], "texts": texts}
    none: dict[str, list[str]] = {"texts": []}
    for wrong in (twice, both, none, {"kind": "TERMS"}):
        with pytest.raises(ApiError) as caught:
            student.call("POST", "/api/me/consents", wrong)
        assert caught.value.status == 422
    given = student.call("POST", "/api/me/consents", {"texts": texts})["consents"]
    assert {one["kind"] for one in given if one["given_at"]} == set(kinds)
    left = student.call("POST", "/api/me/consents", {"texts": texts, "agreed": False})["consents"]
    assert not any(one["given_at"] for one in left)


def test_the_texts_are_agreed_to_with_the_login(student: Student, outside: Outside, box: Sandbox) -> None:
    """An older version of a text keeps nobody out; the page asks for the newer one where it is needed."""
    texts = [{"kind": kind, "version": current(kind).version} for kind in (ConsentKind.TERMS, ConsentKind.PRIVACY)]
    openid = box.wechat.new_user()["openid"]
    asked = {"code": box.wechat.login_code(openid), "phone_code": box.wechat.phone_code(openid)}
    older = [texts[0], texts[1] | {"version": "2019-01"}]
    person = student.login_by_wechat(asked["code"], asked["phone_code"], older)["person"]
    assert [one["kind"] for one in person["consents"] if one["given_at"]] == ["TERMS"]
    phone = new_phone()
    student.ask_code(phone, outside.solved(student.captcha()))
    code, face = outside.sms_code(phone), {"kind": "FACE", "version": current(ConsentKind.FACE).version}
    for wrong in ([texts[0], face], [texts[0], texts[0]], [*texts, texts[0]], [{"kind": "TERMS"}]):
        with pytest.raises(ApiError) as caught:
            student.login(phone, code, wrong)
        assert (caught.value.status, caught.value.code) == (422, "invalid")
    person = student.login(phone, code, texts)["person"]  # a refusal used no try up
    assert [one["kind"] for one in person["consents"] if one["given_at"]] == ["TERMS", "PRIVACY"]
    assert person == student.call("GET", "/api/me")


def test_a_session_in_doubt_agrees_to_nothing_in_the_owners_name(student: Student, outside: Outside) -> None:
    """Whoever got a recycled number gives no consent for the account it leads to, and takes none back."""
    web_login(student, outside, new_phone())
    person_id = wire().student.sessions.who(student.token or "", ip="").person_id
    student.token = wire().student.sessions.start(person_id, "web", None, False)
    consent = {"kind": "FACE", "version": current(ConsentKind.FACE).version}
    for body in (consent, consent | {"agreed": False}):
        refused(partial(student.call, "POST", "/api/me/consents", body), 403, "prove_first")
    assert all(one["given_at"] is None for one in student.call("GET", "/api/me")["consents"] if one["kind"] == "FACE")


def test_more_is_asked_of_a_busy_network(student: Student, outside: Outside) -> None:
    with mock.patch.object(wire().student.networks, "level", return_value=1):
        captcha = student.captcha()
    assert captcha["bits"] == BITS[1]
    assert len(outside.solve(captcha["captcha_id"])) == 6
    refused(lambda: student.call("GET", "/api/captcha", without="anything"), 422, "invalid", "without")


def test_a_slow_network_is_told_when_to_come_back_and_how_else_to_log_in(
    student: Student, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "SLOW_FROM", -(10**6))
    refusals = []
    for _ in range(2):  # the first may have the turn
        try:
            student.ask_code(new_phone(), outside.solved(student.captcha()))
        except ApiError as error:
            refusals.append(error)
    assert (refusals[-1].status, refusals[-1].code) == (429, "sms_slow")
    assert 0 < refusals[-1].error["retry_after"] <= networks.SLOW_SECONDS
    for way in ("微信小程序", "换一个网络"):
        assert way in refusals[-1].error["action"]
    monkeypatch.undo()
    web_login(student, outside, new_phone())


def test_limits_say_when_to_come_back(student: Student, outside: Outside, box: Sandbox) -> None:
    phone = new_phone()
    web_login(student, outside, phone)
    body = {"phone": phone, **outside.solved(student.captcha())}
    answer = requests.post(f"{box.api_url}/api/login/sms-code", json=body, timeout=PATIENCE)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (429, "sms_too_often")
    assert 0 < error["retry_after"] <= 60
    assert answer.headers["Retry-After"] == str(error["retry_after"])


CAPTCHA = {"captcha_id": "0" * 22, "captcha": "3ACD", "work": "1"}


@pytest.mark.parametrize(
    ("path", "body", "code", "field"),
    [
        ("/api/login/wechat", {}, "invalid", "code"),
        ("/api/login/wechat", {"code": "x" * 129}, "invalid", "code"),
        ("/api/login/wechat", {"code": "wrong"}, "wechat_code_used", "code"),
        ("/api/login/sms-code", {"phone": "12345678901", **CAPTCHA}, "phone_invalid", "phone"),
        ("/api/login/sms-code", {"phone": "13800000000", **CAPTCHA}, "captcha_wrong", "captcha"),
        ("/api/login/sms-code", {"phone": "13800000000", **CAPTCHA, "captcha_id": "1"}, "invalid", "captcha_id"),
        ("/api/login/sms-code", {"phone": "13800000000", **CAPTCHA, "is_admin": True}, "invalid", "is_admin"),
        ("/api/login/sms", {"phone": "13800000000", "code": "12345"}, "invalid", "code"),
        ("/api/login/sms", {"phone": "13800000000", "code": "１２３４５６"}, "invalid", "code"),
        ("/api/login/sms", {"phone": "13800000000", "code": "123456", "asker": "x" * 22}, "sms_code_over", "code"),
        ("/api/login/sms", {"phone": "13800000000", "code": "123456", "asker": "x" * 21}, "invalid", "asker"),
        ("/api/login/sms", {"phone": 13800000000, "code": "123456"}, "invalid", "phone"),
        (
            "/api/login/sms-code",
            {"phone": "13800000000", "captcha_id": "0" * 22, "captcha": "3ACD"},
            "page_outdated",
            None,
        ),
        ("/api/login/sms", {"phone": "13800000000", "code": "123456"}, "page_outdated", "code"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(
    student: Student, path: str, body: dict[str, object] | None, code: str, field: str | None
) -> None:
    error = refused(lambda: student.call("POST", path, body), 409 if code == "page_outdated" else 422, code, field)
    assert code != "page_outdated" or "刷新页面" in error["action"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nickname", "雨" * 31),
        ("id_tail", "12345"),
        ("name", "张三"),
        ("phone", "13800000000"),
        ("avatar", "avatars/other/1.jpg"),
    ],
)
def test_a_field_of_the_account_that_does_not_fit(student: Student, outside: Outside, field: str, value: str) -> None:
    web_login(student, outside, new_phone())
    before = student.call("GET", "/api/me")
    refused(lambda: student.call("PATCH", "/api/me", {field: value}), 422, "invalid", field)
    assert student.call("GET", "/api/me") == before


def test_answers_are_never_cached_and_logs_hold_nobody(
    student: Student, outside: Outside, box: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    phone, openid = new_phone(), box.wechat.new_user()["openid"]
    web_login(student, outside, phone)
    student.call("PATCH", "/api/me", {"nickname": "小雨"})
    mini_login(Student(box.api_url), box, openid)
    headers = {"Authorization": f"Bearer {student.token}"}
    answer = requests.get(f"{box.api_url}/api/me", headers=headers, timeout=PATIENCE)
    assert answer.headers["Cache-Control"] == "no-store"
    out = capsys.readouterr().out
    assert '"request"' in out
    for secret in (phone, outside.sms_code(phone), openid, str(student.token), "小雨"):
        assert secret not in out
