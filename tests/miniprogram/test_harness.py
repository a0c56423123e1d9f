"""The harness itself, on the smallest mini-program."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.miniprogram.compiled import SMALL, compiled
from tests.miniprogram.conftest import Opens


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(SMALL, tmp_path_factory.mktemp("small"))


def test_a_page_lives(someone: Opens, small: Path) -> None:
    person = someone(small)
    person.open()
    person.title("首页")
    person.sees("卡片")
    expect(person.button("提交")).to_have_attribute("aria-disabled", "true")
    person.here.get_by_placeholder("姓名").fill(" 王小明 ")
    person.here.get_by_text("我同意").tap()
    person.tap("提交")
    person.sees("次数 1")
    expect(person.here.get_by_placeholder("姓名")).to_have_value("王小明")
    person.tap("下一页")
    person.title("下一页")
    person.sees("王小明：")
    assert person.pages() == ["pages/home/home", "pages/next/next"]
    person.page.get_by_role("button", name="返回").tap()
    person.title("首页")
    person.sees("次数 1")
    assert person.record()["requests"][0]["api"] == "request"
