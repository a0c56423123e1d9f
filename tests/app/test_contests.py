"""Two students show one collection code: without a photo the later one goes on, with one the branch decides."""

from __future__ import annotations

import secrets
from typing import Any, NamedTuple

import pytest

from chalicelib.staff.model import StaffRole
from clients import desk as desk_client
from clients.outside import new_phone
from clients.student import Student
from drawings import qr_card
from tests.worlds import review_desk
from tests.worlds.app import World, refused
from tests.worlds.branch import confirm, decide
from tests.worlds.messages import allow, friend, texts, told
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import own_portrait


class Fight(NamedTuple):
    """The first has the order; the second was told how to ask, with a read of the same code."""

    first: Student
    order_id: str
    second: Student
    read: dict[str, Any]
    openids: tuple[str, str]
    phones: tuple[str, str]


def coded() -> bytes:
    return qr_card.png(qr_card.chsi_like_text(seed=secrets.randbits(40), school_code="10532", zjhm="123X"))


def opened(student: Student, task_id: str, picture: bytes, phone: str) -> str:
    read = student.read_code(task_id, picture)
    return str(student.open(task_id, read["read_id"], contact_phone=phone)["order_id"])


@pytest.fixture
def fight(world: World) -> Fight:
    (first, one), (second, two) = friend(world), friend(world)
    task, picture = world.task(price=0), coded()
    order_id = opened(first, task.task_id, picture, one["phone"])
    first.judge(order_id, own_portrait())
    error = refused(lambda: second.read_code(task.task_id, picture), 409, "collect_code_held")
    assert error["action"].startswith("如果采集码是您本人的")
    read = error["data"] | {"task_id": task.task_id}
    world.box.stream.skip()
    return Fight(first, order_id, second, read, (one["openid"], two["openid"]), (one["phone"], two["phone"]))


def ask(fight: Fight, who: Student | None = None) -> bool:
    return bool((who or fight.second).call("POST", "/api/contests", fight.read)["asked"])


def waits(manager: Colleague, order_id: str) -> list[str]:
    """Why the order waits for a decision."""
    cursor, found = None, list[str]()
    while True:
        page = manager.call("GET", "/api/staff/decisions" + (f"?cursor={cursor}" if cursor else ""))
        found += [why for one in page["orders"] if one["order"]["order_id"] == order_id for why in one["why"]]
        cursor = page["cursor"]
        if cursor is None:
            return found


def news(world: World, openid: str) -> list[tuple[str, str]]:
    return [(one["phrase2"], one["thing3"]) for one in told(world, openid)]


def test_a_draft_without_a_photo_gives_way_and_its_owner_is_told(world: World) -> None:
    (thief, user), (owner, _) = friend(world), friend(world)
    task, picture = world.task(), coded()
    wrong = opened(thief, task.task_id, picture, user["phone"])
    world.box.stream.skip()
    order_id = opened(owner, task.task_id, picture, user["phone"])
    assert (owner.order(order_id)["state"], order_id != wrong) == ("DRAFT", True)
    assert thief.order(wrong)["label"] == "已取消"
    world.box.stream.drain()
    assert news(world, user["openid"]) == [("已取消", "已由其他账号办理，如有疑问请联系分社")]
    assert texts(world, user["phone"])[-1][-1] == "已取消"


def test_digits_of_the_code_open_nothing(world: World, fight: Fight) -> None:
    body = fight.read | {"form": {"contact_phone": fight.phones[1]}, "id_tail": "123X"}
    refused(lambda: fight.second.call("POST", "/api/orders", body), 409, "collect_code_held")
    assert fight.first.order(fight.order_id)["state"] == "DRAFT"
    assert ask(fight)
    refused(lambda: fight.second.call("POST", "/api/orders", body), 409, "collect_code_being_checked")


