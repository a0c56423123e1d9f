"""What CHSI refused that we passed: its words become our reasons, students are told the cure, and figures add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from chalicelib.api.desk.imports import chsi as answers
from chalicelib.delivery.chsi import service
from chalicelib.delivery.chsi.model import season_of
from chalicelib.delivery.chsi.service import Which
from chalicelib.delivery.chsi.words import TABLE, UNSAID, code_of, reason_said
from chalicelib.desk.review.reasons import catalogue
from chalicelib.orders.model import Rejection, State
from chalicelib.orders.store.items import photo_item
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.branch import run, table
from tests.worlds.chsi_answers import figures, photos
from tests.worlds.staff import Colleague, colleague, who
from tests.worlds.staff_orders import made_order, order_of

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
BRANCH = "chsi-branch"


@pytest.fixture(scope="module")
def manager(world: World) -> Colleague:
    return colleague(world.box.console_url, MANAGER, branch=BRANCH)


def test_every_code_of_the_table_is_one_of_our_reasons() -> None:
    codes = {code for code, *_ in catalogue()}
    assert {code for _, code in TABLE} <= codes
    words = [word for words, _ in TABLE for word in words]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("眼睛中心到上边缘百分比不合格", "eye_line"),
        ("头顶到上边缘百分比不合格", "crown_margin"),
        ("黑边检测不合格", "has_border"),
        ("瞳孔平行角度不合格", "head_tilted"),
        ("照片清晰度不合格", "blurred"),
        ("与录取照片比对不通过", "not_the_person"),
        ("疑似非同一人", "not_the_person"),
        ("佩戴耳环", "jewellery"),
        ("双耳不对称", "ears_hidden"),
        ("照片经ps处理", "retouched"),
        ("其他", None),
        (UNSAID, None),
    ],
)
def test_chsis_words_are_read(said: str, code: str | None) -> None:
    assert code_of(said, {}) == code
    assert code_of(said, {said: "other"}) == "other"


def test_a_reason_is_kept_short_and_without_numbers_of_people() -> None:
    assert reason_said("不通过", " 比对，不通过。 ") == "比对 不通过"
    assert reason_said("不通过", "") == reason_said("失败", " ") == UNSAID
    assert reason_said("非同一人", "") == "非同一人"
    assert reason_said("不通过", "证件 43010319990101123X 有误") == "证件 … 有误"
    assert len(reason_said("不通过", "长" * 200)) == 60
    for note in ("（光照）不均！", "证件 4301 有误", "第2张模糊…"):
        once = reason_said("不通过", note)
        assert reason_said(once, "") == once


def test_a_reason_names_nobody() -> None:
    own = ("欧阳·Anna", "AB-17")
    assert reason_said("不通过", "欧阳·anna（ab-17）非本人", own=own) == "… … 非本人"
    assert reason_said("不通过", "430***********123X 电话138****1234 模糊") == "… 电话… 模糊"
    assert reason_said("不通过", "反光", own=("光", "")) == "反光"


def test_an_answer_has_the_most_frequent_words_and_counts_the_others(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, found = world.plain_task(branch=BRANCH, price=0), list[str]()
    said = {"照片模糊": 2, "佩戴耳环": 1, "闭眼": 1}
    for words, times in said.items():
        found += [words] * times
    ids = [made_order(world, task, State.IN_PRODUCTION) for _ in found]
    lines = [["订单号", "结果", "说明"], *([one, "不通过", words] for one, words in zip(ids, found, strict=True))]
    assert run(manager, "CHSI", table(lines), task.task_id)["done"] == 4
    monkeypatch.setattr(answers, "MOST_WORDS", 1)
    answer = answers.figures_of(
        2027, wire().delivery.chsi.figures(who(manager.account), Which(task_id=task.task_id, season=2027))
    )
    assert [(one.said, one.photos) for one in answer.words] == [("照片模糊", 2)]
    assert (answer.other_words, answer.refused) == (2, 4)


def test_a_reason_that_comes_later_completes_the_refusal_and_is_no_second_one(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    late, never = ids = [made_order(world, task, State.IN_PRODUCTION) for _ in range(2)]
    head = ["订单号", "结果", "不通过原因"]
    assert run(manager, "CHSI", table([head, *([one, "不通过", ""] for one in ids)]), task.task_id)["done"] == 2
    assert (told(late).reasons, told(late).note) == ((), "学信网：不通过")
    for _ in range(2):
        lines = [head, [late, "不通过", "照片清晰度不合格"], [never, "不通过", ""]]
        assert run(manager, "CHSI", table(lines), task.task_id)["done"] == 2
        assert ([one.code for one in told(late).reasons], told(late).note) == (["blurred"], "照片清晰度不合格")
        assert told(never).note == "学信网：不通过"
        found = figures(manager, task_id=task.task_id)
        assert {one["said"]: one["photos"] for one in found["words"]} == {"照片清晰度不合格": 1, UNSAID: 1}
        assert (found["refused"], len(photos(manager, task_id=task.task_id))) == (2, 2)
    events = [one.event for one in wire().stores.orders.history(late)]
    assert (events.count("correct"), events.count("explain")) == (1, 1)


def test_a_reason_that_staff_gave_is_not_written_over(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    order_id = made_order(world, task, State.IN_PRODUCTION)
    head = ["订单号", "结果", "说明"]
    run(manager, "CHSI", table([head, [order_id, "不通过", ""]]), task.task_id)
    manager.call("POST", f"/api/staff/orders/{order_id}/decisions", {"action": "uncorrect", "reason": "看错了"})
    why = {"reason": "看过照片", "note": "衣领没有翻好"}
    manager.call("POST", f"/api/staff/orders/{order_id}/correct", why)
    run(manager, "CHSI", table([head, [order_id, "不通过", "照片模糊"]]), task.task_id)
    assert told(order_id).note == "衣领没有翻好"


def told(order_id: str) -> Rejection:
    order = order_of(order_id)
    assert order.head.rejection is not None
    return order.head.rejection


def test_a_season_is_named_after_who_graduates_in_it() -> None:
    found = [season_of(datetime(2026, month, 15, tzinfo=UTC)) for month in (8, 9, 12)]
    assert found == [2026, 2027, 2027]
    assert season_of(datetime(2026, 8, 31, 17, tzinfo=UTC)) == 2027  # already September in Shanghai


def test_results_are_counted_by_reason_and_listed(world: World, manager: Colleague) -> None:
    task, other = (world.plain_task(branch=BRANCH, price=0) for _ in range(2))
    ids = [made_order(world, task, State.IN_PRODUCTION) for _ in range(4)]
    beside = made_order(world, other, State.IN_PRODUCTION)
    head = ["订单号", "结果", "说明"]
    lines = [
        head,
        [ids[0], "通过", ""],
        [ids[1], "不通过", "照片清晰度不合格"],
        [ids[2], "不通过", "像素点异常X类"],
        [ids[3], "不通过", ""],
    ]
    before = figures(manager)
    assert run(manager, "CHSI", table(lines), task.task_id)["done"] == 4
    assert run(manager, "CHSI", table([head, [beside, "非同一人", ""]]), other.task_id)["done"] == 1
    assert run(manager, "CHSI", table(lines), task.task_id)["done"] == 4  # nothing is counted twice
    found = figures(manager, task_id=task.task_id)
    assert (found["accepted"], found["refused"]) == (1, 3)
    by_code = [(each["code"], each["photos"]) for each in found["reasons"]]
    assert by_code == [(None, 1), ("blurred", 1), ("low_resolution", 1)]
    season = figures(manager)
    assert (season["accepted"] - before["accepted"], season["refused"] - before["refused"]) == (1, 4)
    assert season["season"] == season_of(wire().clock())
    listed = photos(manager, task_id=task.task_id)
    assert sorted(each["order_id"] for each in listed) == sorted(ids[1:])
    assert {each["label"] for each in listed} == {"待勘误"}
    assert [each["order_id"] for each in photos(manager, task_id=task.task_id, code="blurred")] == [ids[1]]
    assert [each["order_id"] for each in photos(manager, task_id=task.task_id, code="")] == [ids[3]]
    assert beside in [each["order_id"] for each in photos(manager)]
    order = order_of(ids[1])
    assert order.head.rejection is not None
    assert [one.code for one in order.head.rejection.reasons] == ["blurred"]
    assert order.head.rejection.note == "照片清晰度不合格"


def test_a_word_that_a_manager_maps_counts_at_once_and_is_told_next_time(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    first, second, third = (made_order(world, task, State.IN_PRODUCTION) for _ in range(3))
    head, said = ["订单号", "结果", "说明"], "丙类质量问题"
    assert run(manager, "CHSI", table([head, [first, "不通过", said]]), task.task_id)["done"] == 1
    (word,) = figures(manager, task_id=task.task_id)["words"]
    assert word == {"said": said, "code": None, "photos": 1, "open": True}
    body = {"said": said, "code": "too_dark", "reason": "问过学信网"}
    manager.call("PUT", "/api/staff/chsi/words", body)
    manager.call("PUT", "/api/staff/chsi/words", body)
    (word,) = figures(manager, task_id=task.task_id)["words"]
    assert word == {"said": said, "code": "too_dark", "photos": 1, "open": False}
    assert [each["code"] for each in photos(manager, task_id=task.task_id)] == ["too_dark"]
    assert run(manager, "CHSI", table([head, [second, "不通过", said]]), task.task_id)["done"] == 1
    order = order_of(second)
    assert order.head.rejection is not None
    assert [one.code for one in order.head.rejection.reasons] == ["too_dark"]
    manager.call("PUT", "/api/staff/chsi/words", body | {"code": None})
    assert figures(manager, task_id=task.task_id)["words"][0]["code"] is None
    assert run(manager, "CHSI", table([head, [third, "不通过", said]]), task.task_id)["done"] == 1
    rows = manager.call("GET", "/api/staff/audit", subject="chsi")["rows"]
    assert [row["action"] for row in rows[:3]] == ["learn_chsi_word"] * 3
    for field, value, code, named in (
        ("said", "照片，模糊", "chsi_word_unknown", "said"),
        ("said", UNSAID, "chsi_word_unknown", "said"),
        ("code", "no_such_reason", "review_reason_unknown", "reasons"),
    ):
        wrong_body = body | {field: value}
        refused(partial(manager.call, "PUT", "/api/staff/chsi/words", wrong_body), 422, code, named)


def test_pages_hold_every_refusal_once(world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PAGE", 2)
    task = world.plain_task(branch=BRANCH, price=0)
    ids = [made_order(world, task, State.IN_PRODUCTION) for _ in range(5)]
    lines = [["订单号", "结果", "说明"], *([one, "不通过", "背景不纯"] for one in ids)]
    assert run(manager, "CHSI", table(lines), task.task_id)["done"] == 5
    for which in ({}, {"code": "background_not_plain"}):
        found = [each["order_id"] for each in photos(manager, task_id=task.task_id, **which)]
        assert sorted(found) == sorted(ids)
    in_season = [each["order_id"] for each in photos(manager) if each["task_id"] == task.task_id]
    assert sorted(in_season) == sorted(ids)
    assert photos(manager, season="2020") == []


def test_refusals_are_their_branchs_and_only_a_manager_maps(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH)
    stranger = colleague(world.box.console_url, MANAGER, branch="guangdong")
    refused(lambda: stranger.call("GET", "/api/staff/chsi/figures", task_id=task.task_id), 404, "task_unknown")
    refused(lambda: stranger.call("GET", "/api/staff/chsi/refused", task_id=task.task_id), 404, "task_unknown")
    reviewer = colleague(world.box.console_url, REVIEWER, branch=BRANCH)
    assert figures(reviewer, task_id=task.task_id)["refused"] == 0
    body = {"said": "某原因", "code": "too_dark", "reason": "问过"}
    refused(lambda: reviewer.call("PUT", "/api/staff/chsi/words", body), 403, "forbidden")


def test_many_answers_at_once_are_all_counted(world: World, manager: Colleague) -> None:
    """They move in parallel and add to the same sums."""
    task = world.plain_task(branch=BRANCH, price=0)
    ids = [made_order(world, task, State.IN_PRODUCTION) for _ in range(48)]
    lines = [[one, "通过" if at % 2 else "不通过", "" if at % 2 else "照片模糊"] for at, one in enumerate(ids)]
    job = run(manager, "CHSI", table([["订单号", "结果", "说明"], *lines]), task.task_id)
    assert (job["done"], job["wrong"]) == (48, 0)
    found = figures(manager, task_id=task.task_id)
    assert (found["accepted"], found["refused"]) == (24, 24)
    assert len(photos(manager, task_id=task.task_id)) == 24


def test_a_refusal_says_how_doubtful_its_photo_was_while_that_is_there(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    doubtful, gone = ids = [made_order(world, task, State.IN_PRODUCTION) for _ in range(2)]
    lines = [["订单号", "结果", "说明"], *([one, "不通过", "照片模糊"] for one in ids)]
    assert run(manager, "CHSI", table(lines), task.task_id)["done"] == 2
    kept, erased = map(wire().stores.orders.load, ids)
    assert kept is not None
    assert erased is not None
    photo_item(doubtful, replace(kept.photos[0], risk=0.4)).save()
    wire().stores.erased.drop_photos(erased, lambda _: None)
    told = {each["order_id"]: each["risk"] for each in photos(manager, task_id=task.task_id)}
    assert told == {doubtful: 0.4, gone: None}
