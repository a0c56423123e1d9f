"""The harness itself, on the smallest mini-program: as strict as a phone, and stricter where a phone is silent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from tests.miniprogram.compiled import SMALL, compiled
from tests.miniprogram.person import Opens, Person

TEMPLATE = "SANDBOX-result-template-000000000000000000A"
# what a page does, and what the harness says of it
FORBIDDEN = {
    "getCurrentPages()[0].setData({ who: 'x'.repeat(30000) })": "who holds 30000 characters: a picture?",
    "getCurrentPages()[0].setData({ tries: Array(9000).fill({ number: 1 }) })": "bytes at once",
    "getCurrentPages()[0].setData({ who: undefined })": "who is no JSON",
    "getCurrentPages()[0].setData({ who: new Date(0) })": "who is no JSON",
    "wx.chooseImage({})": "wx.chooseImage is not in the test harness",
    "wx.request({ url: '/', method: 'PATCH' })": "WeChat sends no PATCH",
    "wx.uploadFile({ url: '/', name: 'file', filePath: 'C:/photo.jpg' })": "no such file",
    f"wx.requestSubscribeMessage({{ tmplIds: ['{TEMPLATE}'] }})": "can only be invoked by user TAP gesture",
    "wx.navigateBack()": "cannot navigate back at first page",
    "wx.requestPayment({ timeStamp: 1 })": "parameter.timeStamp should be String",
    "for (let no = 0; no < 20; no += 1) wx.setStorageSync(`${no}`, 'x'.repeat(600_000))": "exceed storage max size",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(SMALL, tmp_path_factory.mktemp("small") / "compiled")


@pytest.fixture
def person(someone: Opens, small: Path) -> Person:
    person = someone(small)
    person.open()
    person.title("首页")
    return person


def test_a_page_lives(person: Person) -> None:
    expect(person.button("提交")).to_have_attribute("aria-disabled", "true")
    person.here.get_by_placeholder("姓名").fill(" 王小明 ")
    person.here.get_by_text("我同意").tap()
    person.tap("提交")
    person.sees("次数 1")
    expect(person.here.get_by_placeholder("姓名")).to_have_value("王小明")
    person.tap("下一页")
    person.title("下一页")
    person.sees(re.compile(r"王小明：\d+ 所学校"))
    assert person.pages() == ["pages/home/home", "pages/next/next"]
    person.back()
    person.title("首页")
    person.sees("次数 1")
    assert person.requests() == ["GET /api/schools"]


def test_styles_stay_where_they_belong(person: Person) -> None:
    def style(text: str, name: str) -> str:
        found: str = person.here.get_by_text(text).evaluate("(it, name) => getComputedStyle(it)[name]", name)
        return found

    assert style("卡片", "color") == "rgb(0, 0, 170)"
    assert style("卡片", "fontSize") == "16px"  # the app's .big does not reach into a component
    assert style("插入的内容", "fontSize") == "20.8px"  # but it reaches what the page put there: 40rpx of 390 px
    assert style("插入的内容", "color") == "rgb(0, 170, 0)"  # the page's own .inside, not the component's
    assert person.button("下一页").evaluate("it => getComputedStyle(it).width") == "184px"  # one class is too weak
    person.page.emulate_media(color_scheme="dark")
    expect(person.page.locator("header")).to_have_css("background-color", "rgb(25, 25, 25)")


def test_two_quick_taps_are_two(person: Person) -> None:
    """A phone needs a moment for a page, so nobody else stops the second tap."""
    person.button("下一页").evaluate("button => { button.click(); button.click(); }")
    person.title("下一页")
    person.page.wait_for_function("() => getCurrentPages().length === 3")


def test_what_a_phone_would_not_do_is_said(person: Person) -> None:
    person.expected.append("navigateBack: cannot navigate back")
    for script, said in FORBIDDEN.items():
        with pytest.raises(Error, match=re.escape(said)):
            person.page.evaluate(script)


def test_a_page_that_is_not_there_is_said(person: Person) -> None:
    person.page.evaluate("wx.navigateTo({ url: '/pages/nowhere/nowhere', complete() {} })")
    person.wait_until(lambda: any('page "pages/nowhere/nowhere" is not found' in said for said in person.said))
    person.said.clear()


def test_a_gesture_ends_with_the_first_wait(person: Person) -> None:
    """As on older iPhones, whose promises go on in a task of their own."""
    asks = f"wx.requestSubscribeMessage({{ tmplIds: ['{TEMPLATE}'] }}).then(() => 'asked', (refused) => refused.errMsg)"
    for wait, said in (
        ("", "asked"),
        ("await null;", "requestSubscribeMessage:fail can only be invoked by user TAP gesture."),
    ):
        person.page.evaluate(f"wx.navigateTo = async () => {{ {wait} globalThis.said = {asks}; }}; undefined")
        person.tap("下一页")
        assert person.page.evaluate("said") == said


def test_behind_another_app_requests_end_after_five_seconds(person: Person) -> None:
    person.page.route("**/api/schools**", lambda route: None)  # never answered
    person.page.clock.install()
    person.page.evaluate("""() => { globalThis.ask = () => {
      globalThis.said = wx.request({ url: `${settings.api}/api/schools?q=%E6%B9%96` })
        .then(({ statusCode }) => statusCode, ({ errMsg }) => errMsg);
    }; }""")
    person.page.evaluate("harness.happens.hide(); ask()")
    person.page.clock.run_for(5000)
    assert person.page.evaluate("said") == "request:fail interrupted"
    person.page.evaluate("ask()")
    person.page.clock.run_for(100)
    assert person.page.evaluate("said") == "request:fail interrupted"
    assert len(person.record()["requests"]) == 1
    person.page.unroute("**/api/schools**")
    person.page.evaluate("harness.happens.show(); ask()")
    assert person.page.evaluate("said") == 200


def test_only_one_album_is_open(person: Person) -> None:
    """And the mini-program is behind it meanwhile."""
    script = """() => {
      const page = getCurrentPages()[0], told = [];
      page.onHide = () => told.push('hide');
      page.onShow = () => told.push('show');
      const choose = () => wx.chooseMedia({}).catch(({ errMsg }) => told.push(errMsg));
      return Promise.all([choose(), choose()]).then(() => told);
    }"""
    assert person.page.evaluate(script) == [
        "hide",
        "chooseMedia:fail another one is choosing",
        "show",
        "chooseMedia:fail cancel",
    ]
