"""The published files with the whole system behind them: few are asked for, and everything works as before."""

from __future__ import annotations

import re

from playwright.sync_api import Response

from chalicelib.staff.model import StaffRole
from sandbox.seed import Seeded
from tests.worlds.browsers import Desks, Visits
from tests.worlds.visitor import Guest
from tools.demo import sample_code, sample_portrait

AT_LOGIN, WHEN_PAID, AT_CONSOLE = 6, 8, 6  # files of the site at most, the page included


def files_of(guest: Guest) -> list[str]:
    """The addresses of the site's files that a page asks for from now on."""
    asked: list[str] = []
    origin = re.match(r"http://[^/]+", guest.site_url)
    assert origin

    def note(answer: Response) -> None:
        if answer.url.startswith(origin[0]) and "/api/" not in answer.url:
            asked.append(answer.url)

    guest.page.on("response", note)
    return asked


def test_a_student_comes_and_pays(visit: Visits, seeded: Seeded) -> None:
    student = visit("desktop")
    asked = files_of(student)
    student.open()
    student.heading("登录")
    student.page.get_by_alt_text("图形验证码").wait_for()
    student.page.wait_for_load_state("networkidle")
    assert len(asked) <= AT_LOGIN, asked
    student.choose(seeded.encrypted)
    student.identify(sample_code())
    student.hand_in(sample_portrait())
    student.outside.scan(student.choose_wechat())
    student.heading("支付成功")
    student.page.wait_for_load_state("networkidle")
    assert len(asked) <= WHEN_PAID, asked


def test_the_branch_logs_in(desk: Desks) -> None:
    clerk = desk(StaffRole.MANAGER)
    asked = files_of(clerk)
    clerk.open("/")
    clerk.log_in()
    clerk.sees(clerk.api.account.name)
    clerk.page.wait_for_load_state("networkidle")
    assert len(asked) <= AT_CONSOLE, asked
