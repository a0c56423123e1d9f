"""The trail of accounts: each login and change leaves a line, which names nobody to who reads logs, and opens for an
incident."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest

from chalicelib.identity.model import IDLE, TAIL_SETTLED
from chalicelib.identity.trail import TRAIL, Act, account_of, network_of
from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import ApiError, Student
from drawings import qr_card
from drawings.qr_card import chsi_like_text
from tests.worlds.app import World
from tests.worlds.branch import Desk, confirm
from tests.worlds.proven import proven
from tools import trail
from tools.trail import STEPS, WORDS

STAGE = "trail"
FIELDS = {"at", "level", "what", "ref", "event", "account", "client", "proven", "network"}
HOME = "127.0.0.1"  # where the tests call from
SURE = {"confirmed": True}


class Told:
    """The lines of the trail since it was last asked."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self) -> list[dict[str, Any]]:
        out = [one for one in self._capsys.readouterr().out.splitlines() if one.startswith('{"at"')]
        return [line for line in map(json.loads, out) if line["what"] == TRAIL]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(capsys)


def asked_code(world: World, student: Student, phone: str, **more: str) -> dict[str, str]:
    """What is sent to have a code for a number, and the code."""
    return {"phone": phone, **world.outside.solved(student.captcha()), **more}


def logged_in(world: World) -> tuple[Student, str]:
    """A person on the web, and her phone."""
    student, phone = world.guest(), new_phone()
    student.call("POST", "/api/login/sms-code", asked_code(world, student, phone))
    student.login(phone, world.outside.sms_code(phone))
    return student, phone


def put_tail(student: Student, person_id: str) -> None:
    """Her ID's end, on record for a week."""
    student.call("PATCH", "/api/me", {"id_tail": "123X"})
    person = wire().student.accounts.person(person_id)
    wire().stores.people.save(replace(person, id_tail_at=wire().clock() - TAIL_SETTLED))


def test_each_login_and_change_is_told_once_with_its_account_client_and_network(world: World, told: Told) -> None:
    student, _ = logged_in(world)
    person = world.person(student)
    moved = new_phone()
    put_tail(student, person)
    student.call("POST", "/api/login/phone/proof", {"id_tail": "123X"})
    student.call("POST", "/api/login/phone", asked_code(world, student, moved))
    step = student.call(
        "POST", "/api/login/phone", {"phone": moved, "code": world.outside.sms_code(moved), "asker": student.asker}
    )
    student.token = step["session"]["token"]
    proven(student).call("POST", "/api/me/export", {})
    proven(student).call("POST", "/api/me/deletion", SURE)
    world.session(student).call("POST", "/api/logout")
    proven(student).call("POST", "/api/me/closing", SURE)
    lines = told()
    acts = [Act.LOGIN_SMS, Act.TAIL_TOLD, Act.PHONE_CHANGED, Act.EXPORTED, Act.DELETED, Act.LOGOUT, Act.CLOSED]
    assert [line["event"] for line in lines] == acts
    for line in lines:
        assert line.keys() == FIELDS
        assert (line["account"], line["client"], line["proven"]) == (account_of(person), "web", True)
        assert network_of(wire().stores.keys, line["account"], line["network"]) == HOME
    assert all(len(line["ref"]) == 36 for line in lines)


def test_a_login_by_wechat_is_one_of_the_mini_program(world: World, told: Told) -> None:
    student = world.student()
    (line,) = told()
    assert (line["event"], line["client"]) == (Act.LOGIN_WECHAT, "mini")
    assert line["account"] == account_of(world.person(student))


def test_a_refused_login_is_nobodys(world: World, told: Told) -> None:
    student, phone = world.guest(), new_phone()
    student.call("POST", "/api/login/sms-code", asked_code(world, student, phone))
    with pytest.raises(ApiError):
        student.login(phone, "000000" if world.outside.sms_code(phone) != "000000" else "111111")
    assert told() == []


def test_a_session_without_proof_is_told_so_until_it_is_proven(world: World, told: Told) -> None:
    student = world.student()
    student.call("PATCH", "/api/me", {"id_tail": "123X"})
    doubted = world.session(student, proven=False)
    told()
    doubted.call("PATCH", "/api/me", {"id_tail": "123X"})
    (line,) = told()
    assert (line["event"], line["proven"]) == (Act.PROVED, False)


def test_a_session_that_was_proven_by_a_collection_code_is_told_so(world: World, told: Told) -> None:
    """By the step that opens pictures: it needs no key to say so."""
    student, task = world.student(), world.task()
    picture = qr_card.png(chsi_like_text(seed=secrets.randbits(40), school_code="10532"))
    read = student.read_code(task.task_id, picture)
    student.open(task.task_id, read["read_id"], contact_phone="13800138000")
    doubted = world.session(student, proven=False)
    told()
    doubted.read_code(task.task_id, picture)
    (line,) = told()
    assert (line["event"], line["proven"], line["network"]) == (Act.PROVED_BY_CODE, False, "")
    assert line["account"] == account_of(world.person(student))


