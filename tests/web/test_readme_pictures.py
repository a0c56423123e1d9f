"""The pictures in the README, of a student's photo that was found faulty and of the desk that reviews one.

`PICTURES=docs/pictures .venv/bin/python -m pytest tests/web/test_readme_pictures.py` makes them anew.
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from drawings.faulty_portraits import faulty
from sandbox.seed import Seeded
from tests.worlds.app import World
from tests.worlds.browsers import Desks, Visits
from tests.worlds.doc_pictures import ROOT, picture
from tests.worlds.reviewer import WARNING, review_task, shown, waiting
from tools.demo import sample_code

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 200_000


def test_a_student_sees_what_is_wrong_with_her_photo(visit: Visits, seeded: Seeded) -> None:
    student = visit(device_scale_factor=1, viewport={"width": 390, "height": 1000})
    student.come_in()
    order_id = student.draft(seeded.encrypted, sample_code())
    student.open(f"/orders/{order_id}/photo")
    student.pick_photo(faulty("uneven_light"))
    student.sees(re.compile("处问题，请改正后重拍"))
    expect(student.page.get_by_alt_text("您选择的照片")).to_be_visible()
    picture(student.page, PICTURES, "student")


def test_a_reviewer_sees_one_picture_beside_what_the_engine_found(world: World, desk: Desks) -> None:
    task = review_task(world, title="2026届毕业生图像采集")
    clerk = desk(StaffRole.REVIEWER, viewport={"width": 1366, "height": 760})
    waiting(world, task, "王小明", [WARNING], risk=0.7)
    clerk.come_in(f"/review?band=DOUBT&task={task.task_id}")
    shown(clerk)
    picture(clerk.page, PICTURES, "review")


def test_the_readme_shows_them_and_they_are_light() -> None:
    readme, found = (ROOT / "README.md").read_text(), sorted(PICTURES.glob("*.png"))
    assert [path.stem for path in found] == ["review", "student"]
    assert all(f"docs/pictures/{path.name}" in readme for path in found)
    assert sum(path.stat().st_size for path in found) < MOST_BYTES
