"""How prints will be cut: drawn as the layout's words say, of the smallest paper that holds them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.worlds.browsers import Visits, screens
from tests.worlds.console_modules import evaluated
from tests.worlds.looks import check
from tools.demo import sample_portrait

LAYOUTS = json.loads((Path(__file__).parents[2] / "web" / "settings.json").read_text())["layouts"]
SIZES = {"一寸": (25, 35), "二寸": (35, 49)}  # mm
EDGE = 1e-9  # of arithmetic


def sheets(*layouts: str) -> list[Any]:
    return list(evaluated("student/parts/sheet.js", f"{json.dumps(layouts)}.map(it.sheetOf)"))


def apart(one: dict[str, float], other: dict[str, float]) -> bool:
    """At least 1 mm, so that they can be cut."""
    across = max(one["x"], other["x"]) - min(one["x"] + one["width"], other["x"] + other["width"])
    down = max(one["y"], other["y"]) - min(one["y"] + one["height"], other["y"] + other["height"])
    return max(across, down) >= 1 - EDGE


def test_every_layout_of_the_settings_is_drawn_on_five_inches() -> None:
    for layout, sheet in zip(LAYOUTS, sheets(*LAYOUTS), strict=True):
        assert sheet["paper"][0] == "5 寸", layout
        parts = [part.removesuffix(" 张").split(" ") for part in layout.split(" + ")]
        wanted = sorted(SIZES[size] for size, count in parts for _ in range(int(count)))
        assert sorted((one["width"], one["height"]) for one in sheet["prints"]) == wanted


def test_prints_lie_apart_on_their_paper() -> None:
    counted = [f"{size} {count} 张" for size in SIZES for count in range(1, 13)]
    mixed = [f"一寸 {small} 张 + 二寸 {big} 张" for small, big in itertools.product((1, 4, 5), (1, 2, 3))]
    drawn = [one for one in sheets(*counted, *mixed) if one]
    assert {one["paper"][0] for one in drawn} == {"5 寸", "6 寸"}
    for sheet in drawn:
        _, width, height = sheet["paper"]
        for one in sheet["prints"]:
            assert 1 - EDGE <= one["x"] <= width - one["width"] - 1 + EDGE
            assert 1 - EDGE <= one["y"] <= height - one["height"] - 1 + EDGE
        assert all(apart(*pair) for pair in itertools.combinations(sheet["prints"], 2))


def test_words_that_say_no_sizes_are_not_drawn() -> None:
    words = ["一寸", "电子版", "一寸 8 张 + 相框", "二寸 40 张", "一寸 0 张"]
    assert sheets(*words) == [None] * len(words)


def test_it_is_seen_where_it_is_chosen_and_once_more_before_it_is_handed_in(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in()
    student.locate(seeded.plain)
    student.link("开始办理").click()
    student.fill(name="李小红", student_no=student.phone[-8:], college="文学院", major="汉语言", class_name="中文2201")
    expect(student.page.locator(".sheet")).to_have_count(0)
    student.fill(level="MASTER", consignee="李小红", address="长沙市", layout=LAYOUTS[2], contact_phone=student.phone)
    drawn = student.page.get_by_role("img", name=f"冲印版面示意：{LAYOUTS[2]}")
    expect(drawn.locator(".sheet-nobody")).to_have_count(6)
    for _ in screens(student.page):
        check(student.page)
    student.button("保存，下一步").click()
    student.heading("照片要求")
    order_id = student.order_id
    student.api.judge(order_id, sample_portrait())
    student.open(f"/orders/{order_id}/confirm")
    expect(drawn.locator("image")).to_have_count(6)
    assert len({one.get_attribute("href") for one in drawn.locator("image").all()}) == 1
    for _ in screens(student.page):
        check(student.page)