def test_sessions_that_are_ended_from_elsewhere_are_told(world: World, told: Told) -> None:
    student, _ = logged_in(world)
    for _ in range(2):
        world.session(student)
    rows = student.call("GET", "/api/me/sessions")["sessions"]
    told()
    proven(student).call("DELETE", f"/api/me/sessions/{rows[-1]['session_id']}")
    assert len(proven(student).call("POST", "/api/me/sessions/end-others")["sessions"]) == 1
    assert [(line["event"], line["account"]) for line in told()] == [
        (act, account_of(world.person(student))) for act in (Act.SESSION_ENDED, Act.OTHERS_ENDED)
    ]


def test_what_two_of_the_desk_change_is_told_of_each_account(world: World, told: Told) -> None:
    desk = Desk(world)
    one, phone = world.phoned()
    world.draft(one)
    keeps = world.person(one)
    people = wire().stores.people
    account = people.get(keeps)
    assert account is not None
    people.save(replace(account, last_seen_at=account.last_seen_at - IDLE))
    told()
    body = {"phone": phone, "reason": "号码没有换"}
    confirm(desk.manager2, desk.manager.call("POST", f"/api/staff/people/{keeps}/phone", body))
    body = {"phone": new_phone(), "reason": "换号"}
    confirm(desk.manager2, desk.manager.call("POST", f"/api/staff/people/{keeps}/phone", body))
    lines = told()
    assert [(line["event"], line["account"]) for line in lines] == [
        (Act.PHONE_KEPT_BY_STAFF, account_of(keeps)),
        (Act.PHONE_CHANGED_BY_STAFF, account_of(keeps)),
    ]
    assert {(line["client"], line["network"]) for line in lines} == {("desk", "")}


def test_who_reads_the_log_learns_no_name_number_or_network(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    student, phone = logged_in(world)
    out = capsys.readouterr().out
    assert TRAIL in out
    for secret in (phone, world.person(student), HOME, student.token or ""):
        assert secret not in out


def test_a_network_opens_for_its_own_account_alone(world: World, told: Told) -> None:
    logged_in(world)
    (line,) = told()
    with pytest.raises(ValueError, match="does not open"):
        network_of(wire().stores.keys, account_of("somebody else"), line["network"])


@pytest.fixture
def logs(world: World) -> Iterator[Any]:
    """The groups of a stack's logs."""
    client = boto3.client("logs")
    groups = [f"/aws/lambda/gradphoto-{STAGE}-{step}" for step in STEPS]
    for group in groups:
        client.create_log_group(logGroupName=group)
        client.create_log_stream(logGroupName=group, logStreamName="one")
    yield client
    for group in groups:
        client.delete_log_group(logGroupName=group)


def keep(logs: Any, step: str, lines: list[dict[str, Any]]) -> None:
    events = [{"timestamp": round(time.time() * 1000), "message": json.dumps(line)} for line in lines]
    logs.put_log_events(logGroupName=f"/aws/lambda/gradphoto-{STAGE}-{step}", logStreamName="one", logEvents=events)


def test_an_operator_reads_the_trail_of_one_account(
    world: World, told: Told, logs: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STAGE", STAGE)
    student, phone = logged_in(world)
    logged_in(world)  # somebody else
    student.agree()
    order_id = world.draft(student)
    proven(student).call("POST", "/api/me/export", {})
    lines = told()
    keep(logs, "login", [line for line in lines if line["event"] != Act.EXPORTED])
    keep(logs, "rights", [line for line in lines if line["event"] == Act.EXPORTED])
    shown = []
    for who in (["--person", world.person(student)], ["--phone", phone], ["--order", order_id]):
        assert trail.main(who, logs) == 0
        shown.append(capsys.readouterr().out.splitlines())
    assert shown[0] == shown[1] == shown[2]
    cells = [row.split("\t") for row in shown[0]]
    assert [(act, client, network) for _, act, client, network, _ in cells] == [
        ("短信登录", "web", HOME),
        ("导出数据", "web", HOME),
    ]


def test_whoever_is_not_there_is_said_not_to_be(
    world: World, logs: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STAGE", STAGE)
    assert trail.main(["--phone", new_phone()], logs) == 1
    assert "请核对" in capsys.readouterr().err
    assert trail.main(["--person", "x" * 22], logs) == 0
    assert "没有记录" in capsys.readouterr().out


def test_a_line_of_another_key_is_shown_without_its_network(world: World, told: Told) -> None:
    logged_in(world)
    (line,) = told()
    spoilt = line | {"account": "0" * 32}
    assert "打不开" in trail.row(wire().stores.keys, spoilt)


def test_every_act_has_words() -> None:
    assert WORDS.keys() == set(Act)
