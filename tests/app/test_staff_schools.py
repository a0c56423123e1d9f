"""The catalogue of schools, changed by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from chalicelib.desk import school_search
from chalicelib.desk.schools import SchoolDesk
from chalicelib.staff.model import StaffRole
from tests.worlds.app import World, refused, school_code
from tests.worlds.branch import Desk, confirm, run, table
from tests.worlds.staff import Colleague, colleague


def test_schools_by_hand(world: World, manager: Colleague) -> None:
    code = school_code()
    body = {"name": f"测试开放大学{code}", "kind": "OPEN", "sub_units": ["长沙教学点"], "reason": "新增", "rev": 0}
    made = manager.call("PUT", f"/api/staff/schools/{code}", body)
    assert (made["moe_id"], made["kind"], made["sub_units"]) == ("", "OPEN", ["长沙教学点"])
    assert world.guest().call("GET", "/api/schools", q=f"测试开放大学{code}")["schools"][0]["school_code"] == code
    assert manager.call("PUT", f"/api/staff/schools/{code}", body) == made
    for change, *why in (
        ({"name": "湖南大学", "rev": made["rev"]}, "school_name_taken", "name"),
        ({"aliases": ["湖南大学"], "rev": made["rev"]}, "school_name_taken", "aliases"),
        ({"city": "株洲"}, "school_is_there", "school_code"),
        ({"city": "株洲", "rev": made["rev"] + 1}, "school_changed", "school_code"),
    ):
        refused(partial(manager.call, "PUT", f"/api/staff/schools/{code}", body | change), 409, *why)
    refused(lambda: manager.call("PUT", "/api/staff/schools/12", body), 422, "school_wrong", "school_code")
    for change, says in (
        ({"name": "湖南 大学"}, "“湖南 大学”已是湖南大学（10532）的名称"),
        ({"aliases": ["湖南商学院"]}, "“湖南商学院”已是湖南工商大学（10554）的曾用名"),
    ):
        put = partial(manager.call, "PUT", f"/api/staff/schools/{code}", body | {"rev": made["rev"]} | change)
        assert refused(put, 409, "school_name_taken", "aliases" if "aliases" in change else "name")["message"] == says
    taken = partial(manager.call, "PUT", f"/api/staff/schools/{code}", body | {"city": "长沙"})
    assert refused(taken, 409, "school_is_there", "school_code")["message"].endswith(f"测试开放大学{code}")
    for field, named in (("name", "\u3164"), ("aliases", ["旧\n名"]), ("sub_units", [" "]), ("city", "\u202e沙长")):
        put = partial(manager.call, "PUT", f"/api/staff/schools/{school_code()}", body | {field: named})
        refused(put, 422, "school_wrong", field)


@pytest.mark.parametrize("words", ["湖南商学院", "湖南工商大学", "10554", "4143010554", "hnsxy", "湖南 商学", "1055"])
def test_a_school_is_found_by_what_somebody_remembers(manager: Colleague, words: str) -> None:
    found = manager.call("GET", "/api/staff/schools", words=words)
    assert "湖南工商大学" in [school["name"] for school in found["schools"]]
    assert found["total"] == len(found["schools"])


def test_a_school_is_found_by_where_it_is(manager: Colleague) -> None:
    code, place = school_code(), f"城{school_code()}"
    body = {"name": f"测试学院{code}", "city": place, "sub_units": [f"教学点{place}"], "reason": "新增", "rev": 0}
    manager.call("PUT", f"/api/staff/schools/{code}", body)
    for words in (place, f"教学点{place}"):
        (school,) = manager.call("GET", "/api/staff/schools", words=words)["schools"]
        assert school["school_code"] == code
    assert manager.call("GET", "/api/staff/schools", words="没有这样的学校") == {
        "schools": [],
        "total": 0,
        "cursor": None,
    }


def test_pages_of_schools_follow_each_other(manager: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(school_search, "PAGE", 4)
    pages = [manager.call("GET", "/api/staff/schools", words="1053")]
    while cursor := pages[-1]["cursor"]:
        pages.append(manager.call("GET", "/api/staff/schools", words="1053", cursor=cursor))
    codes = [school["school_code"] for page in pages for school in page["schools"]]
    assert codes == sorted(set(codes))
    assert [len(page["schools"]) for page in pages[:-1]] == [4] * (len(pages) - 1)
    assert {page["total"] for page in pages} == {len(codes)}
    refused(partial(manager.call, "GET", "/api/staff/schools", cursor="湖南"), 422, "invalid", "cursor")


def test_schools_of_a_task_are_asked_for_by_their_codes(manager: Colleague) -> None:
    found = manager.call("GET", "/api/staff/schools", codes="10554,10532,99999")
    assert [school["name"] for school in found["schools"]] == ["湖南大学", "湖南工商大学"]
    for wrong in ("1", "10532,", "10532;10554", "10532" * 401):
        refused(partial(manager.call, "GET", "/api/staff/schools", codes=wrong), 422, "invalid", "codes")


def test_a_school_that_tasks_have_is_renamed_by_two_and_each_branch_is_told(world: World, desk: Desk) -> None:
    code, there, manager = school_code(), f"branch-{school_code()}", desk.manager
    path, first = f"/api/staff/schools/{code}", {"name": f"测试学院{code}", "reason": "新设", "rev": 0}
    made = manager.call("PUT", path, first)
    world.task(schools=(code,), branch=there)
    alone = {"city": "长沙市", "aliases": [f"湘工{code}"], "moe_id": f"41430{code}"}
    moved = manager.call("PUT", path, first | alone | {"rev": 1})
    assert (moved["waits"], moved["city"], made["waits"]) == (False, "长沙市", False)
    wanted = first | alone | {"rev": 2}
    changes: tuple[dict[str, Any], ...] = (
        {"name": f"测试大学{code}"},
        {"moe_id": f"41431{code}"},
        {"aliases": []},
    )
    for change in changes:
        for _ in range(2):
            asked = manager.call("PUT", path, wanted | change)
            assert (asked["waits"], asked["name"], asked["rev"]) == (True, f"测试学院{code}", 2)
    refused(lambda: manager.call("PUT", path, wanted | {"name": "湖南大学"}), 409, "school_name_taken", "name")
    asked = [one for one in proposals(desk.manager2) if one["params"]["school"]["school_code"] == code]
    assert len(asked) == 3
    refused(lambda: confirm(manager, asked[0]), 403, "own_proposal")
    confirm(desk.manager2, asked[0])
    assert [one for one in proposals(desk.manager2) if one in asked] == []  # of the revision before
    (school,) = manager.call("GET", "/api/staff/schools", codes=code)["schools"]
    assert (school["name"], school["aliases"]) == (f"测试大学{code}", [f"测试学院{code}", f"湘工{code}"])
    others = colleague(world.box.console_url, StaffRole.ADMIN, branch=there)
    (row,) = others.call("GET", "/api/staff/audit", subject=f"school {code}")["rows"]
    assert row["data"].items() >= {"name": f"测试大学{code}", "was": f"测试学院{code}", "by_branch": "hunan"}.items()
    asked_for = manager.call("GET", "/api/staff/audit", subject=f"school {code}", action="propose_put_school")["rows"]
    names = f"测试学院{code}、湘工{code}"
    assert {"name": f"测试大学{code}", "moe_id": f"41430{code}", "aliases": names} in [
        {key: value for key, value in row["data"].items() if key != "proposal"} for row in asked_for
    ]
    refused(
        lambda: manager.call("PUT", path, first | {"name": f"另一学院{code}"}), 409, "school_is_there", "school_code"
    )
    renamed = first | {"name": f"测试大学{code}", "rev": 3}
    refused(lambda: others.call("PUT", path, renamed | {"aliases": []}), 403, "two_managers")


def test_a_list_changes_what_needs_no_second_and_leaves_the_other_rows_out(world: World, manager: Colleague) -> None:
    codes = [school_code() for _ in range(3)]
    for code in codes:
        manager.call("PUT", f"/api/staff/schools/{code}", {"name": f"测试学院{code}", "reason": "新设", "rev": 0})
    world.task(schools=codes[:2])
    renamed, numbered, unused = codes
    rows = [
        [f"改名{renamed}", f"41430{renamed}"],
        [f"测试 学院{numbered}", f"41430{numbered}"],
        [f"改名{unused}", f"41430{unused}"],
    ]
    job = run(manager, "SCHOOLS", table([["学校名称", "学校标识码"], *rows]))
    (problem,) = job["problems"]
    assert (job["state"], job["done"], problem["line"]) == ("DONE", 2, 2)
    assert problem["message"].startswith(f"没有改动：已有任务适用“测试学院{renamed}”")
    found = manager.call("GET", "/api/staff/schools", codes=",".join(codes))["schools"]
    assert {one["school_code"]: (one["name"], one["moe_id"]) for one in found} == {
        renamed: (f"测试学院{renamed}", ""),
        numbered: (rows[1][0], rows[1][1]),
        unused: (rows[2][0], rows[2][1]),
    }


def test_of_two_who_decide_at_once_the_later_is_told_so(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = school_code()
    path, first = f"/api/staff/schools/{code}", {"name": f"测试学院{code}", "reason": "新设", "rev": 0}
    desk.manager.call("PUT", path, first)
    world.task(schools=(code,))
    desk.manager.call("PUT", path, first | {"rev": 1, "name": f"测试大学{code}", "city": "长沙市"})
    (asked,) = [one for one in proposals(desk.manager2) if one["params"]["school"]["school_code"] == code]
    school, was = asked["params"]["school"], asked["params"]["was"]
    assert ([was["name"]], was["city"], school["city"]) == (school["aliases"], "", "长沙市")
    put = SchoolDesk.put

    def late(*given: Any, **data: Any) -> Any:
        monkeypatch.setattr(SchoolDesk, "put", put)
        desk.manager.call("POST", f"/api/staff/proposals/{asked['proposal_id']}/refuse", {"reason": "填错了"})
        return put(*given, **data)

    monkeypatch.setattr(SchoolDesk, "put", late)
    refused(lambda: confirm(desk.manager2, asked), 409, "proposal_over")


def proposals(who: Colleague) -> list[dict[str, Any]]:
    return [one for one in who.call("GET", "/api/staff/decisions")["proposals"] if one["action"] == "put_school"]