def test_the_branch_gives_the_code_to_whoever_asked(world: World, fight: Fight, manager: Colleague) -> None:
    assert waits(manager, fight.order_id) == []
    assert ask(fight)
    assert ask(fight)  # twice is once
    world.box.stream.drain()
    assert news(world, fight.openids[0]) == [("待核对", "有人用同一采集码申请，分社正在核对")]
    assert texts(world, fight.phones[0])[-1][-1] == "待核对"
    order = fight.first.order(fight.order_id)
    assert (order["seq"], "分社正在核对" in order["way_out"]["sentence"]) == (2, True)
    assert waits(manager, fight.order_id) == ["CONTESTED"]
    reached = manager.call("POST", f"/api/staff/orders/{fight.order_id}/contact", {"reason": "核对采集码是谁的"})
    assert (reached["contact_phone"], reached["asker_phone"]) == fight.phones
    may = manager.call("GET", f"/api/staff/orders/{fight.order_id}")["actions"]
    assert {("keep", False), ("release", False)} <= {(one["action"], one["two"]) for one in may}

    assert decide(manager, fight.order_id, "release")["order"]["state"] == "CANCELLED"
    allow(world, fight.openids[0])
    world.box.stream.drain()
    assert news(world, fight.openids[1]) == [("可以办理", "采集码已可使用，请重新上传办理")]
    assert texts(world, fight.phones[1])[-1][-1] == "可以办理"
    assert waits(manager, fight.order_id) == []
    assert not ask(fight), "nothing is in the way any more"
    body = fight.read | {"form": {"contact_phone": fight.phones[1]}}
    assert fight.second.call("POST", "/api/orders", body)["state"] == "DRAFT"


def test_the_branch_leaves_it_to_its_owner(world: World, fight: Fight, manager: Colleague, reviewer: Colleague) -> None:
    task_id = fight.read["task_id"]
    assert ask(fight)
    fight.first.act(fight.order_id, "submit", photo_no=1)
    assert not review_desk.take_next(reviewer, task_id), "nobody reviews it while it is not sure whose it is"
    assert waits(manager, fight.order_id) == ["CONTESTED"]
    assert decide(manager, fight.order_id, "keep")["proposal"] is None
    world.box.stream.drain()
    assert news(world, fight.openids[1]) == [("核对完成", "采集码由原订单继续办理，有疑问联系分社")]
    assert "分社正在核对" not in fight.first.order(fight.order_id)["way_out"]["sentence"]
    assert review_desk.take_next(reviewer, task_id)["order"]["order_id"] == fight.order_id
    refused(lambda: ask(fight), 409, "collect_code_in_use_paid")


def test_who_was_not_believed_asks_no_second_time(world: World, fight: Fight, manager: Colleague) -> None:
    assert ask(fight)
    decide(manager, fight.order_id, "keep")
    refused(lambda: ask(fight), 409, "collect_code_decided")


def test_an_order_given_to_whoever_asked_is_hers_without_a_word_to_the_contrary(
    world: World, fight: Fight, manager: Colleague
) -> None:
    assert ask(fight)
    world.box.stream.skip()
    proposal = decide(manager, fight.order_id, "transfer", owner_phone=fight.phones[1])["proposal"]
    confirm(colleague(world.box.console_url, StaffRole.MANAGER), proposal)
    world.box.stream.drain()
    assert [phrase for phrase, _ in news(world, fight.openids[1])] == ["订单转入"]
    assert waits(manager, fight.order_id) == []
    assert "分社正在核对" not in fight.second.order(fight.order_id)["way_out"]["sentence"]


def test_nobody_reviews_it_by_its_id_either(fight: Fight, reviewer: Colleague) -> None:
    assert ask(fight)
    fight.first.act(fight.order_id, "submit", photo_no=1)
    refused(lambda: desk_client.take(reviewer, fight.order_id), 409, "collect_code_contested")


def test_a_number_that_was_only_typed_is_texted_nothing(world: World) -> None:
    (first, user), (second, _), stranger = friend(world), friend(world), new_phone()
    task, picture = world.task(), coded()
    opened(first, task.task_id, picture, stranger)
    world.box.stream.skip()
    opened(second, task.task_id, picture, new_phone())
    world.box.stream.drain()
    assert texts(world, stranger) == []
    assert texts(world, user["phone"])[-1][-1] == "已取消"


def test_only_one_may_ask_and_nobody_for_her_own(world: World, fight: Fight) -> None:
    assert ask(fight)
    third = world.student()
    refused(lambda: ask(fight, third), 404, "read_expired", "read_id")  # somebody else's read
    refused(
        lambda: fight.second.call("POST", "/api/contests", fight.read | {"read_id": "x"}),
        404,
        "read_expired",
        "read_id",
    )
